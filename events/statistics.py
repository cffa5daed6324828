"""What the statistics count: public records only, each number as the list behind it counts. Numbers that were reported are
quoted; only exact ones are added up."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from events import lists
from events.models import Figure
from events.reported import Participants, Quoted, figure_export, figures, participants, quoted
from events.vocabulary import EventKind, Measure
from newsroom.shared.exports import absolute, envelope_of
from newsroom.shared.languages import language_tag
from newsroom.shared.tables import Line, Number, Table
from partners.agreement_lists import LISTED_ONCE, AgreementList, asked_of_agreements
from partners.areas import area_labels
from partners.lists import PartnerList, asked_of_partners
from partners.models import Status
from partners.record import HOLDING, OF_OTHERS, OURS, Record
from partners.vocabulary import AgreementKind

SHOWN_FIGURES = 20
# on a day; what is not signed yet is no part of it
STATUSES = (
    Status.EXPIRING,
    Status.TACIT,
    Status.SIGNED,
    Status.AWAITING,
    Status.RENEWED,
    Status.EXPIRED,
    Status.TERMINATED,
)


@dataclass(frozen=True)
class Period:
    since: datetime.date
    until: datetime.date
    day: datetime.date

    @property
    def query(self) -> str:
        return urlencode(self.span | {"day": self.day.isoformat()})

    @property
    def span(self) -> dict[str, str]:
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


# agreements, with us and among others


class _Agreements:
    """Counts of the same agreements with us and among others, in two columns."""

    columns = (OURS, OF_OTHERS)

    def __init__(self, record: Record, **asked):
        self.asked = {home: asked | LISTED_ONCE | {"home": home} for home in self.columns}
        self.lists = {home: AgreementList(asked_of_agreements(asked), record) for home, asked in self.asked.items()}

    def numbers(self) -> dict[str, int]:
        return {home: len(listed.found) for home, listed in self.lists.items()}

    def counts(self, name: str) -> dict[str, dict[str, int]]:
        """Of each value of a filter."""
        return {home: listed.counts(name) for home, listed in self.lists.items()}

    def line(self, code: str, label: str, counts: dict[str, int], *, is_sum: bool = False, **more) -> Line:
        def address(home):
            query = asked_of_agreements(self.asked[home] | more).query
            return f"{reverse('partners:agreement_list')}?{query}"

        numbers = tuple(Number(counts.get(home, 0), address(home)) for home in self.columns)
        return Line(code, str(label), numbers, is_sum=is_sum)

    def lines(self, counts, name: str, labels) -> list[Line]:
        """A line for each value of a filter that has any."""
        rows = [(code, label, {home: counts[home].get(code, 0) for home in counts}) for code, label in labels.items()]
        return [self.line(code, label, row, **{name: code}) for code, label, row in rows if any(row.values())]

    def table(self, name: str, title: str, of: str, lines, note: str = "") -> Table:
        columns = ((OURS, _("With us")), (OF_OTHERS, _("Among others")))
        return Table(name, title, of, columns, tuple(lines), note)


def signed_tables(period: Period, record: Record) -> list[Table]:
    signed = _Agreements(record, **period.span)
    kinds, years, areas = map(signed.counts, ("kind", "year", "group"))
    total = signed.line("all", _("All"), signed.numbers(), is_sum=True)
    known_years = {year: year for year in sorted({*years[OURS], *years[OF_OTHERS]}, reverse=True)}
    return [
        signed.table(
            "signed_by_kind",
            _("Agreements signed, by kind"),
            _("Kind"),
            [total, *signed.lines(kinds, "kind", dict(AgreementKind.choices))],
            _("An agreement of several kinds counts under each of them."),
        ),
        signed.table(
            "signed_by_year",
            _("Agreements signed, by year"),
            _("Year"),
            [total, *signed.lines(years, "year", known_years)],
        ),
        signed.table(
            "signed_by_area",
            _("Agreements signed, by continent and group"),
            _("Partner from"),
            [total, *signed.lines(areas, "group", area_labels())],
            _(
                "An agreement counts for a group of which its partner’s country was a member on the day of signing. "
                "Our own country is left out of the groups."
            ),
        ),
    ]


def status_table(period: Period, record: Record) -> Table:
    then = _Agreements(record, day=period.day.isoformat())
    counts = then.counts("status")
    holding = then.line(
        HOLDING, _("In force, in all"), {home: counts[home][HOLDING] for home in counts}, is_sum=True, status=HOLDING
    )
    labels = {status.value: status.label for status in (Status.IN_FORCE, *STATUSES)}
    return then.table(
        "status",
        _("Agreements by status"),
        _("Status"),
        [holding, *then.lines(counts, "status", labels)],
        _("The status follows from the dates as they are known today."),
    )


def partner_table(period: Period, record: Record) -> Table:
    asked = asked_of_partners(period.span)
    number = Number(len(PartnerList(asked, record).without("")), f"{reverse('partners:partner_list')}?{asked.query}")
    return Table(
        "new_partners",
        _("New partners"),
        _("Partners"),
        (("partners", pgettext("how many", "Number")),),
        (Line("new", _("First agreement with us"), (number,), is_sum=True),),
    )


# events


def _events(period: Period, **more):
    return lists.asked_of_events(period.span | {"called_off": lists.LEFT_OUT} | more)


def _number(period: Period, value: int, **more) -> Number:
    return Number(value, f"{reverse('events:event_list')}?{_events(period, **more).query}")


def event_tables(period: Period, figures: list[Figure]) -> list[Table]:
    counts = lists.EventCounts(_events(period))
    kinds, directions, measures = counts.by_kind, counts.by_direction, Counter(row.measure for row in figures)
    columns = (("events", pgettext("how many", "Number")),)

    def lines(numbers, name, labels):
        found = [(code, str(label), numbers[code]) for code, label in labels.items() if numbers.get(code)]
        return [Line(code, label, (_number(period, value, **{name: code}),)) for code, label, value in found]

    total = Line("all", _("All"), (_number(period, sum(kinds.values())),), is_sum=True)
    visits = _number(period, kinds[EventKind.VISIT], kind=EventKind.VISIT)
    return [
        Table(
            "visits",
            _("Visits"),
            _("Direction"),
            columns,
            (Line("all", _("All"), (visits,), is_sum=True), *lines(directions, "direction", lists.directions())),
        ),
        Table(
            "events",
            _("Events by kind"),
            _("Kind"),
            columns,
            (total, *lines(kinds, "kind", dict(EventKind.choices))),
            _("Cancelled and postponed events are left out."),
        ),
        Table(
            "reported",
            _("Events that report a number"),
            _("Number of"),
            columns,
            tuple(lines(measures, "figure", {code: str(label).capitalize() for code, label in Measure.choices})),
        ),
    ]


class Statistics:
    """Everything that the page and its files say of a period."""

    def __init__(self, period: Period):
        self.period = period
        self.record = Record(period.day)

    @cached_property
    def signed(self) -> list[Table]:
        return [*signed_tables(self.period, self.record), partner_table(self.period, self.record)]

    @cached_property
    def status(self) -> Table:
        return status_table(self.period, self.record)

    @cached_property
    def events(self) -> list[Table]:
        return event_tables(self.period, self.figures)

    @cached_property
    def figures(self) -> list[Figure]:
        return list(figures(_events(self.period)))

    @property
    def quoted(self) -> list[Quoted]:
        return quoted(self.figures)[:SHOWN_FIGURES]

    @property
    def participants(self) -> Participants:
        return participants(self.figures, partial(_number, self.period))

    @property
    def tables(self) -> list[Table]:
        return [*self.signed, self.status, *self.events]

    def as_items(self, request) -> dict:
        """For machines; docs/exports.md describes it."""
        figure = figure_export(request).item
        return envelope_of("statistics", request) | {
            "since": self.period.since.isoformat(),
            "until": self.period.until.isoformat(),
            "as_of": self.period.day.isoformat(),
            "language": language_tag(get_language()),
            "page": absolute(request, f"{reverse('events:statistics')}?{self.period.query}"),
            "tables": [table.as_item(request) for table in self.tables],
            "participants": self.participants.as_item(request),
            "figures": [figure(row) for row in self.figures],
        }
