"""The edition's page and its steps, through the client."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Confirmation, Publication, StepTaken
from articles.workflow import Stage
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from tests.make import at_stage, cast, make_article, make_edition, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db


def page(edition):
    return reverse("admin:articles_edition_change", args=[edition.pk])


def step(edition, name):
    return reverse("admin:articles_edition_step", args=[edition.pk, name])


def typed(**words):
    """The words' form as the browser sends it."""
    return {f"words-{name}": value for name, value in ({"title": "A meeting", "body": "<p>Text.</p>"} | words).items()}


def test_a_translator_saves_words(client):
    edition = make_edition("en", words=False)
    client.force_login(cast("translator"))

    answer = client.post(step(edition, "save"), {"revision": "", **typed(title="Hello")})

    edition.refresh_from_db()
    assert answer.status_code == 302
    assert (edition.head.title, edition.head.body, edition.stage) == ("Hello", "<p>Text.</p>", Stage.DRAFTING)


def test_saving_and_handing_in_is_one_click(client):
    edition = make_edition("en", words=False)
    client.force_login(cast("translator"))

    client.post(step(edition, "hand_in"), {"revision": "", **typed(title="Hello")})

    edition.refresh_from_db()
    assert (edition.stage, edition.head.title) == (Stage.INITIAL_REVIEW, "Hello")


def test_a_step_without_the_revision_on_the_screen_is_400_and_logged(client):
    edition = make_edition("en")
    client.force_login(cast("translator"))

    answer = client.post(step(edition, "hand_in"))

    edition.refresh_from_db()
    assert answer.status_code == 400
    assert edition.stage == Stage.DRAFTING
    assert LogEntry.objects.first().action == "refused"


def test_a_step_that_is_not_yours_is_403(client):
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    client.force_login(cast("translator"))

    answer = client.post(step(edition, "approve"), {"revision": edition.head_id})

    assert answer.status_code == 403
    edition.refresh_from_db()
    assert edition.stage == Stage.INITIAL_REVIEW


def test_a_stale_save_gives_the_typing_back_with_the_difference(client):
    edition = make_edition("en", words=make_words("First title"))
    old = edition.head_id
    take(edition, "save", cast("translator"), words=make_words("Second title"))
    client.force_login(cast("translator"))

    answer = client.post(step(edition, "save"), {"revision": old, **typed(title="My own typing")})

    text = answer.content.decode()
    edition.refresh_from_db()
    assert answer.status_code == 409
    assert "My own typing" in text
    assert "<del>First</del>" in text
    assert "<ins>Second</ins>" in text
    assert edition.head.title == "Second title"


def test_a_step_that_is_not_open_is_409(client):
    edition = publish("en")
    client.force_login(cast("final"))

    assert client.post(step(edition, "publish"), {"revision": edition.head_id}).status_code == 409


def test_sending_back_without_a_reason_keeps_the_page_and_says_what_is_missing(client):
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    client.force_login(cast("initial"))

    answer = client.post(step(edition, "send_back"), {"revision": edition.head_id, "note": " "})

    edition.refresh_from_db()
    assert answer.status_code == 400
    assert edition.stage == Stage.INITIAL_REVIEW
    assert "This field is required." in answer.content.decode()


def test_a_final_reviewer_schedules_in_the_time_zone_of_the_site(client, settings):
    edition = make_edition("en", stage=Stage.FINAL_REVIEW)
    client.force_login(cast("final"))
    tomorrow = (timezone.localtime() + datetime.timedelta(days=1)).replace(hour=9, minute=30, second=0, microsecond=0)

    assert settings.TIME_ZONE in client.get(page(edition)).content.decode()
    client.post(step(edition, "publish"), {"revision": edition.head_id, "at": tomorrow.strftime("%Y-%m-%dT%H:%M")})

    edition.refresh_from_db()
    assert edition.next.visible_from == tomorrow
    assert not Publication.objects.shown().exists()


@pytest.mark.parametrize("moment", ["9999-12-31T23:59", "2001-01-01T00:00", "yesterday", "0000-00-00T00:00"])
def test_an_impossible_time_is_refused_with_the_page(client, moment):
    edition = make_edition("en", stage=Stage.FINAL_REVIEW)
    client.force_login(cast("final"))

    answer = client.post(step(edition, "publish"), {"revision": edition.head_id, "at": moment})

    edition.refresh_from_db()
    assert answer.status_code == 400
    assert edition.stage == Stage.FINAL_REVIEW


def test_a_final_reviewer_proposes_words_that_the_initial_reviewer_adopts_with_one_click(client):
    edition = make_edition("en", stage=Stage.FINAL_REVIEW, words=make_words("A meting"))
    client.force_login(cast("final"))
    client.post(
        step(edition, "return_to_initial"),
        {
            "revision": edition.head_id,
            "note": "a typo",
            **typed(title="A meeting", body="<p>Two universities met.</p>"),
        },
    )
    edition.refresh_from_db()
    assert (edition.stage, edition.head.title) == (Stage.INITIAL_REVIEW, "A meting")

    client.force_login(cast("initial"))
    assert "Adopt the proposed words" in client.get(page(edition)).content.decode()
    client.post(step(edition, "adopt"), {"revision": edition.head_id, "proposal": edition.proposals.get().pk})

    edition.refresh_from_db()
    assert (edition.head.title, edition.head.part.user) == ("A meeting", cast("initial"))


