"""An article and the records that it reports on: linked on the desk, shown to readers where they are public."""

import pytest
from django.db.models import ProtectedError
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import override

from articles.addresses import address_of
from articles.models import Citation, Edition, Source
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from partners import merging
from tests.make import cast, make_edition, make_user, make_words, publish
from tests.make_records import make_agreement, make_event, make_home, make_organisation

pytestmark = pytest.mark.django_db

NAMED = "<p>Norvale University came.</p>"


def edition_url(edition: Edition) -> str:
    return reverse("admin:articles_edition_change", args=[edition.pk])


def link(client, edition: Edition, **form):
    return client.post(reverse("admin:articles_edition_link", args=[edition.pk]), form)


def of(record, kind="organisations") -> str:
    return f"{kind}-{record.pk}"


# suggested while editing


def test_a_record_named_in_the_text_is_suggested_and_linked_with_one_click(client):
    norvale = make_organisation("Norvale University")
    edition = make_edition("zh-hans", words=make_words(body=NAMED))
    client.force_login(cast("writer"))
    page = client.get(edition_url(edition)).content.decode()
    assert f'name="add" value="{of(norvale)}"' in page

    answer = link(client, edition, add=of(norvale))
    assert (answer.status_code, answer.url) == (302, edition_url(edition) + "#records-title")
    assert list(edition.article.organisations.all()) == [norvale]
    page = client.get(edition_url(edition)).content.decode()
    assert f'name="add" value="{of(norvale)}"' not in page
    assert f'name="remove" value="{of(norvale)}"' in page


def test_a_wrong_name_in_the_text_is_pointed_out(client):
    make_organisation("Norvale University", others=[("wrong", "en", "Norwale University")])
    edition = make_edition("zh-hans", words=make_words(body="<p>Norwale University came.</p>"))
    client.force_login(cast("writer"))
    assert "a name known to be wrong" in client.get(edition_url(edition)).content.decode()


def test_linking_and_taking_it_back_are_logged(client):
    event = make_event("Delta Forum")
    edition = make_edition("zh-hans")
    client.force_login(cast("writer"))
    link(client, edition, add=of(event, "events"))
    link(client, edition, add=of(event, "events"))
    link(client, edition, remove=of(event, "events"))
    entries = LogEntry.objects.filter(action__startswith="record_").order_by("pk")
    assert [(each.action, each.actor, each.target_type, each.details) for each in entries] == [
        (act, cast("writer"), "articles.article", {"kind": "events", "record": event.pk, "name": "Delta Forum"})
        for act in ("record_linked", "record_unlinked")
    ]


@pytest.mark.parametrize("sent", ["", "organisations", "organisations-x", "users-1", "organisations-99999999999999999"])
def test_a_form_that_names_no_record_is_refused(client, sent):
    edition = make_edition("zh-hans")
    client.force_login(cast("writer"))
    assert link(client, edition, add=sent).status_code == 400


def test_a_record_that_is_not_there_is_not_found(client):
    edition = make_edition("zh-hans")
    client.force_login(cast("writer"))
    assert link(client, edition, add="organisations-4711").status_code == 404


# who may


def test_the_links_of_a_live_article_are_a_final_reviewers(client):
    norvale = make_organisation("Norvale University")
    edition = publish("zh-hans", words=make_words(body=NAMED))
    for username, status in (("writer", 403), ("translator", 403), ("final", 302)):
        client.force_login(cast(username))
        page = client.get(edition_url(edition)).content.decode()
        assert (f'name="add" value="{of(norvale)}"' in page) == (status == 302)
        assert link(client, edition, add=of(norvale)).status_code == status
    assert list(edition.article.organisations.all()) == [norvale]


def test_nobody_links_an_article_that_they_cannot_see(client):
    norvale = make_organisation()
    edition = make_edition("zh-hans", is_restricted=True)
    client.force_login(make_user("another", Role.WRITER))
    assert link(client, edition, add=of(norvale)).status_code == 404
    assert not edition.article.organisations.exists()


def test_a_link_is_made_by_post_alone(client):
    edition = make_edition("zh-hans")
    client.force_login(cast("writer"))
    answer = client.get(reverse("admin:articles_edition_link", args=[edition.pk]))

    assert (answer.status_code, answer.url) == (302, reverse("admin:articles_edition_change", args=[edition.pk]))
    assert not edition.article.organisations.exists()


# the form of the article


def article_form(article, **fields) -> dict:
    return {
        "kind": article.kind,
        "dated_on": article.dated_on.isoformat(),
        "source_language": article.source_language,
        "visible_until_0": "",
        "visible_until_1": "",
        **fields,
    }


