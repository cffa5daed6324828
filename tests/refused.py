"""For tests of what the database refuses: by the constraint or guard that is meant for it, and by no other."""

import re
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from newsroom.shared import guards


@contextmanager
def refused_by(name: str, *columns: str):
    """The database refuses. SQLite names the columns of a key and not the key, so these are given too: table.column."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        yield
    said = str(refused.value)
    if connection.vendor == "sqlite" and columns:
        assert said == f"UNIQUE constraint failed: {', '.join(columns)}"
    else:
        assert re.search(rf"\b{name}\b", said), said


@contextmanager
def form_refuses(message: str):
    """Validation says so in a sentence."""
    with pytest.raises(ValidationError) as refused:
        yield
    assert message in refused.value.messages


@contextmanager
def without_guards():
    """For rows of a time when the database did not refuse them yet."""
    guards.drop(connection)
    yield
    guards.install(connection)
