"""Events for calendar programs (RFC 5545). An event keeps its UID for good, in every language; changes of its time, place or status
count its SEQUENCE up; a cancelled one stays and says so. What has no day is in no calendar."""

import datetime
import zoneinfo
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import Event, Session
from events.vocabulary import EventStatus
from newsroom.shared.addresses import absolute, record_address
from newsroom.shared.languages import language_tag, site_name
from newsroom.shared.names import column, every_column, first_name
from newsroom.shared.partial_dates import Precision
from newsroom.shared.regions import label

CONTENT_TYPE = "text/calendar; charset=utf-8"
STATUS = {
    EventStatus.ANNOUNCED: "TENTATIVE",
    EventStatus.CONFIRMED: "CONFIRMED",
    EventStatus.POSTPONED: "TENTATIVE",
    EventStatus.CANCELLED: "CANCELLED",
    EventStatus.HELD: "CONFIRMED",
}
# a change of these is a new version of the event in the readers' calendars
IN_CALENDARS = {"start_on", "end_on", "start_at", "end_at", "time_zone", "place", "mode", "status"} | set(
    every_column(Event, "venue")
)


def has_a_day(event: Event) -> bool:
    return event.start_on is not None and event.start_on_precision == Precision.DAY


def uid(record: Event | Session) -> str:
    """The site's name would do, but it may be served under several: the one in the settings, or none."""
    host = urlsplit(settings.SITE_ORIGIN).hostname or "newsroom.invalid"
    return f"{record._meta.model_name}-{record.pk}@{host}"


def as_calendar(events, request) -> bytes:
    """Events with their `place` and sessions; those without a day are left out."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Newsroom//Events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", site_name())
    calendar.add("x-wr-calname", site_name())
    calendar.add("refresh-interval", datetime.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for event in filter(has_a_day, events):
        calendar.add_component(_event(event, request))
        for session in event.sessions.all():
            if session.start_at:
                calendar.add_component(_session(session, event, request))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _common(record, event: Event, request) -> icalendar.Event:
    found = icalendar.Event()
    found.add("uid", uid(record))
    found.add("dtstamp", event.updated_at.astimezone(datetime.UTC))
    found.add("last-modified", event.updated_at.astimezone(datetime.UTC))
    found.add("sequence", event.calendar_sequence)
    found.add("status", STATUS[EventStatus(event.status)])
    found.add("url", absolute(request, record_address("events:event", event)))
    return found


def _summary(found: icalendar.Event, event: Event, text: str, language: str) -> None:
    """Programs differ in what they make of a status, so that the title says it too."""
    if event.status == EventStatus.CANCELLED:
        text = _("Cancelled: %(name)s") % {"name": text}
    elif event.status == EventStatus.POSTPONED:
        text = _("Postponed: %(name)s") % {"name": text}
    found.add("summary", text, parameters={"LANGUAGE": language_tag(language)})


def language_of(event: Event) -> str:
    """Of its name: a calendar in one language may hold names in another, where there is none in its own."""
    here = get_language() or "en"
    field = "name" if first_name(event, "name") else "short_name"
    order = dict.fromkeys([here, "en", "zh-hans", *settings.ALL_LANGUAGES])
    return next((code for code in order if getattr(event, column(field, code), "")), here)


def _last_day(event: Event) -> datetime.date:
    return event.end_on if event.end_on_precision == Precision.DAY else event.start_on


def _hours(found: icalendar.Event, record, event: Event) -> None:
    zone = zoneinfo.ZoneInfo(event.time_zone)
    found.add("dtstart", timezone.localtime(record.start_at, zone))
    if record.end_at:
        found.add("dtend", timezone.localtime(record.end_at, zone))
    elif record is event and (last := _last_day(event)) > event.start_on:
        # at the hour at which its last day is over: an end is of the same kind as the beginning
        found.add("dtend", datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(), zone))


def _event(event: Event, request) -> icalendar.Event:
    found = _common(event, event, request)
    _summary(found, event, str(event), language_of(event))
    if event.start_at:
        _hours(found, event, event)
    else:
        found.add("dtstart", event.start_on)
        found.add("dtend", _last_day(event) + datetime.timedelta(days=1))  # the end is the first day that is free again
        found.add("transp", "TRANSPARENT")  # a day of a conference does not fill everybody's day
    place = [first_name(event, "venue")]
    if event.place:
        place += [str(event.place), label(event.place.region)]
    if location := ", ".join(filter(None, place)):
        found.add("location", location)
    if event.place and event.place.latitude is not None:
        found.add("geo", (float(event.place.latitude), float(event.place.longitude)))
    if theme := first_name(event, "theme"):
        found.add("description", theme)
    found.add("categories", [str(event.get_kind_display())])
    return found


def _session(session: Session, event: Event, request) -> icalendar.Event:
    found = _common(session, event, request)
    _summary(found, event, f"{event}: {session}", language_of(event))
    _hours(found, session, event)
    found.add("related-to", uid(event))
    place = [first_name(session, "room"), first_name(event, "venue"), str(event.place) if event.place else ""]
    if location := ", ".join(filter(None, place)):
        found.add("location", location)
    return found
