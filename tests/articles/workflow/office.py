"""One office for all tests of a module: it takes a second to make, and each test gives it back as it was."""

import copy
import shutil
from contextlib import contextmanager

from django.db import connection, transaction
from django.test import override_settings

from tests.articles.workflow.attacks import SQLITE, Office, sql


@contextmanager
def made_once(blocker, folder):
    """An office in a transaction that is rolled back at the end, its files in a folder."""
    with blocker.unblock(), override_settings(MEDIA_ROOT=folder):
        connection.ensure_connection()
        with transaction.atomic():
            yield Office()
            transaction.set_rollback(True)


@contextmanager
def lent(office: Office, folder, media):
    """The office and a copy of its files for one test."""
    shutil.copytree(folder, media)
    with transaction.atomic():
        if not SQLITE:
            # what is left to check at the end would keep tables from being altered
            sql("SET CONSTRAINTS ALL IMMEDIATE")
        yield copy.deepcopy(office)
        transaction.set_rollback(True)
