"""The statistics: of a period, as of a day, each number with its list."""

import datetime
import html as markup
import io
import json
import re
import zipfile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from events.models import Figure
from partners.models import AgreementRelation
from tests.make_records import (
    make_agreement,
    make_agreement_in_force,
    make_event,
    make_home,
    make_organisation,
    make_session,
)
from tests.numbers import counted, html_of, links_of, numbers_of, text_of, unlinked

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 15, 8, tzinfo=datetime.UTC)
YEAR = "/en/statistics/?since=2025-01-01&until=2025-12-31"


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(NOW, tick=False):
        yield


def make_figure(event, measure, value, qualifier="exactly", **fields):
    return Figure.objects.create(event=event, measure=measure, value=value, qualifier=qualifier, **fields)


def fill():
    """With us and among others; in the period, before it, and where only the year is known; public and internal."""
    home, lima, nairobi = make_home(), make_organisation("Lima"), make_organisation("Nairobi", region="KE")
    oslo, rome = make_organisation("Oslo", region="NO"), make_organisation("Rome", region="IT")
    make_agreement_in_force("Held", parties=[home, oslo], kind="mou").further_kinds.create(kind="research")
    make_agreement_in_force("Ends", parties=[home, oslo], signed="2025-02-01", expires="2026-02", kind="loi")
    make_agreement("Over", parties=[home, lima], signed="2025-01-05", expires="2025-06-30", kind="mou")
    make_agreement("The year is known", parties=[home, nairobi], signed="2025", kind="mou")
    make_agreement("Of others", parties=[lima, rome], signed="2025-05-01")
    make_agreement("Hidden", parties=[home, rome], signed="2025-05-01", public=False)
    make_agreement("Tomorrow", parties=[home, rome], signed="2026-01-16")
    double = make_agreement("Again", parties=[home, nairobi], signed="2025-03-01")
    known = make_agreement("Known", parties=[home, nairobi], signed="2025-03-01", kind="mou")
    AgreementRelation.objects.create(source=known, kind="possibly_same", target=double)

    forum = make_event("Forum", kind="forum", start="2025-04-01")
    make_figure(forum, "participants", 1200)
    make_figure(forum, "participants", 7, session=make_session(forum))
    conference = make_event("Conference")
    make_figure(conference, "participants", 120, "over")
    make_figure(conference, "countries_and_regions", 30, "over")
    make_figure(make_event("Lecture", kind="lecture", start="2025-12-31", end="2026-01-02"), "participants", 34)
    make_event("In", kind="visit", start="2025-06", name_zh_hans="来访")
    make_event("Out", kind="visit", direction="outgoing", start="2025")
    make_event("Somewhere", kind="visit", direction="not_reported", start="2025-05-05")
    for status in ("cancelled", "postponed"):
        make_figure(make_event(status, kind="visit", start="2025-05-05", status=status), "participants", 999)
    make_figure(make_event("Secret", public=False), "participants", 888)
    make_event("Before", start="2024-12-31", end="2025-01-01")
    return home


def test_each_number_leads_to_the_list_that_makes_it(client):
    fill()

    links = links_of(client, f"{YEAR}&day=2025-06-30")

    assert len(links) == 46
    assert [counted(client, address) for _number, address in links] == [number for number, _address in links]


def test_no_number_of_the_page_stands_without_its_list(client):
    fill()
    make_figure(make_event("Fair", kind="other", start="2025-07-01"), "participants", 9)
    html = html_of(client, YEAR)
    total, exact, others = re.findall(r'<a href="([^"]*exactness=[^"]*)">([\d,]+)</a>', html)

    assert unlinked(html) == []
    assert (total[1], exact[1], others[1]) == ("1,243", "3", "1")
    assert total[0] == exact[0]
    assert [counted(client, markup.unescape(address)) for address, _number in (exact, others)] == [3, 1]
    listed = text_of(client, markup.unescape(total[0]))
    assert all(name in listed for name in ("Forum", "Lecture", "Fair"))


