"""A line on which a page arrives in pieces: readers far away see its beginning before its end is there."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

# the first flight of packets, which compressed holds the head of every page (15 KB are some 60 as they are read), then what follows it
FIRST, PIECE, PAUSE = 10_000, 3_000, 0.05


@contextmanager
def slow_line(origin: str) -> Iterator[str]:
    """The origin under which the same site is reached by that line; only its pages are slow, not what they load."""

    class Line(BaseHTTPRequestHandler):
        def do_GET(self):
            try:
                answer = urllib.request.urlopen(f"{origin}{self.path}", timeout=60)
            except urllib.error.HTTPError as error:
                answer = error
            with answer:
                body = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not answer.headers["Content-Type"].startswith("text/html"):
                self.wfile.write(body)
                return
            first = max(FIRST, body.find(b"<main"))
            for start in (0, *range(first, len(body), PIECE)):
                self.wfile.write(body[start : start + PIECE if start else first])
                self.wfile.flush()
                time.sleep(PAUSE)

        def log_message(self, *words):
            """Nothing: pytest shows what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Line)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
