"""Drafts into the database and into the log: many of them with few statements, one by one only where the database refuses something."""

from collections.abc import Iterator

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.accounts import log
from newsroom.shared.searchindex.sources import batches, followed_together
from partners.importing.draft import Draft, related

BATCH = 100


def store(drafts: list[Draft], *, by, source: str) -> Iterator[int]:
    """In the caller's transaction; after each batch, how many drafts it had. What the database does not take is a reason in its draft."""
    for batch in batches(drafts, BATCH):
        with followed_together():
            _store(batch, by=by, source=source)
        yield len(batch)


def _store(drafts: list[Draft], *, by, source: str) -> None:
    rows = list({id(row): row for draft in drafts for row in _rows(draft)}.values())
    new = [row for row in rows if row.pk is None]
    try:
        with transaction.atomic():
            _write(rows)
            log.append(list(_entries(drafts, {id(row) for row in new}, by=by, source=source)))
    except IntegrityError as error:
        _forget(rows, new)
        if len(drafts) == 1:
            drafts[0].refuse("", _said(error, drafts[0]))
            return
        middle = len(drafts) // 2
        for half in (drafts[:middle], drafts[middle:]):
            _store(half, by=by, source=source)


def _rows(draft: Draft) -> list[models.Model]:
    """What has to be written, in order."""
    return [*draft.before, *([draft.record] if draft.is_new or draft.new else []), *draft.after]


def _write(rows: list[models.Model]) -> None:
    """Rows that point to others after those; new ones of a kind together."""
    while rows:
        ready = [row for row in rows if all(above.pk for above in related(row).values())]
        waiting = {id(row) for row in rows} - {id(row) for row in ready}
        rows = [row for row in rows if id(row) in waiting]
        new = [row for row in ready if row.pk is None]
        for row in ready:
            if row.pk is not None:
                row.save()
        for model in dict.fromkeys(map(type, new)):
            model._base_manager.bulk_create([row for row in new if type(row) is model])


def _forget(rows: list[models.Model], new: list[models.Model]) -> None:
    """None of them is in the database after all."""
    for row in new:
        row.pk, row._state.adding = None, True
    for row in rows:
        for name, above in related(row).items():
            setattr(row, name, above)


def _entries(drafts: list[Draft], new: set[int], *, by, source: str):
    now = timezone.now()
    told = set()
    for draft in drafts:
        record = draft.record
        for row in draft.before:
            if id(row) in new - told:
                told.add(id(row))
                yield log.entry(f"{row._meta.model_name}_added", at=now, by=by, target=row, source=source)
        act = "added" if id(record) in new else "changed"
        yield log.entry(
            f"{record._meta.model_name}_{act}", at=now, by=by, target=record, **_details(draft, source, new)
        )


def _details(draft: Draft, source: str, new: set[int]) -> dict:
    rows = [_told(draft, row, is_new=id(row) in new) for row in draft.after]
    return {
        "source": source,
        "row": draft.number,
        "fields": sorted(draft.new),
        "new": draft.new,
        **({"old": draft.old} if draft.old else {}),
        **({"rows": rows} if rows else {}),
    }


def _told(draft: Draft, row: models.Model, *, is_new: bool) -> str:
    """As the desk tells it (partners/desk/rows.py)."""
    if is_new:
        return f"+ {row._meta.verbose_name}: {row}"
    return f"± {row._meta.verbose_name}: {row} ({', '.join(dict.fromkeys(draft.altered[id(row)]))})"


def _said(error: IntegrityError, draft: Draft) -> str:
    """The sentence of the constraint that the database names."""
    for row in (draft.record, *draft.before, *draft.after):
        for constraint in row._meta.constraints:
            # SQLite names the columns of a key, and not the key
            columns = [
                f"{row._meta.db_table}.{row._meta.get_field(name).column}" for name in getattr(constraint, "fields", ())
            ]
            if constraint.name in str(error) or (columns and str(error).endswith(f": {', '.join(columns)}")):
                return str(constraint.get_violation_error_message())
    return _("The database does not take this row: it contradicts another record.")
