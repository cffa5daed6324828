"""The office's day in one go: an article is begun, translated from a document, reviewed twice, published and read."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.models import Article
from newsroom.accounts.roles import Role
from tests.articles.uploads import image_upload
from tests.make import make_user

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "conference-report-scut.txt"
TITLE = "The Second International Conference for Training Excellent Engineers Held in Beijing, Co-organised by SCUT"
CAPTIONS = [
    "Main Conference Venue",
    "Dr. ZHANG Xichun, Chancellor of SCUT Council Addressing at Conference",
    "Signing Ceremony for the China-Peru Institute of Excellence in Engineering",
]
ALTS = [
    "Rows of participants before a wide stage",
    "A speaker at a lectern",
    "Four people at a table hold signed folders",
]
# each block of the page by its first words, in the order of the document
BLOCKS = [
    f"figure: {CAPTIONS[0]}",
    "p: On 27 September,",
    "p: At the main session,",
    "p: During the event,",
    f"figure: {CAPTIONS[1]}",
    "p: Multiple universities signed",
    f"figure: {CAPTIONS[2]}",
    "p: In parallel sessions,",
]
pytestmark = pytest.mark.skipif(not SAMPLE.is_file(), reason="the sample is not here")


def picture(name, colour):
    upload = image_upload(colour, width=1280, height=800, name=name)
    return {"name": name, "mimeType": "image/jpeg", "buffer": upload.read()}


def begin_the_article(writer):
    """In Chinese, meant for English too."""
    page = writer.page
    writer.sign_in("writer")
    page.get_by_role("link", name="New article").click()
    page.fill("#id_dated_on", "2025-09-29")
    page.select_option("#id_source_language", "zh-hans")
    for box in page.locator("input[name=intended]").all():
        box.set_checked(box.get_attribute("value") in {"zh-hans", "en"})
    page.click("input[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("The article is begun")
    page.fill("#id_words-title", "第二届卓越工程师培养国际会议在京举行")
    page.locator(".ProseMirror").click()
    page.keyboard.insert_text("九月二十七日,会议在北京召开。")
    writer.shoot("journey-1-writer")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved as revision 1.")
    return Article.objects.get()


def translate_from_the_document(translator, article):
    """What was understood, the draft, its photos, handed in."""
    page = translator.page
    translator.sign_in("translator")
    page.goto(f"/admin/articles/start/?article={article.pk}&language=en")
    page.set_input_files("#id_file", SAMPLE)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    translator.shoot("journey-2-understood")
    kinds = [choice.input_value() for choice in page.locator("table.lines select").all()]
    assert kinds == [
        "title", "date", "caption", "paragraph", "paragraph", "paragraph", "caption", "paragraph", "caption", "paragraph",
        "credit", "credit", "credit",
    ]  # fmt: skip
    assert page.input_value("#id_dated_on") == "2025-09-29"
    assert page.input_value("#id_read_count") == "10"
    assert page.input_value("#id_article") == str(article.pk)
    assert page.input_value("#id_language") == "en"
    credits = [line.inner_text() for line in page.locator("dl.credits dd").all()]
    assert credits == ["SHI Weipeng", "AN Yufan", "WU Zhaosheng"]
    page.get_by_role("button", name="Make the draft").click()
    expect(page.locator("#id_words-title")).to_have_value(TITLE)

    upload_photos(translator)
    page.reload()
    for caption, alt in zip(CAPTIONS, ALTS, strict=True):
        choose_photo(page, caption, alt)
    translator.shoot("journey-4-translation")
    page.get_by_role("button", name="Save and hand in for review").click()
    expect(page.locator(".messagelist")).to_contain_text("Done: Hand in for review.")
    sign_out(page)


def upload_photos(translator):
    """Three at once, for this article."""
    page = translator.page
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Add photos").click()
    tab = opened.value
    files = [picture("venue.jpg", "#205060"), picture("speech.jpg", "#806020"), picture("signing.jpg", "#602040")]
    tab.set_input_files("input[type=file]", files)
    expect(tab.locator("[data-drop-list] li")).to_have_count(3)
    tab.fill("#id_credit", "Photo: Zhou Lan")
    tab.get_by_role("button", name="Upload").click()
    expect(tab.locator(".upload-results li.success")).to_have_count(3)
    translator.shoot("journey-3-photos", page=tab)
    tab.close()


def choose_photo(page, caption, alt):
    """The newest photo stands first, after the choice of none."""
    figure = page.locator(".ProseMirror figure").filter(has_text=caption)
    figure.locator("button.editor-figure-picture").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("radio").nth(-1 - CAPTIONS.index(caption)).check()
    dialog.get_by_label("What the photo shows").fill(alt)
    dialog.get_by_role("button", name="Apply").click()
    expect(dialog).to_have_count(0)
    expect(figure).to_contain_text(alt)


def review_first(initial, edition):
    """Changes one word, then signs."""
    page = initial.page
    initial.sign_in("initial")
    open_from_the_desk(page, edition)
    paragraph = page.locator(".ProseMirror p").filter(has_text="During parallel sessions,")
    paragraph.evaluate("""(element) => {
        const text = element.firstChild;
        getSelection().setBaseAndExtent(text, 0, text, "During".length);
        element.closest(".ProseMirror").focus();
    }""")
    page.keyboard.insert_text("In")
    expect(page.locator(".ProseMirror")).to_contain_text("In parallel sessions,")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Saved as revision")
    page.locator(".prose-menubar button").first.wait_for()
    initial.shoot("journey-5-initial-review")
    take_step(page, "approve")
    sign_out(page)


def review_last(final, edition):
    page = final.page
    final.sign_in("final")
    open_from_the_desk(page, edition)
    final.shoot("journey-6-final-review")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Preview as a reader sees it").click()
    preview = opened.value
    expect(preview.locator("h1")).to_have_text(TITLE)
    final.shoot("journey-7-preview", page=preview)
    assert blocks_of(preview) == BLOCKS
    preview.close()
    take_step(page, "publish")
    final.shoot("journey-8-published")


def open_from_the_desk(page, edition):
    page.goto("/admin/")
    page.locator(f"a[href='/admin/articles/edition/{edition.pk}/change/']").first.click()
    expect(page.locator("h1").last).to_contain_text(TITLE)


def take_step(page, name):
    form = page.locator(f"form[data-step={name}]")
    page.locator("details", has=form).locator("summary").click()
    form.get_by_role("button").click()
    expect(page.locator(".messagelist")).to_contain_text("Done:")


def sign_out(page):
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/")
    expect(page.locator("input[name=password]")).to_be_visible()


def blocks_of(page):
    found = page.locator(".prose > *").evaluate_all("""(blocks) => blocks.map((block) => {
        const name = block.tagName.toLowerCase();
        return [name, (name === "figure" ? block.querySelector("figcaption") : block).innerText];
    })""")
    return [next((known for known in BLOCKS if is_of(known, name, text)), f"{name}: {text}") for name, text in found]


def is_of(known, name, text):
    kind, _colon, words = known.partition(": ")
    return kind == name and words in text


def test_a_report_goes_from_a_document_through_two_reviews_to_its_readers(visitor):
    make_user("writer", Role.WRITER, name="LIN Qian")
    make_user("translator", Role.TRANSLATOR, name="HE Rui")
    make_user("initial", Role.INITIAL_REVIEWER, name="GAO Min")
    make_user("final", Role.FINAL_REVIEWER, name="SUN Yue")

    article = begin_the_article(visitor())
    edition = article.editions.get(language="en")
    translate_from_the_document(visitor(), article)
    review_first(visitor(), edition)
    review_last(visitor(), edition)

    reader = visitor()
    page = reader.page
    page.goto("/en/news/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page).to_have_url(re.compile(rf"/en/news/{article.pk}-the-second-international-conference"))
    assert page.locator("h1").inner_text() == TITLE
    assert blocks_of(page) == BLOCKS
    assert [image.get_attribute("alt") for image in page.locator(".prose figure img").all()] == ALTS
    for image in page.locator(".prose figure img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0
    reader.shoot("journey-9-reader")
    assert page.locator(".credits p").all_inner_texts() == [
        "Translated by HE Rui",
        "Initial review by GAO Min",
        "Final review by SUN Yue",
    ]
    assert reader.context.cookies() == []
