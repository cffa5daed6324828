"""Organisations and agreements from tables: what is matched, understood and refused."""

import pytest

from partners.importing.agreements import AgreementImporter
from partners.importing.columns import field_for
from partners.importing.organisations import OrganisationImporter
from partners.models import Agreement, Organisation
from tests.make_records import make_agreement, make_home, make_organisation, make_party, make_person
from tests.partners.round_trips import drafts_of

pytestmark = pytest.mark.django_db


def drafts(importer, *rows, **options):
    return drafts_of(importer, "\n".join("\t".join(map(str, row)) for row in rows).encode(), "list.csv", **options)


def reasons(draft) -> list[str]:
    return [f"{heading}: {reason}" for heading, reason in draft.reasons]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("合作院校", "partners"), ("国别", "region"), ("协议名称", "any_title"), ("签署日期（年月日）", "signed"),
        ("有效期", "period"), ("签约人", "signed_by"), ("Title (English)", "title_en"), ("标题 (简体中文)", "title_zh_hans"),
        ("Título (español)", "title_es"), ("Last day *", "expires"), ("签约人（我方）", "our_signatory"), ("序号", None), ("", None),
    ],
)  # fmt: skip
def test_headings_are_known_in_every_language_and_as_offices_write_them(heading, key):
    found = field_for(heading, AgreementImporter.fields)

    assert (found and found.key) == key


def test_an_organisation_is_found_by_any_name_and_an_empty_cell_leaves_it():
    lima = make_organisation("Lima", name_zh_hans="利马大学", website="https://lima.example")

    [draft] = drafts(OrganisationImporter, ["名称", "国别", "Website", "Other names"], ["利马大学", "秘鲁", "", "UL"])

    assert (draft.record.pk, draft.changes) == (lima.pk, [("Other names", "", "+ UL")])


def test_a_name_of_several_is_refused_with_the_candidates():
    one, other = make_organisation("Twin"), make_organisation("Twin", region="KE")

    [draft, settled] = drafts(OrganisationImporter, ["Name", "Country"], ["Twin", ""], ["Twin", "Kenya"])

    assert f"Twin ({one.pk}, Peru); Twin ({other.pk}, Kenya)" in reasons(draft)[0]
    assert settled.record.pk == other.pk


def test_the_serial_number_of_another_list_overwrites_no_record():
    lima = make_organisation("Lima")

    [draft] = drafts(OrganisationImporter, ["Number", "Name"], [lima.pk, "Technische Universität"])

    assert f"Number {lima.pk} is “Lima”, and this row speaks of “Technische Universität”" in reasons(draft)[0]


def test_an_unknown_country_is_refused_with_the_nearest_one():
    [draft] = drafts(OrganisationImporter, ["Name", "Country"], ["New", "Peruu"])

    assert reasons(draft) == ["Country or region: There is no country or region “Peruu”. Is it Peru?"]


@pytest.mark.parametrize(
    ("word", "code"), [("台湾", "TW"), ("中国香港", "HK"), ("Macao", "MO"), ("USA", "US"), ("pe", "PE")]
)
def test_regions_are_known_by_their_usual_names(word, code):
    [draft] = drafts(OrganisationImporter, ["Name", "Country"], ["New", word])

    assert draft.record.region == code


def test_an_identifier_finds_the_record_and_a_wrong_one_is_refused():
    lima = make_organisation("Lima")
    lima.identifiers.create(scheme="ror", value="0530pts50")

    found, wrong = drafts(
        OrganisationImporter, ["Name", "ROR"], ["Universidad", "https://ror.org/0530pts50"], ["Other", "0530pts51"]
    )

    assert found.record.pk == lima.pk
    assert "check digits" in reasons(wrong)[0]


def test_two_rows_about_the_same_record_are_not_both_taken():
    first, second = drafts(OrganisationImporter, ["Name"], ["New University"], ["new university"])

    assert (first.outcome, reasons(second)) == ("added", [": Row 2 is about the same record."])


def test_a_dash_empties_a_value_and_an_apostrophe_of_ours_goes():
    make_organisation("Lima", website="https://lima.example")
    make_organisation("=SUM")

    emptied, same = drafts(OrganisationImporter, ["Name (English)", "Website"], ["Lima", "–"], ["'=SUM", ""])

    assert (emptied.changes, same.outcome) == ([("Website", "https://lima.example", "")], "same")


