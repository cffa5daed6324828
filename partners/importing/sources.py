"""What is handed in, and what is given back: a file as rows with their columns, the template, the workbook of what was refused."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.shared.described import VERSION
from newsroom.shared.languages import public_languages
from newsroom.shared.spreadsheets import MOST_BYTES, MOST_ROWS, Row, Table, TableRefused, read_table, write_workbook
from partners.importing.columns import LEAVE, Field, field_for, propose
from partners.importing.differences import Item, language_of
from partners.importing.draft import ITEM
from partners.importing.engine import Importer, cells_of


@dataclass(frozen=True)
class Source:
    """A file that could be read. JSON of our exports says itself what its columns are."""

    table: Table
    items: list[Item] | None = None  # of JSON, one a row

    @property
    def is_json(self) -> bool:
        return self.items is not None

    def proposed(self, importer: type[Importer], remembered: dict[str, str] | None = None) -> list[str]:
        if self.is_json:
            return list(self.table.headings)
        return propose(self.table.headings, importer.fields, remembered)

    def left_out(self, mapping: list[str]) -> list[str]:
        """The headings of columns that are not taken in."""
        pairs = zip(self.table.headings, mapping, strict=True)
        return [heading for heading, key in pairs if key == LEAVE and heading]

    def rows(self, mapping: list[str]) -> list[tuple[Row, dict]]:
        rows = [(row, cells_of(row, mapping)) for row in self.table.rows]
        if self.items is None:
            return rows
        return [(row, cells | {ITEM: item}) for (row, cells), item in zip(rows, self.items, strict=True)]


def read(data: bytes, name: str, importer: type[Importer]) -> Source:
    """TableRefused, with the reason, when it is nothing that can be read."""
    if name.lower().endswith(".json") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _read_json(data, importer)

    def is_heading(cell: str) -> bool:
        return field_for(cell, importer.fields) is not None

    return Source(read_table(data, name, is_heading=is_heading))


def _read_json(data: bytes, importer: type[Importer]) -> Source:
    refusal = TableRefused(_("This is not JSON as the exports of this site have it."))
    if len(data) > MOST_BYTES:
        raise TableRefused(_("The file is too large."))
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise refusal from error
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("items"), list)
        or not isinstance(found.get("own", []), list)
    ):
        raise refusal
    if found.get("schema") != f"newsroom.{importer.name}":
        raise TableRefused(
            _("This file holds “%(schema)s”, not “%(wanted)s”.")
            % {"schema": str(found.get("schema"))[:60], "wanted": f"newsroom.{importer.name}"}
        )
    if found.get("version") != VERSION:
        raise TableRefused(_("This file is of another version of the exports."))
    # beside the partners stands our own organisation
    items = [*found["items"], *(found.get("own") or [])]
    if len(items) > MOST_ROWS:
        raise TableRefused(
            _("The table has more than %(limit)d rows. Split it into smaller files.") % {"limit": MOST_ROWS}
        )
    rows = [_flattened(item, number, importer) for number, item in enumerate(items, start=1)]
    if not rows:
        raise TableRefused(_("There is nothing in the table."))
    keys = [field.key for field in importer.fields if any(field.key in row for row in rows)]
    table = Table(
        keys,
        [Row(number, [row.get(key, "") for key in keys]) for number, row in enumerate(rows, start=1)],
    )
    language = language_of(found)
    return Source(table, [Item(item, language) for item in items])


def _flattened(item, number: int, importer: type[Importer]) -> dict:
    refusal = TableRefused(_("Item %(number)d is not as the exports of this site have it.") % {"number": number})
    try:
        cells = importer.flatten(item) if isinstance(item, dict) else None
    except (AttributeError, KeyError, TypeError) as error:
        raise refusal from error
    if cells is None or not all(is_cell(cell) for cell in cells.values()):
        raise refusal
    return cells


def is_cell(cell) -> bool:
    return isinstance(cell, str) or (isinstance(cell, list) and all(isinstance(each, str) for each in cell))


# giving back


def template(importer: type[Importer]) -> bytes:
    """An empty workbook in the active language, with what each column takes on a second sheet."""
    fields = [field for field in importer.fields if not field.is_ignored and is_offered(field)]
    headings = [str(field) for field in fields]
    explained = [[_("Column"), _("What it takes"), _("May be")]]
    for field in fields:
        explained.append([str(field), str(field.help), "\n".join(options(field))])
    lists = {number: options(field) for number, field in enumerate(fields) if field.choices}
    return write_workbook(
        [(str(importer.label)[:31], [headings]), (_("How to fill it in")[:31], explained)], choices=lists
    )


def is_offered(field: Field) -> bool:
    """Languages that the site does not speak can be imported, but the template would be very wide."""
    return not field.language or field.language in public_languages()


def options(field: Field) -> list[str]:
    return [str(label) for value, label in field.choices.choices if value != "merged"] if field.choices else []


def given_back(table: Table, reasons: dict[int, list[str]]) -> bytes:
    """The rows that were not stored, as they came, with a column of reasons: to be corrected and given again."""
    rows = [row for row in table.rows if row.number in reasons]
    headings = [*table.headings, _("Why it was not imported")]
    body = [[*map(_as_text, row.cells), "\n".join(reasons[row.number])] for row in rows]
    return write_workbook([(_("Not imported")[:31], [headings, *body])])


def _as_text(cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(cell)
