"""Tables of redirects: two columns, old and new, as a spreadsheet saves them. Checked line by line, kept all or none."""

import csv
import hashlib
import io
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import log
from newsroom.shared import encodings
from newsroom.site import redirects
from newsroom.site.models import Redirect
from newsroom.site.targets import Target, read_target

MOST_BYTES = 3 * 1024 * 1024
MOST_LINES = 20_000
DELIMITERS = ",;\t"
TEMPLATE = """old,new
# Lines that begin with # are not read. An old address may be a full one or a path; a new one is a page or a file of this site
# or a record by its number: article:12, article:12:es (in Spanish), organisation:5, agreement:3, event:9
# /2025/1013/c44855a604919/page.htm,article:12
# http://old.example.edu/index.php?id=12,/en/partners/
"""
OUTCOMES = {"added": _("added"), "changed": _("changed"), "same": _("there already"), "refused": _("refused")}


def decode(data: bytes) -> str:
    """The text of a file. Raises ValidationError."""
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The table is larger than 3 MiB: split it."))
    try:
        return encodings.decode(data)
    except encodings.UnknownEncoding as error:
        raise ValidationError(
            _("This is no text, or it cannot be told in which encoding: save the table as “CSV UTF-8”.")
        ) from error


@dataclass
class Line:
    number: int
    old: str
    new: str
    outcome: str = ""
    why: str = ""
    key: str = ""  # the old address in its one spelling
    leads_to: str = ""  # where it ends up, when that is not what was written

    @property
    def outcome_label(self):
        return OUTCOMES[self.outcome]


@dataclass
class Report:
    lines: list[Line]
    plan: redirects.Plan
    count: dict[str, int] = field(default_factory=dict)
    shortened: int = 0  # redirects that led to an old address of the table, and now lead past it

    @property
    def is_refused(self) -> bool:
        return bool(self.count["refused"])


def rows(text: str) -> list[Line]:
    """The lines of a table, without its heading, empty lines and remarks. Raises ValidationError."""
    text = text.removeprefix("\ufeff")
    delimiter = max(DELIMITERS, key=lambda each: sum(line.count(each) == 1 for line in text.splitlines()))
    reader, found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if not found and _is_heading(cells):
                continue
            line = Line(reader.line_num, cells[0], cells[1] if len(cells) > 1 else "")
            if any(cells[2:]):
                line.why = str(_("There are more than two columns."))
            found.append(line)
            if len(found) > MOST_LINES:
                raise ValidationError(_("The table has more than %(limit)d lines: split it.") % {"limit": MOST_LINES})
    except csv.Error as error:
        raise ValidationError(_("Line %(number)d cannot be read.") % {"number": reader.line_num}) from error
    if not found:
        raise ValidationError(_("The table is empty."))
    return found


def _is_heading(cells: list[str]) -> bool:
    """Two names of columns, in whatever language: an address has a slash in it or a full stop, a record by its number a colon. Or what some
    spreadsheets tell each other of their delimiter."""
    is_named = len(cells) == 2 and all(cells) and not any(mark in cell for cell in cells for mark in "/:.")
    return is_named or cells[0].startswith("sep=")


def check(text: str, *, by) -> Report:
    """What keeping a table would do, line by line. Raises ValidationError when it cannot be read at all."""
    lines = rows(text)
    entries: dict[str, Target] = {}
    first: dict[str, Line] = {}
    for line in lines:
        if line.why:
            continue
        try:
            line.key, target = redirects.read_old(line.old), read_target(line.new, may_be_file=True)
        except ValidationError as error:
            line.why = error.messages[0]
            continue
        if line.key not in entries:
            entries[line.key], first[line.key] = target, line
        elif entries[line.key] != target:
            line.why = _("Line %(number)d leads the same old address elsewhere.") % {"number": first[line.key].number}
    plan = redirects.plan(entries, by=by)
    outcomes = plan.outcomes
    ends = {row.old: str(row.target) for row in [*plan.added, *plan.changed]}
    for line in lines:
        line.why = str(line.why or plan.refused.get(line.key, ""))
        is_again = line.key in first and first[line.key] is not line
        line.outcome = "refused" if line.why else "same" if is_again else outcomes.get(line.key, "same")
        if not line.why and ends.get(line.key, line.new) != str(entries[line.key]):
            line.leads_to = ends[line.key]
    count = {name: sum(line.outcome == name for line in lines) for name in OUTCOMES}
    return Report(lines, plan, count, shortened=sum(row.old not in entries for row in plan.changed))


def keep(text: str, *, by) -> Report:
    """Keep a table, or nothing of it when a line is refused."""
    with transaction.atomic():
        report = check(text, by=by)
        if not report.is_refused:
            redirects.write(report.plan)
            log.record(
                "redirects_imported",
                by=by,
                added=report.count["added"],
                changed=report.count["changed"],
                shortened=report.shortened,
                sha256=hashlib.sha256(text.encode()).hexdigest(),
            )
    return report


def export() -> bytes:
    """All redirects as a table that can be read back in, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["old", "new"])
    writer.writerows([row.old, str(row.target)] for row in Redirect.objects.order_by("old").iterator())
    return text.getvalue().encode("utf-8-sig")
