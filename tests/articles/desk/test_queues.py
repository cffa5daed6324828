"""The desk's front page: what waits for whom."""

import datetime

import pytest
from django.utils import timezone

from articles.desk import queues
from articles.models import Article, Edition
from articles.workflow import PartRole, Stage
from newsroom.accounts.roles import Role
from tests.make import at_stage, cast, make_article, make_edition, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db


def found(queue, user):
    return [(each.article_id, each.language) for each in getattr(queues, queue)(user)]


def key(edition):
    return (edition.article_id, edition.language)


@pytest.mark.parametrize(
    ("stage", "who"),
    [
        (Stage.INITIAL_REVIEW, "initial"),
        (Stage.SECOND_REVIEW, "second"),
        (Stage.FINAL_REVIEW, "final"),
    ],
)
def test_a_review_waits_for_the_reviewer_of_its_stage_and_for_nobody_else(stage, who):
    edition = make_edition("en", stage=stage, needs_second_review=True)
    others = [name for name in ("writer", "translator", "initial", "second", "final", "manager", "duty") if name != who]

    assert found("waiting", cast(who)) == [key(edition)]
    assert [found("waiting", cast(name)) for name in others] == [[]] * 6


def test_a_review_in_a_language_that_i_do_not_work_in_does_not_wait_for_me():
    make_edition("en", stage=Stage.INITIAL_REVIEW)

    assert found("waiting", make_user("spanish", Role.INITIAL_REVIEWER, languages=["es"])) == []


def test_a_review_assigned_to_a_colleague_waits_for_that_colleague():
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    edition.assign(cast("initial"), PartRole.INITIAL_REVIEWER, by=cast("manager"))

    assert found("waiting", cast("initial")) == [key(edition)]
    assert found("waiting", make_user("other", Role.INITIAL_REVIEWER)) == []


def test_whoever_translated_does_not_review():
    both = make_user("both", Role.TRANSLATOR, Role.INITIAL_REVIEWER)
    edition = make_edition("en", words=False)
    take(edition, "save", both, words=make_words())
    take(edition, "hand_in", both)

    assert found("waiting", both) == []


def test_a_small_office_lets_one_person_do_both_reviews(settings):
    settings.NEWSROOM_DISTINCT_REVIEWERS = False
    both = make_user("both", Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER)
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    take(edition, "approve", both)

    assert found("waiting", both) == [key(edition)]


def test_a_translation_waits_once_its_source_is_out_of_the_writer_s_hands():
    article = make_article()
    source = make_edition("zh-hans", article=article)
    spanish = Edition.objects.create(article=article, language="es")
    before = found("waiting", cast("translator"))
    at_stage(source, Stage.INITIAL_REVIEW)

    assert before == []
    assert found("waiting", cast("translator")) == [key(spanish)]


def test_a_draft_is_its_writer_s_alone():
    edition = make_edition("zh-hans")

    assert found("drafts", cast("writer")) == [key(edition)]
    assert found("drafts", make_user("other", Role.WRITER)) == []


def test_what_came_back_is_shown_with_the_reason_and_is_no_plain_draft():
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    take(edition, "send_back", cast("initial"), note="The date is wrong.")
    translator = cast("translator")

    assert [(each.pk, each.why) for each in queues.returned(translator)] == [(edition.pk, "The date is wrong.")]
    assert found("drafts", translator) == []


def test_what_i_took_back_myself_is_a_draft_again():
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    take(edition, "take_back", cast("translator"))

    assert (found("returned", cast("translator")), found("drafts", cast("translator"))) == ([], [key(edition)])


def test_what_the_final_reviewer_returned_comes_back_to_the_initial_reviewer():
    edition = make_edition("en", stage=Stage.FINAL_REVIEW)
    take(edition, "return_to_initial", cast("final"), note="One comma.", words=make_words("A meeting, then"))

    assert found("returned", cast("initial")) == [key(edition)]
    assert found("waiting", cast("initial")) == []


def test_scheduled_words_are_listed_until_their_time():
    later = timezone.now() + datetime.timedelta(days=1)
    edition = publish("en", at=later)
    publish("es", article=edition.article)

    assert found("scheduled", cast("final")) == [key(edition)]


def test_a_changed_source_is_shown_to_the_translators_of_its_languages():
    source = publish("zh-hans", words=make_words("会议"))
    translation = publish("en", article=source.article)
    before = found("source_changed", cast("translator"))
    at_stage(source, Stage.PUBLISHED, words=make_words("会议二"))

    assert before == []
    assert found("source_changed", cast("translator")) == [key(translation)]
    assert found("source_changed", make_user("arabic", Role.TRANSLATOR, languages=["ar"])) == []


