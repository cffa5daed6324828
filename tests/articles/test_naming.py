"""Names of records are found in a text as people write them, in any language."""

import datetime

import pytest

from articles.naming import Names, named_in, suggestions
from tests.make import make_article, make_words
from tests.make_records import make_agreement, make_event, make_home, make_organisation, make_person

pytestmark = pytest.mark.django_db


def names(*texts: str) -> list[tuple[str, str]]:
    return [(each.kind, str(each.record)) for each in named_in(texts)]


def test_a_text_without_a_name_names_nobody():
    make_organisation("Norvale University")
    assert named_in(["Nobody came.", ""]) == []


@pytest.mark.parametrize(
    "text",
    [
        "They met at Norvale University.",
        "(NORVALE  UNIVERSITY)",
        "nórvale-university",
        "我校与诺维尔大学签约",
        "La Universidad de Norvale, en Noruega",
        "نورفال جامعة",
    ],
)
def test_a_preferred_name_is_found_in_any_language_however_it_is_typed(text):
    make_organisation(
        "Norvale University", name_zh_hans="诺维尔大学", name_es="Universidad de Norvale", name_ar="نورفال جامعة"
    )
    assert names(text) == [("organisations", "Norvale University")]


@pytest.mark.parametrize("text", ["Norvale Universityland", "Innorvale University", "Norvale Universities"])
def test_a_latin_name_begins_and_ends_with_a_word(text):
    make_organisation("Norvale University")
    assert names(text) == []


def test_a_chinese_name_stands_anywhere_and_beside_latin_letters():
    make_organisation("Norvale University", name_zh_hans="诺维尔大学")
    assert names("校长访问诺维尔大学并签约") == [("organisations", "Norvale University")]
    assert names("SCUT诺维尔大学MIT") == [("organisations", "Norvale University")]


def test_the_longest_name_counts_and_hides_what_lies_in_it():
    make_organisation("China Southern Power Grid")
    make_organisation("China Southern Power Grid International Co., Ltd.")
    assert names("with China Southern Power Grid International Co. Ltd today") == [
        ("organisations", "China Southern Power Grid International Co., Ltd.")
    ]
    assert names("with China Southern Power Grid today") == [("organisations", "China Southern Power Grid")]


def test_a_longer_name_that_is_not_there_does_not_hide_a_shorter_one():
    make_organisation("Power Grid")
    make_organisation("Power Grid International")
    assert names("Power Grid Internationally") == [("organisations", "Power Grid")]


def test_aliases_former_and_reported_names_are_found():
    make_organisation(
        "Norvale University",
        others=[
            ("alias", "en", "Norvale U"),
            ("former", "en", "Norvale College"),
            ("as_reported", "en", "Norval University"),
        ],
    )
    found = named_in(["Norvale U, once Norvale College, or Norval University"])
    assert [(each.names, each.times, each.is_wrong) for each in found] == [
        (["Norvale U", "Norvale College", "Norval University"], 3, False)
    ]


def test_a_wrong_name_is_found_and_called_wrong():
    make_organisation("Lindenau University of Applied Sciences", others=[("wrong", "en", "University of Lindenau")])
    [found] = named_in(["The University of Lindenau sent greetings."])
    assert (str(found.record), found.names, found.is_wrong) == (
        "Lindenau University of Applied Sciences",
        ["University of Lindenau"],
        True,
    )


def test_an_acronym_counts_in_capitals_alone():
    make_organisation("China Association for Science and Technology", others=[("acronym", "en", "CAST")])
    assert names("a shadow was cast") == []
    assert names("CAST signed") == [("organisations", "China Association for Science and Technology")]


def test_signs_inside_a_name_do_not_matter():
    make_organisation("Pluz Energía S.A.", region="PE")
    assert names("con Pluz Energia, SA y otros") == [("organisations", "Pluz Energía S.A.")]


def test_events_and_agreements_are_named_too():
    make_event("Delta Cities Forum")
    make_agreement("Norvale Memorandum")
    assert sorted(names("At the Delta Cities Forum the Norvale Memorandum was signed.")) == [
        ("agreements", "Norvale Memorandum"),
        ("events", "Delta Cities Forum"),
    ]


def test_two_records_of_one_name_are_both_named():
    make_organisation("School of Engineering")
    make_organisation("School of Engineering")
    assert len(named_in(["the School of Engineering"])) == 2


def test_a_merged_record_is_not_named():
    kept = make_organisation("Norvale University")
    gone = make_organisation("Norvale Polytechnic", status="merged", merged_into=kept)
    assert str(gone) not in str(names("Norvale Polytechnic"))


def test_what_is_linked_and_our_own_organisation_are_not_suggested():
    home, linked, other = (
        make_home(),
        make_organisation("Norvale University"),
        make_organisation("Brackwater University"),
    )
    article = make_article()
    article.organisations.add(linked)
    words = make_words(
        title=f"{home} signs", body="<p>With Norvale University and <strong>Brackwater</strong> University.</p>"
    )
    assert [each.record for each in suggestions(article, words)] == [other]


@pytest.mark.parametrize("text", ["with ZHANG Xichun of", "党委书记章熙春出席", "Professor Xichun Zhang"])
def test_a_person_is_found_by_every_name_in_any_language(text):
    person = make_person("ZHANG Xichun", name_zh_hans="章熙春")
    person.other_names.create(kind="alias", language="en", value="Xichun Zhang")
    assert names(text) == [("persons", "ZHANG Xichun")]


def test_a_family_name_alone_names_nobody_and_a_longer_name_hides_a_person():
    person = make_person("Ana Soto")
    person.other_names.create(kind="alias", language="es", value="Soto")
    make_organisation("Ana Soto Foundation")
    assert names("Soto spoke.") == []
    assert names("The Ana Soto Foundation met.") == [("organisations", "Ana Soto Foundation")]


def test_a_person_suggests_the_organisations_of_their_posts_of_that_day_and_says_which():
    person, home = make_person("ZHANG Xichun"), make_home()
    norvale, before, after = make_organisation("Norvale University"), make_organisation(), make_organisation()
    post = person.appointments.create(organisation=norvale, post="head")
    person.appointments.create(organisation=home)
    person.appointments.create(organisation=before, ended_on=datetime.date(2020, 1, 1), ended_on_precision="year")
    person.appointments.create(organisation=after, started_on=datetime.date(2099, 1, 1), started_on_precision="year")
    article = make_article(dated_on=datetime.date(2025, 9, 29))

    [found] = suggestions(article, make_words(body="<p>ZHANG Xichun spoke.</p>"))

    assert (found.kind, found.record, found.names, found.posts) == ("organisations", norvale, ["ZHANG Xichun"], [post])


def test_an_organisation_that_the_text_names_itself_is_suggested_once():
    person, norvale = make_person("ZHANG Xichun"), make_organisation("Norvale University")
    person.appointments.create(organisation=norvale)
    found = suggestions(make_article(), make_words(body="<p>ZHANG Xichun of Norvale University spoke.</p>"))
    assert [(each.record, each.posts) for each in found] == [(norvale, [])]


def test_the_finder_asks_the_database_as_often_for_many_names_as_for_few(django_assert_num_queries):
    for number in range(30):
        make_organisation(f"University Number {number}", others=[("alias", "en", f"Uni {number}")])
    with django_assert_num_queries(6):
        list(Names.of_all().found_in("University Number 7 and Uni 9"))
