from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from tqdm import tqdm

from newsroom.shared.searchindex import sources


class Command(BaseCommand):
    help = "Make the search index anew from what readers see. The site can be read and written meanwhile."

    def handle(self, *, verbosity, **options):
        sources.rebuild_words()
        work = [(source, sources.all_records(source)) for source in sources.SOURCES.values()]
        total = sum(len(records) for _source, records in work)
        with tqdm(total=total, desc=_("Search index"), disable=verbosity == 0) as bar:
            for source, records in work:
                for number in sources.rebuild(source, records):
                    bar.update(number)
        sources.catch_up()  # what was noted and shows nothing
        if verbosity:
            self.stdout.write(_("%(count)s records were looked through.") % {"count": total})
