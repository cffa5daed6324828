"""Lists that readers take away, read back as they would."""

import csv
import datetime
import io
import json

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from events.models import Figure, Involvement, Participation, Signing
from partners.models import Milestone, Outcome, Signatory
from tests.make_records import (
    make_agreement,
    make_agreement_in_force,
    make_event,
    make_home,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_series,
    make_session,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 15, 8, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(NOW, tick=False):
        yield


def get(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    return response


def csv_of(client, path):
    data = get(client, path).content
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(client, path):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(get(client, path).content)).get_sheet_by_index(0).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def json_of(client, path):
    return json.loads(get(client, path).content)


def test_partners_are_exported_as_filtered(client):
    lima = make_organisation(
        "Lima",
        name_zh_hans="利马大学",
        place=make_place("Lima", region="PE"),
        established="1551",
        others=[("acronym", "", "UL"), ("wrong", "en", "Limma")],
    )
    lima.identifiers.create(scheme="wikidata", value="Q1")
    make_organisation("Nairobi", region="KE", parent=make_organisation("Secret", public=False))
    make_organisation("Hidden", public=False)

    rows = csv_of(client, "/en/partners/export.csv")

    assert [row["Name (English)"] for row in rows] == ["Lima", "Nairobi"]
    expected = {
        "Number": str(lima.pk),
        "Name (简体中文)": "利马大学",
        "Other names": "UL",
        "Kind": "University",
        "Code of country or region": "PE",
        "Country or region": "Peru",
        "Place": "Lima",
        "Belongs to": "",
        "Established": "1551",
        "Wikidata": "Q1",
        "Address": f"http://testserver/en/partners/{lima.pk}-lima/",
    }
    assert {heading: rows[0][heading] for heading in expected} == expected
    assert [row["Name (English)"] for row in csv_of(client, "/en/partners/export.csv?region=KE")] == ["Nairobi"]
    content = b"".join(get(client, f"/en/partners/export.{form}").content for form in ("csv", "json"))
    assert all(word not in content for word in (b"Secret", b"Limma", b"Hidden"))


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", "\u200b=1", "＝1+1"])
def test_no_cell_is_a_formula(client, name):
    make_organisation(name)

    [row] = csv_of(client, "/en/partners/export.csv")
    [cells] = sheet_of(client, "/en/partners/export.xlsx")

    assert row["Name (English)"] in (f"'{name}", name)
    assert not row["Name (English)"].startswith(("=", "+", "-", "@"))
    assert cells["Name (English)"] == name


def test_the_workbook_has_real_days_and_leaves_partial_ones_as_words(client):
    make_agreement_in_force("Whole")
    make_agreement("Month", signed="2019-09")

    whole, month = sheet_of(client, "/en/agreements/export.xlsx")

    assert (whole["Signed"], whole["Last day"]) == (datetime.date(2020, 1, 1), datetime.date(2029, 12, 31))
    assert (month["Signed"], month["Last day"]) == ("2019-09", "")
    assert isinstance(whole["Number"], float)


def test_headings_follow_the_language_and_arabic_runs_from_the_right(client):
    make_organisation("Lima")

    for language in ("zh-hans", "es", "ar"):
        assert sheet_of(client, f"/{language}/partners/export.xlsx")


def test_the_json_of_agreements_holds_what_the_page_shows(client):
    home, lima = make_home(), make_organisation("Lima")
    agreement = make_agreement("Pact", signed="2025-09-27", signed_at=make_place(), kind="cooperation")
    agreement.further_kinds.create(kind="joint_lab")
    party = make_party(agreement, home, side="A")
    Signatory.objects.create(party=party, person=make_person("ZHANG Xichun"), title_as_printed_zh_hans="党委书记")
    other = make_party(agreement, lima, side="B", position=1)
    Signatory.objects.create(party=other, person=make_person("Hidden", public=False))
    make_party(agreement, make_organisation("Secret", public=False), position=2)
    Outcome.objects.create(agreement=agreement, kind="joint_institute", organisation=make_organisation("Academy"))
    Outcome.objects.create(agreement=agreement, kind="project", organisation=make_organisation("Secret", public=False))
    Milestone.objects.create(agreement=agreement, act="unveiled", not_after=datetime.date(2025, 11, 19))
    make_agreement("Secret", public=False)

    found = json_of(client, "/en/agreements/export.json?kind=joint_lab")
    [item] = found.pop("items")

    assert found == {
        "$schema": "http://testserver/schemas/agreements-1.json",
        "schema": "newsroom.agreements",
        "version": 1,
        "as_of": "2026-01-15",
        "language": "en",
        "list": "http://testserver/en/agreements/?kind=joint_lab",
        "count": 1,
    }
    assert (item["titles"], item["kinds"], item["status"]) == ({"en": "Pact"}, ["cooperation", "joint_lab"], "signed")
    assert (item["signed"], item["signed_at"]["names"]) == ("2025-09-27", {"en": "Beijing"})
    assert [party["organisation"]["name"] for party in item["parties"]] == [str(home), "Lima"]
    [signed] = item["parties"][0]["signatories"]
    assert (signed["person"]["name"], signed["titles_as_printed"]) == ("ZHANG Xichun", {"zh-Hans": "党委书记"})
    assert item["parties"][1]["signatories"][0]["person"] is None
    assert [outcome["organisation"]["name"] for outcome in item["outcomes"]] == ["Academy"]
    assert item["milestones"][0]["not_after"] == "2025-11-19"
    assert "Secret" not in json.dumps(item)


def test_the_json_of_events_holds_sessions_roles_and_figures(client):
    home, secret = make_home(), make_organisation("Secret", public=False)
    event = make_event("Conference", place=make_place(), series=make_series("Series"), edition=2)
    main, first = make_session(event, kind="main", slot=1), make_session(event, number=1, slot=2)
    Figure.objects.create(event=event, measure="countries_and_regions", qualifier="over", value=30)
    for organisation in (home, secret):
        Involvement.objects.create(event=event, session=first, organisation=organisation, role="joint")
        Participation.objects.create(event=event, session=first, representing=organisation, role="chair")
    agreement = make_agreement("Pact")
    Signing.objects.create(event=event, agreement=agreement)
    Signing.objects.create(event=event, agreement=make_agreement("Secret", public=False))

    [item] = json_of(client, "/en/events/export.json")["items"]

    assert (item["names"], item["edition"], item["start"]) == ({"en": "Conference"}, 2, "2025-09-27")
    assert item["figures"] == [{"measure": "countries_and_regions", "qualifier": "over", "value": 30}]
    assert [session["id"] for session in item["sessions"]] == [main.pk, first.pk]
    session = item["sessions"][1]
    assert [(row["organisation"]["id"], row["role"]) for row in session["organisations"]] == [(home.pk, "joint")]
    assert [(row["person"], row["representing"]["id"]) for row in session["people"]] == [(None, home.pk)]
    assert item["agreements"] == [agreement.pk]
    assert "Secret" not in json.dumps(item)
    assert csv_of(client, "/en/events/export.csv")[0]["Figures"] == "over 30 countries and regions"
    assert sheet_of(client, "/en/events/export.xlsx")[0]["Begins"] == datetime.date(2025, 9, 27)


def test_hong_kong_macao_and_taiwan_are_no_countries_in_any_export(client):
    for code in ("HK", "MO", "TW"):
        make_organisation(f"University {code}", region=code)

    items = json_of(client, "/en/partners/export.json")["items"]

    assert {item["region"]["code"]: item["region"]["is_country"] for item in items} == dict.fromkeys(
        ["HK", "MO", "TW"], False
    )
    items = json_of(client, "/en/regions/export.json")["items"]
    assert {item["region"]["code"]: item["region"]["is_country"] for item in items} == dict.fromkeys(
        ["HK", "MO", "TW"], False
    )
    for name in ("partners", "regions"):
        assert all("China" in row["Country or region"] for row in csv_of(client, f"/en/{name}/export.csv"))


def test_exports_can_be_turned_off(client, settings):
    assert "/en/partners/export.csv?kind=company" in client.get("/en/partners/?kind=company").content.decode()
    settings.NEWSROOM_EXPORTS = False

    assert "export." not in client.get("/en/partners/").content.decode()
    for name in ("partners", "agreements", "events"):
        assert client.get(f"/en/{name}/export.csv").status_code == 404


def test_exports_ask_the_database_a_constant_number_of_times(client):
    def count(path):
        with CaptureQueriesContext(connection) as queries:
            get(client, path)
        return len(queries)

    def fill(number):
        for _each in range(number):
            partner = make_organisation(others=[("alias", "en", "Other")], parent=make_organisation())
            agreement = make_agreement(parties=[partner], signed_at=make_place(), renews=make_agreement())
            Signatory.objects.create(party=agreement.parties.get(), person=make_person())
            Outcome.objects.create(agreement=agreement, kind="project", organisation=make_organisation(None))
            Milestone.objects.create(agreement=agreement, act="note", not_after=NOW, place=make_place())
            event = make_event(place=make_place())
            Involvement.objects.create(event=event, organisation=partner, role="host")
            Participation.objects.create(event=event, person=make_person(), representing=partner, role="chair")

    paths = [f"/en/{name}/export.{form}" for name in ("partners", "agreements", "events") for form in ("csv", "json")]
    fill(1)
    few = [count(path) for path in paths]
    fill(3)

    assert [count(path) for path in paths] == few
