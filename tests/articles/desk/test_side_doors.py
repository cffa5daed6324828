"""Every address of the admin, as everyone: nobody reads there what they may not see, and nobody changes what is not theirs.

The addresses come from the URLconf, so that a new page is tested before anyone thinks of it; a new kind of parameter fails the test
until it is named below.
"""

import datetime

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core import serializers
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from articles.models import (
    Article,
    Attachment,
    Citation,
    Photo,
    PublishingFreeze,
    RedactionOrder,
    Source,
    Topic,
)
from articles.workflow import STEPS
from events.models import Event, EventSeries
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role
from newsroom.site.models import NavigationItem, Redirect, SiteSettings
from partners.models import Agreement, IncomingTable, Organisation, Person, Place
from tests.make import cast, make_edition, make_topic, make_user, make_words
from tests.make_records import make_agreement, make_event, make_organisation, make_person, make_place, make_series

pytestmark = pytest.mark.django_db

SECRET, DRAFT, REASON = "Zweisimmen restricted", "Quillabamba draft", "Oberwald reason"
# doors that anonymous visitors may stand before
OPEN = {"login", "logout"}
READS_NEWS = [role for role in Role if role != Role.RECORDS_OFFICER]
OF_THE_RECORD = (
    "/admin/partners/",
    "/admin/events/",
    "/admin/articles/citation/",
    "/admin/articles/source/",
    "/admin/import/",
)
EVERYONE = {role.value: (role,) for role in Role} | {"nobody": (), "root": ()}


def patterns(resolver, names=()):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, (*names, pattern.namespace) if pattern.namespace else names)
        elif isinstance(pattern, URLPattern) and names[:1] == ("admin",) and pattern.name:
            route = pattern.pattern
            yield pattern.name, tuple(route.regex.groupindex if isinstance(route, RegexPattern) else route.converters)


ADDRESSES = sorted(set(patterns(get_resolver())))


@pytest.fixture
def office():
    """A restricted article and an open draft, each with words, a topic, a redaction order, and people who may see them."""
    secret = make_edition("en", words=make_words(SECRET, f"<p>{SECRET}</p>"))
    Article.objects.filter(pk=secret.article_id).update(is_restricted=True)
    draft = make_edition("en", words=make_words(DRAFT, f"<p>{DRAFT}</p>"), topics=[make_topic()])
    manager = cast("manager")
    RedactionOrder.enter(by=manager, reference="Order 1", revisions=[secret.head])
    log.record("settings", by=manager)
    agreement = make_agreement(parties=[make_organisation()], public=False)
    event = make_event(place=make_place(), series=make_series(), edition=1, public=False)
    event.signings.create(agreement=agreement)
    make_person(public=False)
    for edition in (secret, draft):
        source = Source.objects.create(article=edition.article)
        Citation.objects.create(source=source, agreement=agreement, stance="contradicts", value=f"{edition.head.title}")
    Citation.objects.create(source=Source.objects.create(title="Approval", kind="approval"), agreement=agreement)
    start = timezone.now() + datetime.timedelta(days=1)
    PublishingFreeze.objects.create(starts_at=start, ends_at=start + datetime.timedelta(days=1), reason="Holiday")
    Redirect.objects.create(old="/index.php?id=12", article=secret.article)
    NavigationItem.objects.create(place="header", label_en="Read this", article=secret.article)
    SiteSettings.objects.create(pk=1)
    # somebody's own: nobody else opens it
    IncomingTable.objects.create(
        user=make_user("keeper", Role.RECORDS_OFFICER), kind="organisations", name=f"{SECRET}.csv", content=b"Name\n"
    )
    return secret, draft


