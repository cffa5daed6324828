"""The pages of articles as readers get them."""

import datetime
import re

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone

from articles import page
from articles.models import Article, Attachment, Photo, Publication, RedactionOrder
from articles.workflow import Ending
from newsroom.accounts.roles import Role
from tests.make import at_stage, cast, make_article, make_edition, make_topic, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2025, 10, 1, 8, tzinfo=datetime.UTC)


def address(edition, slug="a-meeting", kind="news"):
    return f"/{edition.language}/{kind}/{edition.article_id}-{slug}/"


def html_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    return response.content.decode()


def text_of(client, path, status=200):
    """What a reader reads: the main part without its tags, spaces folded."""
    main = html_of(client, path, status).partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<script.*?</script>", "", main.partition(">")[2], flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def make_photo(**fields):
    defaults = {
        "sha256": "a" * 64,
        "extension": "jpg",
        "width": 1200,
        "height": 800,
        "size": 1,
        "credit": "Office / Li",
    }
    return Photo.objects.create(**defaults | fields)


# the article


def test_an_article_says_what_it_is_and_who_signed_it(client):
    words = make_words(summary="They met.", contributing_unit="International Office", text_by="Ana", photos_by="Li")
    edition = publish(words=words)

    text = text_of(client, address(edition))

    expected = (
        "29 September 2025 A meeting They met. Two universities met. "
        "Contributed by International Office Text by Ana Photos by Li "
        "Translated by TRANSLATOR Initial review by INITIAL Final review by FINAL Published: "
    )
    assert text.startswith(expected)


def test_credits_may_be_names_units_or_nothing(client, settings):
    make_user("translator", Role.TRANSLATOR, unit_en="School of Languages")
    edition = publish()
    settings.NEWSROOM_CREDITS = {"translated": "unit", "initial_review": "nothing"}

    lines = page.credit_lines(edition.live)

    assert lines == ["Translated by School of Languages", "Final review by FINAL"]


def test_several_names_are_joined_as_the_language_does():
    people = [{"name": "SHI Weipeng", "unit": ""}, {"name": "AN Yufan", "unit": ""}]
    edition = publish()
    edition.live.credits = [{"role": "translated", "people": people}, {"role": "as_printed", "text": "Proofread by Wu"}]

    assert page.credit_lines(edition.live) == ["Translated by SHI Weipeng, AN Yufan", "Proofread by Wu"]


def test_pictures_stand_in_their_places_with_caption_and_credit(client):
    lead, inside = make_photo(), make_photo(sha256="b" * 64, credit="")
    body = (
        f'<p>Before.</p><figure data-photo="{inside.pk}" data-alt="Two people"><figcaption>Signing</figcaption></figure>'
        "<p>After.</p><figure><figcaption>Picture to come</figcaption></figure>"
    )
    words = make_words(body=body, lead_photo_id=lead.pk, lead_caption="The hall", lead_alt="A full hall")
    edition = publish(words=words)

    html = html_of(client, address(edition))
    text = text_of(client, address(edition))

    assert (
        "Caption: The hall Image credit: Office / Li Download photo JPG , 1 byte To use this photo, ask International Office. "
        "Before. Caption: Signing Download photo JPG , 1 byte To use this photo, ask International Office. "
        "After. Caption: Picture to come"
    ) in text.replace("\xa0", " ")
    assert [re.search(r'alt="([^"]*)"', img)[1] for img in re.findall("<img[^>]+>", html)] == [
        "",
        "A full hall",
        "Two people",
    ]


def test_attachments_are_listed_with_type_and_size(client):
    attachment = Attachment.objects.create(sha256="c" * 64, original_name="form.pdf", extension="pdf", size=2048)
    edition = publish(words=make_words(attachments=({"id": attachment.pk, "label": "Application form"},)))

    assert "Attachments Application form PDF , 2.0\xa0KB".replace("\xa0", " ") in text_of(client, address(edition))


