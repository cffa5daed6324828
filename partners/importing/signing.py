"""Who signed, and for which party: “Party: name (title)”, or a column for each side."""

import re

from django.utils.translation import gettext as _

from newsroom.shared.folding import BAR, fold
from partners.exports import joined, signed_for
from partners.importing.columns import text_of
from partners.importing.draft import Draft
from partners.importing.engine import as_exported
from partners.importing.matching import Organisations, People, script
from partners.importing.written import titled
from partners.models import Organisation, Party, Signatory

SIGNED_BY = re.compile(r"^(?P<party>.+?)\s*[:：]\s*(?P<people>.+)$", re.DOTALL)


class Signing:
    def __init__(self, organisations: Organisations, home: Organisation | None):
        self.organisations, self.home, self.people = organisations, home, People()

    def fill(self, draft: Draft, parties: list[Party]):
        record = draft.record
        self._one_side(draft, "our_signatory", [party for party in parties if party.organisation == self.home])
        self._one_side(draft, "partner_signatory", [party for party in parties if party.organisation != self.home])
        cell = draft.cell("signed_by")
        if cell is None or as_exported(draft, "signed_by", lambda: joined(map(signed_for, record.shown_parties))):
            return
        party = None
        for part in re.split(r"[\n;；]", cell):
            if not (text := text_of(part.strip())):
                continue
            if found := SIGNED_BY.match(text):
                pks = self.organisations.called(found["party"])
                party = next(
                    (each for each in parties if each.organisation.pk in pks or str(each) == found["party"]), None
                )
                if party is None:
                    draft.refuse(
                        "signed_by", _("“%(name)s” is not one of the parties.") % {"name": found["party"][:60]}
                    )
                    continue
                text = found["people"]
            elif party is None:
                draft.refuse(
                    "signed_by",
                    _(
                        "Write the party before the name, “Party: name (title)”, or take the column as “Signed for us by”."
                    ),
                )
                continue
            self._sign(draft, "signed_by", party, text)

    def _one_side(self, draft: Draft, key: str, parties: list[Party]):
        cell = draft.cell(key)
        if cell is None:
            return
        if len(parties) != 1:
            text = _("Whose signatory this is cannot be told. Use “Signed by”: “Party: name (title)”.")
            draft.refuse(key, text)
            return
        for text in re.split(r"[\n;；、]", cell):
            if text.strip():
                self._sign(draft, key, parties[0], text.strip())

    def _sign(self, draft: Draft, key: str, party: Party, text: str):
        name, title = titled(text_of(text))
        rows = list(party.signatories.all()) if party.pk else []
        rows += [row for row in draft.after if isinstance(row, Signatory) and row.party is party]
        person = self.people.one(name)
        for row in rows:
            names = [row.name_as_reported, *(row.person.search_key.split(BAR) if row.person else [])]
            if (person and row.person == person) or fold(name) in map(fold, filter(None, names)):
                return
        row = Signatory(party=party, person=person, name_as_reported="" if person else name, position=len(rows))
        if title:
            setattr(row, f"title_as_printed_{script(title)}", title)
        draft.add(key, row, f"{party.organisation}: {text}")
