"""The pages of events as readers get them."""

import datetime
import re
from contextlib import nullcontext

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Figure, Involvement, Participation, Signing
from tests.make_records import (
    make_agreement,
    make_event,
    make_home,
    make_organisation,
    make_person,
    make_place,
    make_series,
    make_session,
)
from tests.refused import form_refuses

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 15, 8, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(NOW, tick=False):
        yield


def html_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    return response.content.decode()


def text_of(client, path, status=200):
    main = html_of(client, path, status).partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<script.*?</script>", "", main, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main.partition(">")[2]).split())


def names_in(client, path):
    headings = re.findall(r'<h3><a href="[^"]+">(.*?)</a></h3>', html_of(client, path), re.S)
    return [re.sub(r"<[^>]+>", "", heading) for heading in headings]


def address(event, language="en"):
    return f"/{language}/events/{event.pk}-{event.slug}/"


def test_what_is_to_come_stands_above_what_was(client):
    make_event("Last year")
    make_event("Next month", start="2026-02", status="cancelled")
    make_event("Today", start="2026-01-15")
    make_event("Hidden", public=False)

    assert names_in(client, "/en/events/") == ["Today", "Next month", "Last year"]
    assert "Next month Cancelled" in text_of(client, "/en/events/")
    assert "3 events" in text_of(client, "/en/events/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Today", "Next month", "Some day", "Last year", "Before", "Long ago"]),
        ("sort=latest", ["Next month", "Today", "Last year", "Before", "Long ago", "Some day"]),
        ("sort=oldest", ["Long ago", "Before", "Last year", "Today", "Next month", "Some day"]),
        ("kind=visit", ["Next month", "Before"]),
        ("kind=visit&sort=oldest", ["Before", "Next month"]),
    ],
)
@time_machine.travel("2026-01-15T02:00Z", tick=False)
def test_events_are_listed_in_the_order_asked_for(client, query, expected):
    make_event("Long ago", start="2019")
    make_event("Last year", start="2025-09-27")
    make_event("Next month", start="2026-02", kind="visit", status="cancelled")
    make_event("Some day", start=None, status="announced")
    make_event("Today", start="2026-01-15")
    make_event("Before", start="2025-03-01", kind="visit")
    assert names_in(client, f"/en/events/?{query}") == expected
    exported = client.get(f"/en/events/export.json?{query}").json()["items"]
    assert [item["names"]["en"] for item in exported] == expected


def test_events_to_come_are_paged_with_the_others(client):
    with time_machine.travel("2026-01-15T02:00Z", tick=False):
        for number in range(1, 26):
            make_event(f"Event {number}", start=f"2026-02-{number:02}")
        make_event("Over", start="2025-05-05")

        assert names_in(client, "/en/events/") == [f"Event {number}" for number in range(1, 21)]
        assert names_in(client, "/en/events/?page=2") == [*(f"Event {number}" for number in range(21, 26)), "Over"]


def test_events_are_filtered_by_time_kind_series_year_and_name(client):
    series = make_series("Engineers")
    hidden = make_series("Hidden")
    make_event("First", series=series, edition=1, start="2024")
    make_event("Second", series=series, edition=2)
    make_event("Visit", kind="visit", start="2026-06-01", name_zh_hans="来访")
    make_event(series=hidden, public=False)

    expected = {
        f"series={series.pk}": ["Second", "First"],
        "kind=visit": ["Visit"],
        "when=past": ["Second", "First"],
        "when=upcoming": ["Visit"],
        "year=2024": ["First"],
        "q=来访": ["Visit"],
        "q=nothing": [],
    }

    assert {query: names_in(client, f"/en/events/?{query}") for query in expected} == expected
    for query in (f"series={hidden.pk}", "kind=party", "when=never", "year=25", "page=9"):
        html_of(client, f"/en/events/?{query}", status=404)
    assert "Engineers (2)" in text_of(client, "/en/events/")


def test_an_event_shows_its_parts_who_took_part_and_what_was_signed(client):
    home, company = make_home(), make_organisation("Power Company", kind="company")
    secret = make_organisation("Secret", public=False)
    event = make_event("Second conference", name_zh_hans="第二届会议", place=make_place())
    second = make_session(event, kind="parallel", number=2, slot=2)
    first = make_session(event, kind="parallel", number=1, slot=2, name_en="Energy")
    make_session(event, kind="main", slot=1)
    Figure.objects.create(event=event, measure="participants", qualifier="over", value=1200)
    for organisation in (home, company, secret):
        Involvement.objects.create(event=event, session=first, organisation=organisation, role="joint")
    Participation.objects.create(event=event, session=first, representing=home, role="chair", side="university")
    Participation.objects.create(event=event, session=second, representing=secret, role="chair")
    Participation.objects.create(event=event, person=make_person("Hidden person", public=False), role="speaker")
    Participation.objects.create(event=event, person=make_person("HUAI Jinpeng"), role="address")
    Signing.objects.create(event=event, agreement=make_agreement("Pact"))
    Signing.objects.create(event=event, agreement=make_agreement("Draft", public=False))

    html = html_of(client, address(event))
    text = text_of(client, address(event))

    assert '<p lang="zh-Hans" dir="ltr">第二届会议</p>' in html
    headings = [heading.strip() for heading in re.findall(r"<h3>([^<]*)</h3>", html)]
    assert headings == ["Main session", "Energy", "Parallel session 2"]
    for words in (
        "over 1,200 participants",
        "27 September 2025",
        "Beijing, China",
        "Jointly organised by South China University of Technology Power Company",
        "Chair (for the universities): name not reported South China University of Technology",
        "Address: HUAI Jinpeng",
        "Agreements signed there",
        "Pact",
    ):
        assert words in text
    for words in ("Secret", "Hidden", "Draft", "Speaker"):
        assert words not in text


