"""Facts of the record: what can be cited, what has no source, what only we ourselves have said."""

import pytest

from articles import gaps
from articles.facts import FIELDS, facts_of, record_of, target_model
from articles.models import Citation, Source
from articles.models.citation import TARGETS
from tests.make import publish
from tests.make_records import make_agreement, make_event, make_organisation, make_party, make_person

pytestmark = pytest.mark.django_db


def document(**fields) -> Source:
    return Source.objects.create(**{"title": "Approval of 2019", "kind": "approval"} | fields)


def test_every_target_has_its_fields_and_each_is_one_of_its_model():
    assert FIELDS.keys() == TARGETS.keys()
    for target, names in FIELDS.items():
        known = {each.name for each in target_model(target)._meta.get_fields()}
        assert set(names) <= known, target


def test_what_is_asked_for_is_a_fact_of_its_target():
    for wanted in gaps.IMPORTANT.values():
        assert [(target, name) for target, name in wanted if name and name not in FIELDS[target]] == []


def test_a_fact_that_is_cited_is_shown_although_the_record_no_longer_says_it():
    agreement = make_agreement()
    cited = Citation.objects.create(source=document(), agreement=agreement, field="expires_on", value="2029")
    facts = {fact.field: fact.citations for fact in facts_of(agreement, [cited])[0]}
    assert facts["expires_on"] == [cited]
    assert "effective_on" not in facts


def test_what_every_party_and_signatory_is_is_no_fact_to_cite_until_it_is_something_else():
    agreement = make_agreement()
    party = make_party(agreement, signatory=make_person())
    proxy = make_party(agreement, role="host").signatories.create(person=make_person(), capacity="proxy")

    shown = {(fact.target, fact.row.pk, fact.field) for group in facts_of(agreement, []) for fact in group}

    assert {each for each in shown if each[2] in ("role", "capacity")} == {
        ("party", proxy.party_id, "role"),
        ("signatory", proxy.pk, "capacity"),
    }
    assert ("party", party.pk, "organisation") in shown


def test_an_important_fact_has_a_source_by_itself_by_its_row_or_by_its_record():
    bare = make_agreement(signed="2025-09-27")
    by_field, by_record, against = make_agreement(), make_agreement(), make_agreement()
    source = document()
    Citation.objects.create(source=source, agreement=by_field, field="signed_on")
    Citation.objects.create(source=source, agreement=by_record)
    Citation.objects.create(source=source, agreement=against, field="signed_on", stance="contradicts")
    assert list(gaps.without_source("agreement")) == [
        ("agreement", "agreement", bare.pk, "signed_on"),
        ("agreement", "agreement", against.pk, "signed_on"),
    ]


def test_a_row_has_a_source_when_one_of_its_fields_has():
    agreement = make_agreement(stage="proposed", public=False)
    cited = make_party(agreement)
    bare = make_party(agreement, make_organisation(), signatory=make_person())
    Citation.objects.create(source=document(), party=cited, field="organisation")
    signatory = bare.signatories.get()
    assert list(gaps.without_source()) == [
        ("agreement", "party", bare.pk, ""),
        ("agreement", "signatory", signatory.pk, ""),
    ]


def test_an_unknown_signatory_lacks_no_source():
    party = make_party(make_agreement(stage="proposed"))
    party.signatories.create()
    assert [row for row in gaps.without_source() if row[1] == "signatory"] == []


def test_an_identifier_that_only_we_state_belongs_to_its_organisation_or_its_person():
    ours = Source.objects.create(article=publish().article)
    of_organisation = make_organisation().identifiers.create(scheme="wikidata", value="Q1065")
    of_person = make_person().identifiers.create(scheme="wikidata", value="Q42")
    for identifier in (of_organisation, of_person):
        cited = Citation.objects.create(source=ours, identifier=identifier)
        assert record_of(cited) == (identifier.organisation or identifier.person)
    assert list(gaps.only_ours("organisation")) == [("organisation", "identifier", of_organisation.pk, "")]
    assert list(gaps.only_ours("person")) == [("person", "identifier", of_person.pk, "")]
    assert len(gaps.only_ours()) == 2


def test_facts_that_only_an_article_of_ours_states():
    ours, alone, proven = Source.objects.create(article=publish().article), make_event(), make_event()
    Citation.objects.create(source=ours, event=alone, field="start_on", value="27 September")
    Citation.objects.create(source=ours, event=alone, field="start_on", value="the 27th")
    Citation.objects.create(source=ours, event=proven, field="start_on")
    Citation.objects.create(source=document(), event=proven, field="start_on")
    assert list(gaps.only_ours()) == list(gaps.only_ours("event")) == [("event", "event", alone.pk, "start_on")]
    assert list(gaps.only_ours("person")) == []
