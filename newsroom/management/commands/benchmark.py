"""How long the public pages take, as ratios to the cheapest one in the same run: machines differ, ratios stay."""

import statistics
import time
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from articles.addresses import address_of
from articles.models import Publication
from newsroom.shared.searchindex.tokens import pieces

FREQUENT = {"frequent": "university", "frequent pair": "大学", "single": "国", "three": "研究生"}


def searches(title: str) -> dict[str, str]:
    """What is searched for in every language: a title that is there, its longest piece, what stands in very many texts, and nothing."""
    return {"title": title, "word": max(pieces(title), key=len, default=title), **FREQUENT, "nothing": "qwxzv"}


class Command(BaseCommand):
    help = "Time the public pages of what is in the database (fill it first: fill --articles 1000 --seed 1)."

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=30, help="how often each page is asked for (default 30)")

    def handle(self, *, rounds, **options):
        shown = Publication.objects.shown().filter(edition__article__kind="news").order_by("-pk").first()
        if shown is None or rounds < 1:
            raise CommandError("There is no published news here to time, or no round to time it in.")
        language = shown.edition.language
        with override(language):
            pages = {
                "not found": f"/{language}/no-such-page/",
                "article": address_of(shown),
                "front page": reverse("home"),
                "news list": reverse("articles:news_list"),
                "news of a year": reverse("articles:news_archive", args=[shown.edition.article.dated_on.year]),
            }
            search = reverse("search")
        for name, text in searches(shown.revision.title).items():
            pages[f"search, {name}"] = f"{search}?{urlencode({'q': text, 'language': 'all'})}"
        with override_settings(DEBUG=False, ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
            times = {name: self.times(address, rounds) for name, address in pages.items()}
        base = statistics.median(times["not found"])
        self.stdout.write(f"{'page':<24}{'ratio':>8}{'median':>12}{'95th':>12}")
        for name, measured in times.items():
            middle, worst = statistics.median(measured), sorted(measured)[int(len(measured) * 0.95) - 1]
            self.stdout.write(f"{name:<24}{middle / base:>8.1f}{middle * 1000:>9.1f} ms{worst * 1000:>9.1f} ms")

    def times(self, address: str, rounds: int) -> list[float]:
        """Seconds of each answer, after one that is not counted."""
        client, measured = Client(), []
        client.get(address)
        for _round in range(rounds):
            begun = time.perf_counter()
            client.get(address)
            measured.append(time.perf_counter() - begun)
        return measured