def test_the_id_decides_and_the_rest_of_the_address_follows(client):
    edition = publish()

    for wrong in (address(edition, "another-slug"), address(edition, kind="notices"), address(edition, "会议")):
        response = client.get(wrong)
        assert (response.status_code, response["Location"]) == (301, address(edition))


def test_a_chinese_title_makes_a_readable_address(client):
    edition = publish("zh-hans", words=make_words("两校会谈"))

    assert client.get(f"/zh-hans/news/{edition.article_id}-x/")["Location"] == address(edition, "liang-xiao-hui-tan")


def test_a_page_names_the_languages_that_it_can_be_read_in(client):
    article = make_article(source_language="en")
    english = publish("en", article=article)
    chinese = publish("zh-hans", article=article, words=make_words("会谈"))
    make_edition("es", article=article)

    html = html_of(client, address(english))

    alternates = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)
    assert alternates == [
        ("en", f"http://testserver{address(english)}"),
        ("zh-Hans", f"http://testserver{address(chinese, 'hui-tan')}"),
        ("x-default", f"http://testserver{address(english)}"),
    ]
    assert f'<link rel="canonical" href="http://testserver{address(english)}">' in html
    nav = html.partition('id="other-languages"')[2].partition("</nav>")[0]
    assert re.findall(r"<(?:a|span)\s[^>]*>([^<]+)<", nav) == ["简体中文"]
    assert html_of(client, address(chinese, "hui-tan")).count('rel="alternate" hreflang="es"') == 0


def test_an_edition_that_is_meant_but_not_there_says_where_the_article_can_be_read(client):
    article = make_article(source_language="en")
    english = publish("en", article=article, words=make_words("A <b>meeting"))
    make_edition("es", article=article, words=False)

    html = html_of(client, f"/es/news/{article.pk}-a-b-meeting/")

    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="http://testserver{address(english, "a-b-meeting")}">' in html
    assert re.search(r'<li lang="en" dir="ltr">\s*<span class="date">English</span>\s*<a href="([^"]+)"', html)[
        1
    ] == address(english, "a-b-meeting")
    assert "A &lt;b&gt;meeting" in html
    assert client.get(f"/es/news/{article.pk}-x/")["Location"] == f"/es/news/{article.pk}-a-b-meeting/"


def test_a_language_that_an_article_is_not_meant_for_has_no_page(client):
    article = make_article(source_language="en")
    publish("en", article=article)
    discarded = make_edition("ar", article=article)
    take(discarded, "discard", cast("translator"), note="not needed")

    assert [client.get(f"/{code}/news/{article.pk}-a-meeting/").status_code for code in ("es", "ar")] == [404, 404]


# endings


def test_a_withdrawn_page_says_so_and_nothing_else(client):
    with time_machine.travel(NOW, tick=False):
        edition = publish(words=make_words("Secret title"))
        take(edition, "withdraw", cast("final"), note="internal words", ending=Ending.NOTICE)

    text = text_of(client, address(edition, "secret-title"))

    assert text == "Withdrawn This page was withdrawn on 1 October 2025 and is no longer shown. Go to the front page"
    html = html_of(client, address(edition, "secret-title"))
    assert "Secret" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_withdrawn_page_may_be_gone(client):
    edition = publish()
    take(edition, "withdraw", cast("final"), note="why", ending=Ending.GONE)

    assert client.get(address(edition)).status_code == 410


def test_a_merged_article_leads_to_the_other_one_through_all_steps(client):
    first, second, third = (publish(words=make_words(title)) for title in ("First", "Second", "Third"))
    for edition, into in ((second, third), (first, second)):
        take(edition, "withdraw", cast("final"), note="why", ending=Ending.MERGED, into=into.article)

    response = client.get(address(first, "first"))

    assert (response.status_code, response["Location"]) == (301, address(third, "third"))


