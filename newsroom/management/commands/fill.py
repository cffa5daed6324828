import itertools

from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from newsroom.demo import loader, prose

BATCH = 25  # articles a transaction: each commit waits for the disk, and other people's writes must come in between


class Command(BaseCommand):
    help = "Fill an empty or a demo's database with realistic articles in all stages, through the real steps."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--articles", type=int, required=True, metavar="N", help="how many articles to add")
        parser.add_argument(
            "--seed", type=int, default=1, metavar="S", help="the same seed gives the same articles (1)"
        )

    def handle(self, *, articles, seed, verbosity, **options):
        if articles < 1:
            raise CommandError(_("Say how many articles: at least one."))
        call_command("migrate", verbosity=0)
        try:
            loader.check_welcome()
        except loader.NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        for load in loader.missing(pieces=False).values():
            load()
        office = loader.Office()
        pieces = prose.compose(articles, seed=seed, today=timezone.localdate())
        with tqdm(total=articles, desc=_("Articles"), disable=verbosity == 0) as bar:
            while batch := list(itertools.islice(pieces, BATCH)):
                with transaction.atomic():
                    for piece in batch:
                        loader.make_piece(office, piece)
                        bar.update()
