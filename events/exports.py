"""What the export of events holds: what their public pages show, and nothing else."""

from functools import partial

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from events.models import Event, Figure, Involvement, Participation, Signing
from events.pages import session_order, shown_participation
from events.schemas import EVENT_OF_AGREEMENT
from newsroom.shared.addresses import record_address
from newsroom.shared.described import Addition, At, add_to
from newsroom.shared.exports import Column, Export, absolute, iso, names_columns, words_of
from newsroom.shared.names import first_name
from newsroom.shared.regions import label
from partners.exports import joined
from partners.items import organisation_of, person_of, place_of
from partners.models import Organisation


def as_events(found):
    public = Organisation.objects.public()
    involved = Involvement.objects.filter(organisation__in=public).select_related("organisation")
    people = Participation.objects.select_related("person", "representing")
    signed = Signing.objects.public().order_by("position", "pk")
    return found.select_related("place", "series", "host_leader").prefetch_related(
        "sessions",
        "host_leader__other_names",
        Prefetch("involvements", involved.prefetch_related("organisation__other_names").order_by("position", "pk")),
        Prefetch(
            "participations",
            people.prefetch_related("person__other_names", "representing__other_names").order_by("position", "pk"),
        ),
        Prefetch("figures", Figure.objects.order_by("pk")),
        Prefetch("signings", signed, to_attr="shown_signings"),
    )


def _iso(value) -> str | None:
    """A day or a moment."""
    return value.isoformat() if value else None


def roles_of(event) -> str:
    return joined(f"{row.get_role_display()}: {row.organisation}" for row in event.involvements.all())


def whole_figures(event) -> str:
    """Those of the event, without those of its sessions."""
    return joined(row for row in event.figures.all() if row.session_id is None)


def events(request) -> Export:
    def url(event):
        return absolute(request, record_address("events:event", event))

    columns = [
        Column(_("Number"), lambda each: each.pk),
        *names_columns("name", _("Name")),
        Column(_("Kind"), lambda each: str(each.get_kind_display())),
        Column(_("Series"), lambda each: str(each.series or "")),
        Column(_("Number in the series"), lambda each: each.edition),
        Column(_("Status"), lambda each: str(each.get_status_display())),
        Column(_("Begins"), lambda each: each.start),
        Column(_("Ends"), lambda each: each.end),
        Column(_("Place"), lambda each: str(each.place or "")),
        Column(_("Country or region"), lambda each: label(each.place.region) if each.place else ""),
        Column(_("Venue"), lambda each: first_name(each, "venue")),
        Column(_("Mode"), lambda each: str(each.get_mode_display())),
        Column(_("Organisations"), roles_of),
        Column(_("Figures"), whole_figures),
        Column(_("Agreements signed there"), lambda each: len(each.shown_signings)),
        Column(_("Address"), url),
    ]

    return Export("events", columns, partial(event_item, at=partial(absolute, request)))


def event_item(event, at: At) -> dict:
    parts = {None: _part(event, None)} | {session.pk: _part(event, session) for session in event.sessions.all()}
    return {
        "id": event.pk,
        "names": words_of(event),
        "short_names": words_of(event, "short_name"),
        "themes": words_of(event, "theme"),
        "kind": event.kind,
        "status": event.status,
        "series": {"id": event.series_id, "names": words_of(event.series)} if event.series else None,
        "edition": event.edition,
        "start": iso(event.start),
        "end": iso(event.end),
        "start_at": _iso(event.start_at),
        "end_at": _iso(event.end_at),
        "time_zone": event.time_zone,
        "first_planned_for": _iso(event.previous_start_on),
        "mode": event.mode,
        "place": place_of(event.place),
        "venues": words_of(event, "venue"),
        "website": event.website or None,
        "direction": event.direction or None,
        "received_by": person_of(event.host_leader),
        "visit_level": event.visit_level or None,
        "headcount": event.headcount,
        **parts[None],
        "sessions": [
            {
                "id": session.pk,
                "kind": session.kind,
                "number": session.number,
                "slot": session.slot,
                "names": words_of(session),
                "rooms": words_of(session, "room"),
                "start_at": _iso(session.start_at),
                "end_at": _iso(session.end_at),
                **parts[session.pk],
            }
            for session in sorted(event.sessions.all(), key=session_order)
        ],
        "agreements": [row.agreement_id for row in event.shown_signings],
        "url": at(record_address("events:event", event)),
    }


def _part(event, session) -> dict:
    """Who took part in the event as a whole or in one of its sessions."""
    here = session.pk if session else None
    people = [row for row in event.participations.all() if row.session_id == here and shown_participation(row)]
    return {
        "organisations": [
            {
                "organisation": organisation_of(row.organisation),
                "role": row.role,
                "role_as_reported": row.role_as_reported or None,
            }
            for row in event.involvements.all()
            if row.session_id == here
        ],
        "people": [
            {
                "person": person_of(row.shown_person),
                "name_as_reported": row.shown_name or None,
                "representing": organisation_of(row.shown_organisation) if row.shown_organisation else None,
                "role": row.role,
                "side": row.side or None,
                "titles_as_reported": words_of(row, "title_as_reported"),
                "talks": words_of(row, "talk"),
            }
            for row in people
        ],
        "figures": [
            {"measure": row.measure, "qualifier": row.qualifier, "value": row.value}
            for row in event.figures.all()
            if row.session_id == here
        ],
    }


def events_of_agreements(agreements, at: At) -> dict[int, dict | None]:
    """Where each was signed, as far as readers may know."""
    found = dict.fromkeys(agreement.pk for agreement in agreements)
    signed = Signing.objects.public().filter(agreement__in=agreements, event__in=Event.objects.public())
    for row in signed.select_related("event", "session"):
        found[row.agreement_id] = {
            "id": row.event_id,
            "name": str(row.event),
            "names": words_of(row.event),
            "session": row.session_id,
            "url": at(record_address("events:event", row.event)),
        }
    return found


def register_additions() -> None:
    add_to("agreements", Addition("event", EVENT_OF_AGREEMENT, events_of_agreements))
