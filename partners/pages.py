"""What the public page of an organisation and of an agreement shows. Every related list passes one filter: what is not public is
as absent as what is not there."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from newsroom.shared.addresses import record_address
from partners.models import (
    Agreement,
    AgreementDocument,
    AgreementRelation,
    Milestone,
    Organisation,
    OrganisationRelation,
    Outcome,
    Party,
    Signatory,
)
from partners.models.status import IN_FORCE, Status
from partners.people import people_of
from partners.wording import TIES_FROM_THE_OTHER_END

LATEST_OF_OURS = 50
OVER = (Status.EXPIRED, Status.TERMINATED, Status.RENEWED, Status.ABANDONED)


def of_public_organisations():
    """Asked for one by one: from a list of all public organisations SQLite would try each with each agreement."""
    return Party.objects.filter(Exists(Organisation.objects.public().filter(pk=OuterRef("organisation"))))


def public_parties():
    """Parties that readers may see, with what is shown of them, as `shown_parties` of their agreements."""
    people = Signatory.objects.select_related("person", "on_behalf_of").prefetch_related(
        "person__other_names", "on_behalf_of__other_names"
    )
    parties = (
        of_public_organisations()
        .select_related("organisation", "unit", "own_signed_at")
        .prefetch_related("organisation__other_names", "unit__other_names", Prefetch("signatories", people))
        .order_by("position", "pk")
    )
    return Prefetch("parties", parties, to_attr="shown_parties")


def as_agreement_rows(agreements):
    parties = of_public_organisations().select_related("organisation")
    parties = parties.prefetch_related("organisation__other_names").order_by("position", "pk")
    return agreements.select_related("signed_at").prefetch_related(
        Prefetch("parties", parties, to_attr="shown_parties")
    )


def public_outcomes():
    """Those of public agreements, that found or launch nothing but what is public."""
    return Outcome.objects.filter(
        Q(organisation=None) | Q(organisation__in=Organisation.objects.public()),
        Q(launches=None) | Q(launches__in=Agreement.objects.public()),
        agreement__in=Agreement.objects.public(),
    )


# an organisation


def agreements_of(organisation):
    """Public ones, those that hold or may hold first, and whether they are all. Of our own, to which nearly the whole record belongs,
    they are the latest."""
    mine = Party.objects.filter(Q(organisation=organisation) | Q(unit=organisation)).values("agreement")
    found = as_agreement_rows(Agreement.objects.public().with_public_status().filter(pk__in=mine))
    latest = list(found[: LATEST_OF_OURS + 1] if organisation.is_home else found)
    are_all = not organisation.is_home or len(latest) <= LATEST_OF_OURS
    shown = latest if are_all else latest[:LATEST_OF_OURS]
    return sorted(shown, key=lambda each: (each.status in OVER, each.status not in IN_FORCE)), are_all


def relations_of(organisation):
    """(words, other organisation, relation), from both ends."""
    found = list(OrganisationRelation.objects.filter(Q(source=organisation) | Q(target=organisation)))
    ties = [(tie.get_kind_display(), tie.target_id, tie) for tie in found if tie.source_id == organisation.pk]
    ties += [
        (TIES_FROM_THE_OTHER_END.get(tie.kind, tie.get_kind_display()), tie.source_id, tie)
        for tie in found
        if tie.target_id == organisation.pk
    ]
    others = Organisation.objects.public().filter(pk__in={pk for _words, pk, _tie in ties})
    shown = {each.pk: each for each in others.prefetch_related("other_names")}
    return [(words, shown[pk], tie) for words, pk, tie in ties if pk in shown]


def organisation_page(organisation) -> dict:
    parent = organisation.parent_id and Organisation.objects.public().filter(pk=organisation.parent_id).first()
    agreements, are_all = agreements_of(organisation)
    # asked for by number: SQLite would try the outcomes of every agreement
    founding = public_outcomes().filter(organisation=organisation).order_by().values_list("agreement", flat=True)
    return {
        "other_names": organisation.other_names.public(),
        "identifiers": organisation.identifiers.all(),
        "parent": parent,
        "units": Organisation.objects.public().filter(parent=organisation).prefetch_related("other_names"),
        "relations": relations_of(organisation),
        "people": people_of(organisation),
        "agreements": agreements,
        "are_all": are_all,
        "founded_by": as_agreement_rows(Agreement.objects.filter(pk__in=list(founding))),
    }


def successor_of(pk) -> Organisation | None:
    """The public organisation into which a public one was merged; several steps may lead there."""
    seen = set()
    current = Organisation.objects.filter(pk=pk, visibility="public").first()
    while current is not None and current.merged_into_id and current.pk not in seen:
        seen.add(current.pk)
        current = Organisation.objects.filter(pk=current.merged_into_id, visibility="public").first()
    return current if current is not None and seen and not current.merged_into_id else None


# an agreement


def ties_of(agreement):
    """(words, other public agreement, relation or nothing): the relations from both ends, and of which agreement it is an outcome."""
    found = list(AgreementRelation.objects.filter(Q(source=agreement) | Q(target=agreement)))
    ties = [(tie.get_kind_display(), tie.target_id, tie) for tie in found if tie.source_id == agreement.pk]
    ties += [(TIES_FROM_THE_OTHER_END[tie.kind], tie.source_id, tie) for tie in found if tie.target_id == agreement.pk]
    ties += [(_("comes of"), row.agreement_id, None) for row in public_outcomes().filter(launches=agreement)]
    ids = {pk for _words, pk, _tie in ties}
    shown = {each.pk: each for each in as_agreement_rows(Agreement.objects.public().filter(pk__in=ids))}
    return [(words, shown[pk], tie) for words, pk, tie in ties if pk in shown]


def agreement_page(agreement) -> dict:
    public = Agreement.objects.public()
    shown = Organisation.objects.public()
    outcomes = public_outcomes().filter(agreement=agreement).select_related("organisation", "launches")
    milestones = Milestone.objects.filter(Q(party=None) | Q(party__organisation__in=shown), agreement=agreement)
    beside = Q(pk__in=[pk for pk in (agreement.renews_id, agreement.umbrella_id) if pk]) | Q(renews=agreement)
    others = list(public.filter(beside).order_by("pk"))
    known = {other.pk: other for other in others}
    return {
        "parties": agreement.shown_parties,
        "kinds": agreement.further_kinds.all(),
        "documents": AgreementDocument.objects.public().filter(agreement=agreement),
        "milestones": milestones.select_related("party__organisation", "place"),
        "outcomes": list(outcomes.prefetch_related("organisation__other_names")),
        "ties": ties_of(agreement),
        "renews": known.get(agreement.renews_id),
        "renewed_by": next((other for other in others if other.renews_id == agreement.pk), None),
        "umbrella": known.get(agreement.umbrella_id),
        "under_it": as_agreement_rows(public.filter(umbrella=agreement)),
        "address": record_address("partners:agreement", agreement),
    }
