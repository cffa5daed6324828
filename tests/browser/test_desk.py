"""The desk in the browser, in both languages of the office: typing is not lost, and the steps that need more than a button."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.workflow import Stage
from tests.make import at_stage, cast, make_edition, make_words, publish, take

STORED = (
    "() => Object.entries(localStorage).filter(([key]) => key.startsWith('newsroom:')).map(([, value]) => value).join()"
)


@pytest.fixture(params=["en", "zh-CN"])
def colleague(visitor, request):
    """Comes with a name: colleague("translator") is signed in, in one of the office's languages."""

    def come(username):
        cast(username)
        person = visitor(locale=request.param)
        person.language = request.param
        person.sign_in(username)
        return person

    return come


def look(person, name, page=None):
    """A picture, of a page that is in the person's language and no wider than the window."""
    page = page or person.page
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh-CN": "zh-hans"}[person.language]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    person.shoot(f"desk-{name}-{person.language}", page=page)


def address(edition):
    return f"/admin/articles/edition/{edition.pk}/change/"


def open_edition(page, edition):
    page.goto(address(edition))
    page.locator(".prose-menubar button").first.wait_for()


def type_at_the_end(page, text):
    editor = page.locator(".ProseMirror")
    editor.focus()
    # the editor puts its own selection in place some 20 ms after it is focused
    editor.evaluate("() => new Promise((done) => setTimeout(done, 60))")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def save(page):
    page.locator("#words-form button[data-kind=main]").click()


def unfold(page, step):
    form = page.locator(f"form[data-step={step}]")
    # by keyboard: while the page is still arriving, a click meets the place where the summary was
    page.locator("details", has=form).locator("summary").press("Enter")
    return form


def is_refused(page):
    expect(page.locator(".desk-note[data-kind=error]")).to_be_visible()


def is_done(page):
    expect(page.locator(".messagelist .success")).to_be_visible()


def is_kept(page, words):
    """In the browser, for the case that the server never gets them."""
    stored_becomes(page, lambda stored: words in stored)


def nothing_is_kept(page):
    stored_becomes(page, lambda stored: stored == "")


def stored_becomes(page, right, seconds=30):
    """Ask again from here: a page of the desk lets no script be made of text, which asking again inside it needs."""
    end = time.monotonic() + seconds
    while not right(stored := page.evaluate(STORED)):
        assert time.monotonic() < end, stored
        page.wait_for_timeout(50)


def test_saving_over_a_faster_colleague_gives_the_typing_back_with_the_difference(colleague):
    edition = make_edition(words=make_words("A meeting", "<p>Two universities met.</p>"))
    slow = colleague("translator")
    tab = slow.page
    faster = slow.context.new_page()
    open_edition(tab, edition)
    open_edition(faster, edition)

    faster.fill("#id_words-title", "A meeting in Beijing")
    save(faster)
    is_done(faster)
    tab.fill("#id_words-summary", "What I typed meanwhile.")
    type_at_the_end(tab, " They signed.")
    save(tab)

    is_refused(tab)
    look(slow, "stale")
    assert tab.input_value("#id_words-title") == "A meeting"
    assert tab.input_value("#id_words-summary") == "What I typed meanwhile."
    expect(tab.locator(".ProseMirror")).to_have_text("Two universities met. They signed.")
    assert tab.locator(".desk-note[data-kind=error] ins").all_inner_texts() == [" in Beijing"]
    edition.refresh_from_db()
    assert (edition.head.number, edition.head.title, edition.head.summary) == (2, "A meeting in Beijing", "")

    # even then a tab that is closed loses nothing
    tab.close()
    again = slow.context.new_page()
    open_edition(again, edition)
    again.locator("[data-draft-restore]").click()
    assert again.input_value("#id_words-summary") == "What I typed meanwhile."
    expect(again.locator(".ProseMirror")).to_have_text("Two universities met. They signed.")
    save(again)
    is_done(again)
    edition.refresh_from_db()
    assert edition.head.body == "<p>Two universities met. They signed.</p>"
    nothing_is_kept(again)


