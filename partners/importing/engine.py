"""Rows of a table become drafts of records: what each row would add or change, or why it is refused; checked as the form would."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from newsroom.shared.characters import canonical_line
from newsroom.shared.exports import safe
from newsroom.shared.languages import public_languages
from newsroom.shared.partial_dates import PartialDate
from newsroom.shared.spreadsheets import Row
from partners.importing.columns import LEAVE, Field, text_of
from partners.importing.holding import Holding
from partners.importing.written import CLEARS, NotUnderstood, date_of

BATCH = 100
# what the log names as changed without saying what it was and is
UNLOGGED = ("note", "contacts")


class RowRefused(Exception):
    """A row that cannot be a record: the column and the reason."""

    def __init__(self, key: str, reason: str):
        super().__init__(reason)
        self.key, self.reason = key, reason


@dataclass
class Draft:
    """A row as it would be stored."""

    importer: "Importer"
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
        self.columns[attribute] = key
        if not self.is_new:
            self.old[attribute] = "" if attribute in UNLOGGED else shown(old)
        self.new[attribute] = "" if attribute in UNLOGGED else shown(value)
        was = "" if self.is_new else self._label(attribute, old)
        self.changes.append((self.importer.heading(key), was, self._label(attribute, value)))

    def add(self, key: str, row: models.Model, text: str) -> None:
        """A row that belongs to the record."""
        self.after.append(row)
        self.origins[id(row)] = key
        self.changes.append((self.importer.heading(key), "", f"+ {text}"))

    def need(self, record: models.Model) -> models.Model:
        """Another record that has to be stored first."""
        if record.pk is None and record not in self.before:
            self.before.append(record)
            self.notes.append(_("Not on record yet, and added with it: %(name)s.") % {"name": record})
        return record

    def _label(self, attribute: str, value) -> str:
        if value in (None, ""):
            return ""
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


def as_exported(draft: Draft, key: str, text: Callable[[], str]) -> bool:
    """Whether a cell says what the exports say there, in some language of the site: then it changes nothing, whatever they leave out."""
    cell, record = draft.cell(key), draft.record
    if not isinstance(cell, str) or not record.pk or record.visibility != "public":
        return False
    for code in public_languages():
        with override(code):
            exported = text().strip()
        if cell in (exported, safe(exported)):
            return True
    return False


class Importer:
    """One kind of record. It keeps in mind what the rows so far were about."""

    name: str  # as the exports name it
    label: str
    model: type[models.Model]
    fields: list[Field]

    def __init__(self, *, add_organisations: bool = False):
        self.add_organisations = add_organisations
        self.rows_of: dict = {}  # what a row is about → its number
        self.holding = Holding()

    def heading(self, key: str) -> str:
        return next((str(each) for each in self.fields if each.key == key), "")

    def identify(self, cells: dict) -> tuple[int | None, object]:
        """The number of the record that the row is about, if there is one, and what tells it from other rows."""
        raise NotImplementedError

    def load(self, pks: list[int]) -> dict[int, models.Model]:
        raise NotImplementedError

    def fill(self, draft: Draft) -> None:
        raise NotImplementedError

    def rules(self, draft: Draft) -> None:
        """What the record demands of its rows together: refuse what is against it."""

    @staticmethod
    def flatten(item: dict) -> dict:
        """An item of our JSON as the cells of a row."""
        raise NotImplementedError

    # rows

    def note(self, rows: Iterable[tuple[Row, dict]], outcomes: Iterable[dict]) -> None:
        """Rows that were looked at before, and what was found: later ones are not to be about the same, nor to claim the same."""
        for row, cells in rows:
            self._identified(Draft(self, row.number, cells))
        for outcome in outcomes:
            claims = map(tuple, outcome.get("claims", []))
            self.holding.claimed.update(dict.fromkeys(claims, outcome["row"]))

    def drafts(self, rows: Iterable[tuple[Row, dict]]) -> Iterator[Draft]:
        """What becomes of each row, checked."""
        rows = iter(rows)
        while batch := list(itertools.islice(rows, BATCH)):
            found = []
            for row, cells in batch:
                draft = Draft(self, row.number, cells)
                found.append((draft, self._identified(draft)))
            records = self.load([pk for _draft, pk in found if pk])
            for draft, pk in found:
                if not draft.reasons:
                    draft.record, draft.is_new = (records[pk], False) if pk else (self.model(), True)
                    self.fill(draft)
                    draft.check()
                yield draft

    def _identified(self, draft: Draft) -> int | None:
        if not any(draft.cell(key) is not None for key in draft.cells):
            draft.refuse("", _("None of the columns that are taken in holds anything here."))
            return None
        try:
            pk, key = self.identify(draft.cells)
        except RowRefused as refused:
            draft.refuse(refused.key, refused.reason)
            return None
        earlier = self.rows_of.setdefault(pk or key, draft.number)
        if earlier != draft.number:
            draft.refuse("", _("Row %(number)d is about the same record.") % {"number": earlier})
        return pk


def cells_of(row: Row, mapping: list[str]) -> dict:
    """What a row says, by the keys of the fields."""
    return {key: cell for key, cell in zip(mapping, row.cells, strict=True) if key != LEAVE}
