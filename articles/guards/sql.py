"""The tables and the pieces of SQL that the guards of this room are made of."""

from django.contrib.auth.models import Group

from articles.models import (
    Attachment,
    Edition,
    Part,
    Photo,
    Proposal,
    Publication,
    PublishingFreeze,
    Redaction,
    RedactionExecution,
    Revision,
    SignOff,
    StepTaken,
)
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role

EDITION, PART, REVISION = Edition._meta.db_table, Part._meta.db_table, Revision._meta.db_table
SIGNOFF, PUBLICATION, STEP = SignOff._meta.db_table, Publication._meta.db_table, StepTaken._meta.db_table
REDACTION, EXECUTION = Redaction._meta.db_table, RedactionExecution._meta.db_table
PHOTOS, FILES = Revision.photos.through._meta.db_table, Revision.files.through._meta.db_table
PHOTO, FILE, PROPOSAL = Photo._meta.db_table, Attachment._meta.db_table, Proposal._meta.db_table
FREEZE = PublishingFreeze._meta.db_table
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


HANDED_IN = exists(SIGNOFF, "x.edition_id = NEW.edition_id AND x.cycle = NEW.cycle AND x.stage = 'writing'")
