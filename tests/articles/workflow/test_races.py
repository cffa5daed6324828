"""Two people at the same moment, and a machine that dies: on real connections, in the engine that the tests run on."""

import os
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from articles import verify
from articles.emergency import publish_in_emergency
from articles.models import Edition, Publication, SignOff, StepTaken
from articles.workflow import NotOpen, NotYours, PartRole, Refused, Stage, Stale
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from newsroom.shared import guards
from tests.make import cast, make_article, make_edition, make_user, make_words, take

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROUNDS = 200
KILLS = 50


@pytest.fixture(autouse=True)
def all_is_as_signed():
    yield
    assert (guards.problems(connection), log.problems(), verify.problems()) == ([], [], [])


def in_bulk(count: int, stage: Stage) -> list[Edition]:
    """Many editions at one stage; one transaction, so that the disk is waited for once."""
    with transaction.atomic():
        article = [make_article() for _ in range(count)]
        return [make_edition(stage=stage, article=each) for each in article]


class Screens:
    """People at their screens: a thread each with a connection of its own, which act at one moment."""

    def __init__(self, count: int):
        self.gate = threading.Barrier(count)
        self.seats = [ThreadPoolExecutor(max_workers=1) for _ in range(count)]

    def at_once(self, *acts) -> list[str]:
        """What each act came to."""
        return [
            done.result() for done in [seat.submit(self._run, act) for seat, act in zip(self.seats, acts, strict=True)]
        ]

    def _run(self, act) -> str:
        connection.ensure_connection()
        self.gate.wait()
        try:
            act()
        except Refused as refusal:
            return type(refusal).__name__
        except Exception as error:  # noqa: BLE001  whatever it is, the test must name it
            return f"{type(error).__name__}: {error}"
        return "taken"

    def close(self) -> None:
        for seat in self.seats:
            seat.submit(connections.close_all).result()
            seat.shutdown()


@pytest.fixture
def screens(request):
    """As many as the test asks for, two unless it says so."""
    made = Screens(getattr(request, "param", 2))
    yield made
    made.close()


def own(edition: Edition) -> Edition:
    """The edition as another screen has it."""
    return Edition.objects.get(pk=edition.pk)


def two(edition: Edition) -> tuple[Edition, Edition]:
    return own(edition), own(edition)


def test_of_two_final_reviewers_at_once_exactly_one_publishes(screens):
    first, second = make_user("first", Role.FINAL_REVIEWER), make_user("second", Role.FINAL_REVIEWER)
    outcomes = Counter()
    for edition in in_bulk(ROUNDS, Stage.FINAL_REVIEW):
        acts = [
            lambda e=own_edition, u=user: take(e, "publish", u)
            for own_edition, user in zip(two(edition), (first, second), strict=True)
        ]
        outcomes[tuple(sorted(screens.at_once(*acts)))] += 1

    assert outcomes == {("NotOpen", "taken"): ROUNDS}
    assert (Publication.objects.count(), SignOff.objects.filter(stage="final_review").count()) == (ROUNDS, ROUNDS)
    assert LogEntry.objects.filter(action="refused").count() == ROUNDS


def test_an_approval_and_an_edit_at_once_never_sign_words_that_were_not_on_the_screen(screens):
    reviewer, editor = make_user("reviewer", Role.INITIAL_REVIEWER), make_user("editor", Role.INITIAL_REVIEWER)
    outcomes = Counter()
    for edition in in_bulk(ROUNDS, Stage.INITIAL_REVIEW):
        first, second = two(edition)
        outcomes[
            tuple(
                screens.at_once(
                    lambda e=first: take(e, "approve", reviewer),
                    lambda e=second: take(e, "save", editor, words=make_words("Corrected")),
                )
            )
        ] += 1
        edition.refresh_from_db()
        signed = edition.signoffs.filter(stage="initial_review").first()
        assert (signed is None) == (edition.stage == Stage.INITIAL_REVIEW)
        assert signed is None or (signed.revision_id, signed.revision.title) == (edition.head_id, "A meeting")

    assert sum(outcomes.values()) == ROUNDS
    assert set(outcomes) <= {("taken", "NotOpen"), ("Stale", "taken")}


def test_one_person_in_two_windows_gets_one_part(screens):
    both = make_user("both", Role.TRANSLATOR, Role.INITIAL_REVIEWER)
    outcomes = Counter()
    for edition in in_bulk(40, Stage.INITIAL_REVIEW):
        first, second = two(edition)
        outcomes[
            tuple(
                screens.at_once(
                    lambda e=first: e.assign(both, PartRole.WRITER, by=both),
                    lambda e=second: take(e, "approve", both),
                )
            )
        ] += 1
        assert edition.parts.filter(user=both).count() == 1

    # whoever came second has another part already: a refusal of the key or of the table
    assert (
        sum(count for (assigned, approved), count in outcomes.items() if (assigned == "taken") != (approved == "taken"))
        == 40
    )


