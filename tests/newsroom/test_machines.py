"""What machines read: feeds, sitemaps, robots.txt and the like. Only what is shown, in every form that says so."""

import datetime
import json
import re
from html import unescape
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from articles.models import Article, ArticleOrganisation, Edition, Publication
from articles.workflow import Ending, Stage
from newsroom import sitemaps
from newsroom.accounts.roles import Role
from newsroom.shared.identifiers import Scheme
from partners.merging import merge
from partners.models import ExternalId
from tests.articles.uploads import make_photo
from tests.make import at_stage, cast, make_article, make_edition, make_topic, make_user, make_words, publish, take
from tests.make_records import make_agreement, make_event, make_home, make_organisation

pytestmark = pytest.mark.django_db
FORMS = ("atom", "rss", "json")
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def entries_of(client, address) -> list[dict]:
    """What a reader's program makes of a feed, whatever its form: id, title, link, content."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    if address.endswith("json"):
        return [
            {"id": item["id"], "title": item["title"], "link": item["url"], "content": item["content_html"]}
            for item in json.loads(answer.content)["items"]
        ]
    parsed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [
        {"id": entry.id, "title": entry.title, "link": entry.link, "content": entry.content[0].value}
        for entry in parsed.entries
    ]


def locations(client, address="/sitemap.xml") -> dict[str, dict[str, str]]:
    """Every address in the sitemaps, each with its alternates."""
    files = [
        node.text.replace("http://testserver", "")
        for node in ElementTree.fromstring(client.get(address).content).iterfind("s:sitemap/s:loc", SITEMAP)
    ]
    found = {}
    for file in files:
        for url in ElementTree.fromstring(client.get(file).content).iterfind("s:url", SITEMAP):
            links = url.iterfind("x:link", SITEMAP)
            found[url.find("s:loc", SITEMAP).text] = {link.get("hreflang"): link.get("href") for link in links}
    return found


def hreflang_of(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', html))


# feeds


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_holds_the_shown_words_in_full(client, form):
    photo = make_photo()
    body = f'<p>Two universities <a href="/en/partners/">met</a>.</p><figure data-photo="{photo.pk}" data-alt="A hall"></figure>'
    edition = publish(words=make_words("A & B meet", body))
    make_edition(words=make_words("A draft"))

    (entry,) = entries_of(client, f"/en/news/feed.{form}")

    assert entry["title"] in ("A & B meet", "A &amp; B meet")
    assert entry["link"] == f"http://testserver/en/news/{edition.article_id}-a-b-meet/"
    assert 'href="http://testserver/en/partners/"' in entry["content"]
    assert re.search(r'<img [^>]*src="http://testserver/media/', entry["content"])
    assert "Two universities" in entry["content"]


@pytest.mark.parametrize("form", FORMS)
def test_a_summary_says_what_was_written(client, form):
    publish(words=make_words(summary="Values p <0.05 and <b>not bold</b> of R&D; a<b"))

    answer = client.get(f"/en/news/feed.{form}")

    if form == "json":
        (summary,) = (item["summary"] for item in json.loads(answer.content)["items"])
    else:
        (entry,) = feedparser.parse(answer.content).entries
        summary = unescape(entry.summary)
    assert summary == "Values p <0.05 and <b>not bold</b> of R&D; a<b"


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_is_of_one_language_and_keeps_its_ids_when_title_and_date_change(client, form):
    edition = publish()
    publish("zh-hans", article=edition.article, words=make_words("会议", "<p>两校会面。</p>"))
    (before,) = entries_of(client, f"/en/news/feed.{form}")

    at_stage(edition, Stage.PUBLISHED, words=make_words("Another title"))
    Article.objects.filter(pk=edition.article_id).update(dated_on="2024-12-31")
    (after,) = entries_of(client, f"/en/news/feed.{form}")
    (chinese,) = entries_of(client, f"/zh-hans/news/feed.{form}")

    assert (before["id"], before["title"]) == (after["id"], "A meeting")
    assert after["title"] == "Another title"
    assert chinese["title"] == "会议"
    assert chinese["id"] != after["id"]


@pytest.mark.parametrize("form", FORMS)
def test_topics_and_partners_have_feeds_of_their_own(client, form):
    topic, organisation = make_topic(), make_organisation("Song Lam University")
    article = make_article()
    article.topics.add(topic)
    ArticleOrganisation.objects.create(article=article, organisation=organisation)
    publish(article=article)
    publish(words=make_words("Something else"))

    of_topic = entries_of(client, f"/en/topics/{topic.slug}/feed.{form}")
    of_partner = entries_of(client, f"/en/partners/{organisation.pk}-{organisation.slug}/feed.{form}")

    assert [entry["title"] for entry in of_topic] == ["A meeting"]
    assert [entry["title"] for entry in of_partner] == ["A meeting"]


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_shows_the_lead_picture_with_its_words(client, form):
    photo = make_photo()
    publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people", lead_caption="At the gate"))

    text = (
        client.get(f"/en/news/feed.{form}")
        .content.decode()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace('\\"', '"')
    )

    assert f'src="http://testserver{photo.url()}" alt="Two people"' in text.replace("&quot;", '"')
    assert "At the gate" in text


def test_a_feed_has_one_address_and_follows_a_merged_organisation(client):
    kept, other = make_organisation("Song Lam University"), make_organisation("Songlam University")
    right = f"/en/partners/{kept.pk}-{kept.slug}/feed.atom"
    merge(kept, other, by=cast("manager"))

    asked = [f"/en/partners/{kept.pk}-old-name/feed.atom", f"/en/partners/{other.pk}-{other.slug}/feed.atom"]
    answers = [client.get(address) for address in asked]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(301, right)] * 2
    assert client.get(right).status_code == 200


def test_pages_name_the_feeds_there_are_for_them(client):
    topic = make_topic()
    article = make_article()
    article.topics.add(topic)
    publish(article=article)

    html = client.get(f"/en/topics/{topic.slug}/").content.decode()

    named = re.findall(r'type="application/[a-z+]+"\s+title="[^"]+"\s+href="([^"]+)"', html)
    expected = [f"/en/topics/{topic.slug}/feed.{form}" for form in FORMS] + [f"/en/news/feed.{form}" for form in FORMS]
    assert named == expected
    assert {client.get(address).status_code for address in named} == {200}


def test_what_is_hidden_has_no_feed(client):
    hidden = make_organisation("Hidden", public=False)
    topic = make_topic()
    make_edition(article=make_article())

    asked = [
        f"/en/partners/{hidden.pk}-{hidden.slug}/feed.atom",
        f"/en/topics/{topic.slug}/feed.rss",
        "/en/news/feed.xml",
    ]

    assert [client.get(address).status_code for address in asked] == [404, 404, 404]


def test_an_empty_feed_is_still_a_feed(client):
    assert [entries_of(client, f"/en/news/feed.{form}") for form in FORMS] == [[], [], []]


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_asks_the_database_as_often_for_one_piece_as_for_three(client, form, django_assert_num_queries):
    for number in (1, 2):
        for _ in range(number):
            publish(words=make_words(f"Meeting {number}"))
        with django_assert_num_queries(2):
            client.get(f"/en/news/feed.{form}")


# sitemaps


def test_the_sitemap_holds_what_is_shown_and_each_page_names_the_same_alternates(client):
    edition = publish(language="en")
    publish("zh-hans", article=edition.article, words=make_words("会议", "<p>两校会面。</p>"))
    make_edition(words=make_words("Draft"))
    topic = make_topic()
    edition.article.topics.add(topic)
    records = [make_organisation("Song Lam"), make_agreement("Bridges"), make_event("Forum")]
    edition.article.organisations.add(records[0])
    hidden = [
        make_organisation("Hidden O", public=False),
        make_agreement("Hidden A", public=False),
        make_event("Hidden E", public=False),
    ]

    found = locations(client)

    assert f"http://testserver/en/news/{edition.article_id}-a-meeting/" in found
    assert f"http://testserver/en/topics/{topic.slug}/" in found
    assert f"http://testserver/zh-hans/partners/{records[0].pk}-{records[0].slug}/news/" in found
    assert all(any(f"/{record.pk}-" in address for address in found) for record in records)
    assert not any(f"/{record.pk}-hidden" in address for record in hidden for address in found)
    assert not any("draft" in address for address in found)
    for address, alternates in found.items():
        answer = client.get(address.replace("http://testserver", ""))
        assert answer.status_code == 200, address
        assert hreflang_of(answer.content.decode()) == alternates, address
        assert address in alternates.values()
        assert all(other in found for tag, other in alternates.items() if tag != "x-default")


def test_a_withdrawn_article_leaves_the_sitemap(client):
    edition = publish()
    assert any("a-meeting" in address for address in locations(client))

    take(edition, "withdraw", cast("final"), ending=Ending.GONE, note="wrong")

    assert not any("a-meeting" in address for address in locations(client))


def test_a_large_sitemap_is_split(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PER_FILE", 2)
    for number in range(5):
        make_agreement(f"Agreement {number}")

    whole = client.get("/sitemap.xml").content.decode()

    assert whole.count("sitemap-agreements-") == 3
    assert sum("/en/agreements/" in address and address[-1] == "/" for address in locations(client)) == 5 + 1
    assert client.get("/sitemap-agreements-4.xml").status_code == 404
    assert client.get("/sitemap-nothing-1.xml").status_code == 404


def test_the_news_sitemap_holds_two_days(client, time_machine):
    today = timezone.localdate()
    publish(words=make_words("Fresh"), article=make_article(dated_on=today))
    publish(
        words=make_words("An old piece, published late"),
        article=make_article(dated_on=today - datetime.timedelta(days=30)),
    )

    now = client.get("/news-sitemap.xml").content.decode()
    time_machine.move_to(timezone.now() + datetime.timedelta(days=3))
    later = client.get("/news-sitemap.xml").content.decode()

    assert re.findall("<news:title>(.+)</news:title>", now) == ["Fresh"]
    assert re.findall("<news:title>(.+)</news:title>", later) == []


def test_a_correction_does_not_make_news_newer(client, time_machine):
    start = timezone.now()
    edition = publish(article=make_article(dated_on=timezone.localdate()))
    time_machine.move_to(start + datetime.timedelta(hours=12))
    at_stage(edition, "published", words=make_words(body="<p>Three.</p>"))
    first, corrected = Publication.objects.filter(edition=edition).order_by("pk")

    dates = re.findall("<news:publication_date>(.+)</news:publication_date>", client.get("/news-sitemap.xml").text)

    assert [datetime.datetime.fromisoformat(each) for each in dates] == [first.visible_from]
    assert corrected.visible_from > first.visible_from
    time_machine.move_to(start + datetime.timedelta(hours=50))
    assert "<url>" not in client.get("/news-sitemap.xml").text


def test_the_index_says_when_each_file_last_changed(client, monkeypatch, time_machine):
    monkeypatch.setattr(sitemaps, "PER_FILE", 2)
    start = timezone.now().replace(microsecond=0)
    for days, name in enumerate(["One", "Two", "Three"]):
        time_machine.move_to(start + datetime.timedelta(days=days), tick=False)
        make_agreement(name)
    edition = publish("en", source_language="en")
    shown = Edition.objects.get(pk=edition.pk).live.visible_from.replace(microsecond=0)

    index = client.get("/sitemap.xml").text

    changes = dict(re.findall(r"<loc>http://testserver/sitemap-(.+?)\.xml</loc>(?:<lastmod>(.+?)</lastmod>)?", index))
    # of the lists nobody knows when they changed that are empty: notices and partners
    assert changes.pop("pages-2") == ""
    assert {name: datetime.datetime.fromisoformat(changed) for name, changed in changes.items()} == {
        "pages-1": shown,
        "pages-3": start + datetime.timedelta(days=2),
        "pages-4": start + datetime.timedelta(days=2),
        "articles-1": shown,
        "agreements-1": start + datetime.timedelta(days=1),
        "agreements-2": start + datetime.timedelta(days=2),
    }


def test_a_sitemap_asks_the_database_as_often_for_one_topic_as_for_three(client, django_assert_num_queries):
    for number in range(3):
        publish(article=make_article(topics=[make_topic(f"Topic {number}", f"topic-{number}")]))
        with django_assert_num_queries(6):
            client.get("/sitemap-pages-1.xml")
        with django_assert_num_queries(11):
            client.get("/sitemap.xml")


def test_a_sitemap_asks_the_database_as_often_for_one_partner_in_the_news_as_for_three(
    client, django_assert_num_queries
):
    for number in range(3):
        publish().article.organisations.add(make_organisation(f"University {number}"))
        with django_assert_num_queries(4):
            client.get("/sitemap-partner-news-1.xml")


def test_a_list_changed_when_the_latest_that_it_shows_did_in_each_language(client, time_machine):
    start = timezone.now().replace(microsecond=0)
    topic, partner = make_topic(), make_organisation("Song Lam University")
    steps = [
        lambda: publish("zh-hans", source_language="zh-hans", topics=[topic]).article.organisations.add(partner),
        lambda: publish("en", article=Edition.objects.get().article),
        lambda: publish("en", kind="notice"),
        lambda: make_event("A forum"),
    ]
    for days, step in enumerate(steps):
        time_machine.move_to(start + datetime.timedelta(days=days), tick=False)
        step()

    changes = {}
    for name in ("pages", "partner-news"):
        text = client.get(f"/sitemap-{name}-1.xml").text
        changes |= dict(re.findall(r"<loc>http://testserver(.+?)</loc>\s*(?:<lastmod>(.+?)</lastmod>)?", text))

    days = {
        address: (datetime.datetime.fromisoformat(changed) - start).days if changed else None
        for address, changed in changes.items()
        if address.startswith(("/en/", "/zh-hans/"))
    }
    own = f"partners/{partner.pk}-{partner.slug}/news/"
    assert days == {
        **{f"/en/{path}": 1 for path in ("news/", f"topics/{topic.slug}/", own)},
        **{f"/zh-hans/{path}": 0 for path in ("news/", f"topics/{topic.slug}/", own)},
        "/en/notices/": 2,
        "/zh-hans/notices/": None,
        **{f"/{code}/{path}": 3 for code in ("en", "zh-hans") for path in ("", "events/", "statistics/")},
        **{f"/{code}/{path}": 0 for code in ("en", "zh-hans") for path in ("partners/", "regions/")},
        **{f"/{code}/agreements/": None for code in ("en", "zh-hans")},
    }


def test_the_news_of_a_partner_that_is_not_public_or_merged_have_no_list(client):
    hidden, partner = make_organisation("Hidden", public=False), make_organisation("Song Lam University")
    merged = make_organisation("Song Lam", status="merged", merged_into=partner)
    publish().article.organisations.add(hidden, merged)
    make_edition().article.organisations.add(partner)

    assert not any(address.endswith("/news/") and "/partners/" in address for address in locations(client))


# the small ones


def test_robots_are_told_what_is_of_no_use_to_them(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /admin/" in lines
    assert "Disallow: /zh-hans/search/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_security_txt_names_the_contact_of_the_settings_or_is_absent(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404

    settings.NEWSROOM_SECURITY_CONTACT = ["mailto:security@example.edu"]
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()

    assert lines[0] == "Contact: mailto:security@example.edu"
    expires = datetime.datetime.fromisoformat(lines[1].removeprefix("Expires: "))
    assert timezone.now() < expires < timezone.now() + datetime.timedelta(days=365)


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_the_manifest_is_in_the_language_of_the_site(client, language):
    words = client.get(f"/{language}/manifest.webmanifest").json()

    assert words["start_url"] == f"/{language}/"
    assert words["dir"] == ("rtl" if language == "ar" else "ltr")
    assert words["name"]
    assert [icon["sizes"] for icon in words["icons"]] == ["192x192", "192x192", "512x512", "512x512"]


def test_the_old_address_of_the_icon_leads_to_it(client):
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer["Location"]) == (301, "/static/img/favicon.ico")


# an article for machines


def graph_of(html: str) -> list[dict]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.+?)</script>', html)
    return json.loads(block)["@graph"]


def test_an_article_tells_machines_whose_words_it_is(client):
    source = publish("zh-hans", words=make_words("会议", "<p>两校会面。</p>"), source_language="zh-hans")
    organisation = make_organisation("Song Lam University")
    ArticleOrganisation.objects.create(article=source.article, organisation=organisation)
    edition = publish("en", article=source.article, words=make_words(summary="They met."))
    here = f"http://testserver/en/news/{edition.article_id}-a-meeting/"

    article, crumbs = graph_of(client.get(here.replace("http://testserver", "")).content.decode())

    office = {
        "@type": "Organization",
        "name": "International Office",
        "url": "http://testserver/en/",
        "logo": "http://testserver/static/img/icon-512.png",
    }
    published = Edition.objects.get(pk=edition.pk).live.visible_from.isoformat()
    assert article == {
        "@type": "NewsArticle",
        "@id": f"http://testserver/#article-{edition.article_id}-en",
        "mainEntityOfPage": here,
        "url": here,
        "headline": "A meeting",
        "description": "They met.",
        "inLanguage": "en",
        "datePublished": published,
        "dateModified": published,
        "author": office,
        "translator": {"@type": "Person", "name": "TRANSLATOR"},
        "editor": [{"@type": "Person", "name": "INITIAL"}, {"@type": "Person", "name": "FINAL"}],
        "publisher": office,
        "image": {"@type": "ImageObject", "url": f"{here}card.jpg", "width": 1200, "height": 630},
        "translationOfWork": {
            "@type": "NewsArticle",
            "@id": f"http://testserver/#article-{edition.article_id}-zh-hans",
            "url": f"http://testserver/zh-hans/news/{edition.article_id}-hui-yi/",
            "inLanguage": "zh-Hans",
        },
        "about": {
            "@type": "Organization",
            "@id": f"http://testserver/#organisation-{organisation.pk}",
            "name": "Song Lam University",
            "url": f"http://testserver/en/partners/{organisation.pk}-song-lam-university/",
        },
        "isAccessibleForFree": True,
    }
    assert [each["name"] for each in crumbs["itemListElement"]] == ["International Office", "News", "A meeting"]


def test_machines_are_told_no_more_of_people_than_the_page_tells(client, settings):
    make_user("translator", Role.TRANSLATOR, unit_en="School of Languages")
    settings.NEWSROOM_CREDITS = {"initial_review": "unit", "final_review": "nothing"}
    edition = publish()

    article, _crumbs = graph_of(client.get(f"/en/news/{edition.article_id}-a-meeting/").content.decode())

    assert article["translator"] == {"@type": "Person", "name": "TRANSLATOR"}
    assert "editor" not in article  # who reviewed first has no unit, and the last is not named

    settings.NEWSROOM_CREDITS = {"translated": "unit"}
    article, _crumbs = graph_of(client.get(f"/en/news/{edition.article_id}-a-meeting/").content.decode())
    assert article["translator"] == {"@type": "Organization", "name": "School of Languages"}


def test_a_translation_is_named_by_its_source(client):
    source = publish("zh-hans", words=make_words("会议", "<p>两校会面。</p>"), source_language="zh-hans")
    publish("en", article=source.article)

    article, _crumbs = graph_of(client.get(f"/zh-hans/news/{source.article_id}-hui-yi/").content.decode())

    assert article["workTranslation"]["inLanguage"] == "en"
    assert article["author"] == {"@type": "Person", "name": "WRITER"}


def test_machines_are_told_of_a_correction(client):
    edition = publish()
    at_stage(
        edition,
        "published",
        words=make_words(body="<p>Three.</p>", change_note="Three, not two.", change_note_is_public=True),
    )
    at_stage(
        edition, "published", words=make_words(body="<p>Three!</p>", change_note="A sign", change_note_is_public=False)
    )
    first, corrected, last = Publication.objects.filter(edition=edition).order_by("pk")

    article, _crumbs = graph_of(client.get(f"/en/news/{edition.article_id}-a-meeting/").content.decode())

    assert article["correction"] == {
        "@type": "CorrectionComment",
        "text": "Three, not two.",
        "datePublished": corrected.visible_from.isoformat(),
    }
    assert article["datePublished"] == first.visible_from.isoformat()
    assert article["dateModified"] == last.visible_from.isoformat()


def test_the_front_page_says_whose_site_it_is(client):
    alone = graph_of(client.get("/es/").content.decode())
    home = make_home(kind="university")
    ExternalId.objects.create(organisation=home, scheme=Scheme.ROR, value="0530pts50")
    (office,) = graph_of(client.get("/es/").content.decode())

    assert "parentOrganization" not in alone[0]
    assert office == {
        "@type": "Organization",
        "@id": "http://testserver/#office",
        "name": "Oficina de Relaciones Internacionales",
        "url": "http://testserver/es/",
        "logo": "http://testserver/static/img/icon-512.png",
        "alternateName": ["International Office", "国际合作与交流处", "مكتب التعاون الدولي"],
        "parentOrganization": {
            "@type": "CollegeOrUniversity",
            "@id": f"http://testserver/#organisation-{home.pk}",
            "name": home.printed_name,
            "url": f"http://testserver/es/partners/{home.pk}-{home.slug}/",
            "sameAs": "https://ror.org/0530pts50",
        },
    }


def test_an_institution_that_is_kept_back_is_not_named_to_machines(client):
    make_home(visibility="internal")

    (office,) = graph_of(client.get("/en/").content.decode())

    assert "parentOrganization" not in office


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("/en/news/", ["News"]),
        ("/en/news/2026/", ["News", "News in 2026"]),
        ("/en/topics/cooperation/", ["News", "Cooperation"]),
        ("/en/notices/", ["Notices"]),
        ("/en/partners/", ["Partners"]),
        ("/en/agreements/", ["Agreements"]),
        ("/en/events/", ["Events"]),
        ("/en/regions/", ["Countries and regions"]),
        ("/en/statistics/", ["Statistics"]),
    ],
)
def test_a_list_says_where_it_stands(client, path, steps):
    publish(article=make_article(topics=[make_topic()], dated_on=datetime.date(2026, 5, 1)))

    (crumbs,) = graph_of(client.get(path).content.decode())

    way = [(each["position"], each["name"], each["item"]) for each in crumbs["itemListElement"]]
    assert [name for _position, name, _item in way] == ["International Office", *steps]
    assert way[-1][2] == f"http://testserver{path}"
    assert [position for position, *_rest in way] == list(range(1, len(way) + 1))


def test_a_watcher_learns_whether_the_database_answers(client):
    def fail(*_):
        raise OperationalError("no such server")

    well = client.get("/healthz")
    with connection.execute_wrapper(fail):
        ill = client.get("/healthz")

    assert (well.status_code, well.text, ill.status_code) == (200, "ok\n", 503)
    assert all("no-store" in answer["Cache-Control"] for answer in (well, ill))
    assert client.head("/healthz").status_code == 200


def test_a_watcher_needs_no_https(settings):
    settings.SECURE_SSL_REDIRECT = True

    assert (Client().get("/healthz").status_code, Client().get("/en/").status_code) == (200, 301)
