"""Every constraint and guard of the record, of citations and of links, broken directly: refused by that one and by no other.

The list is what the models and rooms declare, so that a new one fails here until it can be broken. What follows from the shape of a
constraint is derived from it; everything else stands in BROKEN_BY.
"""

import datetime
from functools import cache

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q, UniqueConstraint

from articles.models import Citation, Source
from articles.models.citation import TARGETS
from articles.models.links import ArticleAgreement, ArticleEvent, ArticleOrganisation
from events import guards as of_events
from events.models import Event, EventSeries, Figure, Involvement, Participation, Session, Signing
from partners import guards as of_partners
from partners.models import (
    Agreement,
    AgreementDocument,
    AgreementRelation,
    Appointment,
    ExternalId,
    FurtherKind,
    IncomingTable,
    Milestone,
    Organisation,
    OrganisationMerge,
    OrganisationName,
    OrganisationRelation,
    Outcome,
    Party,
    Person,
    PersonName,
    Place,
    RememberedColumns,
    Signatory,
)
from tests.make import make_article, make_user
from tests.make_records import (
    make_agreement,
    make_event,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_series,
    make_session,
)
from tests.refused import refused_by

pytestmark = pytest.mark.django_db

DAY, EVE = datetime.date(2025, 9, 27), datetime.date(2025, 9, 26)
HOUR = datetime.datetime(2025, 9, 27, 9, tzinfo=datetime.UTC)
NOT_IN_A_LIST = "Zz"


def days(**fields):
    """effective_on=… with its precision."""
    return {key: value for name, day in fields.items() for key, value in ((name, day), (f"{name}_precision", "day"))}


def name_row(model, owner):
    return model.objects.create(**owner, value="UNMSM", kind="alias", language="en", **days(valid_from=DAY))


def citation(name="agreement"):
    source = Source.objects.create(title="Report", kind="press")
    return Citation.objects.create(source=source, **{name: ROWS[apps.get_model(TARGETS[name])]()})


def signatory():
    return Signatory.objects.create(party=ROWS[Party](), person=make_person())


# a row of each model that the database takes
ROWS = {
    IncomingTable: lambda: IncomingTable.objects.create(
        user=make_user("keeper"), kind="events", name="a.csv", content=b""
    ),
    RememberedColumns: lambda: RememberedColumns.objects.create(kind="events", name="Old list"),
    Place: lambda: make_place(geonames_id=1),
    Organisation: lambda: make_organisation(),
    OrganisationName: lambda: name_row(OrganisationName, {"organisation": make_organisation()}),
    OrganisationRelation: lambda: OrganisationRelation.objects.create(
        source=make_organisation(), target=make_organisation(), kind="owns", **days(valid_from=DAY)
    ),
    Agreement: lambda: make_agreement(signed=DAY, own_number="7", renews=make_agreement()),
    FurtherKind: lambda: FurtherKind.objects.create(agreement=make_agreement(), kind="mou"),
    AgreementRelation: lambda: AgreementRelation.objects.create(
        source=make_agreement(), target=make_agreement(), kind="amends"
    ),
    Person: lambda: make_person(),
    PersonName: lambda: name_row(PersonName, {"person": make_person()}),
    Appointment: lambda: Appointment.objects.create(
        person=make_person(), organisation=make_organisation(), **days(started_on=DAY)
    ),
    Party: lambda: make_party(make_agreement(), joined=DAY),
    Signatory: signatory,
    AgreementDocument: lambda: AgreementDocument.objects.create(
        agreement=make_agreement(), sha256="0" * 64, extension="pdf", size=1
    ),
    Milestone: lambda: Milestone.objects.create(agreement=make_agreement(), act="unveiled", not_after=DAY),
    Outcome: lambda: Outcome.objects.create(agreement=make_agreement(), kind="other", organisation=make_organisation()),
    ExternalId: lambda: make_organisation().identifiers.create(scheme="wikidata", value="Q1065"),
    OrganisationMerge: lambda: OrganisationMerge.objects.create(
        kept=make_organisation(), gone=make_organisation(), previous_status="active"
    ),
    EventSeries: lambda: make_series(),
    Event: lambda: make_event(series=make_series(), edition=2),
    Session: lambda: make_session(kind="parallel", number=1),
    Involvement: lambda: Involvement.objects.create(event=make_event(), organisation=make_organisation(), role="host"),
    Participation: lambda: Participation.objects.create(event=make_event(), person=make_person(), role="chair"),
    Figure: lambda: Figure.objects.create(event=make_event(), measure="participants", value=120),
    Signing: lambda: Signing.objects.create(event=make_event(), agreement=make_agreement()),
    Source: lambda: Source.objects.create(article=make_article()),
    Citation: citation,
    ArticleEvent: lambda: ArticleEvent.objects.create(article=make_article(), event=make_event()),
    ArticleAgreement: lambda: ArticleAgreement.objects.create(article=make_article(), agreement=make_agreement()),
    ArticleOrganisation: lambda: ArticleOrganisation.objects.create(
        article=make_article(), organisation=make_organisation()
    ),
}


