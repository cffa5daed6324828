"""Who may take which step, from which stage: the table once more as a literal picture, and everything else refused."""

import dataclasses
import datetime
import itertools

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Article, Edition, Part, Proposal
from articles.workflow import (
    BY_NAME,
    STEPS,
    TAKES_NO_PART,
    Ending,
    NotOpen,
    NotYours,
    PartRole,
    Refused,
    Situation,
    Stage,
    judge,
)
from newsroom.accounts.models import User
from newsroom.accounts.roles import Role
from tests.articles.workflow.tables import logged, snapshot
from tests.make import cast, make_edition, make_user, make_words, publish, take

# who, and what they may be in this cycle so far
# w  the role that writes here (Writer for the source, Translator otherwise), nothing yet or a writer
# W  the same, a writer already                              N  the same, whatever part in the cycle that ended
# i s f  initial, second, final reviewer, nothing yet or just that
# F  the role of a final reviewer, whatever part             M D  manager, duty officer, whatever part
# h  who handed in                                           v  a final reviewer who neither published nor wrote
# needs: words there, complete, new to readers; unsigned by a reviewer; published once, never; something shown, scheduled, nothing
#        scheduled; suspended or not; an emergency waiting for its review
PICTURE = """
step                  drafting  initial  second  final  published  discarded   part  needs
save                  w         i        .       .      .          .           yes   -
adopt                 .         i        .       .      .          .           yes   words
hand_in               W         .        .       .      .          .           yes   words complete new
approve               .         i        s       .      .          .           yes   words complete
publish               .         .        .       f      .          .           yes   words complete unplanned
send_back             .         i        s       f      .          .           yes   -
return_to_initial     .         .        s       f      .          .           yes   -
take_back             .         h        h       h      .          .           no    unsigned
revise                .         .        .       .      N          .           yes   once unplanned
drop_changes          w         w        w       w      .          .           no    once
discard               wM        .        .       .      .          .           no    never
unschedule            .         .        .       .      F          .           no    planned
withdraw              FM        FM       FM      FM     FM         FM          no    shown
suspend               D         D        D       D      D          D           no    lively
put_back              F         F        F       F      F          F           no    suspended
publish_in_emergency  M         M        M       M      .          .           no    words complete unplanned
review_afterwards     .         .        .       .      v          .           yes   waiting
"""
HEADER, *ROWS = [line.split(maxsplit=8) for line in PICTURE.strip().splitlines()]
STAGES = dict(zip(Stage, ("drafting", "initial", "second", "final", "published", "discarded"), strict=True))
CELL = {(row[0], stage): row[1 + list(STAGES).index(stage)] for row in ROWS for stage in STAGES}
TAKES_PART = {row[0]: row[7] == "yes" for row in ROWS}
NEEDS = {row[0]: () if row[8] == "-" else tuple(row[8].split()) for row in ROWS}

# a fact of the picture that is missing → the situation that says so
MISSING = {
    "words": {"has_words": False},
    "complete": {"is_complete": False},
    "new": {"differs": False},
    "unsigned": {"reviewer_signed": True},
    "once": {"was_published": False},
    "never": {"was_published": True},
    "shown": {"is_live": False, "is_scheduled": False},
    "planned": {"is_scheduled": False},
    "unplanned": {"is_scheduled": True},
    "lively": {"is_suspended": True},
    "suspended": {"is_suspended": False},
    "waiting": {"awaits_review": False},
}
THERE = {
    "words": {"has_words": True},
    "complete": {"is_complete": True},
    "new": {"differs": True},
    "unsigned": {"reviewer_signed": False},
    "once": {"was_published": True},
    "never": {"was_published": False},
    "shown": {"is_live": True},
    "planned": {"is_scheduled": True},
    "unplanned": {"is_scheduled": False},
    "lively": {"is_suspended": False},
    "suspended": {"is_suspended": True},
    "waiting": {"awaits_review": True},
}

PARTS = [None, *PartRole]
ROLE_SETS = [
    frozenset(),
    *(frozenset({a, b}) for a, b in itertools.combinations_with_replacement(Role, 2)),
    frozenset(Role),
]


