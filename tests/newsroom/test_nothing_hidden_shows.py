"""What is not public is as absent as what is not there: the whole public site, with it and without it, byte for byte."""

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from events.models import Event
from newsroom.shared.addresses import record_address
from partners.models import Agreement, AgreementDocument, Organisation
from tests.crawl import LANGUAGES, Answer, crawl, public_patterns, reached, starts
from tests.make_world import MARK, add_hidden, make_public_world

pytestmark = pytest.mark.django_db

# no page of this record leads there: pictures and attachments of articles, the counter of readers, and what exports say of themselves
ELSEWHERE = {
    "export_schema",
    "media:photo",
    "media:crop",
    "media:original",
    "media:file",
    "site_image",
    "articles:reads",
}
ABSENT = 987654
PAGES = {Organisation: "partners:partner", Agreement: "partners:agreement", Event: "events:event"}


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False):
        yield


def everything(client):
    cache.clear()
    # a page leads there only where a partner is in the news very often
    partners = Organisation.objects.public()
    news = [record_address("articles:partner_news", each, code) for each in partners for code in LANGUAGES]
    return crawl(client, *starts(), *news)


def test_a_reader_learns_nothing_of_what_is_hidden(client):
    world = make_public_world()
    before = everything(client)
    unseen = set(public_patterns()) - reached(before)
    assert unseen == ELSEWHERE, "addresses that the walk does not reach: link them, or name them above"

    add_hidden(world)
    after = everything(client)

    assert [address for address, answer in after.items() if MARK.lower() in answer.text.lower()] == []
    assert sorted(after) == sorted(before)
    assert [address for address in before if after[address].all_of_it != before[address].all_of_it] == []


def addresses(record, pk, slug):
    """All that a record of this kind has, with the given id."""
    view = PAGES[type(record)]
    yield reverse(view, args=[pk, slug])
    if isinstance(record, Event):
        yield reverse("events:event_calendar", args=[pk, slug])


def test_the_addresses_of_what_is_hidden_answer_as_those_of_nothing(client):
    world = make_public_world()
    hidden = add_hidden(world)
    documents = AgreementDocument.objects.filter(original_name__startswith=MARK)
    assert documents.count() == 2

    for language in LANGUAGES:
        with override(language):
            for record in hidden:
                slugs = (record.slug, "x")
                there = [address for slug in slugs for address in addresses(record, record.pk, slug)]
                nowhere = [address for slug in slugs for address in addresses(record, ABSENT, slug)]
                for one, other in zip(there, nowhere, strict=True):
                    expected = Answer(client.get(other))
                    assert expected.status == 404
                    assert (one, Answer(client.get(one)).all_of_it) == (one, expected.all_of_it)
            for document in documents:
                args = [world.agreement.pk, document.pk, document.original_name]
                one = Answer(client.get(reverse("partners:document", args=args)))
                other = Answer(client.get(reverse("partners:document", args=[*args[:1], ABSENT, args[2]])))
                assert (one.status, one.all_of_it) == (404, other.all_of_it)


# what only hidden records have, and what nobody has
PROBES = [
    ("/en/partners/?region=KE", "/en/partners/?region=NO"),
    ("/en/partners/?agreement=loi", "/en/partners/?agreement=dual_degree"),
    ("/en/agreements/?region=KE", "/en/agreements/?region=NO"),
    ("/en/agreements/?kind=loi", "/en/agreements/?kind=dual_degree"),
    ("/en/agreements/?status=proposed", "/en/agreements/?status=abandoned"),
    ("/en/agreements/?parties=multilateral", "/en/agreements/?status=abandoned"),
    (f"/en/agreements/?q={MARK}", "/en/agreements/?q=Yrznobody"),
    (f"/en/partners/?q={MARK}", "/en/partners/?q=Yrznobody"),
    (f"/en/events/?q={MARK}", "/en/events/?q=Yrznobody"),
    ("/en/events/?year=2019", "/en/events/?year=2018"),
]


@pytest.mark.parametrize(("hidden", "nobodys"), PROBES)
def test_asking_for_what_only_hidden_records_have_finds_as_little_as_for_what_nobody_has(client, hidden, nobodys):
    add_hidden(make_public_world())

    def found(address):
        page = client.get(address)
        export = client.get(address.replace("/?", "/export.json?")).json()
        return page.status_code, page.context["page"].paginator.count, export["items"]

    assert found(hidden) == found(nobodys) == (200, 0, [])


@pytest.mark.parametrize("address", ["/en/events/?series={}", "/en/events/calendar.ics?series={}"])
def test_a_series_of_hidden_events_is_none(client, address):
    add_hidden(make_public_world())
    series = Event.objects.get(name_en=f"{MARK} other").series_id

    answers = [Answer(client.get(address.format(number))).all_of_it for number in (series, ABSENT)]

    assert answers[0] == answers[1]
    assert answers[0][0] == 404
