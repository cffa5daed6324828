from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from tqdm import tqdm

from articles import verify
from newsroom.accounts import log
from newsroom.shared import guards
from newsroom.shared.searchindex import sources
from partners import verify as record


class Command(BaseCommand):
    help = (
        "Recompute guards, the log's chain, digests, signatures, credits, files and the search index: "
        "what is shown is what was signed."
    )
    requires_system_checks = []  # it is asked exactly when something is wrong

    def handle(self, *args, verbosity, **options):
        found = [f"In the database, {problem}." for problem in guards.problems(connection)]
        found += [f"In the log, {problem}." for problem in log.problems()]
        number = 0
        for check in verify.checks():
            number += check.count
            bar = tqdm(check.things, desc=str(check.label), total=check.count, disable=verbosity == 0, leave=False)
            for thing in bar:
                found += check.problems(thing)
        found += sources.word_problems()
        for source in sources.SOURCES.values():
            records = sources.all_records(source)
            number += len(records)
            bar = tqdm(records, desc=_("Search index"), disable=verbosity == 0, leave=False)
            for batch in sources.batches(bar):
                found += sources.problems(source, batch)
        for problem in found:
            self.stderr.write(problem)
        if verbosity:
            for notice in (*record.notices(), *verify.notices()):
                self.stdout.write(_("To be mended in the record: %(notice)s") % {"notice": notice})
        if found:
            raise CommandError(_("%(count)s things are wrong. Nothing was changed.") % {"count": len(found)})
        if verbosity:
            self.stdout.write(_("%(count)s things were recomputed; all is as it was signed.") % {"count": number})
