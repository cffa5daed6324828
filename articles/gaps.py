"""Facts of the record that want a source: important ones that nothing on file states, and those that only a piece of ours states.

A list is a UNION of small queries, each naming facts as (of, target, row, field), so that a page of it costs the same whatever
the record holds. A source that is cited for a record or a row as a whole speaks of every field in it.
"""

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value

from articles.facts import OWNERS, target_model
from articles.models import Citation
from partners.models import Organisation

# what a record is asked for: of which record → target and field; no field: each row of this kind
IMPORTANT = {
    "agreement": (
        ("agreement", "signed_on"),
        ("agreement", "effective_on"),
        ("agreement", "expires_on"),
        ("agreement", "terminated_on"),
        ("party", ""),
        ("signatory", ""),
    ),
    "event": (
        ("event", "start_on"),
        ("event", "place"),
        ("involvement", ""),
        ("participation", ""),
        ("figure", ""),
    ),
    "organisation": (
        ("organisation", "established_on"),
        ("organisation", "parent"),
        ("organisation_relation", ""),
    ),
    "person": (("appointment", ""),),
}
COLUMNS = ("fact_of", "fact_target", "fact_row", "fact_field")
# an unknown signatory is a gap, but none that a source would fill
REPORTED = {"signatory": ~Q(person=None, name_as_reported="")}


def _named(rows: QuerySet, of: str, target: str, row: str, field) -> QuerySet:
    # Django's own queryset: modeltranslation's, of models with translated fields, gives columns in any order
    rows = QuerySet(rows.model, rows.order_by().query)
    kinds = {"fact_of": Value(of, CharField()), "fact_target": Value(target, CharField())}
    return rows.annotate(**kinds, fact_row=F(row), fact_field=field).values_list(*COLUMNS)


def _union(branches: list[QuerySet]) -> QuerySet:
    first, *others = branches
    return (first.union(*others, all=True) if others else first).order_by(*COLUMNS)


def without_source(of: str = "") -> QuerySet:
    """The important facts that are reported and stated by nothing on file; of one kind of record or of all."""
    branches = []
    for kind in [of] if of else IMPORTANT:
        for target, field in IMPORTANT[kind]:
            rows = target_model(target).objects.filter(REPORTED.get(target, Q()))
            if target_model(target) is Organisation:
                rows = rows.current()
            if field:
                rows = rows.exclude(**{field: None})
            rows = rows.exclude(Exists(_supporting(target, field)))
            branches.append(_named(rows, kind, target, "pk", Value(field, CharField())))
    return _union(branches)


def _supporting(target: str, field: str) -> QuerySet:
    """What states a fact: itself, the row that it is in, or, of a row, anything in it."""
    cited = Citation.objects.supporting().filter(**{target: OuterRef("pk")})
    return cited.filter(field__in=[field, ""]) if field else cited


def only_ours(of: str = "") -> QuerySet:
    """The facts that only articles of ours state: what we have said ourselves proves nothing."""
    branches = []
    for target, way in ((target, way) for target, ways in OWNERS.items() for way in ways):
        kind = _kind(target, way)
        if of and kind != of:
            continue
        cited = Citation.objects.supporting().filter(**{"__".join([target, *way[:1], "isnull"]): False})
        elsewhere = cited.filter(**{target: OuterRef(target)}, field=OuterRef("field"), source__article=None)
        rows = cited.exclude(source__article=None).exclude(Exists(elsewhere)).distinct()
        branches.append(_named(rows, kind, target, f"{target}_id", F("field")))
    return _union(branches)


def _kind(target: str, above: tuple[str, ...]) -> str:
    """Of which kind of record a target is a row."""
    model = target_model(target)
    for name in above:
        model = model._meta.get_field(name).related_model
    return model._meta.model_name
