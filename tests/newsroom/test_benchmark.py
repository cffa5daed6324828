"""The benchmark runs on what is there; what it measures is no matter for a test."""

import pytest
from django.core.management import CommandError, call_command

from tests.make import publish
from tests.make_records import make_agreement, make_event, make_home, make_organisation


@pytest.mark.django_db
def test_the_benchmark_names_each_page_with_its_ratio(capsys):
    publish("en")

    call_command("benchmark", rounds=2)

    table = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in table] == [
        "page", "not found", "article", "front page", "news list", "news of a year", "search, title", "search, word",
        "search, frequent", "search, frequent pair", "search, single", "search, three", "search, nothing",
        "search, 30 queries",
    ]  # fmt: skip
    assert table[1].split()[2] == "1.0"


@pytest.mark.django_db
def test_the_benchmark_times_the_record_where_there_is_one(capsys):
    make_agreement(parties=[make_home(), make_organisation()])
    make_event()

    call_command("benchmark", rounds=1)

    table = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in table] == [
        "page",
        "not found",
        "partners",
        "partners with a status",
        "partners by latest",
        "partners by number",
        "partner",
        "agreements",
        "agreements in force",
        "agreement",
        "events",
        "event",
        "countries and regions",
        "statistics",
    ]


@pytest.mark.django_db
def test_the_benchmark_says_when_there_is_nothing_to_time():
    with pytest.raises(CommandError, match="no published news or record"):
        call_command("benchmark")
