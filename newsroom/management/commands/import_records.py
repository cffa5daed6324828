"""Records from a table: organisations, agreements or events. Prints what each row would do; all rows are stored, or none."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from newsroom.accounts.models import User
from newsroom.importing import CHANGING, IMPORTERS, TRIES, has_changed_since, last_act, may_import, prepared, store
from newsroom.shared.spreadsheets import MOST_BYTES, TableRefused
from partners.importing import sources
from partners.importing.columns import LEAVE
from partners.importing.draft import Draft
from partners.models import RememberedColumns


class Undone(Exception):
    """Takes back what the transaction holds."""


class Command(BaseCommand):
    help = "Import organisations, agreements or events from a table (.csv, .xlsx) or an export of this site (.json)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--kind", choices=list(IMPORTERS), required=True)
        parser.add_argument("--as", dest="username", metavar="USERNAME", required=True, help="who stores it")
        parser.add_argument("--dry-run", action="store_true", help="only show what each row would do")
        parser.add_argument(
            "--good-rows",
            type=Path,
            metavar="REFUSED.xlsx",
            help="store the rows that are right, and write the others to this workbook with the reasons",
        )
        parser.add_argument("--columns", metavar="NAME", help="columns as they were remembered under this name")
        parser.add_argument(
            "--add-organisations", action="store_true", help="add organisations that are named and not on record"
        )

    def handle(self, *, file, kind, username, dry_run, good_rows, columns, add_organisations, verbosity, **options):
        importer = IMPORTERS[kind]
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active user “%(name)s”.") % {"name": username})
        if not may_import(user, importer):
            raise CommandError(_("“%(name)s” may not change such records.") % {"name": username})
        source = self.source(file, importer)
        mapping = source.proposed(importer, self.remembered(kind, columns))
        self.stdout.write(_("Columns: %(columns)s") % {"columns": self.columns(source, mapping, importer)})
        options = {"add_organisations": add_organisations, "is_quiet": verbosity == 0}
        if dry_run:
            drafts, is_stored = self.prepare(source.rows(mapping), importer, **options), False
        else:
            parts = good_rows is not None
            drafts, is_stored = self.store(source, mapping, importer, user, file.name, parts=parts, **options)
        found = [draft.as_json() for draft in drafts]
        self.show(found)
        refused = {each["row"]: sentences(each) for each in found if each["is"] == "refused"}
        if good_rows and is_stored and refused:
            good_rows.write_bytes(sources.given_back(source.table, refused))
        if refused and not is_stored and not dry_run:
            raise CommandError(_("Nothing was stored: %(count)d rows are wrong.") % {"count": len(refused)})
        if not dry_run:
            count = sum(each["is"] in CHANGING for each in found)
            self.stdout.write(self.style.SUCCESS(_("Stored: %(count)d rows.") % {"count": count}))

    def prepare(self, rows, importer, *, add_organisations, is_quiet) -> list[Draft]:
        drafts = prepared(rows, importer(add_organisations=add_organisations))
        return list(tqdm(drafts, total=len(rows), unit="row", disable=is_quiet, file=sys.stderr))

    def store(self, source, mapping, importer, user, name, *, parts, **options) -> tuple[list[Draft], bool]:
        """The rows as they became, and whether they are stored. `parts`: the good ones without the others."""
        rows = source.rows(mapping)
        for _attempt in range(TRIES):
            act, drafts = last_act(), self.prepare(rows, importer, **options)
            if any(draft.reasons for draft in drafts) and not parts:
                return drafts, False
            try:
                with transaction.atomic():
                    if has_changed_since(act):
                        continue
                    for _done in store(drafts, importer, by=user, source=name):
                        pass
                    if any(draft.reasons for draft in drafts) and not parts:
                        raise Undone
            except Undone:
                return drafts, False
            return drafts, True
        raise CommandError(_("Others are changing the record. Nothing was stored: try again later."))

    def source(self, file: Path, importer):
        try:
            with file.open("rb") as opened:
                return sources.read(opened.read(MOST_BYTES + 1), file.name, importer)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        except TableRefused as refused:
            raise CommandError(f"{file}: {refused}") from refused

    def remembered(self, kind: str, name: str | None) -> dict[str, str]:
        if not name:
            return {}
        found = RememberedColumns.objects.filter(kind=kind, name=name).first()
        if found is None:
            raise CommandError(_("No columns are remembered as “%(name)s”.") % {"name": name})
        return found.mapping

    def columns(self, source, mapping, importer) -> str:
        labels = {field.key: str(field) for field in importer.fields} | {LEAVE: "–"}
        pairs = zip(source.table.headings, mapping, strict=True)
        return "; ".join(f"{heading or '?'} → {labels[key]}" for heading, key in pairs)

    def show(self, found: list[dict]) -> None:
        counts = dict.fromkeys(("added", "changed", "same", "refused"), 0)
        for each in found:
            counts[each["is"]] += 1
            if each["is"] != "same":
                self.stdout.write(f"{each['row']:>6}  {each['is']:<8} {each['label']}")
                for heading, was, now in each["changes"] if each["is"] != "refused" else []:
                    self.stdout.write(f"          {heading}: {was} → {now}" if was else f"          {heading}: {now}")
                for note in each["notes"]:
                    self.stdout.write(f"          {note}")
                for sentence in sentences(each):
                    self.stdout.write(self.style.ERROR(f"          {sentence}"))
        self.stdout.write(
            _("Added: %(added)d. Changed: %(changed)d. No change: %(same)d. Refused: %(refused)d.") % counts
        )


def sentences(outcome: dict) -> list[str]:
    """Why a row was refused, with the column where there is one."""
    return [f"{heading}: {reason}" if heading else reason for heading, reason in outcome["reasons"]]
