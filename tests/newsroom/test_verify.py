"""`manage.py verify` says in plain sentences whatever is not as it was signed."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Edition, Publication, RedactionExecution, Revision, SignOff
from articles.models.photo import Photo
from newsroom.accounts.models import LogEntry, LogHead
from newsroom.shared import guards
from tests.articles.workflow.attacks import FALSE, SQLITE, insert_like, sql
from tests.articles.workflow.office import lent, made_once
from tests.make import cast

pytestmark = pytest.mark.django_db


def verify() -> tuple[int, list[str]]:
    """Exit code and sentences."""
    err = io.StringIO()
    try:
        call_command("verify", stdout=io.StringIO(), stderr=err, verbosity=0)
    except CommandError as error:
        return error.returncode, err.getvalue().splitlines()
    return 0, err.getvalue().splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def one_office(django_db_setup, django_db_blocker, folder):
    with made_once(django_db_blocker, folder) as made:
        yield made


@pytest.fixture
def office(one_office, folder, settings):
    """An office in which whoever has the database's password took the guards down."""
    with lent(one_office, folder, settings.MEDIA_ROOT) as made:
        guards.drop(connection)
        yield made


def found(office) -> list[str]:
    """What verify finds once the guards stand again."""
    if not SQLITE:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    guards.install(connection)
    code, sentences = verify()
    assert code == (1 if sentences else 0)
    return sentences


def test_an_office_that_kept_the_rules_is_all_right(office):
    assert found(office) == []


def test_it_says_how_much_it_recomputed(office):
    guards.install(connection)
    out = io.StringIO()
    call_command("verify", stdout=out, stderr=io.StringIO(), verbosity=1)

    assert out.getvalue().endswith("things were recomputed; all is as it was signed.\n")


def test_guards_that_are_missing_are_named(office):
    code, sentences = verify()

    assert (code, len(sentences)) == (1, len(guards._for(connection)))
    assert "In the database, guard_articles_signoff_update is missing." in sentences


def test_words_that_were_changed_under_their_signature(office):
    head = office.published.head
    Revision.objects.filter(pk=head.pk).update(body="<p>Something else.</p>")

    assert found(office) == [
        f"Wording {head.pk} (edition {office.published.pk}) is not what was written: "
        "its words do not give the digest stored with them.",
        f"Edition {office.published.pk}: what readers see is not what was signed.",
        f"The search index of article {office.published.article_id} is not what readers see.",
    ]


def test_words_and_digests_changed_together_are_betrayed_by_the_log(office):
    head = office.published.head
    Revision.objects.filter(pk=head.pk).update(title="Something else")
    digest = Revision.objects.get(pk=head.pk).computed_digest()
    Revision.objects.filter(pk=head.pk).update(digest=digest)
    SignOff.objects.filter(revision=head).update(digest=digest)

    live = office.published.live
    assert found(office) == [
        f"Publication {live.pk} (edition {office.published.pk}) is not the one in the log.",
        f"The search index of article {office.published.article_id} is not what readers see.",
    ]


def test_a_changed_credit_of_a_photo(office):
    Photo.objects.filter(pk=office.photo.pk).update(credit="Somebody else")

    assert f"Edition {office.published.pk}: what readers see is not what was signed." in found(office)


def test_an_index_that_opens_a_photo_that_the_words_do_not_show(office):
    head = office.draft.head
    sql(f"INSERT INTO articles_revision_photos (revision_id, photo_id) VALUES ({head.pk}, {office.other_photo.pk})")
    sql(f"DELETE FROM articles_revision_files WHERE revision_id = {office.published.head_id}")

    assert sorted(found(office)) == sorted(
        [
            f"Wording {head.pk} (edition {office.draft.pk}): the index of its photos is not what its words show.",
            f"Wording {office.published.head_id} (edition {office.published.pk}): "
            "the index of its attachments is not what its words show.",
        ]
    )


def test_words_by_a_final_reviewer(office):
    part = office.signoff(office.published, "final_review")
    part = SignOff.objects.get(pk=part).part_id
    sql(
        insert_like(
            "articles_revision",
            office.published.head_id,
            number=99,
            part_id=part,
            lead_photo_id="NULL",
            attachments="'[]'",
        )
    )
    made = Revision.objects.first()
    Revision.objects.filter(pk=made.pk).update(digest=made.computed_digest())

    assert found(office) == [f"Wording {made.pk} (edition {office.published.pk}) was written by a Final reviewer."]


