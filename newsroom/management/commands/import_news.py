"""Drafts from files: plain text, HTML or .docx. Prints how each line was understood; a file that fails leaves nothing behind."""

import datetime
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles.importing.making import Target, check_target, make_draft
from articles.importing.reading import MOST_BYTES
from articles.importing.understand import understand
from articles.importing.understood import ImportRefused, Understood
from articles.models.article import Article, Kind
from articles.workflow import Refused
from newsroom.accounts.models import User


class Command(BaseCommand):
    help = "Make drafts from plain text, HTML or Word documents (.docx), and show how each line was understood."

    def add_arguments(self, parser):
        languages = sorted(settings.ALL_LANGUAGES)
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--as", dest="username", metavar="USERNAME", required=True, help="whose draft it is")
        parser.add_argument("--language", choices=languages, help="of the text; default: guessed from it")
        parser.add_argument(
            "--source-language",
            choices=languages,
            default="",
            help="of a new article: the language it was written in first; default: that of the text",
        )
        parser.add_argument("--kind", choices=Kind.values, default=Kind.NEWS.value, help="of a new article")
        parser.add_argument("--article", type=int, metavar="ID", help="make it a language of this article")
        parser.add_argument(
            "--date", type=datetime.date.fromisoformat, help="of a new article, where the text says none or a wrong one"
        )
        parser.add_argument(
            "--tracked",
            choices=["accept", "reject"],
            default="ask",
            help="what becomes of tracked changes; without it a document with changes or comments is refused",
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what was understood")

    def handle(self, *, files, username, article, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active user “%(name)s”.") % {"name": username})
        target = None
        if article is not None and (target := Article.objects.filter(pk=article).first()) is None:
            raise CommandError(_("There is no article %(number)d.") % {"number": article})
        failed = 0
        for path in tqdm(files, unit="file", disable=True if len(files) < 2 else None, file=sys.stderr):
            try:
                self.take_in(path, user=user, article=target, **options)
            except OSError as error:
                failed += self.fail(path, error.strerror or str(error))
            except (ImportRefused, Refused) as refused:
                failed += self.fail(path, str(refused))
        if failed:
            raise CommandError(
                _("%(failed)d of %(all)d files were not imported.") % {"failed": failed, "all": len(files)}
            )

    def fail(self, path: Path, why: str) -> int:
        self.stderr.write(self.style.ERROR(f"{path}: {why}"))
        return 1

    def take_in(self, path, *, user, article, language, source_language, kind, date, tracked, dry_run, **_options):
        with path.open("rb") as file:
            source = file.read(MOST_BYTES + 1)
        understood = understand(source, path.name, tracked_changes=tracked)
        self.show(path, understood)
        if understood.is_unanswered and not dry_run:
            raise ImportRefused(
                _("It has tracked changes or comments, listed above. Say --tracked accept or --tracked reject.")
            )
        target = Target(
            language=language or understood.language, article=article, kind=kind, source_language=source_language
        )
        check_target(target, user)
        if dry_run:
            return
        made = make_draft(understood, target=target, by=user, name=path.name, dated_on=date, tracked=tracked)
        for sentence in made.pictures_refused:
            self.stdout.write(self.style.WARNING(sentence))
        self.stdout.write(
            self.style.SUCCESS(
                _("Article %(article)d, edition %(edition)d (%(language)s): a draft of %(user)s.")
                % {
                    "article": made.edition.article_id,
                    "edition": made.edition.pk,
                    "language": made.edition.language,
                    "user": user.username,
                }
            )
        )

    def show(self, path: Path, understood: Understood) -> None:
        """What was understood, line by line, and what follows from it."""
        write = self.stdout.write
        write(self.style.MIGRATE_HEADING(f"{path} ({understood.format}, {understood.language})"))
        if understood.is_unanswered:
            for question in understood.questions:
                write(f"  {question.label}, {question.author or '?'}: {question.text}")
            return
        for line in understood.lines:
            text = line.text if len(line.text) <= 90 else f"{line.text[:89]}…"
            write(f"  {line.number:>4}  {line.label!s:<20} {text}")
            if line.note:
                write(f"        {'':<20} ({line.note})")
        for credit in understood.credits:
            write(f"  {credit.label}: {', '.join(credit.names) or credit.printed}")
        date = understood.dated_on.isoformat() if understood.dated_on else "–"
        reads = "–" if understood.read_count is None else understood.read_count
        write("  " + _("Date: %(date)s. Reads: %(reads)s.") % {"date": date, "reads": reads})
        for warning in understood.warnings:
            write(self.style.WARNING(f"  {warning}"))
