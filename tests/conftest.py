import hypothesis
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase

from newsroom.shared import guards

# Two busy cores make single examples slow now and then; that is no failure.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def guards_make_way_for_the_flush():
    """A transactional test ends by emptying every table, which the append-only guards refuse: they step aside for that moment."""
    flush = TransactionTestCase._fixture_teardown

    def without_guards(test):
        databases = [connections[alias] for alias in test._databases_names(include_mirrors=False)]
        for connection in databases:
            guards.drop(connection)
        flush(test)
        for connection in databases:
            guards.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_guards)
        yield


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Uploads of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()
