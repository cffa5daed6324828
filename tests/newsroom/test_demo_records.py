"""The record of the demo: what was reported of the conference, with its open points open, and a record that fills every list."""

import json
from collections import Counter

import pytest
from django.db.models import Q

from articles import gaps, sources, verify
from articles.models import Article, Citation, Kind
from events.models import Event, Figure, Involvement, Participation, Session
from newsroom.accounts.models import LogEntry
from newsroom.demo import loader, records
from newsroom.shared import regions
from newsroom.shared.addresses import record_address
from partners.models import Agreement, AgreementRelation, Organisation, Outcome, Party, Person, Signatory, Status
from partners.vocabulary import AgreementKind
from tests.partners.test_jsonld import graph_of


def called(name: str) -> Organisation:
    return Organisation.objects.called(name).get()


def conference() -> Event:
    return Event.objects.get(series__name_en="International Conference for Training Excellent Engineers", edition=2)


def parties(agreement: Agreement) -> set[str]:
    return {str(party) for party in agreement.parties.all()}


def four_party() -> Agreement:
    return Agreement.objects.with_parties().get(signing__event=conference(), party_count=4)


# the conference


def test_the_conference_is_the_second_of_its_series_held_on_one_day_in_beijing(loaded, db):
    event = conference()
    assert (str(event.start), str(event.end), event.place.name_en, event.status, event.mode, event.venue_en) == (
        "2025-09-27",
        "2025-09-27",
        "Beijing",
        "held",
        "not_reported",
        None,
    )


def test_it_had_a_main_session_and_three_at_the_same_time_whose_hours_nobody_told(loaded, db):
    rows = Session.objects.filter(event=conference()).values_list("kind", "number", "slot", "start_at")
    assert list(rows) == [("main", None, 1, None), *(("parallel", number, 2, None) for number in (1, 2, 3))]


def test_its_figures_keep_their_qualifiers_and_their_regions(loaded, db):
    rows = Figure.objects.filter(event=conference()).values_list("measure", "qualifier", "value")
    assert set(rows) == {("participants", "over", 120), ("countries_and_regions", "over", 30)}


def test_who_organised_what_stands_as_it_was_reported(loaded, db):
    rows = Involvement.objects.filter(event=conference()).select_related("organisation", "session")
    assert [(each.organisation.name_en, each.session and each.session.number, each.role) for each in rows] == [
        ("South China University of Technology", None, "co_organiser"),
        ("South China University of Technology", 1, "joint"),
        ("China Southern Power Grid International Co., Ltd.", 1, "joint"),
    ]


def test_who_spoke_and_who_chaired(loaded, db):
    rows = Participation.objects.filter(event=conference()).select_related("person", "session", "representing")
    assert [(str(each.person), each.session.kind, each.role, each.side, str(each.representing)) for each in rows] == [
        ("HUAI Jinpeng", "main", "address", "", "Ministry of Education of the People's Republic of China"),
        ("ZHANG Xichun", "parallel", "chair", "university", "South China University of Technology"),
        ("ZHANG Xichun", "parallel", "address", "", "South China University of Technology"),
    ]


def test_eight_documents_were_signed_there(loaded, db):
    signed = Agreement.objects.filter(signing__event=conference())
    assert sorted(signed.with_parties().values_list("kind", "party_count")) == sorted(
        [("declaration", 3), ("joint_institute", 4), *[("not_reported", 2)] * 6]
    )
    assert {(str(each.signed), each.signed_at.name_en) for each in signed} == {("2025-09-27", "Beijing")}
    assert {each.status for each in signed.with_status()} == {Status.SIGNED}


@pytest.mark.parametrize(
    ("chinese", "abroad"),
    [
        ("Beihang University", "Valencia Polytechnic University"),
        ("Beijing Jiaotong University", "State University of Ponta Grossa"),
        ("Central South University", "Bandung Institute of Technology"),
        ("South China University of Technology", "National University of San Marcos"),
        ("Tongji University", "University of Nairobi"),
        ("Chongqing University", "National University of Laos"),
    ],
)
def test_each_pair_has_its_agreement(loaded, db, chinese, abroad):
    of_two = Agreement.objects.with_parties().filter(signing__event=conference(), party_count=2)
    assert [parties(each) for each in of_two.filter(parties__organisation=called(chinese))] == [{chinese, abroad}]


