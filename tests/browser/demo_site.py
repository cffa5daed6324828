"""The demo as an office would run it: debugging off, the application server, collected static files; and the kinds of page it has."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / ".ci" / "web" / "node_modules"
LANGUAGES = ("en", "zh-hans", "es", "ar")
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]
ABSENT = "/news/999999-nothing/"
START_SECONDS = 30

# kind of page → its address after the language; or the page (or the kind of it) whose first link of that shape it is, or that of these
# links which has the most of something
KINDS = {
    "front": "/",
    "news list": "/news/",
    "article": ("/news/", r"/news/\d+-[^/]+/"),
    "article with pictures": ("/news/", r"/news/\d+-[^/]+/", "<figure"),
    "notices": "/notices/",
    "notice": ("/notices/", r"/notices/\d+-[^/]+/"),
    "year": ("/news/", r"/news/\d{4}/"),
    "month": ("year", r"/news/\d{4}/\d{2}/"),
    "standing page": ("/", r"/pages/\d+-[^/]+/"),
    "topic": ("/", r"/topics/[^/]+/"),
    "partners": "/partners/",
    "partner": ("/partners/", r"/partners/\d+-[^/]+/"),
    "partner in the news": ("/partners/?region=EG", r"/partners/\d+-[^/]+/"),
    "news of a partner": ("partner in the news", r"/partners/\d+-[^/]+/news/"),
    "second page": "/partners/?page=2",
    "filtered": "/partners/?region=PE",
    "regions": "/regions/",
    "agreements": "/agreements/",
    "agreement": ("/agreements/", r"/agreements/\d+-[^/]+/"),
    "events": "/events/",
    "event": ("/events/", r"/events/\d+-[^/]+/"),
    "statistics": "/statistics/",
    "search": "/search/?q=SCUT",  # a name of an organisation in every language
    "nothing found": "/search/?q=Zyzzyva",
    "absent": ABSENT,
}
# kinds that nothing leads to, found by trying numbers: whether another title in the address is led to the right one, then the status
UNLINKED = {"withdrawn": (False, 200), "expired": (False, 410), "not translated": (True, 200)}
LAST_NUMBER = 40
NOT_FOR_SEARCH = '<meta name="robots" content="noindex">'
PAGES = [(kind, language) for kind in [*KINDS, *UNLINKED] for language in LANGUAGES]


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@dataclass
class Answer:
    """What a plain client got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class DemoSite:
    """A running site and what has been asked of it."""

    origin: str
    _opener: urllib.request.OpenerDirector = field(default_factory=lambda: urllib.request.build_opener(_StayHere))
    _links: dict[str, list[str]] = field(default_factory=dict)
    _read: dict[str, Answer] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET", **headers) -> Answer:
        """Follows nothing and keeps no cookie."""
        request = urllib.request.Request(urljoin(self.origin, path), headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=60) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    def read(self, path: str) -> Answer:
        """What stands there, asked for once: no test changes the demo."""
        if path not in self._read:
            self._read[path] = self.get(path)
        return self._read[path]

    def links(self, path: str) -> list[str]:
        """Addresses of this site that the page links to, each once, in order."""
        if path not in self._links:
            found = re.findall(r'<a\s[^>]*?href="([^"#]+)', self.read(path).text)
            here = [urljoin(path, link.replace("&amp;", "&")) for link in found]
            self._links[path] = list(dict.fromkeys(link for link in here if not urlsplit(link).netloc))
        return self._links[path]

    def address(self, kind: str, language: str) -> str:
        """A page of that kind in the language; LookupError where the demo has none."""
        if kind in UNLINKED:
            return self.unlinked(kind, language)
        where = KINDS[kind]
        if isinstance(where, str):
            return f"/{language}{where}"
        around, shape, *most = where
        whole = re.compile(re.escape(f"/{language}") + shape)
        from_here = self.address(around, language) if around in KINDS else f"/{language}{around}"
        found = [link for link in self.links(from_here) if whole.fullmatch(link)]
        if not found:
            raise LookupError(f"The demo has no {kind} in {language}.")
        return max(found, key=lambda link: self.read(link).text.count(most[0])) if most else found[0]

    def unlinked(self, kind: str, language: str) -> str:
        for number in range(1, LAST_NUMBER + 1):
            path = f"/{language}/news/{number}-x/"
            answer = self.get(path)
            if is_led := answer.status == 301:
                path = answer.headers["Location"]
                answer = self.get(path)
            if (is_led, answer.status) == UNLINKED[kind] and NOT_FOR_SEARCH in answer.text:
                return path
        raise LookupError(f"The demo has no page {kind} in {language}.")

    def every_page(self) -> dict[str, Answer]:
        """Every page that a reader can come to by links, in all languages; of filtered lists only the unfiltered."""
        waiting = [f"/{language}/" for language in LANGUAGES]
        seen: dict[str, Answer] = {}
        while waiting:
            path = waiting.pop()
            if path in seen or (urlsplit(path).query and not re.fullmatch(r"page=\d+", urlsplit(path).query)):
                continue
            answer = self.read(path)
            seen[path] = answer
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                waiting += [
                    link for link in self.links(path) if link.startswith(tuple(f"/{each}/" for each in LANGUAGES))
                ]
        return {
            path: answer
            for path, answer in seen.items()
            if answer.headers.get("Content-Type", "").startswith("text/html")
        }


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def environment(folder: Path) -> dict[str, str]:
    """Of production on this machine, whatever the tests' own says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSROOM_", "DJANGO_"))}
    for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_BUCKET_URL"):
        kept.pop(name, None)
    return kept | {
        "NEWSROOM_VAR": str(folder),
        "NEWSROOM_DEBUG": "0",
        "NEWSROOM_DEMO": "1",
        "NEWSROOM_HTTPS": "0",
        "NEWSROOM_HOSTS": "127.0.0.1",
        "NEWSROOM_SECRET_KEY": "of-a-site-that-lives-for-one-test-run",
        "NEWSROOM_LANGUAGES": ",".join(LANGUAGES),
    }


def serve(folder: Path):
    """Yields the running site; afterwards it is stopped."""
    settings = environment(folder)

    def manage(*arguments):
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=settings, check=True, capture_output=True
        )

    manage("demo", "--no-serve")
    manage("collectstatic", "--no-input")
    port = free_port()
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT, env=settings, stdout=log, stderr=log,
    )  # fmt: skip
    site = DemoSite(f"http://127.0.0.1:{port}")
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                site.get("/en/")
                break
            except urllib.error.URLError:
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "server.log").read_text()) from None
                time.sleep(0.2)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=40)
        log.close()
