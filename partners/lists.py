"""Public lists of partners: what their filters ask for, and what each filter would leave."""

from collections import Counter, defaultdict
from datetime import date
from functools import cached_property
from operator import attrgetter

from django.db.models import Case, OuterRef, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.shared.filters import AnyDay, Asked, Further
from newsroom.shared.names import columns_in_order, plain_rows
from newsroom.shared.regions import regions
from newsroom.shared.slugs import slugify
from partners.areas import area_labels
from partners.models import Organisation, OrganisationName, Status
from partners.models.names import read_reported_names
from partners.record import OURS, Record, Sets, sets
from partners.vocabulary import AgreementKind, Domicile, OrganisationKind

PARTNER_SORTS = ("region", "latest", "agreements")
# filters on what a partner has signed
OF_AGREEMENTS = {"status": attrgetter("by_status"), "agreement": attrgetter("by_kind")}


def asked_of_partners(data) -> Asked:
    allowed = {
        "q": None,
        "region": regions(),
        "kind": OrganisationKind.values,
        "status": Status.values,
        "agreement": AgreementKind.values,
        "group": area_labels(),
        "domicile": (Domicile.INTERNATIONAL.value,),
        "since": AnyDay(),
        "until": AnyDay(),
        "sort": PARTNER_SORTS,
    }
    return Asked(data, allowed)


