"""The pages of partners and agreements as readers get them."""

import datetime
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Involvement, Participation
from partners.models import (
    AgreementDocument,
    AgreementRelation,
    Appointment,
    Milestone,
    OrganisationRelation,
    Outcome,
    Signatory,
)
from partners.pages import LATEST_OF_OURS
from tests.make_records import (
    make_agreement,
    make_agreement_in_force,
    make_event,
    make_home,
    make_organisation,
    make_party,
    make_person,
    make_place,
)

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
    """What a reader reads: the main part without its tags, spaces folded."""
    main = html_of(client, path, status).partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<script.*?</script>", "", main, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main.partition(">")[2]).split())


def names_in(client, path):
    """The headings of a list, in its order."""
    headings = re.findall(r'<h[23]><a href="[^"]+">(.*?)</a></h[23]>', html_of(client, path), re.S)
    return [re.sub(r"<[^>]+>", "", heading) for heading in headings]


def partner_address(organisation, language="en"):
    return f"/{language}/partners/{organisation.pk}-{organisation.slug}/"


def agreement_address(agreement, language="en"):
    return f"/{language}/agreements/{agreement.pk}-{agreement.slug}/"


# the list of partners


def test_the_list_has_public_partners_and_neither_ourselves_nor_hidden_ones(client):
    home = make_home()
    make_organisation("School of Design", parent=home, kind="unit", region="CN")
    kept = make_organisation("Kept")
    make_organisation("Hidden", public=False)
    make_organisation("Merged", status="merged", merged_into=kept)

    assert names_in(client, "/en/partners/") == ["Kept"]


def test_any_name_in_any_language_finds_a_partner_but_a_wrong_one(client):
    names = [("acronym", "", "UNMSM"), ("former", "es", "Colegio Real"), ("wrong", "en", "Saint Mark")]
    make_organisation("San Marcos", name_zh_hans="圣马尔科斯大学", name_es="Universidad Perú", others=names)
    make_organisation("Valencia")

    for text in ("marcos", "UNMSM", "圣马尔科斯", "universidad peru", "colegio  REAL"):
        assert names_in(client, f"/en/partners/?q={text}") == ["San Marcos"]
    for text in ("Saint Mark", "Oslo", "%%%"):
        assert names_in(client, f"/en/partners/?q={text}") == []


def test_filters_stand_in_the_address_and_say_how_many_each_would_leave(client):
    lima = make_organisation("Lima")
    make_organisation("Lima Energy", kind="company")
    make_organisation("Nairobi", region="KE")
    make_agreement_in_force(parties=[lima], kind="mou")
    make_agreement_in_force(parties=[lima], kind="loi", public=False)

    html = html_of(client, "/en/partners/?kind=university")
    text = text_of(client, "/en/partners/?kind=university")

    assert names_in(client, "/en/partners/?kind=university") == ["Lima", "Nairobi"]
    assert 'name="q" value="a"' in html_of(client, "/en/partners/?q=a")
    assert "Peru (1)" in text
    assert "Kenya (1)" in text
    assert "Company (1)" in text
    assert "In force (1)" in text
    assert '<option value="loi"' not in html
    assert '<meta name="robots" content="noindex">' in html
    assert names_in(client, "/en/partners/?region=PE&kind=company") == ["Lima Energy"]
    assert names_in(client, "/en/partners/?status=in_force&agreement=mou") == ["Lima"]
    assert names_in(client, "/en/partners/?agreement=loi") == []
    assert names_in(client, "/en/partners/?status=expired") == []


def test_a_filter_that_no_form_could_send_is_not_found(client):
    for query in ("region=XX", "kind=planet", "status=fine", "agreement=1", "sort=luck", "page=0", "page=2"):
        html_of(client, f"/en/partners/?{query}", status=404)


def test_partners_are_sorted_by_name_region_and_agreements(client):
    first, second = make_organisation("Amaru"), make_organisation("Zulia", region="KE")
    make_agreement(parties=[first], signed="2020-01-01")
    make_agreement(parties=[second], signed="2024-01-01")
    make_agreement(parties=[second], signed="2019-01-01")

    assert names_in(client, "/en/partners/") == ["Amaru", "Zulia"]
    for sort in ("region", "latest", "agreements"):
        assert names_in(client, f"/en/partners/?sort={sort}") == ["Zulia", "Amaru"]


