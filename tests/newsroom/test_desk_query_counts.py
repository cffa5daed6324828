"""How often the pages of the record on the desk ask the database: as often for thirty rows as for one, in lists and in change forms."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles.models import Citation, Source
from events.models import EventSeries
from newsroom.accounts.roles import Role
from partners.models import (
    AgreementDocument,
    ExternalId,
    PersonName,
    Signatory,
)
from tests.make import make_user
from tests.make_records import make_agreement, make_event, make_organisation, make_party, make_person, make_place
from tests.newsroom.test_query_counts import fill, forget_names, queries

pytestmark = pytest.mark.django_db
FURTHER = ("mou", "loi", "research")
MOST = 30  # questions of a change form
SOURCES = "/admin/articles/citation/"
DUE = "/admin/partners/agreement/deadlines/"


@pytest.fixture
def officer(client):
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def fill_desk(number: int) -> dict:
    """A record of each kind with `number` rows of every kind on its page, and as many of what each list asks for."""
    made = fill(number)
    hub, pact, forum, person = (made[name] for name in ("hub", "pact", "forum", "person"))
    today = timezone.localdate()
    ours = Source.objects.create(article=made["story"].article)
    source = Source.objects.create(title="Letter", kind="press")
    for each in range(number):
        other = make_organisation(place=make_place())
        signer = make_person()
        post = signer.appointments.create(organisation=other, official_title_en="Dean")
        party = make_party(
            pact, other, unit=make_organisation(parent=other), own_signed_at=make_place(), position=100 + each
        )
        proxy = {"capacity": "proxy", "on_behalf_of": make_person()}
        Signatory.objects.create(party=party, person=signer, appointment=post, **proxy)
        upload = SimpleUploadedFile(
            f"{each}.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + b"%%EOF\n" * (each + 1)
        )
        AgreementDocument.objects.keep(upload, agreement=pact)
        if each < len(FURTHER):
            pact.further_kinds.create(kind=FURTHER[each])
        make_agreement(umbrella=pact)
        hub.other_names.create(kind="as_reported", value=f"Hub {each}")
        ExternalId.objects.create(organisation=hub, scheme="grid", value=f"grid.{each}.1")
        PersonName.objects.create(person=person, value=f"Name {each}")
        ExternalId.objects.create(person=person, scheme="erasmus", value=f"E LIMA{each:02}")
        person.appointments.create(organisation=other, official_title_en="Rector")
        Signatory.objects.create(party=make_party(make_agreement(), hub), person=person)
        EventSeries.objects.create(name_en=f"Series {each}")
        make_event(series=forum.series)
        for days in (10, 60, 120):
            due = {"signed": "2020-01-01", "effective_rule": "on_signature", "parties": [hub, other]}
            make_agreement(expires=today + datetime.timedelta(days=days), renewal="none", **due)
            make_agreement(expires=today + datetime.timedelta(days=days + 85), notice_months=3, renewal="tacit", **due)
            make_agreement(expires=today - datetime.timedelta(days=days), renewal="none", **due)
        Citation.objects.create(source=source, party=party, stance="contradicts", field="organisation", value="Other")
        Citation.objects.create(source=source, signatory=party.signatories.get(), stance="states")
        Citation.objects.create(source=ours, organisation=other, stance="states", field="kind", value="x")
        Source.objects.create(title=f"Letter {each}", kind="press")
    return made | {"source": source, "series": forum.series}


LISTS = {
    "/admin/": 19,
    "/admin/partners/organisation/": 8,
    "/admin/partners/organisation/?q=hub": 8,
    "/admin/partners/person/": 10,
    "/admin/partners/agreement/": 10,
    "/admin/partners/agreement/?q=hub": 10,
    "/admin/partners/place/": 7,
    "/admin/events/event/": 8,
    "/admin/events/eventseries/": 6,
    "/admin/articles/source/": 9,
    **{f"{DUE}?within={days}": 11 for days in (30, 90, 180)},
    f"{SOURCES}agreements-without-source/": 6,
    f"{SOURCES}events-without-source/": 6,
    f"{SOURCES}organisations-without-source/": 7,
    f"{SOURCES}persons-without-source/": 7,
    # of one kind: a page of all has more kinds of rows the fewer of each there are
    f"{SOURCES}facts-without-source/?of=person": 9,
    f"{SOURCES}only-ours/": 8,
    f"{SOURCES}contradicted/": 9,
    f"{SOURCES}unresolved-names/": 5,
}
FORMS = {"hub": 20, "person": 18, "pact": 25, "forum": 22, "series": 7, "source": 20}
# where no name is settled, those of a kind are read together
NAMELESS_LISTS = LISTS | {f"{SOURCES}unresolved-names/": 7}
NAMELESS_FORMS = {"hub": 22, "person": 20, "pact": 30, "forum": 25, "series": 7, "source": 20}

# who may not change them
READ = {"hub": 20, "person": 18, "pact": 27, "forum": 22}


def address(record) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


@pytest.mark.parametrize("number", [3, 30])
def test_lists_ask_as_often_for_thirty_as_for_three(officer, number):
    fill_desk(number)

    assert {path: queries(officer, path) for path in LISTS} == LISTS
    forget_names()
    assert {path: queries(officer, path) for path in NAMELESS_LISTS} == NAMELESS_LISTS


@pytest.mark.parametrize("number", [1, 3, 30])
def test_change_forms_ask_as_often_whatever_the_number_of_their_rows(officer, number):
    made = fill_desk(number)

    assert {name: queries(officer, address(made[name])) for name in FORMS} == FORMS
    forget_names()
    assert {name: queries(officer, address(made[name])) for name in FORMS} == NAMELESS_FORMS


def test_no_change_form_asks_very_often():
    assert max(*FORMS.values(), *NAMELESS_FORMS.values()) <= MOST


@pytest.mark.parametrize("number", [1, 3])
def test_those_who_only_read_ask_as_often_too(client, number):
    client.force_login(make_user("auditor", Role.AUDITOR))
    made = fill_desk(number)

    assert {name: queries(client, address(made[name])) for name in READ} == READ
