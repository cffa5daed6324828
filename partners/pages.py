"""What the public page of an organisation and of an agreement shows. Every related list passes one filter: what is not public is
as absent as what is not there."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.shared.addresses import record_address
from newsroom.shared.together import A_DAY, A_NUMBER, Question
from partners.models import (
    Agreement,
    AgreementDocument,
    AgreementRelation,
    ExternalId,
    FurtherKind,
    Milestone,
    Organisation,
    OrganisationName,
    OrganisationRelation,
    Outcome,
    Party,
    Signatory,
)
from partners.models.names import read_reported_names
from partners.models.status import IN_FORCE, Status
from partners.people import people_of, posts_at, signatures_for
from partners.wording import TIES_FROM_THE_OTHER_END

LATEST_OF_OURS = 50
OVER = (Status.EXPIRED, Status.TERMINATED, Status.RENEWED, Status.ABANDONED)


def of_public_organisations():
    """Asked for one by one: from a list of all public organisations SQLite would try each with each agreement."""
    return Party.objects.filter(Exists(Organisation.objects.public().filter(pk=OuterRef("organisation"))))


def parties_with_all():
    """Parties that readers may see, with what is shown of them but signatories and reported names."""
    return of_public_organisations().select_related("organisation", "unit", "own_signed_at").order_by("position", "pk")


SIGNATORIES = Prefetch("signatories", Signatory.objects.select_related("person", "on_behalf_of"))


def public_parties():
    """The same with their signatories, as `shown_parties` of their agreements."""
    return Prefetch("parties", parties_with_all().prefetch_related(SIGNATORIES), to_attr="shown_parties")


def listed_parties() -> QuerySet[Party]:
    """Parties that readers may see, as a list of agreements shows them."""
    return of_public_organisations().select_related("organisation").order_by("position", "pk")


def read_parties(agreements: list[Agreement], beside: Iterable[Organisation] = ()) -> None:
    """What a list shows of their parties, as `shown_parties`; and the names of the organisations that stand beside it."""
    prefetch_related_objects(agreements, Prefetch("parties", listed_parties(), to_attr="shown_parties"))
    named = (party.organisation for each in agreements for party in each.shown_parties)
    read_reported_names([*named, *beside])


def as_agreement_rows(agreements) -> list[Agreement]:
    """What a list shows of them."""
    rows = list(agreements.select_related("signed_at"))
    read_parties(rows)
    return rows


def public_outcomes():
    """Those of public agreements, that found or launch nothing but what is public."""
    return Outcome.objects.filter(
        Q(organisation=None) | Q(organisation__in=Organisation.objects.public()),
        Q(launches=None) | Q(launches__in=Agreement.objects.public()),
        agreement__in=Agreement.objects.public(),
    )


# an organisation


def agreements_of(organisation):
    """Public ones without their parties, those that hold or may hold first, and whether they are all. Of our own, to which nearly the
    whole record belongs, they are the latest."""
    mine = Party.objects.filter(Q(organisation=organisation) | Q(unit=organisation)).values("agreement")
    found = Agreement.objects.public().with_public_status().filter(pk__in=mine)
    latest = list((found[: LATEST_OF_OURS + 1] if organisation.is_home else found).select_related("signed_at"))
    are_all = not organisation.is_home or len(latest) <= LATEST_OF_OURS
    shown = latest if are_all else latest[:LATEST_OF_OURS]
    return sorted(shown, key=lambda each: (each.status in OVER, each.status not in IN_FORCE)), are_all


def relations_of(organisation, found) -> list[tuple]:
    """(words, other organisation, relation), from both ends."""
    ties = [(tie.get_kind_display(), tie.target, tie) for tie in found if tie.source_id == organisation.pk]
    ties += [
        (TIES_FROM_THE_OTHER_END.get(tie.kind, tie.get_kind_display()), tie.source, tie)
        for tie in found
        if tie.target_id == organisation.pk
    ]
    return ties


def organisation_rows(organisation: int, day) -> list[QuerySet]:
    shown = Organisation.objects.public()
    parent = Organisation.objects.filter(pk=organisation).values("parent")
    between = Q(source=organisation, target__in=shown) | Q(target=organisation, source__in=shown)
    return [
        OrganisationName.objects.public().filter(organisation=organisation),
        ExternalId.objects.filter(organisation=organisation),
        shown.filter(Q(parent=organisation) | Q(pk__in=parent)),
        OrganisationRelation.objects.filter(between).select_related("source", "target"),
        # asked for by number: SQLite would try the outcomes of every agreement
        public_outcomes().filter(organisation=organisation).only("agreement"),
        posts_at(organisation),
        signatures_for(organisation, day),
    ]


ORGANISATION = Question(organisation_rows, organisation=A_NUMBER, day=A_DAY)


def organisation_page(organisation) -> dict:
    rows = ORGANISATION.ask(organisation=organisation.pk, day=timezone.localdate())
    other_names, identifiers, family, relations, founding, posts, signatures = rows
    agreements, are_all = agreements_of(organisation)
    if not are_all:
        shown = {agreement.pk for agreement in agreements}
        signatures = [row for row in signatures if row.party.agreement_id in shown]
    founded_by = Agreement.objects.filter(pk__in=[outcome.agreement_id for outcome in founding])
    founded_by = list(founded_by.select_related("signed_at"))
    related = relations_of(organisation, relations)
    read_parties([*agreements, *founded_by], [*family, *(other for _words, other, _tie in related)])
    return {
        "other_names": other_names,
        "identifiers": identifiers,
        "parent": next((each for each in family if each.pk == organisation.parent_id), None),
        "units": [each for each in family if each.parent_id == organisation.pk],
        "relations": related,
        "people": people_of(posts, signatures),
        "agreements": agreements,
        "are_all": are_all,
        "founded_by": founded_by,
    }


def organisation_at(pk: int) -> Organisation:
    """The public organisation of a number, or the one into which it was merged; raises Http404."""
    found = Organisation.objects.public().select_related("place").filter(pk=pk).first() or successor_of(pk)
    if found is None:
        raise Http404("No such organisation.")
    read_reported_names([found])
    return found


def successor_of(pk) -> Organisation | None:
    """The public organisation into which a public one was merged; several steps may lead there."""
    seen = set()
    current = Organisation.objects.filter(pk=pk, visibility="public").first()
    while current is not None and current.merged_into_id and current.pk not in seen:
        seen.add(current.pk)
        current = Organisation.objects.filter(pk=current.merged_into_id, visibility="public").first()
    return current if current is not None and seen and not current.merged_into_id else None


# an agreement


def ties_of(agreement, found, launched_by):
    """(words, id of the other agreement, relation or nothing): the relations from both ends, and of which agreement it is an outcome."""
    ties = [(tie.get_kind_display(), tie.target_id, tie) for tie in found if tie.source_id == agreement.pk]
    ties += [(TIES_FROM_THE_OTHER_END[tie.kind], tie.source_id, tie) for tie in found if tie.target_id == agreement.pk]
    return ties + [(_("comes of"), row.agreement_id, None) for row in launched_by]


def agreement_rows(agreement: int) -> list[QuerySet]:
    shown = Organisation.objects.public()
    outcomes = public_outcomes().filter(Q(agreement=agreement) | Q(launches=agreement))
    milestones = Milestone.objects.filter(Q(party=None) | Q(party__organisation__in=shown), agreement=agreement)
    return [
        parties_with_all().filter(agreement=agreement),
        FurtherKind.objects.filter(agreement=agreement),
        AgreementDocument.objects.public().filter(agreement=agreement),
        AgreementRelation.objects.filter(Q(source=agreement) | Q(target=agreement)),
        outcomes.select_related("organisation", "launches").order_by(
            F("agreement__signed_on").desc(nulls_last=True), "-agreement", "pk"
        ),
        milestones.select_related("party__organisation", "place"),
    ]


AGREEMENT = Question(agreement_rows, agreement=A_NUMBER)


def agreement_page(agreement) -> dict:
    parties, kinds, documents, relations, rows, milestones = AGREEMENT.ask(agreement=agreement.pk)
    prefetch_related_objects(parties, SIGNATORIES)
    agreement.shown_parties = parties
    outcomes = [row for row in rows if row.agreement_id == agreement.pk]
    ties = ties_of(agreement, relations, [row for row in rows if row.launches_id == agreement.pk])
    known = {agreement.renews_id, agreement.umbrella_id, *(pk for _words, pk, _tie in ties)} - {None}
    beside = Q(pk__in=known) | Q(renews=agreement) | Q(umbrella=agreement)
    others = {other.pk: other for other in as_agreement_rows(Agreement.objects.public().filter(beside))}
    signatories = [each for party in parties for each in party.signatories.all()]
    read_reported_names(
        [
            *(each for party in parties for each in (party.organisation, party.unit)),
            *(signatory.on_behalf_of for signatory in signatories),
            *(outcome.organisation for outcome in outcomes),
            *(milestone.party.organisation for milestone in milestones if milestone.party),
        ]
    )
    read_reported_names(signatory.person for signatory in signatories)
    return {
        "parties": parties,
        "kinds": kinds,
        "documents": documents,
        "milestones": milestones,
        "outcomes": outcomes,
        "ties": [(words, others[pk], tie) for words, pk, tie in ties if pk in others],
        "renews": others.get(agreement.renews_id),
        "renewed_by": next((other for other in others.values() if other.renews_id == agreement.pk), None),
        "umbrella": others.get(agreement.umbrella_id),
        "under_it": [other for other in others.values() if other.umbrella_id == agreement.pk],
        "address": record_address("partners:agreement", agreement),
    }
