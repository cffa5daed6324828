"""Lists of the desk that say where the record needs work."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.models import Citation, Source
from tests.make import make_edition, make_user
from tests.make_records import make_agreement, make_event, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = make_user("reader")
    user.user_permissions.add(Permission.objects.get(content_type__app_label="partners", codename="view_agreement"))
    client.force_login(user)
    return client


def document(**fields) -> Source:
    return Source.objects.create(title="Approval of 2019", kind="approval", **fields)


def page(client, name: str) -> str:
    answer = client.get(reverse(f"admin:articles_citation_{name}"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_lists_are_named_on_one_page(reader):
    index = page(reader, "changelist")
    assert [title in index for title in ("Contradicted facts", "Unresolved names", "Events without a source")] == [
        True
    ] * 3


def test_records_without_a_source_are_listed(reader):
    bare, cited, event = make_agreement("Bare"), make_agreement("Cited"), make_event("Forum")
    Citation.objects.create(source=document(), agreement=cited)
    assert [str(each) in page(reader, "agreements-without-source") for each in (bare, cited)] == [True, False]
    assert str(event) in page(reader, "events-without-source")


def test_a_contradicted_fact_stands_with_both_values_and_its_source(reader):
    agreement = make_agreement("Norvale Memorandum", signed="2025-09-27")
    Citation.objects.create(
        source=document(), agreement=agreement, field="signed_on", value="28 September", stance="contradicts"
    )
    listed = page(reader, "contradicted")
    assert [text in listed for text in ("Norvale Memorandum", "2025-09-27", "28 September", "Approval of 2019")] == [
        True
    ] * 4


def test_what_a_restricted_article_says_is_for_its_people(reader):
    source = Source.objects.create(article=make_edition("en", words=False, is_restricted=True).article)
    agreement = make_agreement("Norvale Memorandum")
    Citation.objects.create(source=source, agreement=agreement, value="Secret", stance="contradicts")
    assert "Secret" not in page(reader, "contradicted")


def test_names_that_nobody_has_settled_are_listed(reader):
    make_organisation(None, others=[("as_reported", "en", "Valencia")])
    assert "Valencia" in page(reader, "unresolved-names")


@pytest.mark.parametrize("name", ["changelist", "contradicted", "unresolved-names"])
def test_the_lists_are_for_those_who_read_the_record_and_are_read_only(client, reader, name):
    address = reverse(f"admin:articles_citation_{name}")
    assert reader.post(address).status_code == 405
    client.force_login(make_user("nobody"))
    assert client.get(address).status_code == 403
