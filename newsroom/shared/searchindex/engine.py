"""The same question in two engines: SQLite's FTS5 and PostgreSQL's tsvector. Neither reads language into the tokens or ranks them, so
both find the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import BooleanField, Expression

from newsroom.shared.searchindex.query import Demand, Token

ENTRIES, TEXTS = "shared_searchentry", "shared_searchtext"
WORDS = "shared_searchwords"  # SQLite; made by the migration, as is the column `vector` of PostgreSQL


def _joined(demands: list[Demand], write, both: str, either: str) -> str:
    alls = [both.join(f"({either.join(write(token) for token in any_of)})" for any_of in each) for each in demands]
    return either.join(f"({each})" for each in alls)


def _fts5(token: Token) -> str:
    return f'"{token.text}"{"*" if token.is_beginning else ""}'


def _tsquery(token: Token) -> str:
    return f"'{token.text}'{':*' if token.is_beginning else ''}"


class Holds(Expression):
    """An entry has the tokens of one of the demands. Tokens are letters and digits: no engine sees a sign in them."""

    def __init__(self, demands: list[Demand]):
        super().__init__(output_field=BooleanField())
        self.demands = demands

    def as_sqlite(self, compiler, connection):
        match = _joined(self.demands, _fts5, " AND ", " OR ")
        return f'"{ENTRIES}"."id" IN (SELECT rowid FROM "{WORDS}" WHERE "{WORDS}" MATCH %s)', [match]

    def as_postgresql(self, compiler, connection):
        match = _joined(self.demands, _tsquery, " & ", " | ")
        # OFFSET 0 keeps it a question of its own: joined with the entries, it would be answered by reading the tokens of all texts
        return f'"{ENTRIES}"."id" IN (SELECT entry_id FROM "{TEXTS}" WHERE vector @@ %s::tsquery OFFSET 0)', [match]


@contextmanager
def by_index(connection) -> Iterator[None]:
    """PostgreSQL takes the reading of a text's tokens for free, and would read those of all texts where a word is frequent, which takes
    a hundred times as long as asking the index; and it would compile a question after names, which takes fifty times as long as to
    answer it. SQLite has nothing to choose."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT")
