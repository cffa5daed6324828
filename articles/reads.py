"""Counting readers: a page's script says that it was opened, the answer is the number so far.

Reads are gathered in the process and written in batches: at once when the last batch is old, so that a quiet site counts
truly, and at most once in FLUSH_SECONDS under load. A process that ends writes what it holds; one that is killed loses at
most that much.
"""

import atexit
import hashlib
import re
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

from django.core.cache import cache
from django.utils import timezone

from articles.models import ReadCount

FLUSH_SECONDS = 10
FLUSH_READS = 200
# One reader who reloads a page within this time is one read
REPEAT_SECONDS = 30 * 60
MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|archiver|preview|monitor|scan|fetch|curl|wget|python|java/|go-http|okhttp|libwww|headless"
    r"|lighthouse|facebookexternalhit|feed",
    re.IGNORECASE,
)


class Gathering:
    """Reads by edition that are counted but not yet written."""

    def __init__(self):
        self.lock = threading.Lock()
        self.reads = Counter()
        self.written_at = None

    def add(self, edition_id: int) -> None:
        with self.lock:
            self.reads[edition_id] += 1
            now = time.monotonic()
            is_due = self.written_at is None or now - self.written_at >= FLUSH_SECONDS
            if not is_due and self.reads.total() < FLUSH_READS:
                return
            self.written_at = now
            batch, self.reads = self.reads, Counter()
        ReadCount.objects.add(batch, day=timezone.localdate())

    def flush(self) -> None:
        with self.lock:
            batch, self.reads = self.reads, Counter()
        if batch:
            ReadCount.objects.add(batch, day=timezone.localdate())

    def waiting(self, edition_ids) -> int:
        with self.lock:
            return sum(self.reads[pk] for pk in edition_ids)


gathering = Gathering()
atexit.register(gathering.flush)


def total(article) -> int:
    """Reads of an article in all its languages, with those that an old site counted."""
    editions = article.editions.values_list("pk", flat=True)
    return article.imported_reads + ReadCount.objects.total(article) + gathering.waiting(editions)


def count(request, edition) -> None:
    """Counts the reader behind a request, unless it is a machine or the same reader again."""
    agent = request.headers.get("User-Agent", "")
    if not agent or MACHINES.search(agent):
        return
    # Behind a proxy all readers share its address; what it forwards tells them apart. Nothing of it is kept.
    origin = (request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), agent, str(edition.pk))
    if cache.add("read:" + hashlib.sha256("\n".join(origin).encode()).hexdigest(), 1, REPEAT_SECONDS):
        gathering.add(edition.pk)


def is_from_our_page(request) -> bool:
    """Whether a page of this site sent the request; browsers say so in a header that no script can set."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    try:
        return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
    except ValueError:  # what is no address is not ours
        return False
