"""Questions that are put together once for a process (newsroom/shared/together.py): nothing in them may come of the page that asked
first."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from articles.page import SUBJECTS
from articles.sources import CITATIONS
from events.pages import EVENT
from events.templatetags.events import TAKEN_PART
from newsroom import front
from newsroom.shared.together import Question
from newsroom.site.furniture import furniture, question
from newsroom.site.models import NavigationItem, Place
from partners.pages import AGREEMENT, ORGANISATION
from tests.make import cast, make_words, publish, take

pytestmark = pytest.mark.django_db
ALL = {
    "subjects of an article": SUBJECTS,
    **{f"sources of {model.__name__}": each for model, each in CITATIONS.items()},
    "an event": EVENT,
    "events of an organisation": TAKEN_PART,
    "an organisation": ORGANISATION,
    "an agreement": AGREEMENT,
    "head and foot": question("en"),
    "front page": front.question("en"),
}


def asked(of: Question, language: str) -> list[str]:
    """What a process asks in which a page of that language was the first."""
    with override(language), CaptureQueriesContext(connection) as queries:
        Question(of.rows_of, **of.stand_ins).ask(**of.stand_ins)
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("name", ALL)
def test_a_question_is_the_same_whichever_language_asked_first(name):
    assert asked(ALL[name], "en") == asked(ALL[name], "zh-hans") == asked(ALL[name], "ar")


def labels() -> tuple[list[str], list[str]]:
    """What the menu leads to, and the standing pages that it would list by itself."""
    with override("en"):
        found = furniture("/en/")
    return [link.label for link in found.header], [link.label for link in found.pages]


def test_head_and_foot_show_what_is_public_at_the_moment_and_no_longer():
    now = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
    due = now + datetime.timedelta(days=1)
    with time_machine.travel(now, tick=False) as clock:
        edition = publish("en", kind="page", words=make_words("About us"), at=due)
        NavigationItem.objects.create(place=Place.HEADER, label_en="Who we are", article=edition.article)
        before = labels()
        clock.move_to(due)
        there = labels()
        NavigationItem.objects.update(label_en="The office")
        renamed = labels()
        take(edition, "suspend", cast("duty"), note="complaint")
        suspended = labels()

    assert before == suspended == ([], [])
    assert there == (["Who we are"], ["About us"])
    assert renamed == (["The office"], ["About us"])
