"""Organisations and agreements for machines, in the words of schema.org. What comes in is what the page shows: public, and no more.

There is no word for an agreement; its signing is an action: the parties act, the signatories take part, the document is its object and
what is founded by it its result.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.shared.addresses import absolute, record_address
from newsroom.shared.jsonld import breadcrumbs, different, iri, node, office, page
from newsroom.shared.languages import public_languages, site_name
from newsroom.shared.names import column, first_name
from newsroom.shared.regions import REGIONS_OF_CHINA, regions
from newsroom.shared.together import Question
from partners.models import Agreement, ExternalId, Organisation, Person, Place
from partners.models.names import read_reported_names
from partners.models.status import Status
from partners.templatetags.partners import person_of, plain_title
from partners.vocabulary import AgreementStage, NameKind, OrganisationKind, OutcomeStatus, PartyRole

TYPES = {
    OrganisationKind.UNIVERSITY: "CollegeOrUniversity",
    OrganisationKind.SCHOOL: "EducationalOrganization",
    OrganisationKind.COMPANY: "Corporation",
    OrganisationKind.GOVERNMENT: "GovernmentOrganization",
    OrganisationKind.INSTITUTE: "ResearchOrganization",
}


def names(record, field: str = "name") -> list[str]:
    """In every language in which it has one, the page's first."""
    every = [getattr(record, column(field, code), "") or "" for code in settings.ALL_LANGUAGES]
    return different([first_name(record, field), *every])


def address(region: str, place: Place | None = None) -> dict:
    """Hong Kong, Macao and Taiwan are regions of China; other regions that are no countries stand under their label alone."""
    found = regions().get(region)
    if found is None:
        return {}
    country = "CN" if region in REGIONS_OF_CHINA else region if found.is_country else ""
    return node(
        type="PostalAddress",
        addressLocality=str(place) if place else "",
        addressRegion="" if found.is_country else found.label(),
        addressCountry=country,
    )


def place(found: Place) -> dict:
    geo = None
    if found.latitude is not None:
        geo = node(type="GeoCoordinates", latitude=float(found.latitude), longitude=float(found.longitude))
    return node(type="Place", name=str(found), address=address(found.region, found), geo=geo)


def _url(request, view_name: str, record) -> str:
    return absolute(request, record_address(view_name, record))


def named(request, organisation: Organisation) -> dict:
    """An organisation as others name it."""
    return node(
        type=TYPES.get(organisation.kind, "Organization"),
        id=iri(request, organisation),
        name=organisation.printed_name,
        url=_url(request, "partners:partner", organisation),
    )


def person(found: Person, **more) -> dict:
    first, *others = names(found) or [str(found)]
    return node(type="Person", name=first, alternateName=others, **more)


def organisation(request, found: Organisation, shown: dict) -> dict:
    """`shown` is what its page shows (partners/pages.py)."""
    identifiers = list(shown["identifiers"])
    others = [name.value for name in shown["other_names"] if name.kind != NameKind.WRONG]
    return node(
        **named(request, found),
        mainEntityOfPage=page(_url(request, "partners:partner", found)),
        alternateName=different([*names(found), *others], but=found.printed_name),
        sameAs=different([found.website, *(each.url for each in identifiers)]),
        identifier=[
            node(type="PropertyValue", propertyID=each.get_scheme_display(), value=each.value)
            for each in identifiers
            if not each.url
        ],
        foundingDate=str(found.established) if found.established else "",
        address=address(found.region, found.place),
        parentOrganization=named(request, shown["parent"]) if shown["parent"] else None,
        subOrganization=[named(request, unit) for unit in shown["units"]],
    )


def organisation_graph(request, found: Organisation, shown: dict) -> list[dict]:
    way = breadcrumbs(
        request,
        (_("Partners"), reverse("partners:partner_list")),
        (found.printed_name, record_address("partners:partner", found)),
    )
    return [organisation(request, found, shown), way]


def _ours() -> list[QuerySet]:
    return [
        Organisation.objects.public().filter(is_home=True),
        ExternalId.objects.filter(organisation__is_home=True),
    ]


OURS = Question(_ours)


def office_graph(request) -> list[dict]:
    """The office whose site this is, under its name in every language, as a part of the institution whose record it keeps."""
    found, identifiers = OURS.ask()
    read_reported_names(found)
    names_elsewhere = different([site_name(code) for code in public_languages()], but=site_name())
    whole = [
        node(**named(request, each), sameAs=different([each.website, *(known.url for known in identifiers)]))
        for each in found
    ]
    return [office(request, id=absolute(request, "/#office"), alternateName=names_elsewhere, parentOrganization=whole)]


def _action_status(agreement: Agreement) -> str:
    if agreement.stage == AgreementStage.ABANDONED:
        return "https://schema.org/FailedActionStatus"
    signed = agreement.stage == AgreementStage.SIGNED and agreement.status != Status.UPCOMING
    return f"https://schema.org/{'Completed' if signed else 'Potential'}ActionStatus"


def _document(agreement: Agreement, further_kinds) -> dict:
    title = plain_title(agreement)
    return node(
        type="CreativeWork",
        name=title,
        alternateName=different(names(agreement, "title"), but=title),
        genre=[str(each.get_kind_display()) for each in (agreement, *further_kinds) if each.kind != "not_reported"],
    )


def _signatories(request, parties) -> list[dict]:
    """Public persons alone; who is not known, or not public, is no person here."""
    return [
        person(
            signatory.person,
            jobTitle=different(names(signatory, "title_as_printed")),
            affiliation=named(request, party.organisation),
        )
        for party in parties
        for signatory in party.signatories.all()
        if signatory.person and person_of(signatory)
    ]


def _result(request, outcome) -> dict:
    if outcome.organisation:
        return named(request, outcome.organisation)
    if outcome.launches:
        later = outcome.launches
        url = _url(request, "partners:agreement", later)
        return node(type="Action", id=iri(request, later), name=plain_title(later), url=url)
    return node(type="Thing", name=first_name(outcome, "description"), description=str(outcome.get_kind_display()))


def agreement(request, found: Agreement, shown: dict) -> dict:
    """`shown` is what its page shows; the agreement has its public status."""
    url = _url(request, "partners:agreement", found)
    bound = [party for party in shown["parties"] if party.role == PartyRole.PARTY]
    beside = [party for party in shown["parties"] if party.role != PartyRole.PARTY]
    return node(
        type="Action",
        id=iri(request, found),
        name=plain_title(found),
        url=url,
        mainEntityOfPage=page(url),
        agent=[named(request, party.organisation) for party in bound],
        participant=[
            *_signatories(request, shown["parties"]),
            *(named(request, party.organisation) for party in beside),
        ],
        object=_document(found, shown["kinds"]),
        result=[_result(request, outcome) for outcome in shown["outcomes"] if outcome.status != OutcomeStatus.DROPPED],
        startTime=str(found.signed) if found.signed else "",
        location=place(found.signed_at) if found.signed_at else None,
        actionStatus=_action_status(found),
    )


def agreement_graph(request, found: Agreement, shown: dict) -> list[dict]:
    way = breadcrumbs(
        request,
        (_("Agreements"), reverse("partners:agreement_list")),
        (plain_title(found), record_address("partners:agreement", found)),
    )
    return [agreement(request, found, shown), way]
