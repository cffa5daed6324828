"""People at random, at random moments: after every step every rule holds, and what readers see is what was signed.

The machine keeps its own account of what readers must see (a list of what was decided and when) and of every row that must never change.
It knows nothing of `articles.workflow` but the names of the steps. Each way of breaking the rules that is tried at the end is found.
"""

import dataclasses
import datetime

import hypothesis
import hypothesis.strategies as st
import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles import verify, workflow
from articles.models import (
    Article,
    Edition,
    Part,
    Proposal,
    Publication,
    Revision,
    SignOff,
    StepTaken,
    Withdrawal,
)
from articles.models.edition import Edition as EditionModel
from articles.models.taking import Taking
from articles.workflow import BY_NAME, Ending, Refused
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from newsroom.shared import guards
from tests.articles.workflow.attacks import SQLITE, sql
from tests.articles.workflow.tables import snapshot
from tests.make import make_article, make_user, make_words

START = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
KEPT = (Revision, SignOff, Publication, StepTaken, Withdrawal, Proposal, LogEntry)
STAFF = {
    "writer": [Role.WRITER],
    "translator": [Role.TRANSLATOR],
    "initial": [Role.INITIAL_REVIEWER],
    "final": [Role.FINAL_REVIEWER],
    "second": [Role.SECOND_REVIEWER],
    "editor": [Role.TRANSLATOR, Role.INITIAL_REVIEWER, Role.FINAL_REVIEWER],
    "head": [Role.INITIAL_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.MANAGER],
    "boss": list(Role),
    "duty": [Role.DUTY_OFFICER],
    "nobody": [],
}
WRITING = {"written", "translated"}
WRITERS_STEPS = {"save", "hand_in", "revise", "take_back", "drop_changes"}
REVIEWERS_STEPS = {
    "save",
    "adopt",
    "approve",
    "publish",
    "send_back",
    "return_to_initial",
    "unschedule",
    "review_afterwards",
}
# what takes words onward happens more often, what ends or stops the work less often than the rest
WEIGHTS = {"hand_in": 3, "approve": 4, "publish": 6, "revise": 3, "adopt": 3, "put_back": 3, "send_back": 0.5}
WEIGHTS |= {
    "discard": 0.01,
    "suspend": 0.1,
    "withdraw": 0.2,
    "publish_in_emergency": 0.1,
    "take_back": 0.2,
    "drop_changes": 0.2,
}


@dataclasses.dataclass
class Account:
    """What readers must see of one edition: (from when, title or None) in the order of the decisions."""

    decided: list[tuple[datetime.datetime, str | None]] = dataclasses.field(default_factory=list)

    def at(self, now) -> str | None:
        due = [title for moment, title in self.decided if moment <= now]
        return due[-1] if due else None

    def later(self, now) -> bool:
        return any(moment > now for moment, title in self.decided)