@pytest.mark.parametrize("pressed", ["save", "nothing"])
def test_a_session_that_ends_while_typing_loses_nothing(colleague, pressed):
    edition = make_edition(words=make_words("A meeting", "<p>Two universities met.</p>"))
    translator = colleague("translator")
    page = translator.page
    open_edition(page, edition)

    page.fill("#id_words-title", "A meeting of engineers")
    page.locator("details", has=page.locator("#id_words-change_note")).locator("summary").click()
    page.fill("#id_words-change_note", "typed in a fold")
    type_at_the_end(page, " They signed.")
    is_kept(page, "They signed.")
    Session.objects.all().delete()
    if pressed == "save":
        save(page)
        expect(page).to_have_url(re.compile("/admin/login/"))
    translator.sign_in("translator")
    open_edition(page, edition)

    assert page.input_value("#id_words-title") == "A meeting"
    expect(page.locator("[data-draft-found]")).to_be_visible()
    if pressed == "save":
        look(translator, "draft-found")
    page.locator("[data-draft-restore]").click()
    expect(page.locator("[data-draft-found]")).to_be_hidden()
    assert page.input_value("#id_words-title") == "A meeting of engineers"
    expect(page.locator("#id_words-change_note")).to_be_visible()
    assert page.input_value("#id_words-change_note") == "typed in a fold"
    expect(page.locator(".ProseMirror")).to_have_text("Two universities met. They signed.")
    save(page)
    is_done(page)
    edition.refresh_from_db()
    assert (edition.head.title, edition.head.body) == (
        "A meeting of engineers",
        "<p>Two universities met. They signed.</p>",
    )
    page.reload()
    expect(page.locator("[data-draft-found]")).to_be_hidden()


def test_typing_that_is_thrown_away_is_not_offered_again(colleague):
    edition = make_edition()
    page = colleague("translator").page
    open_edition(page, edition)
    type_at_the_end(page, " Not wanted.")
    is_kept(page, "Not wanted.")

    page.reload()
    page.locator("[data-draft-forget]").click()
    page.reload()

    expect(page.locator("[data-draft-found]")).to_be_hidden()
    nothing_is_kept(page)


def test_another_form_of_the_page_does_not_forget_what_is_being_typed(colleague):
    edition = make_edition()
    cast("initial")
    page = colleague("translator").page
    open_edition(page, edition)
    type_at_the_end(page, " Half a thought")
    is_kept(page, "Half a thought")

    unfold(page, "hand_in").locator("button").click()
    is_done(page)
    unfold(page, "take_back").locator("button").click()
    is_done(page)

    page.locator("[data-draft-restore]").click()
    expect(page.locator(".ProseMirror")).to_contain_text("Half a thought")


def test_a_reviewer_sends_back_with_a_reason_that_the_translator_reads(colleague):
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    reviewer = colleague("initial")
    page = reviewer.page
    page.goto(address(edition))

    form = unfold(page, "send_back")
    form.locator("button").click()
    expect(page).to_have_url(re.compile("/change/$"))  # the browser asks for the reason first
    form.locator("textarea").fill("The third name is missing.")
    look(reviewer, "send-back")
    form.locator("button").click()
    is_done(page)

    translator = colleague("translator")
    translator.page.goto("/admin/")
    expect(translator.page.locator("#content")).to_contain_text("The third name is missing.")
    look(translator, "sent-back")
    translator.page.goto(f"/admin/articles/edition/{edition.pk}/history/")
    expect(translator.page.locator(".edition-history blockquote").first).to_have_text("The third name is missing.")
    look(translator, "history")


def test_a_final_reviewer_proposes_words_that_the_initial_reviewer_adopts(colleague):
    words = make_words("Meeting of universitys", "<p>Two universities met.</p>")
    edition = make_edition(stage=Stage.FINAL_REVIEW, words=words)
    final = colleague("final")
    page = final.page
    page.goto(address(edition))

    page.locator("details", has=page.locator("#words-form")).locator("summary").first.click()
    page.fill("#id_words-title", "Meeting of universities")
    type_at_the_end(page, " They signed.")
    page.fill("#propose-note", "A slip in the title.")
    look(final, "propose")
    page.locator("#words-form button[type=submit]").last.click()
    is_done(page)

    initial = colleague("initial")
    page = initial.page
    open_edition(page, edition)
    look(initial, "proposal")
    difference = page.locator("section", has=page.locator("form[action$='/step/adopt/']"))
    assert "They signed." in difference.locator("ins").all_inner_texts()[-1]
    difference.locator("form button").click()
    is_done(page)
    assert page.input_value("#id_words-title") == "Meeting of universities"
    unfold(page, "approve").locator("button").click()
    is_done(page)

    edition.refresh_from_db()
    assert (edition.stage, edition.head.title, edition.head.body) == (
        Stage.FINAL_REVIEW,
        "Meeting of universities",
        "<p>Two universities met. They signed.</p>",
    )


