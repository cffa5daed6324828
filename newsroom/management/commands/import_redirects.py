"""A table of old addresses and where they lead now. All of it is kept, or nothing."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom.accounts.models import User
from newsroom.accounts.roles import Role
from newsroom.site import tables


class Command(BaseCommand):
    help = "Import redirects from a CSV file with two columns, old and new; all lines are kept, or none."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--as", dest="username", metavar="USERNAME", required=True, help="the manager who imports it"
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what each line would do")

    def handle(self, *, file, username, dry_run, verbosity, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None or not user.has_role(Role.MANAGER):
            raise CommandError(_("There is no active manager “%(name)s”.") % {"name": username})
        try:
            with file.open("rb") as source:
                text = tables.decode(source.read(tables.MOST_BYTES + 1))
            report = (tables.check if dry_run else tables.keep)(text, by=user)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {error.messages[0]}") from error
        for line in report.lines:
            if line.why or verbosity > 1 or dry_run:
                self.show(line)
        counts = _("Added: %(added)d. Changed: %(changed)d. There already: %(same)d. Refused: %(refused)d.")
        self.stdout.write(counts % report.count)
        if report.is_refused:
            raise CommandError(_("Nothing was imported: mend the refused lines or take them out."))
        if dry_run:
            self.stdout.write(_("This was a trial: nothing was imported."))

    def show(self, line):
        end = f" → {line.leads_to}" if line.leads_to else ""
        text = f"{line.number:>6}  {line.outcome_label}: {line.old} → {line.new}{end}"
        if line.why:
            self.stderr.write(self.style.ERROR(f"{text}: {line.why}"))
        else:
            self.stdout.write(text)
