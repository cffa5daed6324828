"""The worker of the application server (gunicorn.conf.py)."""

from django.utils import translation
from gunicorn import util
from gunicorn.http.errors import LimitRequestLine, ParseException
from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):
    """What cannot be read as a request never comes to the application; it is answered in the site's dress nevertheless."""

    def handle_error(self, req, client, addr, exc):
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("No request that can be read: %s", type(exc).__name__)  # its words may be a reader's
        try:
            util.write_nonblock(client, answer(414 if isinstance(exc, LimitRequestLine) else 400))
        except OSError:
            self.log.debug("Whoever sent it has gone.")
        except Exception:  # nobody above would tell
            self.log.exception("The answer to what is no request could not be made.")


def answer(status: int) -> bytes:
    """A whole answer, after which the connection is closed: what follows on it cannot be told from what could not be read."""
    # the worker's class is named before there are settings
    from newsroom.shared.errors import plain_page  # noqa: PLC0415
    from newsroom.shared.languages import negotiate  # noqa: PLC0415
    from newsroom.shared.middleware import set_public_headers  # noqa: PLC0415

    language = negotiate("")
    with translation.override(language):
        response = plain_page(None, status)
    set_public_headers(response, language)
    own = {"Content-Length": len(response.content), "Connection": "close", "Cache-Control": "no-store"}
    for name, value in own.items():
        response[name] = str(value)
    first = f"HTTP/1.1 {status} {response.reason_phrase}\r\n".encode()
    return first + response.serialize_headers() + b"\r\n\r\n" + response.content
