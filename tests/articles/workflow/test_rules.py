"""The rules of the workflow that are no cell of the table."""

import dataclasses
import datetime

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone

from articles.models import Part, Photo, Proposal, Publication, Revision, SignOff, StepTaken
from articles.models.revision import SIGNED_FIELDS, UNSIGNED_FIELDS
from articles.words import Words
from articles.workflow import Ending, Incomplete, NotOpen, NotYours, PartRole, SignStage, Stage, Stale
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role
from tests.make import at_stage, cast, make_article, make_edition, make_user, make_words, publish, take

pytestmark = pytest.mark.django_db


def parts(edition) -> dict[str, str]:
    return {part.user.username: part.role for part in edition.parts.filter(cycle=edition.cycle)}


def people(publication) -> dict[str, list[str]]:
    return {row["role"]: [someone["name"] for someone in row["people"]] for row in publication.credits}


def make_photo(credit="Li Lei", **fields) -> Photo:
    number = Photo.objects.count()
    return Photo.objects.create(
        **{"sha256": f"{number:064}", "extension": "jpg", "size": 1, "width": 10, "height": 10, "credit": credit}
        | fields
    )


# what is signed


def test_every_field_of_a_revision_is_signed_or_listed_as_not():
    fields = {field.name for field in Revision._meta.get_fields() if not field.auto_created or field.name == "id"}
    signed = {name.removesuffix("_id") for name in SIGNED_FIELDS}

    assert (fields, signed & set(UNSIGNED_FIELDS)) == (signed | set(UNSIGNED_FIELDS), set())


def test_every_word_that_travels_is_a_column():
    def is_column(name):
        try:
            return Revision._meta.get_field(name).column is not None
        except FieldDoesNotExist:
            return False

    assert [field.name for field in dataclasses.fields(Words) if not is_column(field.name)] == []


def test_each_word_changes_the_digest():
    edition = make_edition()
    photo = make_photo()
    changes = {
        "title": "Another",
        "summary": "In short",
        "body": "<p>Other words.</p>",
        "lead_photo_id": photo.pk,
        "lead_caption": "The hall",
        "lead_alt": "A hall with people",
        "contributing_unit": "School of Law",
        "text_by": "Han Meimei",
        "photos_by": "Li Lei",
        "change_note": "A name was wrong",
        "change_note_is_public": True,
    }
    digests = [edition.head.digest]
    for name, value in changes.items():
        take(edition, "save", cast("translator"), words=dataclasses.replace(edition.head.words, **{name: value}))
        digests.append(edition.head.digest)

    assert len(set(digests)) == 1 + len(changes)
    assert set(changes) | {"attachments"} == {field.name for field in dataclasses.fields(Words)}


def test_the_same_words_in_two_languages_have_two_digests():
    article = make_article()
    digests = {make_edition(language, article=article).head.digest for language in ("en", "es")}

    assert len(digests) == 2


def test_going_back_to_old_words_repeats_the_digest_in_a_new_revision():
    edition = make_edition(words=make_words("First"))
    first = edition.head
    take(edition, "save", cast("translator"), words=make_words("Second"))
    take(edition, "save", cast("translator"), words=make_words("First"))

    assert edition.head.digest == first.digest
    assert [revision.number for revision in edition.revisions.order_by("pk")] == [1, 2, 3]


def test_a_signature_repeats_the_digest_and_what_the_account_said_that_day():
    edition = publish()
    User.objects.filter(username="final").update(printed_name_en="Somebody Else")

    assert [(s.stage, s.digest, s.printed_name) for s in edition.signoffs.order_by("pk")] == [
        ("writing", edition.head.digest, "TRANSLATOR"),
        ("initial_review", edition.head.digest, "INITIAL"),
        ("final_review", edition.head.digest, "FINAL"),
    ]
    assert people(edition.live)["final_review"] == ["FINAL"]


# saving


def test_saving_without_a_change_leaves_no_trace():
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    before = (parts(edition), edition.revisions.count(), StepTaken.objects.count(), LogEntry.objects.count())
    take(edition, "save", cast("initial"), words=dataclasses.replace(edition.head.words, title="  A meeting\r\n"))

    assert (parts(edition), edition.revisions.count(), StepTaken.objects.count(), LogEntry.objects.count()) == before


