"""How the application server runs: `gunicorn` in this folder is enough, `gunicorn --bind 0.0.0.0:8000` to be reached from a proxy.

WEB_CONCURRENCY sets the worker processes (about one for each core), FORWARDED_ALLOW_IPS the proxies that are believed.
"""

from urllib.parse import quote

from gunicorn.glogging import Logger


class Log(Logger):
    """Paths stand in the access log as they were sent: a line break that was encoded begins no line of its own."""

    def atoms(self, resp, req, environ, request_time):
        path = quote(environ.get("PATH_INFO") or "", errors="replace")
        return super().atoms(resp, req, environ, request_time) | {"U": path}


wsgi_app = "newsroom.wsgi:application"
logger_class = Log
worker_class = "newsroom.worker.Worker"  # a pool of threads
threads = 4
timeout = 60  # an upload of large photos makes its renditions within the request
graceful_timeout = 30
keepalive = 75  # longer than a proxy keeps an idle connection, so that the proxy closes first
max_requests = 20_000  # a leak somewhere below us never grows old
max_requests_jitter = 2_000
limit_request_line = 8_190  # the most there is: the application itself says from 4,000 on that an address is too long
# Each worker loads the application itself: the start compares the database's guards, and a connection must not be shared by a fork.
preload_app = False
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"  # no address, no query, no browser of a reader