class Office(RuleBasedStateMachine):
    """One article in two languages and everybody who works there."""

    people: dict = {}

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(START, tick=False)
        self.now = self.clock.start()
        self.options_before = settings.NEWSROOM_DISTINCT_REVIEWERS
        self.seen: dict = {model: {} for model in KEPT}
        self.written = 0
        # a refusal leaves everything as it was, which is asserted there; the invariants need no second look
        self.is_news = True

    @initialize(second=st.booleans(), distinct=st.booleans(), random=st.randoms(use_true_random=True))
    def open(self, second, distinct, random):
        self.random = random
        settings.NEWSROOM_DISTINCT_REVIEWERS = distinct
        self.distinct = distinct
        self.article = make_article(created_by=self.people["writer"], needs_second_review=second)
        self.editions = [Edition.objects.create(article=self.article, language=code) for code in ("zh-hans", "en")]
        self.account = {edition.pk: Account() for edition in self.editions}
        self.suspended = False

    def teardown(self):
        settings.NEWSROOM_DISTINCT_REVIEWERS = self.options_before
        self.clock.stop()
        try:
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # what happens

    @rule(minutes=st.sampled_from([1, 29, 31, 32, 600]))
    def time_passes(self, minutes):
        self.is_news = True
        self.now.shift(datetime.timedelta(minutes=minutes))

    @rule()
    def somebody_writes(self):
        self.take_offered(WRITERS_STEPS)

    @rule()
    def somebody_reviews(self):
        self.take_offered(REVIEWERS_STEPS)

    @rule()
    def somebody_decides(self):
        self.take_offered(BY_NAME)

    @rule()
    def somebody_tries_any_step(self):
        self.take(self.one_edition(), self.random.choice(list(STAFF)), self.random.choice(list(BY_NAME)), stale=False)

    def one_edition(self) -> Edition:
        return Edition.objects.get(pk=self.random.choice(self.editions).pk)

    def take_offered(self, wanted):
        """A step that somebody's screen offers: of those wanted, or else any. Now and then the words have moved on since."""
        edition = self.one_edition()
        names = self.random.sample(sorted(self.people), 5)
        offers = [(name, step.name) for name in names for step in edition.open_steps(self.people[name])]
        offers = [offer for offer in offers if offer[1] in wanted] or offers
        steps = sorted({step for name, step in offers})
        if steps:
            (step,) = self.random.choices(steps, weights=[WEIGHTS.get(step, 1) for step in steps])
            self.take(
                edition,
                self.random.choice([name for name, own in offers if own == step]),
                step,
                stale=self.random.random() < 0.1,
            )

    @precondition(lambda self: len(self.written_revisions()) > 0)
    @rule()
    def somebody_with_the_password_tampers(self):
        """Raw SQL that would break a rule, if the database took it."""
        edition = self.one_edition()
        older = edition.publications.last()
        foreign = Publication.objects.exclude(edition=edition).first()
        part = Part.objects.last()
        choices = [
            "UPDATE articles_revision SET title = 'Tampered'",
            "UPDATE articles_signoff SET round = round + 1",
            "UPDATE articles_publication SET round = round + 1",
            "DELETE FROM articles_steptaken",
            "UPDATE accounts_logentry SET action = 'x'",
        ]
        if part is not None:
            columns = "edition_id, cycle, user_id, role"
            choices.append(
                f"INSERT INTO articles_part ({columns}) SELECT edition_id, cycle, user_id, 'final_reviewer' "
                f"FROM articles_part WHERE id = {part.pk}"
            )
        if foreign is not None:
            choices.append(f"UPDATE articles_edition SET live_id = {foreign.pk} WHERE id = {edition.pk}")
        if (
            older is not None
            and older.pk not in {edition.live_id, edition.next_id}
            and edition.publications.count() > 1
        ):
            choices.append(f"UPDATE articles_edition SET live_id = {older.pk} WHERE id = {edition.pk}")
        for attack in choices:
            table = attack.split()[1 if attack.startswith("UPDATE") else 2]
            if not self.has_rows(table):
                continue
            with pytest.raises(IntegrityError), transaction.atomic():
                sql(attack)
        self.is_news = False

    def has_rows(self, table) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            return cursor.fetchone() is not None

    def written_revisions(self):
        return Revision.objects.filter(edition__in=self.editions)

    def take(self, edition, name, step, *, stale):
        self.is_news = True
        user = self.people[name]
        options = self.options(edition, step)
        revision = (edition.head_id or 0) + 1 if stale else edition.head_id
        before = (edition.stage, edition.cycle, edition.round)
        rows = snapshot("articles", "accounts")
        refusals = LogEntry.objects.filter(action="refused").count()
        try:
            taking = edition.take(step, by=user, revision=revision, **options)
        except Refused:
            assert snapshot("articles", "accounts") == rows, "a refusal left something behind"
            assert LogEntry.objects.filter(action="refused").count() == refusals + 1
            self.is_news = False
            return
        assert not stale, "words that were not on the screen were decided on"
        self.keep_account(edition, step, user, options, taking, before)

    def options(self, edition, step) -> dict:
        options = {"note": "because"} if BY_NAME[step].needs_note else {}
        if step == "save" or (step == "return_to_initial" and self.random.random() < 0.7):
            self.written += 1
            options["words"] = make_words(f"Words {self.written}")
        if step == "adopt":
            proposal = Proposal.objects.filter(edition=edition).first()
            options["proposal"] = proposal.pk if proposal else 0
        if step == "publish" and self.random.random() < 0.5:
            options["at"] = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=30)
        if step == "withdraw":
            options["ending"] = self.random.choice([Ending.GONE, Ending.NOTICE])
        return options

    def keep_account(self, edition, step, user, options, taking, before):
        now, account = datetime.datetime.now(datetime.UTC), self.account[edition.pk]
        match step:
            case "publish" | "publish_in_emergency":
                account.decided.append((options.get("at", now), edition.publications.first().revision.title))
            case "withdraw":
                account.decided = [(now, None)]
            case "unschedule":
                account.decided = [(moment, title) for moment, title in account.decided if moment <= now]
            case "suspend":
                self.suspended = True
            case "put_back":
                self.suspended = False
        stage, cycle, round_ = before
        if step in {"send_back", "return_to_initial", "take_back"}:
            assert (edition.cycle, edition.round) == (cycle, round_ + 1)
        elif step in {"revise", "unschedule"}:
            assert (edition.cycle, edition.round, edition.stage) == (cycle + 1, 1, "drafting")
        else:
            assert (edition.cycle, edition.round) == (cycle, round_)
        if step in {"withdraw", "suspend", "put_back", "save", "adopt", "review_afterwards"}:
            assert edition.stage == stage

    # what always holds

    @precondition(lambda self: self.is_news)
    @invariant()
    def readers_see_what_was_decided(self):
        now = datetime.datetime.now(datetime.UTC)
        shown = {publication.edition_id: publication.revision.title for publication in Publication.objects.shown()}
        expected = {pk: account.at(now) for pk, account in self.account.items() if account.at(now) is not None}
        assert shown == ({} if self.suspended else expected)

    @precondition(lambda self: self.is_news)
    @invariant()
    def readers_see_what_was_signed(self):
        for publication in Publication.objects.shown():
            digest = publication.revision.computed_digest()
            assert digest == publication.revision.digest
            if publication.kind == "reviewed":
                assert {publication.initial.digest, publication.final.digest} == {digest}
                if self.article.needs_second_review:
                    assert publication.second.digest == digest
            else:
                assert (publication.kind, bool(publication.reason), publication.final) == ("emergency", True, None)
                assert publication.published_by.has_role(Role.MANAGER)

    @precondition(lambda self: self.is_news)
    @invariant()
    def nobody_is_two_things(self):
        for edition in self.editions:
            for cycle in range(1, Edition.objects.get(pk=edition.pk).cycle + 1):
                own = {"edition": edition, "cycle": cycle}
                wrote = {
                    (revision.part.user_id, revision.part.role)
                    for revision in Revision.objects.filter(**own, kind="written").select_related("part")
                }
                signed = {
                    stage: {
                        signoff.part.user_id
                        for signoff in SignOff.objects.filter(**own, stage=stage).select_related("part")
                    }
                    for stage in ("writing", "initial_review", "second_review", "final_review", "afterwards")
                }
                writers = {user for user, role in wrote if role == "writer"} | signed["writing"]
                initial = {user for user, role in wrote if role != "writer"} | signed["initial_review"]
                final = signed["final_review"] | signed["afterwards"]
                assert not writers & (initial | signed["second_review"] | final)
                assert not signed["second_review"] & (initial | final)
                if self.distinct:
                    assert not initial & final
                assert {role for user, role in wrote} <= {"writer", "initial_reviewer", "both_reviews"}

    @precondition(lambda self: self.is_news)
    @invariant()
    def a_publication_names_its_people(self):
        for publication in Publication.objects.select_related("initial", "second", "final"):
            rows = {row["role"]: [someone["name"] for someone in row["people"]] for row in publication.credits}
            signed = {
                signoff.stage: [signoff.printed_name]
                for signoff in (publication.initial, publication.second, publication.final)
                if signoff is not None
            }
            assert {role: names for role, names in rows.items() if role not in WRITING} == signed
            wrote = {
                revision.part.user.printed_name_en
                for revision in Revision.objects.filter(
                    edition=publication.edition_id,
                    cycle=publication.cycle,
                    kind="written",
                    created_at__lte=publication.published_at,
                )
            }
            named = {name for names in rows.values() for name in names}
            assert wrote <= named

    @precondition(lambda self: self.is_news)
    @invariant()
    def an_edition_stands_in_order(self):
        now = datetime.datetime.now(datetime.UTC)
        for edition in Edition.objects.select_related("live", "next"):
            assert edition.live is None or edition.live.visible_from <= now
            assert (edition.next is not None and edition.next.visible_from > now) == self.account[edition.pk].later(now)
            if edition.stage == "published":
                assert edition.publications.exists()
            signed = set(edition.signoffs_in_force().values_list("stage", flat=True))
            needed = {
                "initial_review": {"writing"} if edition.round == 1 else set(),
                "second_review": {"initial_review"},
                "final_review": {"initial_review"},
            }.get(edition.stage, set())
            head_is_corrected = (
                edition.stage == "initial_review" and edition.head.part and edition.head.part.role != "writer"
            )
            assert needed <= signed or head_is_corrected

    @precondition(lambda self: self.is_news)
    @invariant()
    def what_was_written_stays(self):
        for model in KEPT:
            rows = {row.pk: {k: v for k, v in row.__dict__.items() if k != "_state"} for row in model.objects.all()}
            before = self.seen[model]
            assert {pk: rows.get(pk) for pk in before} == before
            self.seen[model] = rows

    @precondition(lambda self: self.is_news)
    @invariant()
    def verify_finds_nothing(self):
        assert (verify.problems(), log.problems()) == ([], [])


