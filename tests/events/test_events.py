import datetime

import pytest
from django.utils.translation import override

from events.models import Event, Figure, Involvement, Signing
from events.templatetags.events import span_of
from newsroom.shared.partial_dates import PartialDate
from tests.make_records import make_agreement, make_event, make_organisation, make_session

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 9, 27)


def test_an_event_is_upcoming_until_its_last_day_is_over():
    ends_today = make_event(start="2025-09-25", end="2025-09-27")
    over = make_event(start="2025-09-25", end="2025-09-26")
    this_year = make_event(start="2025", end=None)
    this_month = make_event(start="2025-09")
    later = make_event(start="2026-01-01", status="cancelled")

    assert list(Event.objects.upcoming(DAY)) == [this_year, this_month, ends_today, later]
    assert list(Event.objects.past(DAY)) == [over]


def test_without_a_date_the_status_says_whether_it_is_to_come():
    postponed = make_event(start=None, status="postponed", previous_start_on=DAY)
    held = make_event(start=None, status="held")

    assert list(Event.objects.upcoming(DAY)) == [postponed]
    assert list(Event.objects.past(DAY)) == [held]


def test_every_event_is_either_upcoming_or_past():
    for status in ("announced", "confirmed", "postponed", "cancelled", "held"):
        for start in (None, "2025", "2025-09-26", "2025-09-27"):
            make_event(start=start, status=status)

    upcoming, past = set(Event.objects.upcoming(DAY)), set(Event.objects.past(DAY))
    assert upcoming & past == set()
    assert upcoming | past == set(Event.objects.all())


def test_sessions_stand_in_the_order_of_their_slots_and_numbers():
    event = make_event()
    second = make_session(event, kind="parallel", slot=2, number=2)
    first = make_session(event, kind="parallel", slot=2, number=1)
    unknown = make_session(event, kind="other")
    main = make_session(event, kind="main", slot=1)

    assert list(event.sessions.all()) == [main, first, second, unknown]
    assert [str(session) for session in event.sessions.all()] == [
        "main session", "parallel session 1", "parallel session 2", "other",
    ]  # fmt: skip


def test_an_event_is_found_by_name_and_short_name_in_any_language():
    event = make_event("Second Conference", name_zh_hans="第二届卓越工程师培养国际会议", short_name_en="ICTEE")

    assert all(list(Event.objects.named(typed)) == [event] for typed in ("second conference", "卓越工程师", "ictee"))
    assert event.slug == "second-conference"


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"measure": "participants", "qualifier": "over", "value": 120}, "over 120 participants"),
        ({"measure": "countries_and_regions", "qualifier": "over", "value": 30}, "over 30 countries and regions"),
        ({"measure": "participants", "value": 1200}, "1,200 participants"),
    ],
)
def test_a_figure_says_what_was_reported(fields, shown):
    with override("en"):
        assert str(Figure(event=make_event(), **fields)) == shown


def test_organisations_agreements_and_events_know_each_other():
    session = make_session()
    event, organisation, agreement = session.event, make_organisation(), make_agreement()
    Involvement.objects.create(event=event, organisation=organisation, role="host")
    Involvement.objects.create(event=event, session=session, organisation=organisation, role="joint")
    Signing.objects.create(event=event, agreement=agreement)

    assert list(event.organisations.distinct()) == [organisation]
    assert list(organisation.events.distinct()) == [event]
    assert (list(event.agreements.all()), agreement.signing.event) == ([agreement], event)


@pytest.mark.parametrize(
    ("language", "first", "last", "shown"),
    [
        ("en", "2026-12-26", "2026-12-27", "26–27 December 2026"),
        ("zh-hans", "2026-12-26", "2026-12-27", "2026年12月26日–27日"),
        ("es", "2026-12-26", "2026-12-27", "26–27 de diciembre de 2026"),
        ("ar", "2026-12-26", "2026-12-27", "26–27 ديسمبر، 2026"),
        ("de", "2026-12-26", "2026-12-27", "26.–27. Dezember 2026"),
        ("ko", "2026-12-26", "2026-12-27", "2026년 12월 26일–27일"),
        ("en", "2026-12-31", "2027-01-01", "31 December 2026 – 1 January 2027"),
        ("en", "2026-12", "2027-01", "December 2026 – January 2027"),
        ("en", "2026-12", "2026-12-27", "December 2026 – 27 December 2026"),
    ],
)
def test_days_of_one_month_name_it_once(language, first, last, shown):
    with override(language):
        assert "".join(span_of(PartialDate.parse(first), PartialDate.parse(last))) == shown
