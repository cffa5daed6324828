"""Public lists of partners and agreements: what their filters ask for, in a number of queries that does not grow."""

from collections import Counter
from operator import itemgetter

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.shared.filters import AnyDay, Asked, Further
from newsroom.shared.names import every_column, first_name
from newsroom.shared.regions import regions
from newsroom.shared.slugs import slugify
from partners.areas import area_labels, at_signing, codes_of, our_region
from partners.models import Agreement, Organisation, OrganisationName, Party, Status
from partners.models.status import IN_FORCE
from partners.vocabulary import AgreementKind, OrganisationKind, PartyRole, Visibility

BILATERAL, MULTILATERAL = "bilateral", "multilateral"
# a party is our own organisation, or none is
OURS, OF_OTHERS = "party", "other"
# in force, whether it ends soon, renews itself or neither
HOLDING = "holding"
ONCE = "once"
LISTED_ONCE = {"counted": ONCE}
PARTNER_SORTS = ("region", "latest", "agreements")
AGREEMENT_SORTS = ("oldest", "ending")
PUBLIC_AGREEMENTS = Q(parties__agreement__visibility=Visibility.PUBLIC)


def asked_of_partners(data) -> Asked:
    allowed = {
        "q": None,
        "region": regions(),
        "kind": OrganisationKind.values,
        "status": Status.values,
        "agreement": AgreementKind.values,
        "group": area_labels(),
        "since": AnyDay(),
        "until": AnyDay(),
        "sort": PARTNER_SORTS,
    }
    return Asked(data, allowed)


def asked_of_agreements(data) -> Asked:
    allowed = {
        "q": None,
        "kind": AgreementKind.values,
        "status": (HOLDING, *Status.values),
        "region": regions(),
        "year": [str(year) for year in range(1000, 2200)],
        "parties": (BILATERAL, MULTILATERAL),
        "group": area_labels(),
        "home": (OURS, OF_OTHERS),
        "counted": (ONCE,),
        "since": AnyDay(),
        "until": AnyDay(),
        "day": AnyDay(),
        "sort": AGREEMENT_SORTS,
    }
    return Asked(data, allowed)


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


def partners(asked: Asked, *, without: str = ""):
    """Public partners, as asked for; `without` leaves one filter out, to count what it would leave."""
    found = Organisation.objects.partners()
    if asked["q"] and without != "q":
        found = found.named(asked["q"], public=True)
    for name in ("region", "kind"):
        if asked[name] and without != name:
            found = found.filter(**{name: asked[name]})
    if asked["group"] and without != "group":
        found = found.filter(region__in=codes_of(asked["group"], timezone.localdate()))
        found = found.exclude(region__in=our_region(asked["group"]))
    if asked["since"] or asked["until"]:
        found = _new(found, asked.day("since"), asked.day("until"))
    if (asked["status"] and without != "status") or (asked["agreement"] and without != "agreement"):
        agreements = _wanted_agreements(asked, without).order_by().values("pk")
        found = found.filter(Exists(Party.objects.filter(organisation=OuterRef("pk"), agreement__in=agreements)))
    return found


def _new(found, since, until):
    """Those whose first agreement with us was signed between two days."""
    ours = Agreement.objects.public().of_public_home().order_by()
    parties = Party.objects.filter(role=PartyRole.PARTY).order_by()
    then = parties.filter(agreement__in=ours.signed_within(since, until).values("pk"))
    found = found.filter(pk__in=then.values("organisation"))
    if since is None:
        return found
    before = parties.filter(agreement__in=ours.filter(signed_on__lt=since).values("pk"))
    return found.exclude(pk__in=before.values("organisation"))


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


def further_partner_filters(asked: Asked) -> Further:
    fields = (
        asked.facet("group", _("Continent or group of countries"), partners_by_area(asked), area_labels()),
        asked.day_field("since", _("First agreement with us from")),
        asked.day_field("until", _("First agreement with us until")),
    )
    return Further(fields)


def partners_by_area(asked: Asked) -> dict[str, int]:
    today, found = timezone.localdate(), partners(asked, without="group").order_by()
    counts = {
        area: Count("pk", filter=Q(region__in=codes_of(area, today)) & ~Q(region__in=our_region(area)), distinct=True)
        for area in area_labels()
    }
    return found.aggregate(**counts)


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


def day_of(asked: Asked):
    """The day of the statuses."""
    return asked.day("day") or timezone.localdate()


def partners_in(agreements):
    """Partners, once for each agreement that they are a party to. Without ourselves: our country is that of all our agreements."""
    parties = Q(parties__role=PartyRole.PARTY, parties__agreement__in=agreements)
    return Organisation.objects.partners().filter(parties).order_by()


def with_partner(agreements, condition: Q):
    """Agreements with a partner of which this holds."""
    here = Q(parties__role=PartyRole.PARTY, parties__agreement=OuterRef("pk"))
    return agreements.filter(Exists(Organisation.objects.partners().filter(here & condition).order_by()))


