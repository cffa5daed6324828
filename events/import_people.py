"""Who took part in an event as a whole, as an item of our JSON has it; who took part in a session is entered on the event's page."""

from events.models import Event, Participation
from events.pages import shown_participation
from events.vocabulary import ChairSide, PersonRole
from partners.importing.draft import Draft
from partners.importing.rows import Reading, Rows, paired, same_person
from partners.importing.written import NotUnderstood

OF_PEOPLE = Reading(
    texts=("name_as_reported",),
    codes=(("role", PersonRole), ("side", ChairSide)),
    words=(("titles_as_reported", "title_as_reported"), ("talks", "talk")),
    persons=("person",),
    organisations=("representing",),
)
OF_ORGANISATIONS = Reading(texts=("role_as_reported",), elsewhere=("organisation", "role"))


def same_part(given: dict, known: dict) -> bool:
    return given.get("role") == known.get("role") and same_person(given, known)


class PeopleRows:
    def __init__(self, rows: Rows):
        self.rows = rows

    def fill(self, draft: Draft) -> None:
        if "organisations" in draft.cells:
            self._reported_roles(draft)
        try:
            leader, known = draft.item.get("received_by"), (draft.exported or {}).get("received_by")
            if leader != known:
                draft.set("received_by", "host_leader", self.rows.person(leader))
        except NotUnderstood as error:
            draft.refuse("received_by", error)
        self._people(draft)

    def _reported_roles(self, draft: Draft) -> None:
        """The words for the roles of organisations, which are read by now."""
        told = {_part(row): row for row in (draft.exported or {}).get("organisations", ())}
        rows = [row for row in _rows(draft.record, "all_involvements") if row.session_id is None]
        rows += [row for row in draft.after if hasattr(row, "role_as_reported")]
        by_part = {(row.role, row.organisation.pk): row for row in rows}
        for given in draft.item.get("organisations") or ():
            row, known = by_part.get(_part(given)), told.get(_part(given), {})
            if row is None or given == known:
                continue
            try:
                if given["organisation"] != known.get("organisation"):
                    self.rows.organisation(given["organisation"])
                    if known:
                        draft.left.add("organisations[].organisation")
                found = self.rows.values(draft, "organisations", given, known, OF_ORGANISATIONS)
                self.rows.take(draft, "organisations", row, found, str(row))
            except NotUnderstood as error:
                draft.refuse("organisations", error)

    def _people(self, draft: Draft) -> None:
        record = draft.record
        stored = [row for row in _rows(record, "participations") if row.session_id is None and shown_participation(row)]
        known = (draft.exported or {}).get("people", [])
        for given, before, row in paired(draft.item.get("people") or [], known, stored, same_part):
            if given is None:
                draft.stays.add("people")
                continue
            try:
                found = self.rows.values(draft, "people", given, before, OF_PEOPLE)
            except NotUnderstood as error:
                draft.refuse("people", error)
                continue
            if row is not None:
                self.rows.take(draft, "people", row, found, str(row))
                continue
            row = Participation(event=record, position=len(stored))
            for name, value in found.items():
                setattr(row, name, value)
            stored.append(row)
            draft.add("people", row, self.rows.told(row, found))


def _part(row: dict) -> tuple[str, int]:
    return row["role"], row["organisation"]["id"]


def _rows(record: Event, name: str) -> list:
    if not record.pk:
        return []
    rows = getattr(record, name)
    return rows if isinstance(rows, list) else list(rows.all())
