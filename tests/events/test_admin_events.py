"""Events on the desk: one page with sessions, roles and figures; the grid of agreements signed there."""

import datetime

import pytest

from events.models import Event, Figure, Involvement, Participation, Session, Signing
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from partners.models import Agreement, Signatory
from tests.desk_forms import errors, save
from tests.make import make_user
from tests.make_records import make_event, make_organisation, make_person, make_place, make_series, make_session

pytestmark = pytest.mark.django_db

LIST = "/admin/events/event/"


@pytest.fixture
def officer(client):
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def page(event) -> str:
    return f"{LIST}{event.pk}/change/"


def test_an_event_is_entered_with_sessions_roles_and_figures_in_one_save(officer):
    organisation, place, series = make_organisation("San Marcos"), make_place("Lima", region="PE"), make_series()
    answer = save(
        officer,
        f"{LIST}add/",
        name_en="Conference",
        name_zh_hans="大会",
        start_on="2025-09-27",
        start_at="2025-09-27T09:00",
        time_zone="America/Lima",
        place=place.pk,
        series=series.pk,
        edition="2",
        **{
            "sessions-TOTAL_FORMS": "1",
            "sessions-0-kind": "main",
            "sessions-0-name_en": "Opening",
            "sessions-0-start_at": "2025-09-27T09:30",
            "involvements-0-organisation": organisation.pk,
            "involvements-0-role": "host",
            "participations-TOTAL_FORMS": "1",
            "participations-0-role": "chair",
            "participations-0-side": "university",
            "participations-0-representing": organisation.pk,
            "participations-0-position": "0",
            "figures-TOTAL_FORMS": "1",
            "figures-0-qualifier": "over",
            "figures-0-value": "120",
            "figures-0-measure": "participants",
        },
    )

    assert answer.status_code == 302, errors(answer)
    event = Event.objects.get()
    assert (event.name_zh_hans, str(event.start), event.edition) == ("大会", "2025-09-27", 2)
    # Lima is five hours behind UTC
    assert event.start_at == datetime.datetime(2025, 9, 27, 14, 0, tzinfo=datetime.UTC)
    assert Session.objects.get().start_at == datetime.datetime(2025, 9, 27, 14, 30, tzinfo=datetime.UTC)
    assert [str(each.get()) for each in (Involvement.objects, Participation.objects, Figure.objects)] == [
        "hosted by · San Marcos",
        "chair · San Marcos",
        "over 120 participants",
    ]
    assert LogEntry.objects.get(action="event_added").details["rows"][0] == "+ session: Opening"


def test_saving_without_a_change_changes_nothing_and_a_new_day_counts_the_calendars_version_up(officer):
    event = make_event(start_at=datetime.datetime(2025, 9, 27, 14, 0, tzinfo=datetime.UTC), time_zone="America/Lima")
    make_session(event, start_at=datetime.datetime(2025, 9, 27, 15, 0, tzinfo=datetime.UTC))

    def stored():
        return [row | {"updated_at": None} for row in (*Event.objects.values(), *Session.objects.values())]

    before = stored()
    answer = save(officer, page(event))
    assert answer.status_code == 302, errors(answer)
    assert stored() == before

    save(officer, page(event), status="postponed")
    assert Event.objects.get().calendar_sequence == 1
    save(officer, page(event), **{"sessions-0-room_en": "Hall 1"})
    assert Event.objects.get().calendar_sequence == 2


def test_a_session_that_goes_counts_the_calendars_version_up_where_it_had_an_hour(officer):
    event = make_event()
    make_session(event, number=1, start_at=datetime.datetime(2025, 9, 27, 2, 0, tzinfo=datetime.UTC))
    make_session(event, number=2)

    save(officer, page(event), **{"sessions-1-DELETE": "on"})
    assert (Session.objects.count(), Event.objects.get().calendar_sequence) == (1, 0)
    save(officer, page(event), **{"sessions-0-DELETE": "on"})
    assert (Session.objects.count(), Event.objects.get().calendar_sequence) == (0, 1)


def test_a_dinner_on_the_last_day_ends_in_the_night_after_it(officer):
    event = make_event(start="2025-09-26", end="2025-09-27")
    dinner = {
        "sessions-TOTAL_FORMS": "1",
        "sessions-0-kind": "other",
        "sessions-0-start_at": "2025-09-27T18:00",
        "sessions-0-end_at": "2025-09-28T00:30",
    }

    answer = save(officer, page(event), **dinner)

    assert answer.status_code == 302, errors(answer)
    assert Session.objects.get().end_at == datetime.datetime(2025, 9, 27, 16, 30, tzinfo=datetime.UTC)


