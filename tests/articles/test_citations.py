"""Sources and citations: one target and one source each, and what of them readers may know."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from articles import sources
from articles.models import Citation, Source
from articles.models.citation import TARGETS
from partners.models import Party
from tests.make import make_article, publish
from tests.make_records import make_agreement, make_event, make_organisation
from tests.refused import refused_by

pytestmark = pytest.mark.django_db


def published() -> Source:
    return Source.objects.create(article=publish().article)


def document(**fields) -> Source:
    return Source.objects.create(**{"title": "Approval of 2019", "kind": "approval", "number": "2019-7"} | fields)


def cite(source, field="", value="", stance="states", **target) -> Citation:
    return Citation.objects.create(source=source, field=field, value=value, stance=stance, **target)


# what the database refuses


def test_a_source_is_an_article_or_a_document_and_never_both_or_neither():
    with refused_by("source_article_or_document"):
        Source.objects.create()
    with refused_by("source_article_or_document"):
        document(article=make_article())
    with refused_by("source_article_or_document"):
        document(kind="")
    assert [str(document()), document().article] == ["Approval of 2019", None]


def test_a_citation_has_exactly_one_target():
    with refused_by("citation_one_target"):
        cite(document())
    with refused_by("citation_one_target"):
        cite(document(), organisation=make_organisation(), agreement=make_agreement())
    agreement = make_agreement()
    assert cite(document(), agreement=agreement).target == agreement


def test_every_key_of_a_citation_but_its_source_is_a_target():
    keys = {field.name for field in Citation._meta.fields if field.is_relation}
    assert keys == {"source", *TARGETS}


def test_a_source_says_the_same_of_a_field_once():
    source, agreement = document(), make_agreement()
    cite(source, "signed_on", "27 September", agreement=agreement)
    columns = [f"articles_citation.{name}" for name in ("source_id", "agreement_id", "field", "value")]
    with refused_by("citation_agreement_once", *columns):
        cite(source, "signed_on", "27 September", agreement=agreement)
    # a source that contradicts itself is on record with both
    cite(source, "signed_on", "28 September", agreement=agreement)
    assert agreement.citations.count() == 2


def test_an_unknown_stance_is_refused():
    with refused_by("citation_stance_known"):
        cite(document(), stance="denies", agreement=make_agreement())


def test_what_is_cited_stays():
    source = published()
    cite(source, agreement=make_agreement())
    with pytest.raises(ProtectedError):
        source.delete()
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        source.article.delete()


# what readers may know


def test_notes_number_the_public_sources_of_a_record_and_of_its_rows():
    norvale = make_organisation("Norvale University")
    agreement = make_agreement(parties=[norvale])
    party = Party.objects.get()
    first, second = published(), document(visibility="public", title="The text in the journal")
    cite(first, "signed_on", agreement=agreement)
    cite(first, party=party)
    cite(second, party=party)
    notes = sources.sources_of(agreement)
    assert [(note.number, note.title) for note in notes] == [(1, "A meeting"), (2, "The text in the journal")]
    assert (notes.numbers(agreement), notes.numbers(party), notes.numbers(norvale)) == ([1], [1, 2], [])


def test_an_article_that_nobody_can_open_and_a_document_on_file_are_no_notes():
    agreement = make_agreement()
    cite(Source.objects.create(article=make_article()), agreement=agreement)
    cite(document(), agreement=agreement)
    assert sources.sources_of(agreement) == []


def test_contradictions_wrong_names_and_internal_fields_are_no_notes():
    organisation = make_organisation("Norvale University", others=[("wrong", "en", "University of Norvale")])
    agreement = make_agreement(parties=[organisation])
    cite(published(), "signed_on", "28 September", "contradicts", agreement=agreement)
    cite(published(), "archive_number", agreement=agreement)
    cite(published(), organisation_name=organisation.other_names.get())
    assert (sources.sources_of(agreement), sources.sources_of(organisation)) == ([], [])


def test_a_source_of_a_row_that_speaks_of_an_internal_record_is_no_note():
    hidden = make_organisation(public=False)
    agreement = make_agreement(parties=[hidden])
    cite(published(), party=Party.objects.get())
    assert sources.sources_of(agreement) == []


# the lists of the desk


def test_a_record_has_a_source_when_one_of_its_rows_has():
    bare, cited, by_row = make_agreement(), make_agreement(), make_agreement(parties=[make_organisation()])
    cite(document(), agreement=cited)
    cite(document(), party=by_row.parties.get())
    assert list(sources.without_source(type(bare))) == [bare]
    event = make_event()
    assert list(sources.without_source(type(event))) == [event]


def test_contradicted_facts_are_listed_with_both_values():
    agreement = make_agreement(signed="2025-09-27")
    cite(document(), "signed_on", "27 September", agreement=agreement)
    against = cite(document(), "signed_on", "28 September", "contradicts", agreement=agreement)
    assert [(each, each.value, each.present_value) for each in sources.contradicted()] == [
        (against, "28 September", "2025-09-27")
    ]


def test_a_reported_name_is_unresolved_until_an_accepted_one_is_settled():
    open_one = make_organisation(None, others=[("as_reported", "en", "Valencia")])
    make_organisation("Pluz Energía", others=[("as_reported", "en", "Boluz Energy")])
    assert [(row.value, row.organisation) for row in sources.unresolved_names()] == [("Valencia", open_one)]
