import datetime
from decimal import Decimal

import pytest
from django.db.models import F, Value

from events.models import Event, Session
from newsroom.shared.together import A_DAY, A_MOMENT, A_NUMBER, Question, together
from partners.models import Agreement, ExternalId, Organisation, Party, Place
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


def test_joined_rows_come_with_it_and_are_none_where_nothing_is_joined(django_assert_num_queries):
    lima = make_place("Lima", region="PE", latitude=Decimal("-12.0464"), longitude=Decimal("-77.0428"))
    pact = make_agreement("Pact", parties=[make_organisation("Alpha", place=lima), make_organisation("Beta")])
    parties = Party.objects.filter(agreement=pact).select_related("organisation__place", "unit").order_by("position")

    with django_assert_num_queries(1):
        found, others = together(parties.annotate(number=Value(3)), parties.order_by("-position"))
        said = [(row.organisation.name_en, row.organisation.place, row.unit, row.number) for row in found]

    assert said == [("Alpha", lima, None, 3), ("Beta", None, None, 3)]
    assert columns([found[0].organisation.place]) == columns([Place.objects.get(pk=lima.pk)])
    assert [columns([row.organisation]) for row in others] == [columns([row.organisation]) for row in parties.reverse()]


def test_a_table_of_many_columns_is_read_whole():
    make_event("Forum")

    assert [columns(rows) for rows in together(Event.objects.all())] == [columns(Event.objects.all())]


def test_a_question_is_put_together_once_and_asked_for_other_values(django_assert_num_queries):
    lima, quito = make_place("Lima"), make_place("Quito")
    for name, place, day in (
        ("Alpha", lima, "1950-01-01"),
        ("Beta", quito, "1960-01-01"),
        ("Gamma", quito, "1970-01-01"),
    ):
        make_organisation(name, place=place, established=day)

    def rows_of(place, day):
        there = Organisation.objects.filter(place=place)
        return [there.filter(established_on__lt=day).order_by("name_en"), Place.objects.filter(pk=place)]

    question = Question(rows_of, place=A_NUMBER, day=A_DAY)

    for place, day in [(lima, 1965), (quito, 1965), (quito, 1975), (quito, 1900)]:
        values = {"place": place.pk, "day": datetime.date(day, 1, 1)}
        with django_assert_num_queries(1):
            found = question.ask(**values)
        assert [columns(rows) for rows in found] == [columns(rows) for rows in rows_of(**values)]


def test_a_question_is_asked_for_a_moment():
    hour = datetime.datetime(2025, 9, 27, 9, 30, 15, 123456, tzinfo=datetime.UTC)
    session = make_session(make_event(), kind="opening", start_at=hour)
    question = Question(lambda moment: [Session.objects.filter(start_at__lte=moment)], moment=A_MOMENT)

    assert question.ask(moment=hour) == [[session]]
    assert question.ask(moment=hour - datetime.timedelta(microseconds=1)) == [[]]


def test_what_is_deferred_is_left_out_of_joined_tables_too():
    make_organisation("Lima", place=make_place("Lima"))

    ((found,),) = together(Organisation.objects.select_related("place").defer("website", "place__latitude"))

    assert found.get_deferred_fields() == {"website"}
    assert found.place.get_deferred_fields() == {"latitude"}
    assert (found.name_en, found.place.name_en) == ("Lima", "Lima")