def agreements(asked: Asked, *, without: str = ""):
    found = Agreement.objects.public().with_public_status(asked.day("day"))
    shown = Organisation.objects.public()
    if asked["q"] and without != "q":
        parties = Party.objects.filter(agreement=OuterRef("pk"), organisation__in=shown.named(asked["q"], public=True))
        titled = Agreement.objects.named(asked["q"]).order_by().values("pk")
        found = found.filter(Q(pk__in=titled) | Exists(parties))
    if asked["kind"] and without != "kind":
        found = of_kind(found, asked["kind"])
    if asked["status"] and without != "status":
        found = found.filter(status__in=IN_FORCE if asked["status"] == HOLDING else [asked["status"]])
    found = found.signed_within(asked.day("since"), asked.day("until"))
    if asked["counted"] and without != "counted":
        found = found.publicly_counted()
    if asked["home"] and without != "home":
        ours = Agreement.objects.of_public_home().order_by().values("pk")
        found = found.filter(pk__in=ours) if asked["home"] == OURS else found.exclude(pk__in=ours)
    if asked["group"] and without != "group":
        found = with_partner(found, at_signing(asked["group"], day_of(asked)))
    if asked["year"] and without != "year":
        found = found.filter(signed_on__year=asked["year"])
    if asked["region"] and without != "region":
        found = with_partner(found, Q(region=asked["region"]))
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
    years = by_year(asked)
    holding = {HOLDING: _("In force, in all")}
    return [
        asked.facet("kind", _("Kind"), by_kind(asked), dict(AgreementKind.choices)),
        asked.facet("status", _("Status"), by_status(asked), holding | dict(Status.choices)),
        asked.facet("region", _("Country or region of a partner"), by_region(asked), labels, by_label=True),
        asked.facet(
            "year", _("Signed in"), years, {year: year for year in sorted({*years, asked["year"]}, reverse=True)}
        ),
        asked.facet("parties", _("Parties"), _sizes_of(asked), {BILATERAL: _("two"), MULTILATERAL: _("more than two")}),
    ]


def further_agreement_filters(asked: Asked) -> Further:
    ours = {OURS: _("is a party"), OF_OTHERS: _("is no party")}
    fields = (
        asked.facet("home", _("Our own organisation"), _by_home(asked), ours),
        asked.facet("group", _("Partner from"), by_area(asked), area_labels()),
        asked.facet("counted", _("Possible duplicates"), _by_doubt(asked), {ONCE: _("left out")}),
        asked.day_field("since", _("Signed from")),
        asked.day_field("until", _("Signed until")),
        asked.day_field("day", _("Status as of")),
    )
    return Further(fields)


def _by_home(asked):
    found = agreements(asked, without="home").order_by()
    ours = found.of_public_home().count()
    return {OURS: ours, OF_OTHERS: found.count() - ours}


def _by_doubt(asked):
    return {ONCE: agreements(asked, without="counted").order_by().publicly_counted().count()}


def by_status(asked: Asked) -> Counter:
    found = Counter(agreements(asked, without="status").order_by().values_list("status", flat=True))
    found[HOLDING] = sum(found[status] for status in IN_FORCE)
    return found


def by_year(asked: Asked) -> Counter:
    days = agreements(asked, without="year").order_by().values_list("signed_on", flat=True)
    return Counter(str(day.year) for day in days if day is not None)


def by_area(asked: Asked) -> dict[str, int]:
    found = agreements(asked, without="group").order_by().values("pk")
    day = day_of(asked)
    counts = {area: Count("parties__agreement", filter=at_signing(area, day), distinct=True) for area in area_labels()}
    return partners_in(found).aggregate(**counts)


def by_kind(asked: Asked) -> dict[str, int]:
    found = agreements(asked, without="kind").order_by().values("pk")
    kinds = Agreement.objects.filter(pk__in=found).order_by()
    having = {}
    for field in ("kind", "further_kinds__kind"):
        for kind, pk in kinds.values_list(field, "pk").distinct():
            having.setdefault(kind, set()).add(pk)
    return {kind: len(pks) for kind, pks in having.items()}


def by_region(asked: Asked) -> dict[str, int]:
    found = agreements(asked, without="region").order_by().values("pk")
    regions_found = partners_in(found).values("region").annotate(number=Count("parties__agreement", distinct=True))
    return {row["region"]: row["number"] for row in regions_found}


def _sizes_of(asked):
    found = agreements(asked, without="parties").order_by().values("pk")
    parties = Party.objects.filter(
        agreement__in=found, role=PartyRole.PARTY, organisation__in=Organisation.objects.public()
    )
    sizes = Counter(parties.values_list("agreement", flat=True))
    return Counter(BILATERAL if size == 2 else MULTILATERAL for size in sizes.values() if size > 1)
