"""Plain defaults for tests: a test names only what it is about.

Everything goes through the same doors as in the office; `at_stage` takes an edition there by the real steps.
"""

import datetime
import itertools

from django.contrib.auth.models import Group

from articles.models import Article, Edition, Topic
from articles.words import Words
from articles.workflow import Stage
from newsroom.accounts.models import User
from newsroom.accounts.roles import Role

LANGUAGES = ["en", "zh-hans", "es", "ar"]
BODY = "<p>Two universities met.</p>"
_counter = itertools.count(1)

# who does what in `at_stage`
CAST = {
    "writer": Role.WRITER,
    "translator": Role.TRANSLATOR,
    "initial": Role.INITIAL_REVIEWER,
    "second": Role.SECOND_REVIEWER,
    "final": Role.FINAL_REVIEWER,
    "manager": Role.MANAGER,
    "duty": Role.DUTY_OFFICER,
}


def make_user(username="", *roles, languages=LANGUAGES, name="", **fields) -> User:
    """A member of staff; `name` is printed in every language (default: the username in capitals)."""
    username = username or f"user{next(_counter)}"
    fields = {"is_staff": True, "working_languages": list(languages), "email": f"{username}@example.org"} | fields
    fields.setdefault("printed_name_en", name or username.upper())
    user = User(username=username, **fields)
    user.set_password("demo")
    user.save()
    user.groups.set([Group.objects.get(name=role.value) for role in roles])
    return User.objects.get(pk=user.pk)


def cast(username: str) -> User:
    """The member of staff of this name, made with their role when first asked for."""
    return User.objects.filter(username=username).first() or make_user(username, CAST[username])


def make_topic(name="Cooperation", slug="cooperation", **names) -> Topic:
    return Topic.objects.create(name_en=name, slug=slug, **names)


def make_article(**fields) -> Article:
    topics = fields.pop("topics", [])
    defaults = {"kind": "news", "dated_on": datetime.date(2025, 9, 29), "source_language": "zh-hans"}
    article = Article.objects.create(
        **defaults | {"created_by": fields.pop("created_by", None) or cast("writer")} | fields
    )
    article.topics.set(topics)
    return article


def make_words(title="A meeting", body=BODY, **fields) -> Words:
    return Words(title=title, body=body, **fields)


def make_edition(language="en", *, article=None, stage=Stage.DRAFTING, words=None, **article_fields) -> Edition:
    """An edition with words, taken to a stage by the cast. `words=False` leaves it empty."""
    edition = Edition.objects.create(article=article or make_article(**article_fields), language=language)
    if words is not False:
        at_stage(edition, stage, words=words or make_words())
    return edition


def hand(edition: Edition) -> User:
    """Who writes this edition."""
    return cast("writer" if edition.is_source else "translator")


def take(edition: Edition, step: str, by: User, **options):
    """A step from a screen that is up to date."""
    return edition.take(step, by=by, revision=edition.head_id, **options)


def at_stage(edition: Edition, stage: Stage, *, words=None, at=None) -> Edition:
    """Take a drafted or empty edition to a stage. `at` schedules the publication."""
    if edition.stage == Stage.PUBLISHED:
        take(edition, "revise", hand(edition))
    if words is not None:
        take(edition, "save", hand(edition), words=words)
    if stage == Stage.DISCARDED:
        take(edition, "discard", hand(edition), note="not needed")
    path = [
        (Stage.DRAFTING, "hand_in", hand(edition)),
        (Stage.INITIAL_REVIEW, "approve", cast("initial")),
        (Stage.SECOND_REVIEW, "approve", cast("second")),
        (Stage.FINAL_REVIEW, "publish", cast("final")),
    ]
    for start, step, by in path:
        if edition.stage == stage or stage == Stage.DISCARDED:
            break
        if edition.stage != start:
            continue
        take(edition, step, by, **({"at": at} if step == "publish" and at else {}))
    assert edition.stage == stage
    return edition


def publish(language="en", *, article=None, words=None, at=None, **article_fields) -> Edition:
    """A published edition, through every review."""
    edition = make_edition(language, article=article, words=words or make_words(), **article_fields)
    return at_stage(edition, Stage.PUBLISHED, at=at)