def values(edition) -> dict[str, list]:
    """What each parameter of an address may be."""
    article = edition.article_id
    records = {
        "article": article,
        "edition": edition.pk,
        "topic": Topic.objects.get().pk,
        "user": User.objects.get(username="writer").pk,
        "logentry": LogEntry.objects.latest("pk").pk,
        "redactionorder": RedactionOrder.objects.get().pk,
        "organisation": Organisation.objects.get().pk,
        "source": Source.objects.latest("pk").pk,
        "citation": Citation.objects.latest("pk").pk,
        "person": Person.objects.get().pk,
        "place": Place.objects.get().pk,
        "agreement": Agreement.objects.get().pk,
        "event": Event.objects.get().pk,
        "eventseries": EventSeries.objects.get().pk,
        "publishingfreeze": PublishingFreeze.objects.get().pk,
        "redirect": Redirect.objects.get().pk,
        "navigationitem": NavigationItem.objects.get().pk,
        "sitesettings": SiteSettings.objects.get().pk,
        "import": IncomingTable.objects.get().pk,
    }
    others = dict.fromkeys(("photo", "attachment", "start_document"), 1)
    return {
        "records": records | others,
        "revision": edition.head_id,
        "article_id": article,
        "app_label": "articles",
        "name": {"articles_edition_step": STEPS[0].name, "desk_queue": "waiting"},
        "url": "nowhere/",
        "kind": "organisations",
        "language": "en",
    }


def address(name: str, parameters, known: dict) -> str:
    kwargs = {}
    for parameter in parameters:
        if parameter in {"object_id", "pk", "id"}:
            kwargs[parameter] = next(pk for model, pk in known["records"].items() if f"_{model}_" in f"_{name}_")
        elif parameter == "name":
            kwargs[parameter] = known["name"][name]
        else:
            kwargs[parameter] = known[parameter]
    return reverse(f"admin:{name}", kwargs=kwargs)


def addresses(editions) -> list[str]:
    """Of the records of any of them, each once."""
    known = [values(edition) for edition in editions]
    return sorted(
        {address(name, parameters, each) for name, parameters in ADDRESSES if name not in OPEN for each in known}
    )


def person(name: str) -> User:
    return make_user(f"a-{name.lower().replace(' ', '-')}", *EVERYONE[name], is_superuser=name == "root")


def test_the_test_knows_every_address():
    assert {name for name, _parameters in ADDRESSES} >= {
        "index",
        "autocomplete",
        "jsi18n",
        "articles_article_history",
        "articles_edition_preview",
        "articles_edition_compare",
        "articles_photo_for_article",
        "articles_start",
        "accounts_logentry_check",
        "my_account",
    }


def test_a_visitor_is_shown_the_way_in_and_nothing_else(client, office):
    answers = {path: client.get(path) for path in addresses(office)}

    assert {
        path for path, answer in answers.items() if not answer.get("Location", "").startswith("/admin/login/")
    } == set()


@pytest.mark.parametrize("name", EVERYONE)
def test_nobody_reads_what_they_may_not_see(client, office, name):
    user = person(name)
    client.force_login(user)
    hidden = {SECRET} if set(EVERYONE[name]) & set(READS_NEWS) or user.is_superuser else {SECRET, DRAFT}

    answers = {path: client.get(path) for path in addresses(office)}

    leaks = {
        (path, text)
        for path, answer in answers.items()
        for text in hidden
        if not answer.streaming and text in answer.content.decode()
    }
    assert leaks == set()
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code >= 500} == {}


@pytest.mark.parametrize("name", ["nobody", "Records officer"])
def test_who_has_no_part_in_the_news_opens_only_what_is_everybody_s(client, office, name):
    client.force_login(person(name))

    opened = {path for path in addresses(office) if client.get(path).status_code == 200}
    records = {path for path in opened if path.startswith(OF_THE_RECORD)}

    assert bool(records) == (name == "Records officer")
    assert opened - records - {"/admin/autocomplete/", "/admin/articles/"} == {
        "/admin/",
        "/admin/account/",
        "/admin/jsi18n/",
        "/admin/password_change/",
        "/admin/password_change/done/",
    }