def test_the_articles_form_links_records_and_logs_what_they_were_and_are(client):
    norvale, agreement = make_organisation("Norvale University"), make_agreement("Norvale Memorandum")
    article = make_edition("zh-hans").article
    article.organisations.add(norvale)
    client.force_login(cast("writer"))
    address = reverse("admin:articles_article_change", args=[article.pk])
    answer = client.post(address, article_form(article, reported_agreements=[agreement.pk]))
    assert answer.status_code == 302
    assert (list(article.agreements.all()), list(article.organisations.all())) == ([agreement], [])
    details = LogEntry.objects.get(action="article_changed").details
    assert (details["old"], details["new"]) == (
        {"reported_agreements": [], "reported_organisations": ["Norvale University"]},
        {"reported_agreements": ["Norvale Memorandum"], "reported_organisations": []},
    )


def test_a_save_that_changes_no_link_logs_none(client):
    article = make_edition("zh-hans").article
    norvale = make_organisation("Norvale University")
    article.organisations.add(norvale)
    client.force_login(cast("writer"))
    address = reverse("admin:articles_article_change", args=[article.pk])
    client.post(address, article_form(article, reported_organisations=[norvale.pk]))
    assert list(article.organisations.all()) == [norvale]
    assert not LogEntry.objects.filter(action="article_changed", details__has_key="new").exists()


# readers


def test_the_articles_page_names_its_public_records_alone(client):
    edition = publish("en", source_language="en")
    shown = [make_event("Delta Forum"), make_agreement("Norvale Memorandum"), make_organisation("Norvale University")]
    hidden = [
        make_event("Secret Forum", public=False),
        make_agreement("Secret Memorandum", public=False),
        make_organisation("Secret University", public=False),
    ]
    article = edition.article
    for event, agreement, organisation in (shown, hidden):
        article.events.add(event)
        article.agreements.add(agreement)
        article.organisations.add(organisation)
    page = client.get(address_of(edition.live)).content.decode()
    panel = page[page.index('id="in-the-record"') :]
    assert [name in panel for name in ("Delta Forum", "Norvale Memorandum", "Norvale University")] == [True] * 3
    assert "Secret" not in page


def test_an_article_with_internal_records_alone_looks_like_one_without(client):
    edition = publish("en", source_language="en")
    before = client.get(address_of(edition.live)).content
    edition.article.organisations.add(make_organisation(public=False))
    assert client.get(address_of(edition.live)).content == before


def news_about(record, language="en") -> list[str]:
    with override(language):
        template = Template(
            "{% load articles %}{% news_about record as articles %}{% for each in articles %}{{ each|shown_title }};{% endfor %}"
        )
        return template.render(Context({"record": record})).split(";")[:-1]


def test_a_record_has_the_news_that_readers_can_open_in_their_language_or_another():
    for record, kind in (
        (make_event(), "events"),
        (make_agreement(), "agreements"),
        (make_organisation(), "organisations"),
    ):
        older = publish("en", words=make_words(title="Older"), dated_on="2025-01-01").article
        newer = publish("en", words=make_words(title="Newer"), dated_on="2025-02-01").article
        draft = make_edition("en", words=make_words(title="Draft")).article
        for article in (older, newer, draft):
            getattr(article, kind).add(record)
        assert (news_about(record), news_about(record, "es")) == (["Newer", "Older"], ["Newer", "Older"])


def test_sources_come_as_numbered_notes_with_numbers_beside_rows():
    agreement = make_agreement(parties=[make_home()])
    source = Source.objects.create(article=publish("en", words=make_words(title="Signed")).article)
    Citation.objects.create(source=source, party=agreement.parties.get())
    template = Template(
        "{% load articles %}{% sources_of record as notes %}{% for note in notes %}{{ note.number }} {{ note.title }}{% endfor %}"
        "|{% for number in notes|numbers_for:party %}{{ number }}{% endfor %}|{{ notes|numbers_for:record|length }}"
    )
    context = Context({"record": agreement, "party": agreement.parties.get()})
    assert template.render(context) == "1 Signed|1|0"


# what is linked stays, and follows a merge


def test_a_record_that_an_article_reports_on_is_not_deleted():
    norvale = make_organisation()
    make_edition("en").article.organisations.add(norvale)
    with pytest.raises(ProtectedError):
        norvale.delete()


def test_merging_takes_the_links_along_and_undoing_brings_them_back():
    kept, gone = make_organisation("Norvale University"), make_organisation("Norvale Univ.")
    both, one = make_edition("en").article, make_edition("en").article
    both.organisations.add(kept, gone)
    one.organisations.add(gone)
    entry = merging.merge(kept, gone, by=cast("writer"))
    assert [list(each.organisations.all()) for each in (both, one)] == [[kept], [kept]]
    merging.undo(entry, by=cast("writer"))
    assert [set(each.organisations.all()) for each in (both, one)] == [{kept, gone}, {gone}]