def test_an_article_merged_into_one_of_another_language_leads_there_until_it_is_translated(client):
    other = publish("zh-hans", source_language="zh-hans", words=make_words("会议"))
    edition = publish()
    take(edition, "withdraw", cast("final"), note="why", ending=Ending.MERGED, into=other.article)

    before = client.get(address(edition))
    publish("en", article=other.article, words=make_words("The other"))
    after = client.get(address(edition))

    # no browser keeps it: it is asked for again each time
    assert before["Cache-Control"].startswith("public, max-age=0")
    assert (before.status_code, before["Location"]) == (301, f"/zh-hans/news/{other.article_id}-hui-yi/")
    assert (after.status_code, after["Location"]) == (301, f"/en/news/{other.article_id}-the-other/")


def test_what_was_merged_into_an_article_that_is_gone_is_gone_too(client):
    first, second = publish(), publish()
    take(first, "withdraw", cast("final"), note="why", ending=Ending.MERGED, into=second.article)
    take(second, "withdraw", cast("final"), note="why", ending=Ending.GONE)

    assert client.get(address(first)).status_code == 410


def test_a_notice_expires(client):
    edition = publish(kind="notice", visible_until=NOW)

    with time_machine.travel(NOW - datetime.timedelta(seconds=1)):
        assert "A meeting" in text_of(client, address(edition, kind="notices"))
        assert "A meeting" in text_of(client, "/en/notices/")
    with time_machine.travel(NOW):
        assert "This notice has expired" in text_of(client, address(edition, kind="notices"), status=410)
        assert "A meeting" not in text_of(client, "/en/notices/")


def test_a_suspended_article_is_absent_in_all_languages(client):
    article = make_article(source_language="en")
    editions = [publish("en", article=article), publish("es", article=article)]
    take(editions[0], "suspend", cast("duty"), note="why")

    assert [client.get(address(edition)).status_code for edition in editions] == [404, 404]
    assert "A meeting" not in html_of(client, "/en/")


def test_a_scheduled_page_appears_when_its_time_has_come(client):
    with time_machine.travel(NOW - datetime.timedelta(days=1)):
        edition = publish(at=NOW)

    with time_machine.travel(NOW - datetime.timedelta(seconds=1)):
        assert client.get(address(edition)).status_code == 404
    with time_machine.travel(NOW):
        assert "A meeting" in text_of(client, address(edition))


# what was published how, and since when


def test_an_emergency_publication_says_so_until_it_was_reviewed(client):
    edition = make_edition()
    take(edition, "publish_in_emergency", cast("manager"), note="flood")

    assert "Published in an emergency; the review follows." in text_of(client, address(edition))

    take(edition, "review_afterwards", cast("final"))
    text = text_of(client, address(edition))
    assert "emergency" not in text
    assert "Reviewed after publication by FINAL" in text


def test_a_page_of_an_old_site_says_that_its_approvals_are_not_recorded():
    html = render_to_string("articles/_labels.html", {"publication": Publication(kind=Publication.Kind.LEGACY)})

    assert "Published before this system; approvals are not recorded here." in html


def revised(edition, at, **words):
    """Publish the next cycle of an edition at a time."""
    with time_machine.travel(at, tick=False):
        return at_stage(edition, "published", words=make_words(**words))


def test_a_page_says_when_and_why_it_changed(client):
    with time_machine.travel(NOW, tick=False):
        edition = publish()
    day = datetime.timedelta(days=1)
    revised(
        edition, NOW + day, body="<p>Three.</p>", change_note="The number of universities", change_note_is_public=True
    )
    revised(edition, NOW + 2 * day, body="<p>Four.</p>", change_note="internal words")

    text = text_of(client, address(edition))

    assert "Published: 1 October 2025 Updated: 3 October 2025" in text
    assert text.startswith("29 September 2025 Updated: 3 October 2025 See corrections A meeting")
    assert "Corrections 2 October 2025 The number of universities" in text