def test_a_confirmed_translation_is_no_longer_behind_its_source():
    source = publish("zh-hans", words=make_words("会议"))
    translation = publish("en", article=source.article)
    at_stage(source, Stage.PUBLISHED, words=make_words("会议二"))
    translation.refresh_from_db()
    translation.confirm(by=cast("translator"), revision=translation.head_id, source_revision=source.live.revision_id)

    assert found("source_changed", cast("translator")) == []


def test_an_emergency_waits_for_a_final_reviewer_until_it_is_signed():
    edition = make_edition("en")
    take(edition, "publish_in_emergency", cast("manager"), note="Typhoon")
    final = cast("final")
    before = (found("emergencies", final), found("waiting", final))
    take(edition, "review_afterwards", final)

    assert before == ([key(edition)], [key(edition)])
    assert (found("emergencies", final), found("waiting", final)) == ([], [])


def test_whoever_wrote_or_published_an_emergency_does_not_review_it():
    wrote = make_user("wrote", Role.TRANSLATOR, Role.FINAL_REVIEWER)
    published = make_user("published", Role.MANAGER, Role.FINAL_REVIEWER)
    edition = make_edition("en", words=False)
    take(edition, "save", wrote, words=make_words())
    take(edition, "publish_in_emergency", published, note="Typhoon")

    assert (found("waiting", wrote), found("waiting", published)) == ([], [])
    assert found("emergencies", published) == [key(edition)]


def test_what_waits_is_what_the_workflow_would_let_me_do():
    """Every stage × person: the queue and the table agree."""
    people = [cast(name) for name in ("writer", "translator", "initial", "second", "final", "manager", "duty")]
    stages = (Stage.INITIAL_REVIEW, Stage.SECOND_REVIEW, Stage.FINAL_REVIEW)
    editions = [
        make_edition(code, stage=stage, needs_second_review=True) for code in ("en", "zh-hans") for stage in stages
    ]

    by_queue = {(user.username, pk) for user in people for pk, _code in found("waiting", user)}
    by_table = {
        (user.username, edition.article_id)
        for user in people
        for edition in editions
        if {"approve", "publish"} & {step.name for step in edition.open_steps(user)}
    }
    assert by_queue == by_table


def test_a_restricted_article_is_in_nobody_s_queue_but_its_people_s():
    edition = make_edition("en", stage=Stage.INITIAL_REVIEW)
    Article.objects.update(is_restricted=True)
    unassigned = [found(queue, cast("initial")) for queue in ("waiting", "in_review")]
    edition.assign(cast("initial"), PartRole.INITIAL_REVIEWER, by=cast("manager"))

    assert unassigned == [[], []]
    assert [found(queue, cast("initial")) for queue in ("waiting", "in_review")] == [[key(edition)]] * 2


# the page


def test_the_desk_says_what_waits_and_counts_it(client):
    for number in range(8):
        make_edition("en", stage=Stage.INITIAL_REVIEW, words=make_words(f"Meeting {number}"))
    client.force_login(cast("initial"))

    page = client.get("/admin/")

    waiting = page.text.partition('id="waiting"')[2].partition("</section>")[0]
    assert waiting.count("<li>") == 6
    assert "Show all 8" in waiting


def test_the_desk_costs_the_same_for_one_and_for_many(client, django_assert_num_queries):
    client.force_login(cast("translator"))

    def make(number):
        for index in range(number):
            source = publish("zh-hans", words=make_words("会议"))
            publish("en", article=source.article, words=make_words(f"Meeting {index}"))
            make_edition("es", article=source.article)
            Edition.objects.create(article=source.article, language="ar")
            at_stage(source, Stage.PUBLISHED, words=make_words(f"会议 {index}"))

    make(1)
    with django_assert_num_queries(15):
        client.get("/admin/")
    make(2)
    with django_assert_num_queries(15):
        client.get("/admin/")


def test_a_queue_in_full_has_pages(client, monkeypatch):
    monkeypatch.setattr(queues, "PER_PAGE", 2)
    for number in range(3):
        make_edition("en", stage=Stage.INITIAL_REVIEW, words=make_words(f"Meeting {number}"))
    client.force_login(cast("initial"))

    assert len(client.get("/admin/queues/waiting/").context["page"]) == 2
    assert len(client.get("/admin/queues/waiting/", {"page": "2"}).context["page"]) == 1
    assert [client.get(f"/admin/queues/{path}").status_code for path in ("nothing/", "waiting/?page=x")] == [404, 404]


@pytest.mark.parametrize("roles", [(), (Role.RECORDS_OFFICER,)])
def test_the_desk_is_empty_and_friendly_for_whoever_has_no_part_in_the_news(client, roles):
    make_edition("en", stage=Stage.INITIAL_REVIEW, words=make_words("Secret meeting"))
    client.force_login(make_user("new", *roles))

    page = client.get("/admin/")

    assert (page.status_code, "Secret" in page.text, "desk-queue" in page.text) == (
        200,
        False,
        Role.RECORDS_OFFICER in roles,
    )
    assert client.get("/admin/queues/waiting/").status_code == 403