def run(*, examples, steps, seed=None):
    Office.people = {name: make_user(name, *roles) for name, roles in STAFF.items()}
    chosen = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
        phases=[hypothesis.Phase.generate],
    )
    machine = Office if seed is None else hypothesis.seed(seed)(Office)
    run_state_machine_as_test(machine, settings=chosen)


@pytest.mark.django_db
def test_every_rule_holds_after_every_step():
    run(examples=6, steps=25)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_rule_holds_after_every_step_for_long():
    run(examples=10, steps=40)


# each rule broken once: the machine finds it


def no_stale_check(monkeypatch):
    """Decide whatever is on the screen."""
    original = Taking._run_locked

    def blind(self):
        self.revision_id = EditionModel.objects.get(pk=self.edition.pk).head_id
        original(self)

    monkeypatch.setattr(Taking, "_run_locked", blind)


def anybody_may(monkeypatch):
    """A superuser's has_perm in place of the table: whoever has no part may take any."""

    def lenient(step, s):
        everything = dataclasses.replace(s, part=None, roles=frozenset(Role))
        return original(step, everything)

    original = workflow.judge
    monkeypatch.setattr(workflow, "judge", lenient)
    # the key that stands behind it
    monkeypatch.setattr(
        Taking,
        "_take_part",
        lambda self, role: (
            Part.objects.filter(edition=self.edition, cycle=self._cycle_signed(), user=self.by).first()
            or Part.objects.create(edition=self.edition, cycle=self._cycle_signed(), user=self.by, role=role)
        ),
    )
    guards.drop(connection)