def test_parties_are_found_and_what_is_not_public_stays():
    home, lima, hidden = make_home(), make_organisation("Lima"), make_organisation("Hidden", public=False)
    agreement = make_agreement("Pact", parties=[home, lima, hidden])

    [draft] = drafts(AgreementImporter, ["Number", "Title", "Parties"], [agreement.pk, "Pact", f"{home}; Lima"])

    assert (draft.outcome, agreement.parties.count()) == ("same", 3)


def test_an_agreement_without_a_title_is_known_by_its_parties_and_day():
    home, lima = make_home(), make_organisation("Lima")
    agreement = make_agreement("Pact", parties=[home, lima], signed="2019-05")

    same, new = drafts(AgreementImporter, ["合作院校", "签署日期"], ["Lima", "2019.5"], ["Lima", "2024.5"])

    assert (same.record.pk, same.outcome, new.outcome) == (agreement.pk, "same", "added")


def test_an_unknown_party_is_refused_with_what_it_may_be():
    make_home()
    make_organisation("Universidad de Lima")

    [draft] = drafts(AgreementImporter, ["合作院校"], ["Universidad de Limaa"])

    assert reasons(draft) == ["Partners: “Universidad de Limaa” is not on record. Is it “Universidad de Lima”?"]


def test_the_record_s_own_rules_are_a_row_s_reasons():
    [draft] = drafts(AgreementImporter, ["Title", "Stage", "Signed"], ["Pact", "proposed", "2020"])

    assert reasons(draft) == [": Only an agreement that is signed, or has a day for it, has these dates."]


def test_an_agreement_in_effect_on_signature_does_not_end_before_it():
    make_agreement("Pact", signed="2025-09-27", effective_rule="on_signature")

    [draft] = drafts(AgreementImporter, ["Title", "Last day"], ["Pact", "2024-12-31"])

    assert reasons(draft) == [": What takes effect on signature cannot end before it is signed."]


def test_a_signed_agreement_has_two_parties_and_an_earlier_stage_needs_none():
    make_organisation("Lima")

    alone, proposed, nobody = drafts(
        AgreementImporter,
        ["Title", "Parties", "Stage"],
        ["Alone", "Lima", ""],
        ["Draft", "Lima", "proposed"],
        ["Nobody", "", "signed, or a day for signing is fixed"],
    )

    sentence = "Parties: A signed agreement has two parties at least. Enter them, or choose an earlier stage."
    assert (reasons(alone), reasons(proposed), reasons(nobody)) == ([sentence], [], [sentence])


def test_a_row_does_not_sign_for_one_party_and_what_stands_so_already_can_be_mended():
    lima = make_organisation("Lima")
    make_agreement("Draft", parties=[lima], stage="proposed")
    make_agreement("Old", parties=[lima])

    signing, mending = drafts(
        AgreementImporter,
        ["Title", "Stage", "Level"],
        ["Draft", "signed, or a day for signing is fixed", ""],
        ["Old", "", "university level"],
    )

    assert reasons(signing) == [
        "Parties: A signed agreement has two parties at least. Enter them, or choose an earlier stage."
    ]
    assert mending.outcome == "changed"


def test_rows_that_say_the_same_are_asked_about_once_and_each_is_told_what_is_wrong(django_assert_max_num_queries):
    make_home(), make_organisation("Lima")
    rows = [[f"Pact {number}", "Lima", "2020", "2030"] for number in range(50)]
    rows[20][3] = rows[40][3] = "2019"

    with django_assert_max_num_queries(300):
        found = drafts(AgreementImporter, ["Title", "Partners", "In effect from", "Last day"], *rows)

    wrong = [": It cannot end before it takes effect."]
    assert [reasons(each) for each in found] == [wrong if number in (20, 40) else [] for number in range(50)]


def test_signatories_go_to_their_side():
    home, lima = make_home(), make_organisation("Lima")
    rector = make_person("Ana Pérez")
    agreement = make_agreement("Pact", parties=[home])
    make_party(agreement, lima, position=1)

    [draft] = drafts(
        AgreementImporter,
        ["Title", "我方签约人", "对方签约人"],
        ["Pact", "张三（校长）", "Ana Pérez (Rector)"],
    )

    ours, theirs = draft.after
    assert (ours.party.organisation, ours.name_as_reported, ours.title_as_printed_zh_hans) == (home, "张三", "校长")
    assert (theirs.party.organisation, theirs.person, theirs.title_as_printed_en) == (lima, rector, "Rector")


