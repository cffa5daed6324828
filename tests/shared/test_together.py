import datetime
from decimal import Decimal

import pytest
from django.db import NotSupportedError
from django.db.models import F, Value

from events.models import Event, Session
from newsroom.shared.together import together
from partners.models import Agreement, ExternalId, Organisation, Place
from tests.make_records import make_agreement, make_event, make_home, make_organisation, make_place, make_session

pytestmark = pytest.mark.django_db


def columns(rows) -> list[dict]:
    """What was read of rows, and nothing asked later."""
    return [{name: value for name, value in vars(row).items() if name != "_state"} for row in rows]


@pytest.fixture
def record():
    """Days, hours, exact numbers, yes and no, what is missing, and names in several languages."""
    home = make_home(name_es="Universidad «del Sur» 'n' \"más\"", established="1952-11", place=make_place("Canton"))
    make_place("Lima", region="PE", latitude=Decimal("-12.0464"), longitude=Decimal("-77.0428"))
    make_organisation("Lima", name_zh_hans="利马", website="https://lima.example/?a=1&b=%20")
    ExternalId.objects.create(organisation=home, scheme="wikidata", value="Q1")
    hour = datetime.datetime(2025, 9, 27, 9, 30, 15, 123456, tzinfo=datetime.UTC)
    make_session(make_event(), kind="opening", start_at=hour)
    return [Organisation.objects.all(), Place.objects.all(), ExternalId.objects.all(), Session.objects.order_by("pk")]


def test_rows_are_what_they_are_when_each_table_is_asked_alone(record, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = together(*record)

    assert [columns(rows) for rows in found] == [columns(queryset) for queryset in record]
    assert [len(rows) for rows in found] == [2, 2, 1, 1]


def test_each_keeps_its_order_its_filter_and_what_it_is_annotated_with():
    for name in ("Beta", "Alpha", "Gamma"):
        make_organisation(name, place=make_place(f"{name} city"))
    make_organisation("Delta", public=False)
    public = Organisation.objects.public()

    by_name, latest, of_alpha = together(
        public.order_by("name_en").annotate(city=F("place__name_en"), number=Value(3)),
        public.order_by("-pk").only("name_en"),
        Place.objects.filter(organisation__name_en="Alpha"),
    )

    assert [(row.name_en, row.city, row.number) for row in by_name] == [
        ("Alpha", "Alpha city", 3),
        ("Beta", "Beta city", 3),
        ("Gamma", "Gamma city", 3),
    ]
    assert [row.name_en for row in latest] == ["Gamma", "Alpha", "Beta"]
    assert [row.name_en for row in of_alpha] == ["Alpha city"]


def test_only_what_is_named_is_read():
    make_agreement("Pact", note="internal")

    [[agreement]] = together(Agreement.objects.only("title_en", "kind"))

    assert agreement.title_en == "Pact"
    assert {"note", "title_es", "signed_on"} <= agreement.get_deferred_fields()


@pytest.mark.parametrize("number", [1, 2])
def test_nothing_is_found_where_nothing_is(number):
    assert together(*[Place.objects.none()] * number) == [[]] * number
    assert together(*[Place.objects.all()] * number) == [[]] * number


def test_joined_tables_and_too_many_columns_are_refused():
    with pytest.raises(NotSupportedError, match="Joined tables are not read"):
        together(Organisation.objects.select_related("place"))
    with pytest.raises(NotSupportedError, match="Name the columns of Event"):
        together(Event.objects.all())
