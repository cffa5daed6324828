"""What the application server refuses before the application sees it, asked over a bare connection."""

import socket
from urllib.parse import urlsplit

import pytest

HOST = b"Host: 127.0.0.1\r\n"
NO_REQUEST = {
    "a header that is too long": (b"GET /en/ HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 9000 + b"\r\n\r\n", 400),
    "too many headers": (b"GET /en/ HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: 1\r\n" % each for each in range(200)) + b"\r\n", 400),
    "a header without a name": (b"GET /en/ HTTP/1.1\r\n" + HOST + b": nameless\r\n\r\n", 400),
    "a sign that no header has": (b"GET /en/ HTTP/1.1\r\n" + HOST + b"X-Sign: \x00\r\n\r\n", 400),
    "two lengths": (b"GET /en/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "an unknown coding": (b"POST /en/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: nonsense\r\n\r\n", 400),
    "a version that is none": (b"GET /en/ HTTP/9.x\r\n" + HOST + b"\r\n", 400),
    "no request at all": (b"what is this?\r\n\r\n", 400),
    "an address of nine thousand signs": (b"GET /en/?" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
}  # fmt: skip


@pytest.mark.parametrize("what", NO_REQUEST)
def test_what_is_no_request_is_answered_in_the_site_dress(demo, what):
    sent, status = NO_REQUEST[what]
    there = urlsplit(demo.origin)
    with socket.create_connection((there.hostname, there.port), timeout=20) as door:
        door.sendall(sent)
        received = b"".join(iter(lambda: door.recv(65_536), b""))

    head, _, page = received.decode().partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert f"content-length: {len(page.encode())}" in head.lower()
    assert "default-src 'none'" in head
    assert ("masthead" in page, f'<p class="error-status">{status}</p>' in page) == (True, True)
    assert demo.get("/en/").status == 200