def test_an_event_and_its_sessions_move_to_another_day_together(officer):
    hour = datetime.datetime(2025, 9, 27, 1, 0, tzinfo=datetime.UTC)
    event = make_event(start_at=hour)
    make_session(event, start_at=hour)
    days = {"start_on": "2025-10-04", "end_on": "2025-10-04", "start_at": "2025-10-04T09:00"}

    forgotten = save(officer, page(event), **days)
    moved = save(officer, page(event), **days, **{"sessions-0-start_at": "2025-10-04T09:00"})

    said = "This is 27 September 2025 in Asia/Shanghai, and the event is on other days."
    assert [each for each in errors(forgotten) if said in each] != [], errors(forgotten)
    assert moved.status_code == 302, errors(moved)
    assert Session.objects.get().start_at == hour + datetime.timedelta(days=7)


def test_a_row_names_a_session_of_this_event_only(officer):
    event, other = make_event(), make_session()
    own = make_session(event)
    row = {"involvements-0-organisation": make_organisation().pk, "involvements-0-role": "host"}

    refused = save(officer, page(event), **row, **{"involvements-0-session": other.pk})
    assert refused.status_code == 200
    assert save(officer, page(event), **row, **{"involvements-0-session": own.pk}).status_code == 302
    assert Involvement.objects.get().session == own


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start_on": "2025-09", "end_on": "2025-08-31"}, "It cannot end before it begins."),
        ({"start_on": "2025-09", "start_at": "2025-09-27T09:00"}, "An hour needs the day."),
        (
            {"start_at": "2025-09-28T00:30", "time_zone": "America/Lima"},
            "This is 28 September 2025 in America/Lima, and the event begins on another day.",
        ),
        (
            {"start_at": "2025-09-27T09:00", "end_at": "2025-09-28T09:00"},
            "This is 28 September 2025 in Asia/Shanghai, and the event ends on another day.",
        ),
        (
            {
                "end_on": "2025-09-28",
                "sessions-TOTAL_FORMS": "1",
                "sessions-0-kind": "main",
                "sessions-0-start_at": "2025-09-29T09:00",
            },
            "This is 29 September 2025 in Asia/Shanghai, and the event is on other days.",
        ),
        (
            {
                "sessions-TOTAL_FORMS": "1",
                "sessions-0-kind": "other",
                "sessions-0-start_at": "2025-09-27T18:00",
                "sessions-0-end_at": "2025-09-29T00:30",
            },
            "This is 29 September 2025 in Asia/Shanghai, and the event is on other days.",
        ),
        (
            {
                "sessions-TOTAL_FORMS": "1",
                "sessions-0-kind": "other",
                "sessions-0-start_at": "2025-09-28T00:10",
                "sessions-0-end_at": "2025-09-28T00:30",
            },
            "This is 28 September 2025 in Asia/Shanghai, and the event is on other days.",
        ),
        ({"start_at": "9 o'clock"}, "Enter a valid date/time."),
        ({"time_zone": "Mars/Olympus"}, "There is no time zone “Mars/Olympus”"),
        ({"edition": "2"}, "A number needs the series that it counts in."),
        ({"kind": "visit"}, "A visit has a direction"),
        ({"place": "x"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(officer, changes, said):
    answer = save(officer, f"{LIST}add/", **{"name_en": "Conference", "start_on": "2025-09-27"} | changes)

    assert [each for each in errors(answer) if said in each] != [], errors(answer)
    assert Event.objects.count() == 0


def grid(**rows):
    data = {"rows-TOTAL_FORMS": "6", "rows-INITIAL_FORMS": "0"}
    data |= {f"rows-{number}-kind": "not_reported" for number in range(6)}
    return data | {f"rows-{name}": value for name, value in rows.items()}


def test_several_agreements_signed_there_are_entered_in_one_save(officer):
    event, person = make_event(place=make_place("Beijing")), make_person("ZHANG Xichun")
    session = make_session(event)
    ours, lima, nairobi = (
        make_organisation("South China"),
        make_organisation("San Marcos"),
        make_organisation("Nairobi"),
    )
    address = f"{LIST}{event.pk}/agreements/"
    assert officer.get(address).status_code == 200
    rows = {
        "0-title_en": "With Lima",
        "0-party_1": ours.pk,
        "0-person_1": person.pk,
        "0-party_2": lima.pk,
        "0-session": session.pk,
        "3-kind": "mou",
        "3-party_1": ours.pk,
        "3-party_2": nairobi.pk,
        "3-party_3": lima.pk,
    }
    answer = officer.post(address, grid(**rows))

    assert answer.url == page(event)
    first, second = Agreement.objects.order_by("pk")
    assert (first.title_en, str(first.signed), first.signed_at, first.visibility) == (
        "With Lima",
        "2025-09-27",
        event.place,
        "internal",
    )
    assert [str(each) for each in first.parties.all()] == ["South China", "San Marcos"]
    assert [str(each) for each in second.parties.all()] == ["South China", "Nairobi", "San Marcos"]
    assert [str(each) for each in Signatory.objects.all()] == ["ZHANG Xichun"]
    assert list(Signing.objects.values_list("agreement", "session")) == [(first.pk, session.pk), (second.pk, None)]
    assert [each.action for each in LogEntry.objects.all()[:3]] == [
        "event_changed",
        "agreement_added",
        "agreement_added",
    ]


def test_a_grid_with_a_wrong_row_stores_none(officer):
    event, one, two = make_event(), make_organisation(), make_organisation()
    right = {"0-party_1": one.pk, "0-party_2": two.pk}
    wrong = [
        {"1-title_en": "Alone", "1-party_1": one.pk},
        {"1-party_1": one.pk, "1-party_2": one.pk},
        {"1-party_1": one.pk, "1-party_2": two.pk, "1-person_3": make_person().pk},
        {"1-party_1": "x", "1-party_2": two.pk},
        {"1-party_1": one.pk, "1-party_2": two.pk, "1-kind": "nonsense"},
    ]
    address = f"{LIST}{event.pk}/agreements/"

    assert [officer.post(address, grid(**right, **each)).status_code for each in wrong] == [200] * 5
    assert "Fill at least one row." in officer.post(address, grid()).content.decode()
    assert Agreement.objects.count() == 0


def test_on_an_event_of_several_days_each_row_has_its_day(officer):
    event, one, two = make_event(start="2025-09-27", end="2025-09-29"), make_organisation(), make_organisation()
    pair = {"party_1": one.pk, "party_2": two.pk}
    address = f"{LIST}{event.pk}/agreements/"

    def rows(*days):
        fields = [{"day": day, **pair} for day in days]
        return grid(**{f"{number}-{name}": value for number, row in enumerate(fields) for name, value in row.items()})

    for day in ("2025-09-26", "2025-09-30", "2025-09"):
        refused = officer.post(address, rows("2025-09-28", day))
        assert "The event was on other days: 27 September 2025 – 29 September 2025." in refused.content.decode()
    assert officer.post(address, rows("", "2025-09-29")).status_code == 302

    assert [str(each.signed) for each in Agreement.objects.order_by("pk")] == ["2025-09-27", "2025-09-29"]


def test_an_event_of_one_day_asks_for_no_day(officer):
    assert "rows-0-day" not in officer.get(f"{LIST}{make_event().pk}/agreements/").content.decode()


def test_the_list_finds_by_any_name_and_filters(officer):
    make_event("Conference", name_zh_hans="卓越工程师大会", place=make_place("Lima", region="PE"))
    make_event("Visit", kind="visit", start="2024-05", end=None)

    def found(query):
        answer = officer.get(f"{LIST}?{query}")
        assert answer.status_code == 200, answer
        return [str(each) for each in answer.context["cl"].result_list]

    assert found("q=工程师") == found("region=PE") == found("year=2025") == ["Conference"]
    assert found("kind__exact=visit") == found("direction__exact=incoming") == ["Visit"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_managers_and_auditors_read_and_change_nothing(client, role):
    event = make_event("Conference", start="2025-09", end="2025-09")
    make_session(event, name_en="Opening")
    client.force_login(make_user("reader", role))
    text = client.get(page(event)).content.decode()

    assert [each in text for each in ("September 2025", "Opening")] == [True, True]
    answers = [client.post(page(event), {}), client.get(f"{LIST}{event.pk}/agreements/"), client.get(f"{LIST}add/")]
    assert [each.status_code for each in answers] == [403] * 3


def test_an_event_with_signings_is_not_deleted(officer):
    event = make_event("Conference")
    agreement = Agreement.objects.create(title_en="With Lima")
    Signing.objects.create(event=event, agreement=agreement)
    text = officer.get(f"{LIST}{event.pk}/delete/").content.decode()

    assert "Conference is in use and stays." in text
    assert "With Lima" in text


def test_an_agreement_that_was_signed_at_an_event_is_not_deleted_from_under_it(officer):
    agreement = Agreement.objects.create(title_en="With Lima")
    Signing.objects.create(event=make_event("Conference"), agreement=agreement)
    address = f"/admin/partners/agreement/{agreement.pk}/delete/"

    asked = officer.get(address).content.decode()
    answer = officer.post(address, {"post": "yes"})

    assert "With Lima is in use and stays." in asked
    assert "Conference" in asked
    assert (answer.status_code, Agreement.objects.count(), Signing.objects.count()) == (200, 1, 1)


def test_the_front_page_of_the_desk_leads_the_office_to_the_record(officer):
    text = officer.get("/admin/").content.decode()

    ways = [
        "/admin/partners/agreement/add/",
        "/admin/events/event/add/",
        "/admin/partners/agreement/deadlines/?within=30",
    ]
    assert [way in text for way in ways] == [True] * 3