@pytest.mark.parametrize("name", EVERYONE)
def test_the_people_of_a_restricted_article_are_the_only_ones_who_open_it(client, office, name):
    secret, _draft = office
    client.force_login(person(name))
    paths = [f"/admin/articles/article/{secret.article_id}/change/", f"/admin/articles/edition/{secret.pk}/change/"]

    answers = [client.get(path) for path in paths]
    client.force_login(cast("translator"))
    own = [client.get(path) for path in paths]

    assert [SECRET in answer.content.decode() for answer in answers] == [False, False]
    assert [(answer.status_code, SECRET in answer.text) for answer in own] == [(200, True)] * 2


def rows() -> str:
    """Everything that could have been changed, but for the log, sessions and last sign-ins."""
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"articles", "accounts", "auth", "partners", "events", "site"}
    ]
    kept = [model for model in models if model not in {LogEntry} and model._meta.object_name != "LogHead"]
    return "\n".join(serializers.serialize("json", model._base_manager.order_by("pk")) for model in kept)


@pytest.mark.parametrize("name", ["nobody", "Records officer", "Auditor", "root", "Duty officer"])
def test_a_bare_post_changes_nothing(client, office, name):
    user = person(name)
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(last_login=None)
    before = rows()

    # one's own account is one's own: saved empty it loses its names
    paths = [path for path in addresses(office) if path != "/admin/account/"]
    # who may delete records deletes them with this word; everybody else is refused even so
    word = {} if name in {"root", "Records officer"} else {"post": "yes"}
    answers = {path: client.post(path, word) for path in paths}

    User.objects.filter(pk=user.pk).update(last_login=None)
    assert rows() == before
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code >= 500} == {}


def relations():
    return [
        (model._meta.app_label, model._meta.model_name, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model in {Article, User, Topic, Photo, Attachment, Source}
    ]


@pytest.mark.parametrize("name", ["nobody", "Records officer", "Manager", "root"])
def test_autocomplete_completes_nothing_that_is_hidden(client, office, name):
    client.force_login(person(name))
    for app_label, model_name, field_name in relations():
        query = {"app_label": app_label, "model_name": model_name, "field_name": field_name, "term": SECRET[:4]}

        answer = client.get("/admin/autocomplete/", query)

        assert answer.status_code in {200, 403, 404}
        assert SECRET not in answer.content.decode()


def with_pages():
    """Models that the desk keeps on pages of their own; some are there to be found by typing only."""
    return [model for model, its_admin in site._registry.items() if its_admin.get_urls()]


@pytest.mark.parametrize(
    "lookup", ["title__regex", "password__startswith", "editions__head__body__contains", "pk__in", "article__pk"]
)
def test_no_list_answers_a_question_that_it_does_not_offer(client, office, lookup):
    client.force_login(make_user("root", *Role, is_superuser=True))
    answers = {}
    for model in with_pages():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answers[path] = client.get(path, {lookup: "^(a+)+$"}).status_code

    # the editions' list leads to the articles'
    assert {path: status for path, status in answers.items() if status != 400} == {"/admin/articles/edition/": 302}


@pytest.mark.parametrize(
    "query",
    [
        "?p=x",
        "?p=999999999999999999999",
        "?o=9.9.9",
        "?o=x",
        "?all=",
        "?_to_field=password",
        "?_popup=1",
        "?e=1",
        "?q=%25_'",
    ],
)
def test_a_list_answers_nonsense_without_a_fault(client, office, query):
    client.force_login(make_user("root", *Role, is_superuser=True))
    for model in with_pages():
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

        assert client.get(path + query).status_code in {200, 302, 400}


@pytest.mark.parametrize("key", ["0", "999999999999999999999999", "x", "-1"])
def test_a_record_that_is_not_there_is_not_there(client, office, key):
    client.force_login(make_user("root", *Role, is_superuser=True))
    for model in with_pages():
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

        assert {client.get(f"{base}{key}/{page}/").status_code for page in ("change", "history", "delete")} <= {
            302,
            403,
            404,
        }
