"""Organisations on the desk: entering, finding, duplicates, merging, deleting."""

import pytest
from django.contrib import messages
from django.contrib.messages import get_messages

from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from partners.models import Organisation, OrganisationMerge, OrganisationRelation
from tests.desk_forms import errors, save
from tests.make import make_edition, make_user
from tests.make_records import make_agreement, make_home, make_organisation, make_person, make_place

pytestmark = pytest.mark.django_db

LIST = "/admin/partners/organisation/"


@pytest.fixture
def officer(client):
    client.officer = make_user("records", Role.RECORDS_OFFICER)
    client.force_login(client.officer)
    return client


def page(organisation) -> str:
    return f"{LIST}{organisation.pk}/change/"


# entering


def test_an_organisation_is_entered_with_names_identifiers_and_relations_in_one_save(officer):
    alliance = make_organisation("Alliance of Engineers")
    answer = save(
        officer,
        f"{LIST}add/",
        name_en="National University of San Marcos",
        name_es="Universidad Nacional Mayor de San Marcos",
        region="PE",
        established_on="1551-05",
        **{
            "other_names-TOTAL_FORMS": "1",
            "other_names-0-kind": "acronym",
            "other_names-0-value": "UNMSM",
            "identifiers-TOTAL_FORMS": "1",
            "identifiers-0-scheme": "wikidata",
            "identifiers-0-value": "https://www.wikidata.org/wiki/Q787212",
            "relations-TOTAL_FORMS": "1",
            "relations-0-kind": "member_of",
            "relations-0-target": alliance.pk,
            "relations-0-valid_from": "2024",
        },
    )

    assert answer.status_code == 302, errors(answer)
    made = Organisation.objects.get(name_en="National University of San Marcos")
    assert (made.name_es, made.region, str(made.established)) == (
        "Universidad Nacional Mayor de San Marcos",
        "PE",
        "1551-05",
    )
    assert list(made.other_names.values_list("kind", "value")) == [("acronym", "UNMSM")]
    assert list(made.identifiers.values_list("scheme", "value")) == [("wikidata", "Q787212")]
    relation = OrganisationRelation.objects.get()
    assert (relation.source, relation.target, str(relation.begins)) == (made, alliance, "2024")


def test_the_log_says_what_was_and_is_and_which_rows_came_and_went(officer):
    organisation = make_organisation("San Marcos", established="1551", others=[("acronym", "", "UNMSM")])
    row = organisation.other_names.get()
    answer = save(
        officer,
        page(organisation),
        established_on="1551-05-12",
        kind="company",
        **{
            "other_names-TOTAL_FORMS": "2",
            "other_names-0-DELETE": "on",
            "other_names-1-kind": "former",
            "other_names-1-value": "Real Universidad",
        },
    )

    assert (answer.status_code, row.pk) == (302, row.pk)
    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor, entry.target_label) == ("organisation_changed", officer.officer, "San Marcos")
    assert entry.details == {
        "fields": ["kind", "established_on"],
        "old": {"kind": "university", "established_on": "1551"},
        "new": {"kind": "company", "established_on": "1551-05-12"},
        "rows": ["+ other name: Real Universidad", "− other name: UNMSM"],
    }
    assert "Real Universidad" in officer.get(f"{LIST}{organisation.pk}/history/").content.decode()


