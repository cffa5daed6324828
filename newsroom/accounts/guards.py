"""What the database itself refuses about the log."""

from newsroom.accounts.models import LogEntry, LogHead
from newsroom.shared.guards import Guard, append_only, no_replacing

ENTRY, HEAD = LogEntry._meta.db_table, LogHead._meta.db_table

GUARDS = [
    *append_only(LogEntry),
    Guard(
        ENTRY,
        "INSERT",
        "chain",
        f'NOT EXISTS (SELECT 1 FROM "{HEAD}" h WHERE h.id = 1 AND h.hash = NEW.previous_hash)',
        "a log entry must follow the head of the chain",
    ),
    *no_replacing(LogHead),
    Guard(
        HEAD,
        "UPDATE",
        "update",
        # the newest entry is found by its number: looking for the hash would read the whole log for every act
        f'NOT EXISTS (SELECT 1 FROM "{ENTRY}" e WHERE e.id = (SELECT MAX(x.id) FROM "{ENTRY}" x) '
        "AND e.hash = NEW.hash AND e.previous_hash = OLD.hash)",
        "the head of the log moves only to the entry that follows it",
    ),
    Guard(HEAD, "DELETE", "delete", "1 = 1", "the head of the log cannot be deleted"),
    Guard(HEAD, "TRUNCATE", "truncate", "1 = 1", "the head of the log cannot be deleted"),
]
