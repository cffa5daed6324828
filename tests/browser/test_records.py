"""The record as the office keeps it, in a browser: an agreement from scratch, the grid of an event, merging; and what a reader finds."""

import csv

import pytest
from playwright.sync_api import expect

from newsroom.accounts.roles import Role
from partners.models import Agreement, Organisation
from tests.make import make_user
from tests.make_records import (
    make_agreement,
    make_event,
    make_home,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_session,
)

TITLE = "Agreement to establish the China-Peru Academy of Excellence in Engineering"


@pytest.fixture
def officer(visitor):
    make_user("records", Role.RECORDS_OFFICER)
    officer = visitor()
    officer.sign_in("records")
    return officer


def choose(page, box: str, typed: str, found: str):
    """Type into a box that finds records by any name, and take what it offers."""
    page.locator(f"#id_{box} + .select2-container").click()
    page.locator(".select2-search__field").fill(typed)
    page.locator(".select2-results__option", has_text=found).click()
    expect(page.locator(f"#id_{box} + .select2-container")).to_contain_text(found)


def save(page):
    page.locator("input[name=_save]").click()


def add_the_missing_company(officer):
    """In a window of its own: a name that is there already is noticed while it is typed."""
    page = officer.page
    with page.expect_popup() as opened:
        page.locator("#add_id_parties-3-organisation").click()
    window = opened.value
    hint = window.locator("[data-similar]")
    window.locator("#id_name_en").press_sequentially("universidad nacional mayor san marcos")
    expect(hint).to_contain_text("National University of San Marcos")
    officer.shoot("records-2-already-there", page=window)
    window.fill("#id_name_en", "Boluz Energy S.A.")
    expect(hint).to_be_hidden()
    window.select_option("#id_kind", "company")
    window.select_option("#id_region", "PE")
    window.select_option("#id_visibility", "public")
    with window.expect_event("close"):
        save(window)
    expect(page.locator("#id_parties-3-organisation + .select2-container")).to_contain_text("Boluz Energy S.A.")


def test_an_agreement_of_four_is_entered_from_scratch_and_read(visitor, officer):
    make_home()
    make_organisation(
        "National University of San Marcos", others=[("alias", "es", "Universidad Nacional Mayor San Marcos")]
    )
    make_organisation(
        "China Southern Power Grid International", region="CN", kind="company", others=[("acronym", "en", "CSGI")]
    )
    make_person("ZHANG Xichun", name_zh_hans="章熙春")
    make_place("Beijing", name_zh_hans="北京")
    page = officer.page

    page.goto("/admin/partners/agreement/add/")
    page.fill("#id_title_en", TITLE)
    page.select_option("#id_kind", "joint_institute")
    page.fill("#id_signed_on", "2025年9月27日")
    choose(page, "signed_at", "北京", "Beijing")
    choose(page, "parties-0-organisation", "华南理工", "South China University of Technology")
    choose(page, "parties-0-signatories-0-person", "章熙春", "ZHANG Xichun")
    page.fill("#id_parties-0-signatories-0-title_as_printed_en", "Chancellor")
    choose(page, "parties-1-organisation", "mayor san marcos", "National University of San Marcos")
    page.get_by_role("button", name="Add another Party").click()
    page.get_by_role("button", name="Add another Party").click()
    choose(page, "parties-2-organisation", "nacional", "National University of San Marcos")
    add_the_missing_company(officer)
    officer.shoot("records-1-agreement")
    save(page)

    expect(page.locator(".errornote")).to_be_visible()
    expect(page.get_by_text("This organisation is a party already.").first).to_be_visible()
    expect(page.locator("#id_title_en")).to_have_value(TITLE)
    expect(page.locator("#id_signed_on")).to_have_value("2025年9月27日")
    expect(page.locator("#id_parties-0-signatories-0-title_as_printed_en")).to_have_value("Chancellor")
    expect(page.locator("#id_parties-3-organisation + .select2-container")).to_contain_text("Boluz Energy S.A.")
    officer.shoot("records-3-refused")
    assert Agreement.objects.count() == 0

    choose(page, "parties-2-organisation", "CSGI", "China Southern Power Grid International")
    save(page)
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    page.get_by_role("link", name=TITLE).last.click()
    page.select_option("#id_visibility", "public")
    save(page)
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    page.get_by_role("link", name=TITLE).last.click()
    address = page.get_by_role("link", name="See it as a reader does").get_attribute("href")
    officer.shoot("records-4-entered")

    reader = visitor()
    reader.page.goto(address)
    expect(reader.page.locator("h1")).to_have_text(TITLE)
    for name in (
        "South China University of Technology",
        "National University of San Marcos",
        "China Southern Power Grid International",
        "Boluz Energy S.A.",
        "ZHANG Xichun",
        "Chancellor",
    ):
        expect(reader.page.locator("main")).to_contain_text(name)
    signatories = [str(row) for party in Agreement.objects.get().parties.all() for row in party.signatories.all()]
    assert signatories == ["ZHANG Xichun"]


