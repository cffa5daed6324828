"""What can be imported, and the storing of it: all rows, or the good ones, in one transaction.

A transaction that writes keeps every other writer waiting (SQLite has one at a time; the log has one end). So a large file is looked at
before it begins, and only what it takes to write stands in it.
"""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.importing import EventImporter
from newsroom.accounts import log
from newsroom.accounts.logged import name_acts, name_details
from newsroom.accounts.models import LogEntry, LogHead
from partners.importing import storing
from partners.importing.agreements import AgreementImporter
from partners.importing.draft import Draft
from partners.importing.engine import Importer
from partners.importing.organisations import OrganisationImporter

IMPORTERS: dict[str, type[Importer]] = {
    each.name: each for each in (OrganisationImporter, AgreementImporter, EventImporter)
}
CHANGING = ("added", "changed")
TRIES = 3  # of looking at the rows, while others change the record

name_acts({"import_records": gettext_lazy("Records were imported from a file")})
name_details({"row": gettext_lazy("Row")})


class NotStored(Exception):
    """Nothing was stored, and why."""


def may_import(user, importer: type[Importer]) -> bool:
    """Who may add and change such records one by one."""
    options = importer.model._meta
    return all(user.has_perm(f"{options.app_label}.{act}_{options.model_name}") for act in ("add", "change"))


def prepared(rows, importer: Importer, *, shown: dict[int, dict] | None = None) -> Iterator[Draft]:
    """Rows as they would be stored, one by one; nothing is written.

    `shown`: what the dry run said of each row. A row that would become anything else by now is stored by nobody: NotStored.
    """
    for draft in importer.drafts(rows):
        if shown is not None and not _same(draft.as_json(), shown[draft.number]):
            text = _("Row %(number)d would become something else by now than was shown. Nothing was stored.")
            raise NotStored(text % {"number": draft.number})
        yield draft


def _same(found: dict, shown: dict) -> bool:
    """A row that the dry run found unchanged or refused is not stored, whatever became of it."""
    return all(found[key] == shown[key] for key in ("is", "pk", "changes"))


def last_act() -> int:
    """To ask later whether the record has changed since."""
    return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def has_changed_since(act: int) -> bool:
    """Whether somebody has changed the record since. In a transaction nobody can any more until it ends."""
    LogHead.objects.select_for_update().get(pk=1)
    of_records = Q(target_type__startswith="partners.") | Q(target_type__startswith="events.")
    return LogEntry.objects.filter(of_records, pk__gt=act).exists()


def store(drafts: list[Draft], importer: type[Importer], *, by, source: str) -> Iterator[int]:
    """Store what the drafts add and change; now and then, how many that were. The caller's transaction holds them together."""
    changing = [draft for draft in drafts if draft.outcome in CHANGING]
    done = 0
    for number in storing.store(changing, by=by, source=source):
        done += number
        yield done
    counts = {name: sum(draft.outcome == name for draft in changing) for name in CHANGING}
    if any(counts.values()):
        log.record("import_records", by=by, source=source, kind=importer.name, **counts)


def refuse_parts(drafts: list[Draft]) -> None:
    """NotStored where the database has not taken a row of those that were to be stored together."""
    for draft in drafts:
        if draft.reasons:
            text = _("Row %(number)d could not be stored, so nothing was: %(reason)s")
            raise NotStored(text % {"number": draft.number, "reason": draft.reasons[-1][1]})