@pytest.mark.parametrize("screens", [3], indirect=True)
def test_steps_on_all_languages_of_an_article_never_wait_for_each_other_for_ever(screens):
    manager, duty, translator = cast("manager"), cast("duty"), cast("translator")
    for _ in range(25):
        article = make_article()
        english, spanish = (make_edition(language, article=article) for language in ("en", "es"))
        heads = {edition: edition.head_id for edition in (english, spanish)}
        first, second = own(spanish), own(english)
        outcomes = screens.at_once(
            lambda a=article, h=heads: publish_in_emergency(a, h, by=manager, note="flood"),
            lambda e=first: take(e, "suspend", duty, note="complaint"),
            lambda e=second: take(e, "hand_in", translator),
        )
        # whoever is first, the rest is in time or sees that it is late; nobody is told that something is locked
        assert set(outcomes) <= {"taken", "NotOpen", "Stale"}
        assert outcomes[1] == "taken"


@pytest.mark.parametrize("screens", [4], indirect=True)
def test_many_refusals_at_once_leave_one_chain(screens):
    edition = make_edition()
    users = [make_user(f"clerk{number}") for number in range(4)]

    def knock(user):
        for _ in range(10):
            with pytest.raises(NotYours):
                take(own(edition), "publish_in_emergency", user, note="x")

    assert screens.at_once(*(lambda user=user: knock(user) for user in users)) == ["taken"] * 4
    assert LogEntry.objects.filter(action="refused").count() == 40


# a machine that dies

WORKER = """
import os, random, signal, sys, time

import django

django.setup()
from django.db import connections

from articles.models import Edition
from newsroom.accounts.models import User

editions = [int(number) for number in sys.argv[2:]]
final = User.objects.get(username="final")
connections.close_all()
random.seed(int(sys.argv[1]))
pace = None  # seconds to the first publication: what a moment is, this machine tells
for number in range(int(sys.argv[1])):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        for pk in editions:
            edition = Edition.objects.get(pk=pk)
            if edition.stage == "final_review":
                edition.take("publish", by=final, revision=edition.head_id)
                os.write(writer, b"%d\\n" % pk)
        os._exit(0)
    os.close(writer)
    started = time.monotonic()
    with os.fdopen(reader, "rb") as acknowledged:
        first = [acknowledged.readline()] if pace is None else []
        pace = pace or time.monotonic() - started
        time.sleep(random.uniform(0.1, 2) * pace)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for line in [*first, *acknowledged]:
            print("acknowledged", int(line), flush=True)
print("done", flush=True)
"""


def test_a_publication_that_was_killed_is_whole_or_not_there():
    cast("final")
    editions = in_bulk(250, Stage.FINAL_REVIEW)
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        head, _slash, _own = os.environ["DATABASE_URL"].rpartition("/")
        url = f"{head}/{name}"
    connection.close()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WORKER, str(KILLS), *(str(edition.pk) for edition in editions)],
        cwd=Path(settings.BASE_DIR),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": url, "NEWSROOM_DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["done"]), done.stderr[-3000:]

    acknowledged = {int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("acknowledged")}
    published = set(Edition.objects.filter(stage=Stage.PUBLISHED).values_list("pk", flat=True))
    assert acknowledged <= published
    # at most the one act that each kill met was done and not acknowledged
    assert len(published - acknowledged) <= KILLS
    whole = Edition.objects.filter(stage=Stage.PUBLISHED, live__isnull=False, live__final__isnull=False)
    untouched = Edition.objects.filter(stage=Stage.FINAL_REVIEW, live=None)
    assert (whole.count(), untouched.count()) == (len(published), len(editions) - len(published))
    assert Publication.objects.count() == len(published)
    assert StepTaken.objects.filter(step="publish").count() == len(published)
    assert LogEntry.objects.filter(action="publish").count() == len(published)
    assert len(acknowledged) > 0


def test_nothing_here_is_refused_for_another_reason():
    edition = make_edition(stage=Stage.INITIAL_REVIEW)
    old = edition.head_id
    take(edition, "save", cast("initial"), words=make_words("Corrected"))

    with pytest.raises(Stale):
        edition.take("approve", by=cast("initial"), revision=old)
    with pytest.raises(NotOpen):
        take(edition, "publish", cast("final"))