def test_the_first_save_in_initial_review_takes_the_part_of_the_initial_reviewer():
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    take(edition, "save", cast("initial"), words=make_words("Corrected"))

    assert parts(edition) == {"translator": "writer", "initial": "initial_reviewer"}
    assert edition.head.part.role == PartRole.INITIAL_REVIEWER


@pytest.mark.parametrize("stage", [Stage.SECOND_REVIEW, Stage.FINAL_REVIEW, Stage.PUBLISHED])
def test_after_initial_review_nobody_saves(stage):
    edition = make_edition(stage=stage, needs_second_review=True)
    everything = make_user("everything", *Role)
    for user in (everything, cast("translator"), cast("initial"), cast("second"), cast("final")):
        with pytest.raises((NotOpen, NotYours)):
            take(edition, "save", user, words=make_words("Mine"))

    assert edition.head.title == "A meeting"


def test_words_that_no_column_holds_are_refused_with_the_reason():
    edition = make_edition()
    for words in (make_words("x" * 301), make_words(lead_caption="x" * 501)):
        with pytest.raises(Incomplete):
            take(edition, "save", cast("translator"), words=words)

    assert edition.revisions.count() == 1


def test_words_cannot_show_a_photo_of_an_article_that_their_writer_may_not_see():
    secret = make_photo(article=make_article(is_restricted=True, created_by=cast("manager")))
    edition = make_edition()

    with pytest.raises(Incomplete):
        take(edition, "save", cast("translator"), words=make_words(lead_photo_id=secret.pk))


def test_a_reason_is_stored_without_what_no_database_holds():
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    take(edition, "send_back", cast("initial"), note=" two\nlines\x00 ")

    assert StepTaken.objects.get(step="send_back").note == "two\nlines"


# the revision on the screen


@pytest.mark.parametrize("shown", ["an older one", "none", "one of another edition"])
def test_a_decision_on_other_words_than_the_newest_stores_nothing(shown):
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    old = edition.head_id
    take(edition, "save", make_user("colleague", Role.INITIAL_REVIEWER), words=make_words("Corrected"))
    revision = {"an older one": old, "none": None, "one of another edition": make_edition("es").head_id}[shown]

    with pytest.raises(Stale) as refusal:
        edition.take("approve", by=cast("initial"), revision=revision)

    assert refusal.value.details == {"head": edition.head_id}
    assert (edition.stage, parts(edition).get("initial")) == (Stage.INITIAL_REVIEW, None)


# rounds


def test_what_comes_back_begins_a_round_in_which_no_earlier_signature_counts():
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    take(edition, "send_back", cast("final"), note="a date is wrong")
    signatures = [edition.signatures()]
    take(edition, "hand_in", cast("translator"))
    signatures.append(sorted(edition.signatures()))

    assert (signatures, edition.round) == ([{}, ["writing"]], 2)


def test_words_returned_to_initial_review_are_signed_again_before_they_go_out():
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    take(edition, "return_to_initial", cast("final"), note="see", words=make_words("Proposed"))
    take(edition, "adopt", cast("initial"), proposal=Proposal.objects.get().pk)
    with pytest.raises(NotOpen):
        take(edition, "publish", cast("final"))
    take(edition, "approve", cast("initial"))
    take(edition, "publish", cast("final"))

    live = edition.live
    assert (live.revision.title, live.revision.part.user.username, live.round) == ("Proposed", "initial", 2)
    assert (live.initial.revision, live.final.revision) == (live.revision, live.revision)


def test_a_proposal_that_changes_the_change_note_alone_is_kept():
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    words = dataclasses.replace(edition.head.words, change_note="The date was wrong.")
    take(edition, "return_to_initial", cast("final"), note="see", words=words)

    assert Proposal.objects.get().words == words


def test_proposed_words_are_adopted_in_their_own_edition_only():
    edition = make_edition(stage=Stage.FINAL_REVIEW)
    take(edition, "return_to_initial", cast("final"), note="see", words=make_words("Proposed"))
    other = make_edition("es", stage=Stage.INITIAL_REVIEW)

    with pytest.raises(Incomplete):
        take(other, "adopt", cast("initial"), proposal=Proposal.objects.get().pk)


def test_whoever_handed_in_takes_back_until_a_reviewer_has_signed():
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    take(edition, "take_back", cast("translator"))
    taken_back = (edition.stage, edition.round)
    at_stage(edition, Stage.FINAL_REVIEW)

    with pytest.raises(NotOpen):
        take(edition, "take_back", cast("translator"))
    assert taken_back == (Stage.DRAFTING, 2)


# cycles


def test_the_next_cycle_begins_with_the_live_words_without_a_writer():
    edition = publish(words=make_words(change_note="first", change_note_is_public=True))
    live = edition.live.revision
    take(edition, "revise", cast("translator"))

    head = edition.head
    assert (head.kind, head.part, head.copy_of, head.change_note) == ("carried", None, live, "")
    assert not head.words.differs_from(live.words)
    assert (edition.cycle, edition.round, edition.live.revision, parts(edition)) == (
        2,
        1,
        live,
        {"translator": "writer"},
    )


def test_words_that_readers_see_already_are_not_handed_in_again():
    edition = publish()
    take(edition, "revise", cast("translator"))

    with pytest.raises(NotOpen):
        take(edition, "hand_in", cast("translator"))


def test_people_may_change_parts_from_one_cycle_to_the_next():
    edition = publish()
    both = make_user("both", Role.TRANSLATOR, Role.FINAL_REVIEWER)
    take(edition, "revise", both)
    take(edition, "save", both, words=make_words("Revised"))
    take(edition, "hand_in", both)
    at_stage(edition, Stage.FINAL_REVIEW)
    with pytest.raises(NotYours):
        take(edition, "publish", both)
    take(edition, "publish", cast("final"))

    assert people(edition.live)["translated"] == ["TRANSLATOR", "BOTH"]


def test_dropped_changes_bring_back_the_words_that_readers_see():
    edition = publish(words=make_words("Seen"))
    live = edition.live
    at_stage(edition, Stage.INITIAL_REVIEW, words=make_words("Draft"))
    take(edition, "drop_changes", cast("translator"))

    assert (edition.stage, edition.live, edition.head) == (Stage.PUBLISHED, live, live.revision)


def test_words_that_were_unscheduled_before_anybody_saw_them_were_never_published():
    edition = publish(at=timezone.now() + datetime.timedelta(days=1))
    take(edition, "unschedule", cast("final"), note="not yet")

    with pytest.raises(NotOpen):
        take(edition, "drop_changes", cast("translator"))
    take(edition, "discard", cast("translator"), note="not at all")
    assert edition.stage == Stage.DISCARDED


def test_unscheduled_words_go_through_every_review_again_without_being_typed_again():
    edition = publish(at=timezone.now() + datetime.timedelta(days=1))
    take(edition, "unschedule", cast("final"), note="another day")
    colleague = make_user("colleague", Role.TRANSLATOR)
    take(edition, "hand_in", colleague)
    at_stage(edition, Stage.PUBLISHED)

    # who worded them is still named; handing in is not wording
    assert people(edition.live) == {
        "translated": ["TRANSLATOR"],
        "initial_review": ["INITIAL"],
        "final_review": ["FINAL"],
    }


def test_what_was_withdrawn_and_published_again_still_names_who_wrote_it():
    edition = publish()
    take(edition, "withdraw", cast("final"), note="wrong", ending=Ending.NOTICE)
    other = make_user("other", Role.TRANSLATOR)
    take(edition, "revise", other)
    take(edition, "save", other, words=make_words("Right"))
    take(edition, "hand_in", other)
    at_stage(edition, Stage.PUBLISHED)

    assert people(edition.live)["translated"] == ["TRANSLATOR", "OTHER"]
    assert edition.withdrawal is None


def test_a_withdrawn_article_is_not_merged_into_one_that_leads_back_to_it():
    first, second, third = publish(), publish(), publish()
    take(first, "withdraw", cast("final"), note="merged", ending=Ending.MERGED, into=second.article)
    take(second, "withdraw", cast("final"), note="merged", ending=Ending.MERGED, into=third.article)

    for into in (third.article, first.article):
        with pytest.raises(Incomplete):
            take(third, "withdraw", cast("final"), note="merged", ending=Ending.MERGED, into=into)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"ending": "elsewhere"},
        {"ending": Ending.MERGED},
        {"ending": Ending.GONE, "into": True},
        {"ending": Ending.GONE, "at": datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)},
    ],
)
def test_withdrawing_takes_an_ending_and_an_article_only_when_merged(options):
    edition = publish()
    if "into" in options:
        options = options | {"into": make_article()}

    with pytest.raises(Incomplete):
        take(edition, "withdraw", cast("final"), note="wrong", **options)
    assert edition.live is not None


