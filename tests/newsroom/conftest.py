"""What the tests of the roof share: the demo's record, loaded once for a file."""

import pytest
from django.db import transaction

from newsroom.demo import loader, records

PIECES = ("excellence-conference", "sierra-alta-visit")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The record with the pieces that it stands on, once for this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        parts = loader.missing()
        pictures = [name for name in parts if name.startswith("picture ")]
        for name in (loader.STAFF, *pictures, *PIECES):
            parts[name]()
        records.load_records()
        yield
        transaction.set_rollback(True)
