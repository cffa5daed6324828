"""Public lists of partners and agreements: what their filters ask for, in a number of queries that does not grow."""

from collections import Counter
from operator import itemgetter

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from newsroom.shared.filters import Asked
from newsroom.shared.names import every_column, first_name
from newsroom.shared.regions import regions
from newsroom.shared.slugs import slugify
from partners.models import Agreement, Organisation, OrganisationName, Party, Status
from partners.vocabulary import AgreementKind, OrganisationKind, PartyRole, Visibility

BILATERAL, MULTILATERAL = "bilateral", "multilateral"
PARTNER_SORTS = ("region", "latest", "agreements")
AGREEMENT_SORTS = ("oldest", "ending")
PUBLIC_AGREEMENTS = Q(parties__agreement__visibility=Visibility.PUBLIC)


def asked_of_partners(request) -> Asked:
    allowed = {
        "q": None,
        "region": regions(),
        "kind": OrganisationKind.values,
        "status": Status.values,
        "agreement": AgreementKind.values,
        "sort": PARTNER_SORTS,
    }
    return Asked(request.GET, allowed)


def asked_of_agreements(request) -> Asked:
    allowed = {
        "q": None,
        "kind": AgreementKind.values,
        "status": Status.values,
        "region": regions(),
        "year": [str(year) for year in range(1000, 2200)],
        "parties": (BILATERAL, MULTILATERAL),
        "sort": AGREEMENT_SORTS,
    }
    return Asked(request.GET, allowed)


# partners


def of_kind(agreements, kind):
    """A cooperation agreement that founds a joint laboratory is of both kinds."""
    return agreements.filter(
        Q(kind=kind) | Q(pk__in=agreements.filter(further_kinds__kind=kind).order_by().values("pk"))
    )


def _wanted_agreements(asked: Asked, without: str):
    agreements = Agreement.objects.public().with_public_status()
    if asked["status"] and without != "status":
        agreements = agreements.filter(status=asked["status"])
    if asked["agreement"] and without != "agreement":
        agreements = of_kind(agreements, asked["agreement"])
    return agreements


def public_partners():
    """Public organisations other than our own and its parts."""
    return Organisation.objects.public().filter(is_home=False).exclude(parent__is_home=True)


def partners(asked: Asked, *, without: str = ""):
    """Public partners, as asked for; `without` leaves one filter out, to count what it would leave."""
    found = public_partners()
    if asked["q"] and without != "q":
        found = found.named(asked["q"], public=True)
    for name in ("region", "kind"):
        if asked[name] and without != name:
            found = found.filter(**{name: asked[name]})
    if (asked["status"] and without != "status") or (asked["agreement"] and without != "agreement"):
        agreements = _wanted_agreements(asked, without).order_by().values("pk")
        found = found.filter(Exists(Party.objects.filter(organisation=OuterRef("pk"), agreement__in=agreements)))
    return found


def sorted_partners(found, sort: str) -> list[int]:
    """Their ids in order. By name as the language writes it: Chinese by pinyin, which no database sorts by."""
    reported = OrganisationName.objects.public().filter(organisation=OuterRef("pk")).order_by("pk").values("value")[:1]
    rows = (
        found.annotate(
            reported=Subquery(reported),
            latest=Max("parties__agreement__signed_on", filter=PUBLIC_AGREEMENTS),
            number=Count("parties", filter=PUBLIC_AGREEMENTS, distinct=True),
        )
        .order_by()
        .only("pk", "region", *every_column(Organisation, "name"))
    )
    keyed = [
        {
            "pk": row.pk,
            "name": slugify(first_name(row, "name") or row.reported or "", "~"),
            "region": slugify(regions()[row.region].label()) if row.region else "~",
            "latest": -row.latest.toordinal() if row.latest else 0,
            "agreements": -row.number,
        }
        for row in rows
    ]
    keyed.sort(key=itemgetter("name", "pk"))
    if sort:
        keyed.sort(key=itemgetter(sort))
    return [each["pk"] for each in keyed]


def as_partner_rows(pks):
    """What a page of the list shows, in the order of the ids."""
    rows = Organisation.objects.annotate(
        agreement_count=Count("parties", filter=PUBLIC_AGREEMENTS, distinct=True),
        latest=Max("parties__agreement__signed_on", filter=PUBLIC_AGREEMENTS),
    )
    found = rows.select_related("place").prefetch_related("other_names").in_bulk(list(pks))
    return [found[pk] for pk in pks]


