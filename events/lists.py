"""Public lists of events: what is to come, what was, the editions of a series."""

from collections import Counter

from django.utils.translation import gettext as _

from events.models import Event, EventSeries
from events.vocabulary import EventKind
from newsroom.shared.filters import Asked

UPCOMING, PAST = "upcoming", "past"


def public_series() -> dict[str, EventSeries]:
    """Those with a public event, by id as an address has it."""
    found = EventSeries.objects.filter(events__in=Event.objects.public()).distinct()
    return {str(series.pk): series for series in found}


def asked_of_events(request, series) -> Asked:
    years = [str(year) for year in range(1000, 2200)]
    allowed = {"q": None, "when": (UPCOMING, PAST), "kind": EventKind.values, "series": series, "year": years}
    return Asked(request.GET, allowed)


def events(asked: Asked, *, without: str = ""):
    found = Event.objects.public()
    if asked["q"]:
        found = found.named(asked["q"])
    for name, field in (("kind", "kind"), ("series", "series"), ("year", "start_on__year")):
        if asked[name] and without != name:
            found = found.filter(**{field: asked[name]})
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
