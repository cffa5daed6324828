"""Every public list in every order that it offers: the order is right, and its pages hold each record once."""

import re

import pytest
from django.utils import timezone

from events.models import Event
from newsroom.shared.names import first_name
from newsroom.shared.regions import regions
from newsroom.shared.slugs import slugify
from partners.models import Agreement, Organisation
from tests.make_records import make_agreement, make_agreement_in_force, make_event, make_organisation

pytestmark = pytest.mark.django_db

CODES = ["PE", "KE", "IT", "HK", "ES", "FR", "DE", "BR", "MX"]
NUMBER = 45


@pytest.fixture
def world(db):
    """Organisations, agreements and events that differ in everything a list is sorted by, and a draft of each."""
    home = make_organisation("Home", region="CN", is_home=True)
    for each in range(NUMBER):
        other = make_organisation(f"University {each * 7 % NUMBER:02}", region=CODES[each % len(CODES)])
        for further in range(each % 4):
            last = f"{2020 + (each + further) % 9}-12-31" if each % 3 else None
            make_agreement(
                parties=[home, other],
                signed=f"{2000 + each % 17}-{1 + each % 12:02}-{1 + further:02}",
                expires=last,
            )
        make_event(start=f"{2015 + each % 13}-03-{1 + each % 28:02}")
    make_organisation("Hidden", public=False)
    make_agreement("Hidden", public=False)
    make_event("Hidden", public=False)


def walk(client, path: str, sort: str) -> list[list[int]]:
    """The numbers of the records on each page, in the order of the page; the last page leads no further."""
    kind = path.strip("/").partition("/")[2]
    pages = []
    query = f"?sort={sort}&" if sort else "?"
    while True:
        answer = client.get(f"{path}{query}page={len(pages) + 1}")
        if answer.status_code == 404 and pages:
            return pages
        assert answer.status_code == 200
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        found = re.findall(rf'href="/en/{kind}/(\d+)-', main)
        pages.append([int(pk) for pk in dict.fromkeys(found)])


def partner_key(sort):
    def key(partner):
        name = slugify(first_name(partner, "name"), "~")
        days = [row.agreement.signed_on for row in partner.parties.all() if row.agreement.visibility == "public"]
        return {
            "": (name,),
            "region": (slugify(regions()[partner.region].label()), name),
            "latest": (-max(days).toordinal() if days else 0, name),
            "agreements": (-len(days), name),
        }[sort]

    return [row.pk for row in sorted(Organisation.objects.public().filter(is_home=False), key=key)]


def agreement_key(sort):
    def key(agreement):
        day, last = agreement.signed_on.toordinal(), agreement.expires_on
        return {
            "": (-day, -agreement.pk),
            "oldest": (day, agreement.pk),
            "ending": (last is None, last.toordinal() if last else 0, agreement.pk),
        }[sort]

    return [row.pk for row in sorted(Agreement.objects.public(), key=key)]


@pytest.mark.parametrize(("path", "expected"), [("/en/partners/", partner_key), ("/en/agreements/", agreement_key)])
def test_a_list_sorts_by_each_of_its_sorts_and_its_pages_hold_each_record_once(client, world, path, expected):
    sorts = [sort for sort, _label in client.get(path).context["sorts"]]
    assert len(sorts) >= 3

    for sort in sorts:
        pages = walk(client, path, sort)
        assert len(pages) > 2, sort
        assert [pk for page in pages for pk in page] == expected(sort), sort


def test_events_to_come_stand_before_those_that_were_and_each_stands_on_one_page(client, world):
    pages = walk(client, "/en/events/", "")

    found = [pk for page in pages for pk in page]
    days = Event.objects.in_bulk(found)
    assert len(pages) > 2
    assert sorted(found) == sorted(Event.objects.public().values_list("pk", flat=True))
    today = timezone.localdate()
    to_come = sorted(each.start_on for each in days.values() if each.start_on >= today)
    were = sorted((each.start_on for each in days.values() if each.start_on < today), reverse=True)
    assert to_come
    assert were
    assert [days[pk].start_on for pk in found] == [*to_come, *were]


def test_regions_sort_by_each_of_their_sorts(client, world):
    one_more = make_organisation("One more", region=CODES[0])
    make_agreement_in_force(parties=[one_more, make_organisation(region=CODES[1])])
    sorts = [sort for sort, _label in client.get("/en/regions/").context["sorts"]]

    def lines(sort):
        answer = client.get("/en/regions/" + (f"?sort={sort}" if sort else ""))
        items = client.get("/en/regions/export.json" + (f"?sort={sort}" if sort else "")).json()["items"]
        rows = re.findall(r"<tr\b.*?</tr>", answer.content.decode(), re.S)
        texts = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
        labels = [item["region"]["label"] for item in items]
        places = [next(at for at, text in enumerate(texts) if re.match(rf"{label} \d", text)) for label in labels]
        return [item["region"]["code"] for item in items], places, items

    for sort in sorts:
        codes, places, items = lines(sort)
        assert sorted(codes) == sorted(CODES), sort
        if sort == "name":
            assert [each["region"]["label"] for each in items] == sorted(each["region"]["label"] for each in items)
        if sort in ("partners", "holding", "agreements"):
            numbers = [each[sort]["number"] for each in items]
            assert numbers == sorted(numbers, reverse=True), sort
            assert len(set(numbers)) > 1, sort
        if sort:
            assert places == sorted(places), sort


def test_an_order_that_a_list_does_not_offer_is_not_found(client, world):
    for path in ("/en/partners/", "/en/agreements/", "/en/regions/"):
        assert client.get(f"{path}?sort=note").status_code == 404
