"""What calendar programs get, read back by the library that they use."""

import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine

from tests.make_records import make_event, make_place, make_series, make_session

pytestmark = pytest.mark.django_db


def components(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    calendar = icalendar.Calendar.from_ical(response.content)
    return calendar, {str(each["UID"]): each for each in calendar.walk("VEVENT")}


def written(value):
    text = value.to_ical()
    return text.decode() if isinstance(text, bytes) else text


def own(event, language="en"):
    return f"/{language}/events/{event.pk}-{event.slug}/calendar.ics"


def test_a_day_without_hours_ends_before_the_next_one(client):
    event = make_event("Forum", place=make_place())

    _calendar, found = components(client, own(event))
    entry = found[f"event-{event.pk}@newsroom.invalid"]

    assert entry.decoded("DTSTART") == datetime.date(2025, 9, 27)
    assert entry.decoded("DTEND") == datetime.date(2025, 9, 28)
    assert entry["DTSTART"].params["VALUE"] == "DATE"
    assert (str(entry["SUMMARY"]), entry["SUMMARY"].params["LANGUAGE"]) == ("Forum", "en")
    assert (str(entry["STATUS"]), str(entry["LOCATION"])) == ("TENTATIVE", "Beijing, China")
    assert str(entry["URL"]) == f"http://testserver/en/events/{event.pk}-forum/"


def test_a_cancelled_event_stays_under_its_id_with_a_higher_number(client, settings):
    settings.SITE_ORIGIN = "https://news.example.edu"
    event = make_event("Forum", name_zh_hans="论坛", status="cancelled", calendar_sequence=2)

    for language, summary in (("en", "Cancelled: Forum"), ("zh-hans", None)):
        _calendar, found = components(client, f"/{language}/events/calendar.ics")
        entry = found[f"event-{event.pk}@news.example.edu"]
        assert (str(entry["STATUS"]), entry["SEQUENCE"]) == ("CANCELLED", 2)
        assert summary in (None, str(entry["SUMMARY"]))


def test_hours_come_in_their_zone_and_sessions_when_they_have_some(client):
    hour = datetime.datetime(2025, 9, 27, 1, tzinfo=datetime.UTC)
    event = make_event("Forum", start_at=hour, end_at=hour + datetime.timedelta(hours=3))
    session = make_session(event, kind="main", name_en="Opening", start_at=hour, room_en="Hall 1")
    make_session(event, kind="parallel")

    calendar, found = components(client, own(event))
    whole, part = found[f"event-{event.pk}@newsroom.invalid"], found[f"session-{session.pk}@newsroom.invalid"]

    assert whole.decoded("DTSTART") == datetime.datetime(2025, 9, 27, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert whole["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert (str(part["RELATED-TO"]), str(part["SUMMARY"])) == (f"event-{event.pk}@newsroom.invalid", "Forum: Opening")
    assert len(found) == 2


def test_several_days_of_which_only_the_first_hour_is_known_last_until_the_end_of_the_last_one(client):
    hour = datetime.datetime(2025, 9, 27, 1, tzinfo=datetime.UTC)
    event = make_event("Forum", end="2025-09-29", start_at=hour)

    _calendar, found = components(client, own(event))

    (entry,) = found.values()
    assert entry.decoded("DTSTART") == hour
    assert entry.decoded("DTEND") == datetime.datetime(2025, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_what_has_no_day_or_is_internal_is_in_no_calendar(client):
    month, hidden = make_event(start="2025-09"), make_event(public=False)
    series = make_series()
    listed = make_event(series=series)
    other = make_event()

    assert [client.get(own(event)).status_code for event in (month, hidden)] == [404, 404]
    assert set(components(client, "/en/events/calendar.ics")[1]) == {
        f"event-{event.pk}@newsroom.invalid" for event in (listed, other)
    }
    assert set(components(client, f"/en/events/calendar.ics?series={series.pk}")[1]) == {
        f"event-{listed.pk}@newsroom.invalid"
    }


def test_everything_that_a_client_asks_of_an_entry_comes_back(client):
    with time_machine.travel(datetime.datetime(2025, 8, 1, 6, 30, tzinfo=datetime.UTC), tick=False):
        event = make_event(
            "Forum",
            kind="forum",
            status="confirmed",
            end="2025-09-28",
            venue_en="Hall",
            theme_en="Standards; rules, and more",
            place=make_place("Hong Kong", region="HK", latitude="22.30000", longitude="114.20000"),
        )

    calendar, found = components(client, own(event))

    (entry,) = found.values()
    assert {name: written(entry[name]) for name in entry if name != "CATEGORIES"} == {
        "UID": f"event-{event.pk}@newsroom.invalid",
        "DTSTAMP": "20250801T063000Z",
        "LAST-MODIFIED": "20250801T063000Z",
        "SEQUENCE": "0",
        "STATUS": "CONFIRMED",
        "URL": f"http://testserver/en/events/{event.pk}-forum/",
        "SUMMARY": "Forum",
        "DTSTART": "20250927",
        "DTEND": "20250929",
        "TRANSP": "TRANSPARENT",
        "LOCATION": "Hall\\, Hong Kong\\, Hong Kong\\, China",
        "GEO": "22.3;114.2",
        "DESCRIPTION": "Standards\\; rules\\, and more",
    }
    assert written(entry["CATEGORIES"]) == "Forum"
    assert [str(calendar[name]) for name in ("VERSION", "METHOD", "PRODID", "X-WR-CALNAME")] == [
        "2.0",
        "PUBLISH",
        "-//Newsroom//Events//EN",
        "International Office",
    ]
    assert written(calendar["REFRESH-INTERVAL"]) == "PT12H"


def test_a_name_in_another_language_says_so(client):
    event = make_event(None, name_zh_hans="论坛")

    _calendar, found = components(client, own(event))

    (entry,) = found.values()
    assert (str(entry["SUMMARY"]), entry["SUMMARY"].params["LANGUAGE"]) == ("论坛", "zh-Hans")


def test_the_hours_of_a_zone_with_summer_time_keep_their_offset(client):
    hour = datetime.datetime(2025, 9, 27, 7, tzinfo=datetime.UTC)
    event = make_event("Forum", start_at=hour, time_zone="Europe/Berlin")
    session = make_session(event, start_at=hour + datetime.timedelta(hours=1), room_en="Room 1")

    calendar, found = components(client, own(event))
    part = found[f"session-{session.pk}@newsroom.invalid"]

    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Berlin"
    assert {each.name for each in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert part.decoded("DTSTART").utcoffset() == datetime.timedelta(hours=2)
    assert part.decoded("DTSTART") == hour + datetime.timedelta(hours=1)
    assert (part["SEQUENCE"], str(part["LOCATION"])) == (0, "Room 1")