def at_a_session(**fields):
    session = make_session()
    return {"event": session.event, "session": session, **fields}


def of_an_unknown_person(**fields):
    return Participation.objects.create(representing=make_organisation(), role="guest", **fields)


# a row to write twice, where a plain row of the model would not break this key
TWICE = {
    "organisation_one_home": lambda: make_organisation(is_home=True),
    "signatory_one_unknown": lambda: Signatory.objects.create(party=ROWS[Party]()),
    "involvement_once_at_session": lambda: Involvement.objects.create(
        **at_a_session(organisation=make_organisation(), role="host")
    ),
    "participation_once_at_session": lambda: Participation.objects.create(
        **at_a_session(person=make_person(), role="chair")
    ),
    "participation_unknown_once_at_event": lambda: of_an_unknown_person(event=make_event()),
    "participation_unknown_once_at_session": lambda: of_an_unknown_person(**at_a_session()),
    "figure_once_at_session": lambda: Figure.objects.create(**at_a_session(measure="participants", value=1)),
    # the first of a name: the source is cited for the same row again
    **{f"citation_{name}_once": lambda name=name: citation(name) for name in TARGETS},
}
# a row to change, where a plain row of the model would break another one too
OTHER_ROW = {"source_visibility_known": lambda: Source.objects.create(title="Report", kind="press")}
# what the copy must not share, because another key would refuse it first
OWN = {
    "agreement_own_number_once": {"renews": None},
    "partners_agreement.renews": {"own_number": "8"},
}


def itself(field):
    return lambda row: {field: row.pk}


def same(field, other):
    return lambda row: {field: getattr(row, other)}


