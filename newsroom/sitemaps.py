"""What search engines may find: an index, and a sitemap for each kind of page, in parts of bounded size.

Every address names its page in the other languages, itself included, and the one for readers of none of them: the same set as in the
page's head (https://www.sitemaps.org/protocol.html and its xhtml:link extension). Only what is published in a language is there.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.addresses import address_of
from articles.models import Kind, Publication
from events.models import Event
from newsroom.shared.addresses import record_alternates
from newsroom.shared.languages import Alternate, alternates, public_languages
from partners.models import Agreement, Organisation

# records in one file; each stands in it once a language, and 50,000 addresses are allowed
PER_FILE = 2_000
NEWS_DAYS = 2  # older news does not belong into a news sitemap
NEWS_LIMIT = 1_000


Changed = dict[str, datetime.datetime]  # by language


@dataclass(frozen=True)
class Entry:
    """A page in all its languages; `changed` where it is known."""

    pages: list[Alternate]
    x_default: str
    changed: Changed


@dataclass(frozen=True)
class Section:
    """`changes`: when what each row stands for last changed, in the order of the rows, None where that is not known."""

    rows: Callable[[], QuerySet | list]
    entries: Callable[[list], Iterator[Entry]]
    changes: Callable[[], list[datetime.datetime | None]]


def _fixed_pages() -> list[Entry]:
    """The front page, the lists, and the topics that have news in a language; each changed when the latest that it shows did."""
    news, notices = _latest_shown(Kind.NEWS), _latest_shown(Kind.NOTICE)
    partners, agreements, events = (_latest_of(model) for model in (Organisation, Agreement, Event))
    of_lists = {
        "articles:news_list": news,
        "articles:notice_list": notices,
        "partners:partner_list": partners,
        "partners:agreement_list": agreements,
        "events:event_list": events,
        "partners:region_list": _latest(partners, agreements),
        "events:statistics": _latest(partners, agreements, events),
    }
    front = _latest(news, notices, partners, agreements, events)
    entries = [Entry(alternates("home"), reverse("root"), front)]
    entries += [_in_languages(alternates(name), changed) for name, changed in of_lists.items()]
    for slug, changed in _by_first(_topics_with_news()).items():
        entries.append(_in_languages(alternates("articles:topic", slug, languages=_in_order(changed)), changed))
    return entries


def _latest_shown(kind: Kind) -> Changed:
    """By language, since when the latest that is shown of the kind is."""
    shown = Publication.objects.shown().filter(edition__article__kind=kind, edition__language__in=public_languages())
    return dict(shown.order_by().values_list("edition__language").annotate(Max("visible_from")))


def _latest_of(model) -> Changed:
    """When a record of that kind last changed, which is the same in all languages; empty where there is none."""
    changed = model.objects.public().order_by().aggregate(changed=Max("updated_at"))["changed"]
    return dict.fromkeys(public_languages(), changed) if changed else {}


def _latest(*each: Changed) -> Changed:
    return {code: max(found) for code in public_languages() if (found := [one[code] for one in each if code in one])}


def _shown_news(**about) -> QuerySet:
    return Publication.objects.shown().filter(
        edition__article__kind=Kind.NEWS, edition__language__in=public_languages(), **about
    )


def _topics_with_news() -> QuerySet:
    """(slug, language, moment), of each topic the languages that have news on it, and since when the latest is shown."""
    topic = "edition__article__topic_links__tag__slug"
    news = _shown_news(edition__article__topic_links__isnull=False)
    return news.order_by(topic).values_list(topic, "edition__language").annotate(Max("visible_from"))


def _by_first(rows) -> dict[object, Changed]:
    """(what, language, moment) as a table of languages for each."""
    found = defaultdict(dict)
    for what, language, changed in rows:
        found[what][language] = changed
    return found


def _in_order(languages) -> list[str]:
    return [code for code in public_languages() if code in languages]


def _in_languages(pages, changed) -> Entry:
    return Entry(pages, pages[0].url, changed)


def _page_changes() -> list[datetime.datetime | None]:
    return [max(entry.changed.values(), default=None) for entry in _fixed_pages()]


def _articles() -> QuerySet:
    """Ids of articles that are shown in a public language, and since when the latest of their words are."""
    shown = Publication.objects.shown().filter(edition__language__in=public_languages())
    return shown.order_by("edition__article").values_list("edition__article").annotate(changed=Max("visible_from"))


def _article_entries(rows) -> Iterator[Entry]:
    public = public_languages()
    ids = [article for article, _changed in rows]
    shown = Publication.objects.shown().filter(edition__article__in=ids, edition__language__in=public)
    shown = shown.defer("revision__body", "revision__attachments", "credits").order_by("edition__article_id")
    for _article, group in groupby(shown, key=lambda each: each.edition.article_id):
        editions = sorted(group, key=lambda each: public.index(each.edition.language))
        source = next((each for each in editions if each.edition.is_source), editions[0])
        pages = [Alternate(each.edition.language, address_of(each)) for each in editions]
        yield Entry(pages, address_of(source), {each.edition.language: each.visible_from for each in editions})


def _records(view_name: str, rows: Callable[[], QuerySet]) -> Section:
    def entries(records) -> Iterator[Entry]:
        for record in records:
            pages = record_alternates(view_name, record)
            yield _in_languages(pages, {page.language: record.updated_at for page in pages})

    def changes():
        return list(rows().prefetch_related(None).values_list("updated_at", flat=True))

    return Section(rows, entries, changes)


ORGANISATION = "edition__article__organisation_links__organisation"


def _in_the_news() -> QuerySet:
    """Ids of organisations that have a list of their news, and since when the latest of it is shown."""
    news = _shown_news(**{f"{ORGANISATION}__in": Organisation.objects.public()})
    return news.order_by(ORGANISATION).values_list(ORGANISATION).annotate(changed=Max("visible_from"))


def _partner_news(rows) -> Iterator[Entry]:
    in_the_news = Organisation.objects.filter(pk__in=[pk for pk, _changed in rows]).order_by("pk")
    organisations = in_the_news.prefetch_related("other_names").in_bulk()
    news = _shown_news(**{f"{ORGANISATION}__in": organisations.keys()}).order_by()
    by_language = _by_first(news.values_list(ORGANISATION, "edition__language").annotate(Max("visible_from")))
    for pk, organisation in organisations.items():
        # none where the last of it was withdrawn a moment ago
        if changed := by_language[pk]:
            pages = record_alternates("articles:partner_news", organisation, languages=_in_order(changed))
            yield _in_languages(pages, changed)


SECTIONS = {
    "pages": Section(_fixed_pages, iter, _page_changes),
    "articles": Section(_articles, _article_entries, lambda: [changed for _article, changed in _articles()]),
    "partner-news": Section(_in_the_news, _partner_news, lambda: [changed for _partner, changed in _in_the_news()]),
    "partners": _records(
        "partners:partner", lambda: Organisation.objects.public().prefetch_related("other_names").order_by("pk")
    ),
    "agreements": _records("partners:agreement", lambda: Agreement.objects.public().order_by("pk")),
    "events": _records("events:event", lambda: Event.objects.public().order_by("pk")),
}


@require_safe
def index(request):
    """Names every file that has something in it, and when the latest of it changed."""
    files = []
    for name, section in SECTIONS.items():
        changes = section.changes()
        for part, start in enumerate(range(0, len(changes), PER_FILE), start=1):
            known = [changed for changed in changes[start : start + PER_FILE] if changed]
            files.append({"url": reverse("sitemap_part", args=[name, part]), "changed": max(known, default=None)})
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
    appearances = Publication.objects.once_shown().filter(edition=OuterRef("edition")).order_by("pk")
    shown = Publication.objects.shown().filter(
        edition__article__kind=Kind.NEWS, edition__language__in=public_languages()
    )
    # a correction is no publication: neither does it make an old piece news nor a fresh one newer
    fresh = shown.filter(edition__article__dated_on__gte=since.date(), visible_from__gte=since).annotate(
        first_shown_at=Subquery(appearances.values("visible_from")[:1])
    )
    publications = fresh.filter(first_shown_at__gte=since).order_by("-first_shown_at", "-pk")
    publications = publications.exclude(revision__redactions__order__execution__isnull=False)
    return _xml(request, "machines/news_sitemap.xml", publications=publications[:NEWS_LIMIT])


def _xml(request, template, **context):
    return render(request, template, context, content_type="application/xml; charset=utf-8")