def test_the_hour_is_shown_with_its_zone(client):
    hour = datetime.datetime(2025, 9, 27, 1, 30, tzinfo=datetime.UTC)
    event = make_event(start_at=hour, end_at=hour + datetime.timedelta(hours=2))

    assert "27 September 2025 09:30–11:30 (time of Asia/Shanghai)" in text_of(client, address(event))


def test_sessions_of_several_days_say_theirs_and_those_of_a_single_day_do_not(client):
    hour = datetime.datetime(2025, 9, 28, 1, 30, tzinfo=datetime.UTC)
    several, single = make_event(end="2025-09-29"), make_event(start="2025-09-28")
    for event in (several, single):
        make_session(event, kind="main", start_at=hour)

    assert "Main session 28 September 2025 09:30 (time of Asia/Shanghai)" in text_of(client, address(several))
    assert "Main session 09:30 (time of Asia/Shanghai)" in text_of(client, address(single))
    chinese = address(several).replace("/en/", "/zh-hans/")
    assert '<time datetime="2025-09-28">2025年9月28日</time>' in html_of(client, chinese)


@pytest.mark.parametrize(("stage", "is_listed"), [("approved", True), ("proposed", False), ("abandoned", False)])
def test_what_is_proposed_or_abandoned_was_not_signed_there(client, stage, is_listed):
    event, agreement = make_event("Forum"), make_agreement("Pact", stage=stage)
    signing = Signing.objects.create(event=event, agreement=agreement)
    sentence = "Nobody signed this agreement here: it is only proposed, or was abandoned."

    exported = client.get("/en/events/export.json").json()["items"][0]["agreements"]
    signing.full_clean()  # what stands so can be kept
    moved = Signing(event=event, agreement=make_agreement(stage=stage))

    assert ("Agreements signed there" in text_of(client, address(event))) is is_listed
    assert ("Signed at Forum" in text_of(client, f"/en/agreements/{agreement.pk}-pact/")) is is_listed
    assert (exported == [agreement.pk]) is is_listed
    with nullcontext() if is_listed else form_refuses(sentence):
        moved.full_clean()


def test_the_id_decides_and_an_internal_event_is_as_absent_as_none(client):
    event, hidden = make_event("Forum"), make_event(public=False)

    response = client.get(f"/en/events/{event.pk}-other/")
    assert (response.status_code, response["Location"]) == (301, f"/en/events/{event.pk}-forum/")
    there, nowhere = client.get(address(hidden)), client.get("/en/events/999999-nothing/")
    assert (there.status_code, there.content, dict(there.headers)) == (404, nowhere.content, dict(nowhere.headers))


def test_partners_and_agreements_show_their_public_events(client):
    partner, agreement = make_organisation("Lima"), make_agreement("Pact")
    event, hidden = make_event("Forum"), make_event("Hidden", public=False)
    for each in (event, hidden):
        Involvement.objects.create(event=each, organisation=partner, role="host")
    Signing.objects.create(event=event, agreement=agreement)
    other = make_agreement("Other")
    Signing.objects.create(event=hidden, agreement=other)

    partner_text = text_of(client, f"/en/partners/{partner.pk}-lima/")

    assert "Events Conference 27 September 2025 Forum Timeline 2025 27 September 2025 Conference Forum" in partner_text
    assert "Hidden" not in partner_text
    assert "Signed at Forum" in text_of(client, f"/en/agreements/{agreement.pk}-pact/")
    assert "Signed at" not in text_of(client, f"/en/agreements/{other.pk}-other/")


def test_pages_ask_the_database_a_constant_number_of_times(client):
    def count(path):
        with CaptureQueriesContext(connection) as queries:
            html_of(client, path)
        return len(queries)

    def fill(number):
        event = make_event(series=make_series(), place=make_place())
        for each in range(number):
            session = make_session(event, kind="parallel", number=each + 1)
            organisation = make_organisation(others=[("alias", "en", f"Other {number}-{each}")])
            Involvement.objects.create(event=event, session=session, organisation=organisation, role="host")
            person = make_person()
            Participation.objects.create(event=event, person=person, representing=organisation, role="speaker")
            agreement = make_agreement(parties=[organisation], signed_at=make_place())
            Signing.objects.create(event=event, agreement=agreement)
        return event

    few = [count(path) for path in (address(fill(1)), "/en/events/", "/en/events/calendar.ics")]
    many = [count(path) for path in (address(fill(3)), "/en/events/", "/en/events/calendar.ics")]

    assert few == many == [8, 7, 3]