def test_five_partners_of_the_pairs_have_a_name_as_reported_and_no_settled_one(loaded, db):
    unsettled = Party.objects.filter(agreement__signing__event=conference(), organisation__name_en=None)
    assert sorted(str(party) for party in unsettled if party.organisation.kind == "university") == [
        "Bandung Institute of Technology",
        "National University of Laos",
        "State University of Ponta Grossa",
        "University of Nairobi",
        "Valencia Polytechnic University",
    ]


def test_the_declaration_is_of_two_chinese_bodies_and_an_international_one_without_a_country(loaded, db):
    declaration = Agreement.objects.get(signing__event=conference(), kind="declaration")
    rows = declaration.parties.values_list("organisation__name_en", "side", "organisation__region")
    assert list(rows) == [
        ("China Association for Science and Technology", "A", "CN"),
        ("China Engineering Education Accreditation Association", "A", "CN"),
        ("International Engineering Alliance", "B", ""),
    ]
    assert list(Outcome.objects.filter(agreement=declaration).values_list("kind", "status")) == [
        ("recognition", "planned")
    ]


def test_the_four_party_agreement_is_possibly_the_pair_and_both_are_kept(loaded, db):
    tie = AgreementRelation.objects.get(kind="possibly_same")
    assert tie.source == four_party()
    assert parties(tie.target) == {"South China University of Technology", "National University of San Marcos"}
    # a statistic counts one of the two
    assert not Agreement.objects.counted().contains(tie.target)


def test_one_signatory_of_the_conference_is_known_and_keeps_the_printed_title(loaded, db):
    signatories = Signatory.objects.filter(party__agreement__signing__event=conference())
    known = signatories.exclude(person=None)
    assert [
        (str(each.person), str(each.party), each.title_as_printed_en, each.title_as_printed_zh_hans) for each in known
    ] == [
        (
            "ZHANG Xichun",
            "South China University of Technology",
            "Chancellor of South China University of Technology",
            "校党委书记",
        )
    ]
    assert signatories.filter(person=None).count() == 18


def test_the_signatory_was_party_secretary_on_that_day(loaded, db):
    appointment = Person.objects.get(name_en="ZHANG Xichun").appointments.get()
    assert (appointment.post, appointment.title("en"), appointment.title("zh-hans"), str(appointment.attested_on)) == (
        "party_secretary",
        "Chancellor",
        "党委书记",
        "2025-09-27",
    )


def test_the_academy_has_every_reported_name_and_none_that_is_settled(loaded, db):
    academy = Outcome.objects.get(agreement=four_party()).organisation
    english = academy.other_names.filter(language="en").values_list("kind", "value")
    assert (academy.name_en, sorted(english)) == (
        None,
        [
            ("as_reported", "China-Peru Academy of Excellence in Engineering"),
            ("as_reported", "China-Peru Institute of Excellence in Engineering"),
        ],
    )


def test_the_company_has_its_reported_name_beside_the_accepted_one(loaded, db):
    company = called("Boluz Energy S.A.")
    assert (company.name_es, company.name_en) == ("Pluz Energía S.A.", None)
    assert company == called("Pluz Energía S.A.")
    assert Party.objects.get(organisation=company).name_as_reported == "Boluz Energy S.A."


# sources


def test_both_figures_and_both_titles_are_kept_as_each_source_has_them(loaded, db):
    rows = Citation.objects.filter(figure__event=conference()).values_list("figure__measure", "value")
    assert set(rows) == {
        ("participants", "over 120 participants"),
        ("participants", "120余人"),
        ("countries_and_regions", "more than 30 countries and regions"),
    }
    titles = Citation.objects.filter(field__startswith="title_as").values_list("value", flat=True)
    assert set(titles) == {
        "Chancellor of SCUT Council",
        "Chancellor of South China University of Technology",
        "校党委书记",
    }


