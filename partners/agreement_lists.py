"""Public lists of agreements: what their filters ask for, and what each filter would leave."""

from functools import cached_property
from operator import attrgetter

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.shared.filters import AnyDay, Asked, Further
from newsroom.shared.regions import regions
from partners.areas import area_labels
from partners.models import Agreement, Organisation, Party, Status
from partners.record import BILATERAL, HOLDING, MULTILATERAL, OF_OTHERS, ONCE, ORDERS, OURS, Record
from partners.vocabulary import AgreementKind

LISTED_ONCE = {"counted": ONCE}
# the sets of the record that each filter chooses from
SETS = {
    "kind": attrgetter("by_kind"),
    "status": attrgetter("by_status"),
    "region": attrgetter("by_region"),
    "year": attrgetter("by_year"),
    "parties": attrgetter("by_size"),
    "group": attrgetter("by_area"),
    "home": attrgetter("by_home"),
    "counted": attrgetter("by_doubt"),
}


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
        "sort": tuple(filter(None, ORDERS)),
    }
    return Asked(data, allowed)


def day_of(asked: Asked):
    """The day of the statuses."""
    return asked.day("day") or timezone.localdate()


class AgreementList:
    """Public agreements, as asked for. Several lists of one day can be found in one record."""

    def __init__(self, asked: Asked, record: Record | None = None):
        self.asked = asked
        self.record = record or Record(day_of(asked), asked["sort"])

    @cached_property
    def _left(self) -> dict[str, set[int]]:
        """By each filter that is asked for, what it leaves."""
        left = {name: sets(self.record).get(self.asked[name], set()) for name, sets in SETS.items() if self.asked[name]}
        if self.asked["q"]:
            left["q"] = _named(self.asked["q"])
        if self.asked["since"] or self.asked["until"]:
            left["span"] = self.record.signed_within(self.asked.day("since"), self.asked.day("until"))
        return left

    def without(self, name: str) -> set[int]:
        """What the other filters leave."""
        others = (pks for other, pks in self._left.items() if other != name)
        return set(self.record.agreements).intersection(*others)

    @cached_property
    def found(self) -> list[int]:
        """Their ids in order."""
        wanted = self.without("")
        return [pk for pk in self.record.agreements if pk in wanted]

    def rows(self, pks):
        """Of these ids, in order, each with its status."""
        found = Agreement.objects.public().with_public_status(self.record.day)
        return found.filter(pk__in=pks).order_by(*ORDERS[self.asked["sort"]])

    def counts(self, name: str) -> dict[str, int]:
        """How many agreements each value of a filter would leave."""
        left = self.without(name)
        return {value: len(pks & left) for value, pks in SETS[name](self.record).items()}

    def facets(self):
        labels = {region.code: region for region in regions().values()}
        holding = {HOLDING: _("In force, in all")}
        counted = {name: self.counts(name) for name in ("kind", "status", "region", "year", "parties")}
        years = {year: year for year in sorted({*counted["year"], self.asked["year"]}, reverse=True)}
        sizes = {BILATERAL: _("two"), MULTILATERAL: _("more than two")}
        facet = self.asked.facet
        return [
            facet("kind", _("Kind"), counted["kind"], dict(AgreementKind.choices)),
            facet("status", _("Status"), counted["status"], holding | dict(Status.choices)),
            facet("region", _("Country or region of a partner"), counted["region"], labels, by_label=True),
            facet("year", _("Signed in"), counted["year"], years),
            facet("parties", _("Parties"), counted["parties"], sizes),
        ]

    def further(self) -> Further:
        ours = {OURS: _("is a party"), OF_OTHERS: _("is no party")}
        asked = self.asked
        fields = (
            asked.facet("home", _("Our own organisation"), self.counts("home"), ours),
            asked.facet("group", _("Partner from"), self.counts("group"), area_labels()),
            asked.facet("counted", _("Possible duplicates"), self.counts("counted"), {ONCE: _("left out")}),
            asked.day_field("since", _("Signed from")),
            asked.day_field("until", _("Signed until")),
            asked.day_field("day", _("Status as of")),
        )
        return Further(fields)


def _named(text: str) -> set[int]:
    """Those with such a title, or with a party of such a name."""
    named = Organisation.objects.public().named(text, public=True)
    parties = Party.objects.filter(agreement=OuterRef("pk"), organisation__in=named)
    titled = Agreement.objects.named(text).order_by().values("pk")
    found = Agreement.objects.public().filter(Q(pk__in=titled) | Exists(parties))
    return set(found.order_by().values_list("pk", flat=True))