def test_a_number_of_a_sheet_is_a_link_to_its_list(client):
    fill()
    data = client.get(f"/en/statistics/export.xlsx?{YEAR.partition('?')[2]}").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet, targets = (
            archive.read(f"xl/worksheets/{name}").decode() for name in ("sheet1.xml", "_rels/sheet1.xml.rels")
        )
    links = dict(re.findall(r'<hyperlink ref="(\w+)" r:id="(\w+)"', sheet))
    addresses = dict(re.findall(r'Id="(\w+)"[^>]*Target="([^"]+)"', targets))
    numbers = dict(re.findall(r'<c r="(\w+)"[^>]*><v>(\d+)</v>', re.sub(r'<c [^>]*t="s"[^>]*>.*?</c>', "", sheet)))

    assert set(links) == set(numbers)
    found = {cell: markup.unescape(addresses[link]).removeprefix("http://testserver") for cell, link in links.items()}
    assert [counted(client, found[cell]) for cell in ("B2", "C2", "B3")] == [
        int(numbers[c]) for c in ("B2", "C2", "B3")
    ]


def test_agreements_signed_in_the_period_are_counted_with_us_and_among_others(client):
    fill()

    assert numbers_of(client, YEAR, "Agreements signed, by kind") == {
        "All": [4, 1],
        "Memorandum of understanding": [3, 0],
        "Letter of intent": [1, 0],
        "Not reported": [0, 1],
    }
    assert numbers_of(client, "/en/statistics/?since=2020-01-01", "Agreements signed, by year") == {
        "All": [5, 1],
        "2025": [4, 1],
        "2020": [1, 0],
    }
    areas = numbers_of(client, YEAR, "Agreements signed, by continent and group")
    assert (areas["Africa"], areas["Europe"], areas["European Union"]) == ([2, 0], [1, 1], [0, 1])


def test_a_year_counts_only_where_the_whole_of_it_lies_in_the_period(client):
    fill()

    half = "/en/statistics/?since=2025-01-01&until=2025-06-30"

    assert numbers_of(client, half, "Agreements signed, by kind")["All"] == [3, 1]
    assert numbers_of(client, half, "Visits") == {"All": [2], "To us": [1], "Not reported": [1]}


def test_the_status_is_that_of_the_day(client):
    fill()

    assert numbers_of(client, YEAR, "Agreements by status") == {
        "In force, in all": [2, 0],
        "In force": [1, 0],
        "In force; ends soon": [1, 0],
        "Signed; validity not reported": [2, 1],
        "Expired": [1, 0],
    }
    assert numbers_of(client, f"{YEAR}&day=2025-01-31", "Agreements by status") == {
        "In force, in all": [1, 0],
        "In force": [1, 0],
        "Signed; validity not reported": [2, 0],
    }
    listed = "/en/agreements/?day=2025-01-31&status=expired"
    assert "0 agreements, as of 31 January 2025" in text_of(client, listed)
    assert json.loads(client.get("/en/agreements/export.json?day=2025-01-31").content)["as_of"] == "2025-01-31"


def test_a_partner_is_new_with_its_first_agreement_with_us(client):
    fill()

    # Lima and Nairobi; Oslo signed before, Rome only with others or internally
    assert numbers_of(client, YEAR, "New partners") == {"First agreement with us": [2]}
    assert numbers_of(client, "/en/statistics/?since=2025-02-01", "New partners") == {"First agreement with us": [0]}


def test_events_are_counted_where_they_begin_and_if_they_were_held(client):
    fill()

    assert numbers_of(client, YEAR, "Visits") == {"All": [3], "To us": [1], "From us": [1], "Not reported": [1]}
    assert numbers_of(client, YEAR, "Events by kind") == {
        "All": [6],
        "Conference": [1],
        "Forum": [1],
        "Visit": [3],
        "Lecture": [1],
    }


def test_reported_numbers_are_quoted_and_only_exact_ones_added_up(client):
    fill()
    text = text_of(client, YEAR)

    assert numbers_of(client, YEAR, "Events that report a number") == {
        "Participants": [3],
        "Countries and regions": [1],
    }
    assert "Participants: 1,234, adding up the exact numbers of 2 events." in text
    assert "1 event gives a number that is not exact; it is quoted below and not added up." in text
    assert "Conference over 120 participants over 30 countries and regions" in text
    for words in ("999", "888", "Secret"):
        assert words not in text


def test_what_is_internal_leaves_the_page_as_it_is(client):
    home = fill()
    before = html_of(client, YEAR)
    secret = make_agreement(
        "Internal", parties=[home, make_organisation(public=False)], public=False, signed="2025-02-02"
    )
    for public in client.get("/en/agreements/").context["page"].object_list:
        AgreementRelation.objects.create(source=secret, kind="possibly_same", target=public)
    make_figure(make_event("Internal", kind="visit", public=False), "participants", 5)

    assert html_of(client, YEAR) == before


