"""What the database itself refuses about articles: in SQLite and PostgreSQL, whoever asks and through whatever door."""

from django.contrib.auth.models import Group

from articles.models import (
    Attachment,
    Confirmation,
    Edition,
    LegacyImport,
    Part,
    Photo,
    Proposal,
    Publication,
    Redaction,
    RedactionExecution,
    RedactionOrder,
    Revision,
    SignOff,
    StepTaken,
    Withdrawal,
)
from articles.workflow import stage_moves
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role
from newsroom.shared.guards import Guard, append_only, no_replacing, unchanged

EDITION, PART, REVISION = Edition._meta.db_table, Part._meta.db_table, Revision._meta.db_table
SIGNOFF, PUBLICATION, STEP = SignOff._meta.db_table, Publication._meta.db_table, StepTaken._meta.db_table
REDACTION, EXECUTION = Redaction._meta.db_table, RedactionExecution._meta.db_table
PHOTOS, FILES = Revision.photos.through._meta.db_table, Revision.files.through._meta.db_table
PHOTO, FILE, PROPOSAL = Photo._meta.db_table, Attachment._meta.db_table, Proposal._meta.db_table
LOG = LogEntry._meta.db_table


def exists(table: str, condition: str) -> str:
    return f'EXISTS (SELECT 1 FROM "{table}" x WHERE {condition})'


def is_manager(column: str) -> str:
    return (
        f'EXISTS (SELECT 1 FROM "{User.groups.through._meta.db_table}" g JOIN "{Group._meta.db_table}" n ON n.id = g.group_id '
        f"WHERE g.user_id = NEW.{column} AND n.name = '{Role.MANAGER.value}')"
    )


# What the settings said when they were logged last. Both engines write this JSON alike.
LEGACY_IMPORT_IS_ON = (
    f'EXISTS (SELECT 1 FROM "{LOG}" l WHERE l.id = (SELECT MAX(id) FROM "{LOG}" WHERE action = \'settings\') '
    "AND CAST(l.details AS TEXT) LIKE '%\"NEWSROOM_LEGACY_IMPORT\": true%')"
)


def redacted(column: str, key: str = "OLD.id") -> str:
    """An order about this row was entered by one manager and carried out by another."""
    return (
        f'EXISTS (SELECT 1 FROM "{REDACTION}" r JOIN "{EXECUTION}" e ON e.order_id = r.order_id '
        f"WHERE r.{column} = {key})"
    )


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


HANDED_IN = exists(SIGNOFF, "x.edition_id = NEW.edition_id AND x.cycle = NEW.cycle AND x.stage = 'writing'")

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


def signed(column: str, stage: str) -> str:
    return exists(
        SIGNOFF,
        f"x.id = NEW.{column} AND x.edition_id = NEW.edition_id AND x.cycle = NEW.cycle AND x.round = NEW.round "
        f"AND x.revision_id = NEW.revision_id AND x.stage = '{stage}'",
    )


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


def in_signed(table: str, column: str) -> str:
    """Some signed or published revision shows this file."""
    return (
        f'EXISTS (SELECT 1 FROM "{table}" x WHERE x.{column} = OLD.id AND '
        f'(EXISTS (SELECT 1 FROM "{SIGNOFF}" s WHERE s.revision_id = x.revision_id) '
        f'OR EXISTS (SELECT 1 FROM "{PUBLICATION}" p WHERE p.revision_id = x.revision_id)))'
    )


def file_guards(model, table: str, column: str, fixed: list[str], fixed_when_signed: list[str]) -> list[Guard]:
    return [
        *no_replacing(model),
        Guard(
            model._meta.db_table,
            "UPDATE",
            "update",
            f"NOT ({unchanged(*fixed)}) OR (NOT ({unchanged(*fixed_when_signed)}) AND {in_signed(table, column)})"
            if fixed_when_signed
            else f"NOT ({unchanged(*fixed)})",
            "a file never changes; what is said of it is fixed once words that show it are signed",
        ),
        Guard(
            model._meta.db_table,
            "UPDATE",
            "redaction",
            "NEW.redacted_at IS DISTINCT FROM OLD.redacted_at "
            f"AND (OLD.redacted_at IS NOT NULL OR NOT {redacted(column)})",
            "a file is removed only by an order that two managers carried out",
        ),
        Guard(
            model._meta.db_table,
            "DELETE",
            "delete",
            exists(table, f"x.{column} = OLD.id"),
            "a file that some revision shows cannot be deleted",
        ),
    ]


FILE_GUARDS = [
    *file_guards(Photo, PHOTOS, "photo_id", ["id", "sha256", "extension", "width", "height", "size"], ["credit"]),
    *file_guards(Attachment, FILES, "attachment_id", ["id", "sha256", "extension", "original_name", "size"], []),
]

REDACTION_GUARDS = [
    *append_only(RedactionOrder),
    *append_only(Redaction),
    *append_only(RedactionExecution),
    Guard(
        REDACTION,
        "INSERT",
        "open",
        exists(EXECUTION, "x.order_id = NEW.order_id"),
        "an order that was carried out gains nothing",
    ),
    Guard(
        EXECUTION,
        "INSERT",
        "two",
        f'EXISTS (SELECT 1 FROM "{RedactionOrder._meta.db_table}" x WHERE x.id = NEW.order_id AND x.requested_by_id = NEW.by_id) '
        f"OR NOT {is_manager('by_id')}",
        "a second manager carries out the order",
    ),
    Guard(
        RedactionOrder._meta.db_table,
        "INSERT",
        "manager",
        f"NOT {is_manager('requested_by_id')}",
        "only a manager enters an order to redact",
    ),
]

GUARDS = [
    *REVISION_GUARDS,
    *PART_GUARDS,
    *SIGNOFF_GUARDS,
    *PUBLICATION_GUARDS,
    *EDITION_GUARDS,
    *FILE_GUARDS,
    *REDACTION_GUARDS,
]