# values that a row of the model is changed to, or a function of the row
BROKEN_BY = {
    "place_coordinates": {"latitude": 1},
    "organisation_domicile_or_none": {"region": ""},
    "organisation_unit_has_parent": {"kind": "unit"},
    "organisation_merged_into_another": {"status": "merged"},
    "organisation_merged_into_not_itself": lambda row: {"merged_into": row.pk, "status": "merged"},
    "organisation_relation_to_another": same("target", "source"),
    "agreement_stage_known": {"stage": NOT_IN_A_LIST, "signed_on": None, "signed_on_precision": ""},
    "agreement_expires_on_span": {"term": "fixed", "expires_on": DAY},
    "agreement_dates_of_signed_ones": {"stage": "proposed"},
    "agreement_fixed_term_has_last_day": {"term": "fixed"},
    "agreement_fixed_date_is_given": {"effective_rule": "fixed_date"},
    "agreement_expires_on_after_effective": {"term": "fixed", **days(effective_on=DAY, expires_on=EVE)},
    "agreement_expires_on_after_signed": {
        "term": "fixed",
        "effective_rule": "on_signature",
        **days(signed_on=DAY, expires_on=EVE),
    },
    "agreement_notice_in_reason": {"notice_months": 61},
    "agreement_relation_to_another": same("target", "source"),
    "appointment_attested_within": {"attested_on": EVE},
    "party_unit_is_another": same("unit", "organisation"),
    "signatory_proxy_for_somebody": lambda row: {"on_behalf_of": make_person()},
    "signatory_proxy_is_another": lambda row: {"on_behalf_of": row.person, "capacity": "proxy"},
    "milestone_has_a_time": {"not_after": None},
    "outcome_is_something": {"organisation": None},
    "outcome_is_another_agreement": same("launches", "agreement"),
    "external_id_one_target": lambda row: {"person": make_person()},
    "external_id_scheme_known": {"scheme": "passport"},
    "external_id_ror_shape": {"scheme": "ror", "value": "0530pts5"},
    "external_id_wikidata_shape": {"value": "1065"},
    "external_id_isni_shape": {"scheme": "isni", "value": "1"},
    "external_id_orcid_shape": {"scheme": "orcid", "value": "1"},
    "external_id_grid_shape": {"scheme": "grid", "value": "1"},
    "external_id_lei_shape": {"scheme": "lei", "value": "1"},
    "external_id_uscc_shape": {"scheme": "uscc", "value": "1"},
    "external_id_pic_shape": {"scheme": "pic", "value": "1"},
    "external_id_erasmus_shape": {"scheme": "erasmus", "value": "1"},
    "external_id_schac_shape": {"scheme": "schac", "value": "1"},
    "external_id_value_filled": {"scheme": "grid", "value": ""},
    "organisation_merge_of_two": same("gone", "kept"),
    "event_hours_in_order": {"end_at": HOUR},
    "event_hour_has_a_day": {"start_at": HOUR, **dict.fromkeys(("start_on", "end_on")), "start_on_precision": ""},
    "event_edition_of_a_series": {"series": None},
    "event_online_has_no_place": lambda row: {"place": make_place(), "mode": "online"},
    "event_direction_of_visits": {"direction": "incoming"},
    "session_hours_in_order": {"end_at": HOUR},
    "participation_of_somebody": {"person": None},
    "figure_counts_something": {"value": 0},
    "source_article_or_document": {"title": "Both"},
    "citation_one_target": {"agreement": None},
}
BROKEN_BY["event_hour_has_a_day"] |= {"end_on_precision": ""}


def models_of_the_record():
    rooms = [*apps.get_app_config("partners").get_models(), *apps.get_app_config("events").get_models()]
    return [*rooms, Source, Citation, ArticleEvent, ArticleAgreement, ArticleOrganisation]


def declared():
    for model in models_of_the_record():
        for constraint in model._meta.constraints:
            yield pytest.param(model, constraint, id=constraint.name)
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                yield pytest.param(model, field, id=f"{model._meta.db_table}.{field.name}")


def first_field(condition) -> str:
    """The first thing that a condition asks about, as it asks: kind__in."""
    child = condition.children[0]
    return first_field(child) if isinstance(child, Q) else child[0]


def value_that_breaks(model, constraint, row) -> dict:
    """From the table above, else as the shape of the constraint has it."""
    name = constraint.name
    if name in BROKEN_BY:
        values = BROKEN_BY[name]
        return values(row) if callable(values) else values
    field = first_field(constraint.condition).partition("__")[0]
    if name.endswith("_known"):
        return {field: NOT_IN_A_LIST[: model._meta.get_field(field).max_length]}
    if name.endswith("_filled"):
        return {field: ""}
    if name.endswith("_span"):
        return {field: DAY, f"{field}_precision": ""}
    if name.endswith("_not_itself"):
        return {field: row.pk}
    if "_after_" in name:
        later = next(each for each in (child for child in later_fields(constraint.condition)) if each != field)
        return days(**{field: DAY, later: EVE})
    raise LookupError(f"Say in BROKEN_BY how {name} is broken.")


def later_fields(condition):
    for child in condition.children:
        yield from later_fields(child) if isinstance(child, Q) else [child[0].partition("__")[0]]


def columns_of(model, names) -> list[str]:
    return [f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in names]


def written_twice(model, key, row) -> None:
    copy = model._base_manager.get(pk=row.pk)
    copy.pk = copy.id = None
    copy._state.adding = True
    for name, value in OWN.get(key, {}).items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


