"""Two officers on one page at the same time: the second is told, and nothing that anybody typed is lost."""

import threading

import pytest
import time_machine
from django.db import connections
from django.test import Client

from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from partners.models import Agreement, Person
from tests.desk_forms import errors, save, sent
from tests.make import make_user
from tests.make_records import make_agreement, make_event, make_organisation, make_person, make_place, make_series

KINDS = {
    "partners/agreement": (make_agreement, "title_en"),
    "partners/organisation": (make_organisation, "name_en"),
    "partners/person": (make_person, "name_en"),
    "partners/place": (make_place, "name_en"),
    "events/event": (make_event, "name_en"),
    "events/eventseries": (make_series, "name_en"),
}


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def officers(db):
    first, second = Client(), Client()
    first.force_login(make_user("first", Role.RECORDS_OFFICER, name="LIN Zhixia"))
    second.force_login(make_user("second", Role.RECORDS_OFFICER, name="MA Yun"))
    return first, second


def page(record) -> str:
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_to_save_is_told_who_came_first_and_keeps_what_they_typed(officers, kind):
    first, second = officers
    make, field = KINDS[kind]
    record = make()
    opened = second.get(page(record))
    assert save(first, page(record), **{field: "By the first"}).status_code == 302

    answer = second.post(page(record), sent(opened, **{field: "By the second"}))

    record.refresh_from_db()
    assert (answer.status_code, getattr(record, field)) == (200, "By the first")
    assert errors(answer)[0].startswith("LIN Zhixia saved this record while you had it open (15 January 2026, 12:00).")
    assert errors(answer)[1].startswith("Changed meanwhile: ")
    assert answer.context["adminform"].form[field].value() == "By the second"
    assert '<input type="hidden" name="seen"' in answer.content.decode()

    # they have read it, and mean it
    again = second.post(page(record), sent(answer))
    record.refresh_from_db()
    assert (again.status_code, getattr(record, field)) == (302, "By the second")


def test_a_row_counts_as_the_record_that_it_belongs_to(officers):
    first, second = officers
    agreement = make_agreement(parties=[make_organisation("San Marcos"), make_organisation("Lima")])
    opened = second.get(page(agreement))
    save(first, page(agreement), **{"parties-0-signatories-0-name_as_reported": "the Rector"})

    answer = second.post(page(agreement), sent(opened, **{"parties-1-name_as_reported": "Lima of Peru"}))

    assert errors(answer)[1] == "Changed meanwhile: ± party: San Marcos (Signatories) · + signatory: the Rector"
    parties = next(each for each in answer.context["inline_admin_formsets"] if each.formset.prefix == "parties")
    assert parties.formset.forms[1]["name_as_reported"].value() == "Lima of Peru"


def test_agreements_entered_at_an_event_count_as_a_change_of_it(officers):
    first, second = officers
    event = make_event()
    opened = second.get(page(event))
    rows = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-kind": "mou"}
    rows |= {f"rows-0-party_{number}": make_organisation().pk for number in (1, 2)}
    assert first.post(f"/admin/events/event/{event.pk}/agreements/", rows).status_code == 302

    assert second.post(page(event), sent(opened)).status_code == 200


def test_what_was_seen_is_no_change_of_its_own(officers):
    first, _second = officers
    person = make_person()
    for name in ("Once", "Twice"):
        assert save(first, page(person), name_en=name).status_code == 302

    assert LogEntry.objects.filter(action="person_changed").first().details["fields"] == ["name_en"]


@pytest.mark.parametrize("seen", ["", "x", "999999999999999999999"])
def test_a_page_that_does_not_say_what_it_has_seen_comes_back(officers, seen):
    first, _second = officers
    person = make_person()
    save(first, page(person), name_en="Once")

    answer = save(first, page(person), name_en="Twice", seen=seen)

    assert (answer.status_code, Person.objects.get().name_en) == (200, "Once")


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_of_two_saves_at_the_same_moment_one_is_told(officers):
    agreement = make_agreement("Before")
    forms = [sent(officer.get(page(agreement)), title_en=f"By {number}") for number, officer in enumerate(officers)]
    barrier, answers = threading.Barrier(2), {}

    def post(number):
        barrier.wait()
        try:
            answers[number] = officers[number].post(page(agreement), forms[number]).status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=[number]) for number in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(answers.values()) == [200, 302]
    saved = next(number for number, status in answers.items() if status == 302)
    assert Agreement.objects.get().title_en == f"By {saved}"


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_typed_into_a_record_that_a_colleague_deleted_comes_back_to_be_copied(officers, kind):
    first, second = officers
    make, field = KINDS[kind]
    record = make()
    opened = second.get(page(record))
    assert first.post(page(record).replace("/change/", "/delete/"), {"post": "yes"}).status_code == 302

    answer = second.post(page(record), sent(opened, **{field: "Typed by the second"}))

    text = answer.content.decode()
    assert answer.status_code == 410
    assert "LIN Zhixia deleted this record while you had it open (15 January 2026, 12:00)" in text
    assert "Typed by the second" in dict(answer.context["typed"]).values()
    assert ">Typed by the second</dd>" in text
    assert not type(record).objects.filter(pk=record.pk).exists()


def test_rows_of_a_deleted_record_come_back_in_words(officers):
    first, second = officers
    lima = make_organisation("Universidad de Lima")
    agreement = make_agreement("Pact")
    opened = second.get(page(agreement))
    first.post(page(agreement).replace("/change/", "/delete/"), {"post": "yes"})
    rows = {
        "parties-0-organisation": lima.pk,
        "parties-0-role": "observer",
        "parties-0-signatories-0-name_as_reported": "Ana <Ruiz>",
        "kind": "mou",
        "note": "first line\nsecond line",
    }

    answer = second.post(page(agreement), sent(opened, **rows))

    typed = dict(answer.context["typed"])
    assert typed["Party · Organisation"] == "Universidad de Lima"
    assert typed["Party · Role"] == "observer"
    assert typed["Signatory · Name as reported"] == "Ana <Ruiz>"
    assert (typed["Kind"], typed["Internal note"]) == ("Memorandum of understanding", "first line\nsecond line")
    assert "Ana &lt;Ruiz&gt;" in answer.content.decode()
    assert "Party · Side" not in typed


def test_a_page_that_was_never_there_and_one_that_only_reads_say_what_django_says(officers):
    first, _second = officers

    opened = first.get("/admin/partners/agreement/999999/change/")
    posted = first.post("/admin/partners/agreement/999999/change/", {"kind": " ", "_save": "Save"})

    assert [answer.url for answer in (opened, posted)] == ["/admin/", "/admin/"]