def without_guard(table, what):
    def drop(monkeypatch):
        name = f"guard_{table}_{what}"
        sql(f'DROP TRIGGER "{name}"' + ("" if SQLITE else f' ON "{table}"'))

    drop.__name__ = f"without {what} of {table}"
    return drop


def rounds_that_do_not_count(monkeypatch):
    """A signature stays in force after the words came back."""
    row = BY_NAME["send_back"]
    monkeypatch.setitem(BY_NAME, "send_back", dataclasses.replace(row, next_round=False))


def publications_too_early(monkeypatch):
    """A scheduled publication is shown at once."""
    original = Taking._move

    def early(self):
        if self.edition.next is not None:
            self.edition.live, self.edition.next = self.edition.next, None
        original(self)

    monkeypatch.setattr(Taking, "_move", early)


def refusals_not_logged(monkeypatch):
    monkeypatch.setattr(Taking, "log_refusal", lambda self, refusal: None)


def refusals_that_leave_something(monkeypatch):
    def leave(self, refusal):
        Article.objects.filter(pk=self.edition.article_id).update(imported_reads=7)
        original(self, refusal)

    original = Taking.log_refusal
    monkeypatch.setattr(Taking, "log_refusal", leave)


def credits_of_the_wrong_people(monkeypatch):
    monkeypatch.setattr(Taking, "_who_wrote", lambda self: Part.objects.none())


BROKEN = [
    no_stale_check,
    anybody_may,
    rounds_that_do_not_count,
    publications_too_early,
    refusals_not_logged,
    refusals_that_leave_something,
    credits_of_the_wrong_people,
    without_guard("articles_signoff", "update"),
]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_the_machine_finds_a_rule_that_is_broken(broken, monkeypatch):
    if not SQLITE:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
    broken(monkeypatch)

    with pytest.raises((AssertionError, Refused, IntegrityError, pytest.fail.Exception)):
        run(examples=40, steps=40, seed=4)