def test_chinese_names_are_sorted_by_pinyin(client):
    make_organisation("B", name_zh_hans="中山大学")
    make_organisation("A", name_zh_hans="安徽大学")

    assert names_in(client, "/zh-hans/partners/") == ["安徽大学", "中山大学"]


@pytest.mark.parametrize(
    ("query", "is_open"), [("", False), ("q=Lima", False), ("sort=region", False), ("region=PE", True)]
)
def test_filters_are_shut_away_on_small_screens_until_one_is_set(client, query, is_open):
    html = client.get(f"/en/partners/?{query}").content.decode()
    assert bool(re.search(r'<details class="filters-fold"\s+open\s*>', html)) == is_open


def test_pages_keep_the_filters(client):
    for number in range(21):
        make_organisation(f"University {number:02}")

    html = html_of(client, "/en/partners/?kind=university")

    assert 'href="?kind=university&amp;page=2"' in html
    assert names_in(client, "/en/partners/?kind=university&page=2") == ["University 20"]


# one partner


def test_a_partner_shows_names_place_relations_people_and_agreements(client):
    names = [("former", "es", "Colegio"), ("wrong", "en", "Saint Mark")]
    lima = make_place("Lima", region="PE")
    partner = make_organisation("San Marcos", name_zh_hans="圣马尔科斯大学", place=lima, others=names)
    partner.identifiers.create(scheme="wikidata", value="Q1")
    make_organisation("Faculty", kind="unit", parent=partner)
    OrganisationRelation.objects.create(source=make_organisation("Alliance"), target=partner, kind="member_of")
    OrganisationRelation.objects.create(source=partner, target=make_organisation("Secret", public=False), kind="owns")
    rector = make_person("Ana")
    Appointment.objects.create(person=rector, organisation=partner, official_title_en="Rector")
    Appointment.objects.create(person=make_person("Nobody", public=False), organisation=partner)
    make_agreement("Pact", parties=[partner])
    make_agreement("Draft", parties=[partner], public=False)

    html = html_of(client, partner_address(partner))
    text = text_of(client, partner_address(partner))

    assert '<dd lang="zh-Hans" dir="ltr">圣马尔科斯大学</dd>' in html
    assert '<span lang="es" dir="ltr">Colegio</span>' in html
    for words in ("Lima, Peru", "Faculty", "Has the member Alliance", "Ana Rector", "Pact", "27 September 2025"):
        assert words in text
    for words in ("Saint Mark", "Secret", "Nobody", "Draft"):
        assert words not in text


def test_the_id_decides_and_the_rest_of_the_address_follows(client):
    partner = make_organisation("San Marcos", name_zh_hans="圣马尔科斯大学")
    agreement = make_agreement("Pact")

    for path, expected in (
        (f"/en/partners/{partner.pk}-other/", f"/en/partners/{partner.pk}-san-marcos/"),
        (f"/en/agreements/{agreement.pk}-other/", f"/en/agreements/{agreement.pk}-pact/"),
    ):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, expected)
    chinese = client.get(f"/zh-hans/partners/{partner.pk}-san-marcos/")["Location"]
    assert chinese == f"/zh-hans/partners/{partner.pk}-sheng-ma-er-ke-si-da-xue/"


def test_a_merged_partner_leads_to_the_one_it_is_now(client):
    kept = make_organisation("Kept")
    merged = make_organisation("Merged", status="merged", merged_into=kept)
    secret = make_organisation("Secret", public=False)
    into_secret = make_organisation("Merged too", status="merged", merged_into=secret)

    response = client.get(partner_address(merged))

    assert (response.status_code, response["Location"]) == (301, partner_address(kept))
    html_of(client, partner_address(into_secret), status=404)


def test_what_is_internal_is_as_absent_as_what_is_not_there(client):
    hidden, agreement = make_organisation(public=False), make_agreement(public=False)

    for path, absent in (
        (partner_address(hidden), "/en/partners/999999-nothing/"),
        (agreement_address(agreement), "/en/agreements/999999-nothing/"),
    ):
        there, nowhere = client.get(path), client.get(absent)
        assert (there.status_code, there.content, dict(there.headers)) == (404, nowhere.content, dict(nowhere.headers))


# agreements


