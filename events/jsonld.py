"""Events for machines, in the words of schema.org. What comes in is what the page shows: public, and no more."""

import zoneinfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Participation
from events.pages import Part
from events.vocabulary import EventKind, EventStatus, Mode, OrganisationRole, PersonRole
from newsroom.shared.addresses import absolute, record_address
from newsroom.shared.jsonld import breadcrumbs, different, iri, node, page
from newsroom.shared.names import first_name
from partners.jsonld import address, named, names, person, place

SCHEMA = "https://schema.org"
MODES = {
    Mode.ON_SITE: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}
# what an organisation's role is called there; giving a venue or reporting has no word
ORGANISATIONS = {
    "organizer": (
        OrganisationRole.HOST,
        OrganisationRole.ORGANISER,
        OrganisationRole.JOINT,
        OrganisationRole.CO_ORGANISER,
    ),
    "sponsor": (OrganisationRole.SPONSOR,),
    "contributor": (OrganisationRole.GUIDING, OrganisationRole.SUPPORTING),
    "attendee": (OrganisationRole.VISITOR, OrganisationRole.PARTICIPANT),
}
ON_STAGE = (
    PersonRole.CHAIR,
    PersonRole.CO_CHAIR,
    PersonRole.MODERATOR,
    PersonRole.KEYNOTE,
    PersonRole.ADDRESS,
    PersonRole.SPEAKER,
    PersonRole.PANELLIST,
)


def _status(event: Event) -> str:
    if event.status == EventStatus.CANCELLED:
        return f"{SCHEMA}/EventCancelled"
    if event.status == EventStatus.POSTPONED:
        return f"{SCHEMA}/EventPostponed"
    is_moved = event.previous_start_on and event.start_on and event.previous_start_on != event.start_on
    return f"{SCHEMA}/{'EventRescheduled' if is_moved else 'EventScheduled'}"


def _times(record, event: Event) -> dict:
    """The hours in the event's zone where they are known, else the dates as far as they are."""
    zone = zoneinfo.ZoneInfo(event.time_zone)
    start, end = (
        timezone.localtime(moment, zone).isoformat() if moment else "" for moment in (record.start_at, record.end_at)
    )
    if record is event:
        start = start or (str(event.start) if event.start else "")
        end = end or (str(event.end) if event.end else "")
    elif event.start and event.start == event.end:
        start = start or str(event.start)
    return {"startDate": start, "endDate": end}


def _people(request, people: list[Participation]) -> dict:
    found: dict[str, list] = {"performer": [], "attendee": []}
    seen = set()
    for row in people:
        part = "performer" if row.role in ON_STAGE else "attendee"
        if row.shown_person and (part, row.shown_person.pk) not in seen:
            seen.add((part, row.shown_person.pk))
            organisation = row.shown_organisation
            more = {
                "jobTitle": names(row, "title_as_reported"),
                "affiliation": named(request, organisation) if organisation else None,
            }
            found[part].append(person(row.shown_person, **more))
    return found


def _took_part(request, part: Part) -> dict:
    found = _people(request, part.people)
    rows = [row for rows in part.organisations.values() for row in rows]
    for name, roles in ORGANISATIONS.items():
        # once, even where it has two of the roles
        organisations = {row.organisation_id: named(request, row.organisation) for row in rows if row.role in roles}
        found[name] = [*organisations.values(), *found.get(name, ())]
    return found


def _location(request, event: Event) -> list[dict]:
    found = []
    venue = first_name(event, "venue")
    if venue and event.place:
        found.append(node(type="Place", name=venue, address=address(event.place.region, event.place)))
    elif event.place:
        found.append(place(event.place))
    elif venue:
        found.append(node(type="Place", name=venue))
    if event.mode in (Mode.ONLINE, Mode.HYBRID):
        url = event.website or absolute(request, record_address("events:event", event))
        found.append(node(type="VirtualLocation", url=url))
    return found


def _session(request, part: Part, event: Event) -> dict:
    session = part.session
    first, *others = names(session) or [str(session).capitalize()]
    room = first_name(session, "room")
    return node(
        type="Event",
        name=first,
        alternateName=others,
        **_times(session, event),
        location=node(type="Place", name=room) if room else None,
        **_took_part(request, part),
    )


def event(request, found: Event, shown: dict) -> dict:
    """`shown` is what its page shows (events/pages.py)."""
    url = absolute(request, record_address("events:event", found))
    series = None
    if found.series:
        editions = absolute(request, f"{reverse('events:event_list')}?series={found.series_id}")
        series = node(type="EventSeries", name=str(found.series), url=editions)
    is_moved = found.previous_start_on and found.previous_start_on != found.start_on
    return node(
        type=["Event", "ConferenceEvent"] if found.kind == EventKind.CONFERENCE else "Event",
        id=iri(request, found),
        name=str(found),
        url=url,
        mainEntityOfPage=page(url),
        alternateName=different([*names(found), *names(found, "short_name")], but=str(found)),
        description=first_name(found, "theme"),
        **_times(found, found),
        previousStartDate=found.previous_start_on.isoformat() if is_moved else "",
        eventStatus=_status(found),
        eventAttendanceMode=f"{SCHEMA}/{MODES[found.mode]}" if found.mode in MODES else "",
        location=_location(request, found),
        sameAs=found.website,
        superEvent=series,
        subEvent=[_session(request, part, found) for part in shown["sessions"]],
        **_took_part(request, shown["whole"]),
    )


def event_graph(request, found: Event, shown: dict) -> list[dict]:
    way = breadcrumbs(
        request,
        (_("Events"), reverse("events:event_list")),
        (str(found), record_address("events:event", found)),
    )
    return [event(request, found, shown), way]
