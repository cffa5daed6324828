"""Articles at scale: written table by table they leave the rows that the real steps leave."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from articles import verify
from articles.models import Article, Edition, Part, Publication, Revision, SignOff, StepTaken
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry
from newsroom.demo import loader, prose, wholesale
from newsroom.shared import guards
from newsroom.shared.searchindex import sources
from newsroom.shared.searchindex.models import SearchDue, SearchEntry

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
STAGES = {"drafting", "initial_review", "final_review", "published", "scheduled"}


def pieces() -> list[dict]:
    """One whose source is in each stage."""
    chosen = {stage: [] for stage in STAGES}
    for piece in map(wholesale.straightened, prose.compose(400, seed=11, today=timezone.localdate())):
        chosen[piece["text"][piece["source_language"]]["stage"]].append(piece)
    return [piece for stage in sorted(STAGES) for piece in chosen[stage][:1]]


def by_steps(made: list[dict]) -> None:
    office = loader.Office()
    for piece in made:
        loader.make_piece(office, piece)


def table_by_table(made: list[dict]) -> None:
    with sources.left_to_a_rebuilding():
        wholesale.make(wholesale.Stock(loader.Office()), made)


def rows(before: int) -> list[str]:
    """What was made, each row by what it belongs to in place of its number."""
    numbers = {pk: number for number, pk in enumerate(Article.objects.order_by("pk").values_list("pk", flat=True))}

    def of(row):
        edition = row if isinstance(row, Edition) else row.edition
        return (numbers[edition.article_id], edition.language)

    def user(part):
        return part and (part.user.username, part.role, part.cycle)

    def signed(signoff):
        return signoff and (of(signoff), signoff.stage)

    told = [
        ("article", numbers[x.pk], x.kind, x.dated_on, x.source_language, sorted(x.topics.slugs()), x.created_by_id,
         x.created_at, x.imported_reads, x.visible_until, x.needs_second_review, x.is_restricted, x.is_suspended)
        for x in Article.objects.all()
    ]  # fmt: skip
    told += [
        ("edition", of(x), x.stage, x.cycle, x.round, x.second_review, x.head and x.head.number,
         x.live and (of(x.live), x.live.cycle), x.next and (of(x.next), x.next.cycle), x.withdrawal)
        for x in Edition.objects.all()
    ]  # fmt: skip
    told += [("part", of(x), user(x)) for x in Part.objects.all()]
    told += [
        ("revision", of(x), x.number, x.cycle, x.kind, user(x.part), x.copy_of, x.words, x.digest, x.created_at,
         x.source_revision and of(x.source_revision), sorted(x.photos.values_list("pk", flat=True)), x.files.count())
        for x in Revision.objects.all()
    ]  # fmt: skip
    told += [
        ("signature", of(x), x.cycle, x.round, x.stage, of(x.revision), user(x.part), x.digest, x.printed_name,
         x.printed_post, x.printed_unit, x.signed_at)
        for x in SignOff.objects.all()
    ]  # fmt: skip
    told += [
        ("publication", of(x), of(x.revision), x.kind, x.cycle, x.round, signed(x.initial), x.second, signed(x.final),
         x.reason, x.legacy_import, x.credits, x.published_by_id, x.published_at, x.visible_from)
        for x in Publication.objects.all()
    ]  # fmt: skip
    told += [
        ("step", of(x), x.step, x.cycle, x.round, x.from_stage, x.to_stage, x.by_id, user(x.part),
         of(x.revision), x.publication and of(x.publication), x.proposal, x.note, x.at)
        for x in StepTaken.objects.all()
    ]  # fmt: skip
    editions, revisions = Edition.objects.in_bulk(), Revision.objects.in_bulk()
    for entry in LogEntry.objects.filter(pk__gt=before):
        edition = editions[int(entry.target_id)]
        assert entry.target_label == str(edition)
        named = {"revision": of(revisions[entry.details["revision"]])}
        if entry.details["publication"]:
            named["publication"] = of(Publication.objects.get(pk=entry.details["publication"]))
        told.append(
            ("log", of(edition), entry.action, entry.at, entry.actor_name, entry.target_type, entry.details | named)
        )
    return sorted(map(repr, told))


@pytest.fixture
def office(db, settings):
    """The staff, the topics and the pictures."""
    settings.NEWSROOM_DEMO = True
    for name, load in loader.missing(pieces=False).items():
        if name == loader.STAFF or name.startswith("picture "):
            load()
    return LogEntry.objects.first().pk


@time_machine.travel(NOW, tick=False)
def test_table_by_table_leaves_the_rows_that_the_steps_leave(office):
    made, left = pieces(), []
    assert {text["stage"] for piece in made for text in piece["text"].values()} == STAGES
    for make in (by_steps, table_by_table):
        with transaction.atomic():
            make(made)
            left.append(rows(office))
            assert (verify.problems(), log.problems()) == ([], [])
            transaction.set_rollback(True)

    assert [row for row in left[1] if row not in left[0]] == [row for row in left[0] if row not in left[1]]
    assert left[0] == left[1]


@time_machine.travel(NOW, tick=False)
def test_nothing_is_found_before_the_index_is_made_and_all_of_it_then(office):
    made = pieces()
    table_by_table(made)
    assert (SearchEntry.objects.count(), SearchDue.objects.exists()) == (0, True)

    call_command("rebuild_search", verbosity=0)

    assert SearchEntry.objects.count() == Publication.objects.count()
    assert not SearchDue.objects.exists()
    assert [
        each for source in sources.SOURCES.values() for each in sources.problems(source, sources.all_records(source))
    ] == []


def test_what_is_written_after_a_filling_is_followed_again(office):
    table_by_table(pieces()[:1])
    with sources.left_to_a_rebuilding():
        pass

    loader.make_piece(loader.Office(), next(prose.compose(1, seed=3, today=NOW.date())))

    assert not SearchDue.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_filling_takes_some_through_the_steps_and_writes_the_others(office):
    call_command("fill", articles=6, by_steps=2, seed=5, verbosity=0)

    assert Article.objects.filter(pk__in=Edition.objects.values("article")).count() == 6
    assert (verify.problems(), log.problems()) == ([], [])
    assert guards.problems(connection) == []
