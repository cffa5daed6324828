"""The public record as its lists need it: read once for a page, whole, in a few queries whose number does not grow with it.

What an address asks for is then found and counted in memory. A filter and the number beside it read the same set, so they cannot
differ; and none of the questions is put to the database once for each facet.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from newsroom.shared.names import plain_rows
from partners.areas import Areas
from partners.models import Agreement, FurtherKind, Organisation, Party
from partners.models.status import IN_FORCE
from partners.vocabulary import PartyRole

BILATERAL, MULTILATERAL = "bilateral", "multilateral"
# a party is our own organisation, or none is
OURS, OF_OTHERS = "party", "other"
# in force, whether it ends soon, renews itself or neither
HOLDING = "holding"
ONCE = "once"
# of agreements; what is not known stands last
ORDERS = {
    "": (F("signed_on").desc(nulls_last=True), "-pk"),
    "oldest": (F("signed_on").asc(nulls_last=True), "pk"),
    "ending": (F("last_day").asc(nulls_last=True), "pk"),
}

Sets = dict[Hashable, set[int]]


class AgreementRow(NamedTuple):
    pk: int
    kind: str
    signed_on: datetime.date | None
    status: str
    is_doubtful: bool


class OrganisationRow(NamedTuple):
    pk: int
    kind: str
    region: str
    domicile: str
    is_home: bool
    is_partner: bool


class Record:
    """On a day, which decides the statuses. Agreements stand in one of the ORDERS."""

    def __init__(self, day: datetime.date | None = None, order: str = ""):
        self.day = day or timezone.localdate()
        self.order = order
        self._signed_within: dict[tuple, set[int]] = {}

    # rows

    @cached_property
    def agreements(self) -> dict[int, AgreementRow]:
        doubtful = Agreement.objects.publicly_doubtful().filter(pk=OuterRef("pk"))
        rows = Agreement.objects.public().with_public_status(self.day).annotate(is_doubtful=Exists(doubtful))
        rows = rows.order_by(*ORDERS[self.order])
        return {row[0]: AgreementRow._make(row) for row in plain_rows(rows, *AgreementRow._fields)}

    @cached_property
    def organisations(self) -> dict[int, OrganisationRow]:
        partners = Organisation.objects.partners().filter(pk=OuterRef("pk"))
        rows = Organisation.objects.public().annotate(is_partner=Exists(partners)).order_by()
        return {row[0]: OrganisationRow._make(row) for row in plain_rows(rows, *OrganisationRow._fields)}

    @cached_property
    def partners(self) -> dict[int, OrganisationRow]:
        return {pk: row for pk, row in self.organisations.items() if row.is_partner}

    @cached_property
    def home(self) -> OrganisationRow | None:
        return next((row for row in self.organisations.values() if row.is_home), None)

    @cached_property
    def parties(self) -> list[tuple[int, int, str]]:
        """(agreement, organisation, role). What is public is sifted here: asked to do it, SQLite tries each with each."""
        rows = Party.objects.order_by().values_list("agreement", "organisation", "role")
        return [row for row in rows if row[0] in self.agreements and row[1] in self.organisations]

    @cached_property
    def bound(self) -> list[tuple[int, int]]:
        """(agreement, organisation) where the organisation is a party in the strict sense."""
        return [(agreement, organisation) for agreement, organisation, role in self.parties if role == PartyRole.PARTY]

    # agreements by what they can be filtered by

    @cached_property
    def by_kind(self) -> Sets:
        """A cooperation agreement that founds a joint laboratory is of both kinds."""
        found = sets((row.kind, row.pk) for row in self.agreements.values())
        for pk, kind in FurtherKind.objects.order_by().values_list("agreement", "kind"):
            if pk in self.agreements:
                found[kind].add(pk)
        return found

    @cached_property
    def by_status(self) -> Sets:
        found = sets((row.status, row.pk) for row in self.agreements.values())
        found[HOLDING] = set().union(*(found[status] for status in IN_FORCE))
        return found

    @cached_property
    def by_year(self) -> Sets:
        return sets((str(row.signed_on.year), row.pk) for row in self.agreements.values() if row.signed_on)

    @cached_property
    def _partners_in(self) -> list[tuple[int, str]]:
        """(agreement, region) of each partner. Without ourselves: our country is that of all our agreements."""
        return [(pk, self.partners[each].region) for pk, each in self.bound if each in self.partners]

    @cached_property
    def by_region(self) -> Sets:
        return sets((region, pk) for pk, region in self._partners_in)

    @cached_property
    def areas(self) -> Areas:
        return Areas(self.home.region if self.home else "")

    @cached_property
    def by_area(self) -> Sets:
        """From there when the agreement was signed; on the record's day, where nothing says when that was."""
        found, days = defaultdict(set), {pk: row.signed_on or self.day for pk, row in self.agreements.items()}
        for region, pks in self.by_region.items():
            for area, belongs in self.areas.of(region):
                found[area].update(pk for pk in pks if belongs(days[pk]))
        return found

    @cached_property
    def by_size(self) -> Sets:
        sizes = Counter(pk for pk, _organisation in self.bound)
        return sets((BILATERAL if size == 2 else MULTILATERAL, pk) for pk, size in sizes.items() if size > 1)

    @cached_property
    def by_home(self) -> Sets:
        home = self.home.pk if self.home else None
        ours = {pk for pk, organisation in self.bound if organisation == home}
        return {OURS: ours, OF_OTHERS: self.agreements.keys() - ours}

    @cached_property
    def by_doubt(self) -> Sets:
        return {ONCE: {pk for pk, row in self.agreements.items() if not row.is_doubtful}}

    def signed_within(self, since: datetime.date | None, until: datetime.date | None) -> set[int]:
        span = since, until
        if span not in self._signed_within:
            found = Agreement.objects.public().signed_within(*span).order_by().values_list("pk", flat=True)
            self._signed_within[span] = set(found)
        return self._signed_within[span]


def sets(pairs: Iterable[tuple[Hashable, int]]) -> Sets:
    found = defaultdict(set)
    for value, pk in pairs:
        found[value].add(pk)
    return found