@cache
def key_of(table: str, column: str) -> str:
    """What PostgreSQL calls the key of a column."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return next(name for name, each in found.items() if each["unique"] and each["columns"] == [column])


@pytest.mark.parametrize(("model", "constraint"), list(declared()))
def test_the_constraint_meant_for_it_refuses(model, constraint):
    if isinstance(constraint, UniqueConstraint):
        row = TWICE.get(constraint.name, ROWS[model])()
        with refused_by(constraint.name, *columns_of(model, constraint.fields)):
            written_twice(model, constraint.name, row)
        return
    row = OTHER_ROW.get(constraint.name, ROWS[model])()
    if not hasattr(constraint, "condition"):
        field = constraint
        name = f"{model._meta.db_table}.{field.name}"
        with refused_by(key_of(model._meta.db_table, field.column), *columns_of(model, [field.name])):
            written_twice(model, name, row)
        return
    with refused_by(constraint.name):
        model._base_manager.filter(pk=row.pk).update(**value_that_breaks(model, constraint, row))


def test_every_model_of_the_record_has_a_row_here():
    assert [model.__name__ for model in models_of_the_record() if model not in ROWS] == []


def test_the_tables_name_nothing_that_is_gone():
    names = {constraint.name for model in models_of_the_record() for constraint in model._meta.constraints}
    assert (set(BROKEN_BY) | set(TWICE) | set(OTHER_ROW)) - names == set()


# guards


def elsewhere(model):
    """A session of another event."""
    return lambda: (ROWS[model](), {"session": make_session()})


def going_round(make, field):
    def row_and_values():
        top = make()
        return top, {field: make(**{field: make(**{field: top})})}

    return row_and_values


def doubted_already():
    tie, back = (
        AgreementRelation.objects.create(source=make_agreement(), target=make_agreement(), kind="possibly_same")
        for _each in range(2)
    )
    return tie, {"source": back.target, "target": back.source}


def merged(**fields):
    return make_organisation(**{"status": "merged", **fields}) if fields else make_organisation()


# what a guard says first → a row, and what it cannot be changed to
GUARDED = {
    "partners_organisation_region_is_known": lambda: (make_organisation(), {"region": "ZZ"}),
    "partners_place_region_is_known": lambda: (make_place(), {"region": "ZZ"}),
    "partners_organisation_parent_no_circle": going_round(make_organisation, "parent"),
    "partners_organisation_merged_into_no_circle": going_round(merged, "merged_into"),
    "partners_agreement_renews_no_circle": going_round(make_agreement, "renews"),
    "partners_agreement_umbrella_no_circle": going_round(make_agreement, "umbrella"),
    "partners_party_unit_belongs": lambda: (ROWS[Party](), {"unit": make_organisation()}),
    "partners_agreementrelation_doubt_one_way": doubted_already,
    "partners_milestone_party_belongs": lambda: (ROWS[Milestone](), {"party": make_party(make_agreement())}),
    "partners_signatory_appointment_belongs": lambda: (ROWS[Signatory](), {"appointment": ROWS[Appointment]()}),
    "partners_party_agreement_stays": lambda: (ROWS[Party](), {"agreement": make_agreement()}),
    "partners_appointment_person_stays": lambda: (ROWS[Appointment](), {"person": make_person()}),
    "events_figure_session_belongs": elsewhere(Figure),
    "events_involvement_session_belongs": elsewhere(Involvement),
    "events_participation_session_belongs": elsewhere(Participation),
    "events_signing_session_belongs": elsewhere(Signing),
    "events_session_event_stays": lambda: (make_session(), {"event": make_event()}),
}
SHIPPED = [*of_partners.GUARDS, *of_events.GUARDS]


@pytest.mark.parametrize("guard", SHIPPED, ids=lambda guard: guard.name)
def test_the_guard_meant_for_it_refuses(guard):
    said = guard.message.partition(":")[0]
    row, values = GUARDED[said]()
    model = type(row)
    assert model._meta.db_table == guard.table
    assert guard.event in {"INSERT", "UPDATE"}

    with refused_by(said):
        if guard.event == "UPDATE":
            model._base_manager.filter(pk=row.pk).update(**values)
        else:
            for name, value in values.items():
                setattr(row, name, value)
            model._base_manager.filter(pk=row.pk).delete()
            row.pk = row.id = None
            row._state.adding = True
            row.save(force_insert=True)


def test_what_is_written_in_sql_alone_is_refused_too():
    """The rules are the database's own, not Django's."""
    place = make_place()
    with refused_by("place_region_filled"), connection.cursor() as cursor:
        cursor.execute("UPDATE partners_place SET region = '' WHERE id = %s", [place.pk])
