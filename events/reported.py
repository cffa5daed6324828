"""Numbers that events report: quoted as they are; only exact ones are added up."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events import lists
from events.models import Figure
from events.vocabulary import Measure, Qualifier
from newsroom.shared.addresses import record_address
from newsroom.shared.exports import Column, Export, absolute, iso
from newsroom.shared.filters import Asked
from newsroom.shared.tables import Number


def figures(asked: Asked) -> QuerySet:
    """Of the events that are asked for, each as a whole; those of the latest event first."""
    found = lists.events(asked).order_by().values("pk")
    rows = Figure.objects.filter(event__in=found, session=None).select_related("event")
    return rows.order_by("-event__start_on", "-event", "pk")


@dataclass(frozen=True)
class Quoted:
    """The numbers that one event reports, as it reports them."""

    event: object
    figures: tuple[Figure, ...]


def quoted(rows) -> list[Quoted]:
    by_event = {}
    for row in rows:
        by_event.setdefault(row.event, []).append(row)
    return [Quoted(event, tuple(found)) for event, found in by_event.items()]


@dataclass(frozen=True)
class Participants:
    """The sum of exact numbers of participants, the events that report them, and those that report one that is not exact."""

    sum: Number
    exact: Number
    others: Number

    def as_item(self, request) -> dict:
        return {name: getattr(self, name).as_item(request) for name in ("sum", "exact", "others")}


def participants(rows, number_of: Callable[..., Number]) -> Participants:
    """`number_of` makes a number of a value and of what else its list is asked for."""
    found = [row for row in rows if row.measure == Measure.PARTICIPANTS]
    exact = [row.value for row in found if row.qualifier == Qualifier.EXACTLY]

    def number(value, exactness):
        return number_of(value, figure=Measure.PARTICIPANTS, exactness=exactness)

    return Participants(
        number(sum(exact), lists.EXACT),
        number(len(exact), lists.EXACT),
        number(len(found) - len(exact), lists.NOT_EXACT),
    )


def figure_export(request) -> Export:
    def url(row):
        return absolute(request, record_address("events:event", row.event))

    columns = [
        Column(_("Event"), lambda row: str(row.event)),
        Column(_("Begins"), lambda row: row.event.start),
        Column(_("Of what"), lambda row: str(row.get_measure_display())),
        Column(_("Qualifier"), lambda row: str(row.get_qualifier_display())),
        Column(pgettext("how many", "Number"), lambda row: row.value, url),
        Column(_("Address"), url),
    ]

    def item(row):
        return {
            "event": row.event_id,
            "name": str(row.event),
            "start": iso(row.event.start),
            "measure": row.measure,
            "qualifier": row.qualifier,
            "value": row.value,
            "url": url(row),
        }

    return Export("figures", columns, item)
