"""How often each list and page asks the database: the same literal number for one item, for three and for thirty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Figure, Involvement, Participation, Signing
from partners.models import (
    AgreementRelation,
    Appointment,
    Milestone,
    OrganisationRelation,
    Outcome,
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


def queries(client, path: str) -> int:
    client.get(path)  # what a process asks once
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(asked)


PUBLIC = {
    "/en/": 14,
    "/en/partners/": 11,
    "/en/agreements/": 12,
    "/en/events/": 11,
    "/en/regions/": 8,
    "/en/statistics/": 15,
    "/en/news/": 5,
    "/en/news/2025/": 6,
    "/en/notices/": 5,
    "/en/topics/cooperation/": 7,
    "/en/search/?q=pact": 8,
    "an organisation": 25,
    "an agreement": 23,
    "an event": 18,
}


@pytest.mark.parametrize("number", [1, 3, 30])
def test_public_lists_and_pages_ask_as_often_for_thirty_as_for_one(client, number):
    made = fill(number)
    pages = {
        "an organisation": f"/en/partners/{made['hub'].pk}-hub/",
        "an agreement": f"/en/agreements/{made['pact'].pk}-pact/",
        "an event": f"/en/events/{made['forum'].pk}-forum/",
    }

    assert {name: queries(client, pages.get(name, name)) for name in PUBLIC} == PUBLIC
