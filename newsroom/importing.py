"""What can be imported, and the storing of it: all rows, or the good ones, in one transaction."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.importing import EventImporter
from newsroom.accounts import log
from newsroom.accounts.logged import name_acts
from partners.importing.agreements import AgreementImporter
from partners.importing.engine import Draft, Importer
from partners.importing.organisations import OrganisationImporter

IMPORTERS: dict[str, type[Importer]] = {
    each.name: each for each in (OrganisationImporter, AgreementImporter, EventImporter)
}
CHANGING = ("added", "changed")

name_acts({"import_records": gettext_lazy("Records were imported from a file")})


class NotStored(Exception):
    """Nothing was stored; the rows that are the reason, as they stand now."""

    def __init__(self, message: str, outcomes: list[dict] = ()):
        super().__init__(message)
        self.outcomes = list(outcomes)


def may_import(user, importer: type[Importer]) -> bool:
    """Who may add and change such records one by one."""
    options = importer.model._meta
    return all(user.has_perm(f"{options.app_label}.{act}_{options.model_name}") for act in ("add", "change"))


def store(rows, importer: Importer, *, by, source: str, shown: dict[int, dict] | None = None) -> Iterator[Draft]:
    """Rows as they are stored, one by one; the caller's transaction holds them together.

    `shown`: what the dry run said of each row. A row that would become anything else by now is stored by nobody: NotStored.
    """
    with transaction.atomic():
        counts = {"added": 0, "changed": 0}
        for draft in importer.drafts(rows):
            outcome = draft.outcome
            found = draft.as_json()
            if shown is not None and not _same(found, shown[draft.number]):
                text = _("Row %(number)d would become something else by now than was shown. Nothing was stored.")
                raise NotStored(text % {"number": draft.number}, [found])
            if outcome in CHANGING:
                draft.store(by=by, source=source)
                if not draft.reasons:
                    counts[outcome] += 1
                elif shown is not None:
                    text = _("Row %(number)d could not be stored, so nothing was: %(reason)s")
                    reason = draft.reasons[-1][1]
                    raise NotStored(text % {"number": draft.number, "reason": reason}, [draft.as_json()])
            yield draft
        if any(counts.values()):
            log.record("import_records", by=by, source=source, kind=importer.name, **counts)


def _same(found: dict, shown: dict) -> bool:
    """A row that the dry run found unchanged or refused is not stored, whatever became of it."""
    return all(found[key] == shown[key] for key in ("is", "pk", "changes"))
