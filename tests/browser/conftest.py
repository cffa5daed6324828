"""A real Chromium on a live server. Pages may load nothing from elsewhere and must not complain on the console."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import demo_site

# Playwright's synchronous interface keeps an event loop in this thread; the database is not used from within that loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).resolve().parent
SCREENSHOTS = HERE.parent.parent / "var" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# those further down wait for the reader to come near
LOAD_PICTURES = """() => Promise.all([...document.images].map((image) => {
    image.loading = "eager";
    return image.decode().catch(() => {});
}))"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: install Debian's packages chromium, fonts-noto-cjk and fonts-noto-core.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[demo_site.DemoSite]:
    """The demo on the application server, once for all tests, which only read it."""
    yield from demo_site.serve(tmp_path_factory.mktemp("demo"))


class Visitor:
    """A person with a browser window of their own (its cookies are not shared with other visitors)."""

    def __init__(self, browser, origin: str, **options):
        self.origin = origin
        self.complaints: list[str] = []
        self.context = browser.new_context(base_url=origin, **{"viewport": {"width": 1280, "height": 900}} | options)
        self.context.set_default_timeout(15_000)
        self.context.route(self._is_elsewhere, self._refuse)
        self.context.on("page", self._attend)
        self.page = self.context.new_page()

    def _is_elsewhere(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https", "ws", "wss"} and f"{parts.scheme}://{parts.netloc}" != self.origin

    def _refuse(self, route):
        self.complaints.append(f"{self.page.url} asked another host for {route.request.url}")
        route.abort()

    def _attend(self, page):
        """Also to pages that a link opens in a tab of its own."""
        page.on("pageerror", lambda error: self.complaints.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: self._listen(page, message))

    def _listen(self, page, message):
        # Chromium reports an answer of 4xx as an error too; the test that asked for it knows better
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console on {page.url}: {message.text}")

    def sign_in(self, username: str, password: str = "demo"):
        self.page.goto("/admin/login/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        with self.page.expect_navigation():
            self.page.click("[type=submit]")
        assert "/login/" not in self.page.url, f"{username} could not sign in"

    def shoot(self, name: str, *, page=None, whole: bool = True) -> Path:
        """Keep a picture of the page, or of another tab, as var/screenshots/NAME.png."""
        page = page or self.page
        page.evaluate(LOAD_PICTURES)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=whole, timeout=60_000)
        return path


@pytest.fixture
def visitor(chromium, live_server):
    """Call it for each person: visitor() or visitor(locale="ar", color_scheme="dark", viewport={...}, java_script_enabled=False)."""
    visitors = []

    def come(**options) -> Visitor:
        visitors.append(Visitor(chromium, live_server.url, **options))
        return visitors[-1]

    yield come
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []
