"""The workflow as data. Models, admin, tests and role setup read it; it imports no model, and nothing restates it.

A row says from which stages a step may be taken, where it leads, who may take it, and what it takes. `Situation` holds the facts about
one edition and one user that a row can ask for; `judge` is the only decision.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsroom.accounts.roles import Role


class Stage(models.TextChoices):
    """How far the open cycle is."""

    DRAFTING = "drafting", _("Drafting")
    INITIAL_REVIEW = "initial_review", _("Initial review")
    SECOND_REVIEW = "second_review", _("Second review")
    FINAL_REVIEW = "final_review", _("Final review")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class PartRole(models.TextChoices):
    """What one user is in one cycle of one edition."""

    WRITER = "writer", _("Writer or translator")
    INITIAL_REVIEWER = "initial_reviewer", _("Initial reviewer")
    SECOND_REVIEWER = "second_reviewer", _("Second reviewer")
    FINAL_REVIEWER = "final_reviewer", _("Final reviewer")
    BOTH_REVIEWS = "both_reviews", _("Initial and final reviewer")


class SignStage(models.TextChoices):
    """What a signature stands under."""

    WRITING = "writing", _("Handed in")
    INITIAL_REVIEW = "initial_review", _("Initial review")
    SECOND_REVIEW = "second_review", _("Second review")
    FINAL_REVIEW = "final_review", _("Final review")
    AFTERWARDS = "afterwards", _("Reviewed after publication")


class Ending(models.TextChoices):
    """What a withdrawn page answers."""

    NOTICE = "notice", _("A notice that it was withdrawn, with the date")
    GONE = "gone", _("Gone: the address says that nothing is there any more")
    MERGED = "merged", _("Merged into another article, to which the address leads")


DRAFTING = frozenset({Stage.DRAFTING})
IN_REVIEW = frozenset({Stage.INITIAL_REVIEW, Stage.SECOND_REVIEW, Stage.FINAL_REVIEW})
AFTER_INITIAL = frozenset({Stage.SECOND_REVIEW, Stage.FINAL_REVIEW})
PUBLISHED = frozenset({Stage.PUBLISHED})
OPEN = DRAFTING | IN_REVIEW
ANY = frozenset(Stage)

ROLE_OF_PART = {
    PartRole.INITIAL_REVIEWER: Role.INITIAL_REVIEWER,
    PartRole.SECOND_REVIEWER: Role.SECOND_REVIEWER,
    PartRole.FINAL_REVIEWER: Role.FINAL_REVIEWER,
}
REVIEWER_OF_STAGE = {
    Stage.INITIAL_REVIEW: PartRole.INITIAL_REVIEWER,
    Stage.SECOND_REVIEW: PartRole.SECOND_REVIEWER,
    Stage.FINAL_REVIEW: PartRole.FINAL_REVIEWER,
}


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything that a row may ask about one edition and one user, now.

    `frozen` says why nothing may appear at the moment for which the step is asked; buttons are made without it, because
    a step that takes a time may choose one after the freeze.
    """

    stage: Stage
    is_source: bool
    roles: frozenset[Role] = frozenset()
    part: PartRole | None = None
    cycle_has_writer: bool = True
    speaks: bool = True
    may_see: bool = True
    handed_in: bool = False
    has_words: bool = True
    is_complete: bool = True
    differs: bool = True
    reviewer_signed: bool = False
    is_live: bool = False
    is_scheduled: bool = False
    was_published: bool = False
    is_suspended: bool = False
    awaits_review: bool = False
    is_publisher: bool = False
    part_in_publication: PartRole | None = None
    second_review: bool = False
    one_reviewer_may_do_both: bool = False
    frozen: str = ""


class Refused(Exception):
    """A step that was not taken. `status` is what the address answers."""

    status = 409

    def __init__(self, message, **details):
        super().__init__(str(message))
        self.message = message
        self.details = details


class NotYours(Refused):
    """This user may not take this step here."""

    status = 403


class NotOpen(Refused):
    """The step is not open from this stage, or what it needs is not there."""


class Stale(Refused):
    """The words moved on since the user's screen was drawn; nothing is stored."""


class Incomplete(Refused):
    """What the step takes (a reason, a time, an ending) is missing or wrong."""

    status = 400


TAKES_NO_PART = object()
Actor = Callable[[Situation], object]


def writer(s: Situation):
    """Whoever may write: the role of the source or of a translation, and no other part in this cycle."""
    role = Role.WRITER if s.is_source else Role.TRANSLATOR
    return PartRole.WRITER if role in s.roles and s.part in {None, PartRole.WRITER} else None


def writer_of_cycle(s: Situation):
    """A writer of this cycle; when nobody is one (words that were unscheduled open a cycle), whoever may write."""
    return writer(s) if s.part == PartRole.WRITER or not s.cycle_has_writer else None


