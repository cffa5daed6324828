"""How often each list and page asks the database: the same literal number for one item, for three and for thirty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.addresses import address_of
from events.models import Figure, Involvement, Participation, Signing
from newsroom.shared.addresses import record_address
from newsroom.shared.names import every_column
from partners.models import (
    Agreement,
    AgreementRelation,
    Appointment,
    Milestone,
    Organisation,
    OrganisationRelation,
    Outcome,
    Person,
)
from tests.make import make_topic, publish
from tests.make_records import (
    make_agreement,
    make_event,
    make_home,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_series,
    make_session,
)

pytestmark = pytest.mark.django_db
CODES = ["PE", "KE", "IT", "HK", "MO", "TW", "ES", "FR", "DE", "BR"]


def fill(number: int) -> dict:
    """A record of each kind on which everything hangs `number` times."""
    home, topic, series = make_home(), make_topic(), make_series()
    hub = make_organisation("Hub", place=make_place("Lima", region="PE"))
    pact = make_agreement("Pact", parties=[home, hub], signed_at=make_place())
    forum = make_event("Forum", series=series, place=make_place("Lima", region="PE"))
    publish("en", topics=[topic])
    for each in range(number):
        other = make_organisation(
            region=CODES[each % len(CODES)], place=make_place(), others=[("alias", "en", f"Alias {each}")]
        )
        person = make_person(f"Person {each}")
        make_organisation(kind="unit", parent=hub)
        OrganisationRelation.objects.create(source=hub, target=other, kind="related")
        Appointment.objects.create(person=person, organisation=hub, official_title_en="Dean")
        signatory = make_party(pact, other, position=each + 2, signatory=person)
        Milestone.objects.create(agreement=pact, act="note", party=signatory, not_after="2025-11-19")
        agreement = make_agreement(parties=[hub, other], signed_at=make_place(), signed="2020-01-02")
        Outcome.objects.create(agreement=pact, kind="project", organisation=other, launches=agreement)
        AgreementRelation.objects.create(source=pact, target=agreement, kind="related")
        session = make_session(forum, kind="parallel", number=each + 1)
        Involvement.objects.create(event=forum, session=session, organisation=other, role="host")
        Participation.objects.create(event=forum, person=person, representing=other, role="speaker")
        Figure.objects.create(event=forum, session=session, measure="participants", value=each + 1)
        Signing.objects.create(event=forum, agreement=agreement)
        event = make_event(series=series, place=make_place())
        Involvement.objects.create(event=event, organisation=hub, role="host")
        story = publish("en", topics=[topic])
        story.article.organisations.add(hub)
        story.article.agreements.add(pact)
        story.article.events.add(forum)
        publish("en", kind="notice")
    return {"hub": hub, "pact": pact, "forum": forum, "person": person, "story": story}


def forget_names() -> None:
    """No name is settled: organisations and persons are called as they were reported, agreements by their parties."""
    for each in Organisation.objects.exclude(other_names__kind="alias"):
        each.other_names.create(kind="alias", language="en", value=f"Alias of {each.pk}")
    Organisation.objects.update(**dict.fromkeys(every_column(Organisation, "name"), None), search_key="")
    Person.objects.update(**dict.fromkeys(every_column(Person, "name"), None), search_key="")
    Agreement.objects.update(**dict.fromkeys(every_column(Agreement, "title"), None), search_key="")


def queries(client, path: str) -> int:
    client.get(path)  # what a process asks once
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    # the bounds of a transaction are no questions
    return sum(query["sql"].lstrip("(").startswith("SELECT") for query in asked)


PUBLIC = {
    "/en/": 5,
    "/en/partners/": 7,
    "/en/agreements/": 7,
    "/en/events/": 7,
    "/en/regions/": 4,
    "/en/statistics/": 8,
    "/en/news/": 3,
    "/en/news/2025/": 4,
    "/en/notices/": 3,
    "/en/topics/cooperation/": 4,
    "/en/search/?q=pact": 5,
    "an article": 6,
    "an organisation": 10,
    "an agreement": 9,
    "an event": 8,
}
# where no name is settled
NAMELESS = PUBLIC | {
    "/en/": 7,
    "/en/partners/": 8,
    "/en/agreements/": 8,
    "an article": 9,
    "an organisation": 13,
    "an agreement": 12,
    "an event": 11,
}


def addresses(made: dict) -> dict[str, str]:
    return {
        "an article": address_of(made["story"].live),
        "an organisation": record_address("partners:partner", made["hub"], "en"),
        "an agreement": record_address("partners:agreement", made["pact"], "en"),
        "an event": record_address("events:event", made["forum"], "en"),
    }


@pytest.mark.parametrize("number", [1, 3, 30])
def test_public_lists_and_pages_ask_as_often_for_thirty_as_for_one(client, number):
    pages = addresses(fill(number))

    assert {name: queries(client, pages.get(name, name)) for name in PUBLIC} == PUBLIC


@pytest.mark.parametrize("number", [1, 3])
def test_names_that_are_not_settled_are_read_at_once(client, number):
    made = fill(number)
    forget_names()
    made = {name: type(record).objects.get(pk=record.pk) for name, record in made.items()}
    pages = addresses(made)

    assert {name: queries(client, pages.get(name, name)) for name in NAMELESS} == NAMELESS
