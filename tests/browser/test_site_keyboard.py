"""Readers without a mouse: every way through the site can be gone by Tab and Enter alone, and it is always seen where one is."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.demo_site import KINDS, LANGUAGES

# where the focus is: what a reader is told of it, where it stands, and whether it can be seen
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    // a link that fills its card is seen by the card's outline
    const looks = [element, element.closest(".card") ?? element].map((each) => getComputedStyle(each)), box = element.getBoundingClientRect();
    element.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
    return {
        stop: element.dataset.stop,
        name: (element.ariaLabel || element.innerText || element.alt || element.labels?.[0]?.innerText || element.title || "").trim(),
        tag: element.tagName,
        href: element.getAttribute("href") ?? "",
        region: element.closest("header.masthead, main, footer.footer")?.tagName ?? "",
        type: element.type ?? "",
        isOutlined: looks.some(
            (look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1 && look.outlineColor !== "rgba(0, 0, 0, 0)",
        ),
        isInWindow: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
        row: Math.round(box.top + scrollY),
        side: document.dir === "rtl" ? -box.right : box.left,
    };
}"""
MOST_STOPS = 400


@pytest.fixture
def reader(chromium, demo):
    """A reader with a window; the page must not complain."""
    visitor = Visitor(chromium, demo.origin)
    yield visitor
    visitor.context.close()
    assert visitor.complaints == []


def stops(page) -> list[dict]:
    """Every stop of the Tab key from the top of the page, until it leaves the page; a trap never leaves it."""
    found = []
    for _each in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop and found and stop["stop"] == found[-1]["stop"]:
            continue  # day, month and year of one date
        if stop is None or any(stop["stop"] == each["stop"] for each in found):
            return found
        found.append(stop)
    raise AssertionError(f"{page.url} has no end")


def tab_to(page, matches, *, key="Tab") -> dict:
    """Press the key until the focus is on what matches; LookupError when one comes round without meeting it."""
    first = None
    for _each in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop and matches(stop):
            assert stop["isOutlined"], f"{stop} cannot be seen"
            return stop
        first = first or stop
        if stop and first is not stop and stop["stop"] == first["stop"]:
            break
    raise LookupError(f"{page.url} has nothing of the kind.")


def follow(page, matches):
    """Go to a link by Tab and open it by Enter."""
    href = tab_to(page, matches)["href"]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return href


def links_to(shape: str, region: str = "MAIN"):
    return lambda stop: stop["region"] == region and re.fullmatch(shape, stop["href"])


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_tab_key_comes_everywhere_in_order_and_is_seen(demo, reader, kind, language):
    page = reader.page
    page.goto(demo.address(kind, language))

    found = stops(page)

    assert found[0]["href"] == "#content"
    assert [each for each in found if not (each["isOutlined"] and each["isInWindow"] and each["name"])] == []
    # the whole header, then the page, then the footer; within the header's rows in the direction of reading
    order = [each["region"] for each in found[1:]]
    assert order == sorted(order, key=["HEADER", "MAIN", "FOOTER"].index)
    header = [each for each in found if each["region"] == "HEADER"]
    wrong = [
        (one["name"], two["name"])
        for one, two in pairwise(header)
        if abs(one["row"] - two["row"]) < 4 and one["side"] > two["side"]
    ]
    assert wrong == []
    # as far as there are links, buttons and fields, none is passed over
    reachable = page.locator("a[href]:visible, button:visible, summary:visible, input:visible, select:visible").count()
    assert len(found) >= reachable - page.locator("input[type=radio]:visible").count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_link_skips_to_the_content(demo, reader, language):
    page = reader.page
    page.goto(f"/{language}/news/")

    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")

    assert page.evaluate(FOCUS)["region"] == "MAIN"


