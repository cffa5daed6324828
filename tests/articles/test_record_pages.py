"""What the pages of records show of news and sources: numbers beside facts, the list that they lead to, news, one line of time."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.addresses import address_of as address
from articles.models import Citation, Source
from articles.templatetags import articles as tags
from articles.templatetags.articles import LATEST_NEWS
from events.models import Figure, Involvement, Participation, Signing
from partners.models import (
    AgreementDocument,
    AgreementRelation,
    Appointment,
    Milestone,
    Organisation,
    OrganisationRelation,
    Outcome,
    Signatory,
)
from tests.make import make_edition, make_words, publish
from tests.make_records import (
    make_agreement,
    make_event,
    make_home,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_series,
    make_session,
)
from tests.partners.test_jsonld import graph_of

pytestmark = pytest.mark.django_db


def address_of(record, language="en"):
    folder = {"event": "events", "agreement": "agreements", "organisation": "partners"}[record._meta.model_name]
    return f"/{language}/{folder}/{record.pk}-{record.slug}/"


def main_of(client, record, language="en"):
    response = client.get(address_of(record, language), follow=True)
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return re.sub(r"<script.*?</script>", "", main, flags=re.S)


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def text_of(client, record, language="en"):
    return plain(main_of(client, record, language))


def document(title="The record of the day", **fields):
    return Source.objects.create(**{"title": title, "kind": "press", "visibility": "public"} | fields)


def cite(source, field="", stance="states", **target):
    return Citation.objects.create(source=source, field=field, stance=stance, **target)


def numbers(html):
    """The marks of a page: (id, number that it leads to, its accessible name)."""
    return re.findall(r'<a href="#source-(\d+)" id="([^"]+)" aria-label="([^"]+)">', html)


# numbers beside facts


def test_a_number_stands_beside_the_fact_that_a_source_states(client):
    norvale = make_organisation("Norvale University")
    agreement = make_agreement("Pact", parties=[norvale], signed_at=make_place("Lima", region="PE"), kind="mou")
    party = agreement.parties.get()
    signatory = Signatory.objects.create(party=party, name_as_reported="Ana Ruiz")
    milestone = Milestone.objects.create(agreement=agreement, act="unveiled", not_after=datetime.date(2025, 11, 19))
    outcome = Outcome.objects.create(agreement=agreement, kind="project", description_en="A bridge")
    other = make_agreement("Sister")
    tie = AgreementRelation.objects.create(source=agreement, target=other, kind="related")
    signing = Signing.objects.create(event=make_event("Forum"), agreement=agreement)
    beside = {
        "Pact": {"agreement": agreement},
        "27 September 2025": {"agreement": agreement, "field": "signed_on"},
        "Lima": {"agreement": agreement, "field": "signed_at"},
        "Memorandum of understanding": {"agreement": agreement, "field": "kind"},
        "Norvale University": {"party": party},
        "Ana Ruiz": {"signatory": signatory},
        "Unveiled": {"milestone": milestone},
        "A bridge": {"outcome": outcome},
        "Sister": {"agreement_relation": tie},
        "Forum": {"signing": signing},
    }
    for number, target in enumerate(beside.values(), start=1):
        cite(document(f"Document {number}"), **target)

    text = text_of(client, agreement)

    for number, words in enumerate(beside, start=1):
        assert f"{words} {number} " in text


def test_an_events_figures_roles_and_persons_have_their_numbers(client):
    event = make_event("Forum", place=make_place())
    session = make_session(event, kind="main")
    norvale = make_organisation("Norvale University")
    rows = {
        "Forum": {"event": event},
        "27 September 2025": {"event": event, "field": "start_on"},
        "Beijing, China": {"event": event, "field": "place"},
        "over 120 participants": {
            "figure": Figure.objects.create(event=event, measure="participants", qualifier="over", value=120)
        },
        "Norvale University": {
            "involvement": Involvement.objects.create(event=event, organisation=norvale, role="host")
        },
        "Address: HUAI Jinpeng": {
            "participation": Participation.objects.create(
                event=event, session=session, person=make_person("HUAI Jinpeng"), role="address"
            )
        },
        "Main session": {"session": session},
    }
    for number, target in enumerate(rows.values(), start=1):
        cite(document(f"Document {number}"), **target)

    text = text_of(client, event)

    for number, words in enumerate(rows, start=1):
        assert f"{words} {number} " in text


def test_what_others_share_has_its_number_where_it_is_named(client):
    """A place and a series have no page for readers; beside the event the same source stands once."""
    place, series, source = make_place("Beijing"), make_series(), document()
    event = make_event(place=place, series=series, edition=2, status="postponed")
    organisation = make_organisation("Norvale", region="CN", place=place)
    agreement = make_agreement(signed_at=place)
    kind = agreement.further_kinds.create(kind="research")
    identifier = organisation.identifiers.create(scheme="wikidata", value="Q1065")
    for target in ({"place": place}, {"event_series": series}, {"identifier": identifier}, {"further_kind": kind}):
        Citation.objects.create(source=source, **target)
    Citation.objects.create(source=source, event=event, field="place")
    Citation.objects.create(source=source, event=event, field="status")
    Citation.objects.create(source=source, agreement=agreement, field="stage")

    shown = text_of(client, event)
    assert "Beijing, China 1 " in shown
    assert f"{series.name_en} 1 " in shown
    assert "Postponed 1 " in shown
    assert "Beijing, China 1 " in text_of(client, organisation)
    assert "Q1065 1" in text_of(client, organisation)
    shown = text_of(client, agreement)
    assert "Beijing 1 " in shown
    assert f"{kind.get_kind_display()} 1 " in shown
    assert "validity not reported 1 " in shown


def test_an_event_that_was_held_says_beside_its_day_who_says_so(client):
    event = make_event(status="held")
    Citation.objects.create(source=document(), event=event, field="status")
    assert "27 September 2025 1 " in text_of(client, event)


def test_a_partners_names_and_titles_have_their_numbers(client):
    norvale = make_organisation("Norvale University", others=[("as_reported", "en", "Norvale Tech")])
    post = Appointment.objects.create(person=make_person("Ana Ruiz"), organisation=norvale, official_title_en="Rector")
    alliance = make_organisation("Alliance")
    tie = OrganisationRelation.objects.create(source=norvale, target=alliance, kind="member_of")
    rows = {
        "Norvale University": {"organisation": norvale, "field": "name"},
        "Norvale Tech": {"organisation_name": norvale.other_names.get()},
        "Rector": {"appointment": post},
        "Alliance": {"organisation_relation": tie},
    }
    for number, target in enumerate(rows.values(), start=1):
        cite(document(f"Document {number}"), **target)

    text = text_of(client, norvale)

    for number, words in enumerate(rows, start=1):
        assert f"{words} {number} " in text


def test_the_numbers_lead_to_the_sources_and_the_sources_back_to_every_place(client):
    agreement = make_agreement("Pact", parties=[make_organisation()])
    source = document(
        "The report", publisher="The Office", dated_on=datetime.date(2025, 9, 29), address="https://example.org/a"
    )
    cite(source, agreement=agreement)
    cite(source, party=agreement.parties.get())

    html = main_of(client, agreement)

    assert numbers(html) == [("1", "mark-1-1", "Source 1"), ("1", "mark-1-2", "Source 1")]
    assert html.count('id="source-1"') == 1
    entry = html.partition('id="source-1"')[2]
    assert "The report The Office 29 September 2025 ↑1 ↑2" in plain(entry.partition(">")[2])
    assert re.findall(r'<a\s+href="(https?:[^"]+)"', entry) == ["https://example.org/a"]
    assert re.findall(r'href="#(mark-[^"]+)"\s+aria-label="([^"]+)"', entry) == [
        ("mark-1-1", "Back to place 1 of source 1"),
        ("mark-1-2", "Back to place 2 of source 1"),
    ]


def test_what_readers_may_not_know_has_no_number_and_stands_in_no_list(client):
    hidden = make_organisation("Hidden", public=False)
    norvale = make_organisation("Norvale University", others=[("wrong", "en", "Norwale")])
    agreement = make_agreement("Pact", parties=[norvale, hidden])
    draft = make_agreement("Draft", parties=[norvale], public=False)
    signature = Signatory.objects.create(party=draft.parties.get(), name_as_reported="Ana Ruiz")
    of_hidden = agreement.parties.get(organisation=hidden)
    step = Milestone.objects.create(
        agreement=agreement, party=of_hidden, act="acceded", happened_on="2025-10-01", happened_on_precision="day"
    )
    secret = make_event("Secret", public=False)
    there = Participation.objects.create(event=secret, representing=norvale, role="chair")
    nobody = make_person("Nobody", public=False)
    post = Appointment.objects.create(person=nobody, organisation=norvale)
    cite(document("On file", visibility="internal"), agreement=agreement)
    cite(document("Contradiction"), "signed_on", "contradicts", agreement=agreement)
    cite(document("Number"), "own_number", agreement=agreement)
    cite(Source.objects.create(article=make_edition("en").article), agreement=agreement)
    cite(document("Party"), party=of_hidden)
    cite(document("Act"), milestone=step)
    cite(document("Wrong"), organisation_name=norvale.other_names.get())
    cite(document("Signature"), signatory=signature)
    cite(document("Chair"), participation=there)
    cite(document("Post"), appointment=post)

    for record in (agreement, norvale):
        html = main_of(client, record)
        assert numbers(html) == []
        assert 'id="sources"' not in html


def test_an_article_is_a_source_in_the_pages_language_or_under_its_own(client):
    agreement = make_agreement("Pact")
    both = publish("en", words=make_words(title="In English"))
    publish("zh-hans", article=both.article, words=make_words(title="中文"))
    chinese = publish("zh-hans", words=make_words(title="只有中文"))
    for edition in (both, chinese):
        cite(Source.objects.create(article=edition.article), agreement=agreement)

    html = main_of(client, agreement).partition('id="sources"')[2].partition("</section>")[0]

    assert plain(html.partition(">")[2]) == "Sources In English ↑ 只有中文 简体中文 ↑"
    assert re.findall(r'lang="([^"]+)"\s+hreflang="([^"]+)"', html) == [("zh-Hans", "zh-Hans")]


def test_a_scan_is_offered_once_it_is_public(client):
    agreement = make_agreement("Pact")
    upload = SimpleUploadedFile("pact.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    scan = AgreementDocument.objects.keep(upload, agreement=agreement, kind="signed")
    cite(document("The paper", kind="scan", scan=scan), agreement=agreement)
    path = f"/en/agreements/{agreement.pk}/documents/{scan.pk}/pact.pdf"

    assert path not in main_of(client, agreement)
    AgreementDocument.objects.update(visibility="public")
    assert path in main_of(client, agreement).partition('id="sources"')[2]


# news


def test_news_stand_in_the_pages_language_or_under_their_own_and_no_draft_does(client):
    norvale, agreement, event = make_organisation("Norvale University"), make_agreement("Pact"), make_event("Forum")
    here = publish("en", words=make_words(title="In English"), dated_on="2025-02-01")
    publish("zh-hans", article=here.article, words=make_words(title="有英文"))
    elsewhere = publish("zh-hans", words=make_words(title="只有中文"), dated_on="2025-03-01")
    draft = make_edition("en", words=make_words(title="Draft"))
    for edition in (here, elsewhere, draft):
        edition.article.organisations.add(norvale)
        edition.article.agreements.add(agreement)
        edition.article.events.add(event)

    for record in (norvale, agreement, event):
        html = main_of(client, record)
        news = html.partition('id="news"')[2].partition("</section>")[0]
        titles = [plain(title) for title in re.findall(r"<h3>(.*?)</h3>", news, re.S)]
        assert titles == ["只有中文", "In English"]
        assert "1 March 2025 简体中文 只有中文" in plain(news)
        assert len(re.findall(r'<a[^>]+hreflang="zh-Hans"[^>]+lang="zh-Hans"', news)) == 1
        assert "Draft" not in html


def test_more_than_six_news_are_folded_and_none_is_lost(client):
    agreement, event = make_agreement("Pact"), make_event("Forum")
    for number in range(1, 9):
        article = publish("en", words=make_words(title=f"News {number}"), dated_on=f"2025-02-0{number}").article
        article.agreements.add(agreement)
        article.events.add(event)

    for record in (agreement, event):
        shown, _details, folded = main_of(client, record).partition('id="news"')[2].partition("<details>")
        titles = [
            [plain(title) for title in re.findall(r"<h3>(.*?)</h3>", html.partition("</section>")[0], re.S)]
            for html in (shown, folded)
        ]
        assert titles == [[f"News {number}" for number in numbers] for numbers in (range(8, 2, -1), (2, 1))]
        assert "2 further news" in plain(folded)


def test_a_partner_in_the_news_every_week_shows_the_latest_and_leads_to_a_list_of_all(client):
    norvale = make_organisation("Norvale University")
    address = f"/en/partners/{norvale.pk}-{norvale.slug}/news/"
    for number in range(LATEST_NEWS):
        day = datetime.date(2025, 1, 1) + datetime.timedelta(days=number)
        publish("en", words=make_words(title=f"News {number}."), dated_on=day).article.organisations.add(norvale)
    publish("en", kind="notice", words=make_words(title="A notice")).article.organisations.add(norvale)
    publish("en", words=make_words(title="Of somebody else"))
    oldest = publish("en", words=make_words(title="The oldest"), dated_on="2024-01-01")
    before = main_of(client, norvale)

    oldest.article.organisations.add(norvale)
    after = main_of(client, norvale)

    assert ("News 0." in before, "The oldest" in before) == (True, False)
    assert ("News 0." in after, "The oldest" in after, f'href="{address}"' in after) == (True, False, True)
    pages = [client.get(f"{address}?page={number}").content.decode() for number in (1, 2, 3)]
    titles = [plain(each) for page in pages for each in re.findall(r"<h[23]>(.*?)</h[23]>", page, re.S)]
    assert [each for each in titles if each.startswith(("News", "The oldest", "A notice", "Of"))] == [
        *(f"News {number}." for number in reversed(range(LATEST_NEWS))),
        "The oldest",
    ]
    assert f"/partners/{norvale.pk}-{norvale.slug}/feed.atom" in pages[0]
    assert 'hreflang="zh-Hans"' not in pages[0].partition("</head>")[0]


def test_a_partner_leads_to_its_list_in_each_language_that_has_news_of_it_however_old(client, monkeypatch):
    monkeypatch.setattr(tags, "LATEST_NEWS", 2)
    partner = make_organisation("Norvale University")
    days = {"2025-01-01": "en", "2025-01-02": "zh-hans", "2025-01-03": "zh-hans"}
    for day, language in days.items():
        article = publish(language, dated_on=day, source_language=language).article
        article.organisations.add(partner)

    led = {
        language: f'href="{address_of(partner, language)}news/"' in main_of(client, partner, language)
        for language in ("en", "zh-hans", "es")
    }

    assert led == {"en": True, "zh-hans": True, "es": False}


def test_the_news_of_a_partner_follow_its_address_and_are_not_there_without_any(client):
    norvale, merged = make_organisation("Norvale University"), make_organisation("Norvale Uni")
    hidden, quiet = make_organisation("Hidden", public=False), make_organisation("Quiet")
    story = publish("en", words=make_words(title="In English"))
    story.article.organisations.add(norvale, hidden)
    Organisation.objects.filter(pk=merged.pk).update(status="merged", merged_into=norvale)
    here = f"/en/partners/{norvale.pk}-{norvale.slug}/news/"

    for old in (f"/en/partners/{norvale.pk}-old/news/", f"/en/partners/{merged.pk}-{merged.slug}/news/"):
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, here)
    assert client.get(here).status_code == 200
    for absent in (hidden, quiet):
        assert client.get(f"/en/partners/{absent.pk}-{absent.slug}/news/").status_code == 404
    assert client.get(here.replace("/en/", "/es/")).status_code == 404


def test_a_partners_line_of_time_holds_signings_acts_events_and_news_by_year(client):
    norvale = make_organisation("Norvale University")
    pact = make_agreement("Pact", parties=[norvale], signed="2024-05", kind="mou")
    Milestone.objects.create(agreement=pact, act="unveiled", not_after=datetime.date(2025, 11, 19))
    forum = make_event("Forum", start="2025-09-27", kind="forum", status="cancelled")
    Involvement.objects.create(event=forum, organisation=norvale, role="host")
    article = publish("en", words=make_words(title="They met"), dated_on="2025-09-29").article
    article.organisations.add(norvale)

    line = plain(main_of(client, norvale).partition('id="timeline"')[2].partition("</section>")[0].partition(">")[2])

    assert line == (
        "Timeline 2025 by 19 November 2025 unveiled Pact 29 September 2025 News They met "
        "27 September 2025 Forum cancelled Forum 2024 May 2024 Memorandum of understanding Pact"
    )


def test_what_an_agreement_founds_says_so_and_has_the_signing_in_its_line_of_time(client):
    academy = make_organisation("Academy", kind="joint_institute")
    for title, public in (("Pact", True), ("Draft", False)):
        agreement = make_agreement(title, public=public)
        Outcome.objects.create(agreement=agreement, kind="joint_institute", organisation=academy)

    text = text_of(client, academy)

    assert "Comes of Pact" in text
    assert "Timeline 2025 27 September 2025 Agreement Pact" in text
    assert "Draft" not in text


def test_machines_are_told_which_news_are_about_a_record(client):
    norvale = make_organisation("Norvale University")
    shown = publish("zh-hans", words=make_words(title="只有 <中文>"), dated_on="2025-03-01")
    for edition in (shown, make_edition("en", words=make_words(title="Draft"))):
        edition.article.organisations.add(norvale)

    record, _way = graph_of(client, address_of(norvale))["@graph"]

    assert record["subjectOf"] == {
        "@type": "NewsArticle",
        "url": f"http://testserver{address(shown.live)}",
        "headline": "只有 <中文>",
        "datePublished": "2025-03-01",
        "inLanguage": "zh-Hans",
    }


# people


def test_people_held_posts_signed_and_took_part_with_titles_as_printed_then(client):
    norvale = make_organisation("Norvale University")
    rector, secret = make_person("Ana Ruiz"), make_person("Secret Person", public=False)
    Appointment.objects.create(person=rector, organisation=norvale, official_title_en="Rector")
    pact, draft = make_agreement("Pact", parties=[norvale]), make_agreement("Draft", parties=[norvale], public=False)
    later = make_agreement("Later", parties=[norvale], signed="2199-01-01")
    Signatory.objects.create(
        party=pact.parties.get(), person=rector, title_as_printed_en="Acting Rector", title_as_printed_es="Rectora"
    )
    Signatory.objects.create(party=pact.parties.get(), name_as_reported="B. Lund", capacity="witness")
    Signatory.objects.create(party=draft.parties.get(), person=rector)
    Signatory.objects.create(party=later.parties.get(), person=rector)
    forum, hidden = make_event("Forum", start="2026-01-05"), make_event("Hidden", public=False)
    for event in (forum, hidden):
        Participation.objects.create(
            event=event, person=secret, representing=norvale, role="chair", title_as_reported_en="Dean"
        )

    html = main_of(client, norvale)
    people = html.partition('id="people"')[2].partition("</section>")[0]

    assert plain(people.partition(">")[2]) == (
        "People Ana Ruiz Rector Signed: Pact 27 September 2025 Acting Rector Rectora "
        "B. Lund As a witness: Pact 27 September 2025 "
        "Name not reported Chair: Forum 5 January 2026 Dean"
    )
    assert '<span lang="es" dir="ltr">Rectora</span>' in people
    for words in ("Secret", "Draft", "Hidden"):
        assert words not in html


# agreements


def test_an_agreement_names_the_session_and_the_agreement_that_it_comes_of(client):
    pact, first = make_agreement("Pact"), make_agreement("First")
    event = make_event("Forum")
    session = make_session(event, kind="signing", name_en="Ceremony")
    Signing.objects.create(event=event, session=session, agreement=pact)
    Outcome.objects.create(agreement=first, kind="programme", launches=pact)
    hidden = make_organisation("Hidden", public=False)
    Outcome.objects.create(agreement=make_agreement("Odd"), kind="programme", launches=pact, organisation=hidden)

    text = text_of(client, pact)

    assert "Signed at Forum Ceremony" in text
    assert "Comes of First" in text
    assert "Odd" not in text


# the number of queries


def test_the_pages_ask_a_constant_number_of_times_with_news_sources_and_people(client):
    def fill(number):
        home = make_home(is_home=False)
        agreement, event = make_agreement(parties=[home], signed_at=make_place()), make_event(place=make_place())
        party = agreement.parties.get()
        for each in range(number):
            other = make_organisation(others=[("alias", "en", f"Other {number}-{each}")])
            make_party(agreement, other, position=each + 1)
            signatory = Signatory.objects.create(
                party=party, person=make_person(f"Person {number}-{each}"), title_as_printed_en="Rector"
            )
            outcome = Outcome.objects.create(agreement=agreement, kind="joint_institute", organisation=other)
            figure = Figure.objects.create(
                event=event, measure=["participants", "speakers", "countries"][each], value=9
            )
            took_part = Participation.objects.create(
                event=event, person=make_person(), representing=home, role="speaker", title_as_reported_en="Rector"
            )
            post = Appointment.objects.create(person=make_person(), organisation=home, official_title_en="Dean")
            edition = publish("en")
            article = edition.article
            article.organisations.add(home)
            article.agreements.add(agreement)
            article.events.add(event)
            for source in (Source.objects.create(article=article), document(f"Document {number}-{each}")):
                for target in (
                    {"agreement": agreement},
                    {"event": event},
                    {"organisation": home},
                    {"signatory": signatory},
                    {"outcome": outcome},
                    {"figure": figure},
                    {"participation": took_part},
                    {"appointment": post},
                ):
                    cite(source, **target)
        return agreement, event, home

    def count(record):
        with CaptureQueriesContext(connection) as queries:
            html = main_of(client, record)
        assert numbers(html)
        return len(queries)

    few = [count(record) for record in fill(1)]
    many = [count(record) for record in fill(3)]

    assert few == many


# what the office only reads out of its sources


@pytest.mark.parametrize("visibility", ["public", "internal"])
def test_a_relation_that_sources_only_imply_is_not_told_to_readers(client, visibility):
    parent, child = make_organisation("Grid International"), make_organisation("Pluz")
    relation = OrganisationRelation.objects.create(source=parent, target=child, kind="owns")
    cite(document("A paper of Lima", visibility=visibility), stance="implies", organisation_relation=relation)

    pages = [text_of(client, parent), text_of(client, child)]

    assert [text for text in pages if "owns" in text.lower() or "owned" in text or "A paper of Lima" in text] == []
    assert "Pluz" not in pages[0]
    assert "Grid International" not in pages[1]


def test_a_relation_that_a_source_states_or_that_the_office_states_itself_is_shown(client):
    parent, child, other = (make_organisation(name) for name in ("Grid International", "Pluz", "Luz"))
    stated = OrganisationRelation.objects.create(source=parent, target=child, kind="owns")
    OrganisationRelation.objects.create(source=parent, target=other, kind="owns")
    cite(document("A paper of Lima"), stance="implies", organisation_relation=stated)
    cite(document("The register", visibility="internal"), organisation_relation=stated)

    text = text_of(client, parent)

    assert "Owns Pluz" in text
    assert "Owns Luz" in text


def test_a_contradiction_alone_does_not_hide_a_relation(client):
    parent, child = make_organisation("Grid International"), make_organisation("Pluz")
    relation = OrganisationRelation.objects.create(source=parent, target=child, kind="owns")
    cite(document(), stance="contradicts", organisation_relation=relation)

    assert "Owns Pluz" in text_of(client, parent)
