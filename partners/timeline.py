"""What happened between us and an organisation, in one line of time. Rooms above add their own moments to it."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.shared.addresses import record_address
from newsroom.shared.partial_dates import PartialDate, Precision
from partners.models import Milestone
from partners.models.status import UNSIGNED
from partners.vocabulary import AgreementKind


@dataclass(frozen=True)
class Moment:
    when: PartialDate
    what: str  # a word before the name: Memorandum of understanding, Conference
    record: object
    field: str = ""  # of the record's name
    url: str = ""
    title: str = ""  # where it is in one language, instead of a name
    language: str = ""
    note: str = ""  # behind it: cancelled
    is_latest_day: bool = False  # it happened on that day or before

    @property
    def year(self) -> str:
        return PartialDate(self.when.start, Precision.YEAR).display()

    @property
    def order(self) -> tuple[datetime.date, str]:
        return self.when.start, self.url


def moments(agreements) -> list[Moment]:
    """Signings and milestones of the public agreements given (with `shown_parties` or without), the latest first."""
    found = []
    for agreement in agreements:
        url = record_address("partners:agreement", agreement)
        if agreement.signed and agreement.stage not in UNSIGNED:
            is_known = agreement.kind != AgreementKind.NOT_REPORTED
            what = agreement.get_kind_display() if is_known else _("Agreement")
            found.append(Moment(agreement.signed, what, agreement, "title", url))
    by_id = {agreement.pk: agreement for agreement in agreements}
    for milestone in Milestone.objects.filter(agreement__in=by_id, party=None).select_related("place"):
        agreement = by_id[milestone.agreement_id]
        when = milestone.happened or PartialDate(milestone.not_after)
        url = record_address("partners:agreement", agreement)
        what = milestone.get_act_display()
        found.append(Moment(when, what, agreement, "title", url, is_latest_day=milestone.happened is None))
    return sorted(found, key=lambda moment: moment.order, reverse=True)
