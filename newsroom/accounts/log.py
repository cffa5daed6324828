"""The log: append-only and hash-chained. `record` is the last write of a transaction; it locks the head of the chain."""

import datetime

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from newsroom.accounts.models import LogEntry, LogHead, User

# what a change of these settings means for who may sign, so that it is on record when they were changed
WATCHED_SETTINGS = ("NEWSROOM_DISTINCT_REVIEWERS", "NEWSROOM_SECOND_REVIEW", "NEWSROOM_LEGACY_IMPORT")


def record(action: str, *, by: User | None, target: models.Model | None = None, **details) -> LogEntry:
    """Append one entry. `details` must be plain JSON and carry no reviewed words: a redaction could not reach them."""
    with transaction.atomic():
        head = LogHead.objects.select_for_update().get(pk=1)
        made = entry(action, at=timezone.now(), by=by, target=target, **details)
        made.follow(head.hash)
        made.save(force_insert=True)
        LogHead.objects.filter(pk=1).update(hash=made.hash)
    return made


def entry(action: str, *, at: datetime.datetime, by: User | None, target: models.Model | None, **details) -> LogEntry:
    """What an act leaves in the log, not yet in its place there."""
    return LogEntry(
        at=at.astimezone(datetime.UTC),
        actor=by,
        actor_name=str(by)[:160] if by else "",
        action=action,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        target_label=str(target)[:300] if target else "",
        details=details,
    )


def append(entries: list[LogEntry]) -> None:
    """Very many entries, in their order. The database takes each only after the one that the head names, so they go one by one."""
    columns = [field for field in LogEntry._meta.concrete_fields if not field.primary_key]
    names, places = ", ".join(f'"{field.column}"' for field in columns), ", ".join(["%s"] * len(columns))
    insert = f'INSERT INTO "{LogEntry._meta.db_table}" ({names}) VALUES ({places})'
    move = f'UPDATE "{LogHead._meta.db_table}" SET hash = %s WHERE id = 1'
    with transaction.atomic(), connection.cursor() as cursor:
        last = LogHead.objects.select_for_update().get(pk=1).hash
        for each in entries:
            each.follow(last)
            cursor.execute(
                insert, [field.get_db_prep_save(field.pre_save(each, True), connection) for field in columns]
            )
            cursor.execute(move, [each.hash])
            last = each.hash


def record_settings() -> LogEntry | None:
    """Log the watched settings when they differ from what was logged last."""
    now = {name: getattr(settings, name) for name in WATCHED_SETTINGS}
    last = LogEntry.objects.filter(action="settings").first()
    if last and last.details == now:
        return None
    return record("settings", by=None, **now)


def problems() -> list[str]:
    """Every break of the chain, as sentences; empty when it is whole."""
    found, previous = [], ""
    for entry in LogEntry.objects.order_by("pk").iterator():
        if entry.previous_hash != previous:
            found.append(f"log entry {entry.pk} does not follow the one before it")
        if entry.computed_hash() != entry.hash:
            found.append(f"log entry {entry.pk} is not what was written")
        previous = entry.hash
    if LogHead.objects.get(pk=1).hash != previous:
        found.append("the log does not end where its head says")
    return found
