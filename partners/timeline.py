"""What happened between us and an organisation, in one line of time. Rooms above add their own moments to it."""

import datetime
from dataclasses import dataclass

from newsroom.shared.addresses import record_address
from newsroom.shared.partial_dates import PartialDate
from partners.models import Milestone
from partners.models.status import UNSIGNED


@dataclass(frozen=True)
class Moment:
    when: PartialDate
    what: str  # a word before the name: Memorandum of understanding, Conference
    record: object
    field: str  # of the record's name
    url: str
    note: str = ""
    is_latest_day: bool = False  # it happened on that day or before

    @property
    def order(self) -> tuple[datetime.date, str]:
        return self.when.start, self.url


def moments(agreements) -> list[Moment]:
    """Signings and milestones of the public agreements given (with `shown_parties` or without), the latest first."""
    found = []
    for agreement in agreements:
        url = record_address("partners:agreement", agreement)
        if agreement.signed and agreement.stage not in UNSIGNED:
            found.append(Moment(agreement.signed, agreement.get_kind_display(), agreement, "title", url))
    by_id = {agreement.pk: agreement for agreement in agreements}
    for milestone in Milestone.objects.filter(agreement__in=by_id, party=None).select_related("place"):
        agreement = by_id[milestone.agreement_id]
        when = milestone.happened or PartialDate(milestone.not_after)
        url = record_address("partners:agreement", agreement)
        what = milestone.get_act_display()
        found.append(Moment(when, what, agreement, "title", url, is_latest_day=milestone.happened is None))
    return sorted(found, key=lambda moment: moment.order, reverse=True)
