"""How long the public pages take, as ratios to the cheapest one in the same run: machines differ, ratios stay."""

import gc
import math
import statistics
import time
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from articles.addresses import address_of
from articles.models import Publication
from events.models import Event
from newsroom.shared.addresses import record_address
from newsroom.shared.languages import public_languages
from newsroom.shared.searchindex.tokens import pieces
from partners.models import Agreement, Organisation

FREQUENT = {"frequent": "university", "frequent pair": "大学", "single": "国", "three": "研究生"}
# what readers type: inflections, accents, names, one to many characters, several words, signs
TYPED = {
    "en": [
        "agreements", "agreement", "signing", "engineer", "train engineers", "visiting laboratories", "confer", "cafe",
        "scut", "San Marcos", "unmsm", "green energy", "SCUT 2025", "the university", "students", '"San Marcos"',
        "laboratory OR title:* -visit", "🎉 laboratory 🎉",
    ],
    "zh-hans": ["秘", "签约", "留学生", "普通话", "卓越工程", "华南理工大学", "理工科", "华工", "秘鲁 签约", "圣马尔科斯 lima"],
    "es": ["cooperacion", "convenios"],
}  # fmt: skip


def searches(title: str) -> dict[str, str]:
    """What is searched for in every language: a title that is there, its longest piece, what stands in very many texts, and nothing."""
    return {"title": title, "word": max(pieces(title), key=len, default=title), **FREQUENT, "nothing": "qwxzv"}


class Command(BaseCommand):
    help = "Time the public pages of what is in the database (fill it first: fill --articles 1000 --records 1000 --seed 1)."

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=30, help="how often each page is asked for (default 30)")

    def handle(self, *, rounds, **options):
        shown = Publication.objects.shown().filter(edition__article__kind="news").order_by("-pk").first()
        language = shown.edition.language if shown else public_languages()[0]
        with override(language):
            pages = (news_pages(shown) if shown else {}) | record_pages()
            pages = {"not found": f"/{language}/no-such-page/"} | pages
            pages = {name: [address] for name, address in pages.items()}
        if shown:
            pages["search, 30 queries"] = typed()
        if len(pages) == 1 or rounds < 1:
            raise CommandError("There is no published news or record here to time, or no round to time it in.")
        with override_settings(DEBUG=False, ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
            queries = {name: max(map(queries_of, addresses)) for name, addresses in pages.items()}
            gc.collect()
            gc.freeze()  # as newsroom/wsgi.py does
            times = times_of(pages, rounds)
        base = statistics.median(times["not found"])
        self.stdout.write(f"{'page':<24}{'ratio':>8}{'queries':>9}{'median':>12}{'95th':>12}")
        for name, measured in times.items():
            middle, worst = statistics.median(measured), sorted(measured)[math.ceil(len(measured) * 0.95) - 1]
            line = f"{name:<24}{middle / base:>8.1f}{queries[name]:>9}{middle * 1000:>9.1f} ms{worst * 1000:>9.1f} ms"
            self.stdout.write(line)


def queries_of(address: str) -> int:
    """How often an answer asks the database, once everything that is read once for a process is there."""
    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def times_of(pages: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each answer. Round by round, so that what else the machine does falls on all pages alike."""
    client, times = Client(), {name: [] for name in pages}
    for _round in range(rounds):
        for name, addresses in pages.items():
            for address in addresses:
                begun = time.perf_counter()
                client.get(address)
                times[name].append(time.perf_counter() - begun)
    return times


def typed() -> list[str]:
    """Searches from the pages of their languages, where the site has these."""
    return [
        f"{search_from(language)}?{urlencode({'q': text})}"
        for language, texts in TYPED.items()
        if language in public_languages()
        for text in texts
    ]


def search_from(language: str) -> str:
    with override(language):
        return reverse("search")


def news_pages(shown: Publication) -> dict[str, str]:
    found = searches(shown.revision.title)
    search = {name: f"{reverse('search')}?{urlencode({'q': text, 'language': 'all'})}" for name, text in found.items()}
    return {
        "article": address_of(shown),
        "front page": reverse("home"),
        "news list": reverse("articles:news_list"),
        "news of a year": reverse("articles:news_archive", args=[shown.edition.article.dated_on.year]),
        **{f"search, {name}": address for name, address in search.items()},
    }


def record_pages() -> dict[str, str]:
    """The lists as they are, filtered and sorted, and the latest record of each kind. Nothing, without a record."""
    agreement = Agreement.objects.public().exclude(parties=None).order_by("-pk").first()
    partner = Organisation.objects.partners().filter(parties__agreement=agreement).first()
    event = Event.objects.public().order_by("-pk").first()
    if not (agreement and partner and event):
        return {}
    partners, agreements = reverse("partners:partner_list"), reverse("partners:agreement_list")
    return {
        "partners": partners,
        "partners with a status": f"{partners}?status=in_force",
        "partners by latest": f"{partners}?sort=latest",
        "partners by number": f"{partners}?sort=agreements",
        "partner": record_address("partners:partner", partner),
        "agreements": agreements,
        "agreements in force": f"{agreements}?status=in_force",
        "agreement": record_address("partners:agreement", agreement),
        "events": reverse("events:event_list"),
        "event": record_address("events:event", event),
        "countries and regions": reverse("partners:region_list"),
        "statistics": reverse("events:statistics"),
    }
