"""The record at scale: as large as it was asked for, of every status, and the same for the same seed."""

import datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from events.models import Event
from newsroom.demo import scale
from partners.models import Agreement, Organisation, Party, Status
from tests.make_records import make_home

TODAY = datetime.date(2026, 1, 15)


def told() -> list[str]:
    """What was made, in words and dates."""
    rows = [
        Organisation.objects.order_by("pk").values_list("name_en", "region"),
        Agreement.objects.order_by("pk").values_list("title_zh_hans", "signed_on", "expires_on"),
        Party.objects.order_by("pk").values_list("organisation__name_en"),
        Event.objects.order_by("pk").values_list("name_en", "start_on"),
    ]
    return [str(row) for found in rows for row in found]


@pytest.mark.django_db
def test_a_filled_record_is_as_large_as_it_was_asked_for_and_has_every_status():
    make_home()

    assert sum(scale.fill(200, seed=1, today=TODAY)) == scale.size_of(200) == 900

    assert (Organisation.objects.count(), Agreement.objects.count(), Event.objects.count()) == (201, 600, 100)
    statuses = Agreement.objects.with_status(TODAY).order_by().values_list("status", flat=True)
    assert set(statuses) == set(Status)


@pytest.mark.django_db
def test_a_seed_gives_the_same_record_again():
    make_home()
    made = []
    for seed in (3, 3, 4):
        with transaction.atomic():
            list(scale.fill(10, seed=seed, today=TODAY))
            made.append(told())
            transaction.set_rollback(True)

    assert made[0] == made[1]
    assert made[0] != made[2]


@pytest.mark.django_db
def test_filling_puts_the_record_around_the_demos_own_organisation(settings):
    settings.NEWSROOM_DEMO = True

    call_command("fill", records=4, seed=5, verbosity=0)

    home = Organisation.objects.home()
    assert home.name_en == "South China University of Technology"
    assert Agreement.objects.of_home().count() >= 12