def writer_of_next_cycle(s: Situation):
    role = Role.WRITER if s.is_source else Role.TRANSLATOR
    return PartRole.WRITER if role in s.roles else None


def _reviewer(s: Situation, part: PartRole):
    if part != PartRole.SECOND_REVIEWER and s.one_reviewer_may_do_both:
        both = {Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER} <= s.roles
        if both and s.part in {None, PartRole.BOTH_REVIEWS}:
            return PartRole.BOTH_REVIEWS
    return part if ROLE_OF_PART[part] in s.roles and s.part in {None, part} else None


def reviewer_of_stage(s: Situation):
    part = REVIEWER_OF_STAGE.get(s.stage)
    return _reviewer(s, part) if part else None


def writes_here(s: Situation):
    """Drafting: writers and translators. Initial review: the initial reviewer. Later: nobody."""
    if s.stage == Stage.DRAFTING:
        return writer(s)
    return _reviewer(s, PartRole.INITIAL_REVIEWER) if s.stage == Stage.INITIAL_REVIEW else None


def who_handed_in(s: Situation):
    return TAKES_NO_PART if s.handed_in else None


def _anyone_with(*roles: Role) -> Actor:
    return lambda s: TAKES_NO_PART if s.roles & set(roles) else None


def who_may_write(s: Situation):
    return TAKES_NO_PART if writer(s) else None


def who_may_write_or_manager(s: Situation):
    return TAKES_NO_PART if writer(s) or Role.MANAGER in s.roles else None


def later_reviewer(s: Situation):
    """A final reviewer who neither published it nor holds another part in the cycle that was published."""
    free = s.part_in_publication in {None, PartRole.FINAL_REVIEWER}
    return PartRole.FINAL_REVIEWER if Role.FINAL_REVIEWER in s.roles and free and not s.is_publisher else None


def next_review(s: Situation) -> Stage:
    if s.stage == Stage.INITIAL_REVIEW and s.second_review:
        return Stage.SECOND_REVIEW
    return Stage.FINAL_REVIEW


@dataclass(frozen=True)
class Step:
    """One row. `to` is a stage, a rule that gives one, or None (unchanged); `needs` are facts with the sentence when one is missing.

    `goes_live`: readers see something that they did not see before, so that a publishing freeze refuses it. An emergency is what a
    freeze lets pass.
    """

    name: str
    label: object
    stages: frozenset[Stage]
    to: Stage | Callable[[Situation], Stage] | None
    who: Actor
    signs: bool = False
    needs_note: bool = False
    next_round: bool = False
    next_cycle: bool = False
    options: frozenset[str] = frozenset()
    needs: tuple[tuple[str, object], ...] = ()
    any_language: bool = False
    goes_live: bool = False
    asks: object = field(default="", compare=False)

    @property
    def targets(self) -> frozenset[Stage]:
        """Every stage that this row can lead to, for the guard on stages."""
        if self.to is None:
            return frozenset()
        return frozenset({Stage.SECOND_REVIEW, Stage.FINAL_REVIEW}) if callable(self.to) else frozenset({self.to})


WORDS = ("has_words", _("There are no words yet."))
COMPLETE = ("is_complete", _("Title and text must be there first."))
DIFFERS = ("differs", _("The words are the same as those that readers see: there is nothing to review."))
UNSIGNED = ("nobody_signed", _("A reviewer has signed in this round: it can only be sent back."))
WAS_PUBLISHED = ("was_published", _("This was never published."))
NEVER_PUBLISHED = ("never_published", _("This was published once: drop the changes or withdraw it instead."))
SCHEDULED = ("is_scheduled", _("Nothing is scheduled."))
NOT_SCHEDULED = ("not_scheduled", _("Words are scheduled already: unschedule them first."))
SHOWN = ("is_live_or_scheduled", _("Nothing is shown or scheduled here."))
NOT_SUSPENDED = ("not_suspended", _("The article is suspended already."))
SUSPENDED = ("is_suspended", _("The article is not suspended."))
AWAITS_REVIEW = ("awaits_review", _("No emergency publication waits for a review here."))

REASON = _("Why?")
final_or_manager = _anyone_with(Role.FINAL_REVIEWER, Role.MANAGER)
final_reviewer = _anyone_with(Role.FINAL_REVIEWER)
manager = _anyone_with(Role.MANAGER)
duty_officer = _anyone_with(Role.DUTY_OFFICER)

