"""What the exports of partners and agreements hold: what their public pages show, and nothing else."""

from functools import partial

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from newsroom.shared.addresses import record_address
from newsroom.shared.exports import BETWEEN, Column, Export, absolute, names_columns
from newsroom.shared.identifiers import Scheme
from newsroom.shared.names import first_name
from newsroom.shared.regions import label
from partners.items import agreement_item, kinds, parent_of, partner_item, person_of, shown_names
from partners.models import (
    Agreement,
    AgreementDocument,
    AgreementRelation,
    Appointment,
    Milestone,
    Organisation,
    Outcome,
    Person,
    Status,
)
from partners.pages import public_parties
from partners.wording import reason


def joined(texts) -> str:
    return BETWEEN.join(text for text in map(str, texts) if text)


# partners


def with_what_pages_show(found):
    """Organisations for an export."""
    units = Organisation.objects.public().prefetch_related("other_names")
    posts = Appointment.objects.filter(person__in=Person.objects.public()).select_related("person")
    return found.select_related("place", "parent").prefetch_related(
        "other_names",
        "identifiers",
        "parent__other_names",
        Prefetch("units", units, to_attr="shown_units"),
        Prefetch("appointments", posts.prefetch_related("person__other_names"), to_attr="shown_posts"),
    )


def as_partners(pks) -> list[Organisation]:
    """For an export, in the order of the ids."""
    found = with_what_pages_show(Organisation.objects.all()).in_bulk(list(pks))
    return [found[pk] for pk in pks]


def our_own() -> list[Organisation]:
    """Our own organisation and its units, which are no partners and yet on record."""
    own = Organisation.objects.public().filter(Q(is_home=True) | Q(parent__is_home=True))
    return list(with_what_pages_show(own.order_by("-is_home", "pk")))


def partners(request) -> Export:
    def url(organisation):
        return absolute(request, record_address("partners:partner", organisation))

    def identifier(scheme):
        return lambda organisation: joined(
            each.value for each in organisation.identifiers.all() if each.scheme == scheme
        )

    columns = [
        Column(_("Number"), lambda each: each.pk),
        *names_columns("name", _("Name")),
        Column(_("Other names"), lambda each: joined(name.value for name in shown_names(each))),
        Column(_("Kind"), lambda each: str(each.get_kind_display())),
        Column(_("Code of country or region"), lambda each: each.region),
        Column(_("Country or region"), lambda each: label(each.region)),
        Column(_("Place"), lambda each: str(each.place or "")),
        Column(_("Belongs to"), lambda each: str(parent_of(each) or "")),
        Column(_("Established"), lambda each: each.established),
        Column(_("State"), lambda each: str(each.get_status_display())),
        Column(_("Website"), lambda each: each.website),
        *(Column(str(Scheme(scheme).label), identifier(scheme)) for scheme in (Scheme.ROR, Scheme.WIKIDATA)),
        Column(_("Address"), url),
    ]

    return Export("partners", columns, partial(partner_item, at=partial(absolute, request)))


# agreements


NAMED_BY_PARTIES = ("organisation", "unit", "signatories__person", "signatories__on_behalf_of")


def as_agreements(found):
    """For an export: with everything that their pages show."""
    public = Agreement.objects.public()
    ties = AgreementRelation.objects.filter(target__in=public)
    milestones = Milestone.objects.select_related("place", "party")
    outcomes = Outcome.objects.select_related("organisation", "launches").prefetch_related("organisation__other_names")
    related = [
        public_parties(),
        *(f"shown_parties__{path}__other_names" for path in NAMED_BY_PARTIES),
        Prefetch("relations", ties, to_attr="shown_ties"),
        Prefetch("milestones", milestones),
        Prefetch("outcomes", outcomes),
        Prefetch("documents", AgreementDocument.objects.public(), to_attr="shown_documents"),
        "further_kinds",
    ]
    return found.select_related("signed_at", "renews", "umbrella").prefetch_related(*related)


def _titled(signatory) -> str:
    person = person_of(signatory.person)
    name = person["name"] if person else "" if signatory.person else signatory.name_as_reported
    return joined_words(name, first_name(signatory, "title_as_printed"))


def joined_words(name: str, title: str) -> str:
    return f"{name} ({title})" if name and title else name or title


def signed_for(party) -> str:
    signers = joined(_titled(signatory) for signatory in party.signatories.all())
    return f"{party.organisation}: {signers}" if signers else ""


def agreements(request) -> Export:
    def url(agreement):
        return absolute(request, record_address("partners:agreement", agreement))

    columns = [
        Column(_("Number"), lambda each: each.pk),
        *names_columns("title", _("Title")),
        Column(_("Kind"), lambda each: joined(row.get_kind_display() for row in kinds(each))),
        Column(_("Status"), lambda each: str(Status(each.status).label)),
        Column(_("Reason of the status"), reason),
        Column(_("Signed"), lambda each: each.signed),
        Column(_("Place of signing"), lambda each: str(each.signed_at or "")),
        Column(_("Parties"), lambda each: joined(party.organisation for party in each.shown_parties)),
        Column(_("Signed by"), lambda each: joined(map(signed_for, each.shown_parties))),
        Column(_("Takes effect"), lambda each: str(each.get_effective_rule_display())),
        Column(_("In effect from"), lambda each: each.effective),
        Column(_("Term"), lambda each: str(each.get_term_display())),
        Column(_("Last day"), lambda each: each.expires),
        Column(_("Renewal"), lambda each: str(each.get_renewal_display())),
        Column(_("Notice in months"), lambda each: each.notice_months),
        Column(_("Terminated"), lambda each: each.terminated),
        Column(_("Level"), lambda each: str(each.get_level_display())),
        Column(_("Address"), url),
    ]

    return Export("agreements", columns, partial(agreement_item, at=partial(absolute, request)))
