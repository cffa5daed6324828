"""What templates show of events, on their own pages and on those of partners and agreements."""

import zoneinfo

from django import template
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from events.models import Event
from newsroom.shared.addresses import record_address
from newsroom.shared.names import first_name
from newsroom.shared.templatetags.languages import name_of
from partners.timeline import Moment

register = template.Library()


@register.simple_tag
def event_address(event):
    return record_address("events:event", event)


@register.simple_tag
def event_name(event):
    return name_of(event, "name" if first_name(event, "name") else "short_name")


@register.simple_tag
def session_name(session):
    return name_of(session) if first_name(session, "name") else str(session).capitalize()


@register.simple_tag
def days_of(event):
    """From its first to its last day, as far as they are known."""
    if event.start is None:
        return _("Date not reported")
    if event.end is None or event.end == event.start:
        return format_html('<time datetime="{}">{}</time>', str(event.start), event.start.display())
    span = '<time datetime="{}">{}</time> – <time datetime="{}">{}</time>'
    return format_html(span, str(event.start), event.start.display(), str(event.end), event.end.display())


@register.simple_tag
def hours_of(record, event):
    """With the zone in plain sight: a reader elsewhere has another hour."""
    if not record.start_at:
        return ""
    zone = zoneinfo.ZoneInfo(event.time_zone)
    hours = [
        formats.time_format(timezone.localtime(moment, zone).time(), "H:i")
        for moment in (record.start_at, record.end_at)
        if moment
    ]
    return _("%(hours)s (time of %(zone)s)") % {"hours": "–".join(hours), "zone": event.time_zone}


@register.simple_tag
def events_of(organisation):
    """Public events at which it had a role or somebody stood for it, the latest first."""
    had_a_role = Q(involvements__organisation=organisation) | Q(participations__representing=organisation)
    found = Event.objects.filter(had_a_role).order_by().values("pk")
    return list(Event.objects.public().filter(pk__in=found).select_related("place", "series"))


@register.simple_tag
def signed_at_event(agreement):
    return Event.objects.public().filter(signings__agreement=agreement).first()


@register.simple_tag
def with_events(moments, events):
    """A line of time and the events that have a date, the latest first."""
    more = [
        Moment(event.start, event.get_kind_display(), event, "name", event_address(event))
        for event in events
        if event.start
    ]
    return sorted([*moments, *more], key=lambda moment: moment.order, reverse=True)
