"""Triggers of the search index. They stand and fall with the guards: put up after migrations, compared by checks and `verify`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from newsroom.shared.guards import AFTER, Guard, register
from newsroom.shared.searchindex.engine import TEXTS, WORDS
from newsroom.shared.searchindex.models import SearchDue

DUE = SearchDue._meta.db_table
# gives the selection that follows it the name of its column
_NOTHING = "SELECT CAST(NULL AS bigint) AS record WHERE 1 = 0"


@dataclass(frozen=True)
class Watch:
    """Which records of a source show something of a row of this table. `records` selects their ids; {row} is the row, before and
    after the change. With `columns`, an update that leaves them as they are changes nothing."""

    model: type[models.Model]
    records: str
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    columns: tuple[str, ...] = ()

    def triggers(self, source: str) -> Iterable["Noting"]:
        rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
        for event in self.events:
            records = " UNION ".join(self.records.format(row=row) for row in rows[event])
            changed = " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in self.columns)
            if changed and event == "UPDATE":
                records = f"SELECT any_of.record FROM ({_NOTHING} UNION {records}) any_of WHERE {changed}"
            yield Noting(self.model._meta.db_table, event, f"search_{source}_{event.lower()}", records, source)


@dataclass(frozen=True)
class Noting(Guard):
    """Note that records have changed. `condition` selects them, `message` is their source."""

    timing = AFTER

    @property
    def act(self) -> str:
        return (
            f"INSERT INTO \"{DUE}\" (source, record) SELECT '{self.message}', affected.record "
            f"FROM ({_NOTHING} UNION {self.condition}) affected WHERE affected.record IS NOT NULL"
        )

    def sqlite(self) -> str:
        act = self.act.replace("IS DISTINCT FROM", "IS NOT")
        return f'CREATE TRIGGER "{self.name}" AFTER {self.event} ON "{self.table}" FOR EACH ROW BEGIN {act}; END'

    def postgresql_body(self) -> str:
        return f"BEGIN {self.act}; RETURN NULL; END"


@dataclass(frozen=True)
class Wording(Guard):
    """Keep SQLite's table of words as the texts have them. `condition` is the act; PostgreSQL has a generated column instead."""

    timing = AFTER
    vendor = "sqlite"

    def sqlite(self) -> str:
        return f'CREATE TRIGGER "{self.name}" AFTER {self.event} ON "{self.table}" FOR EACH ROW BEGIN {self.condition}; END'


_FORGET = f'INSERT INTO "{WORDS}" ("{WORDS}", rowid, words) VALUES (\'delete\', OLD.entry_id, OLD.words)'
_LEARN = f'INSERT INTO "{WORDS}" (rowid, words) VALUES (NEW.entry_id, NEW.words)'
WORDING = [
    Wording(TEXTS, "INSERT", "words_insert", _LEARN, ""),
    Wording(TEXTS, "UPDATE", "words_update", f"{_FORGET}; {_LEARN}", ""),
    Wording(TEXTS, "DELETE", "words_delete", _FORGET, ""),
]


def watch(source: str, watches: Iterable[Watch]) -> None:
    register([trigger for each in watches for trigger in each.triggers(source)])
