import pytest
from django.utils.translation import override

from partners.models import Agreement, Organisation, Person
from tests.make_records import make_agreement, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def san_marcos():
    return make_organisation(
        "National University of San Marcos",
        name_zh_hans="国立圣马尔科斯大学",
        name_es="Universidad Nacional Mayor de San Marcos",
        others=[
            ("acronym", "es", "UNMSM"),
            ("former", "es", "Universidad de Lima"),
            ("as_reported", "en", "San Marcos National"),
            ("wrong", "en", "National University of St. Mark"),
        ],
    )


@pytest.mark.parametrize(
    "typed",
    [
        "San Marcos",
        "san  MARCOS national",
        "圣马尔科斯",
        "圣马尔科斯 大学",
        "universidad nacional mayor",
        "unmsm",
        "Universidad de Lima",
        "San Marcos National",
        "st mark",
    ],
)
def test_an_organisation_is_found_by_any_name_in_any_language(san_marcos, typed):
    make_organisation("University of Nairobi", name_zh_hans="内罗毕大学")

    assert list(Organisation.objects.named(typed)) == [san_marcos]


@pytest.mark.parametrize("typed", ["Lima Marcos", "San Marcos Mayor de", "", "  ", "!", "%", "_", "|"])
def test_words_of_different_names_do_not_add_up(san_marcos, typed):
    found = Organisation.objects.named(typed)

    assert list(found) == ([san_marcos] if typed == "San Marcos Mayor de" else [])


def test_readers_do_not_find_by_a_wrong_name(san_marcos):
    assert list(Organisation.objects.named("St. Mark", public=True)) == []
    assert list(Organisation.objects.named("UNMSM", public=True)) == [san_marcos]
    assert "National University of St. Mark" not in map(str, san_marcos.other_names.public())


def test_the_search_key_follows_the_names(san_marcos):
    san_marcos.name_en = "Decana de América"
    san_marcos.save()

    assert list(Organisation.objects.named("decana america")) == [san_marcos]
    assert list(Organisation.objects.filter(search_key__contains="national university")) == []


def test_called_means_exactly_this_name(san_marcos):
    assert list(Organisation.objects.called("SAN MARCOS NATIONAL")) == [san_marcos]
    assert list(Organisation.objects.called("San Marcos")) == []


def test_searching_takes_one_query(san_marcos, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Organisation.objects.named("San Marcos"))


@pytest.mark.parametrize(
    "typed",
    [
        "national university of san marcos",
        "Natinal University of San Marcos",
        "San Marcos",
        "UNMSM",
        "国立圣马尔科斯大学（秘鲁）",
        "圣马尔科斯大学",
    ],
)
def test_a_possible_duplicate_is_noticed(san_marcos, typed):
    make_organisation("University of Nairobi")

    assert Organisation.objects.possible_duplicates(typed) == [san_marcos]


@pytest.mark.parametrize("typed", ["University of Bandung", "Marcos Polo Institute", "SM", "", "…"])
def test_what_is_not_alike_is_no_duplicate(san_marcos, typed):
    assert Organisation.objects.possible_duplicates(typed) == []


def test_the_likeliest_duplicate_stands_first():
    near = make_organisation("University of Nairobi, Kenya")
    same = make_organisation("University of Nairobi")
    merged = make_organisation("UNIVERSITY OF NAIROBI", status="merged", merged_into=same)

    found = Organisation.objects.possible_duplicates("university of nairobi")

    assert found == [same, near]
    assert merged not in found


def test_duplicates_take_a_constant_number_of_queries(django_assert_num_queries):
    for number in range(20):
        make_organisation(f"Institute of Technology {number}", others=[("alias", "", f"Tech {number}")])

    with django_assert_num_queries(3):
        assert len(Organisation.objects.possible_duplicates("Institute of Technology")) == 20


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "National University of San Marcos"),
        ("zh-hans", "国立圣马尔科斯大学"),
        ("fr", "National University of San Marcos"),
    ],
)
def test_a_record_is_named_in_the_language_of_the_page_else_in_english(san_marcos, language, shown):
    with override(language):
        assert str(san_marcos) == shown


def test_a_record_without_a_settled_name_is_named_as_reported_and_never_wrongly():
    company = make_organisation(None, kind="company")
    assert str(company) == str(company.pk)

    company.other_names.create(kind="wrong", value="Bolus")
    company.other_names.create(kind="as_reported", value="Boluz Energy S.A.")

    assert (str(company), company.slug) == ("Boluz Energy S.A.", "boluz-energy-s-a")


def test_public_organisations_are_those_made_public_that_still_stand_for_themselves():
    shown = make_organisation()
    make_organisation(public=False)
    make_organisation(status="merged", merged_into=shown)
    gone = make_organisation(status="inactive")

    assert list(Organisation.objects.public()) == [shown, gone]


@pytest.mark.parametrize(
    ("names", "language", "family_first"),
    [
        ({"name_en": "ZHANG Xichun", "family_name_en": "Zhang"}, "en", True),
        ({"name_zh_hans": "张希春", "family_name_zh_hans": "张"}, "zh-hans", True),
        ({"name_en": "Jerí Ramón", "family_name_en": "Ramón"}, "en", False),
        ({"name_en": "Nagy István", "family_name_en": "Nagy", "family_first_en": False}, "en", False),
        ({"name_en": "Cher"}, "en", False),
    ],
)
def test_whether_the_family_name_comes_first_follows_from_the_printed_name(names, language, family_first):
    assert Person(**names).puts_family_first(language) is family_first


def test_persons_and_agreements_are_found_by_name():
    person = make_person("ZHANG Xichun", name_zh_hans="张希春")
    person.other_names.create(kind="alias", value="Zhang Hsi-chun")
    agreement = make_agreement("Framework agreement", title_zh_hans="合作框架协议")

    assert list(Person.objects.named("zhang xichun")) == list(Person.objects.named("Hsi chun")) == [person]
    assert list(Agreement.objects.named("框架")) == [agreement]


def test_an_appointment_is_known_to_hold_when_begun_or_seen_and_not_ended():
    person, organisation = make_person(), make_organisation()
    held = person.appointments.create(
        organisation=organisation,
        post="party_secretary",
        attested_on="2025-09-27",
        official_title_zh_hans="党委书记",
        external_title_en="Chancellor",
    )
    person.appointments.create(
        organisation=organisation,
        post="head",
        started_on="2020-01-01",
        started_on_precision="year",
        ended_on="2024-01-01",
        ended_on_precision="year",
    )

    assert list(person.appointments.held_on("2025-09-28")) == [held]
    assert [each.post for each in person.appointments.held_on("2024-12-31")] == ["head"]
    assert (held.title("en"), held.title("zh-hans"), held.title("es")) == ("Chancellor", "党委书记", "")
