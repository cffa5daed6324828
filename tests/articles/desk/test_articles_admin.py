"""Articles and topics on the desk: the language-neutral side."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Article, Edition, Publication, RedactionOrder, Revision, Topic
from articles.workflow import PartRole, Stage
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from tests.make import cast, make_article, make_edition, make_topic, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db

ARTICLES = "/admin/articles/article/"


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def new(**changes):
    return {
        "kind": "news",
        "dated_on": "2025-09-29",
        "source_language": "zh-hans",
        "intended": ["zh-hans", "en", "es"],
    } | changes


def form_of(article, **changes):
    data = {"kind": article.kind, "dated_on": article.dated_on.isoformat(), "source_language": article.source_language}
    data["topics"] = list(article.topics.values_list("pk", flat=True))
    data |= {name: "on" for name in ("is_restricted", "needs_second_review") if getattr(article, name)}
    return data | changes


def change(web, article, **changes):
    return web.post(f"{ARTICLES}{article.pk}/change/", form_of(article, **changes))


# beginning


def test_a_new_article_gets_an_edition_for_each_intended_language_and_leads_to_its_words(as_user):
    topic = make_topic()
    answer = as_user(cast("writer")).post(f"{ARTICLES}add/", new(topics=[topic.pk]))

    article = Article.objects.get()
    assert [each.language for each in article.editions.all()] == ["zh-hans", "en", "es"]
    assert (article.created_by, list(article.topics.all())) == (cast("writer"), [topic])
    assert answer.url == f"/admin/articles/edition/{article.editions.first().pk}/change/"
    assert LogEntry.objects.first().details["new"] == {
        "dated_on": "2025-09-29",
        "source_language": "zh-hans",
        "intended": ["en", "es", "zh-hans"],
        "topics": ["Cooperation"],
    }


def test_the_source_is_always_intended(as_user):
    as_user(cast("writer")).post(f"{ARTICLES}add/", new(intended=["en"]))

    assert [each.language for each in Edition.objects.all()] == ["zh-hans", "en"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dated_on": "0001-01-01"}, "Give a date between 1900 and 2100."),
        ({"dated_on": "yesterday"}, "Enter a valid date."),
        ({"kind": "notice", "visible_until": "9999-12-31T23:59"}, "Give a date between 1900 and 2100."),
        ({"visible_until": "2030-01-01T10:00"}, "Only notices expire."),
        ({"source_language": "xx"}, "Select a valid choice."),
        ({"topics": ["999"]}, "Select a valid choice."),
        ({"kind": "blog"}, "Select a valid choice."),
    ],
)
def test_a_wrong_value_is_answered_beside_its_field_and_makes_nothing(as_user, changes, said):
    answer = as_user(cast("writer")).post(f"{ARTICLES}add/", new(**changes))

    assert (answer.status_code, said in answer.text, Article.objects.exists()) == (200, True, False)


def test_a_notice_expires_in_the_zone_that_stands_beside_the_field(as_user):
    web = as_user(cast("writer"))
    page = web.get(f"{ARTICLES}add/").text
    web.post(f"{ARTICLES}add/", new(kind="notice", visible_until="2030-01-01T10:00"))

    assert "Time zone: Asia/Shanghai, UTC+08:00." in page
    assert Article.objects.get().visible_until == datetime.datetime(2030, 1, 1, 2, tzinfo=datetime.UTC)


@pytest.mark.parametrize("role", [Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER, Role.DUTY_OFFICER, Role.AUDITOR])
def test_who_does_not_write_begins_no_article(as_user, role):
    assert as_user(make_user("other", role)).post(f"{ARTICLES}add/", new()).status_code == 403


def test_a_superuser_without_roles_begins_and_changes_no_article(as_user):
    article = make_article()
    web = as_user(make_user("root", is_superuser=True))

    assert web.get(f"{ARTICLES}{article.pk}/change/").status_code == 200
    assert web.post(f"{ARTICLES}add/", new()).status_code == 403
    assert change(web, article, kind="page").status_code == 403


# changing


def test_a_draft_is_changed_by_its_writers_and_the_log_keeps_both_values(as_user):
    article = make_article()
    answer = change(as_user(cast("translator")), article, kind="notice", dated_on="2025-10-01")

    article.refresh_from_db()
    assert (answer.status_code, article.kind, article.dated_on) == (302, "notice", datetime.date(2025, 10, 1))
    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor, entry.details) == (
        "article_changed",
        cast("translator"),
        {
            "fields": ["kind", "dated_on"],
            "old": {"kind": "news", "dated_on": "2025-09-29"},
            "new": {"kind": "notice", "dated_on": "2025-10-01"},
        },
    )


@pytest.mark.parametrize("at", [None, "tomorrow"])
def test_what_readers_see_or_will_see_only_a_final_reviewer_of_the_source_language_changes(as_user, at):
    moment = timezone.now() + datetime.timedelta(days=1) if at else None
    article = publish("en", at=moment).article
    refused = [
        cast("writer"),
        cast("translator"),
        cast("manager"),
        make_user("es", Role.FINAL_REVIEWER, languages=["en", "es"]),
    ]

    answers = [change(as_user(user), article, kind="page").status_code for user in refused]
    done = change(as_user(make_user("zh", Role.FINAL_REVIEWER, languages=["zh-hans"])), article, kind="page")

    article.refresh_from_db()
    assert (answers, done.status_code, article.kind) == ([403] * 4, 302, "page")
    assert LogEntry.objects.first().details["old"] == {"kind": "news"}


def test_whoever_may_not_change_a_live_article_reads_it_without_a_form(as_user):
    article = publish("en", topics=[make_topic()]).article
    page = as_user(cast("writer")).get(f"{ARTICLES}{article.pk}/change/")

    form = page.text.partition('id="article_form"')[2]
    assert (page.status_code, 'name="kind"' in form, "Cooperation" in form) == (200, False, True)
    assert "only a final reviewer" in page.text


def test_the_source_language_is_fixed_once_there_are_words(as_user):
    article = make_edition("zh-hans").article
    change(as_user(cast("writer")), article, source_language="en")

    article.refresh_from_db()
    assert article.source_language == "zh-hans"


def test_the_pages_fields_are_all_that_a_request_can_change(as_user):
    article = make_article()
    change(as_user(cast("writer")), article, is_suspended="on", imported_reads="9", created_by="1", intended=["ar"])

    article.refresh_from_db()
    assert (article.is_suspended, article.imported_reads, article.editions.count()) == (False, 0, 0)


def test_nobody_restricts_an_article_out_of_their_own_sight(as_user):
    article = make_article(created_by=cast("writer"))
    stranger = change(as_user(cast("translator")), article, is_restricted="on")
    owner = change(as_user(cast("writer")), article, is_restricted="on")

    assert (stranger.status_code, owner.status_code) == (200, 302)
    assert as_user(cast("manager")).get(f"{ARTICLES}{article.pk}/change/").status_code == 302


def test_an_article_cannot_be_deleted(as_user):
    article = make_article()

    assert (
        as_user(make_user("root", Role.MANAGER, is_superuser=True))
        .post(f"{ARTICLES}{article.pk}/delete/", {"post": "yes"})
        .status_code
        == 403
    )


# languages


def test_a_language_is_added_and_taken_out_while_it_has_no_words(as_user):
    article = make_edition("zh-hans").article
    web = as_user(cast("writer"))

    web.post(f"{ARTICLES}{article.pk}/languages/add/", {"language": "ar"})
    added = list(article.editions.values_list("language", flat=True))
    web.post(f"{ARTICLES}{article.pk}/languages/remove/", {"edition": article.editions.get(language="ar").pk})

    assert added == ["zh-hans", "ar"]
    assert list(article.editions.values_list("language", flat=True)) == ["zh-hans"]
    assert [entry.action for entry in LogEntry.objects.all()[:2]] == ["language_removed", "language_added"]


def test_a_language_with_words_or_with_people_stays(as_user):
    article = make_article()
    written = make_edition("en", article=article)
    assigned = Edition.objects.create(article=article, language="es")
    assigned.assign(cast("translator"), PartRole.WRITER, by=cast("manager"))
    web = as_user(cast("writer"))

    for edition in (written, assigned):
        web.post(f"{ARTICLES}{article.pk}/languages/remove/", {"edition": edition.pk})

    assert list(article.editions.values_list("language", flat=True)) == ["en", "es"]


@pytest.mark.parametrize("language", ["xx", "", "fr"])
def test_only_languages_of_the_site_are_added(as_user, language):
    article = make_article()

    assert (
        as_user(cast("writer")).post(f"{ARTICLES}{article.pk}/languages/add/", {"language": language}).status_code
        == 400
    )


def test_a_translation_is_begun_after_the_source_is_out_without_a_final_reviewer(as_user):
    article = publish("zh-hans").article
    address = f"{ARTICLES}{article.pk}/languages/add/"

    assert as_user(cast("writer")).post(address, {"language": "es"}).status_code == 302
    assert as_user(cast("duty")).post(address, {"language": "ar"}).status_code == 403
    assert list(article.editions.values_list("language", flat=True)) == ["zh-hans", "es"]


def test_the_page_of_an_article_shows_its_editions_and_who_works_on_them(as_user):
    source = publish("zh-hans", words=make_words("会议"))
    make_edition("en", article=source.article, stage=Stage.INITIAL_REVIEW, words=make_words("A meeting"))

    page = as_user(cast("translator")).get(f"{ARTICLES}{source.article_id}/change/").text

    assert all(text in page for text in ("会议", "A meeting", "TRANSLATOR", "Initial review", "readers see it"))


# suspending, emergencies


def test_a_duty_officer_finds_the_button_that_suspends_in_all_languages(as_user):
    edition = publish("en")
    web = as_user(cast("duty"))
    page = web.get(f"{ARTICLES}{edition.article_id}/change/").text
    web.post(f"/admin/articles/edition/{edition.pk}/step/suspend/", {"revision": edition.head_id, "note": "An error"})

    edition.article.refresh_from_db()
    assert (f"/admin/articles/edition/{edition.pk}/step/suspend/" in page, edition.article.is_suspended) == (True, True)
    assert "/step/put_back/" in as_user(cast("final")).get(f"{ARTICLES}{edition.article_id}/change/").text


def test_a_manager_publishes_several_editions_in_one_emergency(as_user):
    article = make_article()
    editions = [make_edition(code, article=article) for code in ("zh-hans", "en")]
    answer = as_user(cast("manager")).post(
        f"{ARTICLES}{article.pk}/emergency/",
        {"editions": [f"{each.pk}:{each.head_id}" for each in editions], "note": "Typhoon"},
    )

    assert answer.status_code == 302
    assert [each.kind for each in Publication.objects.shown()] == ["emergency", "emergency"]


def test_an_emergency_with_words_that_moved_on_publishes_nothing(as_user):
    article = make_article()
    first, second = (make_edition(code, article=article) for code in ("zh-hans", "en"))
    shown = [f"{each.pk}:{each.head_id}" for each in (first, second)]
    take(second, "save", cast("translator"), words=make_words("Another title"))

    answer = as_user(cast("manager")).post(f"{ARTICLES}{article.pk}/emergency/", {"editions": shown, "note": "Typhoon"})

    assert (answer.status_code, Publication.objects.exists()) == (409, False)
    assert "Typhoon" in answer.text


@pytest.mark.parametrize(
    "sent",
    [{"note": "x"}, {"editions": ["1:1"]}, {"editions": ["999:1"], "note": "x"}, {"editions": ["x"], "note": "x"}],
)
def test_an_emergency_says_which_words_and_why(as_user, sent):
    article = make_edition("en").article

    answer = as_user(cast("manager")).post(f"{ARTICLES}{article.pk}/emergency/", sent)

    assert (answer.status_code, Publication.objects.exists()) == (400, False)


def test_who_is_no_manager_publishes_nothing_on_the_emergency_page(as_user):
    edition = make_edition("en")
    answer = as_user(cast("final")).post(
        f"{ARTICLES}{edition.article_id}/emergency/", {"editions": [f"{edition.pk}:{edition.head_id}"], "note": "x"}
    )

    assert (answer.status_code, Publication.objects.exists()) == (400, False)


# the list


def listed(page):
    return list(page.context["cl"].queryset)


def test_articles_are_found_by_their_newest_titles_in_every_language(as_user):
    edition = make_edition("zh-hans", words=make_words("旧题目"))
    take(edition, "save", cast("writer"), words=make_words("新题目"))
    web = as_user(cast("writer"))

    assert listed(web.get(ARTICLES, {"q": "新题"})) == [edition.article]
    assert listed(web.get(ARTICLES, {"q": "旧题"})) == []


def test_a_restricted_article_is_neither_listed_nor_found_nor_counted(as_user):
    edition = make_edition("en", words=make_words("Secret meeting"))
    Article.objects.update(is_restricted=True)
    web = as_user(cast("manager"))
    page = web.get(ARTICLES, {"q": "Secret"})

    assert (listed(page), "Secret meeting" in page.text) == ([], False)
    assert listed(as_user(cast("translator")).get(ARTICLES, {"q": "Secret"})) == [edition.article]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind__exact": "news"}, {"zh", "en"}),
        ({"year": "2025"}, {"zh", "en"}),
        ({"year": "2024"}, {"notice"}),
        ({"stage": "final_review"}, {"en"}),
        ({"stage": "published", "language": "en"}, set()),
        ({"stage": "published", "language": "zh-hans"}, {"zh"}),
        ({"topic": "cooperation"}, {"notice"}),
        ({"stage": "nonsense"}, set()),
    ],
)
def test_the_filters_of_the_list(as_user, asked, expected):
    named = {
        "zh": publish("zh-hans").article,
        "en": make_edition("en", stage=Stage.FINAL_REVIEW).article,
        "notice": make_article(kind="notice", dated_on=datetime.date(2024, 5, 1), topics=[make_topic()]),
    }
    page = as_user(cast("writer")).get(ARTICLES, asked)

    assert {name for name, article in named.items() if article in listed(page)} == expected


@pytest.mark.parametrize(
    "lookup",
    [
        "title__regex",
        "editions__head__body__contains",
        "created_by__username",
        "editions__head__title__regex",
        "id__in",
        "kind__regex",
    ],
)
def test_the_list_answers_no_question_of_its_own_making(as_user, lookup):
    assert as_user(cast("writer")).get(ARTICLES, {lookup: "^(a+)+$"}).status_code == 400


def test_reads_here_and_on_the_old_site_are_added(as_user):
    edition = publish("en", imported_reads=100)
    edition.read_counts.create(day=datetime.date(2025, 10, 1), reads=7)

    page = as_user(cast("writer")).get(ARTICLES)

    assert [article.reads for article in page.context["cl"].result_list] == [107]


def test_the_list_of_articles_costs_the_same_for_one_and_for_many(as_user, django_assert_num_queries):
    web = as_user(cast("writer"))

    def make():
        article = publish("zh-hans").article
        make_edition("en", article=article)
        Edition.objects.create(article=article, language="es")

    make()
    with django_assert_num_queries(10):
        web.get(ARTICLES)
    make()
    make()
    with django_assert_num_queries(10):
        web.get(ARTICLES)


# topics


def test_a_topic_gets_its_names_in_every_language_and_an_address(as_user):
    web = as_user(cast("manager"))
    web.post("/admin/articles/topic/add/", {"name_zh_hans": "合作交流", "name_en": "Co-operation"})
    web.post("/admin/articles/topic/add/", {"name_zh_hans": "合作交流二", "name_en": "Co-operation"})

    assert list(Topic.objects.values_list("slug", "name_zh_hans")) == [
        ("co-operation", "合作交流"),
        ("co-operation-2", "合作交流二"),
    ]


def test_a_topic_without_any_name_is_no_topic(as_user):
    answer = as_user(cast("manager")).post("/admin/articles/topic/add/", {"slug": "empty"})

    assert (answer.status_code, "at least one language" in answer.text, Topic.objects.count()) == (200, True, 0)


def test_a_topic_in_use_is_not_deleted_and_the_page_says_so(as_user):
    topic = make_topic()
    make_article(topics=[topic])
    web = as_user(cast("manager"))

    page = web.get(f"/admin/articles/topic/{topic.pk}/delete/").text
    web.post(f"/admin/articles/topic/{topic.pk}/delete/", {"post": "yes"})

    assert ("1 article" in page, Topic.objects.count()) == (True, 1)


def test_a_topic_is_deleted_when_nothing_uses_it(as_user):
    topic = make_topic()
    as_user(cast("manager")).post(f"/admin/articles/topic/{topic.pk}/delete/", {"post": "yes"})

    assert Topic.objects.count() == 0


@pytest.mark.parametrize("name", ["writer", "translator", "final", "duty"])
def test_topics_are_kept_by_managers(as_user, name):
    topic = make_topic()
    web = as_user(cast(name))

    assert web.get("/admin/articles/topic/").status_code == 200
    assert web.post(f"/admin/articles/topic/{topic.pk}/change/", {"slug": "x"}).status_code == 403
    assert web.post("/admin/articles/topic/add/", {"slug": "x"}).status_code == 403


def test_the_address_of_a_topic_stays(as_user):
    web, topic = as_user(cast("manager")), make_topic()
    known = topic.slug

    web.post(f"/admin/articles/topic/{topic.pk}/change/", {"slug": "another", "name_en": "Renamed"})

    topic.refresh_from_db()
    assert (topic.slug, topic.name_en) == (known, "Renamed")


# redaction

ORDERS = "/admin/articles/redactionorder/"


def test_one_manager_enters_an_order_and_another_carries_it_out(as_user):
    edition = publish("en", words=make_words("A name that must go"))
    first, second = cast("manager"), make_user("manager2", Role.MANAGER)
    as_user(first).post(
        f"{ORDERS}add/?article={edition.article_id}", {"reference": "Court 12/2026", "revisions": [edition.head_id]}
    )
    order = RedactionOrder.objects.get()
    address = f"{ORDERS}{order.pk}/carry-out/"

    as_user(first).post(address, {"sure": "yes"})
    by_the_first = Revision.objects.get(pk=edition.head_id).title
    as_user(second).post(address)
    unsure = Revision.objects.get(pk=edition.head_id).title
    as_user(second).post(address, {"sure": "yes"})

    assert (by_the_first, unsure) == ("A name that must go",) * 2
    assert Revision.objects.get(pk=edition.head_id).title == ""
    assert as_user(first).get(f"{ORDERS}{order.pk}/change/").status_code == 200


@pytest.mark.parametrize("name", ["writer", "final", "duty"])
def test_orders_to_redact_are_closed_to_who_is_no_manager(as_user, name):
    web = as_user(cast(name))

    assert [web.get(f"{ORDERS}{page}").status_code for page in ("", "add/")] == [403, 403]


def test_an_order_names_no_article_that_the_manager_may_not_see(as_user):
    article = make_edition("en", words=make_words("Secret")).article
    Article.objects.update(is_restricted=True)
    page = as_user(cast("manager")).get(f"{ORDERS}add/", {"article": article.pk})

    assert (page.status_code, "Secret" in page.text) == (400, False)
