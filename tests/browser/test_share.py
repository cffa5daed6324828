"""Sharing an article: with a clipboard or without, with the phone's own apps or without, by keyboard, and without any script."""

import re

import pytest

from tests.make import make_words, publish

pytestmark = pytest.mark.django_db(transaction=True)

APPS = """navigator.share = (what) => { window.shared = what; return Promise.resolve(); }"""
CLOSED = """navigator.share = () => Promise.reject(new DOMException("closed", "AbortError"))"""
NO_APPS = "Object.defineProperty(Navigator.prototype, 'share', { value: undefined, configurable: true })"
REFUSED = "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
SELECTED = "() => { const field = document.activeElement; return field.value.slice(field.selectionStart, field.selectionEnd); }"


@pytest.fixture
def article():
    edition = publish(words=make_words("Two universities met"))
    return f"/en/news/{edition.article_id}-two-universities-met/"


def opened(visitor, article, *, script="", **options):
    someone = visitor(**options)
    if script:
        someone.page.add_init_script(script)
    someone.page.goto(article)
    return someone


def test_the_link_is_copied_and_said_so(visitor, article):
    someone = opened(visitor, article, permissions=["clipboard-read", "clipboard-write"])
    section = someone.page.get_by_role("region", name="Share")

    section.get_by_role("button", name="Copy link").click()
    section.get_by_text("The address was copied.").wait_for()

    copied = someone.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{someone.origin}{article}"
    assert section.get_by_role("status").inner_text() == "The address was copied."


def test_without_a_clipboard_the_address_is_selected(visitor, article):
    someone = opened(visitor, article, script=REFUSED)

    someone.page.get_by_role("button", name="Copy link").click()
    someone.page.get_by_text("The address is selected").wait_for()

    assert someone.page.evaluate(SELECTED) == f"{someone.origin}{article}"


def test_the_apps_of_the_phone_are_offered_where_there_are_some(visitor, article):
    without = opened(visitor, article, script=NO_APPS)
    someone = opened(visitor, article, script=APPS)
    closing = opened(visitor, article, script=CLOSED)

    someone.page.get_by_role("button", name="Share with an app").click()
    closing.page.get_by_role("button", name="Share with an app").click()

    assert without.page.get_by_role("button", name="Share with an app").count() == 0
    assert someone.page.evaluate("window.shared") == {
        "title": "Two universities met",
        "url": f"{someone.origin}{article}",
    }


def test_everything_can_be_reached_by_keyboard(visitor, article):
    page = opened(visitor, article, script=APPS).page
    page.locator("#page-address").focus()

    reached = [page.evaluate("document.activeElement.id")]
    for _press in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
    page.keyboard.press("Enter")

    assert reached == [
        "page-address",
        "Copy link",
        "Share with an app",
        "Send by e-mail",
        "QR code for WeChat and phones",
    ]
    assert page.get_by_role("img", name="QR code with the address of this page").is_visible()


def test_without_script_there_are_address_mail_and_code(visitor, article):
    someone = opened(visitor, article, java_script_enabled=False)
    section = someone.page.locator("section.share")

    assert section.locator("input").input_value() == f"{someone.origin}{article}"
    assert section.get_by_role("button").count() == 0
    assert re.match(r"mailto:\?subject=Two%20universities%20met&body=", section.locator("a").get_attribute("href"))
    section.locator("summary").click()
    assert section.locator("svg").bounding_box()["width"] > 120


def test_nothing_of_it_is_printed_but_the_address_and_the_day(visitor, article):
    someone = opened(visitor, article)
    someone.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    someone.page.emulate_media(media="print")

    assert not someone.page.locator("section.share").is_visible()
    printed = someone.page.locator(".printed").inner_text()
    assert f"{someone.origin}{article}" in printed
    assert re.search(r"Printed on \d{1,2} \w+ \d{4}", printed)
