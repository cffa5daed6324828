"""Everything that somebody with the database's password might try, one attack a guard, and an office to try it on."""

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.legacy import begin_import, publish_as_legacy
from articles.models import (
    Confirmation,
    Edition,
    Part,
    Redaction,
    RedactionExecution,
    RedactionOrder,
)
from articles.workflow import Ending, PartRole, Stage
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role
from newsroom.shared import guards
from tests.articles.uploads import make_attachment, make_photo
from tests.make import at_stage, cast, make_edition, make_user, make_words, publish, take

SQLITE = connection.vendor == "sqlite"
TRUE, FALSE = ("1", "0") if SQLITE else ("TRUE", "FALSE")
# the guards of the news; those of the record are attacked in its own tests
# those that refuse something: the search index has triggers in the same list
SHIPPED = [
    guard
    for guard in guards.SHIPPED
    if guard.timing == guards.BEFORE and guard.table.startswith(("accounts_", "articles_"))
]
APPEND_ONLY = sorted({guard.table for guard in SHIPPED if guard.what == "update" and guard.condition == "1 = 1"})


def sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def insert_like(table: str, row: int, **values: object) -> str:
    """A copy of a row under a new id, with some columns said otherwise (as SQL)."""
    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    assert set(values) <= set(columns), set(values) - set(columns)
    names = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(str(values[column]) if column in values else f'"{column}"' for column in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM "{table}" WHERE id = {row}'


class Office:
    """Editions in every stage, and a row in every guarded table."""

    def __init__(self):
        self.photo, self.other_photo = (make_photo(colour, width=200) for colour in ("red", "blue"))
        self.file, self.other_file = (make_attachment(text) for text in ("form", "agenda"))
        shown = make_words(lead_photo_id=self.photo.pk, attachments=({"id": self.file.pk, "label": "Form"},))
        self.nobody = make_user("nobody")
        self.chief = make_user("chief", Role.MANAGER)
        self.published = publish(words=shown)
        self.twice = at_stage(publish(), Stage.PUBLISHED, words=make_words("Second"))
        self.first_of_twice = self.twice.publications.last()
        self.withdrawn = publish()
        take(self.withdrawn, "withdraw", cast("final"), note="x", ending=Ending.GONE)
        self.emergency = make_edition()
        take(self.emergency, "publish_in_emergency", cast("manager"), note="flood")
        self.draft = make_edition()
        self.empty = make_edition(words=False)
        self.initial = make_edition(stage=Stage.INITIAL_REVIEW)
        self.final = make_edition(stage=Stage.FINAL_REVIEW)
        self.other_final = make_edition(stage=Stage.FINAL_REVIEW)
        self.second = make_edition(stage=Stage.FINAL_REVIEW, needs_second_review=True)
        self.returned = make_edition(stage=Stage.FINAL_REVIEW)
        take(self.returned, "return_to_initial", cast("final"), note="see", words=make_words("Proposed"))
        Confirmation.objects.create(
            revision=self.draft.head, source_revision=self.published.head, by=cast("translator"), at=timezone.now()
        )
        self.legacy = self._legacy()
        old = self.twice.revisions.last()
        self.order = RedactionOrder.enter(by=cast("manager"), reference="1/26", revisions=[old])
        self.order.carry_out(by=self.chief)
        self.open_order = RedactionOrder.enter(
            by=cast("manager"),
            reference="2/26",
            revisions=[self.published.head],
            photos=[self.photo],
            attachments=[self.file],
        )

    @staticmethod
    def _legacy():
        was, settings.NEWSROOM_LEGACY_IMPORT = settings.NEWSROOM_LEGACY_IMPORT, True
        edition = make_edition(words=False)
        publish_as_legacy(
            edition,
            make_words(),
            credits_as_printed=["Text: Li"],
            visible_from=timezone.now(),
            legacy_import=begin_import("old.example.edu", by=cast("manager")),
            by=cast("manager"),
        )
        settings.NEWSROOM_LEGACY_IMPORT = was
        log.record_settings()
        return edition

    def part(self, edition: Edition, username: str, role: PartRole) -> int:
        return Part.objects.get_or_create(
            edition=edition, cycle=edition.cycle, user=User.objects.get(username=username), defaults={"role": role}
        )[0].pk

    def signoff(self, edition: Edition, stage: str) -> int:
        return edition.signoffs.filter(stage=stage).order_by("pk").first().pk

    def signing(self, edition: Edition, stage: str, part: int, **values) -> str:
        """The signature of a stage, copied from that of the hand-in."""
        return insert_like(
            "articles_signoff",
            self.signoff(edition, "writing"),
            **{"stage": f"'{stage}'", "part_id": part, "round": edition.round} | values,
        )

    def publishing(self, edition: Edition, **values) -> str:
        """The publication of an edition's head, copied from one that was reviewed."""
        own = {
            "edition_id": edition.pk,
            "revision_id": edition.head_id,
            "cycle": edition.cycle,
            "round": edition.round,
            "published_at": "published_at",
        }
        return insert_like("articles_publication", self.published.live_id, **own | values)

    def final_signature(self, edition: Edition) -> str:
        return self.signing(edition, "final_review", self.part(edition, "final", PartRole.FINAL_REVIEWER))

    def afterwards(self, part: int) -> str:
        """The publisher of an emergency signs its review."""
        return insert_like(
            "articles_signoff",
            self.signoff(self.published, "final_review"),
            edition_id=self.emergency.pk,
            cycle=1,
            round=1,
            stage="'afterwards'",
            revision_id=self.emergency.head_id,
            digest=f"'{self.emergency.head.digest}'",
            part_id=part,
        )

    def newest(self, table: str) -> str:
        return f'(SELECT MAX(id) FROM "{table}")'


def upsert(table: str) -> list[str]:
    """Write every row over itself: by INSERT OR REPLACE, which fires no delete trigger, or by ON CONFLICT."""
    if SQLITE:
        return ["PRAGMA recursive_triggers = OFF", f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"']
    return [f'INSERT INTO "{table}" SELECT * FROM "{table}" ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id']


def attacks(office: Office) -> dict[str, list[str]]:
    """Guard → the statements that it alone must refuse, and that nothing else refuses."""
    o, now = office, "CURRENT_TIMESTAMP"
    draft, twice, final = o.draft, o.twice, o.final
    final_part = o.part(final, "final", PartRole.FINAL_REVIEWER)
    writer_part = o.part(final, "translator", PartRole.WRITER)
    initial_part = o.part(o.initial, "initial", PartRole.INITIAL_REVIEWER)
    publisher_part = o.part(o.emergency, "manager", PartRole.FINAL_REVIEWER)
    revision, signoff = "articles_revision", "articles_signoff"
    order, redaction = RedactionOrder._meta.db_table, Redaction._meta.db_table
    execution = RedactionExecution._meta.db_table
    last_entry = LogEntry.objects.first().pk
    found = {
        "accounts_logentry_chain": [insert_like("accounts_logentry", last_entry, hash="'f'", previous_hash="'e'")],
        "accounts_loghead_update": ["UPDATE accounts_loghead SET hash = 'f'"],
        "accounts_loghead_delete": ["DELETE FROM accounts_loghead"],
        "articles_revision_update": [f"UPDATE articles_revision SET title = 'Mine' WHERE id = {o.published.head_id}"],
        "articles_revision_writer": [insert_like(revision, final.head_id, number=99, part_id=final_part)],
        "articles_revision_stage": [insert_like(revision, final.head_id, number=99, part_id=writer_part)],
        "articles_revision_carried": [
            insert_like(
                revision, draft.head_id, number=99, kind="'carried'", part_id="NULL", copy_of_id=o.published.head_id
            )
        ],
        "articles_revision_legacy": [insert_like(revision, draft.head_id, number=99, kind="'legacy'", part_id="NULL")],
        "articles_proposal_update": ["UPDATE articles_proposal SET words_json = '{}'"],
        "articles_revision_photos_signed": [
            f"INSERT INTO articles_revision_photos (revision_id, photo_id) VALUES ({o.published.head_id}, {o.other_photo.pk})"
        ],
        "articles_revision_files_signed": [
            f"INSERT INTO articles_revision_files (revision_id, attachment_id) VALUES ({o.published.head_id}, {o.other_file.pk})"
        ],
        "articles_part_update": [f"UPDATE articles_part SET role = 'final_reviewer' WHERE id = {writer_part}"],
        "articles_part_delete": [f"DELETE FROM articles_part WHERE id = {writer_part}"],
        "articles_signoff_part": [
            o.signing(o.initial, "initial_review", o.part(o.initial, "translator", PartRole.WRITER))
        ],
        "articles_signoff_revision": [o.signing(o.initial, "initial_review", initial_part, digest="'f'")],
        "articles_signoff_head": [o.signing(o.initial, "initial_review", initial_part, revision_id=draft.head_id)],
        "articles_signoff_order": [
            f"UPDATE articles_edition SET stage = 'final_review' WHERE id = {o.initial.pk}",
            o.final_signature(o.initial),
        ],
        "articles_signoff_afterwards": [o.afterwards(publisher_part)],
        "articles_publication_head": [insert_like("articles_publication", o.first_of_twice.pk)],
        "articles_publication_signed": [
            o.publishing(
                final, initial_id=o.signoff(final, "initial_review"), final_id=o.signoff(o.published, "final_review")
            )
        ],
        "articles_publication_second": [
            o.final_signature(o.second),
            o.publishing(o.second, initial_id=o.signoff(o.second, "initial_review"), final_id=o.newest(signoff)),
        ],
        "articles_publication_manager": [
            o.publishing(
                final,
                kind="'emergency'",
                initial_id="NULL",
                final_id="NULL",
                reason="'x'",
                published_by_id=cast("final").pk,
            )
        ],
        "articles_publication_legacy": [
            o.publishing(
                final,
                kind="'legacy'",
                initial_id="NULL",
                final_id="NULL",
                legacy_import_id=o.legacy.live.legacy_import_id,
            )
        ],
        "articles_publication_frozen": [
            "INSERT INTO articles_publishingfreeze (starts_at, ends_at, reason) "
            "VALUES ('2000-01-01 00:00:00', '2099-01-01 00:00:00', 'x')",
            o.final_signature(final),
            o.publishing(final, initial_id=o.signoff(final, "initial_review"), final_id=o.newest(signoff)),
        ],
        "articles_legacyimport_on": [insert_like("articles_legacyimport", o.legacy.live.legacy_import_id)],
        "articles_edition_begin": [
            insert_like(
                "articles_edition", final.pk, language="'fr'", live_id="NULL", next_id="NULL", withdrawal_id="NULL"
            )
        ],
        "articles_edition_language": [
            "PRAGMA recursive_triggers = OFF",
            insert_like("articles_edition", o.empty.pk).replace("INSERT", "INSERT OR REPLACE"),
        ],
        "articles_edition_forward": [
            f"UPDATE articles_edition SET live_id = {o.first_of_twice.pk} WHERE id = {twice.pk}"
        ],
        "articles_edition_published": [f"UPDATE articles_edition SET stage = 'published' WHERE id = {draft.pk}"],
        "articles_edition_second": [f"UPDATE articles_edition SET second_review = {FALSE} WHERE id = {o.second.pk}"],
        "articles_edition_pointers": [
            f"UPDATE articles_edition SET live_id = {o.first_of_twice.pk} WHERE id = {draft.pk}"
        ],
        "articles_edition_moves": [f"UPDATE articles_edition SET stage = 'final_review' WHERE id = {draft.pk}"],
        "articles_edition_counts": [f"UPDATE articles_edition SET cycle = 1, round = 1 WHERE id = {twice.pk}"],
        "articles_edition_delete": [f"DELETE FROM articles_edition WHERE id = {draft.pk}"],
        "articles_redaction_open": [insert_like(redaction, o.order.items.get().pk, revision_id=o.published.head_id)],
        "articles_redactionexecution_two": [
            f"INSERT INTO {execution} (order_id, by_id, at) VALUES ({o.open_order.pk}, {cast('manager').pk}, {now})"
        ],
        "articles_redactionorder_manager": [insert_like(order, o.order.pk, requested_by_id=cast("final").pk)],
    }
    for table, row in (("articles_photo", o.photo.pk), ("articles_attachment", o.file.pk)):
        found[f"{table}_update"] = [f"UPDATE {table} SET sha256 = '{'f' * 64}' WHERE id = {row}"]
        found[f"{table}_redaction"] = [f"UPDATE {table} SET redacted_at = {now} WHERE id = {row}"]
        found[f"{table}_delete"] = [f"DELETE FROM {table} WHERE id = {row}"]
    for table in {guard.table for guard in SHIPPED}:
        found[f"{table}_key"] = upsert(table)
    if not SQLITE:
        for table in {guard.table for guard in SHIPPED if guard.event == "TRUNCATE"}:
            found[f"{table}_truncate"] = [f'TRUNCATE "{table}" CASCADE']
    for table in APPEND_ONLY:
        found.setdefault(f"{table}_update", [f'UPDATE "{table}" SET id = id'])
        found.setdefault(f"{table}_delete", [f'DELETE FROM "{table}"'])
    for table in ("articles_revision", "articles_proposal"):
        found[f"{table}_delete"] = [f'DELETE FROM "{table}"']
    if not SQLITE:
        # the key itself refuses there: nothing is ever replaced
        del found["articles_edition_language"]
    return {f"guard_{name}": statements for name, statements in found.items()}


def shipped() -> dict[str, object]:
    """The guards of this engine by name."""
    guards = {guard.name: guard for guard in SHIPPED if not (SQLITE and guard.event == "TRUNCATE")}
    if not SQLITE:
        del guards["guard_articles_edition_language"]
    return guards
