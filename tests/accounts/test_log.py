"""The log: every act that matters, one chain, nothing taken out."""

import pytest
from django.db import IntegrityError, transaction

from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, LogHead
from newsroom.accounts.roles import Role
from tests.make import cast, make_user, publish, take

pytestmark = pytest.mark.django_db


def entries() -> list[LogEntry]:
    return list(LogEntry.objects.order_by("pk"))


def test_every_entry_follows_the_one_before_and_the_head_is_the_last():
    publish()

    hashes = [entry.hash for entry in entries()]
    assert [entry.previous_hash for entry in entries()] == ["", *hashes[:-1]]
    assert (LogHead.objects.get().hash, log.problems()) == (hashes[-1], [])


def test_an_entry_says_who_did_what_to_what():
    edition = publish()

    entry = LogEntry.objects.get(action="publish")
    assert (entry.actor, entry.actor_name, entry.target_type, entry.target_id, entry.target_label) == (
        cast("final"),
        "FINAL",
        "articles.edition",
        str(edition.pk),
        str(edition),
    )
    assert entry.details == {
        "cycle": 1,
        "round": 1,
        "to": "published",
        "revision": edition.head_id,
        "digest": edition.head.digest,
        "publication": edition.live_id,
        "note": False,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "Somebody else"},
        {"action": "other"},
        {"target_id": "0"},
        {"target_label": "Something else"},
        {"details": {}},
        {"previous_hash": "0"},
        {"actor": None},
    ],
)
def test_each_thing_that_an_entry_says_is_in_its_hash(change):
    log.record("tested", by=cast("manager"), target=cast("final"), number=1)
    entry = LogEntry.objects.first()
    before = entry.computed_hash()
    for name, value in change.items():
        setattr(entry, name, value)

    assert (before, entry.computed_hash() == before) == (entry.hash, False)


def test_an_entry_reads_the_same_after_the_database_had_it():
    made = log.record("tested", by=None, names=["Zoë", "张伟", "\u202e"], number=10**12, share=0.1, nothing=None)

    assert LogEntry.objects.get(pk=made.pk).computed_hash() == made.hash


def test_what_is_rolled_back_leaves_no_hole_in_the_chain():
    with transaction.atomic():
        log.record("tested", by=None)
        transaction.set_rollback(True)
    log.record("tested again", by=None)

    assert log.problems() == []


def test_an_entry_that_does_not_follow_the_head_is_refused():
    log.record("tested", by=None)
    entry = LogEntry.objects.first()
    forged = LogEntry(at=entry.at, action="forged", previous_hash=entry.previous_hash, hash="f" * 64)

    with pytest.raises(IntegrityError), transaction.atomic():
        forged.save(force_insert=True)


def test_the_head_moves_only_to_the_entry_that_follows():
    log.record("tested", by=None)
    for value in ("", "f" * 64, entries()[0].hash):
        with pytest.raises(IntegrityError), transaction.atomic():
            LogHead.objects.update(hash=value)


def test_a_role_given_or_taken_is_on_record():
    user = make_user("somebody", Role.WRITER)
    user.groups.clear()

    said = [
        (entry.action, entry.details["roles"])
        for entry in LogEntry.objects.filter(target_id=str(user.pk)).order_by("pk")
    ]
    assert said == [("role_given", ["Writer"]), ("role_taken", ["Writer"])]


def test_a_setting_that_matters_is_on_record_when_it_changes_and_only_then(settings):
    log.record_settings()
    log.record_settings()
    settings.NEWSROOM_SECOND_REVIEW = True
    log.record_settings()

    said = [
        entry.details["NEWSROOM_SECOND_REVIEW"] for entry in LogEntry.objects.filter(action="settings").order_by("pk")
    ]
    assert said == [False, True]


def test_the_log_holds_no_reviewed_words():
    edition = publish()
    take(edition, "suspend", cast("duty"), note="the word that nobody may keep")

    assert [
        entry for entry in entries() if "nobody may keep" in str(entry.details) or "meeting" in str(entry.details)
    ] == []