def test_the_list_of_agreements_is_filtered_and_sorted(client):
    peru, kenya = make_organisation("Lima"), make_organisation("Nairobi", region="KE")
    home = make_home()
    make_agreement_in_force("Old", parties=[home, peru, make_organisation("Secret", public=False)], kind="mou")
    make_agreement("New", parties=[home, kenya, peru], kind="cooperation").further_kinds.create(kind="joint_lab")
    make_agreement("Hidden", parties=[home, kenya], public=False)

    expected = {
        "": ["New", "Old"],
        "sort=oldest": ["Old", "New"],
        "sort=ending": ["Old", "New"],
        "kind=mou": ["Old"],
        "kind=joint_lab": ["New"],
        "status=in_force": ["Old"],
        "status=signed": ["New"],
        "region=KE": ["New"],
        "year=2020": ["Old"],
        "parties=bilateral": ["Old"],
        "parties=multilateral": ["New"],
        "q=nairobi": ["New"],
        "q=old": ["Old"],
        "q=hidden": [],
    }

    assert {query: names_in(client, f"/en/agreements/?{query}") for query in expected} == expected
    assert "2 agreements, as of 15 January 2026" in text_of(client, "/en/agreements/")


def test_an_agreement_says_who_signed_for_whom_where_and_when(client):
    home, partner = make_home(), make_organisation("San Marcos", name_zh_hans="圣马尔科斯大学")
    agreement = make_agreement("Pact", signed="2025-09", signed_at=make_place("Beijing"), kind="cooperation")
    signed = make_party(agreement, home, position=0)
    Signatory.objects.create(
        party=signed,
        person=make_person("ZHANG Xichun"),
        title_as_printed_en="Chancellor",
        title_as_printed_zh_hans="党委书记",
    )
    unknown = make_party(agreement, partner, position=1, name_as_reported="San Marcos of Peru")
    Signatory.objects.create(
        party=unknown, person=make_person("Hidden Person", public=False), title_as_printed_en="Rector"
    )
    make_party(agreement, make_organisation("Hidden party", public=False), position=2)

    html = html_of(client, agreement_address(agreement))
    text = text_of(client, agreement_address(agreement))

    assert '<span class="title" lang="zh-Hans" dir="ltr">党委书记</span>' in html
    assert "Signed by: ZHANG Xichun Chancellor 党委书记" in text
    assert "Name as reported: San Marcos of Peru Signed by: name not reported Rector" in text
    assert "Signed September 2025 Beijing" in text
    assert "Hidden" not in text


def test_the_status_says_why_and_as_of_when(client):
    expected = {
        "Signed; validity not reported It was signed. From when and until when it holds is not reported.": {},
        "In force It has taken effect and holds until its last day (31 December 2029).": {
            "effective_rule": "on_signature",
            "expires": "2029-12-31",
        },
        "In force; ends soon Its term ends soon (February 2026), and no later agreement is reported.": {
            "effective_rule": "on_signature",
            "expires": "2026-02",
        },
        "Expired Its term has ended (2025).": {"expires": "2025", "signed": "2020"},
        "Terminated It was terminated (12 January 2026).": {"terminated": "2026-01-12"},
        "To be signed The day of signing is still to come (1 March 2026).": {"signed": "2026-03-01"},
        "Proposed It is proposed and not signed.": {"stage": "proposed"},
    }
    for sentence, fields in expected.items():
        text = text_of(client, agreement_address(make_agreement("Pact", **fields)))
        assert f"{sentence} As of 15 January 2026" in text


def test_an_internal_agreement_takes_no_public_ones_place(client):
    old = make_agreement_in_force("Old", expires="2025-12-31")
    make_agreement("Secret successor", renews=old, signed="2025-12-01", public=False)

    text = text_of(client, agreement_address(old))

    assert "Expired Its term has ended (31 December 2025)." in text
    assert "Secret" not in text


def test_relations_documents_and_outcomes_are_those_that_are_public(client):
    agreement = make_agreement("Pact")
    for title, public in (("Amendment", True), ("Secret", False)):
        other = make_agreement(title, public=public)
        AgreementRelation.objects.create(source=other, target=agreement, kind="amends")
    make_agreement("Successor", renews=agreement)
    Outcome.objects.create(agreement=agreement, kind="joint_institute", organisation=make_organisation("Academy"))
    Outcome.objects.create(agreement=agreement, kind="project", organisation=make_organisation("Plan", public=False))
    Milestone.objects.create(agreement=agreement, act="unveiled", not_after=datetime.date(2025, 11, 19))

    text = text_of(client, agreement_address(agreement))

    for words in (
        "Is amended by Amendment",
        "Is renewed by Successor",
        "Joint institute: Academy (planned)",
        "by 19 November 2025 Unveiled",
    ):
        assert words in text
    assert "Secret" not in text
    assert "Plan" not in text


