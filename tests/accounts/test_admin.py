"""The users' admin, the log's admin, one's own account, and signing in."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role
from tests.make import make_user, publish

pytestmark = pytest.mark.django_db

USERS = "/admin/accounts/user/"


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def chief(**fields):
    return make_user("chief", is_superuser=True, **fields)


def entries():
    return list(LogEntry.objects.order_by("pk").values_list("action", "actor__username", "target_label"))


def form_of(user, **changes):
    data = {
        "username": user.username,
        "staff_number": user.staff_number,
        "email": user.email,
        "interface_language": user.interface_language,
        "working_languages": user.working_languages,
        "groups": [group.pk for group in user.groups.all()],
        "printed_name_en": user.printed_name_en,
    }
    data |= {name: "on" for name in ("is_active", "is_superuser") if getattr(user, name)}
    return data | changes


def group(role):
    return Group.objects.get(name=role.value).pk


def test_a_superuser_adds_a_member_of_staff_with_names_languages_and_roles(as_user):
    answer = as_user(chief()).post(
        f"{USERS}add/",
        {
            "username": "li",
            "password1": "a-Long-enough-1",
            "password2": "a-Long-enough-1",
            "printed_name_en": "LI Ming",
            "printed_name_zh_hans": "李明",
            "unit_zh_hans": "国际处",
            "working_languages": ["zh-hans", "en"],
            "groups": [group(Role.TRANSLATOR)],
        },
    )

    li = User.objects.get(username="li")
    assert answer.status_code == 302
    assert (li.printed_name_en, li.printed_name_zh_hans, li.unit_zh_hans) == ("LI Ming", "李明", "国际处")
    assert (li.working_languages, li.roles, li.is_staff) == (["en", "zh-hans"], {Role.TRANSLATOR}, True)
    assert li.check_password("a-Long-enough-1")
    assert entries()[-1] == ("user_added", "chief", "LI Ming")


def test_a_refused_form_keeps_what_was_typed_and_makes_nobody(as_user):
    answer = as_user(chief()).post(
        f"{USERS}add/", {"username": "li", "password1": "one", "password2": "two", "printed_name_zh_hans": "李明"}
    )

    assert (answer.status_code, User.objects.filter(username="li").exists()) == (200, False)
    assert 'value="李明"' in answer.text


def test_a_manager_changes_names_and_nothing_that_opens_doors(as_user):
    translator = make_user("li", Role.TRANSLATOR, languages=["es"])
    data = form_of(
        translator,
        printed_name_zh_hans="李明",
        username="boss",
        groups=[group(Role.MANAGER)],
        working_languages=["en"],
        is_superuser="on",
    )

    answer = as_user(make_user("manager", Role.MANAGER)).post(f"{USERS}{translator.pk}/change/", data)

    after = User.objects.get(pk=translator.pk)
    assert answer.status_code == 302
    assert after.printed_name_zh_hans == "李明"
    assert (after.username, after.roles, after.working_languages, after.is_superuser, after.is_active) == (
        "li",
        {Role.TRANSLATOR},
        ["es"],
        False,
        True,
    )
    assert LogEntry.objects.first().details == {"fields": ["printed_name_zh_hans"]}


def test_a_manager_gives_nobody_a_role_not_even_himself(as_user):
    manager = make_user("manager", Role.MANAGER)
    as_user(manager).post(f"{USERS}{manager.pk}/change/", form_of(manager, groups=[group(Role.FINAL_REVIEWER)]))

    assert User.objects.get(pk=manager.pk).roles == {Role.MANAGER}


@pytest.mark.parametrize(
    ("path", "status"),
    [("{pk}/change/", 403), ("{pk}/password/", 403), ("{pk}/delete/", 403), ("add/", 403)],
)
def test_a_manager_neither_adds_deletes_nor_takes_over_an_account(as_user, path, status):
    other = chief()
    answer = as_user(make_user("manager", Role.MANAGER)).post(USERS + path.format(pk=other.pk), form_of(other))

    assert answer.status_code == status


def test_a_change_of_roles_is_logged_with_what_was_before(as_user):
    user = make_user("li", Role.TRANSLATOR)
    as_user(chief()).post(f"{USERS}{user.pk}/change/", form_of(user, groups=[group(Role.WRITER)]))

    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor.username) == ("user_changed", "chief")
    assert entry.details == {"fields": ["groups"], "old": {"groups": ["Translator"]}, "new": {"groups": ["Writer"]}}


def test_deactivating_ends_the_session_and_keeps_the_history(as_user, client):
    publish("en")
    translator = User.objects.get(username="translator")
    data = form_of(translator)
    del data["is_active"]
    as_user(chief()).post(f"{USERS}{translator.pk}/change/", data)

    translator.refresh_from_db()
    client.force_login(translator)
    assert (translator.is_active, translator.parts.count()) == (False, 1)
    assert client.get("/admin/").status_code == 302


def test_nobody_takes_the_last_key_from_themselves(as_user):
    user = chief()
    data = form_of(user)
    del data["is_superuser"], data["is_active"]
    answer = as_user(user).post(f"{USERS}{user.pk}/change/", data)

    user.refresh_from_db()
    assert (answer.status_code, user.is_superuser, user.is_active) == (200, True, True)
    assert answer.text.count("You cannot take this away from your own account.") == 2


def test_a_user_with_history_is_not_deleted_and_the_page_says_what_stands_in_their_name(as_user):
    publish("en")
    translator = User.objects.get(username="translator")
    web = as_user(chief())

    page = web.get(f"{USERS}{translator.pk}/delete/").text
    done = web.post(f"{USERS}{translator.pk}/delete/", {"post": "yes"})

    assert "cannot be deleted" in page
    assert "Parts: 1 record" in page.replace("parts", "Parts")
    assert (done.status_code, User.objects.filter(pk=translator.pk).exists()) == (200, True)


def test_a_user_without_history_is_deleted_and_that_is_logged(as_user):
    user = make_user("mistake")
    answer = as_user(chief()).post(f"{USERS}{user.pk}/delete/", {"post": "yes"})

    assert (answer.status_code, User.objects.filter(username="mistake").exists()) == (302, False)
    assert entries()[-1] == ("user_deleted", "chief", "MISTAKE")


def test_a_superuser_sets_a_password_and_the_log_says_so(as_user):
    user = make_user("li")
    as_user(chief()).post(
        f"{USERS}{user.pk}/password/", {"new_password1": "a-Long-enough-1", "new_password2": "a-Long-enough-1"}
    )

    user.refresh_from_db()
    assert user.check_password("a-Long-enough-1")
    assert entries()[-1] == ("password_set", "chief", "LI")


def test_an_auditor_reads_users_and_changes_none(as_user):
    user = make_user("li", Role.TRANSLATOR)
    web = as_user(make_user("auditor", Role.AUDITOR))

    page = web.get(f"{USERS}{user.pk}/change/")
    changed = web.post(f"{USERS}{user.pk}/change/", form_of(user, printed_name_en="X"))

    assert (page.status_code, changed.status_code) == (200, 403)
    assert (
        "<input"
        not in page.text.partition('id="user_form"')[2].partition("csrfmiddlewaretoken")[2].partition("</form>")[0]
    )


@pytest.mark.parametrize("lookup", ["password__startswith", "username__regex", "groups__name", "log_entries__action"])
def test_a_list_can_be_asked_for_nothing_but_its_own_filters(as_user, lookup):
    assert as_user(chief()).get(USERS, {lookup: "x"}).status_code == 400


def test_users_are_found_by_any_of_their_names(as_user):
    user = make_user("li", printed_name_zh_hans="李明")
    make_user("wang", printed_name_zh_hans="王芳")

    page = as_user(chief()).get(USERS, {"q": "李明"})

    assert list(page.context["cl"].queryset) == [user]


def test_the_list_of_users_costs_the_same_for_one_and_for_many(as_user, django_assert_num_queries):
    web = as_user(chief())
    with django_assert_num_queries(7):
        web.get(USERS)
    for _number in range(5):
        make_user("", Role.WRITER)
    with django_assert_num_queries(7):
        web.get(USERS)


# one's own account


def test_everyone_keeps_their_own_printed_name_and_language(as_user):
    user = make_user("li", Role.TRANSLATOR)
    web = as_user(user)

    answer = web.post(
        "/admin/account/", {"interface_language": "zh-hans", "printed_name_en": "LI", "printed_name_es": "Li Ming"}
    )

    user.refresh_from_db()
    assert (answer.status_code, user.interface_language, user.printed_name_es) == (302, "zh-hans", "Li Ming")
    assert entries()[-1] == ("account_changed", "li", "LI")
    assert '<html lang="zh-hans"' in web.get("/admin/").text


def test_ones_own_account_gives_no_more_than_that(as_user):
    user = make_user("li")
    as_user(user).post(
        "/admin/account/", {"working_languages": ["ar"], "is_superuser": "on", "groups": [group(Role.MANAGER)]}
    )

    after = User.objects.get(pk=user.pk)
    assert (after.is_superuser, after.roles, after.working_languages) == (False, frozenset(), user.working_languages)


def test_changing_ones_password_leaves_a_trace(as_user):
    user = make_user("li")
    as_user(user).post(
        reverse("admin:password_change"),
        {"old_password": "demo", "new_password1": "a-Long-enough-1", "new_password2": "a-Long-enough-1"},
    )

    assert entries()[-1] == ("password_changed", "li", "LI")


# the log


def test_the_log_is_read_by_auditors_and_written_by_nobody(as_user):
    log.record("settings", by=None, target=None, a=1)
    web = as_user(make_user("auditor", Role.AUDITOR))
    entry = LogEntry.objects.first()
    address = f"/admin/accounts/logentry/{entry.pk}/"

    assert web.get("/admin/accounts/logentry/").status_code == 200
    assert web.get(f"{address}change/").status_code == 200
    assert [web.post(f"{address}{act}/", {"action": "x"}).status_code for act in ("change", "delete")] == [403, 403]
    assert web.post("/admin/accounts/logentry/add/", {"action": "x"}).status_code == 403


def test_the_page_of_the_chain_says_whether_it_is_whole(as_user):
    log.record("settings", by=None)
    page = as_user(make_user("manager", Role.MANAGER)).get("/admin/accounts/logentry/check/")

    assert (page.status_code, page.context["problems"]) == (200, [])
    assert "The chain is whole" in page.text


def test_a_translator_does_not_read_the_log(as_user):
    web = as_user(make_user("li", Role.TRANSLATOR))

    assert [web.get(f"/admin/accounts/{page}").status_code for page in ("logentry/", "logentry/check/", "user/")] == [
        403
    ] * 3


def test_django_s_own_pages_of_groups_and_tags_are_gone(as_user):
    web = as_user(chief())

    assert [web.get(page).status_code for page in ("/admin/auth/group/", "/admin/taggit/tag/", "/admin/r/1/1/")] == [
        404
    ] * 3


# signing in


def sign_in(client, username, password, address="10.0.0.1"):
    return client.post("/admin/login/", {"username": username, "password": password}, REMOTE_ADDR=address)


def test_after_six_wrong_passwords_a_name_waits_at_that_address_alone(client):
    make_user("li")
    for _number in range(6):
        sign_in(client, "li", "wrong")

    held = sign_in(client, "LI", "demo")
    elsewhere = sign_in(client, "li", "demo", address="10.0.0.2")

    assert (held.status_code, "Please wait 15 minutes" in held.text) == (200, True)
    assert elsewhere.status_code == 302


def test_a_right_password_forgets_the_wrong_ones(client):
    make_user("li")
    for _number in range(5):
        sign_in(client, "li", "wrong")
    sign_in(client, "li", "demo")
    client.logout()
    sign_in(client, "li", "wrong")

    assert sign_in(client, "li", "demo").status_code == 302