def allowed(step: str, stage: Stage, s: Situation) -> PartRole | bool | None:
    """What the picture says: the part that is taken, None for no part, False for refused."""
    writes = (Role.WRITER if s.is_source else Role.TRANSLATOR) in s.roles
    reviewer = {"i": PartRole.INITIAL_REVIEWER, "s": PartRole.SECOND_REVIEWER, "f": PartRole.FINAL_REVIEWER}
    role = {"i": Role.INITIAL_REVIEWER, "s": Role.SECOND_REVIEWER, "f": Role.FINAL_REVIEWER}
    both = s.one_reviewer_may_do_both and {Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER} <= s.roles
    answer = False
    for code in CELL[step, stage]:
        match code:
            case "w" if writes and s.part in {None, PartRole.WRITER}:
                answer = PartRole.WRITER
            case "W" if writes and (s.part == PartRole.WRITER or (s.part is None and not s.cycle_has_writer)):
                answer = PartRole.WRITER
            case "N" if writes:
                answer = PartRole.WRITER
            case "i" | "f" if both and s.part in {None, PartRole.BOTH_REVIEWS}:
                answer = PartRole.BOTH_REVIEWS
            case "i" | "s" | "f" if role[code] in s.roles and s.part in {None, reviewer[code]}:
                answer = reviewer[code]
            case "F" if Role.FINAL_REVIEWER in s.roles:
                answer = None if answer is False else answer
            case "M" if Role.MANAGER in s.roles:
                answer = None if answer is False else answer
            case "D" if Role.DUTY_OFFICER in s.roles:
                answer = None
            case "h" if s.handed_in:
                answer = None
            case "v" if Role.FINAL_REVIEWER in s.roles and not s.is_publisher:
                if s.part_in_publication in {None, PartRole.FINAL_REVIEWER}:
                    answer = PartRole.FINAL_REVIEWER
    return answer if answer is False or TAKES_PART[step] else None


def verdict(step, s: Situation) -> PartRole | bool | None:
    try:
        part = judge(step, s)
    except (NotYours, NotOpen):
        return False
    return None if part is TAKES_NO_PART else part


def test_the_picture_has_every_step_once():
    assert [row[0] for row in ROWS] == [step.name for step in STEPS]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_whoever_the_picture_does_not_name_is_refused(step):
    facts = {key: value for name in NEEDS[step.name] for key, value in THERE[name].items()}
    flags = ("is_source", "handed_in", "one_reviewer_may_do_both", "is_publisher", "cycle_has_writer")
    wrong = []
    for stage, roles, part, flag in itertools.product(Stage, ROLE_SETS, PARTS, [None, *flags]):
        extra = {name: name == flag for name in flags}
        s = Situation(stage=stage, roles=roles, part=part, part_in_publication=part, **facts | extra)
        if verdict(step, s) != allowed(step.name, stage, s):
            wrong.append(s)

    assert wrong == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_nobody_acts_in_a_language_that_is_not_theirs_or_on_what_they_may_not_see(step):
    facts = {key: value for name in NEEDS[step.name] for key, value in THERE[name].items()}
    let_in = set()
    for stage, part in itertools.product(Stage, PARTS):
        s = Situation(stage=stage, is_source=False, roles=frozenset(Role), part=part, handed_in=True, **facts)
        for hidden in ({"speaks": False}, {"may_see": False}, {"speaks": False, "may_see": False}):
            if verdict(step, dataclasses.replace(s, **hidden)) is not False:
                let_in.add((step.name, *hidden))

    # a duty officer suspends all languages at once, whichever they read
    assert let_in == ({("suspend", "speaks")} if step.name == "suspend" else set())


@pytest.mark.parametrize(
    ("step", "fact"), [(step, fact) for step in STEPS for fact in NEEDS[step.name]], ids=lambda x: getattr(x, "name", x)
)
def test_a_step_is_refused_while_something_that_it_takes_is_missing(step, fact):
    facts = {key: value for name in NEEDS[step.name] for key, value in THERE[name].items()}
    let_in = []
    for stage, part, source in itertools.product(Stage, PARTS, (False, True)):
        s = Situation(stage=stage, is_source=source, roles=frozenset(Role), part=part, handed_in=True, **facts)
        if verdict(step, dataclasses.replace(s, **MISSING[fact])) is not False:
            let_in.append(s)

    assert let_in == []