# fmt: off
STEPS = (
    Step("save", _("Save"), DRAFTING | {Stage.INITIAL_REVIEW}, None, writes_here, options=frozenset({"words", "source_revision"})),
    Step("adopt", _("Adopt the proposed words"), frozenset({Stage.INITIAL_REVIEW}), None, writes_here, options=frozenset({"proposal"}), needs=(WORDS,)),
    Step("hand_in", _("Hand in for review"), DRAFTING, Stage.INITIAL_REVIEW, writer_of_cycle, signs=True, needs=(WORDS, COMPLETE, DIFFERS)),
    Step("approve", _("Approve"), frozenset({Stage.INITIAL_REVIEW, Stage.SECOND_REVIEW}), next_review, reviewer_of_stage, signs=True, needs=(WORDS, COMPLETE)),
    Step("publish", _("Approve and publish"), frozenset({Stage.FINAL_REVIEW}), Stage.PUBLISHED, reviewer_of_stage, signs=True, options=frozenset({"at"}), needs=(WORDS, COMPLETE, NOT_SCHEDULED), goes_live=True),
    Step("send_back", _("Send back"), IN_REVIEW, Stage.DRAFTING, reviewer_of_stage, needs_note=True, next_round=True, asks=_("What should be changed?")),
    Step("return_to_initial", _("Return to initial review"), AFTER_INITIAL, Stage.INITIAL_REVIEW, reviewer_of_stage, needs_note=True, next_round=True, options=frozenset({"words"}), asks=_("What should be corrected?")),
    Step("take_back", _("Take back"), IN_REVIEW, Stage.DRAFTING, who_handed_in, next_round=True, needs=(UNSIGNED,)),
    Step("revise", _("Revise"), PUBLISHED, Stage.DRAFTING, writer_of_next_cycle, next_cycle=True, needs=(WAS_PUBLISHED, NOT_SCHEDULED)),
    Step("drop_changes", _("Drop changes"), OPEN, Stage.PUBLISHED, who_may_write, needs=(WAS_PUBLISHED,)),
    Step("discard", _("Discard"), DRAFTING, Stage.DISCARDED, who_may_write_or_manager, needs_note=True, needs=(NEVER_PUBLISHED,), asks=REASON),
    Step("unschedule", _("Unschedule"), PUBLISHED, Stage.DRAFTING, final_reviewer, needs_note=True, next_cycle=True, needs=(SCHEDULED,), asks=REASON),
    Step("withdraw", _("Withdraw"), ANY, None, final_or_manager, needs_note=True, options=frozenset({"ending", "into"}), needs=(SHOWN,), asks=_("Why? (stays inside the office)")),
    Step("suspend", _("Suspend in all languages"), ANY, None, duty_officer, needs_note=True, needs=(NOT_SUSPENDED,), any_language=True, asks=_("Why? (stays inside the office)")),
    Step("put_back", _("Put back"), ANY, None, final_reviewer, needs_note=True, needs=(SUSPENDED,), goes_live=True, asks=REASON),
    Step("publish_in_emergency", _("Publish in an emergency"), OPEN, Stage.PUBLISHED, manager, needs_note=True, needs=(WORDS, COMPLETE, NOT_SCHEDULED), asks=_("What is the emergency?")),
    Step("review_afterwards", _("Sign the review afterwards"), PUBLISHED, None, later_reviewer, signs=True, needs=(AWAITS_REVIEW,)),
)
# fmt: on
BY_NAME = {step.name: step for step in STEPS}


def _fact(s: Situation, name: str) -> bool:
    """The facts that a row may ask for; those with a name of their own are the opposite of another or a pair."""
    match name:
        case "nobody_signed":
            return not s.reviewer_signed
        case "never_published":
            return not s.was_published
        case "not_scheduled":
            return not s.is_scheduled
        case "is_live_or_scheduled":
            return s.is_live or s.is_scheduled
        case "not_suspended":
            return not s.is_suspended
        case _:
            return getattr(s, name)


def judge(step: Step, s: Situation):
    """The part that the user takes by this step, or TAKES_NO_PART. Raises NotYours or NotOpen.

    Who is asked before what, so that a stranger learns nothing about an edition from the answer.
    """
    if not s.may_see or not (s.speaks or step.any_language):
        raise NotYours(_("This step is not yours: the article or its language is not among those you work on."))
    if s.stage not in step.stages:
        raise NotOpen(
            pgettext_lazy("a step", "“%(step)s” is not open in the stage “%(stage)s”.")
            % {"step": step.label, "stage": s.stage.label}
        )
    part = step.who(s)
    if part is None:
        raise NotYours(
            _("This step is not yours: it takes another role, or you already have another part in this round of work.")
        )
    for fact, sentence in step.needs:
        if not _fact(s, fact):
            raise NotOpen(sentence)
    if step.goes_live and s.frozen:
        raise NotOpen(s.frozen)
    return part


def open_steps(s: Situation) -> list[Step]:
    """The steps that this user could take now: what the buttons are made from."""
    found = []
    for step in STEPS:
        try:
            judge(step, s)
        except Refused:
            continue
        found.append(step)
    return found


def stage_moves() -> frozenset[tuple[Stage, Stage]]:
    """Every change of stage that some row makes, for the guard in the database."""
    return frozenset((start, end) for step in STEPS for start in step.stages for end in step.targets if start != end)
