"""The search page: one form, its filters, the hits, and an honest answer where there are none."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rapidfuzz import fuzz, process

from articles.models import Topic
from newsroom.shared.filters import Choice, Facet
from newsroom.shared.folding import fold
from newsroom.shared.languages import Alternate, alternates, native_name, public_languages
from newsroom.shared.paging import page_of
from newsroom.shared.searchindex.excerpts import Marker, Piece
from newsroom.shared.searchindex.find import Found, find
from newsroom.shared.searchindex.models import SearchEntry
from newsroom.shared.searchindex.query import LONGEST, Query
from partners.search import accepted_names

# a kind of hit: what it is called, and the page that shows it
KINDS = {
    "news": (gettext_lazy("News"), "articles:news"),
    "notice": (gettext_lazy("Notice"), "articles:notice"),
    "page": (gettext_lazy("Page"), "articles:page"),
    "event": (gettext_lazy("Event"), "events:event"),
    "partner": (gettext_lazy("Partner"), "partners:partner"),
    "agreement": (gettext_lazy("Agreement"), "partners:agreement"),
}
EVERY_LANGUAGE = "all"
YEAR = re.compile("[12][0-9]{3}")
SLUG = re.compile(r"[-\w]{1,100}")
PER_PAGE = 10
MOST_SUGGESTIONS = 3
MOST_NAMES = 5_000  # among which something that is spelled alike is looked for
ALIKE = 78  # of 100


@dataclass(frozen=True)
class Shown:
    """A hit as the page has it."""

    entry: SearchEntry
    url: str
    kind: object
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True)
class Asked:
    """What an address asks for. What no form could have sent does not exist."""

    text: str
    language: str
    kind: str
    year: str
    topic: str

    @classmethod
    def of(cls, request) -> "Asked":
        values = {name: request.GET.get(name, "").strip() for name in ("language", "kind", "year", "topic")}
        known = (
            values["language"] in {"", EVERY_LANGUAGE, *public_languages()}
            and values["kind"] in {"", *KINDS}
            and (not values["year"] or YEAR.fullmatch(values["year"]))
            and (not values["topic"] or SLUG.fullmatch(values["topic"]))
        )
        if not known:
            raise Http404("No such filter.")
        return cls(" ".join(request.GET.get("q", "").split()), **values)

    @property
    def languages(self) -> tuple[str, ...]:
        if self.language == EVERY_LANGUAGE:
            return tuple(public_languages())
        return (self.language or get_language(),)

    @property
    def filters(self) -> dict[str, frozenset[str]]:
        chosen = {name: frozenset([value]) for name in ("kind", "year", "topic") if (value := getattr(self, name))}
        return chosen if self.language == EVERY_LANGUAGE else chosen | {"language": frozenset(self.languages)}

    def query(self, **changed) -> str:
        values = {
            "q": self.text[: LONGEST + 1],
            **{name: getattr(self, name) for name in ("kind", "year", "topic", "language")},
        }
        return urlencode({name: value for name, value in (values | changed).items() if value})

    @property
    def prefix(self) -> str:
        """What goes before `page=`."""
        return f"{self.query()}&"

    @property
    def filters_chosen(self) -> bool:
        return any((self.kind, self.year, self.topic, self.language))

    @property
    def without_filters(self) -> str:
        return self.query(kind="", year="", topic="", language="")


@require_safe
def search(request):
    asked = Asked.of(request)
    others = accepted_names(asked.text) if asked.text and len(asked.text) <= LONGEST else ()
    query = Query(asked.text, tuple(public_languages()), others)
    found = find(query, languages=public_languages(), filters=asked.filters)
    page = page_of(request, found.entries, per_page=PER_PAGE, count=found.count)
    marker = Marker(query)
    context = {
        "title": _("Search"),
        "section": "search",
        "asked": asked,
        "query": query,
        "page": page,
        "hits": [shown(entry, marker) for entry in page.object_list],
        "facets": facets(asked, found) if query else [],
        "elsewhere": elsewhere(asked, found),
        "suggestions": suggestions(asked) if query and not found.groups else [],
        "is_hidden_from_search": True,
        "canonical": request.path,
        "alternates": here_in_languages(asked),
        "longest": LONGEST,
    }
    return render(request, "newsroom/search.html", context)


def shown(entry: SearchEntry, marker: Marker) -> Shown:
    label, view_name = KINDS[entry.kind]
    with override(entry.language):
        url = reverse(view_name, args=[entry.record, entry.wording.slug])
    # prose runs on; of a record it is a list of names
    excerpt = marker.excerpt(entry.wording.text, between=" " if entry.source == "article" else " · ")
    is_of_use = entry.source == "article" or any(piece.is_hit for piece in excerpt)
    return Shown(entry, url, label, marker.mark(entry.wording.title), excerpt if is_of_use else ())


def facets(asked: Asked, found: Found) -> list[Facet]:
    """The filters, each with its values that there are hits for. A chosen value stays, even where the others leave nothing of it."""
    counts = {name: found.counts(name) for name in ("kind", "year", "topic", "language")}
    topics = Topic.objects.in_bulk(counts["topic"].keys() | {asked.topic}, field_name="slug")
    labels = {
        "kind": {name: str(label) for name, (label, _view) in KINDS.items()},
        "year": {year: year for year in sorted(counts["year"].keys() | {asked.year}, reverse=True) if year},
        "topic": {slug: str(topic) for slug, topic in sorted(topics.items(), key=lambda item: str(item[1]))},
    }
    titles = {"kind": _("Kind"), "year": _("Year"), "topic": _("Topic")}
    made = [
        Facet(name, title, tuple(_choices(labels[name], counts[name], getattr(asked, name))))
        for name, title in titles.items()
    ]
    return [*made, languages(asked, counts["language"])]


def _choices(labels: dict, counts: dict, chosen: str):
    for value, label in labels.items():
        if counts.get(value) or value == chosen:
            yield Choice(value, label, counts.get(value, 0), value == chosen)


def languages(asked: Asked, counts: dict) -> Facet:
    """The page's own language needs no value; the others are named as their readers name them."""
    here = asked.language or get_language()
    others = {code: native_name(code) for code in public_languages() if code != get_language()}
    own = Choice("", native_name(get_language()), counts[get_language()], here == get_language())
    every = Choice(EVERY_LANGUAGE, _("All languages"), sum(counts.values()), here == EVERY_LANGUAGE)
    return Facet("language", _("Language"), (own, *_choices(others, counts, asked.language), every))


def elsewhere(asked: Asked, found: Found) -> list[dict]:
    """Where nothing was found: which other languages have hits, under the other filters as they are."""
    if found.count:
        return []
    counts = found.counts("language")
    return [
        {"code": code, "name": native_name(code), "count": counts[code], "query": asked.query(language=code)}
        for code in public_languages()
        if counts[code] and code not in asked.languages
    ]


def suggestions(asked: Asked) -> list[str]:
    """Names of records that are spelled nearly so."""
    records = SearchEntry.objects.shown().filter(language=get_language()).exclude(source="article")
    titles = list(records.order_by("source", "record").values_list("wording__title", flat=True)[:MOST_NAMES])
    near = process.extract(
        fold(asked.text[:LONGEST]),
        list(dict.fromkeys(titles)),
        scorer=fuzz.WRatio,
        processor=fold,
        score_cutoff=ALIKE,
        limit=MOST_SUGGESTIONS,
    )
    return [title for title, _score, _index in near]


def here_in_languages(asked: Asked) -> list[Alternate]:
    """The same search in the other languages of the site."""
    query = f"?{urlencode({'q': asked.text[:LONGEST]})}" if asked.text else ""
    return [Alternate(each.language, f"{each.url}{query}") for each in alternates("search")]
