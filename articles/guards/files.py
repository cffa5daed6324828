"""What the database refuses about files and redactions."""

from articles.guards.sql import EXECUTION, FILES, PHOTOS, PUBLICATION, REDACTION, SIGNOFF, exists, is_manager, redacted
from articles.models import Attachment, Photo, Redaction, RedactionExecution, RedactionOrder
from newsroom.shared.guards import Guard, append_only, no_replacing, unchanged


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