def test_from_the_front_page_to_an_event_and_back_in_another_language(demo, reader):
    """Menu, list, article, the event that it reports on, another language, and back."""
    page = reader.page
    article = next(
        link
        for link in demo.links("/en/news/")
        if re.fullmatch(r"/en/news/\d+-[^/]+/", link)
        and any(re.fullmatch(r"/en/events/\d+-[^/]+/", further) for further in demo.links(link))
    )
    page.goto("/en/")

    follow(page, links_to("/en/news/", "HEADER"))
    follow(page, links_to(re.escape(article)))
    event = follow(page, links_to(r"/en/events/\d+-[^/]+/"))
    follow(page, links_to("/zh-hans/events/.*", "HEADER"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    follow(page, links_to(re.escape(event), "HEADER"))
    follow(page, links_to(re.escape(article)))

    expect(page).to_have_url(f"{demo.origin}{article}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_list_is_paged_by_the_keyboard(reader, language):
    page = reader.page
    page.goto(f"/{language}/agreements/")

    follow(page, links_to(r".*\?page=2"))
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    follow(page, links_to(r".*\?page=1"))

    expect(page.locator(".paging")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_list_is_filtered_by_the_keyboard(reader, language):
    page = reader.page
    page.goto(f"/{language}/partners/")
    tab_to(page, lambda stop: stop["type"] == "search" and stop["region"] == "MAIN")
    page.keyboard.type("Costa")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"[?&]q=Costa"))
    follow(page, links_to(rf"/{language}/partners/\d+-.*costa.*"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_searched_by_the_keyboard(demo, reader, language):
    page = reader.page
    page.goto(f"/{language}/search/")
    tab_to(page, lambda stop: stop["type"] == "search" and stop["region"] == "MAIN")
    page.keyboard.type("Lindenau")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    follow(page, links_to(rf"/{language}/(?:news|partners|agreements|events)/\d+-.*"))

    expect(page.locator("main h1")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_article_is_shared_by_the_keyboard(chromium, demo, language):
    """From the top of the page to the address, its copy, the letter and the code for a phone, and back the same way."""
    visitor = Visitor(chromium, demo.origin, permissions=["clipboard-read", "clipboard-write"])
    page = visitor.page
    address = demo.address("article", language)
    page.goto(address)
    section = page.locator("section.share")
    code = section.locator(".qr-code")

    tab_to(page, lambda stop: stop["type"] == "url")
    selected = page.evaluate(
        "(field => field.value.slice(field.selectionStart, field.selectionEnd))(document.activeElement)"
    )
    way = [tab_to(page, lambda stop: True) for _each in range(3 + section.locator("[data-share]:visible").count())]
    assert not code.is_visible()
    page.keyboard.press("Enter")
    expect(code).to_be_visible()
    page.keyboard.press("Enter")
    expect(code).to_be_hidden()
    expect(section.locator("summary")).to_be_focused()
    tab_to(page, lambda stop: stop["stop"] == way[0]["stop"], key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(section.get_by_role("status")).not_to_be_empty()

    assert selected == f"{demo.origin}{address}"
    assert way[0]["tag"] == "BUTTON"
    assert [stop["tag"] for stop in way][-2:] == ["A", "SUMMARY"]
    assert way[-2]["href"].startswith("mailto:")
    assert page.evaluate("navigator.clipboard.readText()") == f"{demo.origin}{address}"
    expect(section.locator("[data-copy]")).to_be_focused()
    visitor.context.close()
    assert visitor.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_menu_of_a_phone_opens_and_closes_by_the_keyboard(chromium, demo, language):
    visitor = Visitor(chromium, demo.origin, viewport={"width": 390, "height": 844})
    page = visitor.page
    page.goto(f"/{language}/")
    menu, button = page.locator("#menu"), page.locator(".masthead-main .menu-button")

    tab_to(page, lambda stop: stop["tag"] == "BUTTON" and stop["region"] == "HEADER" and stop["type"] == "button")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Space")
    follow(page, links_to(f"/{language}/events/", "HEADER"))

    expect(page).to_have_url(f"{demo.origin}/{language}/events/")
    visitor.context.close()
    assert visitor.complaints == []