def test_words_that_readers_never_saw_are_no_change(client):
    with time_machine.travel(NOW, tick=False):
        edition = publish()
        take(edition, "revise", cast("translator"))
    with time_machine.travel(NOW + datetime.timedelta(hours=1), tick=False):
        words = make_words(body="<p>Wrong.</p>", change_note="Wrong", change_note_is_public=True)
        at_stage_again(edition, words, at=NOW + datetime.timedelta(days=1))
    with time_machine.travel(NOW + datetime.timedelta(hours=2), tick=False):
        take(edition, "unschedule", cast("final"), note="wrong")

    with time_machine.travel(NOW + datetime.timedelta(days=2), tick=False):
        text = text_of(client, address(edition))

    assert "Published: 1 October 2025" in text
    assert "Updated" not in text
    assert "Wrong" not in text


def at_stage_again(edition, words, *, at):
    take(edition, "save", cast("translator"), words=words)
    at_stage(edition, "published", at=at)


def test_redacted_words_are_replaced_by_a_sentence(client):
    edition = publish(words=make_words("Secret title", "<p>Secret words.</p>"))
    order = RedactionOrder.enter(by=cast("manager"), reference="Court 1/2025", revisions=[edition.live.revision])
    order.carry_out(by=make_user("second manager", Role.MANAGER))

    text = text_of(client, address(edition, "news"))

    assert "The words of this page were removed by order of an authority." in text
    assert "Secret" not in html_of(client, "/en/") + html_of(client, "/en/news/") + text


# lists


def test_the_front_page_leads_with_news_and_lists_notices_topics_and_pages(client):
    topic = make_topic(name_zh_hans="合作")
    publish(words=make_words("Old news"), dated_on=datetime.date(2025, 1, 1))
    publish(words=make_words("New news"), dated_on=datetime.date(2025, 2, 1), topics=[topic])
    publish(words=make_words("A notice"), kind="notice")
    publish(words=make_words("About us"), kind="page")
    make_edition(words=make_words("A draft"))
    publish("es", words=make_words("Noticia"))

    html = html_of(client, "/en/").partition("</head>")[2]

    order = [html.index(title) for title in ("New news", "Latest news", "Old news", "Cooperation", "A notice")]
    assert order == sorted(order)
    assert "About us" in html.partition("<main")[0]
    assert "A draft" not in html
    assert "Noticia" not in html


def test_a_list_without_anything_says_so(client):
    assert "Nothing has been published in this language yet." in text_of(client, "/en/news/")


def test_a_list_has_pages(client):
    article = make_article
    for number in range(1, 14):
        publish(words=make_words(f"Story {number:02}"), article=article(dated_on=datetime.date(2025, 1, number)))

    first, second = html_of(client, "/en/news/"), html_of(client, "/en/news/?page=2")

    assert re.findall(r"Story \d\d", first) == [f"Story {number:02}" for number in range(13, 1, -1)]
    assert re.findall(r"Story \d\d", second) == ["Story 01"]
    assert '<link rel="canonical" href="http://testserver/en/news/?page=2">' in second
    assert "Page 2 of 2" in " ".join(second.split())


def test_archives_have_the_years_and_months_with_news_only(client):
    publish(dated_on=datetime.date(2024, 12, 31))
    publish(dated_on=datetime.date(2025, 3, 1))
    publish(dated_on=datetime.date(2025, 3, 2))
    publish(dated_on=datetime.date(2025, 5, 1), kind="notice")
    make_edition(dated_on=datetime.date(2023, 1, 1))

    everything, year = html_of(client, "/en/news/"), html_of(client, "/en/news/2025/")

    assert re.findall(r'href="(/en/news/\d+/)"', everything) == ["/en/news/2025/", "/en/news/2024/"]
    assert re.findall(r'href="(/en/news/\d+/\d+/)"', year) == ["/en/news/2025/03/"]
    assert text_of(client, "/en/news/2025/03/").count("A meeting") == 2
    assert "<h1>News in March 2025" in html_of(client, "/en/news/2025/03/")
    assert [client.get(path).status_code for path in ("/en/news/2023/", "/en/news/2025/05/", "/es/news/2025/")] == [
        404
    ] * 3