@pytest.mark.parametrize(
    "at", [datetime.datetime(2040, 1, 1), "tomorrow", datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), datetime.datetime.max.replace(tzinfo=datetime.UTC)]
)  # fmt: skip
def test_a_time_without_its_zone_or_out_of_reach_schedules_nothing(at):
    edition = make_edition(stage=Stage.FINAL_REVIEW)

    with pytest.raises(Incomplete):
        take(edition, "publish", cast("final"), at=at)
    assert (edition.stage, edition.next, edition.live) == (Stage.FINAL_REVIEW, None, None)


# credits


def test_credits_name_everyone_who_wrote_and_every_reviewer_who_signed():
    edition = make_edition(needs_second_review=True)
    take(edition, "save", make_user("second-hand", Role.TRANSLATOR, unit_en="Law"), words=make_words("More"))
    take(edition, "hand_in", cast("translator"))
    helper = make_user("helper", Role.INITIAL_REVIEWER)
    take(edition, "save", helper, words=make_words("Corrected"))
    at_stage(edition, Stage.PUBLISHED)

    # the helper corrected words, but another initial reviewer signed
    assert edition.live.credits == [
        {
            "role": "translated",
            "people": [
                {"name": "TRANSLATOR", "unit": ""},
                {"name": "SECOND-HAND", "unit": "Law"},
                {"name": "HELPER", "unit": ""},
            ],
        },
        {"role": "initial_review", "people": [{"name": "INITIAL", "unit": ""}]},
        {"role": "second_review", "people": [{"name": "SECOND", "unit": ""}]},
        {"role": "final_review", "people": [{"name": "FINAL", "unit": ""}]},
    ]


def test_whoever_wrote_words_that_were_dropped_is_not_credited():
    edition = publish()
    dropped = make_user("dropped", Role.TRANSLATOR)
    take(edition, "revise", dropped)
    take(edition, "save", dropped, words=make_words("Dropped"))
    take(edition, "drop_changes", dropped)
    at_stage(edition, Stage.PUBLISHED, words=make_words("Kept"))

    assert people(edition.live)["translated"] == ["TRANSLATOR"]


def test_names_are_printed_in_the_language_of_the_edition():
    for name in ("writer", "initial", "final"):
        User.objects.filter(pk=cast(name).pk).update(printed_name_zh_hans=f"{name}-中文")
    edition = publish("zh-hans")

    assert people(edition.live) == {
        "written": ["writer-中文"],
        "initial_review": ["initial-中文"],
        "final_review": ["final-中文"],
    }


def test_nobody_signs_without_a_name_that_can_be_printed():
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    nameless = make_user("nameless", Role.INITIAL_REVIEWER, printed_name_en="", printed_name_es="Nombre")

    with pytest.raises(NotOpen):
        take(edition, "approve", nameless)
    assert SignOff.objects.filter(stage=SignStage.INITIAL_REVIEW).count() == 0


def test_words_are_not_handed_in_while_one_who_wrote_them_has_no_name_to_print():
    edition = make_edition(words=False)
    take(edition, "save", make_user("nameless", Role.TRANSLATOR, printed_name_en=""), words=make_words())
    take(edition, "save", cast("translator"), words=make_words("More"))

    with pytest.raises(NotOpen, match="nameless"):
        take(edition, "hand_in", cast("translator"))


# a small office, a third pair of eyes


def test_in_a_small_office_one_person_does_both_reviews_and_the_history_says_so(settings):
    settings.NEWSROOM_DISTINCT_REVIEWERS = False
    both = make_user("both", Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER, Role.TRANSLATOR)
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    take(edition, "save", both, words=make_words("Corrected"))
    take(edition, "approve", both)
    take(edition, "publish", both)

    assert parts(edition) == {"translator": "writer", "both": "both_reviews"}
    assert people(edition.live) == {"translated": ["TRANSLATOR"], "initial_review": ["BOTH"], "final_review": ["BOTH"]}


