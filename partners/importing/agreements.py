"""Agreements from a table: parties, dates and terms as offices write them, and who signed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.shared.folding import fold
from newsroom.shared.partial_dates import PartialDate
from newsroom.shared.regions import label
from partners.exports import as_agreements, joined
from partners.importing.agreement_columns import FIELDS, LEVELS, RENEWALS, STAGES, TERMS, TITLES, kinds_of
from partners.importing.columns import choice_of, number_of, region_of, text_of
from partners.importing.draft import Draft
from partners.importing.engine import Importer, as_exported
from partners.importing.known_agreements import KnownAgreements
from partners.importing.matching import Organisations, Places, script
from partners.importing.party_rows import PartyRows
from partners.importing.rows import Rows
from partners.importing.signing import Signing
from partners.importing.written import NotUnderstood, Period, date_of, later, listed, period_of, said
from partners.items import agreement_item
from partners.models import Agreement, FurtherKind, Organisation, Party
from partners.models.party import lacks_parties
from partners.vocabulary import (
    AgreementStage,
    Binding,
    EffectiveRule,
    Level,
    PartyRole,
    Renewal,
    Scope,
    Term,
    Visibility,
)


class AgreementImporter(Importer):
    name, label, model, fields = "agreements", gettext_lazy("Agreements"), Agreement, FIELDS
    export = staticmethod(agreement_item)
    reads = {
        "titles": tuple(TITLES),
        "kinds": ("kind",),
        "level": ("level",),
        "scope": ("scope",),
        "binding": ("binding",),
        "stage": ("stage",),
        "signed": ("signed",),
        "signed_at": ("signed_at",),
        "effective": ("effective_rule", "effective"),
        "term": ("term", "expires"),
        "renewal": ("renewal", "notice_months"),
        "terminated": ("terminated",),
        "parties": ("parties", "signed_by"),
    }
    follows = ("status", "reason", "url", "sources")

    def __init__(self, **options):
        super().__init__(**options)
        self.organisations = Organisations(may_add=self.add_organisations)
        self.places = Places()
        self.home = Organisation.objects.home()
        self.known = KnownAgreements(self.organisations, self.home)
        self.signing = Signing(self.organisations, self.home)
        self.party_rows = PartyRows(Rows(self.organisations, self.places))

    def load(self, pks):
        found = as_agreements(Agreement.objects.filter(pk__in=pks).with_public_status())
        return found.prefetch_related(
            "parties__organisation__other_names", "parties__signatories__person__other_names"
        ).in_bulk()

    def identify(self, cells):
        return self.known.identify(cells)

    # what it says

    def fill(self, draft: Draft):
        record = draft.record
        if draft.is_new:
            record.visibility = Visibility.INTERNAL
        self._titles(draft)
        # typed with other signs it is the same number
        if fold(text_of(str(draft.cell("own_number") or ""))) != fold(record.own_number):
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
        self.signing.fill(draft, parties)
        if draft.item and "parties" in draft.cells:
            self.party_rows.fill(draft, parties)
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
        stored = record.expires
        if draft.cell("term") is not None:
            self._term(draft)
        self._last_day(draft, stored)
        if "expires" in draft.columns and "term" not in draft.columns:
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

    def _last_day(self, draft: Draft, stored: PartialDate | None):
        """A column headed “Last day” may as well hold 长期. What the record had there says nothing against a new term."""
        cell = draft.cell("expires")
        if cell is None:
            return
        if (said(draft.cells, "expires", period_of) or Period()).term in (Term.OPEN_ENDED, Term.UNTIL_DONE):
            self._period(draft, "expires")
        elif stored is None or said(draft.cells, "expires", date_of) != stored:
            draft.take("expires", "expires", date_of)

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
                start = period.begins or record.effective or said(draft.cells, "effective", date_of) or record.signed
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
        stored = draft.record.signed_at
        draft.take_record("signed_at", "signed_at", lambda name: self.places.one(name, stored=stored))

    def _parties(self, draft: Draft) -> list[Party]:
        """Those of the record, and the new ones of the row."""
        record = draft.record
        parties = list(record.parties.all()) if record.pk else []
        if as_exported(draft, "parties", lambda: joined(party.organisation for party in record.shown_parties)):
            return parties
        region = said(draft.cells, "region", region_of) or ""
        if draft.cell("region") is not None:
            try:
                region_of(draft.cells["region"])
            except NotUnderstood as error:
                draft.refuse("region", error)
        named: list[tuple[str, Organisation]] = []
        for key in ("parties", "partners"):
            if (cell := draft.cell(key)) is None:
                continue
            for name in listed(cell, self.organisations.is_known):
                try:
                    found = self.organisations.one(text_of(name), region=region)
                    named.append((key, draft.need(found)))
                except NotUnderstood as error:
                    draft.refuse(key, error)
        if draft.cell("parties") is not None and draft.item is None and not draft.is_new:
            kept = [each for _key, each in named]
            draft.keep("parties", [str(party) for party in record.shown_parties if party.organisation not in kept])
        self._check_region(draft, region, [each for _key, each in named])
        others_only = draft.cell("parties") is None
        if named and others_only and self.home and not parties and self.home not in [each for _key, each in named]:
            named.insert(0, ("partners", self.home))
        for key, organisation in named:
            if organisation not in [party.organisation for party in parties]:
                party = Party(agreement=record, organisation=organisation, position=len(parties))
                parties.append(party)
                draft.add(key, party, str(organisation))
        return parties

    def _check_region(self, draft: Draft, region: str, named: list[Organisation]):
        """The country or region of a row is that of a partner of it."""
        others = [each for each in named if each != self.home and each.region]
        if region and others and region not in [each.region for each in others]:
            text = _("“%(name)s” is in another country or region: %(region)s.")
            draft.refuse("region", text % {"name": others[0], "region": label(others[0].region)})

    def rules(self, draft: Draft):
        record = draft.record
        added = [row.role for row in draft.after if isinstance(row, Party)]
        has_new_roles = any("role" in names for names in draft.altered.values())
        if not draft.is_new and not {"stage", "visibility"} & {*draft.new} and not has_new_roles:
            return
        roles = [*(row.role for row in record.parties.all() if record.pk), *added] if record.pk else added
        before = Agreement.objects.with_parties().get(pk=record.pk) if record.pk else None
        if lack := lacks_parties(record, roles.count(PartyRole.PARTY), before):
            draft.refuse("parties", lack)

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