def test_a_signature_by_the_wrong_person(office):
    signoff = SignOff.objects.get(pk=office.signoff(office.published, "final_review"))
    writer = office.part(office.published, "translator", "writer")
    SignOff.objects.filter(pk=signoff.pk).update(part=writer)

    assert found(office) == [
        f"Signature {signoff.pk} (edition {office.published.pk}) was given by a Writer or translator, who does not sign there."
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"round": 2}, "names a signature that stands under other words or another round."),
        ({"stage": "second_review"}, "lacks the signature of the Final review."),
        ({"digest": "f" * 64}, "shows other words than were signed."),
    ],
)
def test_a_publication_whose_final_signature_is_not_right(office, change, said):
    live = office.published.live
    SignOff.objects.filter(pk=live.final_id).update(**change)

    assert f"Publication {live.pk} (edition {office.published.pk}) {said}" in found(office)


def test_credits_that_name_somebody_who_did_not_sign(office):
    live = office.published.live
    credits = [row for row in live.credits if row["role"] != "final_review"]
    credits += [{"role": "final_review", "people": [{"name": "SOMEBODY", "unit": ""}]}]
    Publication.objects.filter(pk=live.pk).update(credits=credits)

    name = f"Publication {live.pk} (edition {office.published.pk})"
    assert found(office) == [f"{name}: the reviewers in its credits are not those who signed."]


def test_credits_that_leave_out_the_translator(office):
    live = office.published.live
    Publication.objects.filter(pk=live.pk).update(credits=[row for row in live.credits if row["role"] != "translated"])

    name = f"Publication {live.pk} (edition {office.published.pk})"
    assert found(office) == [f"{name}: its credits leave out who wrote and handed in the words."]


def test_a_publication_that_nobody_decided(office):
    live = office.emergency.live
    sql(insert_like("articles_publication", live.pk, published_by_id=office.nobody.pk))
    made = Publication.objects.first()

    assert found(office) == [f"Publication {made.pk} (edition {office.emergency.pk}) is not the one in the log."]


def test_pointers_to_another_edition(office):
    Edition.objects.filter(pk=office.draft.pk).update(head=office.published.head)

    assert found(office) == [f"Edition {office.draft.pk} points to words of edition {office.published.pk}."]


def test_an_edition_that_stands_as_published_without_a_publication(office):
    Edition.objects.filter(pk=office.draft.pk).update(stage="published")

    assert found(office) == [f"Edition {office.draft.pk} stands as published, but nothing of it was."]


def test_a_legacy_publication_with_credits_of_its_own_invention(office):
    live = office.legacy.live
    Publication.objects.filter(pk=live.pk).update(
        credits=[{"role": "final_review", "people": [{"name": "SOMEBODY", "unit": ""}]}]
    )

    name = f"Publication {live.pk} (edition {office.legacy.pk})"
    assert found(office) == [f"{name} comes from an old site, but its credits are not as printed there."]


def test_files_that_are_missing_or_others(office):
    default_storage.delete(office.photo.path)
    with default_storage.open(office.file.path, "wb") as file:
        file.write(b"another form")

    assert found(office) == [
        f"Photo {office.photo.pk} ({office.photo.path}) is missing.",
        f"Attachment {office.file.pk} ({office.file.path}) is not the file that was uploaded.",
    ]


def test_a_log_entry_that_was_rewritten(office):
    entry = LogEntry.objects.filter(action="publish").first()
    LogEntry.objects.filter(pk=entry.pk).update(actor_name="Somebody else")

    assert found(office) == [f"In the log, log entry {entry.pk} is not what was written."]


def test_a_log_whose_end_was_cut_off(office):
    last = LogEntry.objects.first()
    sql(f"DELETE FROM accounts_logentry WHERE id = {last.pk}")

    assert found(office) == ["In the log, the log does not end where its head says."]


def test_a_log_from_which_an_entry_was_cut(office):
    entry, following = LogEntry.objects.filter(action="save").order_by("pk")[0], None
    following = LogEntry.objects.filter(pk__gt=entry.pk).order_by("pk").first()
    sql(f"DELETE FROM accounts_logentry WHERE id = {entry.pk}")

    assert found(office) == [f"In the log, log entry {following.pk} does not follow the one before it."]


def test_an_order_that_one_person_carried_out_alone(office):
    RedactionExecution.objects.update(by=cast("manager"))

    item = office.order.items.get()
    assert found(office) == [
        f"Redaction {item.pk} (order {office.order.pk}) was ordered and carried out by one person."
    ]


def test_words_that_an_order_removed_and_somebody_put_back(office):
    old = office.order.items.get().revision
    Revision.objects.filter(pk=old.pk).update(title="A meeting")

    assert found(office) == [
        f"Wording {old.pk} (edition {office.twice.pk}) was redacted, but some of its words are still there."
    ]


def test_the_head_of_the_log_is_part_of_the_chain(office):
    LogHead.objects.update(hash="f" * 64)

    assert found(office) == ["In the log, the log does not end where its head says."]


def test_a_switched_off_review_is_no_excuse(office):
    # the flag may be gone; the signatures that the publication names are what counts
    sql(f"UPDATE articles_edition SET second_review = {FALSE}")

    assert found(office) == []