@pytest.mark.parametrize("distinct", [True, False])
def test_the_translator_reviews_in_no_office(settings, distinct):
    settings.NEWSROOM_DISTINCT_REVIEWERS = distinct
    everything = make_user("everything", *Role)
    edition = make_edition(words=False)
    take(edition, "save", everything, words=make_words())
    take(edition, "hand_in", everything)

    for step in ("approve", "save", "send_back"):
        with pytest.raises(NotYours):
            take(edition, step, everything, **({"words": make_words("Mine")} if step == "save" else {"note": "x"}))


def test_where_reviewers_are_distinct_again_nobody_finishes_alone_what_they_began(settings):
    settings.NEWSROOM_DISTINCT_REVIEWERS = False
    both = make_user("both", Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER)
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    take(edition, "approve", both)
    settings.NEWSROOM_DISTINCT_REVIEWERS = True

    with pytest.raises(NotYours):
        take(edition, "publish", both)


@pytest.mark.parametrize(("site", "article"), [(True, False), (False, True), (True, True), (False, False)])
def test_a_second_review_is_taken_when_the_site_or_the_article_asks_for_it(settings, site, article):
    settings.NEWSROOM_SECOND_REVIEW = site
    edition = publish(needs_second_review=article)

    stages = [step.to_stage for step in edition.steps.filter(step="approve").order_by("pk")]
    assert stages == (["second_review", "final_review"] if site or article else ["final_review"])
    assert (edition.live.second is not None) == (site or article)


def test_a_second_review_asked_for_after_hand_in_begins_with_the_next(settings):
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    settings.NEWSROOM_SECOND_REVIEW = True
    take(edition, "send_back", cast("initial"), note="again")
    take(edition, "hand_in", cast("translator"))
    take(edition, "approve", cast("initial"))

    assert edition.stage == Stage.SECOND_REVIEW


# photos


def test_a_photo_credit_changed_before_signing_asks_for_the_words_to_be_saved_again():
    photo = make_photo()
    edition = make_edition(words=make_words(lead_photo_id=photo.pk))
    Photo.objects.update(credit="Han Meimei")

    with pytest.raises(NotOpen, match="save them once more"):
        take(edition, "hand_in", cast("translator"))
    take(edition, "save", cast("translator"), words=edition.head.words)
    take(edition, "hand_in", cast("translator"))
    assert edition.head.computed_digest() == edition.head.digest


# the source


def test_a_confirmation_is_kept_when_the_words_are_saved_again():
    source = publish("zh-hans")
    translation = make_edition("en", article=source.article)
    at_stage(source, Stage.PUBLISHED, words=make_words("新标题"))
    changed = translation.source_has_changed
    translation.confirm(
        by=cast("translator"), revision=translation.head_id, source_revision=translation.source_revision_now().pk
    )
    take(translation, "save", cast("translator"), words=make_words("Another wording"))

    assert (changed, translation.source_has_changed) == (True, False)
    assert translation.head.source_revision == source.live.revision


def test_a_source_that_became_due_is_what_translations_are_compared_with():
    source = publish("zh-hans")
    translation = make_edition("en", article=source.article)
    at_stage(source, Stage.PUBLISHED, words=make_words("新标题"), at=timezone.now() + datetime.timedelta(minutes=5))
    Publication.objects.shown()  # nobody takes a step on the source
    before = translation.source_has_changed
    later = timezone.now() + datetime.timedelta(minutes=6)

    assert (before, source.current(later).revision.title) == (False, "新标题")


# nobody goes round


def test_a_part_without_its_role_gives_nothing():
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    clerk = make_user("clerk")
    Part.objects.create(edition=edition, cycle=1, user=clerk, role=PartRole.INITIAL_REVIEWER)

    with pytest.raises(NotYours):
        take(edition, "approve", clerk)


def test_an_unknown_step_and_an_option_that_a_step_does_not_take_are_refused_and_logged():
    edition = make_edition()
    for step, options in (("publish\x00now", {}), ("hand_in", {"force": True}), ("_move", {})):
        with pytest.raises(Incomplete):
            take(edition, step, cast("translator"), **options)

    refused = LogEntry.objects.filter(action="refused").order_by("pk")
    assert [entry.details["step"] for entry in refused] == ["", "hand_in", ""]