def test_saving_without_a_change_changes_nothing(officer):
    organisation = make_organisation(
        "San Marcos", established="1551-05", name_ar="سان ماركوس", others=[("alias", "", "SM")]
    )
    before = Organisation.objects.filter(pk=organisation.pk).values().get()
    answer = save(officer, page(organisation))

    assert answer.status_code == 302
    after = Organisation.objects.filter(pk=organisation.pk).values().get()
    assert before | {"updated_at": None} == after | {"updated_at": None}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name_en": ""}, "Give a name in at least one language, or one other name."),
        ({"region": ""}, "Choose the country or region; leave it empty for"),
        ({"region": "XX"}, "Select a valid choice."),
        ({"domicile": "international"}, "Choose the country or region; leave it empty for"),
        ({"established_on": "2025-13"}, "“2025-13” is not a date."),
        ({"established_on": "soon"}, "“soon” is not a date."),
        ({"kind": "unit"}, "Say which organisation the unit belongs to."),
        ({"status": "merged"}, "Select a valid choice."),
        ({"website": "no address"}, "Enter a valid URL."),
        ({"is_home": "on"}, "Another organisation is marked as our own already."),
        (
            {"identifiers-TOTAL_FORMS": "1", "identifiers-0-scheme": "ror", "identifiers-0-value": "0530pts59"},
            "ROR",
        ),
        (
            {"identifiers-TOTAL_FORMS": "1", "identifiers-0-scheme": "ror", "identifiers-0-value": "San Marcos"},
            "ROR",
        ),
        (
            {"relations-TOTAL_FORMS": "1", "relations-0-kind": "owns", "relations-0-target": "x"},
            "Select a valid choice.",
        ),
        (
            {
                "other_names-0-value": "X",
                "other_names-0-kind": "former",
                "other_names-0-valid_from": "2025",
                "other_names-0-valid_to": "2019-05",
            },
            "The name cannot end before it begins.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_stored(officer, changes, said):
    make_home()
    answer = save(officer, f"{LIST}add/", **{"name_en": "Peruvian Institute", "region": "PE"} | changes)

    assert answer.status_code == 200
    assert [each for each in errors(answer) if said in each] != [], errors(answer)
    assert Organisation.objects.count() == 1


def test_an_organisation_known_by_a_reported_name_alone_is_taken(officer):
    answer = save(
        officer,
        f"{LIST}add/",
        region="PE",
        **{"other_names-0-kind": "as_reported", "other_names-0-value": "Boluz Energy S.A."},
    )

    assert answer.status_code == 302, errors(answer)
    assert str(Organisation.objects.get()) == "Boluz Energy S.A."


# duplicates


@pytest.mark.parametrize(
    "typed",
    [
        {"name_en": "SAN  MARCOS"},
        {"name_zh_hans": "圣马科斯大学"},
        {"other_names-0-value": "San Márcos", "other_names-0-kind": "alias"},
    ],
)
def test_a_name_that_is_there_in_any_language_is_said_before_it_is_saved(officer, typed):
    there = make_organisation("San Marcos", name_zh_hans="圣马科斯大学")
    answer = save(officer, f"{LIST}add/", region="PE", **typed)

    assert answer.status_code == 200
    assert errors(answer) == ["A similar name is on record. Look whether this is the same one."]
    assert f'<a href="{page(there)}">San Marcos</a> Peru' in answer.content.decode()
    assert Organisation.objects.count() == 1

    assert save(officer, f"{LIST}add/", region="PE", save_all_the_same="1", **typed).status_code == 302
    assert Organisation.objects.count() == 2


def test_its_own_names_are_no_duplicates_and_old_ones_are_not_asked_about_again(officer):
    there = make_organisation("San Marcos", name_es="San Marcos", others=[("alias", "", "San Marcos University")])
    make_organisation("University San Marcos")

    assert save(officer, page(there), website="https://unmsm.edu.pe").status_code == 302
    assert save(officer, page(there), name_es="University San Marcos (Lima)").status_code == 200


def test_while_typing_the_desk_is_told_what_is_there(officer):
    there = make_organisation("San Marcos", name_zh_hans="圣马科斯大学")

    def asked(**query):
        return officer.get(f"{LIST}similar/", query).json()

    told = {"found": [{"name": "San Marcos", "where": "Peru", "url": page(there)}]}
    assert asked(name="san marcos") == told
    assert asked(name="圣马科斯") == told
    assert asked(name="san marcos", but=there.pk) == {"found": []}
    assert asked(name="") == asked(but="x" * 40, name="|") == {"found": []}


# finding


def test_the_list_finds_by_any_name_and_filters(officer):
    found = make_organisation("San Marcos", others=[("wrong", "zh-hans", "圣马可大学")])
    make_organisation("Tongji University", region="CN", kind="institute")
    make_organisation(None, region="KE", others=[("as_reported", "en", "Nairobi University")])

    def names(query):
        answer = officer.get(f"{LIST}?{query}")
        assert answer.status_code == 200
        return sorted(str(each) for each in answer.context["cl"].result_list)

    assert names("q=圣马可") == [str(found)]
    assert names("region=CN") == names("kind__exact=institute") == ["Tongji University"]
    assert names("settled=no") == ["Nairobi University"]
    assert len(names("")) == 3


def test_the_list_asks_the_database_equally_often_for_one_and_for_three(officer, django_assert_num_queries):
    for number in (1, 2):
        for _each in range(number):
            make_organisation()
        with django_assert_num_queries(8):
            officer.get(LIST)


def test_autocomplete_finds_by_any_name_and_offers_nothing_merged(officer):
    found = make_organisation("San Marcos", others=[("acronym", "", "UNMSM")])
    gone = make_organisation("San Marcos, Lima", others=[("acronym", "", "UNMSM")])
    Organisation.objects.filter(pk=gone.pk).update(status="merged", merged_into=found)
    query = {"app_label": "partners", "model_name": "organisation", "field_name": "parent", "term": "unmsm"}

    assert officer.get("/admin/autocomplete/", query).json()["results"] == [{"id": str(found.pk), "text": "San Marcos"}]


# who may


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_managers_and_auditors_read_and_change_nothing(client, role):
    organisation = make_organisation("San Marcos", established="1551-05")
    client.force_login(make_user("reader", role))
    answer = client.get(page(organisation))

    assert answer.status_code == 200
    assert "May 1551" in answer.content.decode()
    refused = [
        client.post(page(organisation), {"name_en": "Other"}),
        client.get(f"{LIST}add/"),
        client.get(f"{LIST}{organisation.pk}/delete/"),
        client.get(f"{LIST}{organisation.pk}/merge/"),
    ]
    assert [each.status_code for each in refused] == [403] * 4


@pytest.mark.parametrize("role", [Role.WRITER, Role.FINAL_REVIEWER, Role.DUTY_OFFICER])
def test_others_are_not_let_in(client, role):
    client.force_login(make_user("other", role))

    assert [client.get(f"{LIST}{each}").status_code for each in ("", "add/", "similar/")] == [403] * 3


# deleting


def test_what_is_in_use_is_not_deleted_and_its_users_are_named(officer):
    organisation = make_organisation("San Marcos")
    agreement = make_agreement("Two universities", parties=[organisation])
    make_person("RAMÓN Jerí").appointments.create(organisation=organisation)
    answer = officer.get(f"{LIST}{organisation.pk}/delete/")

    text = answer.content.decode()
    assert "San Marcos is in use and stays." in text
    assert next(str(each) for each in answer.context["protected"]).startswith("Appointment: ")
    assert "Two universities" in text
    assert officer.post(f"{LIST}{organisation.pk}/delete/", {"post": "yes"}).status_code == 200
    assert (Organisation.objects.count(), agreement.parties.count()) == (1, 1)


def test_an_article_that_uses_it_is_named_to_those_who_may_read_it_only(client):
    organisation, other = make_organisation("San Marcos"), make_organisation("UNMSM")
    article = make_edition("en").article
    article.organisation_links.create(organisation=organisation)
    address = f"/admin/articles/article/{article.pk}/change/"

    def told(name, *roles):
        client.force_login(make_user(name, *roles))
        pages = (f"{LIST}{organisation.pk}/delete/", f"{LIST}{organisation.pk}/merge/?kept={other.pk}")
        return [client.get(each).content.decode() for each in pages]

    by_officer, by_both = told("officer", Role.RECORDS_OFFICER), told("both", Role.RECORDS_OFFICER, Role.MANAGER)
    assert [address in text or str(article) in text for text in by_officer] == [False, False]
    assert ["Organisation in an article: one that you may not read" in text for text in by_officer] == [True, True]
    assert [address in text or str(article) in text for text in by_both] == [True, True]


def test_what_nobody_uses_is_deleted_and_logged(officer):
    organisation = make_organisation("San Marcos", others=[("alias", "", "SM")])
    officer.post(f"{LIST}{organisation.pk}/delete/", {"post": "yes"})

    assert Organisation.objects.count() == 0
    assert [(each.action, each.target_label) for each in LogEntry.objects.all()[:1]] == [
        ("organisation_deleted", "San Marcos")
    ]


# merging


def test_two_records_are_merged_after_a_look_at_what_moves_and_set_apart_again(officer):
    kept, gone = make_organisation("San Marcos"), make_organisation("Univ. San Marcos", others=[("acronym", "", "UNM")])
    agreement = make_agreement("Two universities", parties=[gone])
    address = f"{LIST}{gone.pk}/merge/"
    look = officer.get(address, {"kept": kept.pk})

    text = look.content.decode()
    assert [str(each["kind"]) for each in look.context["moves"]] == ["Other name", "Party"]
    assert "UNM" in text
    assert "Two universities" in text
    assert agreement.parties.get().organisation == gone

    assert officer.post(address, {"kept": kept.pk}).url == page(kept)
    assert agreement.parties.get().organisation == kept
    assert officer.post(page(gone), {}).status_code == 403

    undo = f"{LIST}{OrganisationMerge.objects.get().pk}/unmerge/"
    assert undo in officer.get(page(kept)).content.decode()
    assert officer.get(undo).status_code == 200
    assert officer.post(undo).url == page(gone)
    assert agreement.parties.get().organisation == gone
    assert officer.post(undo).status_code == 409
    assert [each.action for each in LogEntry.objects.all()[:6]] == [
        "undo_merge_organisations",
        "organisation_merging_undone",
        "moved_back_from_merging",
        "merge_organisations",
        "organisation_merged_away",
        "moved_by_merging",
    ]


def test_parties_to_one_agreement_are_not_merged_and_it_is_named(officer):
    kept, gone = make_organisation("San Marcos"), make_organisation("Tongji")
    agreement = make_agreement("Between the two", parties=[kept, gone])
    for answer in (
        officer.get(f"{LIST}{gone.pk}/merge/", {"kept": kept.pk}),
        officer.post(f"{LIST}{gone.pk}/merge/", {"kept": kept.pk}),
    ):
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Both are parties to the same agreement." in text
        assert str(agreement) in text
    assert OrganisationMerge.objects.count() == 0


def test_merging_asks_for_another_record_that_is_there(officer):
    gone = make_organisation("San Marcos")
    answers = [officer.post(f"{LIST}{gone.pk}/merge/", {"kept": kept}) for kept in ("", "x", "999999", gone.pk)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 409]


def test_a_page_with_very_many_agreements_shows_the_latest_and_leads_to_the_others(officer):
    lima = make_organisation("Lima & Callao")
    for day in range(1, 53):
        make_agreement(f"Pact {day}.", parties=[lima], signed=f"{1960 + day}-01-01")

    text = officer.get(page(lima)).content.decode()

    assert [f">Pact {day}.</a>" in text for day in (52, 3, 2, 1)] == [True, True, False, False]
    assert '<a href="/admin/partners/agreement/?q=Lima+%26+Callao">All agreements: 52</a>' in text
    assert officer.get("/admin/partners/agreement/?q=Lima+%26+Callao").context["cl"].result_count == 52


def test_a_place_in_another_country_is_pointed_out_and_not_refused(officer):
    lima, san_marcos = make_place("Lima", region="PE"), make_organisation("San Marcos")

    def said(place):
        answer = save(officer, f"/admin/partners/organisation/{san_marcos.pk}/change/", place=place.pk)
        assert answer.status_code == 302
        return [str(each) for each in get_messages(answer.wsgi_request) if each.level == messages.WARNING]

    assert said(lima) == []
    assert said(make_place("Beijing")) == [
        "“San Marcos” stands under Peru, and its place “Beijing” is elsewhere: China. If it is a branch abroad, leave it so; "
        "else put the place or the country right."
    ]
    assert Organisation.objects.get(pk=san_marcos.pk).place.name_en == "Beijing"
