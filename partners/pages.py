"""What the public page of an organisation and of an agreement shows. Every related list passes one filter: what is not public is
as absent as what is not there."""

from django.db.models import Prefetch, Q

from newsroom.shared.addresses import record_address
from partners.models import (
    Agreement,
    AgreementDocument,
    Appointment,
    Milestone,
    Organisation,
    Outcome,
    Party,
    Person,
    Signatory,
)
from partners.models.status import IN_FORCE, Status
from partners.wording import TIES_FROM_THE_OTHER_END

OVER = (Status.EXPIRED, Status.TERMINATED, Status.RENEWED, Status.ABANDONED)


def public_parties():
    """Parties that readers may see, with what is shown of them, as `shown_parties` of their agreements."""
    people = Signatory.objects.select_related("person", "on_behalf_of").prefetch_related(
        "person__other_names", "on_behalf_of__other_names"
    )
    parties = (
        Party.objects.filter(organisation__in=Organisation.objects.public())
        .select_related("organisation", "unit", "own_signed_at")
        .prefetch_related("organisation__other_names", "unit__other_names", Prefetch("signatories", people))
        .order_by("position", "pk")
    )
    return Prefetch("parties", parties, to_attr="shown_parties")


def as_agreement_rows(agreements):
    parties = Party.objects.filter(organisation__in=Organisation.objects.public()).select_related("organisation")
    parties = parties.prefetch_related("organisation__other_names").order_by("position", "pk")
    return agreements.select_related("signed_at").prefetch_related(
        Prefetch("parties", parties, to_attr="shown_parties")
    )


def public_or_none(record, **shown):
    return record if record is not None and record.visibility == "public" and shown.get("status") != "merged" else None


# an organisation


def agreements_of(organisation):
    """Public ones, those that hold or may hold first."""
    mine = Party.objects.filter(Q(organisation=organisation) | Q(unit=organisation)).values("agreement")
    found = list(as_agreement_rows(Agreement.objects.public().with_public_status().filter(pk__in=mine)))
    return sorted(found, key=lambda each: (each.status in OVER, each.status not in IN_FORCE))


def people_of(organisation):
    """Persons who hold or held a post there, each with their appointments there."""
    posts = Appointment.objects.filter(organisation=organisation)
    people = Person.objects.public().filter(appointments__organisation=organisation).distinct()
    here = Prefetch("appointments", posts, to_attr="posts_here")
    return sorted(
        people.prefetch_related(here, "other_names"),
        key=lambda person: (min(post.protocol_rank or 9999 for post in person.posts_here), person.pk),
    )


def relations_of(organisation):
    """(words, other organisation, relation), from both ends."""
    shown = {
        each.pk: each
        for each in Organisation.objects.public()
        .filter(Q(relations__target=organisation) | Q(relations_to__source=organisation))
        .prefetch_related("other_names")
    }
    ties = [(tie.get_kind_display(), tie.target_id, tie) for tie in organisation.relations.all()]
    ties += [
        (TIES_FROM_THE_OTHER_END.get(tie.kind, tie.get_kind_display()), tie.source_id, tie)
        for tie in organisation.relations_to.all()
    ]
    return [(words, shown[pk], tie) for words, pk, tie in ties if pk in shown]


def organisation_page(organisation) -> dict:
    parent = organisation.parent_id and Organisation.objects.public().filter(pk=organisation.parent_id).first()
    return {
        "other_names": organisation.other_names.public(),
        "identifiers": organisation.identifiers.all(),
        "parent": parent,
        "units": Organisation.objects.public().filter(parent=organisation).prefetch_related("other_names"),
        "relations": relations_of(organisation),
        "people": people_of(organisation),
        "agreements": agreements_of(organisation),
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
    """(words, other public agreement): renewals, the general agreement, and the relations from both ends."""
    from_here = [(tie.get_kind_display(), tie.target_id) for tie in agreement.relations.all()]
    from_there = [(TIES_FROM_THE_OTHER_END[tie.kind], tie.source_id) for tie in agreement.relations_to.all()]
    ids = {pk for _words, pk in from_here + from_there}
    shown = {each.pk: each for each in as_agreement_rows(Agreement.objects.public().filter(pk__in=ids))}
    return [(words, shown[pk]) for words, pk in from_here + from_there if pk in shown]


def agreement_page(agreement) -> dict:
    public = Agreement.objects.public()
    shown = Organisation.objects.public()
    founded = set(shown.filter(outcome_of__agreement=agreement).values_list("pk", flat=True))
    outcomes = [
        outcome
        for outcome in Outcome.objects.filter(agreement=agreement).select_related("organisation", "launches")
        if (outcome.organisation_id is None or outcome.organisation_id in founded)
        and (outcome.launches is None or outcome.launches.visibility == "public")
    ]
    milestones = Milestone.objects.filter(Q(party=None) | Q(party__organisation__in=shown), agreement=agreement)
    return {
        "parties": agreement.shown_parties,
        "kinds": agreement.further_kinds.all(),
        "documents": AgreementDocument.objects.public().filter(agreement=agreement),
        "milestones": milestones.select_related("party__organisation", "place"),
        "outcomes": outcomes,
        "ties": ties_of(agreement),
        "renews": public.filter(pk=agreement.renews_id).first(),
        "renewed_by": public.filter(renews=agreement).first(),
        "umbrella": public.filter(pk=agreement.umbrella_id).first(),
        "under_it": as_agreement_rows(public.filter(umbrella=agreement)),
        "address": record_address("partners:agreement", agreement),
    }
