"""Lists of the desk that say where the record needs work."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.desk.record_lists import LISTS
from articles.models import Citation, Source
from newsroom.accounts.roles import Role
from tests.make import make_edition, make_user, publish
from tests.make_records import make_agreement, make_event, make_organisation, make_person

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


def test_important_facts_and_what_only_we_have_said_are_listed_and_lead_to_the_page_of_their_sources(reader):
    agreement, event = make_agreement("Memorandum", signed="2025-09-27"), make_event("Forum", start="2025-09-26")
    ours = Source.objects.create(article=publish().article)
    Citation.objects.create(source=ours, event=event, field="start_on")
    wanting, own = page(reader, "facts-without-source"), page(reader, "only-ours")
    of_agreement = reverse("admin:articles_citation_of_agreement", args=[agreement.pk])
    assert [text in wanting for text in (of_agreement, "2025-09-27", "2025-09-26")] == [True, True, False]
    assert [text in own for text in ("Forum", "2025-09-26", "Memorandum")] == [True, True, False]
    events_only = reader.get(reverse("admin:articles_citation_facts-without-source"), {"of": "event"})
    assert "Memorandum" not in events_only.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_three(reader, name):
    def more():
        agreement = make_agreement(parties=[make_organisation(None, others=[("as_reported", "en", "Valencia")])])
        person, event = make_person(), make_event()
        person.appointments.create(organisation=make_organisation())
        ours = Source.objects.create(article=publish().article)
        for stance in ("states", "contradicts"):
            Citation.objects.create(source=ours, agreement=agreement, field="signed_on", value=stance, stance=stance)
        return event

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(reader, name)
        return len(captured)

    more()
    page(reader, name)
    one = queries()
    more()
    more()
    assert queries() == one


def test_the_front_page_counts_what_is_open_for_those_who_keep_the_record(client):
    make_agreement(public=False)
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    front = client.get("/admin/").content.decode()
    assert reverse("admin:articles_citation_agreements-without-source") in front
    client.force_login(make_user("manager", Role.MANAGER))
    assert "sources-due" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("name", ["changelist", "contradicted", "unresolved-names"])
def test_the_lists_are_for_those_who_read_the_record_and_are_read_only(client, reader, name):
    address = reverse(f"admin:articles_citation_{name}")
    assert reader.post(address).status_code == 405
    client.force_login(make_user("nobody"))
    assert client.get(address).status_code == 403
