"""Countries and regions: partners and agreements in numbers that lead to what they count."""

import csv
import datetime
import io
import json
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from partners.models import AgreementRelation
from tests.make_records import make_agreement, make_agreement_in_force, make_home, make_organisation, make_party
from tests.numbers import counted, html_of, links_of, numbers_of, tables_of, text_of, unlinked

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 15, 8, tzinfo=datetime.UTC)
PAGE = "/en/regions/"


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(NOW, tick=False):
        yield


def fill():
    """With us and among others, in force and not, in and out of groups, public and internal."""
    home = make_home()
    lima, nairobi = make_organisation("Lima"), make_organisation("Nairobi", region="KE")
    rome, guangdong = make_organisation("Rome", region="IT"), make_organisation("Grid", region="CN", kind="company")
    for code in ("HK", "MO", "TW"):
        make_organisation(f"University {code}", region=code)
    make_organisation("Alliance", domicile="international")
    make_organisation("Secret", region="NO", public=False)
    make_organisation("School", kind="unit", parent=home, region="CN")
    make_agreement_in_force("Held", parties=[home, lima], kind="mou").further_kinds.create(kind="research")
    make_agreement("Signed", parties=[home, lima, nairobi], kind="research")
    make_agreement("Over", parties=[home, lima], signed="2015", expires="2018")
    make_agreement("On the road", parties=[home, rome], signed="2020-05-01")
    make_agreement("Off the road", parties=[home, rome], signed="2025-05-01")
    make_agreement("Domestic", parties=[home, guangdong], signed="2025")
    make_agreement("Of others", parties=[guangdong, nairobi])
    make_agreement("Hidden", parties=[home, lima], public=False)
    hosted = make_agreement("Hosted", parties=[home, nairobi])
    make_party(hosted, rome, role="host")
    double = make_agreement("Again", parties=[home, lima])
    AgreementRelation.objects.create(source=hosted, kind="possibly_same", target=double)
    return home


def test_each_number_leads_to_the_list_that_makes_it(client):
    fill()

    links = links_of(client, PAGE)

    assert len(links) == (11 + 8) * 3
    assert [counted(client, address) for _number, address in links] == [number for number, _address in links]


def test_partners_and_agreements_are_counted_by_continent_and_region(client):
    fill()

    assert numbers_of(client, PAGE, "Countries and regions") == {
        "Africa": [1, 0, 3],
        "Kenya": [1, 0, 3],
        "Asia": [4, 0, 2],
        "China": [1, 0, 2],
        "Hong Kong, China": [1, 0, 0],
        "Macao, China": [1, 0, 0],
        "Taiwan, China": [1, 0, 0],
        "Europe": [1, 0, 2],
        "Italy": [1, 0, 2],
        "South America": [1, 1, 3],
        "Peru": [1, 1, 3],
    }


def test_a_group_counts_who_was_a_member_when_it_was_signed_and_never_our_own_country(client):
    fill()
    groups = numbers_of(client, PAGE, "Groups of countries")

    # Italy left in 2024: one of its agreements is from before, and its university is no partner of the group today;
    # Peru came in 2019, and one of its agreements is older
    assert groups["Belt and Road countries"] == [2, 1, 5]
    # we and the grid belong to a member; nobody else does
    assert groups["BRICS"] == [0, 0, 0]
    assert groups["African Union"] == [1, 0, 3]
    assert groups["European Union"] == [1, 0, 2]


def test_the_order_is_chosen_and_drawn(client):
    fill()

    def labels(sort):
        return [*tables_of(client, f"{PAGE}?sort={sort}")["Countries and regions"]]

    assert labels("name")[:3] == ["China", "Hong Kong, China", "Italy"]
    assert labels("agreements")[:2] == ["Kenya", "Peru"]
    assert labels("holding")[0] == "Peru"
    assert '<rect width="67%" height="100%"' in html_of(client, f"{PAGE}?sort=agreements")
    assert "style=" not in html_of(client, PAGE)
    for query in ("sort=luck", "page=2", "page=0"):
        html_of(client, f"{PAGE}?{query}", status=404)


