"""Parties and signatories as an item of our JSON has them: sides, roles, own days and who signed."""

from partners.importing.draft import Draft
from partners.importing.rows import Reading, Rows, paired, same_person
from partners.importing.written import NotUnderstood
from partners.models import Party, Signatory
from partners.vocabulary import Capacity, PartyRole, Side, SigningMode

OF_PARTIES = Reading(
    texts=("name_as_reported",),
    codes=(("role", PartyRole), ("side", Side)),
    dates=("own_signed", "joined", "in_force", "withdrew"),
    organisations=("unit",),
    places=("own_signed_at",),
    elsewhere=("organisation", "signatories"),
)
OF_SIGNATORIES = Reading(
    texts=("name_as_reported",),
    codes=(("capacity", Capacity), ("mode", SigningMode)),
    words=(("titles_as_printed", "title_as_printed"),),
    persons=("person", "on_behalf_of"),
)


class PartyRows:
    def __init__(self, rows: Rows):
        self.rows = rows

    def fill(self, draft: Draft, parties: list[Party]) -> None:
        told = {row["organisation"]["id"]: row for row in (draft.exported or {}).get("parties", ())}
        for given in draft.item["parties"]:
            number = given["organisation"]["id"]
            known = told.pop(number, {})
            # one that is not on record was refused when the parties were read
            party = next((each for each in parties if each.organisation.pk == number), None)
            if party is None or given == known:
                continue
            try:
                if given["organisation"] != known.get("organisation"):
                    # the number decides, and the name has to be one of it
                    self.rows.organisation(given["organisation"])
                    if known:
                        draft.left.add("parties[].organisation")
                found = self.rows.values(draft, "parties", given, known, OF_PARTIES)
                self.rows.take(draft, "parties", party, found, str(party))
                self._sign(draft, party, given.get("signatories") or [], known.get("signatories") or [])
            except NotUnderstood as error:
                draft.refuse("parties", f"{party}: {error}")

    def _sign(self, draft: Draft, party: Party, given: list[dict], known: list[dict]) -> None:
        stored = list(party.signatories.all()) if party.pk else []
        for each, before, row in paired(given, known, stored, same_person):
            if each is None:
                draft.stays.add("parties[].signatories")
                continue
            found = self.rows.values(draft, "parties[].signatories", each, before, OF_SIGNATORIES)
            if row is None:
                row = Signatory(party=party, position=len(stored))
                for name, value in found.items():
                    setattr(row, name, value)
                stored.append(row)
                draft.add("signed_by", row, f"{party}: {self.rows.told(row, found)}")
            else:
                self.rows.take(draft, "signed_by", row, found, f"{party}, {row}")
