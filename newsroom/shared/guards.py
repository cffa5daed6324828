"""Rules that stand in the database as triggers, the same in SQLite and PostgreSQL.

A room declares its guards and registers them when it is ready. They are dropped before migrations and re-created after them, because
SQLite rebuilds a table to alter it and loses its triggers without a word. `problems()` compares the database with the shipped list;
the system check, `verify` and the start of the server read it.

A guard refuses a row when its condition holds. Conditions are written once, in SQL that both engines read, with NEW and OLD;
`IS DISTINCT FROM` is spelled `IS NOT` for SQLite.

Other triggers that must not be lost (newsroom/shared/searchindex/triggers.py) stand in the same list.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

SHIPPED: list["Guard"] = []
BEFORE, AFTER = "BEFORE", "AFTER"


@dataclass(frozen=True)
class Guard:
    """Refuse `event` (INSERT, UPDATE, DELETE, TRUNCATE) on a row of `table` when `condition` holds."""

    table: str
    event: str
    what: str
    condition: str
    message: str

    timing = BEFORE
    vendor = None  # the only engine that needs it, or None

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.what}"

    def sqlite(self) -> str:
        condition = self.condition.replace("IS DISTINCT FROM", "IS NOT")
        message = self.message.replace("'", "''")
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW WHEN ({condition}) '
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    def postgresql_body(self) -> str:
        message = self.message.replace("'", "''").replace("%", "%%")
        returned = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.event, "NEW")
        return (
            f"BEGIN IF ({self.condition}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {returned}; END"
        )

    def postgresql(self) -> list[str]:
        level = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $${self.postgresql_body()}$$',
            f'CREATE TRIGGER "{self.name}" {self.timing} {self.event} ON "{self.table}" '
            f'FOR EACH {level} EXECUTE FUNCTION "{self.name}"()',
        ]


def register(guards: Iterable[Guard]) -> None:
    """Add a room's guards to the shipped list (once, however often the app registry is made ready)."""
    for guard in guards:
        if guard not in SHIPPED:
            SHIPPED.append(guard)


def _keys(model: type[models.Model]) -> list[list[str]]:
    """The columns of every key of a model: INSERT OR REPLACE would delete the row that holds any of them."""
    keys = [[model._meta.pk.column]]
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            keys.append([field.column])
    keys += [[model._meta.get_field(name).column for name in names] for names in model._meta.unique_together]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            keys.append([model._meta.get_field(name).column for name in constraint.fields])
    return keys


def no_replacing(model: type[models.Model]) -> list[Guard]:
    """Refuse an INSERT whose key exists already: SQLite's INSERT OR REPLACE would delete that row unseen."""
    table = model._meta.db_table
    matches = " OR ".join(
        "(" + " AND ".join(f'old_row."{column}" = NEW."{column}"' for column in key) + ")" for key in _keys(model)
    )
    condition = f'EXISTS (SELECT 1 FROM "{table}" old_row WHERE {matches})'
    return [Guard(table, "INSERT", "key", condition, f"{table}: a row with this key exists and cannot be replaced")]


def append_only(model: type[models.Model], *, update_allowed: str = "") -> list[Guard]:
    """No UPDATE (but where `update_allowed` holds), DELETE, TRUNCATE or replacement."""
    table = model._meta.db_table
    refused = f"NOT ({update_allowed})" if update_allowed else "1 = 1"
    return [
        *no_replacing(model),
        Guard(table, "UPDATE", "update", refused, f"{table} is append-only: a row cannot be changed"),
        Guard(table, "DELETE", "delete", "1 = 1", f"{table} is append-only: a row cannot be deleted"),
        Guard(table, "TRUNCATE", "truncate", "1 = 1", f"{table} is append-only: it cannot be emptied"),
    ]


def belongs(model: type[models.Model], column: str, other: type[models.Model], why: str, matching: str) -> list[Guard]:
    """A row names only such a row `x` of another table as goes with it."""
    table, name = model._meta.db_table, column.removesuffix("_id")
    strange = (
        f'NEW."{column}" IS NOT NULL AND NOT EXISTS '
        f'(SELECT 1 FROM "{other._meta.db_table}" x WHERE x.id = NEW."{column}" AND {matching})'
    )
    message = f"{table}_{name}_belongs: {why}"
    return [Guard(table, event, f"{name}_{event.lower()}", strange, message) for event in ("INSERT", "UPDATE")]


def unchanged(*columns: str) -> str:
    """A condition: these columns keep their values in an UPDATE."""
    return " AND ".join(f'NOT (NEW."{column}" IS DISTINCT FROM OLD."{column}")' for column in columns)


def _for(connection) -> list[Guard]:
    guards = [guard for guard in SHIPPED if guard.vendor in (None, connection.vendor)]
    if connection.vendor == "sqlite":
        guards = [guard for guard in guards if guard.event != "TRUNCATE"]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    return [guard for guard in guards if guard.table in tables]


def _present(connection) -> dict[str, str]:
    """Name → text of every guard in the database (a disabled trigger counts as absent)."""
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
    else:
        query = (
            "SELECT t.tgname, p.prosrc || '|' || t.tgtype FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgname LIKE 'guard\\_%' "
            "AND n.nspname = current_schema()"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


# PostgreSQL's pg_trigger.tgtype: row 1, before 2, insert 4, delete 8, update 16, truncate 32
_TGTYPE = {"INSERT": 1 + 4, "DELETE": 1 + 8, "UPDATE": 1 + 16, "TRUNCATE": 32}


def _stored(guard: Guard, connection) -> str:
    """As `_present` reads it."""
    if connection.vendor == "sqlite":
        return guard.sqlite()
    tgtype = _TGTYPE[guard.event] + (2 if guard.timing == BEFORE else 0)
    return f"{guard.postgresql_body()}|{tgtype}"


def problems(connection) -> list[str]:
    """What differs between the guards in the database and the shipped list; empty when all is well."""
    present = _present(connection)
    found = []
    for guard in _for(connection):
        if guard.name not in present:
            found.append(f"{guard.name} is missing")
        elif present[guard.name] != _stored(guard, connection):
            found.append(f"{guard.name} differs from the shipped one")
    return found


def drop(connection) -> None:
    """Take down every guard that is in the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _present(connection):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            return
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal "
            "AND t.tgname LIKE 'guard\\_%' AND n.nspname = current_schema()"
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
            cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')


def install(connection) -> None:
    """Put up every shipped guard whose table exists, in place of whatever is there."""
    drop(connection)
    with connection.cursor() as cursor:
        for guard in _for(connection):
            for statement in [guard.sqlite()] if connection.vendor == "sqlite" else guard.postgresql():
                cursor.execute(statement)
