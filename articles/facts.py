"""What can be said of a record, fact by fact: the record as a whole, its fields, its rows and theirs; each with what is cited for it."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Citation
from articles.models.citation import value_of
from articles.sources import PATHS
from newsroom.shared.names import first_name
from partners.models import Organisation, Person
from partners.vocabulary import Capacity, PartyRole

# of each target the fields that a source may speak of, in the order of the desk's forms
FIELDS = {
    "organisation": ("name", "kind", "region", "place", "domicile", "parent", "status", "established_on", "website"),
    "organisation_name": ("kind", "valid_from", "valid_to"),
    "organisation_relation": ("valid_from", "valid_to"),
    "identifier": (),
    "place": ("name", "region", "latitude", "longitude", "geonames_id"),
    "person": ("name", "family_name", "given_name"),
    "person_name": ("kind", "valid_from", "valid_to"),
    "appointment": ("organisation", "post", "official_title", "external_title", "started_on", "ended_on", "attested_on"),
    "agreement": (
        "title", "kind", "stage", "signed_on", "signed_at", "effective_rule", "effective_on", "term", "expires_on", "renewal",
        "notice_months", "terminated_on", "renews", "umbrella", "level", "scope", "binding", "own_number", "archive_number",
        "responsible", "originals", "original_languages",
    ),
    "further_kind": (),
    "agreement_relation": (),
    "party": (
        "organisation", "name_as_reported", "role", "side", "unit", "own_signed_on", "own_signed_at",
        "joined_on", "in_force_on", "withdrew_on",
    ),
    "signatory": ("person", "name_as_reported", "title_as_printed", "capacity", "mode", "on_behalf_of"),
    "milestone": ("party", "happened_on", "not_after", "place"),
    "outcome": ("status", "organisation", "launches", "description"),
    "event_series": ("name",),
    # no time zone: a source gives an hour as it is on the clocks there, and the zone is how we keep it
    "event": (
        "name", "short_name", "theme", "kind", "status", "series", "edition", "start_on", "end_on", "start_at", "end_at",
        "previous_start_on", "mode", "place", "venue",
        "direction", "host_leader", "visit_level", "headcount", "website",
    ),
    "session": ("name", "kind", "number", "slot", "start_at", "end_at", "room"),
    "involvement": ("organisation", "role", "role_as_reported"),
    "participation": ("person", "name_as_reported", "representing", "role", "side", "title_as_reported", "talk"),
    "figure": (),
    "signing": (),
}  # fmt: skip
# where nothing is reported there is nothing to cite
SAYS_NOTHING = {"not_reported"}
# nor where it is what everybody is: no source says so
AS_EVERYBODY = {("role", PartyRole.PARTY), ("capacity", Capacity.REPRESENTATIVE)}


@dataclass
class Fact:
    """The record or one of its rows as a whole (no field), or one field of it."""

    target: str
    row: models.Model
    field: str = ""
    citations: list[Citation] = dataclasses.field(default_factory=list)

    @property
    def token(self) -> str:
        """How a form names it: party-12-organisation."""
        return f"{self.target}-{self.row.pk}-{self.field}"

    @property
    def label(self) -> str:
        if self.field:
            return field_label(type(self.row), self.field)
        kind = str(capfirst(self.row._meta.verbose_name))
        return _("The record as a whole") if type(self.row) in PATHS else kind

    @property
    def value(self) -> str:
        """What the record says there; of a row as a whole, the row."""
        if self.field:
            return value_of(self.row, self.field)
        return "" if type(self.row) in PATHS else str(self.row)

    def __str__(self):
        if type(self.row) in PATHS:
            return self.label
        kind = str(capfirst(self.row._meta.verbose_name))
        return f"{kind}: {self.row} · {self.label}" if self.field else f"{kind}: {self.row}"


def field_label(model: type[models.Model], name: str) -> str:
    known = {each.name: each for each in model._meta.get_fields()}
    return str(capfirst(known[name].verbose_name)) if name in known else name


def target_model(target: str) -> type[models.Model]:
    return Citation._meta.get_field(target).related_model


def with_names(target: str, rows: models.QuerySet) -> models.QuerySet:
    """Rows with their record, the records that they name, and the names of those: what `str` of each asks for."""
    keys = [each for each in rows.model._meta.concrete_fields if isinstance(each, models.ForeignKey)]
    named = [f"{each.name}__other_names" for each in keys if each.related_model in (Organisation, Person)]
    own = ["other_names"] if rows.model in (Organisation, Person) else []
    above = ["__".join(way) for way in OWNERS[target] if way]
    return rows.select_related(*(each.name for each in keys), *above).prefetch_related(*named, *own)


def rows_of(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], models.Model]:
    """The rows that are named by a target and a number; some queries a kind of row, whatever their number."""
    wanted: dict[str, set[int]] = {}
    for target, pk in pairs:
        wanted.setdefault(target, set()).add(pk)
    return {
        (target, row.pk): row
        for target, pks in wanted.items()
        for row in with_names(target, target_model(target).objects.filter(pk__in=pks))
    }


def with_targets(citations: Iterable[Citation]) -> list[Citation]:
    """Citations that have their targets at hand."""
    citations = list(citations)
    rows = rows_of((each.target_name, getattr(each, f"{each.target_name}_id")) for each in citations)
    for each in citations:
        setattr(each, each.target_name, rows[each.target_name, getattr(each, f"{each.target_name}_id")])
    return citations


def facts_of(record: models.Model, citations: Iterable[Citation]) -> list[list[Fact]]:
    """Groups of facts: the record with its fields first, then each row with its own. Some queries a kind of row, whatever their number."""
    cited: dict[tuple[str, int], dict[str, list[Citation]]] = {}
    for each in citations:
        target = each.target_name
        fields = cited.setdefault((target, getattr(each, f"{target}_id")), {})
        fields.setdefault(each.field, []).append(each)
    groups = []
    for path in PATHS[type(record)]:
        target, _by, lookup = path.partition("__")
        model = target_model(target)
        rows = with_names(target, model.objects.filter(**{lookup or "pk": record.pk}))
        groups += [_group(target, row, cited.get((target, row.pk), {})) for row in rows]
    return groups


def _group(target: str, row: models.Model, cited: dict[str, list[Citation]]) -> list[Fact]:
    """What is reported or cited; a field that a later form no longer has is still shown while something is cited for it."""
    filled = [name for name in FIELDS[target] if name in cited or _says_something(row, name)]
    others = [name for name in cited if name and name not in filled]
    return [Fact(target, row, name, cited.get(name, [])) for name in ("", *filled, *others)]


def _says_something(row: models.Model, name: str) -> bool:
    if hasattr(row, f"{name}_en"):
        return bool(first_name(row, name))
    value = getattr(row, name)
    return value not in (None, "") and value not in SAYS_NOTHING and (name, value) not in AS_EVERYBODY


def fact_of(citation: Citation) -> Fact:
    return Fact(citation.target_name, citation.target, citation.field, [citation])


def record_of(citation: Citation) -> models.Model:
    """The organisation, person, agreement or event on whose page a citation belongs; of a signing, the agreement."""
    return record_above(citation.target_name, citation.target)


def record_above(target: str, row: models.Model) -> models.Model:
    for way in OWNERS[target]:
        owner = row
        for name in way:
            owner = owner and getattr(owner, name)
        if owner is not None:
            return owner
    raise LookupError(f"{row!r} belongs to no record")


def _owners() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for paths in PATHS.values():
        for path in paths:
            target, *above = path.split("__")
            ways = found.setdefault(target, [])
            if all(_may_lead_nowhere(target, way) for way in ways):
                ways.append(tuple(above))
    return found


def _may_lead_nowhere(target: str, way: tuple[str, ...]) -> bool:
    return bool(way) and target_model(target)._meta.get_field(way[0]).null


# the way from a target up to its record, or those of which one leads there: an identifier is an organisation's or a person's
OWNERS = _owners()
