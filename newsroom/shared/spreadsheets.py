"""Tables that people hand in: CSV in the encodings of their spreadsheets, or a workbook (.xlsx). What comes out is text, row by row,
with the numbers that the rows have in the file."""

import csv
import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import xlsxwriter
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from newsroom.shared import encodings
from newsroom.shared.files import FileRefused, recognise

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 200
# what a sheet may span, empty cells and all: whoever reads it holds all of them in memory
MOST_CELLS = 4_000_000
MOST_LINES = 200_000
MOST_UNPACKED = 100 * 1024 * 1024
LONGEST_CELL = 10_000
# headings stand in one of the first rows, below a title and a note
HEADINGS_WITHIN = 20
_REFERENCE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,4})([0-9]{1,9})[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"'][^\"']*?([A-Za-z]{1,4})([0-9]{1,9})[\"']")


class TableRefused(Exception):
    """A file that cannot be read as a table; the text says why."""


class Number(str):
    """What a spreadsheet holds as a number: 2019.1 may have been typed as 2019.10."""


@dataclass(frozen=True)
class Row:
    number: int  # as the spreadsheet counts
    cells: list[str]


@dataclass(frozen=True)
class Table:
    headings: list[str]
    rows: list[Row]


def read_table(data: bytes, name: str, *, is_heading: Callable[[str], bool]) -> Table:
    """The first sheet's rows below its headings. `is_heading` knows the usual ones, by which their row is found."""
    if not data:
        raise TableRefused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise TableRefused(
            _("The file is larger than %(limit)s. Split it into smaller ones.") % {"limit": filesizeformat(MOST_BYTES)}
        )
    # an archive or an old workbook, whatever its name says
    is_workbook = name.lower().endswith((".xlsx", ".xls", ".et")) or data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    rows = _read_workbook(data) if is_workbook else _read_text(data)
    return _under_headings(rows, is_heading)


def _under_headings(rows: list[Row], is_heading) -> Table:
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise TableRefused(_("There is nothing in the table."))
    first = filled[:HEADINGS_WITHIN]
    known = [sum(map(is_heading, set(row.cells) - {""})) for row in first]
    several = [len({cell for cell in row.cells if cell}) > 1 for row in first]
    # without a known heading: the first row that is no title over the whole width
    start = known.index(max(known)) if any(known) else several.index(True) if any(several) else 0
    width = max(len(row.cells) for row in filled[start:])
    body = filled[start + 1 :]
    if width > MOST_COLUMNS:
        raise TableRefused(_("The table has more than %(limit)d columns.") % {"limit": MOST_COLUMNS})
    if len(body) > MOST_ROWS:
        raise TableRefused(
            _("The table has more than %(limit)d rows. Split it into smaller files.") % {"limit": MOST_ROWS}
        )
    if not body:
        raise TableRefused(_("There are headings and no rows below them."))

    def full(cells):
        return cells + [""] * (width - len(cells))

    return Table(full(first[start].cells), [Row(row.number, full(row.cells)) for row in body])


def _tidy(text: str) -> str:
    """Without what no database stores, and without spaces around it."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.replace("\r\n", "\n").strip(" \t\n\xa0\u3000")[:LONGEST_CELL]


# text


def _no_table() -> TableRefused:
    return TableRefused(
        _(
            "This is neither a workbook (.xlsx) nor a CSV file whose encoding can be told. "
            "Save it as a workbook or as “CSV UTF-8”."
        )
    )


def _read_text(data: bytes) -> list[Row]:
    try:
        text = encodings.decode(data)
    except encodings.UnknownEncoding as error:
        raise _no_table() from error
    sample = text[:4000]
    delimiter = max(",;\t，", key=sample.count)
    # strict=False: a quotation mark within a cell is a sign like others
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_LINES or len(cells) > MOST_CELLS:
                raise TableRefused(_("The table spans too many rows. Delete the empty ones below it."))
            rows.append(Row(number, [_tidy(cell) for cell in cells]))
    except csv.Error as error:
        raise TableRefused(_("The file cannot be read as CSV. Save it as a workbook (.xlsx).")) from error
    return rows


# workbooks


def _check_spans(data: bytes) -> None:
    """The reader makes room for every cell up to the farthest one: one lost cell at the end would ask for all memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TableRefused(_("The file would unpack to something far too large."))
        for part in parts:
            content = archive.read(part) if part.filename.lower().endswith(".xml") else b""
            for pattern in (_REFERENCE, _MERGED):
                rows, columns = 0, 0
                for found in pattern.finditer(content):
                    rows, columns = max(rows, int(found[2])), max(columns, _column_number(found[1]))
                if rows > MOST_LINES or rows * columns > MOST_CELLS:
                    raise TableRefused(
                        _("The sheet spans too many rows or columns. Delete the empty ones beside and below the table.")
                    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _read_workbook(data: bytes) -> list[Row]:
    try:
        kind = recognise(data)
    except FileRefused as refused:
        raise TableRefused(" ".join(refused.messages)) from refused
    if kind != "xlsx":
        raise _no_table()
    _check_spans(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for each in book.sheets_metadata:
                if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible:
                    rows = _rows_of(book.get_sheet_by_name(each.name))
                    if any(any(row.cells) for row in rows):
                        return rows
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise TableRefused(
            _("The workbook is damaged and cannot be opened. Open it in Excel or WPS and save it again.")
        ) from error
    raise TableRefused(_("There is nothing in the table."))


def _rows_of(sheet) -> list[Row]:
    """All rows from the sheet's first one on; a merged cell says the same wherever it reaches."""
    values = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top < len(values) and left < len(values[top]):
            value = values[top][left]
            for row in values[top : bottom + 1]:
                row[left : right + 1] = [value] * len(row[left : right + 1])
    return [Row(number, [_written(value) for value in row]) for number, row in enumerate(values, start=1)]


def _written(value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return Number(int(value) if value == int(value) else value) if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    return _tidy(str(value))


# writing


def write_workbook(sheets: Iterable[tuple[str, list[list[str]]]], *, choices: dict[int, list[str]] | None = None):
    """Bytes of a workbook of texts: (name, rows) of each sheet, the first row being headings. Nothing in it is computed.

    `choices`: by the number of a column of the first sheet, what a cell may hold.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, (name, rows) in enumerate(sheets):
        sheet = book.add_worksheet(name)
        if get_language_info(get_language())["bidi"]:
            sheet.right_to_left()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, str(text)[:32_000], wrapped if number else bold)
        for column, heading in enumerate(rows[0] if rows else []):
            longest = max((len(str(row[column])) for row in rows[:200] if column < len(row)), default=0)
            # cells to be filled in are text, so that 2019.10 stays as it is typed
            sheet.set_column(column, column, min(max(longest, len(heading)), 50) + 4, wrapped)
        if place == 0:
            for column, allowed in (choices or {}).items():
                # a list in a cell's rule holds 255 characters
                if len(",".join(allowed)) <= 255:
                    rule = {"validate": "list", "source": allowed, "error_type": "warning"}
                    sheet.data_validation(1, column, MOST_ROWS, column, rule)
        sheet.freeze_panes(1, 0)
    book.close()
    return data.getvalue()
