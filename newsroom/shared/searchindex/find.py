"""Hits in their order, and how many each filter would leave. One rule for both engines, told in whole steps, so that the order is the
same to the last place:

1. how well it fits: a name or title that is what was typed; one that holds it word for word; one that holds all of its words in any form;
   a text that holds it word for word; one that holds all of its words in any form; one with words that begin so
2. records without a day (organisations) first, then the newest
3. source, number and language, so that no two are equal
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from newsroom.shared.searchindex.engine import Holds
from newsroom.shared.searchindex.models import SearchEntry, SearchText
from newsroom.shared.searchindex.query import Query

FILTERS = ("language", "kind", "year", "topic")


def stands_in(column: str, text: str):
    return GreaterThan(StrIndex(column, Value(text)), 0)


def in_text(text: str) -> Exists:
    """The text holds it just so. Asked of an entry only when everything before it is answered: texts are long."""
    return Exists(SearchText.objects.filter(stands_in("folded", text), entry=OuterRef("pk")))


def any_of(conditions: Iterable) -> Q:
    found = Q()
    for condition in conditions:
        found |= Q(condition)
    return found


@dataclass(frozen=True)
class Group:
    """Entries that no filter tells apart, and how many they are."""

    language: str
    kind: str
    year: str
    topics: frozenset[str]
    number: int

    def passes(self, filters: dict[str, frozenset[str]], *, but: str = "") -> bool:
        return all(
            bool(wanted & self.topics) if name == "topic" else getattr(self, name) in wanted
            for name, wanted in filters.items()
            if name != but
        )


@dataclass
class Found:
    """The answer to a query. `filters`: the values that a hit may have, by the name of the filter; a name that is not there sets no
    limit."""

    entries: QuerySet
    filters: dict[str, frozenset[str]]
    groups: list[Group] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(group.number for group in self.groups if group.passes(self.filters))

    def counts(self, name: str) -> Counter:
        """How many hits each value of a filter would leave, the other filters as they are."""
        counted = Counter()
        for group in self.groups:
            if group.passes(self.filters, but=name):
                for value in group.topics if name == "topic" else [getattr(group, name)]:
                    counted[value] += group.number
        return counted


def find(query: Query, *, languages: Iterable[str], filters: dict[str, frozenset[str]] | None = None, at=None) -> Found:
    """What readers see at a moment (now) that has what was typed, in these languages."""
    filters = filters or {}
    if not query:
        return Found(SearchEntry.objects.none(), filters)
    matching = SearchEntry.objects.shown(at).filter(_matches(query), language__in=list(languages))
    return Found(_ordered(_filtered(matching, filters), query), filters, _groups(matching))


def _matches(query: Query) -> Q:
    words = Q(Holds([query.words(beginnings=True)]))
    for part in query.parts:
        words &= Q(in_text(part))
    if not query.names:
        return words
    return words | Q(Holds(query.of_names), any_of(in_text(phrase) for phrase in query.phrases))


def _filtered(entries: QuerySet, filters: dict[str, frozenset[str]]) -> QuerySet:
    for name, wanted in filters.items():
        if name == "topic":
            entries = entries.filter(any_of(Q(topics__contains=f"|{topic}|") for topic in sorted(wanted)))
        else:
            entries = entries.filter(**{f"{name}__in": sorted(wanted)})
    return entries


def _groups(entries: QuerySet) -> list[Group]:
    groups = []
    for shelf, number in entries.order_by().values_list("shelf").annotate(Count("pk")):
        language, kind, year, topics = shelf.split("/")
        groups.append(Group(language, kind, year, frozenset(filter(None, topics.split("|"))), number))
    return groups


def _ordered(entries: QuerySet, query: Query) -> QuerySet:
    whole_names = [f"|{_as_line(phrase)}|" for phrase in query.phrases]
    steps = [
        any_of(stands_in("names", name) for name in whole_names),
        any_of(stands_in("names", phrase) for phrase in query.phrases),
        Q(Holds(query.demands(in_title=True))),
    ]
    if len(query.pieces) > 1:
        steps.append(any_of(in_text(phrase) for phrase in query.phrases))
    steps.append(Q(Holds(query.demands())))
    whens = [When(step, then=Value(number)) for number, step in enumerate(steps)]
    fit = Case(*whens, default=Value(len(steps)), output_field=IntegerField())
    newest = F("dated_on").desc(nulls_first=True)
    return (
        entries.annotate(fit=fit).order_by("fit", newest, "source", "-record", "language").prefetch_related("wording")
    )


def _as_line(phrase: str) -> str:
    return f" {phrase.strip()} "
