"""What the database refuses about publications: nothing goes out that was not signed."""

from articles.guards.sql import (
    EDITION,
    FREEZE,
    HANDED_IN,
    LEGACY_IMPORT_IS_ON,
    PUBLICATION,
    REVISION,
    SIGNOFF,
    exists,
    is_manager,
)
from articles.models import LegacyImport, Publication, StepTaken, Withdrawal
from newsroom.shared.guards import Guard, append_only


def signed(column: str, stage: str) -> str:
    return exists(
        SIGNOFF,
        f"x.id = NEW.{column} AND x.edition_id = NEW.edition_id AND x.cycle = NEW.cycle AND x.round = NEW.round "
        f"AND x.revision_id = NEW.revision_id AND x.stage = '{stage}'",
    )


SEEN_FROM = "CASE WHEN NEW.visible_from > NEW.published_at THEN NEW.visible_from ELSE NEW.published_at END"

PUBLICATION_GUARDS = [
    *append_only(Publication),
    Guard(
        PUBLICATION,
        "INSERT",
        "head",
        "NOT "
        + exists(
            EDITION,
            "x.id = NEW.edition_id AND x.cycle = NEW.cycle AND x.round = NEW.round AND x.head_id = NEW.revision_id AND ("
            "(NEW.kind = 'reviewed' AND x.stage = 'final_review') OR (NEW.kind = 'legacy' AND x.stage = 'drafting') OR "
            "(NEW.kind = 'emergency' AND x.stage IN ('drafting', 'initial_review', 'second_review', 'final_review')))",
        ),
        "only the head of the edition's current round is published, from the stage where that is decided",
    ),
    Guard(
        PUBLICATION,
        "INSERT",
        "signed",
        f"NEW.kind = 'reviewed' AND NOT ({signed('initial_id', 'initial_review')} AND {signed('final_id', 'final_review')} "
        f"AND {HANDED_IN})",
        "words are published only when hand-in, initial and final review of exactly these words are signed",
    ),
    Guard(
        PUBLICATION,
        "INSERT",
        "second",
        f"NEW.kind = 'reviewed' AND NOT {signed('second_id', 'second_review')} AND (NEW.second_id IS NOT NULL OR "
        + exists(EDITION, "x.id = NEW.edition_id AND x.second_review")
        + ")",
        "the second review of these words is not signed",
    ),
    Guard(
        PUBLICATION,
        "INSERT",
        "manager",
        f"NEW.kind = 'emergency' AND NOT {is_manager('published_by_id')}",
        "only a manager publishes in an emergency",
    ),
    Guard(
        PUBLICATION,
        "INSERT",
        "legacy",
        f"NEW.kind = 'legacy' AND NOT ({LEGACY_IMPORT_IS_ON} AND "
        + exists(REVISION, "x.id = NEW.revision_id AND x.edition_id = NEW.edition_id AND x.kind = 'legacy'")
        + ")",
        "only imported words are published as published before this system, and only while the import is on",
    ),
    # what is decided now is seen now, or later; an old site's dates are before both
    Guard(
        PUBLICATION,
        "INSERT",
        "frozen",
        "NEW.kind <> 'emergency' AND " + exists(FREEZE, f"x.starts_at <= {SEEN_FROM} AND x.ends_at > {SEEN_FROM}"),
        "publishing is frozen at the time when this would appear",
    ),
    *append_only(LegacyImport),
    Guard(
        LegacyImport._meta.db_table,
        "INSERT",
        "on",
        f"NOT {LEGACY_IMPORT_IS_ON}",
        "an old site is imported only while NEWSROOM_LEGACY_IMPORT is on",
    ),
    *append_only(Withdrawal),
    *append_only(StepTaken),
]
