"""The public pages in the browser: complete by themselves, readable on any window, usable without script and without mouse."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from articles import reads
from articles.models import Edition
from tests.articles.uploads import make_attachment, make_photo
from tests.make import make_article, make_topic, make_words, publish

LANGUAGES = ["en", "zh-hans", "ar"]
TITLES = {
    "en": "Universities agree on a joint programme for engineers of electrotechnical infrastructure",
    "zh-hans": "两所大学签署卓越工程师联合培养协议并举行国际会议开幕式暨合作伙伴座谈会",
    "ar": "جامعتان توقعان اتفاقية لتدريب المهندسين المتميزين وتعقدان مؤتمرا دوليا",
}
TEXTS = {
    "en": "The delegation visited two laboratories and a library before the signing.",
    "zh-hans": "签约前，代表团参观了两个实验室和图书馆。",
    "ar": "زار الوفد مختبرين ومكتبة قبل التوقيع.",
}
LONG = "https://example.edu/a-very-long-address-that-has-no-place-to-break/" + "x" * 80
TABLE = "<table><tbody><tr>{}</tr><tr>{}</tr></tbody></table>".format(
    "".join(f'<th scope="col">Column {number}</th>' for number in range(1, 9)),
    "".join(f"<td>{number} 000 000</td>" for number in range(1, 9)),
)
# a browser that the read count does not take for a machine
READER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
WINDOWS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}


@dataclass
class Site:
    """One language of a small site."""

    language: str
    article_id: int
    pages: dict[str, str]
    statuses: dict[str, int]


def make_site(language) -> Site:
    """An article with everything that an article can have, and others around it; one that has no words in this language."""
    other = "en" if language == "zh-hans" else "zh-hans"
    topic = make_topic("Cooperation", "cooperation", name_zh_hans="合作", name_ar="تعاون", name_es="Cooperación")
    lead, inside = make_photo("#2b5d6b", width=1600), make_photo("#a0722f", width=900)
    paragraph = f"<p>{TEXTS[language]}</p>"
    figure = f'<figure data-photo="{inside.pk}" data-alt="{TEXTS[language]}"><figcaption>{TEXTS[language]}</figcaption></figure>'
    body = paragraph * 3 + figure + f'<p><a href="{LONG}">{LONG}</a></p>' + TABLE + paragraph * 2
    file = make_attachment()
    words = make_words(
        TITLES[language],
        body,
        summary=TEXTS[language],
        lead_photo_id=lead.pk,
        lead_alt=TEXTS[language],
        lead_caption=TEXTS[language],
        attachments=({"id": file.pk, "label": TITLES[language]},),
    )
    article = make_article(topics=[topic], imported_reads=10)
    publish("zh-hans" if language == "en" else "en", article=article)
    publish(language, article=article, words=words)
    for number in range(3):
        publish(
            language, article=make_article(topics=[topic]), words=make_words(f"{TITLES[language]} {number}", paragraph)
        )
    publish(language, kind="notice", words=make_words(TITLES[language], paragraph))
    publish(language, kind="page", words=make_words(TITLES[language][:12], paragraph))
    elsewhere = publish(other, article=make_article(source_language=other))
    Edition.objects.create(article=elsewhere.article, language=language)
    pages = {
        "front": "",
        "list": "news/",
        "archive": "news/2025/09/",
        "article": f"news/{article.pk}-x/",
        "topic": "topics/cooperation/",
        "notices": "notices/",
        "not-translated": f"news/{elsewhere.article_id}-x/",
        "not-found": "news/999999-x/",
    }
    addresses = {name: f"/{language}/{path}" for name, path in pages.items()}
    return Site(language, article.pk, addresses, dict.fromkeys(pages, 200) | {"not-found": 404})


def brightness(page) -> float:
    """Of what stands behind the words: 0 black, 255 white."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_complete_by_itself_and_fits_every_window(visitor, transactional_db, language):
    site = make_site(language)
    found, expected = {}, {}
    for window, size in WINDOWS.items():
        for scheme in ("light", "dark"):
            reader = visitor(viewport=size, color_scheme=scheme)
            page, failed = reader.page, []
            page.on("response", lambda answer, failed=failed: failed.append(answer.url) if is_broken(answer) else None)
            for name, address in site.pages.items():
                answer = page.goto(address)
                page.wait_for_load_state()
                seen = (window, scheme, name)
                found[seen] = (
                    answer.status,
                    page.locator("html").get_attribute("dir"),
                    page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0,
                    "dark" if brightness(page) < 80 else "light",
                    page.locator("h1").count(),
                )
                expected[seen] = (site.statuses[name], "rtl" if language == "ar" else "ltr", True, scheme, 1)
                if name in {"front", "article"} or (window, scheme) == ("wide", "light"):
                    reader.shoot(f"public-{name}-{language}-{window}-{scheme}")
            assert failed == []
            assert reader.context.cookies() == []
    assert found == expected


def is_broken(answer) -> bool:
    """A file that a page asked for and did not get; the page itself may be an error page."""
    return answer.status >= 400 and not answer.request.is_navigation_request()


def test_the_read_count_comes_after_the_page(visitor, transactional_db, monkeypatch):
    monkeypatch.setattr(reads, "gathering", reads.Gathering())
    site = make_site("en")
    reader = visitor(user_agent=READER)

    reader.page.goto(site.pages["article"])

    expect(reader.page.locator("[data-reads]")).to_have_text("Read 11 times")
    reader.page.reload()
    expect(reader.page.locator("[data-reads]")).to_have_text("Read 11 times")
    assert reader.context.cookies() == []


def test_everything_can_be_read_without_script(visitor, transactional_db):
    site = make_site("en")
    reader = visitor(java_script_enabled=False)
    page = reader.page

    page.goto(site.pages["front"])
    page.locator("main a", has_text=TITLES["en"]).last.click()
    expect(page.locator("h1")).to_contain_text(TITLES["en"])
    page.goto(site.pages["article"])

    assert page.locator("h1").inner_text() == TITLES["en"]
    assert page.locator(".prose > p").first.inner_text() == TEXTS["en"]
    expect(page.locator(".prose figure img")).to_be_visible()
    assert page.locator("[data-reads]").inner_text() == ""
    with page.expect_download() as download:
        page.locator("main a[href$='.pdf']").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.locator(".languages a[hreflang='zh-Hans']").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_the_keyboard_reaches_the_content_and_the_other_languages(visitor, transactional_db):
    site = make_site("en")
    page = visitor().page
    page.goto(site.pages["article"])

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_class("skip-link")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("hreflang", "zh-Hans")
    outline = page.locator(":focus").evaluate("element => getComputedStyle(element).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/zh-hans/news/{site.article_id}-"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_the_front_door_opens_in_the_reader_s_language(visitor, transactional_db):
    make_site("ar")
    reader = visitor(locale="ar")

    reader.page.goto("/")

    expect(reader.page).to_have_url(re.compile("/ar/$"))
    expect(reader.page.locator("html")).to_have_attribute("dir", "rtl")
    assert reader.context.cookies() == []
