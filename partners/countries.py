"""Countries and regions: how many partners and agreements each has. A table with bars and no map, which would need approval."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.shared.exports import Column, Export, absolute
from newsroom.shared.filters import Asked
from newsroom.shared.regions import Continent, Region, count, regions
from newsroom.shared.slugs import slugify
from newsroom.shared.tables import Line, Number, Table
from partners import agreement_lists, lists
from partners.agreement_lists import LISTED_ONCE
from partners.areas import area_labels
from partners.items import region_of
from partners.record import HOLDING, Record
from partners.vocabulary import Domicile

BY_NAME, BY_PARTNERS, BY_HOLDING, BY_AGREEMENTS = "name", "partners", "holding", "agreements"
SORTS = (BY_NAME, BY_PARTNERS, BY_HOLDING, BY_AGREEMENTS)
# as addresses have them; the tests of Hong Kong, Macao and Taiwan read every address too
COUNTRIES, OTHERS = "states", "others"
# the column of numbers by which each order sorts, and which is drawn
COLUMN = {BY_PARTNERS: 0, BY_HOLDING: 1, BY_AGREEMENTS: 2}


def asked_of_regions(data) -> Asked:
    return Asked(data, {"sort": SORTS, "of": (COUNTRIES, OTHERS)})


def sort_labels() -> list[tuple[str, str]]:
    return [
        ("", _("Continent")),
        (BY_NAME, _("Name")),
        (BY_PARTNERS, _("Number of partners")),
        (BY_HOLDING, _("Agreements in force")),
        (BY_AGREEMENTS, _("Number of agreements")),
    ]


@dataclass(frozen=True)
class Counts:
    """By code: of a country or region, or of a continent or group."""

    partners: dict[str, int]
    holding: dict[str, int]
    agreements: dict[str, int]

    def line(self, code: str, label: str, name: str, *, is_sum: bool = False) -> Line:
        """`name` is that of the filter which leaves what is counted."""

        def number(counts, view, **more):
            asked = {
                "partners:partner_list": lists.asked_of_partners,
                "partners:agreement_list": agreement_lists.asked_of_agreements,
            }[view]({name: code} | more)
            return Number(counts.get(code, 0), f"{reverse(view)}?{asked.query}")

        numbers = (
            number(self.partners, "partners:partner_list"),
            number(self.holding, "partners:agreement_list", status=HOLDING, **LISTED_ONCE),
            number(self.agreements, "partners:agreement_list", **LISTED_ONCE),
        )
        return Line(code, label, numbers, is_sum=is_sum)


class Counted:
    """Partners, agreements in force and all agreements of today's record. Possible doubles are counted once."""

    def __init__(self):
        holding = agreement_lists.asked_of_agreements({"status": HOLDING} | LISTED_ONCE)
        self.record = Record()
        self.lists = (
            lists.PartnerList(lists.asked_of_partners({}), self.record),
            agreement_lists.AgreementList(holding, self.record),
            agreement_lists.AgreementList(agreement_lists.asked_of_agreements(LISTED_ONCE), self.record),
        )

    def by_region(self) -> Counts:
        return Counts(*(each.counts("region") for each in self.lists))

    def by_area(self) -> Counts:
        return Counts(*(each.counts("group") for each in self.lists))

    def tally(self) -> dict[str, Number]:
        """Countries, other regions, partners in no country."""
        countries, others = count(each.region for each in self.record.partners.values())
        here = reverse("partners:region_list")
        partners = lists.PartnerList(lists.asked_of_partners({"domicile": Domicile.INTERNATIONAL}), self.record)
        asked = f"{reverse('partners:partner_list')}?{partners.asked.query}"
        return {
            "countries": Number(countries, f"{here}?of={COUNTRIES}"),
            "others": Number(others, f"{here}?of={OTHERS}"),
            "international": Number(len(partners.without("")), asked),
        }


def columns() -> tuple[tuple[str, str], ...]:
    return (("partners", _("Partners")), ("holding", _("In force")), ("agreements", _("Agreements")))


def asked_regions(counts: Counts, asked: Asked) -> list[Region]:
    """Those that have a partner. Below a continent, and where numbers are alike, by name."""
    wanted = {"": (True, False), COUNTRIES: (True,), OTHERS: (False,)}[asked["of"]]
    known = [each for code, each in regions().items() if counts.partners.get(code) and each.is_country in wanted]
    sort = asked["sort"]
    known.sort(key=lambda region: slugify(region.label()))
    if sort in COLUMN:
        numbers = (counts.partners, counts.holding, counts.agreements)[COLUMN[sort]]
        known.sort(key=lambda region: -numbers.get(region.code, 0))
    elif not sort:
        order = list(Continent)
        known.sort(key=lambda region: order.index(region.continent))
    return known


def region_table(counts: Counts, of_areas: Counts, shown: list[Region], asked: Asked) -> Table:
    """As a whole and unsorted, each continent stands above what belongs to it."""
    lines, continent = [], None
    for region in shown:
        if not asked and region.continent != continent:
            continent = region.continent
            lines.append(of_areas.line(continent.value, str(continent.label), "group", is_sum=True))
        lines.append(counts.line(region.code, region.label(), "region"))
    drawn = COLUMN.get(asked["sort"], 0)
    return Table("regions", _("Countries and regions"), _("Country or region"), columns(), tuple(lines), drawn=drawn)


def group_table(of_areas: Counts) -> Table:
    labels = area_labels().items()
    lines = [of_areas.line(code, label, "group") for code, label in labels if code not in Continent.values]
    return Table("groups", _("Groups of countries"), _("Group"), columns(), tuple(lines))


def export(request, counts: Counts) -> Export:
    def number(of, code):
        return getattr(counts, of).get(code, 0)

    names = [
        Column(_("Code of country or region"), lambda region: region.code),
        Column(_("Country or region"), lambda region: region.label()),
        Column(_("Continent"), lambda region: str(region.continent.label)),
    ]

    def address(place):
        return lambda region: absolute(request, counts.line(region.code, "", "region").numbers[place].address)

    numbers = [
        Column(heading, lambda region, of=of: number(of, region.code), address(place))
        for place, (of, heading) in enumerate(columns())
    ]

    def item(region):
        line = counts.line(region.code, region.label(), "region")
        pairs = zip(columns(), line.numbers, strict=True)
        return {
            "region": region_of(region.code),
            "continent": region.continent.value,
        } | {of: each.as_item(request) for (of, _heading), each in pairs}

    return Export("regions", [*names, *numbers], item)
