"""Every row of the database, to see what an act changed."""

from django.apps import apps
from django.db import connection

from newsroom.accounts.models import LogEntry, LogHead

UNSEEN = {LogEntry._meta.db_table, LogHead._meta.db_table, "django_session"}


def snapshot() -> dict[str, list[tuple]]:
    """Table → its rows, without the log."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - UNSEEN)
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows[table] = [repr(row) for row in cursor.fetchall()]
    return rows


def logged() -> list[tuple[str, dict]]:
    return list(LogEntry.objects.order_by("pk").values_list("action", "details"))