def test_a_reader_filters_partners_by_country_and_takes_the_list_along(visitor):
    make_home()
    make_agreement(
        parties=[make_organisation("National University of San Marcos"), make_organisation("CSGI", region="CN")]
    )
    make_organisation("University of Nairobi", region="KE")
    reader = visitor()
    page = reader.page
    page.goto("/en/partners/")

    page.select_option("select[name=region]", "PE")
    page.get_by_role("button", name="Show").click()

    names = page.locator("main").get_by_role("link", name="National University of San Marcos")
    expect(names).to_have_count(1)
    expect(page.get_by_role("link", name="University of Nairobi")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row for row in rows[1:] if "National University of San Marcos" in row] == rows[1:] != []
    names.click()
    expect(page.locator("h1")).to_have_text("National University of San Marcos")
    reader.shoot("records-5-partner")


def test_three_agreements_signed_at_an_event_are_entered_in_one_save(officer):
    ours = make_home()
    partners = [make_organisation(name) for name in ("Beihang", "Tongji", "Bandung")]
    make_person("ZHANG Xichun")
    event = make_event("Second Conference", place=make_place("Beijing"))
    make_session(event, name_en="Main session", kind="main")
    page = officer.page
    page.goto(f"/admin/events/event/{event.pk}/change/")
    page.get_by_role("link", name="Enter agreements signed there").click()

    for number, partner in enumerate(partners):
        page.fill(f"#id_rows-{number}-title_en", f"Agreement with {partner}")
        choose(page, f"rows-{number}-party_1", "华南", str(ours))
        choose(page, f"rows-{number}-party_2", str(partner)[:4].lower(), str(partner))
    choose(page, "rows-0-person_1", "zhang", "ZHANG Xichun")
    # a row that lacks a party stops all, and what was written stays
    page.fill("#id_rows-3-title_en", "Half a row")
    page.get_by_role("button", name="Save all rows").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    expect(page.get_by_text("An agreement has two parties at least.")).to_be_visible()
    expect(page.locator("#id_rows-2-party_2 + .select2-container")).to_contain_text("Bandung")
    officer.shoot("records-6-grid")
    assert Agreement.objects.count() == 0

    page.fill("#id_rows-3-title_en", "")
    page.get_by_role("button", name="Save all rows").click()
    expect(page.locator(".messagelist")).to_contain_text("3 agreements are entered")
    assert sorted(
        (str(each), str(each.signed), str(each.signed_at), each.parties.count()) for each in event.agreements.all()
    ) == sorted((f"Agreement with {partner}", "2025-09-27", "Beijing", 2) for partner in partners)


def test_two_records_of_one_organisation_are_merged_and_set_apart_again(officer):
    kept = make_organisation("Pluz Energía", kind="company")
    gone = make_organisation("Boluz Energy S.A.", kind="company")
    agreement = make_agreement("Academy", parties=[make_organisation()])
    make_party(agreement, gone)
    page = officer.page
    page.goto(f"/admin/partners/organisation/{gone.pk}/change/")

    page.get_by_role("link", name="Merge into another").click()
    choose(page, "kept", "energia", "Pluz Energía")
    page.get_by_role("button", name="Show what would move").click()
    expect(page.locator("main")).to_contain_text("What “Boluz Energy S.A.” gives to “Pluz Energía”")
    expect(page.get_by_role("link", name="Academy")).to_be_visible()
    officer.shoot("records-7-merging")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("“Boluz Energy S.A.” is merged into “Pluz Energía”.")
    assert set(agreement.parties.values_list("organisation__name_en", flat=True)) >= {"Pluz Energía"}

    page.get_by_role("link", name="Undo …").click()
    page.get_by_role("button", name="Undo the merging").click()
    expect(page.locator(".messagelist")).to_contain_text("“Boluz Energy S.A.” stands for itself again.")
    assert list(gone.parties.values_list("agreement", flat=True)) == [agreement.pk]
    assert [each.status for each in Organisation.objects.filter(pk__in=[kept.pk, gone.pk])] == ["active", "active"]
