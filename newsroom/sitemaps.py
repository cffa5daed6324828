"""What search engines may find: an index, and a sitemap for each kind of page, in parts of bounded size.

Every address names its page in the other languages, itself included, and the one for readers of none of them: the same set as in the
page's head (https://www.sitemaps.org/protocol.html and its xhtml:link extension). Only what is published in a language is there.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import lists
from articles.addresses import address_of
from articles.models import Kind, Publication, Topic
from events.models import Event
from newsroom.shared.addresses import record_alternates
from newsroom.shared.languages import Alternate, alternates, public_languages
from partners.models import Agreement, Organisation

# records in one file; each stands in it once a language, and 50,000 addresses are allowed
PER_FILE = 2_000
NEWS_DAYS = 2  # older news does not belong into a news sitemap
NEWS_LIMIT = 1_000


@dataclass(frozen=True)
class Entry:
    """A page in all its languages; `changed` by language, where it is known."""

    pages: list[Alternate]
    x_default: str
    changed: dict[str, datetime.datetime]


@dataclass(frozen=True)
class Section:
    rows: Callable[[], QuerySet | list]
    entries: Callable[[list], Iterator[Entry]]


def _fixed_pages() -> list[Entry]:
    """The front page, the lists, and the topics that have news in a language."""
    names = ["articles:news_list", "articles:notice_list", "partners:partner_list", "partners:agreement_list"]
    names += ["events:event_list", "partners:region_list", "events:statistics"]
    entries = [Entry(alternates("home"), reverse("root"), {})]
    entries += [_in_languages(alternates(name)) for name in names]
    news = Publication.objects.shown().filter(edition__article__kind=Kind.NEWS)
    for topic in Topic.objects.filter(pk__in=news.values("edition__article__topic_links__tag")):
        languages = list(lists.numbers_by_language(news.filter(edition__article__topic_links__tag=topic)))
        if languages:
            entries.append(_in_languages(alternates("articles:topic", topic.slug, languages=languages)))
    return entries


def _in_languages(pages, changed=None) -> Entry:
    return Entry(pages, pages[0].url, changed or {})


def _articles() -> QuerySet:
    """Ids of articles that are shown in a public language."""
    shown = Publication.objects.shown().filter(edition__language__in=public_languages())
    return shown.order_by("edition__article").values_list("edition__article", flat=True).distinct()


def _article_entries(ids) -> Iterator[Entry]:
    public = public_languages()
    shown = Publication.objects.shown().filter(edition__article__in=list(ids), edition__language__in=public)
    rows = shown.defer("revision__body", "revision__attachments", "credits").order_by("edition__article_id")
    for _article, group in groupby(rows, key=lambda each: each.edition.article_id):
        editions = sorted(group, key=lambda each: public.index(each.edition.language))
        source = next((each for each in editions if each.edition.is_source), editions[0])
        pages = [Alternate(each.edition.language, address_of(each)) for each in editions]
        yield Entry(pages, address_of(source), {each.edition.language: each.visible_from for each in editions})


def _record_entries(view_name: str):
    def entries(records) -> Iterator[Entry]:
        for record in records:
            pages = record_alternates(view_name, record)
            yield _in_languages(pages, {page.language: record.updated_at for page in pages})

    return entries


SECTIONS = {
    "pages": Section(_fixed_pages, iter),
    "articles": Section(_articles, _article_entries),
    "partners": Section(
        lambda: Organisation.objects.public().prefetch_related("other_names").order_by("pk"),
        _record_entries("partners:partner"),
    ),
    "agreements": Section(lambda: Agreement.objects.public().order_by("pk"), _record_entries("partners:agreement")),
    "events": Section(lambda: Event.objects.public().order_by("pk"), _record_entries("events:event")),
}


def _count(rows) -> int:
    return len(rows) if isinstance(rows, list) else rows.count()


@require_safe
def index(request):
    """Names every file that has something in it."""
    files = [
        reverse("sitemap_part", args=[name, part + 1])
        for name, section in SECTIONS.items()
        for part in range(-(-_count(section.rows()) // PER_FILE))
    ]
    return _xml(request, "machines/sitemap_index.xml", files=files)


@require_safe
def part(request, name, number):
    if name not in SECTIONS:
        raise Http404("No such sitemap.")
    section = SECTIONS[name]
    rows = section.rows()[(number - 1) * PER_FILE : number * PER_FILE]
    entries = list(section.entries(rows))
    if not entries:
        raise Http404("No such part.")
    return _xml(request, "machines/sitemap.xml", entries=entries)


@require_safe
def news(request):
    """News of the last days, in the form that news search engines ask for; empty when there was none."""
    since = timezone.now() - datetime.timedelta(days=NEWS_DAYS)
    shown = Publication.objects.shown().filter(
        edition__article__kind=Kind.NEWS, edition__language__in=public_languages(), visible_from__gte=since
    )
    # a correction of an old piece is no news
    fresh = shown.filter(edition__article__dated_on__gte=since.date()).order_by("-visible_from", "-pk")
    publications = fresh.exclude(revision__redactions__order__execution__isnull=False)
    return _xml(request, "machines/news_sitemap.xml", publications=publications[:NEWS_LIMIT])


def _xml(request, template, **context):
    return render(request, template, context, content_type="application/xml; charset=utf-8")
