"""Each rule of events broken directly: refused by the constraint meant for it."""

import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ProtectedError

from events.models import Event, Figure, Involvement, Participation, Signing
from tests.make_records import (
    make_agreement,
    make_event,
    make_organisation,
    make_person,
    make_place,
    make_series,
    make_session,
)
from tests.refused import form_refuses, refused_by

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 9, 27)
HOUR = datetime.datetime(2025, 9, 27, 9, tzinfo=datetime.UTC)


def change(row, **values):
    """By the door that no form guards."""
    type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "party"}, "event_kind_known"),
        ({"status": "lost"}, "event_status_known"),
        ({"visibility": "secret"}, "event_visibility_known"),
        ({"mode": "by dream"}, "event_mode_known"),
        ({"start_on_precision": ""}, "event_start_on_span"),
        ({"end_on_precision": "year"}, "event_end_on_span"),
        ({"end_on": datetime.date(2025, 9, 26)}, "event_end_on_after_start"),
        ({"start_at": HOUR, "end_at": HOUR}, "event_hours_in_order"),
        ({"end_at": HOUR}, "event_hours_in_order"),
        (
            {"start_at": HOUR, "start_on": datetime.date(2025, 9, 1), "start_on_precision": "month"},
            "event_hour_has_a_day",
        ),
        ({"time_zone": ""}, "event_time_zone_filled"),
        ({"edition": 2}, "event_edition_of_a_series"),
        ({"direction": "incoming"}, "event_direction_of_visits"),
        ({"kind": "visit"}, "event_direction_of_visits"),
        ({"kind": "visit", "direction": "sideways"}, "event_direction_of_visits"),
        ({"visit_level": "king"}, "event_level_known"),
    ],
)
def test_an_event_is_refused(values, constraint):
    event = make_event()

    with refused_by(constraint):
        change(event, **values)


def test_an_online_event_has_no_place():
    event = make_event(place=make_place())

    with refused_by("event_online_has_no_place"):
        change(event, mode="online")


def test_a_series_counts_each_edition_once():
    series = make_series()
    make_event(series=series, edition=2)
    make_event(series=series)
    make_event(series=series)

    with refused_by("event_edition_once", "events_event.series_id", "events_event.edition"):
        make_event(series=series, edition=2)


def test_a_time_zone_is_one():
    with form_refuses("There is no time zone “Beijing”; one is Asia/Shanghai."):
        Event(time_zone="Beijing").full_clean()


def test_a_session_is_refused():
    session = make_session(kind="parallel", number=1)

    with refused_by("session_number_once", *(f"events_session.{each}" for each in ("event_id", "kind", "number"))):
        make_session(session.event, kind="parallel", number=1)
    with refused_by("session_kind_known"):
        change(session, kind="tea")
    with refused_by("session_hours_in_order"):
        change(session, start_at=HOUR, end_at=HOUR)
    with refused_by("events_session_event_stays"):
        change(session, event=make_event())


def test_an_organisation_has_a_role_once_at_the_event_and_once_at_each_session():
    session = make_session()
    fields = {"event": session.event, "organisation": make_organisation(), "role": "host"}
    involvement = Involvement.objects.create(**fields)
    Involvement.objects.create(**fields, session=session)

    with refused_by(
        "involvement_once_at_event", *(f"events_involvement.{each}" for each in ("event_id", "organisation_id", "role"))
    ):
        Involvement.objects.create(**fields)
    with refused_by(
        "involvement_once_at_session",
        *(f"events_involvement.{each}" for each in ("session_id", "organisation_id", "role")),
    ):
        Involvement.objects.create(**fields, session=session)
    with refused_by("involvement_role_known"):
        change(involvement, role="fan")
    with form_refuses("This organisation has this role here already."):
        Involvement(**fields).full_clean()


