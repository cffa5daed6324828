"""Events for machines: the whole graph, as the page carries it."""

import datetime

import pytest

from events.models import Involvement, Participation
from tests.make_records import (
    make_event,
    make_home,
    make_organisation,
    make_person,
    make_place,
    make_series,
    make_session,
)
from tests.partners.test_jsonld import SITE, graph_of, way

pytestmark = pytest.mark.django_db


def node_of(client, event):
    return graph_of(client, f"/en/events/{event.pk}-{event.slug}/")["@graph"][0]


def test_a_conference_has_its_sessions_organisers_speakers_place_and_series(client):
    series = make_series("Engineers")
    home, company = make_home(), make_organisation("Power Company", kind="company", region="TW")
    hidden = make_organisation("Hidden", public=False)
    event = make_event(
        "Second conference",
        name_zh_hans="第二届会议",
        short_name_en="EE2",
        series=series,
        edition=2,
        status="held",
        mode="onsite",
        place=make_place(),
        venue_en="Hall of Engineers",
        theme_en="Standards",
    )
    session = make_session(
        event,
        kind="parallel",
        number=1,
        slot=2,
        name_en="Energy",
        room_en="Room 1",
        start_at=datetime.datetime(2025, 9, 27, 6, tzinfo=datetime.UTC),
    )
    make_session(event, kind="main", slot=1)
    Involvement.objects.create(event=event, organisation=home, role="host")
    Involvement.objects.create(event=event, organisation=home, role="joint")
    Involvement.objects.create(event=event, organisation=company, role="sponsor")
    Involvement.objects.create(event=event, organisation=hidden, role="host")
    Involvement.objects.create(event=event, session=session, organisation=company, role="joint")
    zhang = make_person("ZHANG Xichun", name_zh_hans="章熙春")
    for role in ("chair", "address"):
        Participation.objects.create(
            event=event, session=session, person=zhang, representing=home, role=role, title_as_reported_en="Chancellor"
        )
    Participation.objects.create(event=event, person=make_person("Ana Ruiz"), role="guest")
    Participation.objects.create(event=event, person=make_person("Secret", public=False), role="keynote")
    Participation.objects.create(event=event, representing=company, role="speaker")
    Participation.objects.create(event=event, name_as_reported="B. Lund", role="speaker")
    path = f"/en/events/{event.pk}-second-conference/"
    scut = {
        "@type": "CollegeOrUniversity",
        "@id": f"{SITE}/#organisation-{home.pk}",
        "name": "South China University of Technology",
        "url": f"{SITE}/en/partners/{home.pk}-south-china-university-of-technology/",
    }
    power = {
        "@type": "Corporation",
        "@id": f"{SITE}/#organisation-{company.pk}",
        "name": "Power Company",
        "url": f"{SITE}/en/partners/{company.pk}-power-company/",
    }

    assert graph_of(client, path) == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": ["Event", "ConferenceEvent"],
                "@id": f"{SITE}/#event-{event.pk}",
                "name": "Second conference",
                "url": f"{SITE}{path}",
                "mainEntityOfPage": {"@type": "WebPage", "@id": f"{SITE}{path}", "inLanguage": "en"},
                "alternateName": ["第二届会议", "EE2"],
                "description": "Standards",
                "startDate": "2025-09-27",
                "endDate": "2025-09-27",
                "eventStatus": "https://schema.org/EventScheduled",
                "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
                "location": {
                    "@type": "Place",
                    "name": "Hall of Engineers",
                    "address": {"@type": "PostalAddress", "addressLocality": "Beijing", "addressCountry": "CN"},
                },
                "superEvent": {
                    "@type": "EventSeries",
                    "name": "Engineers",
                    "url": f"{SITE}/en/events/?series={series.pk}",
                },
                "subEvent": [
                    {"@type": "Event", "name": "Main session", "startDate": "2025-09-27"},
                    {
                        "@type": "Event",
                        "name": "Energy",
                        "startDate": "2025-09-27T14:00:00+08:00",
                        "location": {"@type": "Place", "name": "Room 1"},
                        "organizer": power,
                        "performer": {
                            "@type": "Person",
                            "name": "ZHANG Xichun",
                            "alternateName": "章熙春",
                            "jobTitle": "Chancellor",
                            "affiliation": scut,
                        },
                    },
                ],
                "organizer": scut,
                "sponsor": power,
                "attendee": {"@type": "Person", "name": "Ana Ruiz"},
            },
            way("Second conference", path, list_name="Events", list_path="/en/events/"),
        ],
    }


def test_dates_are_as_exact_as_they_are_known_and_hours_have_their_zone(client):
    hour = datetime.datetime(2025, 9, 27, 1, 30, tzinfo=datetime.UTC)
    expected = [
        ({"start": "2025", "end": "2025"}, ("2025", "2025")),
        ({"start": "2025-09", "end": None}, ("2025-09", None)),
        ({"start": None, "end": None}, (None, None)),
        ({"start": "2025-09-27", "end": "2025-09-28"}, ("2025-09-27", "2025-09-28")),
        (
            {"start_at": hour, "end_at": hour + datetime.timedelta(hours=2), "time_zone": "Europe/Berlin"},
            ("2025-09-27T03:30:00+02:00", "2025-09-27T05:30:00+02:00"),
        ),
    ]
    for fields, dates in expected:
        node = node_of(client, make_event(**fields))
        assert (node.get("startDate"), node.get("endDate")) == dates


def test_the_status_says_what_became_of_it(client):
    before = datetime.date(2025, 8, 1)
    expected = [
        ({"status": "announced"}, "EventScheduled", None),
        ({"status": "confirmed", "previous_start_on": before}, "EventRescheduled", "2025-08-01"),
        (
            {"status": "postponed", "start": None, "end": None, "previous_start_on": before},
            "EventPostponed",
            "2025-08-01",
        ),
        ({"status": "cancelled"}, "EventCancelled", None),
    ]
    for fields, status, previous in expected:
        node = node_of(client, make_event(**fields))
        assert (node["eventStatus"], node.get("previousStartDate")) == (f"https://schema.org/{status}", previous)


def test_an_online_event_is_at_its_address_and_a_mixed_one_in_both_places(client):
    online = node_of(client, make_event(mode="online", website="https://example.org/live"))
    mixed = node_of(client, make_event("Both", kind="forum", mode="hybrid", place=make_place("Hong Kong", region="HK")))

    assert online["location"] == {"@type": "VirtualLocation", "url": "https://example.org/live"}
    assert online["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert mixed["@type"] == "Event"
    assert mixed["location"] == [
        {
            "@type": "Place",
            "name": "Hong Kong",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Hong Kong",
                "addressRegion": "Hong Kong, China",
                "addressCountry": "CN",
            },
        },
        {"@type": "VirtualLocation", "url": mixed["url"]},
    ]
