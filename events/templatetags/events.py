"""What templates show of events, on their own pages and on those of partners and agreements."""

import zoneinfo
from dataclasses import dataclass

from django import template
from django.db.models import F, Q, QuerySet
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from events.models import Event, Participation, Signing
from events.vocabulary import EventStatus
from newsroom.shared.addresses import record_address
from newsroom.shared.names import first_name
from newsroom.shared.partial_dates import PartialDate, Precision
from newsroom.shared.templatetags.languages import name_of
from newsroom.shared.together import A_NUMBER, Question
from partners.pages import LATEST_OF_OURS
from partners.people import Deed
from partners.timeline import Moment

register = template.Library()

DID_NOT_HAPPEN = (EventStatus.CANCELLED, EventStatus.POSTPONED)


@register.simple_tag
def event_address(event):
    return record_address("events:event", event)


def name_field(event) -> str:
    return "name" if first_name(event, "name") else "short_name"


@register.simple_tag
def event_name(event):
    return name_of(event, name_field(event))


@register.simple_tag
def session_name(session):
    return name_of(session) if first_name(session, "name") else str(session).capitalize()


@register.simple_tag
def days_of(event):
    """From its first to its last day, as far as they are known."""
    return _("Date not reported") if event.start is None else _days(event.start, event.end)


def span_of(first: PartialDate, last: PartialDate) -> tuple[str, str, str]:
    """Beginning, dash and end as the page's language writes them; a month that both have is said once: 26–27 December 2026."""
    if {first.precision, last.precision} != {Precision.DAY} or first.start.replace(day=1) != last.start.replace(day=1):
        return first.display(), " – ", last.display()
    form = formats.get_format("DATE_FORMAT")
    if form.startswith("j"):
        return formats.date_format(first.start, "j." if form.startswith("j.") else "j"), "–", last.display()
    return first.display(), "–", formats.date_format(last.start, form[form.index("j") :])


def _days(first: PartialDate, last: PartialDate | None) -> str:
    if last is None or last == first:
        return format_html('<time datetime="{}">{}</time>', str(first), first.display())
    span = '<time datetime="{}">{}</time>{}<time datetime="{}">{}</time>'
    begin, dash, end = span_of(first, last)
    return format_html(span, str(first), begin, dash, str(last), end)


@register.simple_tag
def days_of_session(session, event):
    """On which of the event's days it is, where there are several."""
    if not session.start_at:
        return ""
    first, last = (
        PartialDate(local(moment, event).date()) for moment in (session.start_at, session.end_at or session.start_at)
    )
    is_on_the_only_day = first == last == event.start == (event.end or event.start)
    return "" if is_on_the_only_day else _days(first, last)


def local(moment, event):
    return timezone.localtime(moment, zoneinfo.ZoneInfo(event.time_zone))


@register.simple_tag
def hours_of(record, event):
    """With the zone in plain sight: a reader elsewhere has another hour."""
    if not record.start_at:
        return ""
    hours = [
        formats.time_format(local(moment, event).time(), "H:i") for moment in (record.start_at, record.end_at) if moment
    ]
    return _("%(hours)s (time of %(zone)s)") % {"hours": "–".join(hours), "zone": event.time_zone}


@dataclass(frozen=True)
class TakenPart:
    """Public events at which an organisation had a role or somebody stood for it, the latest first, and those who did. Of our own,
    which had a role in nearly all, they are the latest."""

    events: list[Event]
    are_all: bool
    participations: list[Participation]


def rows_of_taken_part(organisation: int) -> list[QuerySet]:
    had_a_role = Q(involvements__organisation=organisation) | Q(participations__representing=organisation)
    found = Event.objects.filter(had_a_role).order_by().values("pk")
    stood = Participation.objects.filter(representing=organisation, event__in=Event.objects.public())
    return [
        Event.objects.public().filter(pk__in=found).select_related("place", "series"),
        stood.select_related("person").order_by(F("event__start_on").desc(nulls_last=True), "-event", "position", "pk"),
    ]


TAKEN_PART = Question(rows_of_taken_part, organisation=A_NUMBER)


@register.simple_tag
def taken_part(organisation):
    events, participations = TAKEN_PART.ask(organisation=organisation.pk)
    shown = events[:LATEST_OF_OURS] if organisation.is_home else events
    by_number = {event.pk: event for event in shown}
    stood = [row for row in participations if row.event_id in by_number]
    for row in stood:
        row.event = by_number[row.event_id]
    return TakenPart(shown, len(shown) == len(events), stood)


@register.simple_tag
def with_participants(people, participations):
    """Who stands for an organisation, and who stood for it at events."""
    for row in participations:
        event, role = row.event, row.get_role_display()
        deed = Deed(role, row, "title_as_reported", event, name_field(event), event_address(event), event.start)
        people.somebody(row.person, row.name_as_reported).deeds.append(deed)
    return people


@register.simple_tag
def signing_of(agreement):
    """That it was signed at a public event, and in which session."""
    signings = Signing.objects.public().filter(agreement=agreement, event__in=Event.objects.public())
    return signings.select_related("event", "session").first()


@register.simple_tag
def with_events(moments, events):
    """A line of time and the events that have a date, the latest first."""
    more = [
        Moment(
            event.start,
            event.get_kind_display(),
            event,
            name_field(event),
            event_address(event),
            note=event.get_status_display() if event.status in DID_NOT_HAPPEN else "",
        )
        for event in events
        if event.start
    ]
    return sorted([*moments, *more], key=lambda moment: moment.order, reverse=True)