def test_a_dry_run_writes_nothing():
    make_home()
    make_organisation("Lima")

    drafts(AgreementImporter, ["合作院校", "国别"], ["Novum", "Peru"], add_organisations=True)

    assert (Agreement.objects.count(), Organisation.objects.count()) == (0, 2)


@pytest.mark.parametrize("number", ["scut-2019-07", "SCUT－2019－07", "SCUT 2019/07", "ＳＣＵＴ-2019-07"])
def test_our_number_is_the_same_however_it_is_typed(number):
    agreement = make_agreement("Pact", own_number="SCUT-2019-07")

    [draft] = drafts(AgreementImporter, ["协议编号", "Title"], [number, "Pact"])

    assert (draft.record.pk, draft.outcome) == (agreement.pk, "same")


def test_a_number_that_differs_in_signs_alone_is_refused_and_not_taken_for_another():
    make_agreement("Pact", own_number="SCUT-2019-07")

    on_record, first, second, other = drafts(
        AgreementImporter,
        ["协议编号", "Title", "Stage"],
        ["SCUT201907", "Another", "proposed"],
        ["HUT-1-2", "One", "proposed"],
        ["HUT12", "Two", "proposed"],
        ["HUT-3", "Three", "proposed"],
    )

    sentence = "Our number: “{}” differs from our number “{}” in signs alone. Write it in the same way, or correct it."
    assert reasons(on_record) == [sentence.format("SCUT201907", "SCUT-2019-07")]
    assert (first.outcome, reasons(second)) == ("added", [sentence.format("HUT12", "HUT-1-2")])
    assert other.outcome == "added"


@pytest.mark.parametrize("number", ["", "–"])
def test_several_rows_may_have_no_number_of_ours(number):
    found = drafts(
        AgreementImporter,
        ["协议编号", "Title", "Stage"],
        [number, "One", "proposed"],
        [number, "Two", "proposed"],
    )

    assert [draft.outcome for draft in found] == ["added", "added"]


def test_a_last_day_in_an_exported_row_is_a_term_and_so_is_a_word_for_none():
    make_agreement("Ends")
    make_agreement("Open")
    make_agreement("Later", expires="2027-02-16")

    ends, opened, later = drafts(
        AgreementImporter,
        ["Title", "Term", "Last day"],
        ["Ends", "not reported", "2024-05"],
        ["Open", "not reported", "长期"],
        ["Later", "until 2030-12-31", "2027-02-16"],
    )

    assert ends.changes == [("Last day", "", "2024-05"), ("Last day", "not reported", "until a date")]
    assert opened.changes == [("Last day", "not reported", "without end")]
    assert later.changes == [("Term", "2027-02-16", "2030-12-31")]
    assert [each.reasons for each in (ends, opened, later)] == [[], [], []]


def test_a_party_that_a_row_leaves_out_stays_and_the_row_says_so():
    make_agreement("Pact", parties=[make_organisation("Lima"), make_organisation("Nairobi")])

    [draft] = drafts(AgreementImporter, ["Title", "Parties"], ["Pact", "Lima"])

    assert (draft.outcome, draft.notes) == ("same", ["Parties: Nairobi stays on record. A file takes nothing away."])


def test_a_partner_in_another_country_is_refused():
    make_organisation("Lima")
    make_organisation("Rome", region="IT")

    wrong, right = drafts(
        AgreementImporter,
        ["协议名称", "合作院校", "国别", "进展"],
        ["One", "Lima", "肯尼亚", "洽谈中"],
        ["Two", "Lima; Rome", "意大利", "洽谈中"],
    )

    assert reasons(wrong) == ["Country or region of the partner: “Lima” is in another country or region: Peru."]
    assert right.outcome == "added"


def test_a_place_that_is_new_is_told_with_its_country_and_a_country_is_taken_away_by_a_dash():
    make_organisation("Lima")
    make_organisation("Rome", region="IT")

    new, cleared, half = drafts(
        OrganisationImporter,
        ["Name", "Code of country or region", "Country or region", "Place"],
        ["Lima", "", "", "Cusco"],
        ["Rome", "–", "–", ""],
        ["Paris", "FR", "Peru", ""],
    )

    assert new.changes == [("Place", "", "Cusco")]
    assert new.notes == ["Not on record yet, and added with it: Cusco (Peru)."]
    assert (cleared.record.region, cleared.record.domicile, cleared.reasons) == ("", "not_reported", [])
    assert reasons(half) == [
        "Country or region: The code is that of France, and the country or region is Peru. Correct both, or empty one of them."
    ]