def test_what_is_read_into_a_source_is_marked_as_implied(loaded, db):
    implied = Citation.objects.filter(stance="implies")
    assert implied.filter(agreement__signing__event=conference()).count() == 6
    relation = implied.get(organisation_relation__isnull=False).organisation_relation
    assert (str(relation.source), relation.kind, relation.target.name_es) == (
        "China Southern Power Grid International Co., Ltd.",
        "owns",
        "Pluz Energía S.A.",
    )


def test_readers_see_three_sources_of_the_conference_and_no_contradiction(loaded, db):
    notes = sources.sources_of(conference())
    assert [(note.number, note.source.article is not None) for note in notes] == [(1, False), (2, False), (3, True)]
    against = Citation.objects.contradicting().get(event=conference())
    assert (against.field, against.value) == ("name", "second International Conference on Excellent Engineer Training")


def test_every_list_of_the_desk_has_something(loaded, db):
    assert sources.without_source(Agreement).exists()
    assert sources.contradicted().count() == 2
    assert {str(row) for row in sources.unresolved_names()} >= {
        "China-Peru Institute of Excellence in Engineering",
        "Valencia Polytechnic University",
    }


def test_what_readers_see_obeys_the_record_s_own_rules(loaded, db):
    assert list(verify.notices()) == []
    assert gaps.without_source().count() > 0


def test_the_piece_on_the_conference_names_its_records(loaded, db):
    piece = Article.objects.get(events=conference())
    assert (piece.kind, piece.agreements.count(), piece.organisations.count()) == (Kind.NEWS, 2, 9)
    assert str(Article.objects.get(organisations=called("谢拉阿尔塔理工大学")).dated_on) == "2024-12-05"


def test_links_name_pieces_that_there_are():
    linked = records.read()["link"]
    assert set(linked) <= {piece["key"] for piece in loader.read_pieces()}


# the public pages


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_public_page_of_the_record_has_a_graph_and_names_nothing_internal(loaded, db, client, language):
    views = {"partners:partner": Organisation, "partners:agreement": Agreement, "events:event": Event}
    internal = [
        str(record)
        for model in views.values()
        for record in model.objects.filter(visibility="internal").exclude(pk__in=model.objects.public())
    ]
    assert len(internal) >= 3
    graphs = []
    for view, model in views.items():
        for record in model.objects.public():
            path = record_address(view, record, language)
            node, way = graph_of(client, path)["@graph"]
            assert node["url"] == f"http://testserver{path}"
            assert node["name"]
            assert [step["position"] for step in way["itemListElement"]] == [1, 2, 3]
            graphs.append(json.dumps([node, way], ensure_ascii=False))
    assert [name for name in internal if any(name in graph for graph in graphs)] == []


# the rest


def test_there_are_partners_of_many_regions_and_agreements_of_all_kinds_and_states(loaded, db):
    partners = Organisation.objects.filter(Q(kind="university") | ~Q(region="CN"))
    countries, others = regions.count(partners.exclude(region="").values_list("region", flat=True))
    assert partners.count() >= 30
    assert (countries >= 12, others) == (True, 2)
    assert set(Agreement.objects.values_list("kind", flat=True)) == set(AgreementKind.values)
    statuses = Counter(each.status for each in Agreement.objects.with_status())
    assert set(statuses) == set(Status.values)
    assert Agreement.objects.count() >= 40


def test_there_are_events_past_to_come_and_called_off(loaded, db):
    assert Event.objects.count() >= 12
    assert set(Event.objects.values_list("status", flat=True)) == {
        "held",
        "announced",
        "confirmed",
        "postponed",
        "cancelled",
    }
    assert Event.objects.upcoming().count() >= 3
    assert set(Event.objects.filter(kind="visit").values_list("direction", flat=True)) == {"incoming", "outgoing"}


def test_some_of_it_is_internal(loaded, db):
    assert [model.objects.filter(visibility="internal").exists() for model in (Organisation, Agreement, Event)] == [
        True,
        True,
        True,
    ]


def test_loading_is_logged_and_leaves_a_record_that_is_there_alone(loaded, db):
    before = Organisation.objects.count()
    records.load_records()
    assert Organisation.objects.count() == before
    assert LogEntry.objects.filter(action="demo", details__loaded="records").count() == 2
