"""Events from a table: names, days, places, who organised, figures."""

import re
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.calendar import IN_CALENDARS
from events.exports import as_events, event_item, roles_of, whole_figures
from events.import_columns import DIRECTIONS, FIELDS, KINDS, MODES, NAMES, OF_ROLE, ROLES, STATUSES, VENUES
from events.import_people import PeopleRows
from events.import_written import counted, days_of, edition_of, figure_of
from events.models import Event, EventSeries, Figure, Involvement
from events.vocabulary import Direction, EventKind, EventStatus, Measure, Mode, OrganisationRole, VisitLevel
from newsroom.shared.folding import BAR, fold, fold_all
from newsroom.shared.names import every_column
from newsroom.shared.partial_dates import PartialDate
from newsroom.shared.regions import label
from partners.importing.columns import choice_of, number_of, region_of, text_of
from partners.importing.draft import Draft, RowRefused
from partners.importing.engine import Importer, as_exported
from partners.importing.matching import Organisations, Places, agrees, not_this_one, number_in, script, several
from partners.importing.organisations import website
from partners.importing.rows import Rows
from partners.importing.written import NotUnderstood, date_of, listed, overlap
from partners.vocabulary import Visibility


class EventImporter(Importer):
    name, label, model, fields = "events", gettext_lazy("Events"), Event, FIELDS
    beside = {"people": gettext_lazy("People"), "received_by": gettext_lazy("Received by")}
    export = staticmethod(event_item)
    reads = {
        "names": tuple(NAMES),
        "short_names": tuple(every_column(Event, "short_name")),
        "themes": tuple(every_column(Event, "theme")),
        "venues": tuple(VENUES),
        "kind": ("kind",),
        "status": ("status",),
        "series": ("series",),
        "edition": ("edition",),
        "start": ("start",),
        "end": ("end",),
        "mode": ("mode",),
        "place": ("place",),
        "website": ("website",),
        "direction": ("direction",),
        "received_by": ("received_by",),
        "visit_level": ("visit_level",),
        "headcount": ("headcount",),
        "organisations": ("organisations",),
        "people": ("people",),
        "figures": ("figures",),
    }
    follows = ("url", "sources", "time_zone")

    def __init__(self, **options):
        super().__init__(**options)
        self.organisations = Organisations(may_add=self.add_organisations)
        self.places = Places()
        self.people = PeopleRows(Rows(self.organisations, self.places))
        self.series = list(EventSeries.objects.all())
        self.names = defaultdict(set)
        self.starts: dict[int, PartialDate | None] = {}
        for event in Event.objects.order_by("pk").only("search_key", "start_on", "start_on_precision"):
            self.starts[event.pk] = event.start
            for name in filter(None, event.search_key.split(BAR)):
                self.names[name].add(event.pk)

    def load(self, pks):
        # readers see the public organisations only, and they are not all that are there
        everybody = Prefetch("involvements", Involvement.objects.order_by("pk"), to_attr="all_involvements")
        return as_events(Event.objects.filter(pk__in=pks)).prefetch_related(everybody).in_bulk()

    # which record

    def identify(self, cells):
        given = [text_of(cells[key]) for key in ("any_name", *NAMES) if cells.get(key)]
        if number := number_in(cells):
            record = Event.objects.filter(pk=number).first()
            if record is None:
                raise RowRefused("id", _("There is no event number %(number)d.") % {"number": number})
            if not agrees(given, record):
                raise not_this_one("id", number, record, given)
            return number, None
        if not given:
            raise RowRefused("any_name", _("Give a name in at least one language."))
        start = self._start(cells)
        found = set().union(*(self.names.get(fold(name), set()) for name in given))
        if start:
            found = {pk for pk in found if not self.starts[pk] or overlap(start, self.starts[pk])}
        if len(found) > 1:
            events = Event.objects.in_bulk(found)
            raise RowRefused("any_name", several(given[0], [events[pk] for pk in sorted(found)]))
        return next(iter(found), None), (fold(given[0]), str(start))

    def _start(self, cells: dict) -> PartialDate | None:
        for key, read in (("start", date_of), ("period", lambda cell: days_of(cell)[0])):
            try:
                if cells.get(key):
                    return read(cells[key])
            except NotUnderstood:
                continue
        return None

    # what it says

    def fill(self, draft: Draft):
        record = draft.record
        if draft.is_new:
            record.visibility = Visibility.INTERNAL
        for name in every_column(Event, "short_name") + every_column(Event, "theme"):
            draft.take_text(name, name)
        self._worded(
            draft, "any_name", NAMES, _("It has another name in this language. Use the column of the language.")
        )
        self._worded(
            draft, "any_venue", VENUES, _("It has another venue in this language. Use the column of the language.")
        )
        draft.take("kind", "kind", choice_of(EventKind, KINDS))
        self._series(draft)
        self._days(draft)
        draft.take("status", "status", choice_of(EventStatus, STATUSES))
        if draft.is_new and draft.cell("status") is None and record.start and is_over(record):
            draft.set("status", "status", EventStatus.HELD)
        draft.take("mode", "mode", choice_of(Mode, MODES))
        self._place(draft)
        self._visit(draft)
        draft.take("website", "website", website, empty="")
        draft.take_text("note", "note")
        self._organisations(draft)
        self._figures(draft)
        if draft.item:
            self.people.fill(draft)
        if not draft.is_new and IN_CALENDARS & {*draft.new, *(f"{name}_on" for name in draft.new)}:
            record.calendar_sequence += 1

    def _worded(self, draft: Draft, key: str, names: list[str], refusal: str):
        for name in names:
            draft.take_text(name, name)
        cell = draft.cell(key)
        if cell is None or fold(text_of(cell)) in {fold(getattr(draft.record, name) or "") for name in names}:
            return
        name = f"{key.removeprefix('any_')}_{script(cell)}"
        if getattr(draft.record, name):
            draft.refuse(key, refusal)
        else:
            draft.take_text(key, name)

    def _series(self, draft: Draft):
        cell = draft.cell("series")
        if cell is not None:
            folded = fold(cell)
            found = [
                each
                for each in self.series
                if cell == f"#{each.pk}"
                or folded in fold_all(getattr(each, name) for name in every_column(EventSeries, "name")).split(BAR)
            ]
            if len(found) == 1:
                draft.set("series", "series", found[0])
            elif found:
                draft.refuse("series", several(cell, found))
            else:
                draft.refuse("series", _("There is no series “%(name)s”. Enter it first.") % {"name": cell[:60]})
        draft.take("edition", "edition", edition_of)

    def _days(self, draft: Draft):
        if (cell := draft.cell("period")) is not None:
            try:
                start, end = days_of(cell)
                draft.set("period", "start", start)
                draft.set("period", "end", end)
            except NotUnderstood as error:
                draft.refuse("period", error)
        draft.take("start", "start", date_of)
        draft.take("end", "end", date_of)
        # no column moves the hours: what is wrong with them comes of the day that was moved
        columns = draft.columns
        for name, days in (("start_at", ("start",)), ("end_at", ("end", "start"))):
            if key := next((columns[day] for day in days if day in columns), None):
                columns[name] = key

    def rules(self, draft: Draft):
        """The sessions that have hours stay on the days of the event."""
        if key := draft.columns.get("end_at"):
            for session in draft.record.sessions.all() if draft.record.pk else ():
                try:
                    session.clean()
                except ValidationError as error:
                    draft.refuse(key, f"{session}: {' '.join(error.messages)}")

    def _place(self, draft: Draft):
        region = ""
        if (cell := draft.cell("region")) is not None:
            try:
                region = region_of(cell)
            except NotUnderstood as error:
                draft.refuse("region", error)
        stored = draft.record.place
        draft.take_record("place", "place", lambda name: self.places.one(name, region=region, stored=stored))
        place = draft.record.place
        if region and place and place.region != region:
            text = _("“%(name)s” is in another country or region: %(region)s.")
            draft.refuse("region", text % {"name": place, "region": label(place.region)})
        elif region and not place:
            draft.notes.append(_("The country or region is kept with a place alone: give the place too."))

    def _visit(self, draft: Draft):
        record = draft.record
        draft.take("direction", "direction", choice_of(Direction, DIRECTIONS), empty="")
        draft.take("visit_level", "visit_level", choice_of(VisitLevel), empty="")
        draft.take("headcount", "headcount", number_of)
        if record.kind == EventKind.VISIT and not record.direction:
            words = DIRECTIONS.get(fold(str(draft.cell("kind") or "")))
            draft.set("direction", "direction", words or Direction.NOT_REPORTED)
        elif record.kind != EventKind.VISIT and "kind" in draft.columns and draft.cell("direction") is None:
            draft.set("direction", "direction", "")

    def _organisations(self, draft: Draft):
        record = draft.record
        stored = record.all_involvements if record.pk else []
        known = {(row.role, row.organisation_id) for row in stored if row.session_id is None}
        asked = []
        if not as_exported(draft, "organisations", lambda: roles_of(record)):
            asked += [("organisations", *pair) for pair in self._with_roles(draft)]
        for role in OF_ROLE:
            if (cell := draft.cell(role)) is not None:
                asked += [(role, role, name) for name in listed(cell, self.organisations.is_known)]
        for key, role, name in asked:
            try:
                organisation = draft.need(self.organisations.one(text_of(name)))
            except NotUnderstood as error:
                draft.refuse(key, error)
                continue
            if (role, organisation.pk or organisation) in known:
                continue
            known.add((role, organisation.pk or organisation))
            row = Involvement(event=record, organisation=organisation, role=role, position=len(known))
            draft.add(key, row, str(row))
        if asked and draft.item is None and draft.cell("organisations") is not None and record.pk:
            named = {fold(name) for _key, _role, name in asked}
            whole = [row for row in record.involvements.all() if row.session_id is None]
            left = [row for row in whole if fold(str(row.organisation)) not in named]
            pks = {pk for _key, _role, name in asked for pk in self.organisations.called(text_of(name))}
            draft.keep("organisations", [str(row.organisation) for row in left if row.organisation_id not in pks])

    def _with_roles(self, draft: Draft):
        """Pairs of a role and an organisation."""
        for part in listed(draft.cell("organisations") or [], lambda part: False):
            role, colon, name = re.sub("：", ":", part, count=1).partition(":")
            try:
                if not colon:
                    raise NotUnderstood(_("Write the role before the name: “hosted by: University”."))
                yield choice_of(OrganisationRole, ROLES)(role), name.strip()
            except NotUnderstood as error:
                draft.refuse("organisations", error)

    def _figures(self, draft: Draft):
        record = draft.record
        stored = {row.measure: row for row in record.figures.all() if row.session_id is None} if record.pk else {}
        asked = []
        if not as_exported(draft, "figures", lambda: whole_figures(record)):
            asked += [("figures", part, None) for part in listed(draft.cell("figures") or [], lambda part: False)]
        if (cell := draft.cell("participants")) is not None:
            asked.append(("participants", cell, Measure.PARTICIPANTS))
        for key, text, measure in asked:
            try:
                found = counted(text) if measure else figure_of(text)
            except NotUnderstood as error:
                draft.refuse(key, error)
                continue
            qualifier, value = found[-2:]
            measure = measure or found[0]
            row = stored.get(measure)
            if row is None:
                row = Figure(event=record, measure=measure, qualifier=qualifier, value=value)
                stored[measure] = row
                draft.add(key, row, str(row))
            elif (row.qualifier, row.value) != (qualifier, value):
                was, before = str(row), {"qualifier": row.qualifier, "value": row.value}
                row.qualifier, row.value = qualifier, value
                draft.change(key, row, [name for name in before if getattr(row, name) != before[name]], was, str(row))

    # our JSON

    @staticmethod
    def flatten(item):
        def words(field, key):
            return {f"{field}_{tag.lower().replace('-', '_')}": text for tag, text in (item.get(key) or {}).items()}

        place = item.get("place") or {}
        return {
            "id": str(item.get("id") or ""),
            **words("name", "names"),
            **words("short_name", "short_names"),
            **words("theme", "themes"),
            **words("venue", "venues"),
            "kind": item.get("kind") or "",
            "series": f"#{item['series']['id']}" if item.get("series") else "",
            "edition": str(item.get("edition") or ""),
            "status": item.get("status") or "",
            "start": item.get("start") or "",
            "end": item.get("end") or "",
            "place": next(iter((place.get("names") or {}).values()), ""),
            "region": (place.get("region") or {}).get("code") or "",
            "mode": item.get("mode") or "",
            "organisations": [
                f"{row['role']}: #{row['organisation']['id']}" for row in item.get("organisations") or []
            ],
            "figures": [
                str(Figure(measure=row["measure"], qualifier=row["qualifier"], value=row["value"]))
                for row in item.get("figures") or []
            ],
            "direction": item.get("direction") or "",
            "visit_level": item.get("visit_level") or "",
            "headcount": str(item.get("headcount") or ""),
            "website": item.get("website") or "",
        }


def is_over(event: Event) -> bool:
    return (event.end or event.start).end < timezone.localdate()
