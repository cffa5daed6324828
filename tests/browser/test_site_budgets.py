"""What a reader's first visit to each kind of page costs on a phone, read to its end, measured in the browser with an empty cache; the
table goes to var/budgets.txt. Sizes of text are as a proxy would send it (brotli)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import brotli
import pytest

from tests.browser.conftest import SCREENSHOTS
from tests.browser.demo_site import PAGES

KB = 1024
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
TABLE = SCREENSHOTS.parent / "budgets.txt"
HTML, SHEET, SCRIPTS = 15 * KB, 15 * KB, 8 * KB
# kind of page → requests, bytes with pictures; the other kinds as `list`
PICTURED = {"article": (10, 350 * KB), "article with pictures": (10, 350 * KB), "front": (16, 450 * KB)}
OTHERS = (16, 450 * KB)
# the largest thing that a reader sees before doing anything: when it stood there, and what it is
LARGEST = """() => new Promise((found) => {
    new PerformanceObserver((list) => {
        const last = list.getEntries().at(-1), element = last.element;
        found({
            at: last.startTime,
            tag: element?.tagName.toLowerCase() ?? "",
            isLate: element?.loading === "lazy",
            isFirst: element?.fetchPriority === "high",
        });
    }).observe({ type: "largest-contentful-paint", buffered: true });
})"""


# as a reader comes to them, so that none is passed over
SCROLL = """async () => {
    for (const image of document.images) {
        if (!image.checkVisibility()) continue;
        image.scrollIntoView();
        while (!image.complete) await new Promise(requestAnimationFrame);
    }
    scrollTo(0, document.documentElement.scrollHeight);
}"""


@dataclass
class Cost:
    html: int
    sheets: list[int]
    scripts: int
    pictures: int
    requests: int
    fonts: int
    hosts: int
    cookies: int
    lead_is_late: bool
    largest: dict

    @property
    def whole(self) -> int:
        return self.html + sum(self.sheets) + self.scripts + self.pictures


def measure(context, address: str) -> Cost:
    """One visit, down to the end of the page: what further down waits for the reader is asked for as well."""
    answers = []
    page = context.new_page()
    page.on(
        "response", lambda answer: answers.append(answer)
    )  # a bound method of list has no place for Playwright's mark
    # the icon of the site is the mark in its head again, which the browser has by then
    asked = []
    network = context.new_cdp_session(page)
    network.on("Network.responseReceived", lambda seen: asked.append(seen["response"]))
    network.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    largest = page.evaluate(LARGEST)
    page.evaluate(SCROLL)
    kinds: dict[str, list[int]] = {}
    for answer in answers:
        body = answer.body()
        is_text = answer.request.resource_type != "image" or "svg" in answer.headers.get("content-type", "")
        kinds.setdefault(answer.request.resource_type, []).append(len(brotli.compress(body) if is_text else body))
    lead = page.locator("img[fetchpriority=high]")
    return Cost(
        html=kinds["document"][-1],
        sheets=kinds.get("stylesheet", []),
        scripts=sum(kinds.get("script", [])),
        pictures=sum(kinds.get("image", [])),
        requests=len([each for each in asked if not each.get("fromDiskCache")]),
        fonts=len(kinds.get("font", [])),
        hosts=len({urlsplit(answer.url).netloc for answer in answers}),
        cookies=len(context.cookies()),
        lead_is_late=any(lead.nth(at).get_attribute("loading") == "lazy" for at in range(lead.count())),
        largest=largest,
    )


@pytest.fixture(scope="module")
def table():
    """Rows to print; written out when all kinds are measured."""
    rows = [
        f"{'page':24}{'HTML':>8}{'CSS':>8}{'JS':>8}{'pictures':>10}{'whole':>10}{'requests':>10}{'LCP, ms':>10}  of"
    ]
    yield rows
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text("\n".join(rows) + "\n")
    print("", *rows, sep="\n")


@pytest.mark.parametrize(("kind", "language"), PAGES)
def test_a_page_keeps_its_budget(chromium, demo, kind, language, table):
    from_empty = chromium.new_context(base_url=demo.origin, **PHONE)
    try:
        cost = measure(from_empty, demo.address(kind, language))
    finally:
        from_empty.close()
    sizes = (cost.html, sum(cost.sheets), cost.scripts, cost.pictures, cost.whole)
    table.append(f"{f'{kind}, {language}':24}" + "".join(f"{size / KB:>{8 if at < 3 else 10}.1f}" for at, size in enumerate(sizes)) + f"{cost.requests:>10}{cost.largest['at']:>10.0f}  {cost.largest['tag']}")  # fmt: skip

    requests, whole = PICTURED.get(kind, OTHERS)
    assert cost.html <= HTML
    assert len(cost.sheets) == 1
    assert cost.sheets[0] <= SHEET
    assert cost.scripts <= SCRIPTS
    assert cost.whole <= whole
    assert cost.requests <= requests
    assert (cost.fonts, cost.hosts, cost.cookies) == (0, 1, 0)
    assert not cost.lead_is_late
    # how long it takes is the machine's matter; that a picture is asked for at once is the page's
    assert cost.largest["tag"]
    if cost.largest["tag"] == "img":
        assert (cost.largest["isFirst"], cost.largest["isLate"]) == (True, False)


# what a script adds: buttons that only it can answer, and how often an article was read
WORDS = """() => {
    document.querySelectorAll("[data-copy], [data-share], [data-reads]").forEach((each) => each.remove());
    return document.body.innerText;
}"""


@pytest.fixture(scope="module")
def with_and_without(chromium, demo):
    contexts = [chromium.new_context(base_url=demo.origin, java_script_enabled=has) for has in (True, False)]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("kind", "language"), PAGES)
def test_a_page_is_whole_without_script(demo, with_and_without, kind, language):
    said = []
    for page in with_and_without:
        page.goto(demo.address(kind, language))
        said.append(page.evaluate(WORDS))

    assert said[0] == said[1]
    assert len(said[0]) > 200
