"""What the front page says of the record: the next events, partners and agreements at a glance."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.templatetags.partners import large_number
from tests.make_records import make_agreement, make_event, make_home, make_organisation

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 1, 15, 8, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(NOW, tick=False):
        yield


def front(client):
    html = client.get("/en/").content.decode().partition("<main")[2].partition("</main>")[0]
    return html, " ".join(re.sub(r"<[^>]+>", " ", html.partition(">")[2]).split())


def test_upcoming_events_come_first_and_the_latest_only_where_none_is_to_come(client):
    make_event("Last year")
    assert "Latest events All events Conference 27 September 2025 Last year" in front(client)[1]
    make_event("Next month", start="2026-02-01")
    make_event("Hidden", start="2026-02-01", public=False)
    text = front(client)[1]
    assert "Upcoming events All events Conference 1 February 2026 Next month" in text
    assert "Last year" not in text
    assert "Hidden" not in text


def test_the_numbers_are_those_of_the_lists_that_they_lead_to(client):
    home = make_home()
    lima, hong_kong = make_organisation("Lima"), make_organisation("Harbour", region="HK")
    make_organisation("Quipu")
    make_organisation("Alliance", domicile="international")
    make_organisation("Hidden", region="KE", public=False)
    make_agreement("Old", parties=[home, lima], signed="2020-01-01")
    make_agreement("New", parties=[home, hong_kong], signed="2025-12-01")
    make_agreement("To be signed", parties=[home, lima], signed="2026-03-01")
    make_agreement("Secret", parties=[home, lima], public=False)

    html, text = front(client)

    assert "4 partners in 2 countries and regions 3 agreements" in text
    assert "2 countries and regions" in text
    assert text.index("New") < text.index("Old")
    for words in ("To be signed", "Secret", "Hidden"):
        assert words not in text
    for address, sentence in (("/en/partners/", "4 partners"), ("/en/agreements/", "3 agreements")):
        assert f'href="{address}"' in html
        assert sentence in client.get(address).content.decode()


def test_the_number_of_a_sentence_stands_apart_where_it_has_one():
    assert large_number("in 1,234 countries & regions") == "in <strong>1,234</strong> countries &amp; regions"
    # Arabic says one and two without a digit
    assert large_number("شريك واحد") == "شريك واحد"


def test_a_site_without_a_record_says_nothing_of_it(client):
    text = front(client)[1]
    assert "at a glance" not in text
    assert "events" not in text.lower()


def test_the_front_page_asks_a_constant_number_of_times(client):
    def count():
        with CaptureQueriesContext(connection) as queries:
            front(client)
        return len(queries)

    def fill(number):
        for each in range(number):
            organisation = make_organisation(others=[("alias", "en", f"Other {number}-{each}")])
            make_agreement(parties=[organisation])
            make_event(start="2026-02-01")

    fill(1)
    few = count()
    fill(2)
    assert count() == few
