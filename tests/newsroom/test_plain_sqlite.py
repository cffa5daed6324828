"""A CHECK that needs a function of Django's would lock out every other program that writes the database."""

import sqlite3

import pytest
from django.db import connection

from newsroom.shared.searchindex.engine import WORDS


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trap is SQLite's")
def test_every_table_can_be_written_without_django():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND type IN ('table', 'trigger') "
            "ORDER BY type"
        )
        schema = cursor.fetchall()
    plain = sqlite3.connect(":memory:")
    for _kind, name, sql in schema:
        # a full-text table makes its own tables for what it keeps
        if not name.startswith(f"{WORDS}_"):
            plain.execute(sql)

    tables = [name for kind, name, _sql in schema if kind == "table" and not name.startswith(f"{WORDS}_")]
    for table in tables:
        # preparing the statement compiles its CHECKs and triggers: an unknown function is found here
        plain.execute(f'EXPLAIN INSERT INTO "{table}" DEFAULT VALUES')
        plain.execute(f'EXPLAIN DELETE FROM "{table}"')
    plain.close()

    assert "partners_agreement" in tables
