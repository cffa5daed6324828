"""The guards outlive migrations that rebuild every table that they stand on or look at."""

import shutil
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from articles.models import Confirmation, SignOff
from newsroom.shared import guards
from tests.articles.workflow.attacks import SQLITE, Office, attacks, shipped
from tests.articles.workflow.test_guards import goes_through, unsigned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOMS = ("accounts", "articles")
MIGRATION = '''
from django.db import migrations, models


def remake(apps, editor):
    """SQLite alters no table of a many-to-many relation; it can still rebuild it."""
    if editor.connection.vendor == "sqlite":
        for name in {through}:
            model = apps.get_model("articles", "Revision")
            editor._remake_table(getattr(model, name).through)


class Migration(migrations.Migration):
    dependencies = [("{room}", "{last}")]
    operations = [
        *[
            migrations.AddField(name, "rebuilt", models.CharField(max_length=1, default="", db_default=""))
            for name in {models}
        ],
        migrations.RunPython(remake, remake),
    ]
'''


@pytest.fixture
def rebuilding(tmp_path, monkeypatch, settings):
    """Copies of the rooms' migrations with one more, which adds a column to each of their tables. Gives their last names."""
    last = {}
    for room in ROOMS:
        own = Path(import_module(apps.get_app_config(room).name + ".migrations").__file__).parent
        copy = tmp_path / f"rebuilt_{room}"
        shutil.copytree(own, copy, ignore=shutil.ignore_patterns("__pycache__"))
        last[room] = max(path.stem for path in copy.glob("0*.py"))
        (copy / "0999_rebuilt.py").write_text(
            MIGRATION.format(
                room=room,
                last=last[room],
                models=[model.__name__ for model in apps.get_app_config(room).get_models()],
                through=["photos", "files"] if room == "articles" else [],
            )
        )
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {room: f"rebuilt_{room}" for room in ROOMS}
    return last


def table_of(model) -> str:
    """The table as the database has it: another one once it was rebuilt."""
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)]


def test_every_attack_fails_after_every_table_was_rebuilt_by_migrations_and_back(rebuilding):
    office = Office()
    call_command("migrate", verbosity=0)
    there = table_of(SignOff)
    passed = [name for name, plan in (attacks(office) | unsigned(office)).items() if goes_through(*plan)]
    found = guards.problems(connection)
    for room, last in rebuilding.items():
        call_command("migrate", room, last, verbosity=0)
    back = table_of(SignOff)
    passed_back = [name for name, plan in (attacks(office) | unsigned(office)).items() if goes_through(*plan)]

    assert ("rebuilt" in there, "rebuilt" in back) == (True, False)
    assert (found, guards.problems(connection), passed, passed_back) == ([], [], [], [])


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL keeps its triggers when a table is altered")
def test_a_table_rebuilt_behind_the_back_of_the_migrations_is_noticed():
    with connection.schema_editor() as editor:
        editor._remake_table(Confirmation)
    found = guards.problems(connection)
    guards.install(connection)

    lost = [f"{name} is missing" for name, guard in shipped().items() if guard.table == Confirmation._meta.db_table]
    assert (sorted(found), guards.problems(connection)) == (sorted(lost), [])
