"""A lawful order: two managers, a reference; words or a file go, everything that proves what happened stays."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from articles.models import Attachment, Photo, Proposal, Publication, RedactionOrder
from articles.workflow import Incomplete, NotOpen, NotYours, Stage
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from tests.articles.uploads import make_attachment, make_photo
from tests.make import at_stage, cast, make_edition, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_manager():
    return make_user("second-manager", Role.MANAGER)


def redact(second_manager, **items) -> RedactionOrder:
    order = RedactionOrder.enter(by=cast("manager"), reference="Court 12/2026", **items)
    order.carry_out(by=second_manager)
    return order


def test_the_words_go_and_their_digest_and_signatures_stay(second_manager, django_capture_on_commit_callbacks):
    edition = publish(words=make_words("A name", summary="A name again", lead_caption="A name"))
    revision, digest = edition.head, edition.head.digest
    redact(second_manager, revisions=[revision])
    edition.refresh_from_db()

    shown = Publication.objects.shown().get()
    assert shown.revision.words == make_words("", "")
    assert (shown.revision.is_redacted, shown.revision.digest, edition.live.final.digest) == (True, digest, digest)
    call_command("verify", verbosity=0)


def test_an_order_waits_for_a_second_manager(second_manager):
    edition = publish()
    order = RedactionOrder.enter(by=cast("manager"), reference="Court 12/2026", revisions=[edition.head])
    edition.head.refresh_from_db()
    before = edition.head.title
    for somebody in (cast("manager"), cast("final"), make_user("super", is_superuser=True)):
        with pytest.raises(NotYours):
            order.carry_out(by=somebody)
    edition.head.refresh_from_db()

    assert (before, edition.head.title) == ("A meeting", "A meeting")
    assert LogEntry.objects.filter(action="refused", details__step="redaction_carried_out").count() == 3


def test_only_a_manager_enters_an_order_and_with_its_reference():
    edition = publish()
    with pytest.raises(NotYours):
        RedactionOrder.enter(by=cast("final"), reference="Court 12/2026", revisions=[edition.head])
    with pytest.raises(Incomplete):
        RedactionOrder.enter(by=cast("manager"), reference="  ", revisions=[edition.head])
    with pytest.raises(Incomplete):
        RedactionOrder.enter(by=cast("manager"), reference="Court 12/2026")

    assert RedactionOrder.objects.count() == 0


def test_an_order_is_carried_out_once(second_manager):
    order = redact(second_manager, revisions=[publish().head])

    with pytest.raises(Incomplete):
        order.carry_out(by=make_user("third", Role.MANAGER))


def test_a_photo_goes_from_the_readers_and_from_the_disk(second_manager, django_capture_on_commit_callbacks):
    photo = make_photo()
    edition = publish(words=make_words(lead_photo_id=photo.pk))
    before = list(Photo.objects.public())
    with django_capture_on_commit_callbacks(execute=True):
        redact(second_manager, photos=[photo])

    assert (before, list(Photo.objects.public()), default_storage.exists(photo.path)) == ([photo], [], False)
    assert edition.head.computed_digest() == edition.head.digest
    call_command("verify", verbosity=0)


def test_an_attachment_is_served_to_nobody_any_more(client, second_manager, django_capture_on_commit_callbacks):
    attachment = make_attachment()
    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Form"},)))
    before = client.get(attachment.get_absolute_url())
    before.getvalue()
    with django_capture_on_commit_callbacks(execute=True):
        redact(second_manager, attachments=[attachment])
    client.force_login(cast("manager"))

    assert (before.status_code, client.get(attachment.get_absolute_url()).status_code) == (200, 404)
    assert not Attachment.objects.public().exists()
    call_command("verify", verbosity=0)


def test_the_photos_of_words_that_went_are_not_served_either(second_manager):
    photo = make_photo()
    edition = publish(words=make_words(lead_photo_id=photo.pk))
    redact(second_manager, revisions=[edition.head])

    assert list(Photo.objects.public()) == []


def test_words_proposed_for_those_that_went_go_with_them(second_manager):
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    take(edition, "return_to_initial", cast("final"), note="see", words=make_words("The name again"))
    redact(second_manager, revisions=[edition.head])

    assert Proposal.objects.get().words == make_words("", "")


def test_blank_words_are_neither_signed_nor_published(second_manager):
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    redact(second_manager, revisions=[edition.head])
    edition.refresh_from_db()

    with pytest.raises(NotOpen):
        take(edition, "publish", cast("final"))
    with pytest.raises(NotOpen):
        take(edition, "publish_in_emergency", cast("manager"), note="flood")


def test_new_words_take_the_place_of_those_that_went_through_every_review(second_manager):
    edition = publish(words=make_words("A name"))
    redact(second_manager, revisions=[edition.head])
    edition.refresh_from_db()
    at_stage(edition, Stage.PUBLISHED, words=make_words("No name"))

    assert (edition.live.revision.title, edition.head.is_redacted) == ("No name", False)
    call_command("verify", verbosity=0)


def test_a_file_that_was_removed_cannot_be_used_in_new_words(second_manager):
    photo = make_photo()
    redact(second_manager, photos=[photo])
    edition = make_edition()

    with pytest.raises(Incomplete):
        take(edition, "save", cast("translator"), words=make_words(lead_photo_id=photo.pk))