def test_buttons_are_the_steps_that_the_table_opens(client):
    edition = make_edition("en", stage=Stage.FINAL_REVIEW)
    client.force_login(cast("final"))

    answer = client.get(page(edition))

    names = {row["step"].name for row in answer.context["steps"]}
    assert names == {"publish", "send_back", "return_to_initial"}


def test_withdrawing_merged_needs_the_other_article(client):
    edition, other = publish("en"), make_article()
    client.force_login(cast("final"))

    refused = client.post(step(edition, "withdraw"), {"revision": edition.head_id, "note": "twice", "ending": "merged"})
    done = client.post(
        step(edition, "withdraw"), {"revision": edition.head_id, "note": "twice", "ending": "merged", "into": other.pk}
    )

    edition.refresh_from_db()
    assert (refused.status_code, done.status_code) == (400, 302)
    assert (edition.withdrawal.into, edition.live) == (other, None)


def test_a_restricted_edition_is_not_found_by_others(client):
    edition = make_edition("en", article=make_article(is_restricted=True, created_by=cast("translator")))
    client.force_login(make_user("stranger", *Role))
    absent = reverse("admin:articles_edition_change", args=[10**9])

    assert client.get(page(edition)).status_code == client.get(absent).status_code == 404
    assert client.post(step(edition, "save"), {"revision": edition.head_id}).status_code == 404


def test_the_history_tells_each_step_with_who_and_why(client):
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    take(edition, "send_back", cast("initial"), note="The year is wrong.")
    client.force_login(cast("initial"))

    text = client.get(reverse("admin:articles_edition_history", args=[edition.pk])).content.decode()

    assert "The year is wrong." in text
    assert [taken.step for taken in StepTaken.objects.all()] == ["save", "hand_in", "send_back"]


def test_a_preview_shows_any_revision_as_a_reader_would_see_it(client):
    edition = make_edition("en", words=make_words("Not yet signed"))
    client.force_login(cast("translator"))

    answer = client.get(reverse("admin:articles_edition_preview", args=[edition.pk, edition.head_id]))

    assert "<h1>Not yet signed</h1>" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_translator_confirms_that_a_translation_is_still_accurate(client):
    article = make_article()
    source = publish("zh-hans", article=article, words=make_words("标题"))
    edition = publish("en", article=article)
    at_stage(source, Stage.PUBLISHED, words=make_words("新标题"))
    edition.refresh_from_db()
    assert edition.source_has_changed
    client.force_login(cast("translator"))

    client.post(
        reverse("admin:articles_edition_confirm", args=[edition.pk]),
        {"revision": edition.head_id, "source_revision": source.live.revision_id},
    )

    edition.refresh_from_db()
    assert Confirmation.objects.get().revision == edition.head
    assert not edition.source_has_changed


def test_people_are_given_parts_and_lose_them_until_they_have_acted(client):
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    address = reverse("admin:articles_edition_people", args=[edition.pk])
    client.force_login(cast("manager"))
    reviewer = cast("initial")

    client.post(address, {"user": reviewer.pk, "role": "initial_reviewer"})
    part = edition.parts.get(user=reviewer)
    client.post(address, {"user": reviewer.pk, "role": "final_reviewer"})
    assert [each.role for each in edition.parts.filter(user=reviewer)] == ["initial_reviewer"]
    take(edition, "approve", reviewer)
    client.post(address, {"remove": part.pk})
    assert edition.parts.filter(pk=part.pk).exists()


def test_the_page_says_why_the_words_came_back_until_they_move_on(client):
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    take(edition, "send_back", cast("initial"), note="The year is wrong.")
    client.force_login(cast("translator"))

    assert "The year is wrong." in client.get(page(edition)).text
    take(edition, "hand_in", cast("translator"))
    take(edition, "take_back", cast("translator"))
    assert "The year is wrong." not in client.get(page(edition)).text


@pytest.mark.parametrize("name", ["step/save", "people", "confirm"])
def test_signing_in_again_after_a_lost_session_leads_to_the_page(client, name):
    edition = make_edition("en")
    client.force_login(cast("translator"))

    answer = client.get(f"/admin/articles/edition/{edition.pk}/{name}/")

    assert (answer.status_code, answer.url) == (302, page(edition))


def test_nobody_is_assigned_to_a_round_of_work_that_is_over(client):
    edition = publish("en")
    client.force_login(cast("manager"))

    answer = client.post(
        reverse("admin:articles_edition_people", args=[edition.pk]), {"user": cast("second").pk, "role": "writer"}
    )

    assert answer.status_code == 403
    assert client.get(page(edition)).context["part_form"] is None
