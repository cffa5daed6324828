"""A publishing freeze: every stage and step with and without one, at the door and in the database."""

import dataclasses
import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import legacy
from articles.models import PublishingFreeze
from articles.workflow import BY_NAME, STEPS, NotOpen, PartRole, Refused, Situation, Stage, judge
from newsroom.accounts.roles import Role
from tests.articles.workflow.tables import logged, snapshot
from tests.make import cast, make_edition, make_user, make_words, publish, take
from tests.refused import form_refuses, refused_by

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
WHY = "Publishing is frozen"


def make_freeze(*, after=-HOUR, lasts=2 * HOUR, reason="National Day") -> PublishingFreeze:
    start = timezone.now() + after
    return PublishingFreeze.objects.create(starts_at=start, ends_at=start + lasts, reason=reason)


def everything(stage: Stage) -> Situation:
    """Everything that any row needs, as far as one situation can hold it."""
    return Situation(
        stage=stage, is_source=True, roles=frozenset(Role), is_live=True, handed_in=True, awaits_review=True
    )


def outcome(step, situation):
    """The part that is taken, or the sentence of the refusal."""
    try:
        return judge(step, situation)
    except Refused as refusal:
        return str(refusal)


FACTS = [{}, {"was_published": True}, {"is_suspended": True}, {"is_scheduled": True}]


@pytest.mark.parametrize("stage", Stage)
def test_a_freeze_shuts_what_makes_words_appear_and_nothing_else(stage):
    shut = set()
    for step in STEPS:
        for facts in FACTS:
            free = dataclasses.replace(everything(stage), **facts)
            part = outcome(step, free)
            if isinstance(part, str) and not isinstance(part, PartRole):
                continue
            if outcome(step, dataclasses.replace(free, frozen="Frozen.")) == "Frozen.":
                shut.add(step.name)
            else:
                assert outcome(step, dataclasses.replace(free, frozen="Frozen.")) == part

    assert shut == {Stage.FINAL_REVIEW: {"publish", "put_back"}}.get(stage, {"put_back"})


def test_only_two_rows_go_live_under_a_freeze():
    assert {name for name, step in BY_NAME.items() if step.goes_live} == {"publish", "put_back"}


def test_nothing_is_published_during_a_freeze_and_the_refusal_says_why():
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    make_freeze()
    before = snapshot()

    with pytest.raises(NotOpen) as refused:
        take(edition, "publish", cast("final"))

    assert str(refused.value).startswith(WHY)
    assert str(refused.value).endswith(": National Day")
    assert snapshot() == before
    assert logged()[-1][0] == "refused"


def test_a_time_within_a_freeze_is_refused_and_one_after_it_is_not():
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    freeze = make_freeze(after=24 * HOUR)

    for at in (freeze.starts_at, freeze.ends_at - datetime.timedelta(seconds=1)):
        with pytest.raises(NotOpen, match=WHY):
            take(edition, "publish", cast("final"), at=at)
    take(edition, "publish", cast("final"), at=freeze.ends_at)

    assert edition.next.visible_from == freeze.ends_at


def test_during_a_freeze_words_are_scheduled_for_its_end():
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    freeze = make_freeze()

    assert "publish" in {step.name for step in edition.open_steps(cast("final"))}
    take(edition, "publish", cast("final"), at=freeze.ends_at)

    assert edition.stage == Stage.PUBLISHED


def test_before_and_after_a_freeze_publishing_is_open():
    make_freeze(after=HOUR)
    make_freeze(after=-3 * HOUR, lasts=HOUR)

    assert publish().live is not None


def test_what_was_scheduled_before_a_freeze_appears_all_the_same():
    edition = publish(at=timezone.now() + HOUR)
    make_freeze(lasts=5 * HOUR)

    with time_machine.travel(timezone.now() + 2 * HOUR, tick=False):
        assert edition.shown() == edition.next


def test_withdrawing_suspending_and_emergencies_stay_possible():
    shown, other, urgent = publish(), publish(), make_edition()
    make_freeze()

    take(shown, "withdraw", cast("manager"), note="wrong", ending="gone")
    take(other, "suspend", cast("duty"), note="call")
    take(urgent, "publish_in_emergency", cast("manager"), note="flood")

    assert (shown.shown(), other.shown(), urgent.shown()) == (None, None, urgent.live)


def test_what_was_suspended_is_not_put_back_during_a_freeze():
    edition = publish()
    take(edition, "suspend", cast("duty"), note="call")
    freeze = make_freeze()

    with pytest.raises(NotOpen, match=WHY):
        take(edition, "put_back", cast("final"), note="clear")
    freeze.delete()
    take(edition, "put_back", cast("final"), note="clear")

    assert edition.shown() == edition.live


