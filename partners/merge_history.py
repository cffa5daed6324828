"""What a merging leaves in the histories: of each record that a row of it moved or went from, and of the two organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from newsroom.accounts import log
from partners.models import Organisation


@dataclass(frozen=True)
class Reference:
    """A row that points to the organisation that goes."""

    row: models.Model
    field: models.ForeignKey

    @property
    def kind(self) -> str:
        return str(self.row._meta.verbose_name)

    @property
    def record(self) -> models.Model | None:
        """The record in whose history it stands: that of which the row is a part, else the row. What is part of the organisation
        itself (deleted with it) is told in its own history."""
        if self.field.remote_field.on_delete is models.CASCADE:
            return None
        for field in self.row._meta.concrete_fields:
            if (
                field.is_relation
                and field.remote_field.on_delete is models.CASCADE
                and getattr(self.row, field.attname)
            ):
                return getattr(self.row, field.name)
        return self.row


@dataclass(frozen=True)
class Told:
    """A row in words: it may be gone when it is told of."""

    record: models.Model | None
    words: str

    @classmethod
    def of(cls, row: models.Model, record: models.Model | None = None):
        return cls(record, f"{row._meta.verbose_name}: {row}")


def tell_moved(action: str, references: Iterable[Reference], *, by, old: Organisation, new: Organisation) -> None:
    """In the history of each record that stood with the one and stands with the other."""
    fields = {}
    for each in references:
        if (record := each.record) is not None:
            fields.setdefault(record, set()).add(each.field.name)
    details = {}
    for record, names in fields.items():
        was, now = (dict.fromkeys(names, f"{organisation} (#{organisation.pk})") for organisation in (old, new))
        details[record] = {"fields": sorted(names), "old": was, "new": now}
    _append(action, details, by=by)


def tell_rows(action: str, sign: str, told: Iterable[Told], *, by) -> None:
    """In the history of each record that lost a row, or has it again."""
    details = {}
    for each in told:
        if each.record is not None:
            details.setdefault(each.record, {"rows": []})["rows"].append(f"{sign} {each.words}")
    _append(action, details, by=by)


def _append(action: str, details: dict[models.Model, dict], *, by) -> None:
    now = timezone.now()
    in_order = sorted(details.items(), key=lambda item: (item[0]._meta.label, item[0].pk))
    log.append([log.entry(action, at=now, by=by, target=record, **said) for record, said in in_order])


def own_rows(sign: str, told: Iterable[Told]) -> dict:
    """What is part of the organisation itself, for its own entry."""
    rows = [f"{sign} {each.words}" for each in told if each.record is None]
    return {"rows": rows} if rows else {}
