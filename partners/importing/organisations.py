"""Organisations from a table: names, country or region, place, identifiers elsewhere."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.shared import identifiers
from newsroom.shared.folding import BAR, fold, fold_all
from newsroom.shared.identifiers import Scheme
from newsroom.shared.languages import language_tag
from newsroom.shared.regions import label
from partners.exports import with_what_pages_show
from partners.importing.columns import choice_of, region_of, text_of
from partners.importing.draft import Draft, RowRefused
from partners.importing.engine import Importer
from partners.importing.matching import Organisations, Places, agrees, not_this_one, number_in, script, several
from partners.importing.organisation_columns import FIELDS, KINDS, NAMES, REGISTERS, STATES
from partners.importing.rows import Reading, Rows
from partners.importing.written import CLEARS, NotUnderstood, date_of, listed
from partners.items import partner_item
from partners.models import ExternalId, Organisation, OrganisationName
from partners.vocabulary import Domicile, NameKind, OrganisationKind, OrganisationStatus, Visibility

NOWHERE = "–"  # a country or region that is taken away
OF_NAMES = Reading(
    texts=("language",),
    codes=(("kind", NameKind),),
    dates=("from", "to"),
    elsewhere=("value",),
    names=(("from", "begins"), ("to", "ends")),
)
CODES = {language_tag(code): code for code in settings.ALL_LANGUAGES}


class OrganisationImporter(Importer):
    name, label, model, fields = "partners", gettext_lazy("Organisations"), Organisation, FIELDS
    beside = {"identifiers": gettext_lazy("Identifiers elsewhere")}
    export = staticmethod(partner_item)
    reads = {
        "names": tuple(NAMES),
        "other_names": ("other_names",),
        "kind": ("kind",),
        "domicile": ("region",),
        "region": ("region",),
        "place": ("place",),
        "parent": ("parent",),
        "established": ("established",),
        "status": ("status",),
        "website": ("website",),
        "identifiers": ("identifiers", *REGISTERS),
    }
    follows = ("name", "url", "sources", "is_home")

    def __init__(self, **options):
        super().__init__(**options)
        self.organisations = Organisations()
        self.places = Places()
        self.rows = Rows(self.organisations, self.places)
        self.identifiers = {
            (scheme, value): pk
            for scheme, value, pk in ExternalId.objects.filter(scheme__in=REGISTERS.values())
            .exclude(organisation=None)
            .values_list("scheme", "value", "organisation")
        }

    def load(self, pks):
        found = with_what_pages_show(Organisation.objects.all()).in_bulk(pks)
        self.organisations.records.update(found)
        return found

    # which record

    def identify(self, cells):
        given = [text_of(cells[key]) for key in ("any_name", *NAMES) if cells.get(key)]
        if number := number_in(cells):
            record = Organisation.objects.prefetch_related("other_names").filter(pk=number).first()
            if record is None:
                raise RowRefused("id", _("There is no organisation number %(number)d.") % {"number": number})
            if record.merged_into_id:
                text = _("Number %(number)d was merged into “%(record)s”.")
                raise RowRefused("id", text % {"number": number, "record": record.merged_into})
            if not agrees(given, record):
                raise not_this_one("id", number, record, given)
            return number, None
        for key, scheme in REGISTERS.items():
            for value in self._registered(key, cells):
                if pk := self.identifiers.get((scheme, value)):
                    return pk, None
        if not given:
            raise RowRefused("any_name", _("Give a name in at least one language."))
        return self._named(given, cells), ("name", fold(given[0]))

    def _registered(self, key: str, cells: dict) -> list[str]:
        cell = cells.get(key, "")
        values = (identifiers.tidy(REGISTERS[key], value) for value in (listed(cell, bool) if cell else []))
        return list(dict.fromkeys(values))

    def _named(self, given: list[str], cells: dict) -> int | None:
        pks = set.union(*(self.organisations.called(name) for name in given))
        found = [self.organisations.get(pk) for pk in sorted(pks)]
        if len(found) > 1:
            try:
                code = region_of(cells.get("region_code") or cells.get("region") or "")
            except NotUnderstood:
                code = ""
            found = [each for each in found if code and each.region == code] or found
        if len(found) > 1:
            raise RowRefused("any_name", several(given[0], found))
        return found[0].pk if found else None

    # what it says

    def fill(self, draft: Draft):
        record = draft.record
        self._names(draft)
        if draft.is_new:
            record.visibility = Visibility.INTERNAL
            record.domicile = Domicile.NOT_REPORTED
        draft.take("kind", "kind", choice_of(OrganisationKind, KINDS))
        merged = (OrganisationStatus.MERGED,)
        draft.take("status", "status", choice_of(OrganisationStatus, STATES, but=merged))
        self._where(draft)
        self._parent(draft)
        draft.take("established", "established", date_of)
        draft.take("website", "website", website, empty="")
        draft.take_text("note", "note")
        for key, scheme in REGISTERS.items():
            self._identifier(draft, key, scheme)
        if draft.item:
            self._other_identifiers(draft)
        if draft.is_new and (near := self.organisations.nearest(str(record))):
            draft.notes.append(_("A similar name is on record: %(name)s.") % {"name": near})

    def _names(self, draft: Draft):
        for name in NAMES:
            draft.take_text(name, name)
        cell = draft.cell("any_name")
        known = self._keys(draft.record)
        if cell is not None and fold(text_of(cell)) not in known:
            name = f"name_{script(cell)}"
            if getattr(draft.record, name):
                draft.refuse("any_name", _("It has another name in this language. Use the column of the language."))
            else:
                draft.take_text("any_name", name)
        self._other_names(draft)

    def _keys(self, record: Organisation) -> set[str]:
        rows = [row.value for row in record.other_names.all()] if record.pk else []
        return set(fold_all([*(getattr(record, name) for name in NAMES), *rows]).split(BAR)) - {""}

    def _other_names(self, draft: Draft):
        cell, record = draft.cell("other_names"), draft.record
        rows = list(record.other_names.all()) if record.pk else []
        values = {row.value.strip() for row in rows}
        # as the exports join them: names that hold a semicolon stay whole
        if (cell is None and draft.item is None) or cell == "; ".join(
            row.value for row in rows if row.kind != NameKind.WRONG
        ):
            return
        known = self._keys(record)
        for value in listed(cell or [], lambda name: text_of(name) in values or fold(name) in known):
            value = text_of(value)
            if value in values or fold(value) in known:
                continue
            known.add(fold(value))
            row = OrganisationName(organisation=record, kind=NameKind.ALIAS, value=value)
            draft.add("other_names", row, value)
            rows.append(row)
        if draft.item is None:
            kept = {fold(text_of(value)) for value in listed(cell, lambda name: text_of(name) in values)}
            shown = [row.value for row in rows if row.kind != NameKind.WRONG]
            draft.keep("other_names", [value for value in shown if fold(value) not in kept])
        else:
            self._kinds_of_names(draft, rows)

    def _kinds_of_names(self, draft: Draft, rows: list[OrganisationName]):
        """What JSON says of each name besides the name."""
        told = {row["value"]: row for row in (draft.exported or {}).get("other_names", ())}
        by_value = {row.value: row for row in rows if row.kind != NameKind.WRONG}
        for given in draft.item.get("other_names") or ():
            if (row := by_value.get(given["value"].strip())) is None or given == told.get(given["value"]):
                continue
            try:
                found = self.rows.values(draft, "other_names", given, told.get(given["value"]) or {}, OF_NAMES)
            except NotUnderstood as error:
                draft.refuse("other_names", error)
                continue
            if code := found.get("language"):
                found["language"] = CODES.get(code, code)
            self.rows.take(draft, "other_names", row, found, row.value)

    def _other_identifiers(self, draft: Draft):
        """Of registers that have no column."""
        record = draft.record
        stored = {(row.scheme, row.value) for row in record.identifiers.all()} if record.pk else set()
        for row in draft.item.get("identifiers") or ():
            scheme, value = row["scheme"], row["value"]
            if scheme not in Scheme.values:
                draft.refuse("", _("There is no register “%(name)s”.") % {"name": str(scheme)[:40]})
            elif scheme not in REGISTERS.values() and (scheme, value) not in stored:
                text = f"{Scheme(scheme).label}: {value}"
                draft.add("identifiers", ExternalId(organisation=record, scheme=scheme, value=value), text)

    def _where(self, draft: Draft):
        codes = {}
        for key in ("region_code", "region"):
            if (cell := draft.cell(key)) is not None:
                try:
                    codes[key] = NOWHERE if cell in CLEARS else region_of(cell)
                except NotUnderstood as error:
                    draft.refuse(key, error)
        if len(set(codes.values())) > 1:
            text = _(
                "The code is that of %(one)s, and the country or region is %(other)s. Correct both, or empty one of them."
            )
            one, other = (label(codes[key].removeprefix(NOWHERE)) or "–" for key in ("region_code", "region"))
            draft.refuse("region", text % {"one": one, "other": other})
        elif codes:
            [key, code] = next(iter(codes.items()))
            known = Domicile.REGION if code else Domicile.INTERNATIONAL
            draft.set(key, "domicile", Domicile.NOT_REPORTED if code == NOWHERE else known)
            draft.set(key, "region", code.removeprefix(NOWHERE))
        record = draft.record
        draft.take_record(
            "place", "place", lambda name: self.places.one(name, region=record.region, stored=record.place)
        )

    def _parent(self, draft: Draft):
        cell, record = draft.cell("parent"), draft.record
        if cell is None:
            return
        if record.parent and (cell == str(record.parent) or record.parent_id in self.organisations.called(cell)):
            return
        if draft.item and draft.item["parent"] and not self._names_its_parent(draft):
            return
        draft.take_record("parent", "parent", lambda name: self.organisations.one(name, region=record.region))

    def _names_its_parent(self, draft: Draft) -> bool:
        """Whether the number and the name of the parent in JSON are those of one organisation."""
        try:
            self.rows.organisation(draft.item["parent"])
        except NotUnderstood as error:
            draft.refuse("parent", error)
            return False
        return True

    def _identifier(self, draft: Draft, key: str, scheme: Scheme):
        record = draft.record
        stored = [row.value for row in record.identifiers.all() if row.scheme == scheme] if record.pk else []
        for value in self._registered(key, draft.cells):
            if value in stored:
                continue
            if stored:
                text = _("The record has another %(register)s identifier, %(value)s. Is it the same organisation?")
                draft.refuse(key, text % {"register": scheme.label, "value": stored[0]})
            else:
                draft.add(key, ExternalId(organisation=record, scheme=scheme, value=value), value)

    # our JSON

    @staticmethod
    def flatten(item):
        def registered(scheme):
            return [row["value"] for row in item.get("identifiers") or [] if row["scheme"] == scheme]

        names = {tag.lower(): value for tag, value in (item.get("names") or {}).items()}
        region, place = item.get("region") or {}, item.get("place") or {}
        international = item.get("domicile") == Domicile.INTERNATIONAL
        return {
            "id": str(item.get("id") or ""),
            **{f"name_{tag.replace('-', '_')}": value for tag, value in names.items()},
            "other_names": [row["value"] for row in item.get("other_names") or []],
            "kind": item.get("kind") or "",
            "region": region.get("code") or ("international" if international else ""),
            "place": next(iter((place.get("names") or {}).values()), ""),
            "parent": f"#{item['parent']['id']}" if item.get("parent") else "",
            "established": item.get("established") or "",
            "status": item.get("status") or "",
            "website": item.get("website") or "",
            "ror": registered(Scheme.ROR),
            "wikidata": registered(Scheme.WIKIDATA),
        }


def website(cell: str) -> str:
    return cell if "://" in cell else f"https://{cell}"