def test_an_old_site_is_not_imported_during_a_freeze(settings):
    settings.NEWSROOM_LEGACY_IMPORT = True
    begun = legacy.begin_import("old.example.edu", by=cast("manager"))
    edition = make_edition(words=False)
    make_freeze()

    with pytest.raises(NotOpen, match=WHY):
        legacy.publish_as_legacy(
            edition,
            make_words(),
            credits_as_printed=[],
            visible_from=timezone.now() - 1000 * HOUR,
            legacy_import=begun,
            by=cast("manager"),
        )


@pytest.mark.parametrize(
    ("fields", "name", "said"),
    [
        ({"ends_at": timezone.now() - 3 * HOUR}, "freeze_ends_after_it_starts", "It must end after it starts."),
        ({"reason": ""}, "freeze_reason_filled", "This must not be empty."),
        (
            {"ends_at": datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)},
            "freeze_in_our_time",
            "The dates must lie between 1900 and 2099.",
        ),
    ],
)
def test_a_freeze_has_a_reason_and_an_end_after_its_beginning(fields, name, said):
    freeze = make_freeze()
    for field, value in fields.items():
        setattr(freeze, field, value)

    with form_refuses(said):
        freeze.validate_constraints()
    with refused_by(name):
        freeze.save()


# on the desk


ADDRESS = "/admin/articles/publishingfreeze/"


def as_typed(**fields):
    return {"starts_at": "2030-10-01T00:00", "ends_at": "2030-10-08T00:00", "reason": "National Day"} | fields


def test_a_manager_makes_a_freeze_and_it_is_logged(client):
    client.force_login(cast("manager"))

    client.post(f"{ADDRESS}add/", as_typed())

    freeze = PublishingFreeze.objects.get()
    assert freeze.starts_at == datetime.datetime(2030, 9, 30, 16, tzinfo=datetime.UTC)
    action, details = logged()[-1]
    assert (action, details["new"]["reason"]) == ("publishingfreeze_added", "National Day")


def test_a_freeze_lists_what_is_scheduled_within_it(client):
    caught = publish(words=make_words("Caught title"), at=timezone.now() + HOUR)
    publish(words=make_words("Later title"), at=timezone.now() + 100 * HOUR)
    secret = publish(words=make_words("Secret title"), at=timezone.now() + HOUR)
    secret.article.__class__.objects.filter(pk=secret.article_id).update(is_restricted=True)
    freeze = make_freeze(lasts=5 * HOUR)
    client.force_login(cast("manager"))

    html = client.get(f"{ADDRESS}{freeze.pk}/change/").content.decode()

    assert "Caught title" in html
    assert f"/admin/articles/edition/{caught.pk}/change/" in html
    assert "Later title" not in html
    assert "Secret title" not in html


def test_saving_a_freeze_warns_of_what_would_still_appear(client):
    publish(at=timezone.now() + HOUR)
    client.force_login(cast("manager"))
    now = timezone.localtime()

    answer = client.post(
        f"{ADDRESS}add/",
        as_typed(starts_at=f"{now:%Y-%m-%dT%H:%M}", ends_at=f"{now + 5 * HOUR:%Y-%m-%dT%H:%M}"),
        follow=True,
    )

    assert "1 scheduled publication falls into this freeze" in answer.content.decode()


def test_the_page_of_an_edition_tells_of_a_freeze_and_keeps_what_was_typed(client):
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    make_freeze()
    client.force_login(cast("final"))

    page = client.get(f"/admin/articles/edition/{edition.pk}/change/").content.decode()
    refused = client.post(f"/admin/articles/edition/{edition.pk}/step/publish/", {"revision": edition.head_id})

    assert WHY in page
    assert refused.status_code == 409
    assert WHY in refused.content.decode()


@pytest.mark.parametrize("role", [*(role for role in Role if role != Role.MANAGER), None])
def test_nobody_but_a_manager_freezes_publishing(client, role):
    freeze = make_freeze()
    user = make_user("other", *([role] if role else []), is_superuser=role is None)
    client.force_login(user)

    answers = [
        client.post(f"{ADDRESS}add/", as_typed()),
        client.post(f"{ADDRESS}{freeze.pk}/change/", as_typed()),
        client.post(f"{ADDRESS}{freeze.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert PublishingFreeze.objects.get().reason == "National Day"
    assert PublishingFreeze.objects.get().ends_at == freeze.ends_at


def test_an_impossible_freeze_is_refused_in_words(client):
    client.force_login(cast("manager"))

    html = client.post(f"{ADDRESS}add/", as_typed(ends_at="2030-09-01T00:00")).content.decode()

    assert "It must end after it starts." in html
    assert "National Day" in html


def test_an_instance_says_when_and_why():
    freeze = make_freeze()

    assert freeze.sentence.endswith("National Day")
    with pytest.raises(ValidationError):
        PublishingFreeze(starts_at=freeze.starts_at, ends_at=freeze.ends_at).full_clean()
