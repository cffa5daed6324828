"""What the database refuses about parts and signatures."""

from articles.guards.sql import EDITION, HANDED_IN, PART, PUBLICATION, REVISION, SIGNOFF, STEP, exists
from articles.models import Part, SignOff
from newsroom.shared.guards import Guard, append_only, no_replacing

PART_GUARDS = [
    *no_replacing(Part),
    # Another part is another row: in PostgreSQL an UPDATE would not wait for words that are being saved under the old one.
    Guard(PART, "UPDATE", "update", "1 = 1", "a part is not changed: take it away and give another"),
    Guard(
        PART,
        "DELETE",
        "delete",
        " OR ".join(exists(table, "x.part_id = OLD.id") for table in (REVISION, SIGNOFF, STEP)),
        "this part has been acted in: it cannot be taken away",
    ),
    Guard(PART, "TRUNCATE", "truncate", "1 = 1", "parts cannot be emptied"),
]

PART_OF_STAGE = " OR ".join(
    f"(NEW.stage = '{stage}' AND p.role IN ({', '.join(repr(role) for role in roles)}))"
    for stage, roles in {
        "writing": ("writer",),
        "initial_review": ("initial_reviewer", "both_reviews"),
        "second_review": ("second_reviewer",),
        "final_review": ("final_reviewer", "both_reviews"),
        "afterwards": ("final_reviewer",),
    }.items()
)
STAGE_OF_SIGNING = " OR ".join(
    f"(NEW.stage = '{sign}' AND x.stage = '{stage}')"
    for sign, stage in {
        "writing": "drafting",
        "initial_review": "initial_review",
        "second_review": "second_review",
        "final_review": "final_review",
    }.items()
)


def earlier(stage: str) -> str:
    return exists(
        SIGNOFF,
        "x.edition_id = NEW.edition_id AND x.cycle = NEW.cycle AND x.round = NEW.round "
        f"AND x.revision_id = NEW.revision_id AND x.stage = '{stage}'",
    )


SIGNOFF_GUARDS = [
    *append_only(SignOff),
    Guard(
        SIGNOFF,
        "INSERT",
        "part",
        f'NOT EXISTS (SELECT 1 FROM "{PART}" p WHERE p.id = NEW.part_id AND p.edition_id = NEW.edition_id '
        f"AND p.cycle = NEW.cycle AND ({PART_OF_STAGE}))",
        "this part does not sign here",
    ),
    Guard(
        SIGNOFF,
        "INSERT",
        "revision",
        "NOT " + exists(REVISION, "x.id = NEW.revision_id AND x.edition_id = NEW.edition_id AND x.digest = NEW.digest"),
        "a signature stands under a revision of its edition and repeats its digest",
    ),
    Guard(
        SIGNOFF,
        "INSERT",
        "head",
        "NEW.stage <> 'afterwards' AND NOT "
        + exists(
            EDITION,
            "x.id = NEW.edition_id AND x.cycle = NEW.cycle AND x.round = NEW.round "
            f"AND x.head_id = NEW.revision_id AND ({STAGE_OF_SIGNING})",
        ),
        "only the head is signed, in the stage where the edition is",
    ),
    Guard(
        SIGNOFF,
        "INSERT",
        "order",
        f"(NEW.stage = 'initial_review' AND NOT {HANDED_IN}) "
        f"OR (NEW.stage IN ('second_review', 'final_review') AND NOT {earlier('initial_review')}) "
        f"OR (NEW.stage = 'final_review' AND NOT {earlier('second_review')} AND "
        + exists(EDITION, "x.id = NEW.edition_id AND x.second_review")
        + ")",
        "an earlier signature under these words is missing",
    ),
    Guard(
        SIGNOFF,
        "INSERT",
        "afterwards",
        "NEW.stage = 'afterwards' AND NOT EXISTS ("
        f'SELECT 1 FROM "{PUBLICATION}" x JOIN "{PART}" p ON p.id = NEW.part_id WHERE x.edition_id = NEW.edition_id '
        "AND x.cycle = NEW.cycle AND x.round = NEW.round AND x.revision_id = NEW.revision_id AND x.kind = 'emergency' "
        "AND x.published_by_id <> p.user_id)",
        "only an emergency publication is reviewed afterwards, by somebody else than its publisher",
    ),
]