def test_a_topic_has_its_news_and_a_name_in_the_language_or_another_one(client):
    topic = make_topic()
    article = make_article(source_language="en", topics=[topic])
    publish("en", article=article)
    publish("es", article=article, words=make_words("Una reunión"))
    publish("en", words=make_words("Something else"))

    english, spanish = html_of(client, "/en/topics/cooperation/"), html_of(client, "/es/topics/cooperation/")

    assert "A meeting" in english
    assert "Something else" not in english
    assert "<title> News: Cooperation · International Office </title>" in " ".join(english.split())
    assert '<h1><span lang="en" dir="ltr">Cooperation</span>' in spanish
    assert re.findall(r'rel="alternate" hreflang="([^"]+)" href', english.partition("</head>")[0]) == [
        "en",
        "es",
        "x-default",
    ]
    assert [client.get(f"/{path}/").status_code for path in ("ar/topics/cooperation", "en/topics/nothing")] == [
        404,
        404,
    ]


def test_a_list_takes_the_opening_of_a_text_without_a_summary(client):
    long = "<p>" + "Many words follow here. " * 200 + "</p>"
    publish(words=make_words("Long", long))
    publish(words=make_words("Short", summary="In a few words."))

    html = html_of(client, "/en/news/")

    assert "Many words follow here. Many words" in html
    assert "In a few words." in html


# how much is asked of the database


def filled(number):
    topic = make_topic()
    for count in range(number):
        photo = make_photo(sha256=f"{count:064}")
        words = make_words(
            f"Story {count}",
            f'<p>Text.</p><figure data-photo="{photo.pk}"><figcaption>One</figcaption></figure>' * (count + 1),
            lead_photo_id=photo.pk,
        )
        publish(words=words, article=make_article(topics=[topic], source_language="en", imported_reads=1))
        publish(words=make_words(f"Notice {count}"), kind="notice")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/en/", 5),
        ("/en/news/", 3),
        ("/en/news/2025/", 4),
        ("/en/news/2025/09/", 4),
        ("/en/notices/", 3),
        ("/en/topics/cooperation/", 4),
    ],
)
def test_a_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries, number, path, queries):
    filled(number)

    with django_assert_num_queries(queries):
        client.get(path)


# of three, two are related to the one that is read
@pytest.mark.parametrize(("number", "queries"), [(1, 6), (3, 7), (4, 7)])
def test_an_article_asks_as_much_with_many_figures_as_with_one(client, django_assert_num_queries, number, queries):
    filled(number)
    newest = Article.objects.filter(kind="news").first()

    with django_assert_num_queries(queries):
        response = client.get(f"/en/news/{newest.pk}-story-{number - 1}/")

    assert response.content.decode().partition('class="related"')[0].count("<picture") == number + 1


@pytest.mark.slow
@pytest.mark.parametrize("number", [10, 100])
def test_a_list_and_an_article_ask_as_much_of_a_hundred_as_of_ten(client, django_assert_num_queries, number):
    for count in range(number):
        edition = publish(dated_on=datetime.date(2025, 1, 1) + datetime.timedelta(days=count % 300))

    for path, queries in (("/en/news/", 3), (address(edition), 4)):
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def test_the_time_of_a_page_is_the_site_s(client):
    with time_machine.travel(datetime.datetime(2025, 10, 1, 20, tzinfo=datetime.UTC), tick=False):
        edition = publish()

    assert '<time datetime="2025-10-02T04:00:00+08:00">2 October 2025</time>' in html_of(client, address(edition))
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"


def test_the_first_picture_of_a_list_comes_at_once_and_the_others_when_they_are_near(client):
    for sha256 in ("a" * 64, "b" * 64):
        photo = make_photo(sha256=sha256)
        publish(words=make_words(lead_photo_id=photo.pk, lead_alt="Two people"))

    pictures = re.findall(r"<img [^>]+>", client.get("/en/news/").text.partition("<main")[2])

    assert ["lazy" in each for each in pictures] == [False, True]
    assert ["fetchpriority" in each for each in pictures] == [True, False]
