"""Published before this system: only while an old site is imported, never signed, and reviewed in full at the next change."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.legacy import begin_import, publish_as_legacy
from articles.models import LegacyImport, Publication
from articles.workflow import Incomplete, NotOpen, NotYours, Stage
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry
from tests.articles.workflow.tables import snapshot
from tests.make import cast, make_edition, make_words, publish, take

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.datetime(2019, 5, 4, 8, 0, tzinfo=datetime.UTC)
LINES = ["Text: Li Lei", " Translated by Han Meimei ", ""]


@pytest.fixture
def importing(settings):
    settings.NEWSROOM_LEGACY_IMPORT = True
    return begin_import("old.example.edu", by=cast("manager"))


def bring(edition, legacy_import, **changes):
    asked = {
        "credits_as_printed": LINES,
        "visible_from": LONG_AGO,
        "legacy_import": legacy_import,
        "by": cast("manager"),
    }
    return publish_as_legacy(edition, changes.pop("words", make_words("Old news")), **asked | changes)


def test_old_words_are_shown_as_they_were_with_their_lines_and_nobody_s_signature(importing):
    edition = make_edition(words=False)
    publication = bring(edition, importing)

    shown = Publication.objects.shown().get()
    assert (shown, shown.kind, shown.visible_from, shown.revision.kind) == (publication, "legacy", LONG_AGO, "legacy")
    assert shown.credits == [
        {"role": "as_printed", "text": "Text: Li Lei"},
        {"role": "as_printed", "text": "Translated by Han Meimei"},
    ]
    assert (edition.stage, edition.live, edition.signoffs.count(), edition.parts.count()) == (
        Stage.PUBLISHED,
        publication,
        0,
        0,
    )
    assert [(step.step, step.by) for step in edition.steps.all()] == [("publish_as_legacy", cast("manager"))]
    call_command("verify", verbosity=0)


def test_the_next_change_runs_through_every_review_and_keeps_the_old_lines(importing, settings):
    edition = make_edition(words=False)
    bring(edition, importing)
    settings.NEWSROOM_LEGACY_IMPORT = False
    take(edition, "revise", cast("translator"))
    take(edition, "save", cast("translator"), words=make_words("Corrected news"))
    with pytest.raises(NotOpen):
        take(edition, "publish", cast("final"))
    take(edition, "hand_in", cast("translator"))
    take(edition, "approve", cast("initial"))
    take(edition, "publish", cast("final"))

    assert (edition.live.kind, edition.live.is_reviewed) == ("reviewed", True)
    assert [row.get("text") or row["people"][0]["name"] for row in edition.live.credits] == [
        "Text: Li Lei",
        "Translated by Han Meimei",
        "TRANSLATOR",
        "INITIAL",
        "FINAL",
    ]
    call_command("verify", verbosity=0)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"by": "final"}, NotYours),
        ({"words": make_words("", "")}, Incomplete),
        ({"words": make_words(lead_photo_id=99)}, Incomplete),
        ({"visible_from": LONG_AGO.replace(year=2999)}, Incomplete),
    ],
)
def test_what_no_old_site_can_have_shown_is_refused_and_logged(importing, changes, refusal):
    edition = make_edition(words=False)
    if "by" in changes:
        changes = changes | {"by": cast(changes["by"])}
    before = snapshot()

    with pytest.raises(refusal):
        bring(edition, importing, **changes)
    assert snapshot() == before
    assert LogEntry.objects.filter(action="refused", details__step="publish_as_legacy").count() == 1


@pytest.mark.parametrize("start", [make_edition, publish])
def test_words_that_are_here_are_not_replaced_by_an_import(importing, start):
    edition = start()

    with pytest.raises(NotOpen):
        bring(edition, importing)
    assert Publication.objects.filter(kind="legacy").count() == 0


def test_when_the_import_is_switched_off_the_way_is_shut_for_code_and_database(importing, settings):
    edition = make_edition(words=False)
    settings.NEWSROOM_LEGACY_IMPORT = False

    with pytest.raises(NotOpen):
        bring(edition, importing)
    with pytest.raises(NotOpen):
        begin_import("another.example.edu", by=cast("manager"))
    # the log says that it is off, and the database reads the log
    assert LogEntry.objects.filter(action="settings").first().details["NEWSROOM_LEGACY_IMPORT"] is False
    with pytest.raises(IntegrityError), transaction.atomic():
        LegacyImport.objects.create(site="x", by=cast("manager"), at=timezone.now())


def test_the_database_knows_the_switch_from_the_log_alone(settings):
    settings.NEWSROOM_LEGACY_IMPORT = True
    with pytest.raises(IntegrityError), transaction.atomic():
        LegacyImport.objects.create(site="x", by=cast("manager"), at=timezone.now())
    log.record_settings()
    LegacyImport.objects.create(site="x", by=cast("manager"), at=timezone.now())

    assert LegacyImport.objects.count() == 1