def test_a_document_is_given_away_only_once_it_is_public(client):
    agreement = make_agreement("Pact")
    upload = SimpleUploadedFile("pact.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    kept = AgreementDocument.objects.keep(upload, agreement=agreement, kind="signed")
    path = f"/en/agreements/{agreement.pk}/documents/{kept.pk}/pact.pdf"

    html_of(client, path, status=404)
    AgreementDocument.objects.update(visibility="public")

    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Disposition"] == 'attachment; filename="pact.pdf"'
    assert b"".join(response).startswith(b"%PDF")
    assert path in html_of(client, agreement_address(agreement))


def test_an_untitled_agreement_is_called_by_its_kind_and_parties(client):
    agreement = make_agreement(title=None, kind="mou", parties=[make_organisation("Lima"), make_organisation("Quito")])

    assert names_in(client, "/en/agreements/") == ["Memorandum of understanding: Lima – Quito"]
    heading = re.search(r"<h1>(.*?)</h1>", html_of(client, agreement_address(agreement)), re.S)[1]
    assert heading.strip() == "Memorandum of understanding: Lima – Quito"


def test_our_own_page_has_the_latest_agreements_and_leads_to_all(client):
    home, partner = make_home(), make_organisation()
    for year in range(1970, 1970 + LATEST_OF_OURS):
        make_agreement(f"Agreement of {year}", parties=[home, partner], signed=str(year))
    more = 'href="/en/agreements/?home=party"'
    first_page = html_of(client, partner_address(home))
    make_agreement("Agreement of 1969", parties=[home, partner], signed="1969")

    ours, theirs = html_of(client, partner_address(home)), html_of(client, partner_address(partner))

    assert more not in first_page
    assert ("Agreement of 1970" in ours, "Agreement of 1969" in ours, more in ours) == (True, False, True)
    assert ("Agreement of 1970" in theirs, "Agreement of 1969" in theirs, more in theirs) == (True, True, False)


def test_our_own_page_has_the_latest_events_and_who_stood_for_us_there_and_leads_to_all(client):
    home, partner = make_home(), make_organisation()
    for year in range(1970, 1970 + LATEST_OF_OURS + 1):
        event = make_event(f"Event of {year}", start=str(year), end=str(year))
        for each, role in ((home, "speaker"), (partner, "moderator")):
            person = make_person(f"{role} of {year}")
            Involvement.objects.create(event=event, organisation=each, role="host")
            Participation.objects.create(event=event, person=person, representing=each, role=role)

    ours, theirs = html_of(client, partner_address(home)), html_of(client, partner_address(partner))

    # the menu leads there too
    more = '<p><a href="/en/events/">All events</a></p>'
    assert [each in ours for each in ("Event of 1971", "speaker of 1971", more)] == [True, True, True]
    assert [each in ours for each in ("Event of 1970", "speaker of 1970")] == [False, False]
    assert [each in theirs for each in ("Event of 1970", "moderator of 1970", more)] == [True, True, False]


def test_lists_and_pages_ask_the_database_a_constant_number_of_times(client):
    def fill(number):
        home = make_organisation(f"Home {number}")
        for each in range(number):
            partner = make_organisation(others=[("alias", "en", f"Other {number}-{each}")])
            agreement = make_agreement(parties=[home, partner], signed_at=make_place())
            Signatory.objects.create(party=agreement.parties.first(), person=make_person())
            make_organisation(f"Unit {number}-{each}", kind="unit", parent=home)
            Appointment.objects.create(person=make_person(), organisation=home)
        return home, agreement

    def count(path):
        with CaptureQueriesContext(connection) as queries:
            html_of(client, path)
        return len(queries)

    home, agreement = fill(1)
    make_party(agreement)
    paths = ["/en/partners/", "/en/agreements/"]
    few = [count(path) for path in [*paths, partner_address(home)]]
    home, agreement = fill(3)
    many = [count(path) for path in [*paths, partner_address(home)]]

    assert few == many == [7, 7, 9]