class PartnerList:
    """Public partners, as asked for."""

    def __init__(self, asked: Asked, record: Record | None = None):
        self.asked = asked
        self.record = record or Record()

    # what filters choose from

    @cached_property
    def _sets(self) -> dict[str, Sets]:
        partners = self.record.partners.values()
        today = timezone.localdate()
        areas = {
            region: [area for area, belongs in self.record.areas.of(region) if belongs(today)]
            for region in {each.region for each in partners}
        }
        return {
            "region": sets((each.region, each.pk) for each in partners),
            "kind": sets((each.kind, each.pk) for each in partners),
            "domicile": sets((each.domicile, each.pk) for each in partners),
            "group": sets((area, each.pk) for each in partners for area in areas[each.region]),
        }

    @cached_property
    def _left(self) -> dict[str, set[int]]:
        """By each filter that is asked for, what it leaves."""
        asked = self.asked
        left = {name: found.get(asked[name], set()) for name, found in self._sets.items() if asked[name]}
        if asked["q"]:
            named = Organisation.objects.partners().named(asked["q"], public=True)
            left["q"] = set(named.order_by().values_list("pk", flat=True))
        if asked["since"] or asked["until"]:
            left["span"] = self._new(asked.day("since"), asked.day("until"))
        return left

    def _new(self, since: date | None, until: date | None) -> set[int]:
        """Those whose first agreement with us was signed between two days."""
        record = self.record
        ours = record.by_home[OURS]
        days = {pk: record.agreements[pk].signed_on for pk in ours}
        before = {pk for pk, day in days.items() if since and day and day < since}
        return _parties_to(record, ours & record.signed_within(since, until)) - _parties_to(record, before)

    def _agreements(self, without: str) -> set[int]:
        """Those that the filters on agreements leave: one and the same has both the status and the kind."""
        asked = self.asked
        names = [name for name in OF_AGREEMENTS if asked[name] and name != without]
        chosen = (OF_AGREEMENTS[name](self.record).get(asked[name], set()) for name in names)
        return set(self.record.agreements).intersection(*chosen)

    def without(self, name: str) -> set[int]:
        """What the other filters leave."""
        found = set(self.record.partners).intersection(*(pks for other, pks in self._left.items() if other != name))
        if any(self.asked[other] for other in OF_AGREEMENTS if other != name):
            found &= self._with_some(self._agreements(name))
        return found

    @cached_property
    def _partners_of(self) -> dict[int, list[int]]:
        """By agreement, the partners that have any role in it."""
        found = defaultdict(list)
        for agreement, organisation, _role in self.record.parties:
            if organisation in self.record.partners:
                found[agreement].append(organisation)
        return found

    def _with_some(self, agreements: set[int]) -> set[int]:
        """Partners with one of these agreements."""
        return set().union(*(self._partners_of[pk] for pk in agreements if pk in self._partners_of))

    def counts(self, name: str) -> dict[str, int]:
        """How many partners each value of a filter would leave."""
        left = self.without(name)
        if name not in OF_AGREEMENTS:
            return {value: len(pks & left) for value, pks in self._sets[name].items()}
        agreements = self._agreements(name)
        chosen = OF_AGREEMENTS[name](self.record)
        return {value: len(left & self._with_some(pks & agreements)) for value, pks in chosen.items()}

    # in order

    @cached_property
    def _numbers(self) -> Counter:
        """By partner, in how many agreements it has a role."""
        return Counter(organisation for _agreement, organisation, _role in self.record.parties)

    @cached_property
    def _latest(self) -> dict[int, date]:
        """By partner, when one of them was last signed."""
        found = {}
        for agreement, organisation, _role in self.record.parties:
            if day := self.record.agreements[agreement].signed_on:
                found[organisation] = max(day, found.get(organisation, day))
        return found

    @cached_property
    def found(self) -> list[int]:
        """Their ids in order. By name as the language writes it: Chinese by pinyin, which no database sorts by."""
        names = _names()
        wanted = sorted(self.without(""), key=lambda pk: (slugify(names.get(pk, ""), "~"), pk))
        labels = {code: slugify(region.label()) for code, region in regions().items()}
        partners = self.record.partners
        keys = {
            "region": lambda pk: labels.get(partners[pk].region, "~"),
            "latest": lambda pk: -self._latest.get(pk, date.min).toordinal(),
            "agreements": lambda pk: -self._numbers[pk],
        }
        return sorted(wanted, key=keys[self.asked["sort"]]) if self.asked["sort"] else wanted

    def rows(self, pks: list[int]) -> list[Organisation]:
        """What a page of the list shows, in the order of the ids."""
        found = Organisation.objects.select_related("place").in_bulk(pks)
        read_reported_names(found.values())
        for pk, organisation in found.items():
            organisation.agreement_count = self._numbers[pk]
        return [found[pk] for pk in pks]

    # filters

    def facets(self):
        labels = {region.code: region for region in regions().values()}
        facet, counts = self.asked.facet, self.counts
        return [
            facet("region", _("Country or region"), counts("region"), labels, by_label=True),
            facet("kind", _("Kind"), counts("kind"), dict(OrganisationKind.choices)),
            facet("status", _("Status of agreements"), counts("status"), dict(Status.choices)),
            facet("agreement", _("Kind of agreement"), counts("agreement"), dict(AgreementKind.choices)),
        ]

    def further(self) -> Further:
        asked, only = self.asked, {Domicile.INTERNATIONAL.value: _("only these")}
        fields = (
            asked.facet("group", _("Continent or group of countries"), self.counts("group"), area_labels()),
            asked.facet("domicile", _("International organisations"), self.counts("domicile"), only),
            asked.day_field("since", _("First agreement with us from")),
            asked.day_field("until", _("First agreement with us until")),
        )
        return Further(fields)


def _parties_to(record: Record, agreements: set[int]) -> set[int]:
    return {organisation for agreement, organisation in record.bound if agreement in agreements}


def _names() -> dict[int, str]:
    """The preferred name of each partner; where none is settled, the first that was reported."""
    reported = OrganisationName.objects.public().filter(organisation=OuterRef("pk")).order_by("pk").values("value")[:1]
    partners = Organisation.objects.partners().annotate(reported=Case(When(search_key="", then=Subquery(reported))))
    rows = plain_rows(partners.order_by(), "pk", *columns_in_order("name"), "reported")
    return {pk: next(filter(None, worded), "") for pk, *worded in rows}
