"""What the public page of an event shows. What is not public is as absent as what is not there."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from events.models import Event, Figure, Involvement, Participation, Session, Signing
from events.vocabulary import OrganisationRole, PersonRole, SessionKind
from newsroom.shared.addresses import record_address
from newsroom.shared.together import A_NUMBER, Question
from partners.models import Agreement, Organisation
from partners.models.names import read_reported_names
from partners.pages import as_agreement_rows

# what opens comes first, then the main sessions, then those beside each other
SESSION_ORDER = [
    SessionKind.OPENING,
    SessionKind.MAIN,
    SessionKind.SIGNING,
    SessionKind.PARALLEL,
    SessionKind.WORKSHOP,
    SessionKind.OTHER,
    SessionKind.CLOSING,
]


@dataclass
class Part:
    """The event as a whole, or one of its sessions, and who took part in it."""

    session: Session | None = None
    organisations: dict[str, list[Involvement]] = field(default_factory=dict)  # by the words for their role
    people: list[Participation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def session_order(session: Session):
    unknown = 9999
    slot = session.slot if session.slot is not None else unknown
    number = session.number if session.number is not None else unknown
    hour = session.start_at.timestamp() if session.start_at else 0
    return slot, hour, SESSION_ORDER.index(SessionKind(session.kind)), number, session.pk


def shown_participation(participation: Participation) -> Participation | None:
    """With what readers may know of it; None where that is nothing."""
    person, organisation = participation.person, participation.representing
    participation.shown_person = person if person and person.visibility == "public" else None
    participation.shown_name = "" if person else participation.name_as_reported
    hidden = organisation is None or organisation.visibility != "public" or organisation.merged_into_id
    participation.shown_organisation = None if hidden else organisation
    known = participation.shown_person or participation.shown_name or participation.shown_organisation
    return participation if known else None


def rows_of(event: int) -> list[QuerySet]:
    public = Organisation.objects.public()
    involvements = Involvement.objects.filter(event=event, organisation__in=public)
    return [
        Session.objects.filter(event=event),
        Figure.objects.filter(event=event),
        involvements.select_related("organisation"),
        Participation.objects.filter(event=event).select_related("person", "representing"),
    ]


EVENT = Question(rows_of, event=A_NUMBER)


def parts_of(event: Event) -> tuple[Part, list[Part]]:
    """The event as a whole, and its sessions in their order."""
    sessions, figures, involvements, people = EVENT.ask(event=event.pk)
    sessions.sort(key=session_order)
    whole, parts = Part(), {session.pk: Part(session) for session in sessions}

    def part(row) -> Part:
        return parts[row.session_id] if row.session_id else whole

    rank = list(OrganisationRole)
    for row in sorted(
        involvements,
        key=lambda row: (rank.index(OrganisationRole(row.role)), row.position, row.pk),
    ):
        part(row).organisations.setdefault(row.get_role_display(), []).append(row)

    rank = list(PersonRole)
    for row in sorted(
        people,
        key=lambda row: (rank.index(PersonRole(row.role)), row.position, row.pk),
    ):
        if shown := shown_participation(row):
            part(row).people.append(shown)
    read_reported_names([*(row.organisation for row in involvements), *(row.representing for row in people)])
    read_reported_names([event.host_leader, *(row.person for row in people)])
    for row in figures:
        part(row).figures.append(row)
    return whole, list(parts.values())


def agreements_signed_at(event: Event) -> list[Agreement]:
    """Public ones, in the order in which they were signed there."""
    signed = Agreement.objects.filter(signing__in=Signing.objects.public().filter(event=event))
    return as_agreement_rows(signed.with_public_status().order_by("signing__position", "signing__pk"))


def event_page(event: Event) -> dict:
    whole, sessions = parts_of(event)
    of_series = Event.objects.public().filter(series=event.series_id).exclude(pk=event.pk).select_related("place")
    return {
        "whole": whole,
        "sessions": sessions,
        "agreements": agreements_signed_at(event),
        "editions": of_series if event.series_id else [],
        "address": record_address("events:event", event),
    }
