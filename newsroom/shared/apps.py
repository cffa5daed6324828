from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save, pre_migrate
from django.utils.translation import gettext_lazy as _

from newsroom.shared import guards


class SharedConfig(AppConfig):
    name = "newsroom.shared"
    label = "shared"
    verbose_name = _("Shared")

    def ready(self):
        from newsroom.shared.searchindex import sources, triggers  # models are ready only here

        guards.register(triggers.WORDING)
        connection_created.connect(sources.listen, dispatch_uid="newsroom.search.listen")
        post_save.connect(sources.after_saving, dispatch_uid="newsroom.search.after_saving")
        # SQLite rebuilds tables to alter them and loses their triggers: down before, up after, once a run
        pre_migrate.connect(drop_guards, sender=self, dispatch_uid="newsroom.guards.drop")
        post_migrate.connect(install_guards, sender=self, dispatch_uid="newsroom.guards.install")
        register(check_guards, Tags.database)


def drop_guards(using, **kwargs):
    connections[using].is_migrating = True  # nothing is followed either: the tables of the index may not be there
    guards.drop(connections[using])


def install_guards(using, **kwargs):
    guards.install(connections[using])
    connections[using].is_migrating = False


def check_guards(databases=None, **kwargs):
    """The guards in the database are the shipped ones (`check --database default`)."""
    return [
        Error(problem, hint="Run `manage.py migrate`: it puts the guards up again.", id="newsroom.E001")
        for alias in databases or []
        for problem in guards.problems(connections[alias])
    ]