def test_a_person_has_a_role_once_and_may_be_unknown():
    session = make_session()
    person, university = make_person(), make_organisation()
    fields = {"event": session.event, "role": "chair"}
    chair = Participation.objects.create(**fields, person=person)
    Participation.objects.create(**fields, person=person, session=session)
    Participation.objects.create(**fields, representing=university, side="university")
    Participation.objects.create(**fields, representing=university, side="university", session=session)
    Participation.objects.create(**fields, representing=university, name_as_reported="Prof. Li")

    def keys(*names):
        return [f"events_participation.{each}" for each in names]

    with refused_by("participation_once_at_event", *keys("event_id", "person_id", "role")):
        Participation.objects.create(**fields, person=person)
    with refused_by("participation_once_at_session", *keys("session_id", "person_id", "role")):
        Participation.objects.create(**fields, person=person, session=session)
    with refused_by("participation_unknown_once_at_event", *keys("event_id", "representing_id", "role", "side")):
        Participation.objects.create(**fields, representing=university, side="university")
    with refused_by("participation_unknown_once_at_session", *keys("session_id", "representing_id", "role", "side")):
        Participation.objects.create(**fields, representing=university, side="university", session=session)
    with refused_by("participation_of_somebody"):
        Participation.objects.create(**fields)
    with refused_by("participation_role_known"):
        change(chair, role="fan")
    with refused_by("participation_side_known"):
        change(chair, side="left")


def test_a_figure_counts_a_thing_once():
    session = make_session()
    fields = {"event": session.event, "measure": "participants", "value": 120, "qualifier": "over"}
    figure = Figure.objects.create(**fields)
    Figure.objects.create(**fields, session=session)

    with refused_by("figure_once_at_event", "events_figure.event_id", "events_figure.measure"):
        Figure.objects.create(**fields)
    with refused_by("figure_once_at_session", "events_figure.session_id", "events_figure.measure"):
        Figure.objects.create(**fields, session=session)
    with refused_by("figure_counts_something"):
        change(figure, value=0)
    with refused_by("figure_measure_known"):
        change(figure, measure="cakes")
    with refused_by("figure_qualifier_known"):
        change(figure, qualifier="hardly")


def test_an_agreement_is_signed_at_one_event():
    signing = Signing.objects.create(event=make_event(), agreement=make_agreement())

    with refused_by("events_signing_agreement_id_key", "events_signing.agreement_id"):
        Signing.objects.create(event=make_event(), agreement=signing.agreement)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Involvement, lambda: {"organisation": make_organisation(), "role": "host"}),
        (Participation, lambda: {"person": make_person(), "role": "chair"}),
        (Figure, lambda: {"measure": "countries_and_regions", "value": 30}),
        (Signing, lambda: {"agreement": make_agreement()}),
    ],
)
def test_a_session_is_one_of_the_event(model, fields):
    fields = {"event": make_event(), "session": make_session()} | fields()

    with refused_by(f"{model._meta.db_table}_session_belongs"):
        model.objects.create(**fields)
    with form_refuses("This is a session of another event."):
        model(**fields).full_clean()
    row = model.objects.create(**fields | {"session": None})
    with refused_by(f"{model._meta.db_table}_session_belongs"):
        change(row, session=fields["session"])


def test_every_constraint_of_events_is_broken_here():
    tested = Path(__file__).read_text(encoding="utf-8")
    names = [
        constraint.name
        for model in apps.get_app_config("events").get_models()
        for constraint in model._meta.constraints
    ]

    assert [name for name in names if f'"{name}"' not in tested] == []


def test_an_event_goes_with_all_that_hangs_on_it_but_not_while_agreements_were_signed_there():
    session = make_session()
    event = session.event
    Involvement.objects.create(event=event, session=session, organisation=make_organisation(), role="host")
    signing = Signing.objects.create(event=event, session=session, agreement=make_agreement())

    with pytest.raises(ProtectedError):
        event.delete()

    signing.delete()
    event.delete()
    assert (Event.objects.count(), Involvement.objects.count()) == (0, 0)


def test_an_organisation_that_took_part_is_not_deleted():
    organisation = make_organisation()
    Involvement.objects.create(event=make_event(), organisation=organisation, role="host")

    with pytest.raises(ProtectedError):
        organisation.delete()


def test_events_are_internal_until_they_are_made_public():
    shown = make_event()
    make_event(public=False)

    assert Event._meta.get_field("visibility").default == "internal"
    assert list(Event.objects.public()) == [shown]
