"""Rows of a table become drafts of records, batch by batch: which record each is about, what it says, and whether that holds."""

import itertools
from collections.abc import Callable, Iterable, Iterator

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from newsroom.shared.exports import safe
from newsroom.shared.languages import public_languages
from newsroom.shared.spreadsheets import Row
from partners.importing import differences
from partners.importing.columns import LEAVE, Field
from partners.importing.draft import ITEM, Draft, RowRefused
from partners.importing.holding import Holding

BATCH = 100


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
    beside: dict[str, str] = {}  # what JSON has and no column does: key → heading
    # how its export makes an item; the keys that are read, with the columns that they fill; those that follow from others
    export: Callable[..., dict]
    reads: dict[str, tuple[str, ...]]
    follows: tuple[str, ...] = ()

    def __init__(self, *, add_organisations: bool = False):
        self.add_organisations = add_organisations
        self.rows_of: dict = {}  # what a row is about → its number
        self.holding = Holding()

    def heading(self, key: str) -> str:
        found = next((str(each) for each in self.fields if each.key == key), "")
        return found or str(self.beside.get(key, ""))

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
            self._compare_with_exports([draft for draft, _pk in found if draft.record is not None])
            for draft, _pk in found:
                if draft.record is not None:
                    self._fill(draft)
                    draft.check()
                yield draft

    def _compare_with_exports(self, drafts: list[Draft]) -> None:
        """Of those that come from our JSON: what it would say of their records now."""
        known = [draft for draft in drafts if draft.item and not draft.is_new]
        if known:
            language = known[0].cells[ITEM].language
            found = differences.exported(self.name, [draft.record for draft in known], self.export, language)
            for draft in known:
                draft.exported = found[draft.record.pk]

    def _fill(self, draft: Draft) -> None:
        if draft.item is None:
            self.fill(draft)
            return
        draft.cells |= dict.fromkeys(differences.emptied(draft.item, draft.exported or {}, self.reads), "–")
        try:
            self.fill(draft)
            given, known = differences.bare(draft.item), draft.exported
            left = differences.left_out(given, known, self.reads, self.follows, draft.touched) | draft.left
            stays = (differences.shortened(given, known) - left) | draft.stays
        except (AttributeError, KeyError, TypeError, ValueError):
            # whatever it is that somebody has put there
            draft.refuse("", _("This item is not as the exports of this site have it."))
        else:
            draft.notes += differences.notes(left, stays, is_new=draft.is_new)

    def _identified(self, draft: Draft) -> int | None:
        if not any(draft.cell(key) is not None for key in draft.cells if key != ITEM):
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
