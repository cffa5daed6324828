"""Public lists of events: what is to come, what was, the editions of a series."""

from collections import Counter

from django.utils.translation import gettext as _

from events.models import Event, EventSeries, Figure
from events.vocabulary import Direction, EventKind, Measure
from newsroom.shared.filters import AnyDay, Asked, Further

UPCOMING, PAST = "upcoming", "past"
LEFT_OUT = "without"


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
        "called_off": (LEFT_OUT,),
        "since": AnyDay(),
        "until": AnyDay(),
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
    if asked["figure"] and without != "figure":
        counted = Figure.objects.filter(measure=asked["figure"], session=None)
        found = found.filter(pk__in=counted.order_by().values("event"))
    if asked["called_off"] and without != "called_off":
        found = found.not_called_off()
    found = found.begun_within(asked.day("since"), asked.day("until"))
    if asked["when"] and without != "when":
        found = found.upcoming() if asked["when"] == UPCOMING else found.past()
    return found


def as_rows(found):
    return found.select_related("place", "series")


def facets(asked: Asked, series):
    def counted(name, field):
        values = events(asked, without=name).order_by().values_list(field, flat=True)
        return Counter(str(value) for value in values if value)

    days = events(asked, without="year").order_by().values_list("start_on", flat=True)
    years = Counter(str(day.year) for day in days if day)
    everything = events(asked, without="when")
    times = {UPCOMING: everything.upcoming().count(), PAST: everything.past().count()}
    return [
        asked.facet("when", _("When"), times, {UPCOMING: _("Upcoming"), PAST: _("Past")}),
        asked.facet("kind", _("Kind"), counted("kind", "kind"), dict(EventKind.choices)),
        asked.facet("series", _("Series"), counted("series", "series"), series, by_label=True),
        asked.facet("year", _("Year"), years, {year: year for year in sorted({*years, asked["year"]}, reverse=True)}),
    ]


def further_filters(asked: Asked) -> Further:
    held = events(asked, without="called_off").order_by().not_called_off().count()
    fields = (
        asked.facet("direction", _("Direction of the visit"), by_direction(asked), directions()),
        asked.facet("figure", _("Reports the number of"), by_measure(asked), dict(Measure.choices)),
        asked.facet("called_off", _("Cancelled and postponed ones"), {LEFT_OUT: held}, {LEFT_OUT: _("left out")}),
        asked.day_field("since", _("Begins from")),
        asked.day_field("until", _("Begins until")),
    )
    return Further(fields)


def directions() -> dict[str, str]:
    return {value: str(label).capitalize() for value, label in Direction.choices}


def by_kind(asked: Asked) -> Counter:
    return Counter(events(asked, without="kind").order_by().values_list("kind", flat=True))


def by_direction(asked: Asked) -> Counter:
    return Counter(filter(None, events(asked, without="direction").order_by().values_list("direction", flat=True)))


def by_measure(asked: Asked) -> Counter:
    found = events(asked, without="figure").order_by().values("pk")
    return Counter(Figure.objects.filter(event__in=found, session=None).order_by().values_list("measure", flat=True))