def test_days_that_cannot_be_are_told_in_a_sentence(client):
    cases = {
        "since=x": "Write the day as year-month-day, for example 2025-09-27.",
        "until=2025-02-30": "Write the day as year-month-day, for example 2025-09-27.",
        "until=2026-01-16": "This day is still to come.",
        "day=2026-01-16": "This day is still to come.",
        "since=0999-01-01": "The record does not go back that far.",
        "since=2025-02-01&until=2025-01-31": "The period ends before it begins.",
    }
    for query, sentence in cases.items():
        html = html_of(client, f"/en/statistics/?{query}", status=400)
        assert sentence in html
        assert "<table" not in html
        assert client.get(f"/en/statistics/export.json?{query}").status_code == 404
    assert 'aria-describedby="id_since_error"' in html_of(client, "/en/statistics/?since=x", status=400)


def test_a_year_so_far_is_the_usual_period_and_an_empty_record_is_no_fault(client):
    text = text_of(client, "/en/statistics/")

    assert "From 1 January 2026 to 15 January 2026" in text
    assert "As of 15 January 2026" in text
    assert 'href="?since=2025-01-01&amp;until=2025-12-31"' in html_of(client, "/en/statistics/")
    assert numbers_of(client, "/en/statistics/", "Agreements signed, by kind") == {"All": [0, 0]}


@pytest.mark.parametrize("language", ["en", "zh-hans", "es", "ar"])
def test_the_page_is_there_in_every_language_and_has_no_inline_style(client, language):
    fill()
    html = html_of(client, YEAR.replace("/en/", f"/{language}/"))

    assert f'href="/{language}/regions/"' in html
    assert f'href="/{language}/statistics/"' in html
    assert "style=" not in html
    # data for machines, and nothing that runs
    assert html.count("<script") == html.count('<script type="application/ld+json">') == 1


def test_the_tables_are_taken_away_as_sheets_and_as_json(client):
    fill()
    query = YEAR.partition("?")[2]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/en/statistics/export.xlsx?{query}").content))
    found = json.loads(client.get(f"/en/statistics/export.json?{query}").content)

    names = [
        "signed_by_kind",
        "signed_by_year",
        "signed_by_area",
        "new_partners",
        "status",
        "visits",
        "events",
        "reported",
    ]
    assert book.sheet_names == [*names, "figures"]
    assert book.get_sheet_by_name("signed_by_kind").to_python()[:3] == [
        ["Kind", "With us", "Among others"],
        ["All", 4.0, 1.0],
        ["Memorandum of understanding", 3.0, 0.0],
    ]
    figures = book.get_sheet_by_name("figures").to_python()
    assert figures[2][:5] == ["Conference", datetime.date(2025, 9, 27), "participants", "over", 120.0]
    assert [table["name"] for table in found["tables"]] == names
    assert (found["schema"], found["since"], found["as_of"]) == ("newsroom.statistics", "2025-01-01", "2026-01-15")
    number = found["tables"][0]["lines"][0]["party"]
    assert number["number"] == counted(client, number["list"]) == 4
    assert {row["qualifier"] for row in found["figures"]} == {"exactly", "over"}
    assert client.get(f"/en/statistics/export.csv?{query}").status_code == 404


def test_the_files_can_be_turned_off(client, settings):
    assert "/en/statistics/export.xlsx?" in html_of(client, YEAR)
    settings.NEWSROOM_EXPORTS = False

    assert "export." not in html_of(client, YEAR)
    assert client.get("/en/statistics/export.xlsx").status_code == 404


def test_the_page_asks_the_database_a_constant_number_of_times(client):
    def count():
        with CaptureQueriesContext(connection) as queries:
            html_of(client, YEAR)
        return len(queries)

    home = make_home()
    make_agreement(parties=[home, make_organisation()])
    make_figure(make_event(), "participants", 5)
    few = count()
    for code in ("KE", "IT", "HK"):
        make_agreement(parties=[home, make_organisation(region=code)], kind="mou", signed="2025-01-01")
        make_agreement(parties=[make_organisation(), make_organisation(region=code)])
        make_figure(make_event(kind="visit"), "participants", 5, "about")

    assert count() == few == 8
