"""Published now, reviewed later: by a manager, in several languages at once, and said so until the review."""

import pytest

from articles.emergency import publish_in_emergency
from articles.models import Publication
from articles.workflow import Incomplete, NotOpen, NotYours, Stage, Stale
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from tests.articles.workflow.tables import snapshot
from tests.make import cast, make_article, make_edition, make_user, make_words, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    made = make_article()
    for language in ("zh-hans", "en", "es"):
        make_edition(language, article=made)
    return made


def heads(article, *languages) -> dict:
    return {edition: edition.head_id for edition in article.editions.filter(language__in=languages)}


def refusals() -> list[tuple[str, str]]:
    found = LogEntry.objects.filter(action="refused").order_by("pk")
    return [(entry.details["step"], entry.details["why"]) for entry in found]


def test_several_editions_go_out_in_one_act(article):
    made = publish_in_emergency(article, heads(article, "zh-hans", "en"), by=cast("manager"), note=" flood ")

    assert [(edition.language, edition.stage, edition.live) for edition in made] == [
        (edition.language, Stage.PUBLISHED, publication) for edition, publication in made.items()
    ]
    assert sorted(Publication.objects.shown().values_list("edition__language", "kind", "reason")) == [
        ("en", "emergency", "flood"),
        ("zh-hans", "emergency", "flood"),
    ]
    assert [row["role"] for row in Publication.objects.get(edition__language="en").credits] == ["translated"]


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda article: {"note": " "}, Incomplete),
        (lambda article: {"by": cast("final")}, NotYours),
        (lambda article: {"revisions": {}}, Incomplete),
        (lambda article: {"revisions": heads(article, "en") | {make_edition("es"): None}}, Incomplete),
        (lambda article: {"revisions": dict.fromkeys(heads(article, "en", "es"), 1)}, Stale),
        (lambda article: {"by": make_user("english", Role.MANAGER, languages=["en"])}, NotYours),
    ],
)
def test_when_one_cannot_go_out_none_does_and_the_refusal_stays_in_the_log(article, spoil, refusal):
    fine = {"revisions": heads(article, "en", "es"), "by": cast("manager"), "note": "flood"}
    asked = fine | spoil(article)
    before = snapshot()

    with pytest.raises(refusal):
        publish_in_emergency(article, asked.pop("revisions"), **asked)
    assert (snapshot(), refusals()) == (before, [("publish_in_emergency", refusal.__name__)])


def test_the_last_of_several_takes_the_others_with_it(article):
    article.editions.create(language="ar")

    with pytest.raises(NotOpen):
        publish_in_emergency(article, heads(article, "en", "es", "ar"), by=cast("manager"), note="flood")
    assert (Publication.objects.count(), refusals()) == (0, [("publish_in_emergency", "NotOpen")])
    assert LogEntry.objects.filter(action="refused").get().target_id == str(article.editions.get(language="ar").pk)


def test_it_waits_for_a_review_until_a_final_reviewer_signs(article):
    edition = article.editions.get(language="en")
    take(edition, "publish_in_emergency", cast("manager"), note="flood")
    waiting = (edition.live.is_reviewed, edition.situation(cast("final")).awaits_review)
    take(edition, "review_afterwards", cast("final"))

    later = edition.live.later_review
    assert (waiting, edition.live.is_reviewed, later.printed_name, later.digest) == (
        (False, True),
        True,
        "FINAL",
        edition.head.digest,
    )
    with pytest.raises(NotOpen):
        take(edition, "review_afterwards", make_user("another", Role.FINAL_REVIEWER))


def test_neither_publisher_nor_writer_reviews_it_afterwards():
    publisher = make_user("publisher", Role.MANAGER, Role.FINAL_REVIEWER)
    writer = make_user("author", Role.TRANSLATOR, Role.FINAL_REVIEWER)
    editor = make_user("editor", Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER)
    edition = make_edition(words=False)
    take(edition, "save", writer, words=make_words())
    take(edition, "hand_in", writer)
    take(edition, "save", editor, words=make_words("Corrected"))
    take(edition, "publish_in_emergency", publisher, note="flood")

    for somebody in (publisher, writer, editor):
        with pytest.raises(NotYours):
            take(edition, "review_afterwards", somebody)
    take(edition, "review_afterwards", cast("final"))
    # nobody signed the initial review, so who corrected is one of those who wrote
    assert edition.live.credits == [
        {"role": "translated", "people": [{"name": "AUTHOR", "unit": ""}, {"name": "EDITOR", "unit": ""}]}
    ]


def test_its_review_is_no_signature_for_anything_else():
    edition = make_edition()
    take(edition, "publish_in_emergency", cast("manager"), note="flood")
    take(edition, "review_afterwards", cast("final"))
    take(edition, "revise", cast("translator"))
    take(edition, "save", cast("translator"), words=make_words("Corrected"))

    assert edition.signatures() == {}


def test_an_emergency_does_not_wait_for_a_name_in_the_credits():
    edition = make_edition(words=False)
    take(edition, "save", make_user("nameless", Role.TRANSLATOR, printed_name_en=""), words=make_words())
    take(edition, "publish_in_emergency", cast("manager"), note="flood")

    assert edition.live.credits == []