def partner_facets(asked: Asked):
    def counted(name):
        return Counter(partners(asked, without=name).order_by().values_list(name, flat=True))

    labels = {region.code: region for region in regions().values()}
    return [
        asked.facet("region", _("Country or region"), counted("region"), labels, by_label=True),
        asked.facet("kind", _("Kind"), counted("kind"), dict(OrganisationKind.choices)),
        asked.facet("status", _("Status of agreements"), _by_status(asked), dict(Status.choices)),
        asked.facet("agreement", _("Kind of agreement"), _by_agreement_kind(asked), dict(AgreementKind.choices)),
    ]


def _by_status(asked):
    organisations = partners(asked, without="status").order_by().values("pk")
    pairs = _wanted_agreements(asked, "status").filter(parties__organisation__in=organisations).order_by()
    return dict(pairs.values_list("status").annotate(Count("parties__organisation", distinct=True)))


def _by_agreement_kind(asked):
    organisations = partners(asked, without="agreement").order_by().values("pk")
    agreements = _wanted_agreements(asked, "agreement").order_by().values("pk")
    parties = Party.objects.filter(organisation__in=organisations, agreement__in=agreements).order_by()
    having = {}
    for field in ("agreement__kind", "agreement__further_kinds__kind"):
        for kind, organisation in parties.values_list(field, "organisation").distinct():
            having.setdefault(kind, set()).add(organisation)
    return {kind: len(found) for kind, found in having.items()}


# agreements


def agreements(asked: Asked, *, without: str = ""):
    found = Agreement.objects.public().with_public_status()
    shown = Organisation.objects.public()
    if asked["q"] and without != "q":
        parties = Party.objects.filter(agreement=OuterRef("pk"), organisation__in=shown.named(asked["q"], public=True))
        titled = Agreement.objects.named(asked["q"]).order_by().values("pk")
        found = found.filter(Q(pk__in=titled) | Exists(parties))
    if asked["kind"] and without != "kind":
        found = of_kind(found, asked["kind"])
    if asked["status"] and without != "status":
        found = found.filter(status=asked["status"])
    if asked["year"] and without != "year":
        found = found.filter(signed_on__year=asked["year"])
    if asked["region"] and without != "region":
        there = shown.filter(region=asked["region"])
        found = found.filter(Exists(Party.objects.filter(agreement=OuterRef("pk"), organisation__in=there)))
    if asked["parties"] and without != "parties":
        counted = Q(parties__role=PartyRole.PARTY, parties__organisation__in=shown)
        found = found.annotate(size=Count("parties", filter=counted, distinct=True))
        found = found.filter(size=2) if asked["parties"] == BILATERAL else found.filter(size__gt=2)
    return found


def sorted_agreements(found, sort: str):
    if sort == "ending":
        return found.order_by(F("last_day").asc(nulls_last=True), "pk")
    if sort == "oldest":
        return found.order_by(F("signed_on").asc(nulls_last=True), "pk")
    return found.order_by(F("signed_on").desc(nulls_last=True), "-pk")


def agreement_facets(asked: Asked):
    labels = {region.code: region for region in regions().values()}
    years = Counter(
        str(day.year)
        for day in agreements(asked, without="year").order_by().values_list("signed_on", flat=True)
        if day is not None
    )
    statuses = Counter(agreements(asked, without="status").order_by().values_list("status", flat=True))
    return [
        asked.facet("kind", _("Kind"), _kinds_of(asked), dict(AgreementKind.choices)),
        asked.facet("status", _("Status"), statuses, dict(Status.choices)),
        asked.facet("region", _("Country or region of a party"), _regions_of(asked), labels, by_label=True),
        asked.facet(
            "year", _("Signed in"), years, {year: year for year in sorted({*years, asked["year"]}, reverse=True)}
        ),
        asked.facet("parties", _("Parties"), _sizes_of(asked), {BILATERAL: _("two"), MULTILATERAL: _("more than two")}),
    ]


def _kinds_of(asked):
    found = agreements(asked, without="kind").order_by().values("pk")
    kinds = Agreement.objects.filter(pk__in=found).order_by()
    having = {}
    for field in ("kind", "further_kinds__kind"):
        for kind, pk in kinds.values_list(field, "pk").distinct():
            having.setdefault(kind, set()).add(pk)
    return {kind: len(pks) for kind, pks in having.items()}


def _regions_of(asked):
    found = agreements(asked, without="region").order_by().values("pk")
    parties = Party.objects.filter(agreement__in=found, organisation__in=Organisation.objects.public()).order_by()
    return dict(parties.values_list("organisation__region").annotate(Count("agreement", distinct=True)))


def _sizes_of(asked):
    found = agreements(asked, without="parties").order_by().values("pk")
    parties = Party.objects.filter(
        agreement__in=found, role=PartyRole.PARTY, organisation__in=Organisation.objects.public()
    )
    sizes = Counter(parties.values_list("agreement", flat=True))
    return Counter(BILATERAL if size == 2 else MULTILATERAL for size in sizes.values() if size > 1)
