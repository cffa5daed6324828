"""What a picture shows and axe does not: paper, a tablet, the narrowest phone, twice the size, the reader's own colours, no motion."""

import re

import pytest

from tests.browser.conftest import LOAD_PICTURES, Visitor
from tests.browser.demo_site import KINDS, LANGUAGES

PRESSED = ".menu-bar, .menu-button, .site-search, .filters, .paging, .take-away, .share, .languages"
SHOWN = "(selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).map((each) => each.className)"
# what of the head of a page takes more than one line
WRAPPED = """() => {
    const tops = (selector) => new Set([...document.querySelectorAll(selector)].map((each) => Math.round(each.getBoundingClientRect().bottom)));
    return [".menu a", ".languages li"].filter((selector) => tops(selector).size > 1);
}"""
BELOW = "() => document.querySelector('.brand').getBoundingClientRect().bottom <= document.querySelector('.site-search').getBoundingClientRect().top"
# words of one piece that stand on several lines
BROKEN = """() => [...document.querySelectorAll(".numbers tbody th")].filter((each) => {
    const words = each.firstChild.textContent.trim();
    const range = document.createRange();
    range.selectNodeContents(each.firstChild);
    const lines = new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top)));
    return /^\\p{Letter}+$/u.test(words) && lines.size > 1;
}).map((each) => each.textContent.trim())"""

# on paper: words with less than 4.5 : 1 against white, pictures that do not fit a sheet, links of a text whose address is not said
PALE = """() => {
    const light = ([...rgb]) => rgb.map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    return [...document.querySelectorAll("body *")].filter((each) => {
        const says = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!says || !each.checkVisibility() || each.closest("script, svg")) return false;
        const colour = getComputedStyle(each).color.match(/[\\d.]+/g).slice(0, 3).map(Number);
        return 1.05 / (light(colour) + 0.05) < 4.5;
    }).map((each) => each.outerHTML.slice(0, 120));
}"""
CUT = """() => [...document.images].filter((image) => {
    const box = image.getBoundingClientRect();
    return image.checkVisibility() && (box.left < -1 || box.right > innerWidth + 1 || box.height > innerHeight);
}).map((image) => image.src)"""
SILENT = """() => [...document.querySelectorAll(".prose a[href^=http]")]
    .filter((link) => !getComputedStyle(link, "::after").content.includes(link.getAttribute("href"))).map((link) => link.href)"""


@pytest.fixture(scope="module")
def reader(chromium, demo):
    someone = Visitor(chromium, demo.origin)
    yield someone.page
    someone.context.close()


@pytest.fixture(scope="module")
def spaced(chromium, demo):
    """The page of a reader whose own styles the site's policy does not stop."""
    context = chromium.new_context(base_url=demo.origin, viewport={"width": 320, "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_pressed_gets_on_paper(demo, reader, kind):
    reader.goto(demo.address(kind, "en"))
    reader.emulate_media(media="print")

    shown = reader.evaluate(SHOWN, PRESSED)

    reader.emulate_media(media="screen")
    assert shown == []


@pytest.mark.parametrize("kind", ["partner", "agreement", "event"])
def test_a_record_on_paper_keeps_its_facts_and_its_address(demo, reader, kind):
    address = demo.address(kind, "en")
    reader.goto(address)
    reader.emulate_media(media="print")

    facts = reader.locator(".record-facts .facts-list").first.is_visible()
    printed = reader.locator("p.printed").inner_text()

    reader.emulate_media(media="screen")
    assert facts
    assert f"{demo.origin}{address}" in printed


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
@pytest.mark.parametrize("kind", ["article with pictures", "agreement", "partner", "statistics"])
def test_a_page_on_paper_is_dark_on_white_and_whole(chromium, demo, kind, language):
    """Also that of a reader who reads light on dark. The width is that of A4 between the margins."""
    context = chromium.new_context(base_url=demo.origin, color_scheme="dark", viewport={"width": 673, "height": 986})
    page = context.new_page()
    page.emulate_media(media="print")  # first, or colours would be seen on their way from one to the other
    page.goto(demo.address(kind, language))
    page.evaluate(LOAD_PICTURES)

    pale, cut, silent = page.evaluate(PALE), page.evaluate(CUT), page.evaluate(SILENT)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)

    context.close()
    assert (pale, cut, silent) == ([], [], [])
    assert 1 <= sheets(pdf) <= 6


def test_a_short_agreement_stands_on_one_sheet_with_the_foot(demo, reader):
    address = next(
        link for link in demo.links("/en/agreements/") if link.endswith("-student-exchange-with-seri-padi-university/")
    )
    reader.goto(address)
    reader.emulate_media(media="print")

    pdf = reader.pdf(format="A4", prefer_css_page_size=True)

    reader.emulate_media(media="screen")
    assert sheets(pdf) == 1


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("language", LANGUAGES)
def test_name_search_and_menu_take_a_line_each_on_a_tablet(demo, reader, language):
    reader.set_viewport_size({"width": 768, "height": 900})
    reader.goto(f"/{language}/")

    assert (reader.evaluate(WRAPPED), reader.evaluate(BELOW)) == ([], False)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("page", ["regions", "statistics"])
def test_a_table_of_numbers_breaks_no_word_on_the_narrowest_phone(demo, reader, language, page):
    reader.set_viewport_size({"width": 320, "height": 900})
    reader.goto(f"/{language}/{page}/")

    assert reader.evaluate(BROKEN) == []


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_at_twice_its_size_fits_its_window(demo, reader, kind, language):
    reader.set_viewport_size({"width": 640, "height": 450})
    reader.goto(demo.address(kind, language))

    assert reader.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


# what WCAG 2.2 lets every reader ask for (1.4.12)
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


@pytest.mark.parametrize("language", ["es", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_whose_letters_are_set_apart_fits_the_narrowest_phone(demo, spaced, kind, language):
    spaced.goto(demo.address(kind, language))
    spaced.add_style_tag(content=SPACING)

    assert spaced.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


# what is pressed or typed into and has no edge of its own
EDGELESS = """() => [...document.querySelectorAll("button, select, input:not([type=hidden]), .chips a")].filter((each) => {
    const look = getComputedStyle(each), parent = getComputedStyle(each.parentElement);
    return each.checkVisibility() && ![look, parent].some((one) => one.borderTopStyle !== "none" || one.outlineStyle !== "none");
}).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
@pytest.mark.parametrize("kind", ["front", "article", "partners", "statistics", "search"])
def test_in_the_readers_own_colours_everything_that_is_pressed_keeps_an_edge(chromium, demo, kind, language):
    visitor = Visitor(chromium, demo.origin, forced_colors="active", color_scheme="dark")
    visitor.page.goto(demo.address(kind, language))
    visitor.shoot(f"site/{kind}-{language}-forced")

    edgeless = visitor.page.evaluate(EDGELESS)

    visitor.context.close()
    assert edgeless == []


MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
    const look = getComputedStyle(each);
    return [look.transitionDuration, look.animationDuration].some((times) => times.split(",").some((time) => parseFloat(time) > 0.01));
}).map((each) => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
@pytest.mark.parametrize("kind", ["front", "article", "partners"])
def test_nothing_moves_for_who_wants_no_motion(chromium, demo, kind, language):
    visitor = Visitor(chromium, demo.origin, reduced_motion="reduce")
    visitor.page.goto(demo.address(kind, language))

    moving = visitor.page.evaluate(MOVING)

    visitor.context.close()
    assert moving == []
