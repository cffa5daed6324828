"""What the database refuses about words: who writes them, when, and that they never change."""

from articles.guards.sql import (
    EDITION,
    FILES,
    LEGACY_IMPORT_IS_ON,
    PART,
    PHOTOS,
    PUBLICATION,
    REVISION,
    SIGNOFF,
    exists,
    redacted,
)
from articles.models import Confirmation, Proposal, Revision
from newsroom.shared.guards import Guard, append_only, unchanged

WORD_COLUMNS = {Revision._meta.get_field(name.removesuffix("_id")).column: name for name in Revision.words_fields()}
KEPT_COLUMNS = [f.column for f in Revision._meta.concrete_fields if f.column not in WORD_COLUMNS]


def tombstone() -> str:
    """Every word of a revision blank, everything else as it was."""
    blank = {"lead_photo_id": "NEW.lead_photo_id IS NULL", "change_note_is_public": "NOT NEW.change_note_is_public"}
    # JSON is text in SQLite and jsonb in PostgreSQL
    blank["attachments"] = "CAST(NEW.attachments AS TEXT) = '[]'"
    parts = [blank.get(name, f"NEW.\"{column}\" = ''") for column, name in WORD_COLUMNS.items()]
    return " AND ".join([redacted("revision_id"), unchanged(*KEPT_COLUMNS), *parts])


same_words = " AND ".join(
    f'NOT (x."{name}" IS DISTINCT FROM NEW."{name}")'
    for name in WORD_COLUMNS
    if name not in {"change_note", "change_note_is_public", "attachments"}
)
same_words += " AND CAST(x.attachments AS TEXT) = CAST(NEW.attachments AS TEXT)"

REVISION_GUARDS = [
    *append_only(Revision, update_allowed=tombstone()),
    Guard(
        REVISION,
        "INSERT",
        "writer",
        "NEW.kind NOT IN ('carried', 'legacy') AND NOT "
        + exists(
            PART,
            "x.id = NEW.part_id AND x.edition_id = NEW.edition_id AND x.cycle = NEW.cycle "
            "AND x.role IN ('writer', 'initial_reviewer', 'both_reviews')",
        ),
        "only writers, translators and initial reviewers of the cycle write",
    ),
    Guard(
        REVISION,
        "INSERT",
        "stage",
        "NEW.kind NOT IN ('carried', 'legacy') AND NOT EXISTS ("
        f'SELECT 1 FROM "{EDITION}" x JOIN "{PART}" p ON p.id = NEW.part_id '
        "WHERE x.id = NEW.edition_id AND x.cycle = NEW.cycle AND ("
        "(x.stage = 'drafting' AND p.role = 'writer') OR "
        "(x.stage = 'initial_review' AND p.role IN ('initial_reviewer', 'both_reviews'))))",
        "words are saved while drafting by writers and in initial review by its reviewer",
    ),
    Guard(
        REVISION,
        "INSERT",
        "carried",
        f'NEW.kind = \'carried\' AND NOT EXISTS (SELECT 1 FROM "{REVISION}" x JOIN "{PUBLICATION}" p ON p.revision_id = x.id '
        f"WHERE x.id = NEW.copy_of_id AND p.edition_id = NEW.edition_id AND {same_words})",
        "words without a writer must be those of a publication of this edition",
    ),
    Guard(
        REVISION,
        "INSERT",
        "legacy",
        f"NEW.kind = 'legacy' AND NOT ({LEGACY_IMPORT_IS_ON} AND NOT "
        + exists(REVISION, "x.edition_id = NEW.edition_id")
        + " AND "
        + exists(EDITION, "x.id = NEW.edition_id AND x.cycle = NEW.cycle AND x.cycle = 1 AND x.stage = 'drafting'")
        + ")",
        "only an import from an old site brings words without a writer, and only as an edition's first",
    ),
    # words proposed for a wording that an order removed go with it
    *append_only(
        Proposal,
        update_allowed=" AND ".join(
            [
                redacted("revision_id", "OLD.base_id"),
                unchanged(*(f.column for f in Proposal._meta.concrete_fields if f.name != "words_json")),
                "CAST(NEW.words_json AS TEXT) = '{}'",
            ]
        ),
    ),
    *append_only(Confirmation),
    # which files a revision shows is written with it and never again; a signed one gains none
    *append_only(Revision.photos.through),
    *append_only(Revision.files.through),
    *[
        Guard(
            table,
            "INSERT",
            "signed",
            exists(SIGNOFF, "x.revision_id = NEW.revision_id")
            + " OR "
            + exists(PUBLICATION, "x.revision_id = NEW.revision_id"),
            "a signed or published revision gains no photo or file",
        )
        for table in (PHOTOS, FILES)
    ],
]
