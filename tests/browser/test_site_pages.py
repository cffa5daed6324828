"""Every kind of page of the demo in every language, light and dark, wide and narrow: no violation of WCAG 2.2 AA that axe can find,
nothing that jumps while loading, nothing wider than its window. Each visit leaves a picture under var/screenshots/site/."""

import pytest

from tests.browser.conftest import SCREENSHOTS, Visitor
from tests.browser.demo_site import ABSENT, LANGUAGES, NODE_MODULES, PAGES

AXE = (NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8") if NODE_MODULES.exists() else ""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
    const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return violations.map((each) => `${each.id}: ${each.help}; ${each.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""
# how far everything moved while the page loaded, by the browser's own account
SHIFT = """() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (sum += entry.value)))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 50);
})"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]


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
    # as browsers report it: to three decimals
    if shift := round(page.evaluate(SHIFT), 3):
        wrong.append(f"things moved by {shift:.4f} while loading")
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


def test_an_absent_page_says_so(demo):
    assert {demo.get(f"/{language}{ABSENT}").status for language in LANGUAGES} == {404}
