"""Persons on the desk, with their posts."""

import pytest

from newsroom.accounts.roles import Role
from partners.models import Person
from tests.desk_forms import errors, save
from tests.make import make_user
from tests.make_records import make_organisation, make_person

pytestmark = pytest.mark.django_db

LIST = "/admin/partners/person/"


@pytest.fixture
def officer(client):
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def test_a_person_is_entered_with_names_and_posts_over_time(officer):
    organisation = make_organisation("South China")
    answer = save(
        officer,
        f"{LIST}add/",
        name_en="ZHANG Xichun",
        name_zh_hans="章熙春",
        family_name_en="Zhang",
        **{
            "appointments-0-organisation": organisation.pk,
            "appointments-0-post": "party_secretary",
            "appointments-0-official_title_zh_hans": "党委书记",
            "appointments-0-attested_on": "2025-09-27",
            "appointments-0-started_on": "2016",
        },
    )

    assert answer.status_code == 302, errors(answer)
    person = Person.objects.get()
    post = person.appointments.get()
    assert (str(person), person.name_zh_hans, person.puts_family_first("en")) == ("ZHANG Xichun", "章熙春", True)
    assert (post.organisation, post.official_title_zh_hans, str(post.started)) == (organisation, "党委书记", "2016")


def test_a_post_that_ends_before_it_begins_is_refused(officer):
    row = {
        "appointments-0-organisation": make_organisation().pk,
        "appointments-0-started_on": "2020",
        "appointments-0-ended_on": "2019-12",
    }
    answer = save(officer, f"{LIST}add/", name_en="ZHANG Xichun", **row)

    assert errors(answer) == ["The appointment cannot end before it begins."]


def test_a_person_of_the_same_name_is_said_and_found_by_any_name(officer):
    there = make_person("ZHANG Xichun", name_zh_hans="章熙春")
    answer = save(officer, f"{LIST}add/", name_zh_hans="章熙春")

    assert errors(answer) == ["A similar name is on record. Look whether this is the same one."]
    assert officer.get(f"{LIST}similar/", {"name": "zhang xichun"}).json()["found"][0]["name"] == str(there)
    assert [str(each) for each in officer.get(f"{LIST}?q=章熙春").context["cl"].result_list] == ["ZHANG Xichun"]