def test_hong_kong_macao_and_taiwan_are_no_countries(client):
    for code in ("HK", "MO", "TW", "PE"):
        make_organisation(region=code)
    make_organisation(domicile="international")

    assert "Countries: 1; other regions: 3." in text_of(client, PAGE)
    assert "1 international partner belongs to none of them." in text_of(client, PAGE)
    assert "Country or region" in text_of(client, PAGE)
    assert "中国台湾" in html_of(client, "/zh-hans/regions/")
    items = json.loads(client.get("/en/regions/export.json").content)["items"]
    assert {item["region"]["code"]: item["region"]["is_country"] for item in items} == {
        "HK": False,
        "MO": False,
        "TW": False,
        "PE": True,
    }


def test_the_numbers_of_countries_and_regions_lead_to_them(client):
    fill()
    make_organisation("Everywhere", domicile="international")
    html = html_of(client, PAGE)
    countries, others, international = re.findall(r'<a href="([^"]+)">(\d+)</a>(?=[;.]| international)', html)

    assert unlinked(html) == []
    for address, number in (countries, others):
        lines = list(tables_of(client, address)["Countries and regions"])
        assert len(lines) == int(number) > 0
    assert counted(client, international[0]) == int(international[1]) > 0
    assert "Hong Kong, China" in tables_of(client, others[0])["Countries and regions"]
    assert len(client.get(others[0].replace("/regions/", "/regions/export.json")).json()["items"]) == int(others[1])


def test_what_is_internal_leaves_the_page_as_it_is(client):
    home = fill()
    before = html_of(client, PAGE)
    secret = make_agreement("Internal", parties=[home, make_organisation(region="NO", public=False)], public=False)
    for public in client.get("/en/agreements/").context["page"].object_list:
        AgreementRelation.objects.create(source=secret, kind="possibly_same", target=public)

    assert html_of(client, PAGE) == before


def test_an_internal_home_is_no_party_that_readers_know(client):
    lima = make_organisation("Lima")
    make_agreement("Pact", parties=[make_home(public=False), lima])

    assert counted(client, "/en/agreements/?home=party") == 0
    assert counted(client, "/en/agreements/?home=other") == 1
    assert counted(client, "/en/partners/?since=2000-01-01") == 0


def test_the_table_is_taken_away(client):
    fill()

    rows = list(
        csv.DictReader(io.StringIO(client.get("/en/regions/export.csv").content.decode("utf-8-sig"), newline=""))
    )
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get("/en/regions/export.xlsx?sort=name").content))
    item = json.loads(client.get("/en/regions/export.json?sort=agreements").content)["items"][1]

    peru = ["PE", "Peru", "South America", "1", "1", "3"]
    assert list(rows[-1].values()) == peru
    assert sheet.get_sheet_by_index(0).to_python()[3][1:] == ["Italy", "Europe", 1.0, 0.0, 2.0]
    assert item["region"] == {"code": "PE", "label": "Peru", "is_country": True}
    assert item["agreements"]["number"] == counted(client, item["agreements"]["list"]) == 3


def test_the_lists_lead_to_the_numbers_and_keep_their_further_filters(client):
    fill()

    for path in ("/en/partners/", "/en/agreements/", "/en/statistics/"):
        assert html_of(client, path).count('href="/en/regions/"') == 2
    assert '<details class="filters-more" >' in re.sub(r"\s+>", " >", html_of(client, "/en/agreements/?kind=mou"))
    html = html_of(client, "/en/agreements/?home=party&until=2021-01-01")
    assert re.search(r'<details class="filters-more"\s+open\s*>', html)
    assert 'name="until" value="2021-01-01"' in html
    assert '<option value="party" selected>' in html


def test_a_day_that_no_calendar_has_is_not_found(client):
    for path in ("agreements", "events", "partners"):
        for day in ("2025-02-30", "20250227", "0001-01-01", "9999-12-31", "x", "٢٠٢٥-٠٩-٢٧", "2025-1-1"):
            html_of(client, f"/en/{path}/?since={day}", status=404)


def test_the_page_asks_the_database_a_constant_number_of_times(client):
    def count():
        with CaptureQueriesContext(connection) as queries:
            html_of(client, PAGE)
        return len(queries)

    make_agreement(parties=[make_organisation()])
    few = count()
    for code in ("KE", "IT", "HK"):
        make_agreement(parties=[make_organisation(region=code), make_organisation()])

    assert count() == few == 4
