"""Who stands for an organisation: who holds or held a post there and who signed for it. Rooms above add what else they did for it.

Titles are kept as they were printed then. A name that is not reported, or not for readers, is missing; what was done is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import pgettext

from newsroom.shared.addresses import record_address
from newsroom.shared.partial_dates import PartialDate
from partners.models import Agreement, Appointment, Organisation, Person, Signatory
from partners.models.names import read_reported_names
from partners.vocabulary import AgreementStage, Capacity

LAST = 9999


@dataclass(frozen=True)
class Deed:
    """What somebody did for the organisation, under the title of that time."""

    what: str  # signed, chair
    row: Model
    titles: str  # the row's field with the title as printed then
    record: Model  # the agreement, the event
    field: str  # of the record's name
    url: str
    when: PartialDate | None


@dataclass
class Somebody:
    person: Person | None = None
    reported: str = ""  # the name, where the person is not settled
    posts: list[Appointment] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    @property
    def order(self):
        rank = min((post.protocol_rank or LAST for post in self.posts), default=LAST)
        is_known = bool(self.person or self.reported)
        return not is_known, not self.posts, rank, self.person.pk if self.person else LAST


class People(dict):
    """By person, or by the name as reported; all of whom no name is known are one."""

    def somebody(self, person: Person | None, reported: str) -> Somebody:
        shown = person if person and person.visibility == "public" else None
        name = "" if person else reported
        return self.setdefault(shown.pk if shown else name, Somebody(shown, name))

    def in_order(self) -> list[Somebody]:
        read_reported_names(each.person for each in self.values())
        for each in self.values():
            each.deeds.sort(key=lambda deed: (deed.when is None, deed.when and -deed.when.start.toordinal()))
        return sorted(self.values(), key=lambda each: each.order)


def posts_at(organisation: int) -> QuerySet:
    """The posts there of those whom readers may know."""
    posts = Appointment.objects.filter(organisation=organisation, person__in=Person.objects.public())
    return posts.select_related("person")


def signatures_for(organisation: int, day) -> QuerySet:
    """Who has signed for it by a day, under public agreements, the latest first."""
    signatures = Signatory.objects.filter(
        Q(party__organisation=organisation) | Q(party__unit=organisation),
        party__agreement__in=Agreement.objects.public().filter(stage=AgreementStage.SIGNED),
        party__organisation__in=Organisation.objects.public(),
    )
    by_now = signatures.exclude(party__agreement__signed_on__gt=day)
    latest = F("party__agreement__signed_on").desc(nulls_last=True)
    return by_now.select_related("person", "party__agreement").order_by(
        latest, "-party__agreement", "party__position", "party", "position", "pk"
    )


def people_of(posts: Iterable[Appointment], signatures: Iterable[Signatory]) -> People:
    people = People()
    for post in posts:
        people.somebody(post.person, "").posts.append(post)
    for row in signatures:
        agreement = row.party.agreement
        url = record_address("partners:agreement", agreement)
        words = (
            pgettext("somebody, an agreement", "signed")
            if row.capacity == Capacity.REPRESENTATIVE
            else row.get_capacity_display()
        )
        deed = Deed(words, row, "title_as_printed", agreement, "title", url, row.party.signed)
        people.somebody(row.person, row.name_as_reported).deeds.append(deed)
    return people
