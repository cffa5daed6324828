"""Agreements from a table: parties, dates and terms as offices write them, and who signed."""

import re
from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.shared.folding import BAR, fold
from newsroom.shared.partial_dates import PartialDate
from partners.exports import as_agreements, joined, signed_for
from partners.importing.agreement_columns import FIELDS, KINDS, LEVELS, RENEWALS, STAGES, TERMS, TITLES
from partners.importing.columns import choice_of, number_of, region_of, text_of
from partners.importing.engine import Draft, Importer, RowRefused, as_exported
from partners.importing.matching import Organisations, People, Places, agrees, not_this_one, number_in, script, several
from partners.importing.written import CLEARS, NotUnderstood, date_of, later, listed, overlap, period_of, titled
from partners.models import Agreement, FurtherKind, Organisation, Party, Signatory
from partners.vocabulary import (
    AgreementKind,
    AgreementStage,
    Binding,
    EffectiveRule,
    Level,
    Renewal,
    Scope,
    Term,
    Visibility,
)

SIGNED_BY = re.compile(r"^(?P<party>.+?)\s*[:：]\s*(?P<people>.+)$", re.DOTALL)


class AgreementImporter(Importer):
    name, label, model, fields = "agreements", gettext_lazy("Agreements"), Agreement, FIELDS

    def __init__(self, **options):
        super().__init__(**options)
        self.organisations = Organisations(may_add=self.add_organisations)
        self.places, self.people = Places(), People()
        self.home = Organisation.objects.home()
        self.own_numbers: dict[str, int] = {}
        self.titles, self.parties, self.of_party = defaultdict(set), defaultdict(set), defaultdict(set)
        self.facts: dict[int, tuple[PartialDate | None, str]] = {}
        stored = Agreement.objects.order_by("pk").only(
            "own_number", "search_key", "signed_on", "signed_on_precision", "kind"
        )
        for row in stored:
            if row.own_number:
                self.own_numbers[fold(row.own_number)] = row.pk
            for title in filter(None, row.search_key.split(BAR)):
                self.titles[title].add(row.pk)
            self.facts[row.pk] = (row.signed, row.kind)
        for agreement, organisation in Party.objects.values_list("agreement", "organisation"):
            self.parties[agreement].add(organisation)
            self.of_party[organisation].add(agreement)

    def load(self, pks):
        found = as_agreements(Agreement.objects.filter(pk__in=pks)).select_related("renews", "umbrella")
        return found.prefetch_related(
            "parties__organisation__other_names", "parties__signatories__person__other_names"
        ).in_bulk()

    # which record

    def identify(self, cells):
        given = [text_of(cells[key]) for key in ("any_title", *TITLES) if cells.get(key)]
        if number := number_in(cells):
            record = Agreement.objects.filter(pk=number).first()
            if record is None:
                raise RowRefused("id", _("There is no agreement number %(number)d.") % {"number": number})
            if not agrees(given, record):
                raise not_this_one("id", number, record, given)
            return number, None
        own = cells.get("own_number", "")
        if fold(own) in self.own_numbers:
            return self.own_numbers[fold(own)], None
        named, newcomers = self._parties_named(cells)
        signed, kind = self._said(cells, "signed", date_of), self._said(cells, "kind", kinds_of)
        if not given and not named and not newcomers:
            raise RowRefused("any_title", _("Give a title, or the parties."))
        key = (
            fold(own),
            fold(given[0]) if given else "",
            frozenset(named),
            frozenset(newcomers),
            str(signed),
            str(kind),
        )
        if newcomers or (own and not given and not signed):
            return None, key
        return self._one(self._candidates(given, named, signed, kind), given), key

    def _said(self, cells: dict, key: str, read):
        """What a cell says; nothing where that is not understood, which `fill` refuses."""
        try:
            return read(cells[key]) if cells.get(key) and cells[key] not in CLEARS else None
        except NotUnderstood:
            return None

    def _parties_named(self, cells: dict) -> tuple[set[int], set[str]]:
        """Numbers of the organisations that the row names, and the names of those that are not on record or not clear."""
        pks, names = set(), set()
        for key in ("parties", "partners"):
            for name in listed(cells.get(key) or [], self.organisations.is_known):
                found = self.organisations.called(text_of(name))
                if len(found) == 1:
                    pks |= found
                elif found and (chosen := self._of_region(found, cells)):
                    pks.add(chosen)
                else:
                    names.add(fold(text_of(name)))
        return pks, names

    def _of_region(self, pks: set[int], cells: dict) -> int | None:
        region = self._said(cells, "region", region_of)
        found = [pk for pk in pks if region and self.organisations.get(pk).region == region]
        return found[0] if len(found) == 1 else None

    def _candidates(self, given, named, signed, kind) -> set[int]:
        """By title where there is one, else by all parties; the day must not speak against it."""
        if given:
            found = set().union(*(self.titles.get(fold(title), set()) for title in given))
        else:
            found = set.intersection(*(self.of_party[pk] for pk in named)) if named else set()
            ours = {self.home.pk} if self.home else set()
            found = {pk for pk in found if self.parties[pk] - ours == named - ours}
            found = {pk for pk in found if self.facts[pk][0] == signed and kind in (None, [], [self.facts[pk][1]])}
        if named:
            found = {pk for pk in found if named <= self.parties[pk] or not self.parties[pk]}
        if signed:
            found = {pk for pk in found if not self.facts[pk][0] or overlap(signed, self.facts[pk][0])}
        return found

    def _one(self, pks: set[int], given) -> int | None:
        if len(pks) > 1:
            found = Agreement.objects.in_bulk(pks).values()
            raise RowRefused(
                "any_title",
                several(given[0] if given else _("this agreement"), sorted(found, key=lambda each: each.pk)),
            )
        return next(iter(pks), None)

    # what it says

    def fill(self, draft: Draft):
        record = draft.record
        if draft.is_new:
            record.visibility = Visibility.INTERNAL
        self._titles(draft)
        draft.take_text("own_number", "own_number")
        self._kinds(draft)
        draft.take("stage", "stage", choice_of(AgreementStage, STAGES))
        draft.take("level", "level", choice_of(Level, LEVELS))
        draft.take("scope", "scope", choice_of(Scope))
        draft.take("binding", "binding", choice_of(Binding))
        draft.take("signed", "signed", date_of)
        self._times(draft)
        self._place(draft)
        parties = self._parties(draft)
        self._signatories(draft, parties)
        for name in ("archive_number", "contacts", "original_languages", "note"):
            draft.take_text(name, name)
        draft.take("originals", "originals", number_of)

    def _titles(self, draft: Draft):
        for name in TITLES:
            draft.take_text(name, name)
        cell = draft.cell("any_title")
        if cell is not None and fold(text_of(cell)) not in {fold(getattr(draft.record, name) or "") for name in TITLES}:
            name = f"title_{script(cell)}"
            if getattr(draft.record, name):
                draft.refuse("any_title", _("It has another title in this language. Use the column of the language."))
            else:
                draft.take_text("any_title", name)

    def _kinds(self, draft: Draft):
        """The first is the main one; others are added."""
        cell, record = draft.cell("kind"), draft.record
        if cell is None:
            return
        try:
            first, *further = kinds_of(cell)
        except NotUnderstood as error:
            draft.refuse("kind", error)
            return
        draft.set("kind", "kind", first)
        stored = {row.kind for row in record.further_kinds.all()} if record.pk else set()
        for kind in dict.fromkeys(further):
            if kind not in stored | {first}:
                row = FurtherKind(agreement=record, kind=kind)
                draft.add("kind", row, row.get_kind_display())

    def _times(self, draft: Draft):
        record = draft.record
        self._period(draft)
        draft.take("effective_rule", "effective_rule", choice_of(EffectiveRule))
        draft.take("effective", "effective", date_of)
        draft.take("expires", "expires", date_of)
        if draft.cell("term") is not None:
            self._term(draft)
        elif "expires" in draft.columns:
            draft.set("expires", "term", Term.FIXED if record.expires else Term.NOT_REPORTED)
        draft.take("renewal", "renewal", choice_of(Renewal, RENEWALS))
        draft.take("notice_months", "notice_months", number_of)
        draft.take("terminated", "terminated", date_of)

    def _term(self, draft: Draft):
        try:
            term = choice_of(Term, TERMS)(draft.cells["term"])
        except NotUnderstood:
            # a column headed “Term” may as well hold 5 years
            self._period(draft, "term")
            return
        draft.set("term", "term", term)
        if term != Term.FIXED and draft.cell("expires") is None:
            draft.set("term", "expires", None)

    def _period(self, draft: Draft, key: str = "period"):
        cell, record = draft.cell(key), draft.record
        if cell is None:
            return
        try:
            period = period_of(cell)
            if period.begins:
                draft.set(key, "effective", period.begins)
            ends = period.ends
            if period.years:
                start = (
                    period.begins or record.effective or self._said(draft.cells, "effective", date_of) or record.signed
                )
                if start is None:
                    raise NotUnderstood(_("A term of years needs the day of signing, or the day from which it holds."))
                ends = later(start, period.years)
            if period.term:
                draft.set(key, "expires", ends)
                draft.set(key, "term", period.term)
            if period.renewal:
                draft.set(key, "renewal", period.renewal)
            if period.rule:
                draft.set(key, "effective_rule", period.rule)
        except NotUnderstood as error:
            draft.refuse(key, error)

    def _place(self, draft: Draft):
        if (cell := draft.cell("signed_at")) is not None:
            try:
                place = self.places.one(text_of(cell), stored=draft.record.signed_at)
                draft.set("signed_at", "signed_at", place)
            except NotUnderstood as error:
                draft.refuse("signed_at", error)

    def _parties(self, draft: Draft) -> list[Party]:
        """Those of the record, and the new ones of the row."""
        record = draft.record
        parties = list(record.parties.all()) if record.pk else []
        if as_exported(draft, "parties", lambda: joined(party.organisation for party in record.shown_parties)):
            return parties
        region = self._said(draft.cells, "region", region_of) or ""
        if draft.cell("region") is not None:
            try:
                region_of(draft.cells["region"])
            except NotUnderstood as error:
                draft.refuse("region", error)
        named = []
        for key in ("parties", "partners"):
            if (cell := draft.cell(key)) is None:
                continue
            for name in listed(cell, self.organisations.is_known):
                try:
                    found = self.organisations.one(text_of(name), region=region)
                    named.append((key, draft.need(found)))
                except NotUnderstood as error:
                    draft.refuse(key, error)
        others_only = draft.cell("parties") is None
        if named and others_only and self.home and not parties and self.home not in [each for _key, each in named]:
            named.insert(0, ("partners", self.home))
        for key, organisation in named:
            if organisation not in [party.organisation for party in parties]:
                party = Party(agreement=record, organisation=organisation, position=len(parties))
                parties.append(party)
                draft.add(key, party, str(organisation))
        return parties

    # who signed

    def _signatories(self, draft: Draft, parties: list[Party]):
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

    # our JSON

    @staticmethod
    def flatten(item):
        effective, term, renewal = (item.get(name) or {} for name in ("effective", "term", "renewal"))
        parties = item.get("parties") or []
        place = (item.get("signed_at") or {}).get("names") or {}
        return {
            "id": str(item.get("id") or ""),
            **{f"title_{tag.lower().replace('-', '_')}": value for tag, value in (item.get("titles") or {}).items()},
            "kind": item.get("kinds") or [],
            "level": item.get("level") or "",
            "scope": item.get("scope") or "",
            "binding": item.get("binding") or "",
            "stage": item.get("stage") or "",
            "signed": item.get("signed") or "",
            "signed_at": next(iter(place.values()), ""),
            "effective_rule": effective.get("rule") or "",
            "effective": effective.get("from") or "",
            "term": term.get("kind") or "",
            "expires": term.get("last_day") or "",
            "renewal": renewal.get("kind") or "",
            "notice_months": str(renewal.get("notice_months") or ""),
            "terminated": item.get("terminated") or "",
            "parties": [f"#{party['organisation']['id']}" for party in parties],
        }


def kinds_of(cell) -> list[str]:
    read = choice_of(AgreementKind, KINDS)
    if not isinstance(cell, str):
        return [read(each) for each in cell]
    try:
        return [read(cell)]
    except NotUnderstood:
        parts = [part for part in re.split(r"[\n;；、,，/]", cell) if part.strip()]
        if len(parts) < 2:
            raise
        return [read(part) for part in parts]
