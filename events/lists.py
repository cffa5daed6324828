"""Public lists of events: what is to come, what was, the editions of a series."""

import datetime
from collections import Counter
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from events.models import Event, EventSeries, Figure
from events.vocabulary import Direction, EventKind, Measure, Qualifier
from newsroom.shared.filters import AnyDay, Asked, Further
from newsroom.shared.names import plain_rows

UPCOMING, PAST = "upcoming", "past"
LEFT_OUT = "without"
# what an address may ask for instead of those to come first
ORDERS = {
    "latest": (F("start_on").desc(nulls_last=True), "-pk"),
    "oldest": (F("start_on").asc(nulls_last=True), "pk"),
}
EXACT, NOT_EXACT = "exact", "inexact"


def public_series() -> dict[str, EventSeries]:
    """Those with a public event, by id as an address has it."""
    found = EventSeries.objects.filter(events__in=Event.objects.public()).distinct()
    return {str(series.pk): series for series in found}


def asked_of_events(data, series=()) -> Asked:
    allowed = {
        "q": None,
        "when": (UPCOMING, PAST),
        "kind": EventKind.values,
        "series": series,
        "year": [str(year) for year in range(1000, 2200)],
        "direction": Direction.values,
        "figure": Measure.values,
        "exactness": (EXACT, NOT_EXACT),
        "called_off": (LEFT_OUT,),
        "since": AnyDay(),
        "until": AnyDay(),
        "sort": ORDERS,
    }
    return Asked(data, allowed)


def events(asked: Asked, *, without: str = ""):
    found = Event.objects.public()
    if asked["q"]:
        found = found.named(asked["q"])
    fields = {"kind": "kind", "series": "series", "year": "start_on__year", "direction": "direction"}
    for name, field in fields.items():
        if asked[name] and without != name:
            found = found.filter(**{field: asked[name]})
    if (asked["figure"] and without != "figure") or (asked["exactness"] and without != "exactness"):
        found = found.filter(pk__in=_reported(asked, without).order_by().values("event"))
    if asked["called_off"] and without != "called_off":
        found = found.not_called_off()
    found = found.begun_within(asked.day("since"), asked.day("until"))
    if asked["when"] and without != "when":
        found = found.upcoming() if asked["when"] == UPCOMING else found.past()
    return found


def _reported(asked: Asked, without: str = ""):
    """The numbers of events as a whole that are asked for: one and the same is of the kind, and as exact."""
    found = Figure.objects.filter(session=None)
    if asked["figure"] and without != "figure":
        found = found.filter(measure=asked["figure"])
    if asked["exactness"] and without != "exactness":
        exact = Q(qualifier=Qualifier.EXACTLY)
        found = found.filter(exact if asked["exactness"] == EXACT else ~exact)
    return found


def as_rows(found):
    return found.select_related("place", "series")


def in_order(asked: Asked):
    """What is asked for, as it is listed: each with `is_to_come`."""
    found = events(asked).to_come_first()
    return found.order_by(*ORDERS[asked["sort"]]) if asked["sort"] else found


def sorts() -> list[tuple[str, str]]:
    return [("", _("To come first")), ("latest", _("Latest first")), ("oldest", _("Oldest first"))]


def directions() -> dict[str, str]:
    return {value: str(label).capitalize() for value, label in Direction.choices}


def exactness() -> dict[str, str]:
    return {EXACT: _("exact"), NOT_EXACT: _("not exact")}


class EventRow(NamedTuple):
    kind: str
    series: int | None
    start_on: datetime.date | None
    direction: str


class EventCounts:
    """How many events each value of a filter would leave. Filters that are not asked for leave out nothing: all of them count the
    same events, which are read once."""

    def __init__(self, asked: Asked):
        self.asked = asked
        self._read: dict[str, list[EventRow]] = {}
        self._read_figures: dict[str, list[tuple[str, str, int]]] = {}

    def _rows(self, name: str = "") -> list[EventRow]:
        """What the filters leave, or the others than the one named."""
        left_out = name if name and self.asked[name] else ""
        if left_out not in self._read:
            rows = plain_rows(events(self.asked, without=left_out).order_by(), *EventRow._fields)
            self._read[left_out] = [EventRow._make(row) for row in rows]
        return self._read[left_out]

    @property
    def all(self) -> int:
        return len(self._rows())

    @cached_property
    def by_time(self) -> dict[str, int]:
        everything = events(self.asked, without="when").order_by()
        times = {UPCOMING: everything.upcoming(), PAST: everything.past()}
        return Event.objects.aggregate(
            **{name: Count("pk", filter=Q(pk__in=found.values("pk"))) for name, found in times.items()}
        )

    @cached_property
    def by_kind(self) -> Counter:
        return Counter(row.kind for row in self._rows("kind"))

    @cached_property
    def by_series(self) -> Counter:
        return Counter(str(row.series) for row in self._rows("series") if row.series)

    @cached_property
    def by_year(self) -> Counter:
        return Counter(str(row.start_on.year) for row in self._rows("year") if row.start_on)

    @cached_property
    def by_direction(self) -> Counter:
        return Counter(row.direction for row in self._rows("direction") if row.direction)

    @cached_property
    def by_measure(self) -> Counter:
        return Counter(measure for measure, _qualifier, _event in self._figures("figure"))

    @cached_property
    def by_exactness(self) -> Counter:
        rows = self._figures("exactness")
        events = {(EXACT if each == Qualifier.EXACTLY else NOT_EXACT, event) for _measure, each, event in rows}
        return Counter(exactness for exactness, _event in events)

    def _figures(self, name: str) -> list[tuple[str, str, int]]:
        """(measure, qualifier, event) of the numbers that the other filters leave."""
        left_out = name if self.asked[name] else ""
        if left_out not in self._read_figures:
            found = events(self.asked, without=left_out).order_by().values("pk")
            rows = _reported(self.asked, left_out).filter(event__in=found).order_by()
            self._read_figures[left_out] = list(rows.values_list("measure", "qualifier", "event"))
        return self._read_figures[left_out]

    def facets(self, series):
        facet, years = self.asked.facet, sorted({*self.by_year, self.asked["year"]}, reverse=True)
        return [
            facet("when", _("When"), self.by_time, {UPCOMING: _("Upcoming"), PAST: _("Past")}),
            facet("kind", _("Kind"), self.by_kind, dict(EventKind.choices)),
            facet("series", _("Series"), self.by_series, series, by_label=True),
            facet("year", _("Year"), self.by_year, {year: year for year in years}),
        ]

    def further(self) -> Further:
        asked = self.asked
        held = events(asked, without="called_off").order_by().not_called_off().count()
        fields = (
            asked.facet("direction", _("Direction of the visit"), self.by_direction, directions()),
            asked.facet("figure", _("Reports the number of"), self.by_measure, dict(Measure.choices)),
            asked.facet("exactness", _("Reported numbers"), self.by_exactness, exactness()),
            asked.facet("called_off", _("Cancelled and postponed ones"), {LEFT_OUT: held}, {LEFT_OUT: _("left out")}),
            asked.day_field("since", _("Begins from")),
            asked.day_field("until", _("Begins until")),
        )
        return Further(fields)