def test_scheduling_says_the_time_zone_and_the_page_appears_only_then(colleague, visitor):
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    final = colleague("final")
    page = final.page
    page.goto(address(edition))

    form = unfold(page, "publish")
    expect(form.locator("label", has_text="Asia/Shanghai")).to_be_visible()
    form.locator("input[name=at]").fill("2031-05-04T09:30")
    look(final, "schedule")
    form.locator("button").click()
    is_done(page)

    expect(page.locator(".desk-note[data-kind=good]")).to_contain_text("2031")
    expect(page.locator(".desk-note[data-kind=good]")).to_contain_text("9:30")
    look(final, "scheduled")
    reader = visitor()
    assert reader.page.goto(f"/en/news/{edition.article_id}-a-meeting/").status == 404
    form = unfold(page, "unschedule")
    form.locator("textarea").fill("The date moved.")
    form.locator("button").click()
    is_done(page)
    edition.refresh_from_db()
    assert (edition.stage, edition.next) == (Stage.DRAFTING, None)


def test_withdrawing_with_a_notice_keeps_the_reason_inside(colleague, visitor):
    edition = publish()
    final = colleague("final")
    page = final.page
    page.goto(address(edition))

    form = unfold(page, "withdraw")
    form.locator("textarea").fill("The agreement fell through.")
    form.locator("select").select_option("notice")
    look(final, "withdraw")
    form.locator("button").click()
    is_done(page)

    look(final, "withdrawn")
    reader = visitor()
    answer = reader.page.goto(f"/en/news/{edition.article_id}-a-meeting/")
    assert answer.status == 200
    assert "fell through" not in reader.page.content()
    assert "A meeting" not in reader.page.inner_text("main")
    reader.shoot("public-withdrawn")


def test_a_translator_sees_what_changed_in_the_source(colleague):
    source = publish("zh-hans", words=make_words("会议", "<p>两所大学会面。</p><p>会议结束。</p>"))
    edition = make_edition(article=source.article, words=make_words("A meeting"))
    take(source, "revise", cast("writer"))
    take(source, "save", cast("writer"), words=make_words("会议", "<p>三所大学会面。</p><p>会议结束。</p>"))
    at_stage(source, Stage.PUBLISHED)

    translator = colleague("translator")
    page = translator.page
    open_edition(page, edition)
    changed = page.locator(".edition-source")
    assert changed.locator("ins").all_inner_texts() == ["三"]
    assert changed.locator("del").all_inner_texts() == ["两"]
    look(translator, "source-changed")
    page.goto("/admin/")
    look(translator, "front")


@pytest.mark.parametrize(
    "where",
    [
        "",
        "articles/article/",
        "articles/article/add/",
        "articles/edition/{edition}/change/",
        "articles/edition/{edition}/history/",
        "articles/article/{article}/change/",
        "articles/start/",
        "articles/photo/add/",
        "articles/topic/",
        "account/",
        "password_change/",
    ],
)
def test_the_desk_s_pages_fit_a_telephone(visitor, where):
    edition = publish()
    writer = visitor(locale="zh-CN", viewport={"width": 390, "height": 844})
    writer.sign_in("writer")
    answer = writer.page.goto("/admin/" + where.format(article=edition.article_id, edition=edition.pk))

    assert answer.status == 200
    assert writer.page.locator("html").get_attribute("lang") == "zh-hans"
    writer.shoot(f"telephone-{re.sub(r'[^a-z]+', '-', where).strip('-')}")
    assert writer.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
