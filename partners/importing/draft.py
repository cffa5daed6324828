"""A row of a table as it would be stored: what it would add or change, or why it is refused; checked as the form would."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from newsroom.shared.characters import canonical_line
from newsroom.shared.exports import BETWEEN, safe
from newsroom.shared.partial_dates import PartialDate
from newsroom.shared.regions import label
from partners.importing.columns import text_of
from partners.importing.holding import Holding
from partners.importing.written import CLEARS, NotUnderstood, date_of

# what the log names as changed without saying what it was and is
UNLOGGED = ("note", "contacts")
# beside the cells of a row: the item of JSON that they were made of
ITEM = "{item}"


class RowRefused(Exception):
    """A row that cannot be a record: the column and the reason."""

    def __init__(self, key: str, reason: str):
        super().__init__(reason)
        self.key, self.reason = key, reason


class OfOneKind(Protocol):
    """What a draft asks of its importer."""

    holding: Holding

    def heading(self, key: str) -> str: ...

    def rules(self, draft: "Draft") -> None: ...


@dataclass
class Draft:
    """A row as it would be stored."""

    importer: OfOneKind
    number: int
    cells: dict
    record: models.Model | None = None
    is_new: bool = False  # and stays so when it has been stored
    # (field, was, will be), as people read them
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    before: list[models.Model] = field(default_factory=list)  # records that it needs and that are not there yet
    after: list[models.Model] = field(default_factory=list)  # rows that belong to it
    old: dict = field(default_factory=dict)
    new: dict = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)  # attribute → key of the column that it came from
    origins: dict[int, str] = field(default_factory=dict)  # id of a row of `after` → the same
    claims: list[tuple[str, ...]] = field(default_factory=list)  # what no other row may have
    altered: dict[int, list[str]] = field(
        default_factory=dict
    )  # id of a row of `after` that is on record → what changes of it
    touched: set[str] = field(default_factory=set)  # keys of columns that said something new
    exported: dict | None = None  # what our export says of the record now
    left: set[str] = field(default_factory=set)  # keys of the item that are not taken in
    stays: set[str] = field(default_factory=set)  # keys of rows that the file leaves out

    @property
    def item(self) -> dict | None:
        """The row as an item of our JSON, where it is one."""
        return self.cells[ITEM].found if ITEM in self.cells else None

    @property
    def outcome(self) -> str:
        if self.reasons:
            return "refused"
        if self.is_new:
            return "added"
        return "changed" if self.changes else "same"

    # reading

    def cell(self, key: str):
        """What the row says there; None where it says nothing."""
        found = self.cells.get(key, "")
        return found if found != "" and found != [] else None

    def refuse(self, key: str, reason) -> None:
        self.touched.add(key)
        self.reasons.append((self.importer.heading(key), str(reason)))

    def take(self, key: str, attribute: str, read: Callable, *, empty=None) -> None:
        """Set an attribute from a column. An empty cell leaves it; a dash makes it `empty`, where it can be that."""
        cell = self.cell(key)
        if cell is None:
            return
        if cell in CLEARS:
            if (
                empty is None
                and not self.record._meta.get_field(f"{attribute}_on" if read is date_of else attribute).null
            ):
                self.refuse(key, _("This cannot be empty."))
            else:
                self.set(key, attribute, empty)
            return
        try:
            self.set(key, attribute, read(cell))
        except NotUnderstood as error:
            self.refuse(key, error)

    def take_record(self, key: str, attribute: str, find: Callable[[str], models.Model]) -> None:
        """Point to another record, or with a dash to none."""
        cell = self.cell(key)
        if cell is None:
            return
        try:
            found = None if cell in CLEARS else find(text_of(cell))
            self.set(key, attribute, found and self.need(found))
        except NotUnderstood as error:
            self.refuse(key, error)

    def take_text(self, key: str, attribute: str) -> None:
        cell = self.cell(key)
        stored = getattr(self.record, attribute) or ""
        # in a CSV a name may have kept the apostrophe of the export, or have one of its own
        if cell is not None and cell not in (stored.strip(), safe(stored).strip()):
            self.take(key, attribute, lambda cell: canonical_line(text_of(cell)), empty="")

    def set(self, key: str, attribute: str, value) -> None:
        old = getattr(self.record, attribute)
        if old == value or (not old and not value and old != 0 and value != 0):
            return
        setattr(self.record, attribute, value)
        self.touched.add(key)
        self.columns[attribute] = key
        if not self.is_new:
            self.old[attribute] = "" if attribute in UNLOGGED else shown(old)
        self.new[attribute] = "" if attribute in UNLOGGED else shown(value)
        was = "" if self.is_new else self._label(attribute, old)
        self.changes.append((self.importer.heading(key), was, self._label(attribute, value)))

    def add(self, key: str, row: models.Model, text: str) -> None:
        """A row that belongs to the record."""
        self.touched.add(key)
        self.after.append(row)
        self.origins[id(row)] = key
        self.changes.append((self.importer.heading(key), "", f"+ {text}"))

    def change(self, key: str, row: models.Model, attributes: list[str], was: str, text: str) -> None:
        """What is set already in a row that belongs to the record, be it on record or new."""
        self.touched.add(key)
        if row.pk is not None:
            if not any(each is row for each in self.after):
                self.after.append(row)
            self.altered.setdefault(id(row), []).extend(attributes)
            self.origins[id(row)] = key
        self.changes.append((self.importer.heading(key), was, text))

    def keep(self, key: str, names: Iterable[str]) -> None:
        """What is on record there and the row leaves out."""
        if left := BETWEEN.join(names):
            text = _("%(heading)s: %(names)s stays on record. A file takes nothing away.")
            self.notes.append(text % {"heading": self.importer.heading(key), "names": left})

    def need(self, record: models.Model) -> models.Model:
        """Another record that has to be stored first."""
        if record.pk is None and record not in self.before:
            self.before.append(record)
            where = label(getattr(record, "region", ""))
            name = f"{record} ({where})" if where else record
            self.notes.append(_("Not on record yet, and added with it: %(name)s.") % {"name": name})
        return record

    def _label(self, attribute: str, value) -> str:
        if value in (None, "") or isinstance(value, models.Model):
            return str(value or "")
        named = {each.name: each for each in self.record._meta.concrete_fields}.get(attribute)
        choices = dict(named.flatchoices) if named is not None and named.choices else {}
        return str(choices.get(value, value))

    # checking

    def check(self) -> None:
        """What the form would refuse too."""
        if self.reasons or self.outcome == "same":
            return
        columns = {f"{name}_on": key for name, key in self.columns.items()} | self.columns
        own = [self.record] if self.is_new or self.new else []
        for row in (*own, *self.before, *self.after):
            self._clean(row, columns if row is self.record else {})
        self.importer.rules(self)
        if not self.reasons:
            self._claim((*own, *self.after), columns)

    def _clean(self, row: models.Model, columns: dict[str, str]) -> None:
        at_hand = related(row)
        pending = [name for name, above in at_hand.items() if above.pk is None]
        origin = self.origins.get(id(row), "")
        try:
            # what is at hand need not be looked for again
            row.full_clean(exclude=at_hand, validate_constraints=False)
            if not self.importer.holding.all_hold(row, pending):
                # one by one, for their sentences
                row.validate_constraints(exclude=pending)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                key = columns.get(name.removesuffix("_precision"), origin)
                about = "" if key or name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}: "
                for message in messages:
                    self.refuse(key, f"{about}{message}")

    def _claim(self, rows: Iterable[models.Model], columns: dict[str, str]) -> None:
        """What must be unique is so among the rows of the table too, of which the database knows nothing yet."""
        holding = self.importer.holding
        for row in rows:
            pending = [name for name, above in related(row).items() if above.pk is None]
            for constraint, claim in holding.claims(row, pending):
                if (earlier := holding.claimed.get(claim)) is None:
                    self.claims.append(claim)
                    continue
                own = (columns.get(name) for name in reversed(constraint.fields) if row is self.record)
                key = next(filter(None, own), self.origins.get(id(row), ""))
                text = _("%(reason)s See row %(number)d of this file.")
                self.refuse(key, text % {"reason": constraint.get_violation_error_message(), "number": earlier})
        if self.reasons:
            self.claims = []
        holding.claimed.update(dict.fromkeys(self.claims, self.number))

    # telling

    def _said_first(self) -> str:
        """What tells a refused row from others."""
        return next((text_of(cell)[:80] for cell in self.cells.values() if cell and isinstance(cell, str)), "")

    def as_json(self) -> dict:
        return {
            "row": self.number,
            "is": self.outcome,
            "pk": self.record.pk if self.record is not None else None,
            "label": str(self.record)
            if self.record is not None and (self.record.pk or self.outcome == "added")
            else self._said_first(),
            "changes": [list(each) for each in self.changes],
            "reasons": [list(each) for each in self.reasons],
            "notes": self.notes,
            "claims": [list(each) for each in self.claims],
        }


def related(row: models.Model) -> dict[str, models.Model]:
    """What the row points to, by field, where that is at hand."""
    return {
        each.name: above
        for each in row._meta.concrete_fields
        if each.is_relation and each.is_cached(row) and (above := each.get_cached_value(row))
    }


def shown(value):
    """As the log's JSON has it."""
    return str(value) if isinstance(value, models.Model | PartialDate) else value
