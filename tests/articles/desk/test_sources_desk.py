"""The sources of a record on the desk: citing, changing, removing, settling; documents on file; what is whose to see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Citation, Settlement, Source
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from partners.models import AgreementDocument
from tests.make import make_edition, make_user, make_words, publish
from tests.make_records import (
    make_agreement,
    make_event,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_series,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def document(title="Approval of 2019", **fields) -> Source:
    return Source.objects.create(**{"title": title, "kind": "approval"} | fields)


def page(record) -> str:
    return reverse(f"admin:articles_citation_of_{record._meta.model_name}", args=[record.pk])


def act(name, citation) -> str:
    return reverse(f"admin:articles_citation_{name}", args=[citation.pk])


def send(client, record, *tokens, values=None, **fields):
    data = {"stance": "states", "quote": "", "new-visibility": "internal", "fact": tokens}
    return client.post(page(record), data | {f"value-{name}": text for name, text in (values or {}).items()} | fields)


def said(answer) -> str:
    return answer.content.decode()


# the page of a record


def test_the_page_shows_every_fact_of_an_agreement_with_what_each_source_has(officer):
    norvale = make_organisation("Norvale University")
    agreement = make_agreement("Memorandum", signed="2025-09")
    party = make_party(agreement, norvale, signatory=make_person("ZHANG Xichun"))
    Citation.objects.create(source=document(), agreement=agreement, field="signed_on", value="in September")
    Citation.objects.create(source=document("Cutting"), party=party, stance="contradicts", value="Norvale College")

    facts = {
        (row.fact.target, row.fact.field): (row.fact.value, [each["name"].text for each in row.cited])
        for group in officer.get(page(agreement)).context["groups"]
        for row in group
    }

    assert facts[("agreement", "signed_on")] == ("2025-09", ["Approval of 2019"])
    assert facts[("agreement", "title")] == ("Memorandum", [])
    assert facts[("party", "")] == ("Norvale University", ["Cutting"])
    assert facts[("signatory", "person")] == ("ZHANG Xichun", [])
    assert ("agreement", "expires_on") not in facts


@pytest.mark.parametrize("make", [make_organisation, make_person, make_agreement, make_event, make_place, make_series])
def test_the_form_of_each_record_leads_to_its_sources_and_back(officer, make):
    record = make()
    form = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])

    assert f'href="{page(record)}"' in said(officer.get(form))
    assert f'href="{form}"' in said(officer.get(page(record)))


def test_identifiers_further_kinds_places_and_series_are_cited_as_every_other_fact(officer):
    source, place, series = document(), make_place(), make_series()
    organisation, agreement, person = make_organisation(), make_agreement(), make_person()
    rows = [
        (organisation, "identifier", organisation.identifiers.create(scheme="wikidata", value="Q1065")),
        (person, "identifier", person.identifiers.create(scheme="wikidata", value="Q42")),
        (agreement, "further_kind", agreement.further_kinds.create(kind="research")),
        (place, "place", place),
        (series, "event_series", series),
    ]

    for record, target, row in rows:
        answer = send(officer, record, f"{target}-{row.pk}-", source=f"document-{source.pk}")
        assert answer.status_code == 302, record

    assert {(each.target_name, each.target) for each in source.citations.all()} == {each[1:] for each in rows}
    listed = said(officer.get(reverse("admin:articles_source_change", args=[source.pk])))
    assert [record for record, *_row in rows if page(record) not in listed] == []


def test_fields_that_had_no_place_among_the_facts(officer):
    """What a report says of a side, a number, a slot, a day that was planned first."""
    event = make_event(short_name_en="ICTEE", previous_start_on="2025-05-01")
    session = make_session(event, kind="parallel", number=2, slot=2)
    chair = event.participations.create(representing=make_organisation(), role="chair", side="university")
    facts = {
        (row.fact.target, row.fact.field): row.fact.value
        for group in officer.get(page(event)).context["groups"]
        for row in group
    }

    assert facts["event", "short_name"] == "ICTEE"
    assert facts["event", "previous_start_on"] == "2025-05-01"
    assert [facts["session", name] for name in ("kind", "number", "slot")] == [session.get_kind_display(), "2", "2"]
    assert facts["participation", "side"] == chair.get_side_display()
    # how hours are kept, no fact that a source would state
    assert ("event", "time_zone") not in facts


def test_a_public_record_without_a_source_says_so_on_its_form_and_on_the_page(officer):
    bare, hidden, cited = make_agreement(), make_agreement(public=False), make_agreement()
    Citation.objects.create(source=document(), agreement=cited)
    told = 'id="bare"'
    form = "/admin/partners/agreement/{}/change/"

    assert [told in said(officer.get(form.format(each.pk))) for each in (bare, hidden, cited)] == [True, False, False]
    assert [told in said(officer.get(page(each))) for each in (bare, hidden, cited)] == [True, False, False]


def test_a_page_costs_the_same_with_one_row_and_with_three(officer):
    def queries(number):
        agreement = make_agreement()
        for _each in range(number):
            party = make_party(agreement, make_organisation(None, others=[("alias", "", "X")]), signatory=make_person())
            Citation.objects.create(source=document(f"Of {party.pk}"), party=party)
        officer.get(page(agreement))
        with CaptureQueriesContext(connection) as captured:
            officer.get(page(agreement))
        return len(captured)

    assert queries(1) == queries(3)


# citing


def test_several_facts_are_cited_at_once_from_an_article_each_with_its_own_value(officer):
    article = publish(words=make_words("A meeting")).article
    agreement = make_agreement(signed="2025-09-27")
    facts = [f"agreement-{agreement.pk}-signed_on", f"agreement-{agreement.pk}-"]

    answer = send(
        officer, agreement, *facts, source=f"article-{article.pk}", values={facts[0]: "27 September"}, quote="They met."
    )

    assert answer.status_code == 302
    source = Source.objects.get(article=article)
    assert [(each.source, each.field, each.value, each.quote, each.stance) for each in agreement.citations.all()] == [
        (source, "signed_on", "27 September", "They met.", "states"),
        (source, "", "", "They met.", "states"),
    ]
    entry = LogEntry.objects.filter(action="citation_added").last()
    # the words of an article are where a redaction reaches them, and only there
    assert (entry.target_id, entry.details["new"]) == (
        str(agreement.pk),
        {"stance": "states", "value": "27 September"},
    )
    assert "A source was cited" in said(officer.get(f"/admin/partners/agreement/{agreement.pk}/history/"))


def test_a_new_document_is_put_on_file_and_cited_in_one_save(officer):
    agreement = make_agreement()
    upload = SimpleUploadedFile("mou.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    scan = AgreementDocument.objects.keep(
        upload, agreement=agreement, kind="signed", language="", is_authentic=False, visibility="internal"
    )
    new = {
        "new-title": "The signed original",
        "new-kind": "scan",
        "new-number": "2025-7",
        "new-dated_on": "2025-09-27",
        "new-address": "example.org/mou",
        "new-scan": scan.pk,
    }

    answer = send(officer, agreement, f"agreement-{agreement.pk}-", **new)

    assert answer.status_code == 302
    source = agreement.citations.get().source
    assert (source.title, source.number, source.scan, source.visibility) == (
        "The signed original",
        "2025-7",
        scan,
        "internal",
    )
    assert source.address == "https://example.org/mou"
    assert LogEntry.objects.filter(action="source_added", target_id=str(source.pk)).count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a source, or describe a new document."),
        ({"source": "document-999"}, "This source is not there, or not for you to see."),
        ({"source": "nonsense"}, "This source is not there, or not for you to see."),
        ({"new-title": "Letter"}, "This field is required."),
        ({"new-title": "Letter", "new-kind": "x"}, "Select a valid choice."),
        ({"new-title": "Letter", "new-kind": "other", "new-scan": "77"}, "Select a valid choice."),
        ({"source": "KNOWN", "new-title": "Letter", "new-kind": "other"}, "not both."),
        ({"source": "KNOWN", "stance": "denies"}, "Select a valid choice."),
        ({"source": "KNOWN", "quote": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_that_was_typed_is_lost(officer, fields, sentence):
    agreement, known = make_agreement(), document()
    token = f"agreement-{agreement.pk}-signed_on"
    fields = {name: f"document-{known.pk}" if value == "KNOWN" else value for name, value in fields.items()}

    answer = send(officer, agreement, token, values={token: "the twenty-seventh"}, **fields)

    text = said(answer)
    assert (answer.status_code, sentence in text, "the twenty-seventh" in text) == (200, True, True)
    assert (Citation.objects.count(), Source.objects.count()) == (0, 1)


def test_nothing_ticked_and_a_thing_said_twice_are_refused(officer):
    agreement, known = make_agreement(), document()
    token, chosen = f"agreement-{agreement.pk}-signed_on", f"document-{known.pk}"

    untouched = send(officer, agreement, source=chosen)
    send(officer, agreement, token, source=chosen, values={token: "27 September"})
    again = send(officer, agreement, token, source=chosen, values={token: "27 September"})

    assert "Tick the facts that the source speaks of." in said(untouched)
    assert "This source is cited for this already." in said(again)
    assert "Approval of 2019" in said(again)
    assert agreement.citations.count() == 1


def test_a_fact_of_another_record_is_no_fact_of_this_one(officer):
    agreement, other = make_agreement(), make_agreement()
    answer = send(officer, agreement, f"agreement-{other.pk}-", source=f"document-{document().pk}")
    assert (answer.status_code, Citation.objects.count()) == (400, 0)


# one citation


@pytest.fixture
def cited():
    agreement = make_agreement(signed="2025-09-27")
    return Citation.objects.create(
        source=document(), agreement=agreement, field="signed_on", value="28 September", quote="on the 28th", stance="contradicts"
    )  # fmt: skip


def test_a_citation_is_changed_and_the_log_keeps_what_it_said(officer, cited):
    officer.post(act("change", cited), {"stance": "states", "value": "27 September", "quote": ""})

    cited.refresh_from_db()
    assert (cited.stance, cited.value, cited.quote) == ("states", "27 September", "")
    details = LogEntry.objects.get(action="citation_changed").details
    assert details["old"] == {"stance": "contradicts", "value": "28 September", "quote": "on the 28th"}
    assert details["new"] == {"stance": "states", "value": "27 September", "quote": ""}


def test_a_change_into_what_the_source_says_already_is_refused(officer, cited):
    Citation.objects.create(source=cited.source, agreement=cited.agreement, field="signed_on", value="27 September")
    answer = officer.post(act("change", cited), {"stance": "states", "value": "27 September", "quote": ""})
    assert "This source is cited for this already." in said(answer)


def test_removing_asks_and_the_log_keeps_what_it_said(officer, cited):
    asked = said(officer.get(act("delete", cited)))
    assert ("28 September" in asked, Citation.objects.count()) == (True, 1)

    officer.post(act("delete", cited))
    assert Citation.objects.count() == 1
    officer.post(act("delete", cited), {"post": "yes"})

    assert (Citation.objects.count(), Source.objects.count()) == (0, 1)
    entry = LogEntry.objects.get(action="citation_removed")
    assert entry.target_type == "partners.agreement"
    assert entry.details["old"] == {"stance": "contradicts", "value": "28 September", "quote": "on the 28th"}


def test_a_contradiction_is_settled_with_a_note_and_opened_again(officer, cited):
    contradicted = reverse("admin:articles_citation_contradicted")
    empty = officer.post(act("settle", cited), {"note": " "})
    assert ("This field is required." in said(empty), Settlement.objects.count()) == (True, 0)

    officer.post(act("settle", cited), {"note": "The scan has the 27th."})

    settled = Settlement.objects.get()
    assert (settled.citation, settled.note, settled.by.username) == (cited, "The scan has the 27th.", "records")
    assert "28 September" not in said(officer.get(contradicted))
    told = said(officer.get(f"{contradicted}?state=settled"))
    assert ["28 September" in told, "The scan has the 27th." in told] == [True, True]
    assert officer.post(act("settle", cited), {"note": "Again"}).status_code == 400

    officer.post(act("settle", cited), {"reopen": "1"})

    assert Settlement.objects.count() == 0
    assert LogEntry.objects.get(action="contradiction_reopened").details["note"] == "The scan has the 27th."


def test_what_no_longer_contradicts_has_nothing_to_be_settled(officer, cited):
    officer.post(act("settle", cited), {"note": "It was a misprint."})
    officer.post(act("change", cited), {"stance": "implies", "value": "28 September", "quote": ""})

    assert Settlement.objects.count() == 0
    assert LogEntry.objects.get(action="citation_changed").details["settlement"] == "It was a misprint."


# who may


@pytest.mark.parametrize(("role", "reads"), [(Role.MANAGER, 200), (Role.AUDITOR, 200), (Role.WRITER, 403)])
def test_others_read_at_most(client, cited, role, reads):
    client.force_login(make_user("other", role))
    agreement = cited.agreement

    assert client.get(page(agreement)).status_code == reads
    assert (
        send(client, agreement, f"agreement-{agreement.pk}-", source=f"document-{cited.source_id}").status_code == 403
    )
    assert {client.post(act(each, cited), {"note": "x"}).status_code for each in ("change", "delete", "settle")} == {
        403
    }
    assert client.get(reverse("admin:articles_source_choices")).status_code == 403
    assert Citation.objects.count() == 1


def test_the_methods_and_numbers_that_there_are_not(officer, cited):
    assert officer.put(page(cited.agreement)).status_code == 405
    assert officer.get(act("settle", cited)).status_code == 405
    assert officer.post(reverse("admin:articles_source_choices")).status_code == 405
    assert officer.get("/admin/articles/citation/agreement/99999999999999999999/").status_code == 404
    assert officer.get("/admin/articles/citation/99999999999999999999/change/").status_code == 404
    assert officer.get(reverse("admin:articles_citation_only-ours"), {"of": "x"}).status_code == 400


def test_a_draft_and_a_restricted_article_are_named_to_nobody_who_may_not_see_them(officer, client):
    draft = make_edition("en", words=make_words("Quillabamba draft")).article
    secret = make_edition("en", words=make_words("Zweisimmen restricted")).article
    Article.objects.filter(pk=secret.pk).update(is_restricted=True)
    agreement = make_agreement()
    for article in (draft, secret):
        source = Source.objects.create(article=article)
        Citation.objects.create(source=source, agreement=agreement, value=f"said by {article.pk}", stance="contradicts")

    def seen(user):
        client.force_login(user)
        addresses = [
            page(agreement),
            reverse("admin:articles_citation_contradicted"),
            reverse("admin:articles_source_changelist"),
        ]
        addresses += [reverse("admin:articles_source_choices") + f"?term={term}" for term in ("", "Quill", "Zwei")]
        answers = "".join(said(client.get(each)) for each in addresses if client.get(each).status_code == 200)
        return [
            each in answers for each in ("Quillabamba", "Zweisimmen", f"said by {draft.pk}", f"said by {secret.pk}")
        ]

    assert seen(make_user("office", Role.RECORDS_OFFICER)) == [False] * 4
    assert seen(make_user("manager", Role.MANAGER)) == [True, False, True, False]
    both = make_user("both", Role.RECORDS_OFFICER, Role.WRITER)
    assert seen(both) == [True, False, True, False]
    assert send(client, agreement, f"agreement-{agreement.pk}-", source=f"article-{secret.pk}").status_code == 200
    assert Citation.objects.count() == 2


def test_choosing_finds_articles_by_their_titles_and_documents_by_title_number_and_publisher(officer):
    publish(words=make_words("A meeting in Norvale"))
    document("Letter", number="2019-7", publisher="La República")

    def found(term):
        return [
            each["text"]
            for each in officer.get(reverse("admin:articles_source_choices"), {"term": term}).json()["results"]
        ]

    assert [each.startswith("A meeting in Norvale") for each in found("norvale")] == [True]
    assert found("2019-7") == found("letter") == found("República") == ["Letter · 2019-7 · Approval"]
    assert found("%") == []
    assert officer.get(reverse("admin:articles_source_choices"), {"term": "\x00"}).status_code == 400


# documents on file


def test_documents_are_found_filtered_and_changed(officer):
    used, _unused = document("Approval"), document("Cutting", kind="press", visibility="public")
    Citation.objects.create(source=used, agreement=make_agreement("Memorandum"), field="signed_on")
    listing = reverse("admin:articles_source_changelist")

    def found(query):
        return {each.title for each in officer.get(f"{listing}?{query}").context["cl"].result_list}

    assert found("q=cutt") == found("of=press") == found("visibility__exact=public") == found("used=no") == {"Cutting"}
    assert found("used=yes") == {"Approval"}
    form = reverse("admin:articles_source_change", args=[used.pk])
    assert "Memorandum" in said(officer.get(form))
    fields = {"title": "Approval of 2019", "kind": "approval", "visibility": "public"}
    assert officer.post(form, fields).status_code == 302
    used.refresh_from_db()
    assert (used.title, used.visibility) == ("Approval of 2019", "public")
    assert LogEntry.objects.get(action="source_changed").details["old"]["title"] == "Approval"


def test_a_source_in_use_is_not_deleted_and_the_page_says_where(officer):
    agreement = make_agreement("Memorandum")
    source = document()
    citation = Citation.objects.create(source=source, agreement=agreement, field="signed_on")
    delete = reverse("admin:articles_source_delete", args=[source.pk])

    asked = said(officer.get(delete))
    officer.post(delete, {"post": "yes"})
    assert ["This source is cited and stays." in asked, page(agreement) in asked, "Signed" in asked] == [True] * 3
    assert Source.objects.count() == 1

    citation.delete()
    officer.post(delete, {"post": "yes"})
    assert Source.objects.count() == 0
    assert LogEntry.objects.get(action="source_deleted").details["old"]["title"] == "Approval of 2019"


def test_an_article_as_a_source_is_read_here_and_changed_elsewhere(officer):
    source = Source.objects.create(article=publish(words=make_words("A meeting")).article)
    form = reverse("admin:articles_source_change", args=[source.pk])

    assert "A meeting" in said(officer.get(form))
    assert officer.post(form, {"title": "Mine", "kind": "other", "visibility": "public"}).status_code == 403
