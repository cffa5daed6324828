"""What readers see at every moment, by the clock alone: no job runs in any of these tests."""

import datetime

import pytest
import time_machine

from articles.models import Article, Publication
from articles.workflow import Ending, NotOpen, Stage
from tests.make import at_stage, cast, make_article, make_words, publish, take

pytestmark = pytest.mark.django_db

START = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
DUE = datetime.datetime(2026, 3, 9, 7, 30, tzinfo=SHANGHAI)
TICK = datetime.timedelta(microseconds=1)
AROUND = [DUE - datetime.timedelta(days=1), DUE - TICK, DUE, DUE + TICK, DUE + datetime.timedelta(days=1)]


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def titles(at=None) -> list[str]:
    return sorted(publication.revision.title for publication in Publication.objects.shown(at))


def seen_around(clock) -> list[list[str]]:
    """What readers see before, at and after the time, asked by the clock and by naming the moment."""
    asked = [titles(moment) for moment in AROUND]
    lived = []
    for moment in AROUND:
        clock.move_to(moment)
        lived.append(titles())
    assert lived == asked
    return lived


def two_publications(first="Old words", second="New words"):
    """One shown, one scheduled for DUE."""
    edition = publish(words=make_words(first))
    take(edition, "revise", cast("translator"))
    return at_stage_published(edition, second)


def at_stage_published(edition, title):
    take(edition, "save", cast("translator"), words=make_words(title))
    take(edition, "hand_in", cast("translator"))
    take(edition, "approve", cast("initial"))
    take(edition, "publish", cast("final"), at=DUE)
    return edition


def test_the_scheduled_words_take_the_place_of_the_shown_at_their_very_moment(clock):
    two_publications()

    assert seen_around(clock) == [["Old words"], ["Old words"], ["New words"], ["New words"], ["New words"]]


def test_words_that_are_only_scheduled_are_nothing_until_their_moment(clock):
    publish(words=make_words("New words"), at=DUE)

    assert seen_around(clock) == [[], [], ["New words"], ["New words"], ["New words"]]


def test_unscheduled_words_never_appear(clock):
    edition = two_publications()
    take(edition, "unschedule", cast("final"), note="not yet")

    assert seen_around(clock) == [["Old words"]] * 5
    assert (edition.stage, edition.cycle, edition.round, edition.head.title) == (Stage.DRAFTING, 3, 1, "New words")


def test_words_that_are_due_can_no_longer_be_unscheduled(clock):
    edition = two_publications()
    clock.move_to(DUE)

    with pytest.raises(NotOpen):
        take(edition, "unschedule", cast("final"), note="too late")
    assert titles() == ["New words"]


@pytest.mark.parametrize("ending", [Ending.NOTICE, Ending.GONE, Ending.MERGED])
def test_withdrawing_takes_away_what_is_shown_and_what_is_scheduled(clock, ending):
    edition = two_publications()
    into = make_article() if ending == Ending.MERGED else None
    take(edition, "withdraw", cast("final"), note="a mistake", ending=ending, **({"into": into} if into else {}))

    assert seen_around(clock) == [[]] * 5
    assert (edition.withdrawal.ending, edition.withdrawal.into) == (ending, into)


def test_withdrawing_after_the_moment_takes_away_the_new_words_and_does_not_bring_back_the_old(clock):
    edition = two_publications()
    clock.move_to(DUE)
    take(edition, "withdraw", cast("manager"), note="a mistake", ending=Ending.GONE)

    assert (titles(), titles(DUE + TICK)) == ([], [])


def test_a_later_publication_shows_a_withdrawn_edition_again_at_its_moment(clock):
    edition = publish(words=make_words("Old words"))
    take(edition, "withdraw", cast("final"), note="a mistake", ending=Ending.GONE)
    take(edition, "revise", cast("translator"))
    at_stage_published(edition, "New words")

    assert edition.withdrawal.ending == Ending.GONE
    assert seen_around(clock) == [[], [], ["New words"], ["New words"], ["New words"]]
    take(edition, "revise", cast("translator"))
    assert edition.withdrawal is None


def test_a_suspended_article_is_hidden_in_all_languages_and_put_back_with_the_same_words(clock):
    edition = two_publications()
    publish("es", article=edition.article, words=make_words("Palabras"))
    take(edition, "suspend", cast("duty"), note="complaint")
    hidden = [titles(moment) for moment in AROUND]
    take(edition, "put_back", cast("final"), note="settled")

    assert hidden == [[]] * 5
    old, new = ["Old words", "Palabras"], ["New words", "Palabras"]
    assert seen_around(clock) == [old, old, new, new, new]


def test_an_expired_notice_is_gone_at_its_very_moment(clock):
    publish(words=make_words("Call for papers"), kind="notice", visible_until=DUE)

    assert seen_around(clock) == [["Call for papers"], ["Call for papers"], [], [], []]


def test_what_is_scheduled_for_after_the_expiry_is_never_seen(clock):
    edition = two_publications()
    Article.objects.filter(pk=edition.article_id).update(visible_until=DUE)

    assert seen_around(clock) == [["Old words"], ["Old words"], [], [], []]


def test_the_next_step_after_the_moment_folds_the_scheduled_words_into_the_shown(clock):
    edition = two_publications()
    scheduled = edition.next
    clock.move_to(DUE)
    before = titles()
    take(edition, "revise", cast("translator"))

    assert (edition.live, edition.next, before, titles()) == (scheduled, None, ["New words"], ["New words"])


def test_while_words_are_scheduled_no_others_can_be_begun(clock):
    edition = two_publications()

    with pytest.raises(NotOpen):
        take(edition, "revise", cast("translator"))


def test_there_is_one_row_an_edition_in_one_query(clock, django_assert_num_queries):
    two_publications()
    publish("es", words=make_words("Palabras"))
    clock.move_to(DUE)

    with django_assert_num_queries(1):
        found = [(shown.edition.article.kind, shown.revision.title) for shown in Publication.objects.shown()]
    assert sorted(found) == [("news", "New words"), ("news", "Palabras")]


def test_a_draft_shows_readers_nothing(clock):
    at_stage(publish(words=make_words("Seen")), Stage.INITIAL_REVIEW, words=make_words("Draft"))

    assert titles() == ["Seen"]
