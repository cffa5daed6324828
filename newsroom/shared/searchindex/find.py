"""Hits in their order, and how many each filter would leave. One rule for both engines, told in whole steps, so that the order is the
same to the last place:

1. how well it fits: a name or title that is what was typed; one that holds it word for word; one that holds all of its words in any form;
   a text that holds it word for word; one that holds all of its words in any form; one with words that begin so
2. their place: records without a day (organisations) first, then the newest; no two are equal
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from django.db import connections
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from newsroom.shared.searchindex.engine import Holds, by_index
from newsroom.shared.searchindex.models import SearchEntry, SearchText
from newsroom.shared.searchindex.order import PLACES
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

    @classmethod
    def of(cls, shelf: str, number: int) -> "Group":
        language, kind, year, topics = shelf.split("/")
        return cls(language, kind, year, frozenset(filter(None, topics.split("|"))), number)

    def passes(self, filters: dict[str, frozenset[str]], *, but: str = "") -> bool:
        return all(
            bool(wanted & self.topics) if name == "topic" else getattr(self, name) in wanted
            for name, wanted in filters.items()
            if name != but
        )


class Entries:
    """Hits in their order at a moment, of which a page reads no more than it shows."""

    def __init__(self, keys: list[int], at):
        self.keys = keys
        self.at = at

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, asked: slice) -> list[SearchEntry]:
        keys = self.keys[asked]
        # what has just gone is not shown: there may be fewer than there were keys
        entries = SearchEntry.objects.shown(self.at).select_related("wording")
        # long, and for comparing alone
        there = entries.defer("names", "wording__words", "wording__folded").in_bulk(keys)
        return [there[key] for key in keys if key in there]

    def __iter__(self) -> Iterator[SearchEntry]:
        return iter(self[:])


@dataclass
class Found:
    """The answer to a query. `filters`: the values that a hit may have, by the name of the filter; a name that is not there sets no limit.
    `languages`: those of the site. `hits`: key and shelf of everything that was found, in its order.

    A frequent word has tens of thousands of hits. What costs is to read each once: so they are read once, ordered, and counted and
    filtered here.
    """

    filters: dict[str, frozenset[str]]
    languages: frozenset[str]
    hits: list[tuple[int, str]] = field(default_factory=list)
    at: datetime.datetime | None = None

    def __post_init__(self):
        numbers = Counter(map(itemgetter(1), self.hits))
        groups = {shelf: Group.of(shelf, number) for shelf, number in numbers.items()}
        groups = {shelf: group for shelf, group in groups.items() if group.language in self.languages}
        passing = {shelf for shelf, group in groups.items() if group.passes(self.filters)}
        self.groups = list(groups.values())
        self.entries = Entries([key for key, shelf in self.hits if shelf in passing], self.at)

    @property
    def count(self) -> int:
        return len(self.entries)

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
        return Found(filters, frozenset())
    matching = SearchEntry.objects.shown(at).filter(_matches(query))
    return Found(filters, frozenset(languages), _read(_ordered(matching, query).values("pk", "shelf")), at)


def _read(rows: QuerySet) -> list[tuple]:
    """All rows at once, as the database gives them: for so many the way through the models takes as long as the search."""
    connection = connections[rows.db]
    with by_index(connection), connection.cursor() as cursor:
        cursor.execute(*rows.query.get_compiler(rows.db).as_sql())
        return cursor.fetchall()


def _matches(query: Query) -> Q:
    words = Q(Holds([query.words(beginnings=True)]))
    for part in query.parts:
        words &= Q(in_text(part))
    if not query.names:
        return words
    return words | Q(Holds(query.of_names), any_of(in_text(phrase) for phrase in query.phrases))


def _ordered(entries: QuerySet, query: Query) -> QuerySet:
    whole_names = [f"|{_as_line(phrase)}|" for phrase in query.phrases]
    # what holds it word for word holds all of its words, so most hits need no reading of their names
    of_title = Case(
        When(any_of(stands_in("names", name) for name in whole_names), then=_step(0)),
        When(any_of(stands_in("names", phrase) for phrase in query.phrases), then=_step(1)),
        default=_step(2),
    )
    whens = [When(Holds(query.demands(in_title=True)), then=of_title)]
    # "the university" says no more than its one word does, and every text that has that would be read
    if len(query.terms) > 1:
        whens.append(When(any_of(in_text(phrase) for phrase in query.phrases), then=_step(3)))
    whens.append(When(Holds(query.demands()), then=_step(4)))
    return entries.order_by(Case(*whens, default=_step(5), output_field=BigIntegerField()) + F("place"))


def _step(number: int) -> Value:
    return Value(number * PLACES)


def _as_line(phrase: str) -> str:
    return f" {phrase.strip()} "