# the same with real people at real editions

PEOPLE = {
    # name: roles, part given in this cycle; the parts of the cast come from what they did
    "co-writer": ({Role.TRANSLATOR}, PartRole.WRITER),
    "assigned initial": ({Role.INITIAL_REVIEWER}, PartRole.INITIAL_REVIEWER),
    "writer with every role": (set(Role), PartRole.WRITER),
    "initial reviewer with every role": (set(Role), PartRole.INITIAL_REVIEWER),
    "final reviewer with every role": (set(Role), PartRole.FINAL_REVIEWER),
    "part without the role": (set(), PartRole.INITIAL_REVIEWER),
    "stranger with every role": (set(Role), None),
    "writer of the source": ({Role.WRITER}, None),
    "auditor and records officer": ({Role.AUDITOR, Role.RECORDS_OFFICER}, None),
    "superuser without a role": (set(), None),
    "superuser who wrote": (set(Role), PartRole.WRITER),
    "every role, wrong language": (set(Role), None),
    "every role, left the office": (set(Role), None),
    "every role, no staff": (set(Role), None),
}
BARRED = {"every role, left the office", "every role, no staff"}
BY_CAST = {
    "translator": ({Role.TRANSLATOR}, PartRole.WRITER),
    "initial": ({Role.INITIAL_REVIEWER}, PartRole.INITIAL_REVIEWER),
    "second": ({Role.SECOND_REVIEWER}, PartRole.SECOND_REVIEWER),
    "final": ({Role.FINAL_REVIEWER}, PartRole.FINAL_REVIEWER),
    "manager": ({Role.MANAGER}, None),
    "duty": ({Role.DUTY_OFFICER}, None),
}
NEW = make_words("Another title")


def returned() -> Edition:
    """In initial review again, with words that the final reviewer proposes."""
    edition = make_edition(stage=Stage.FINAL_REVIEW, needs_second_review=True)
    take(edition, "return_to_initial", cast("final"), note="see my words", words=make_words("Proposed"))
    return edition


def revised() -> Edition:
    edition = publish()
    take(edition, "revise", cast("translator"))
    take(edition, "save", cast("translator"), words=make_words("A meeting, revised"))
    return edition


def emergency() -> Edition:
    edition = make_edition()
    take(edition, "publish_in_emergency", cast("manager"), note="flood")
    return edition


def suspended() -> Edition:
    edition = publish()
    take(edition, "suspend", cast("duty"), note="complaint")
    return edition


def scheduled() -> Edition:
    return publish(at=timezone.now() + datetime.timedelta(days=30))


# an edition, what is true of it, who has which part by what they did in the cycle
WORLDS = {
    "drafting": (make_edition, "words complete new unsigned never unplanned lively", {"translator"}),
    "revised": (revised, "words complete new unsigned once shown unplanned lively", {"translator"}),
    "initial review": (lambda: make_edition(stage=Stage.INITIAL_REVIEW), "words complete new unsigned never unplanned lively", {"translator"}),
    "returned": (returned, "words complete new unsigned never unplanned lively proposal", {"translator", "initial", "second", "final"}),
    "second review": (lambda: make_edition(stage=Stage.SECOND_REVIEW, needs_second_review=True), "words complete new never unplanned lively", {"translator", "initial"}),
    "final review": (lambda: make_edition(stage=Stage.FINAL_REVIEW), "words complete new never unplanned lively", {"translator", "initial"}),
    "published": (publish, "words complete once shown unplanned lively", {"translator", "initial", "final"}),
    "scheduled": (scheduled, "words complete once shown planned lively", {"translator", "initial", "final"}),
    "emergency": (emergency, "words complete once shown unplanned lively waiting", {"translator"}),
    "suspended": (suspended, "words complete once shown unplanned suspended", {"translator", "initial", "final"}),
    "discarded": (lambda: make_edition(stage=Stage.DISCARDED), "words complete new unsigned never unplanned lively", {"translator"}),
}  # fmt: skip


