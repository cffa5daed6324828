"""Every kind of page of the demo in every language, light and dark, wide and narrow: no violation of WCAG 2.2 AA that axe can find,
nothing that jumps while loading, nothing wider than its window. Each visit leaves a picture under var/screenshots/site/."""

from contextlib import contextmanager

import pytest

from tests.browser.conftest import SCREENSHOTS, Visitor
from tests.browser.demo_site import ABSENT, LANGUAGES, LOOKS, NODE_MODULES, PAGES, Answer
from tests.browser.refusals import ERRORS, refusal
from tests.browser.slow_line import slow_line

AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8") if NODE_MODULES.exists() else ""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return violations.map((each) => `${each.id}: ${each.help}; ${each.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""
# what moved while the page loaded, and how far, by the browser's own account
MOVED = """() => new Promise((resolve) => {
    const moved = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => moved.push(
        `${entry.value.toFixed(4)}: ${entry.sources.map((each) => each.node?.outerHTML?.slice(0, 120)).join(" | ")}`
    ))).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(moved), 50);
})"""
UNHIDDEN = "() => [...document.querySelectorAll('[hidden]')].filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 120))"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def windows(chromium, demo):
    """A browser window for each look."""
    assert AXE, "Run `make .ci/web/node_modules` first: the checks of pages are installed by npm."
    opened = {
        (scheme, width): Visitor(chromium, demo.origin, color_scheme=scheme, viewport={"width": width, "height": 900})
        for scheme, width in LOOKS
    }
    yield opened
    for visitor in opened.values():
        visitor.context.close()


def look(visitor, address: str, picture: str) -> list[str]:
    """What is wrong with the page at the address."""
    visitor.complaints.clear()
    page = visitor.page
    page.goto(address)
    wrong = []
    wrong += [f"moved while loading by {each}" for each in page.evaluate(MOVED)]
    wrong += [f"hidden, and seen: {each}" for each in page.evaluate(UNHIDDEN)]
    if (pixels := page.evaluate(WIDER)) > 0:
        wrong.append(f"{pixels} px wider than the window")
    page.evaluate(AXE)
    wrong += page.evaluate(RUN, TAGS)
    visitor.shoot(f"site/{picture}")
    return wrong + visitor.complaints


@pytest.mark.parametrize(("kind", "language"), PAGES)
def test_a_page_of_every_kind_is_accessible_in_every_look(demo, windows, kind, language):
    (SCREENSHOTS / "site").mkdir(parents=True, exist_ok=True)
    address = demo.address(kind, language)

    found = {
        (scheme, width): look(visitor, address, f"{kind.replace(' ', '-')}-{language}-{scheme}-{width}")
        for (scheme, width), visitor in windows.items()
    }

    assert {at: wrong for at, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ERRORS)
def test_the_page_of_an_error_is_accessible_in_every_look(demo, windows, status, language):
    """What a reader's browser gets for a request that it would not make of itself."""
    answer = refusal(demo, status, language)
    found = {}

    for (scheme, width), visitor in windows.items():
        with answered(visitor, "/error/", answer) as address:
            found[scheme, width] = look(visitor, address, f"error-{status}-{language}-{scheme}-{width}")

    assert {at: wrong for at, wrong in found.items() if wrong} == {}


@contextmanager
def answered(visitor, path: str, answer: Answer):
    """The address, where this browser gets that answer."""
    page, address = visitor.page, visitor.origin + path
    page.route(address, lambda route: route.fulfill(status=answer.status, headers=answer.headers, body=answer.body))
    yield address
    page.unroute(address)


def test_an_absent_page_says_so(demo):
    assert {demo.get(f"/{language}{ABSENT}").status for language in LANGUAGES} == {404}


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    "kind", ["front", "news list", "article", "topic", "partner", "agreement", "event", "statistics"]
)
def test_what_has_arrived_stays_where_it_is_while_the_rest_arrives(chromium, demo, kind, width):
    with slow_line(demo.origin) as origin:
        reader = Visitor(chromium, origin, viewport={"width": width, "height": 900})
        reader.page.goto(demo.address(kind, "en"))

        moved = reader.page.evaluate(MOVED)

        reader.context.close()
    assert moved == []
