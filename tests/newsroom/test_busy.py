"""Somebody else is writing for longer than anybody waits: that is said, and the page that was sent still stands in the browser."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from newsroom.accounts.models import LogHead
from newsroom.accounts.roles import Role
from partners.models import Organisation
from tests.desk_forms import sent
from tests.make import make_user
from tests.make_records import make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def impatient():
    """This connection waits a twentieth of a second for a lock."""
    wait, back = "PRAGMA busy_timeout = 50", "PRAGMA busy_timeout = 60000"
    if connection.vendor == "postgresql":
        wait, back = "SET lock_timeout = 50", "RESET lock_timeout"
    with connection.cursor() as cursor:
        cursor.execute(wait)
    yield
    with connection.cursor() as cursor:
        cursor.execute(back)


@pytest.fixture
def long_write():
    """Another connection that has begun to write and does not end."""
    begun, ended = threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            LogHead.objects.select_for_update().get(pk=1)
            begun.set()
            ended.wait(30)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(30)
    yield
    ended.set()
    writer.join()


@pytest.fixture
def officer():
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def test_a_save_that_waits_too_long_is_told_so_and_stores_nothing(officer, impatient, request):
    lima = make_organisation("Lima")
    address = f"/admin/partners/organisation/{lima.pk}/change/"
    typed = sent(officer.get(address), note="Typed for an hour.")
    request.getfixturevalue("long_write")

    answer = officer.post(address, typed)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Busy for a moment" in answer.content.decode()
    assert Organisation.objects.get(pk=lima.pk).note == ""


def test_readers_wait_for_nobody(client, impatient, long_write):
    assert [client.get(path).status_code for path in ("/en/", "/en/partners/", "/en/search/?q=lima")] == [200] * 3
