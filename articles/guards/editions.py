"""What the database refuses about editions: where they point and how they move."""

from articles.guards.sql import EDITION, PUBLICATION, REVISION, exists
from articles.models import Edition, Withdrawal
from articles.workflow import stage_moves
from newsroom.shared.guards import Guard, no_replacing


def of_edition(column: str, table: str) -> str:
    return f"(NEW.{column} IS NULL OR " + exists(table, f"x.id = NEW.{column} AND x.edition_id = NEW.id") + ")"


def forward(column: str, other: str) -> str:
    """A pointer that changes moves to the newest publication (or from `other`), and not back to one that was withdrawn."""
    return (
        f"(NEW.{column} IS NULL OR NOT (NEW.{column} IS DISTINCT FROM OLD.{column}) "
        f"OR NOT (NEW.{column} IS DISTINCT FROM OLD.{other}) "
        f'OR NOT EXISTS (SELECT 1 FROM "{PUBLICATION}" x JOIN "{PUBLICATION}" y ON y.edition_id = x.edition_id '
        f'WHERE x.id = NEW.{column} AND y.id > x.id) AND NOT EXISTS (SELECT 1 FROM "{PUBLICATION}" x '
        f'JOIN "{Withdrawal._meta.db_table}" w ON w.edition_id = x.edition_id '
        f"WHERE x.id = NEW.{column} AND w.at > x.published_at))"
    )


MOVES = " OR ".join(f"(OLD.stage = '{start}' AND NEW.stage = '{end}')" for start, end in sorted(stage_moves()))

EDITION_GUARDS = [
    *no_replacing(Edition),
    Guard(
        EDITION,
        "INSERT",
        "begin",
        "NEW.live_id IS NOT NULL OR NEW.next_id IS NOT NULL OR NEW.head_id IS NOT NULL OR NEW.withdrawal_id IS NOT NULL "
        "OR NEW.stage <> 'drafting' OR NEW.cycle <> 1 OR NEW.round <> 1",
        "an edition begins empty",
    ),
    # the key holds for editions that are not discarded, so it is not among those of no_replacing
    Guard(
        EDITION,
        "INSERT",
        "language",
        exists(EDITION, "x.article_id = NEW.article_id AND x.language = NEW.language AND x.stage <> 'discarded'"),
        "the article has an edition in this language",
    ),
    Guard(
        EDITION,
        "UPDATE",
        "forward",
        f"NOT ({forward('live_id', 'next_id')} AND {forward('next_id', 'next_id')})",
        "what readers see moves only to the newest publication, never back",
    ),
    Guard(
        EDITION,
        "UPDATE",
        "published",
        "NEW.stage <> OLD.stage AND NEW.stage = 'published' AND NOT " + exists(PUBLICATION, "x.edition_id = NEW.id"),
        "nothing of this edition was published",
    ),
    Guard(
        EDITION,
        "UPDATE",
        "second",
        "NEW.second_review IS DISTINCT FROM OLD.second_review AND OLD.stage <> 'drafting'",
        "whether a second review is needed is settled when words are handed in",
    ),
    Guard(
        EDITION,
        "UPDATE",
        "pointers",
        f"NOT ({of_edition('head_id', REVISION)} AND {of_edition('live_id', PUBLICATION)} "
        f"AND {of_edition('next_id', PUBLICATION)} "
        f"AND {of_edition('withdrawal_id', Withdrawal._meta.db_table)})",
        "an edition points only to its own revisions and publications",
    ),
    Guard(
        EDITION,
        "UPDATE",
        "moves",
        f"NEW.stage <> OLD.stage AND NOT ({MOVES})",
        "no step leads from this stage to that one",
    ),
    Guard(
        EDITION,
        "UPDATE",
        "counts",
        "NEW.cycle < OLD.cycle OR (NEW.cycle = OLD.cycle AND NEW.round < OLD.round) "
        "OR NEW.article_id <> OLD.article_id OR NEW.language <> OLD.language OR NEW.id <> OLD.id",
        "cycles and rounds only count up, and an edition stays what it is",
    ),
    Guard(
        EDITION,
        "DELETE",
        "delete",
        "OLD.head_id IS NOT NULL",
        "an edition with words cannot be deleted",
    ),
    Guard(EDITION, "TRUNCATE", "truncate", "1 = 1", "editions cannot be emptied"),
]
