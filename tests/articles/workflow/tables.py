"""Every row of the database, to see what an act changed."""

from django.apps import apps
from django.db import connection

from newsroom.accounts.models import LogEntry, LogHead

UNSEEN = {LogEntry._meta.db_table, LogHead._meta.db_table, "django_session"}


def snapshot(*rooms: str) -> dict[str, list[str]]:
    """Table → its rows, without the log; of some rooms' tables or of all."""
    models = [
        model for model in apps.get_models(include_auto_created=True) if not rooms or model._meta.app_label in rooms
    ]
    tables = sorted({model._meta.db_table for model in models} - UNSEEN)
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows[table] = [repr(row) for row in cursor.fetchall()]
    return rows


def logged() -> list[tuple[str, dict]]:
    return list(LogEntry.objects.order_by("pk").values_list("action", "details"))
