"""Lists to take away: CSV for programs, a workbook for people, JSON for machines. `docs/exports.md` describes them."""

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import xlsxwriter
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from newsroom.shared.described import VERSION, added
from newsroom.shared.languages import language_tag, public_languages
from newsroom.shared.names import column
from newsroom.shared.partial_dates import PartialDate, Precision

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}
# a cell that begins so is computed by spreadsheets
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
EARLIEST_IN_A_WORKBOOK = datetime.date(1900, 3, 1)
WIDEST = 60
# several things in one cell
BETWEEN = "; "


@dataclass(frozen=True)
class Column:
    heading: str
    value: Callable[[Any], str | int | datetime.date | PartialDate | None]
    address: Callable[[Any], str] | None = None  # of a number: the list that makes it


@dataclass(frozen=True)
class Export:
    """A list in every form: `columns` for the flat ones, `item` for JSON."""

    name: str  # of the file and of the schema: partners
    columns: list[Column]
    item: Callable[[Any], dict]


def words_of(record, field: str = "name") -> dict[str, str]:
    """What a field says, by language, as JSON has it."""
    codes = settings.ALL_LANGUAGES
    return {language_tag(code): text for code in codes if (text := getattr(record, column(field, code), ""))}


def names_columns(field: str, heading: str) -> list[Column]:
    """A column for each public language."""

    def value(code):
        return lambda record: getattr(record, column(field, code)) or ""

    return [Column(f"{heading} ({get_language_info(code)['name_local']})", value(code)) for code in public_languages()]


def iso(partial: PartialDate | None) -> str | None:
    return str(partial) if partial else None


def safe(text: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe before it, as people type it themselves."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _cell(value) -> str | int:
    if value is None:
        return ""
    return value if isinstance(value, int) else safe(str(value))


def as_csv(export: Export, records: Iterable) -> bytes:
    """With a mark at its beginning, by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe(column.heading) for column in export.columns])
    writer.writerows([_cell(column.value(record)) for column in export.columns] for record in records)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(*sheets: tuple[Export, Iterable]) -> bytes:
    """A sheet for each list. Days are dates, numbers are numbers, everything else is text; nothing is a formula. Of links there are those
    from a number to the list that makes it."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    for export, records in sheets:
        _write_sheet(book, export, records)
    book.close()
    return data.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, export: Export, records: Iterable):
    sheet = book.add_worksheet(export.name)
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    link = book.get_default_url_format()
    if get_language_info(get_language())["bidi"]:
        sheet.right_to_left()
    widths = [len(column.heading) for column in export.columns]
    for number, each in enumerate(export.columns):
        sheet.write_string(0, number, each.heading, bold)
    last = 0
    for last, record in enumerate(records, start=1):
        for number, each in enumerate(export.columns):
            value = each.value(record)
            if isinstance(value, PartialDate) and value.precision == Precision.DAY:
                value = value.start
            if isinstance(value, datetime.date) and value >= EARLIEST_IN_A_WORKBOOK:
                sheet.write_datetime(last, number, datetime.datetime.combine(value, datetime.time()), day)
            elif isinstance(value, int):
                if each.address:
                    sheet.write_url(last, number, each.address(record))
                # over what the link has written
                sheet.write_number(last, number, value, link if each.address else None)
            elif value is not None and str(value):
                sheet.write_string(last, number, str(value))
            widths[number] = max(widths[number], len(str(value or "")))
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(width, WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(export.columns) - 1)


def as_json(export: Export, records: Iterable, request, list_url: str, as_of: datetime.date, beside=()) -> bytes:
    """`beside`: (key, records) of lists that stand beside that of the items."""
    lists = {"items": list(records)} | {key: list(rows) for key, rows in beside}
    more = added(export.name, [record for rows in lists.values() for record in rows], partial(absolute, request))
    items = {key: [export.item(record) | more(record) for record in rows] for key, rows in lists.items()}
    envelope = envelope_of(export.name, request) | {
        "as_of": as_of.isoformat(),
        "language": language_tag(get_language()),
        "list": absolute(request, list_url),
        "count": len(items["items"]),
    }
    return as_text(envelope | items)


def envelope_of(name: str, request) -> dict:
    """What says of a file what it is."""
    schema = absolute(request, reverse("export_schema", args=[name, VERSION]))
    return {"$schema": schema, "schema": f"newsroom.{name}", "version": VERSION}


def as_text(found: dict) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def absolute(request, path: str) -> str:
    path = iri_to_uri(path)
    return f"{settings.SITE_ORIGIN.rstrip('/')}{path}" if settings.SITE_ORIGIN else request.build_absolute_uri(path)


def answer(
    request,
    export: Export,
    records: Iterable,
    extension: str,
    list_url: str,
    *,
    as_of: datetime.date | None = None,
    beside: Iterable[tuple[str, Iterable]] = (),
) -> HttpResponse:
    """The file of a list, as of a day (default: today). `beside` are other lists that JSON has too."""
    if extension == "csv":
        return download(export.name, extension, lambda: as_csv(export, records))
    if extension == "xlsx":
        return download(export.name, extension, lambda: as_workbook((export, records)))
    day = as_of or timezone.localdate()
    return download(export.name, extension, lambda: as_json(export, records, request, list_url, day, beside))


def download(name: str, extension: str, write: Callable[[], bytes | str]) -> HttpResponse:
    """What is written, to keep. Where the site gives nothing away, there is none."""
    if not settings.NEWSROOM_EXPORTS:
        raise Http404("Exports are off.")
    response = HttpResponse(write(), content_type=CONTENT_TYPES[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def links(view_name: str, asked, extensions: Iterable[str] = tuple(CONTENT_TYPES)) -> list[tuple[str, str]]:
    """(words, address) of a filtered list in every form; none where the site gives nothing away."""
    if not settings.NEWSROOM_EXPORTS:
        return []
    query = f"?{asked.query}" if asked else ""
    words = {"csv": _("CSV"), "xlsx": _("Excel"), "json": _("JSON")}
    return [(words[extension], reverse(view_name, args=[extension]) + query) for extension in extensions]