def options(step: str, edition: Edition) -> dict:
    note = {"note": "because"} if BY_NAME[step].needs_note else {}
    match step:
        case "save":
            return {"words": NEW}
        case "adopt":
            proposal = Proposal.objects.filter(edition=edition).first()
            return {"proposal": proposal.pk if proposal else None}
        case "withdraw":
            return note | {"ending": Ending.GONE}
    return note


def people(edition: Edition, acted: set[str]) -> dict[str, tuple[User, Situation | None]]:
    """Everybody of the office, with their situation as the picture asks for it; None for who may do nothing at all."""
    everybody = {}
    for name, (roles, part) in PEOPLE.items():
        fields = {"is_superuser": name.startswith("superuser")}
        fields |= {"is_active": "left" not in name, "is_staff": "no staff" not in name}
        languages = ["es"] if "wrong language" in name else ["en", "zh-hans"]
        user = make_user(name.replace(" ", "-").replace(",", ""), *sorted(roles), languages=languages, **fields)
        if part is not None:
            Part.objects.create(edition=edition, cycle=edition.cycle, user=user, role=part)
        everybody[name] = (user, roles, part)
    for name, (roles, part) in BY_CAST.items():
        everybody[name] = (cast(name), roles, part if name in acted else None)
    return {
        name: (
            user,
            None
            if name in BARRED
            else Situation(
                stage=Stage(edition.stage),
                is_source=False,
                roles=frozenset(roles),
                part=part,
                part_in_publication=part,
                speaks="wrong language" not in name,
                is_publisher=name == "manager",
                handed_in=name == "translator",
            ),
        )
        for name, (user, roles, part) in everybody.items()
    }


# enough to see a mistake at once; the rest takes minutes
QUICK = {"returned", "final review", "scheduled"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "world", [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in WORLDS]
)
def test_every_step_by_everybody_is_taken_or_refused_without_a_trace_but_in_the_log(world):
    make, facts, acted = WORLDS[world]
    edition = make()
    everybody = people(edition, acted)
    before, log_before = snapshot(), len(logged())
    taken, expected, refused = set(), set(), []

    for step, (name, (user, situation)) in itertools.product(BY_NAME, everybody.items()):
        is_there = set(NEEDS[step]) <= set(facts.split()) and (step != "adopt" or "proposal" in facts)
        speaks = situation is not None and (situation.speaks or step == "suspend")
        if speaks and is_there and allowed(step, Stage(edition.stage), situation) is not False:
            expected.add((step, name))
        savepoint = transaction.savepoint()
        try:
            take(edition, step, user, **options(step, edition))
        except Refused:
            refused.append(("refused", step))
            transaction.savepoint_commit(savepoint)
        else:
            taken.add((step, name))
            transaction.savepoint_rollback(savepoint)
            edition.refresh_from_db()

    assert taken == expected
    assert [(action, details["step"]) for action, details in logged()[log_before:]] == refused
    assert snapshot() == before


@pytest.mark.django_db
def test_a_restricted_article_is_moved_by_its_people_only_until_readers_see_it():
    edition = make_edition(is_restricted=True, created_by=cast("translator"))
    assigned = make_user("assigned", Role.INITIAL_REVIEWER)
    Part.objects.create(edition=edition, cycle=1, user=assigned, role=PartRole.INITIAL_REVIEWER)
    take(edition, "hand_in", cast("translator"))

    with pytest.raises(NotYours):
        take(edition, "approve", cast("initial"))
    with pytest.raises(NotYours):
        take(edition, "suspend", cast("duty"), note="complaint")
    take(edition, "approve", assigned)
    Part.objects.create(edition=edition, cycle=1, user=cast("final"), role=PartRole.FINAL_REVIEWER)
    take(edition, "publish", cast("final"))
    take(edition, "suspend", cast("duty"), note="complaint")

    assert Article.objects.get().is_suspended
