"""Whom the demo refuses: other data, production, a port that is taken."""

import socket

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from newsroom.accounts.models import User
from newsroom.demo import loader
from tests.make import make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("command", "options"), [("demo", {"serve": False}), ("fill", {"articles": 1})])
def test_a_production_setting_gets_no_demo(command, options, settings):
    settings.DEBUG = settings.NEWSROOM_DEMO = False
    with pytest.raises(CommandError) as refusal:
        call_command(command, verbosity=0, **options)
    assert str(refusal.value) == (
        "This is a production setting (NEWSROOM_DEBUG is off), and the demo's passwords are public: nothing was loaded."
    )
    assert User.objects.count() == 0


@pytest.mark.parametrize(("make", "what"), [(make_user, "users"), (make_topic, "topics")])
def test_a_database_with_other_data_gets_no_demo(make, what, settings):
    settings.NEWSROOM_DEMO = True
    make()
    with pytest.raises(CommandError) as refusal:
        call_command("demo", serve=False, verbosity=0)
    assert str(refusal.value) == (
        f"The database holds other data ({what}), and the demo does not mix with it: nothing was loaded."
    )
    assert Article.objects.count() == 0


def test_a_load_that_was_interrupted_goes_on_where_it_stopped(settings):
    settings.NEWSROOM_DEMO = True
    names = list(loader.missing())
    loader.missing()[names[0]]()
    loader.check_welcome()
    assert list(loader.missing()) == names[1:]


def test_a_port_in_use_is_said_before_anything_is_loaded(settings):
    settings.NEWSROOM_DEMO = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            call_command("demo", port=port, verbosity=0)
    assert str(refusal.value) == f"Port {port} is in use. Choose another, for instance: make demo PORT={port + 1}"
    assert User.objects.count() == 0


@pytest.mark.parametrize("asked", [{}, {"articles": 0}, {"articles": -1, "records": 3}, {"records": -1}])
def test_fill_asks_for_at_least_one_article_or_partner(asked):
    with pytest.raises(CommandError) as refusal:
        call_command("fill", **asked)
    assert str(refusal.value) == "Say how many articles or how many partners: at least one."
