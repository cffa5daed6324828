import itertools

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from newsroom.demo import loader, prose, scale, wholesale
from newsroom.demo.records import RECORDS
from newsroom.shared.searchindex.sources import batches, left_to_a_rebuilding

BY_STEPS = 100
BATCH, LARGE_BATCH = (
    25,
    200,
)  # articles a transaction: a commit waits for the disk, and other people's writes must come in between
COUNTED_EVERY = 10  # batches


class Command(BaseCommand):
    help = (
        "Fill an empty or a demo's database with realistic articles in all stages, through the real steps, "
        "and with a record of partners, agreements of all statuses and events."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, default=0, metavar="N", help="how many articles to add")
        parser.add_argument(
            "--by-steps",
            type=int,
            default=BY_STEPS,
            metavar="N",
            help=f"how many of the articles are led through the real steps, in all stages ({BY_STEPS}); "
            "the rows of the others are written table by table, which is some twenty times as fast",
        )
        parser.add_argument(
            "--records",
            type=int,
            default=0,
            metavar="N",
            help="how many partners to add; with three times as many agreements and half as many events",
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same rows (1)")

    def handle(self, *, articles=0, by_steps=BY_STEPS, records=0, seed, verbosity, **options):
        if min(articles, records) < 0 or not articles + records:
            raise CommandError(_("Say how many articles or how many partners: at least one."))
        call_command("migrate", verbosity=0)
        try:
            loader.check_welcome()
        except loader.NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        for load in loader.missing(pieces=False).values():
            load()
        if articles:
            self.fill_articles(articles, by_steps, seed, verbosity)
        if records:
            self.fill_records(records, seed, verbosity)

    def fill_articles(self, total, by_steps, seed, verbosity):
        office = loader.Office()
        pieces = prose.compose(total, seed=seed, today=timezone.localdate())
        with tqdm(total=total, desc=_("Articles"), disable=verbosity == 0) as bar:
            for batch in batches(itertools.islice(pieces, by_steps), BATCH):
                with transaction.atomic():
                    for piece in batch:
                        loader.make_piece(office, piece)
                        bar.update()
            if total <= by_steps:
                return
            stock = wholesale.Stock(office)
            with left_to_a_rebuilding():
                for number, batch in enumerate(batches(map(wholesale.straightened, pieces), LARGE_BATCH)):
                    if number % COUNTED_EVERY == 0:
                        count_rows()
                    wholesale.make(stock, batch)
                    bar.update(len(batch))
        count_rows()
        call_command("rebuild_search", verbosity=verbosity)
        count_rows()

    def fill_records(self, number, seed, verbosity):
        """Around the demo's own organisation, which comes with its record."""
        if load_records := loader.missing().get(RECORDS):
            load_records()
        with tqdm(total=scale.size_of(number), desc=_("Records"), disable=verbosity == 0) as bar:
            for made in scale.fill(number, seed=seed, today=timezone.localdate()):
                bar.update(made)


def count_rows():
    """So that PostgreSQL plans for the tables as they have grown: its own counting follows late, and guards that read whole tables for
    each row of a batch take several times as long. SQLite is left to its defaults, as a site runs with them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
