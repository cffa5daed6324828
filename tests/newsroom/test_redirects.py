"""Old addresses: one hop to what is public, never over a page, never in a circle, never to another site."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from newsroom.accounts.roles import Role
from newsroom.site import redirects
from newsroom.site.models import Redirect
from newsroom.site.targets import Target, read_target
from partners.merging import merge
from tests.articles.uploads import make_attachment
from tests.articles.workflow.tables import logged, snapshot
from tests.make import cast, make_edition, make_user, make_words, publish, take
from tests.make_records import make_agreement, make_event, make_organisation
from tests.refused import refused_by

pytestmark = pytest.mark.django_db

DESK = "/admin/site/redirect/"


def keep(old: str, new: str, **fields) -> Redirect:
    target = read_target(new, may_be_file=True)
    plan = redirects.plan({redirects.read_old(old): target}, by=cast("manager"), **fields)
    assert plan.refused == {}
    redirects.write(plan)
    return Redirect.objects.get(old=redirects.read_old(old))


def arrived(client, path, **kwargs):
    response = client.get(path, **kwargs)
    return response.status_code, response.get("Location", "")


# addresses


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("/2025/1013/c44855a604919/page.htm", "/2025/1013/c44855a604919/page.htm"),
        ("http://old.example.edu:8080/2025/1013/page.htm#top", "/2025/1013/page.htm"),
        ("/index.php?id=12&lang=en", "/index.php?id=12&lang=en"),
        ("/index.php?id=%31%32", "/index.php?id=12"),
        ("/新闻/页.htm", "/%E6%96%B0%E9%97%BB/%E9%A1%B5.htm"),
        ("/%e6%96%b0%e9%97%bb/", "/%E6%96%B0%E9%97%BB/"),
        ("/a b/c%20d.html", "/a%20b/c%20d.html"),
        ("/Page%25.htm", "/Page%25.htm"),
        ("/search?q=a%26b+c", "/search?q=a%26b%20c"),
        ("/en/old/page/", "/en/old/page/"),
        ("/zh/xw/1.htm", "/zh/xw/1.htm"),
        ("/EN/1.htm", "/EN/1.htm"),
    ],
)
def test_an_old_address_is_known_however_it_is_spelled(client, written, asked):
    keep(written, "/en/partners/")

    assert arrived(client, asked) == (301, "/en/partners/")


def test_an_old_file_leads_to_the_attachment_while_readers_have_it(client):
    attachment = make_attachment(name="招生 简章.pdf")
    keep("/old/prospectus.pdf", attachment.get_absolute_url())
    before = arrived(client, "/old/prospectus.pdf")

    publish(words=make_words(attachments=({"id": attachment.pk, "label": "Prospectus"},)))

    assert before == (404, "")
    assert arrived(client, "/old/prospectus.pdf") == (301, attachment.get_absolute_url())


@pytest.mark.parametrize("address", ["/media/files/{sha256}/other.pdf", "/media/files/abc/agenda.pdf"])
def test_a_file_that_is_not_there_is_led_to_by_nothing(address):
    target = read_target(address.format(sha256=make_attachment().sha256), may_be_file=True)

    plan = redirects.plan({"/old.pdf": target}, by=cast("manager"))

    assert plan.refused == {"/old.pdf": "This site has no page at this address."}


def test_case_and_query_are_part_of_an_address(client):
    keep("/Index.php?id=12", "/en/partners/")

    for path in ("/index.php?id=12", "/Index.php?id=13", "/Index.php"):
        assert client.get(path).status_code == 404


def test_a_query_that_strangers_add_does_not_hide_a_page(client):
    keep("/page.htm", "/en/partners/")
    keep("/page.htm?id=2", "/en/events/")

    assert arrived(client, "/page.htm?from=timeline") == (301, "/en/partners/")
    assert arrived(client, "/page.htm?id=2") == (301, "/en/events/")


def test_a_redirect_that_is_not_permanent_says_so(client):
    keep("/page.htm", "/en/partners/", permanent=False)

    assert arrived(client, "/page.htm") == (302, "/en/partners/")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "The address is missing."),
        ("page.htm", "An address begins with / or with https://."),
        ("ftp://old.example.edu/x", "An address begins with / or with https://."),
        ("javascript:alert(1)", "An address begins with / or with https://."),
        ("//evil.example/x/", None),
        ("/%2Fevil.example/", "An address begins with / or with https://."),
        ("/a\\b", "The address holds characters that no address has."),
        ("/%B9%FA", "The percent signs of this address are no UTF-8: readers who come with it cannot be understood."),
        ("/x?a=%B9", "The percent signs of this address are no UTF-8: readers who come with it cannot be understood."),
        ("http://[::1/x", "This is not an address."),
        (f"/{'x' * 500}", "The address is longer than 500 characters."),
        ("/", "This site has a page at this address: the redirect would never be used."),
        ("/en/news/", "This site has a page at this address: the redirect would never be used."),
        ("/admin/nowhere", "This site has a page at this address: the redirect would never be used."),
    ],
)
def test_what_is_no_old_address_is_refused_in_words(written, said):
    if said is None:  # a full address without its scheme: of any host, for only its path counts
        assert redirects.read_old(written) == "/x/"
        return
    with pytest.raises(ValidationError) as refused:
        redirects.read_old(written)
    assert refused.value.messages == [said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("https://evil.example/en/news/", "This leads to another site: redirects stay on this one."),
        ("//evil.example/", "This leads to another site: redirects stay on this one."),
        ("/\\evil.example/", "The address holds characters that no address has."),
        ("/%2Fevil.example/", "An address begins with / or with https://."),
        ("javascript:alert(1)", "An address begins with / or with https://."),
        ("/en/partners/#list", "A part of a page (after #) cannot be kept: name the page."),
        ("/admin/articles/", "This is no page for readers."),
        ("/media/files/abc/x.pdf", "This is no page for readers."),
        ("article:12:fr", "The site is not in the language “fr”."),
        ("article:0", "An address begins with / or with https://."),
    ],
)
def test_where_no_redirect_may_lead_is_refused_in_words(written, said):
    with pytest.raises(ValidationError) as refused:
        read_target(written)
    assert refused.value.messages == [said]


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("/en/news/12-some-title/", Target(kind="article", pk=12, language="en")),
        ("http://testserver/zh-hans/notices/7-x/", Target(kind="article", pk=7, language="zh-hans")),
        ("/zh/pages/7-x/", Target(kind="article", pk=7, language="zh-hans")),
        ("/es/partners/5-x", Target(kind="organisation", pk=5, language="es")),
        ("/en/agreements/3-x/", Target(kind="agreement", pk=3, language="en")),
        ("/en/events/9-x/", Target(kind="event", pk=9, language="en")),
        ("article:12", Target(kind="article", pk=12)),
        (" Event : 9 ", None),
        ("event:9:es", Target(kind="event", pk=9, language="es")),
        ("/en/partners?region=PE", Target(path="/en/partners/?region=PE")),
        ("/", Target(path="/")),
    ],
)
def test_a_target_is_a_record_or_a_page(written, understood):
    if understood is None:
        with pytest.raises(ValidationError):
            read_target(written)
    else:
        assert read_target(written) == understood


# records


def test_a_redirect_follows_an_article_to_its_new_title(client):
    edition = publish(words=make_words("First title"))
    keep("/1.htm", f"/en/news/{edition.article_id}-first-title/")

    assert arrived(client, "/1.htm") == (301, f"/en/news/{edition.article_id}-first-title/")
    take(edition, "revise", cast("translator"))
    take(edition, "save", cast("translator"), words=make_words("Second title"))
    take(edition, "hand_in", cast("translator"))
    take(edition, "approve", cast("initial"))
    take(edition, "publish", cast("final"))

    assert arrived(client, "/1.htm") == (301, f"/en/news/{edition.article_id}-second-title/")
    assert arrived(client, f"/en/news/{edition.article_id}-first-title/") == (
        301,
        f"/en/news/{edition.article_id}-second-title/",
    )


def test_an_article_is_led_to_in_the_language_asked_for_else_in_its_own(client):
    english = publish("en", source_language="zh-hans")
    publish("zh-hans", article=english.article, words=make_words("会议"))
    number = english.article_id
    for old, new in (("/a", f"article:{number}"), ("/b", f"article:{number}:en"), ("/es/c", f"article:{number}")):
        keep(old, new)
    keep("/en/d", f"article:{number}")

    places = {path: arrived(client, path)[1].split("/")[1] for path in ("/a", "/b", "/es/c", "/en/d")}

    assert places == {"/a": "zh-hans", "/b": "en", "/es/c": "zh-hans", "/en/d": "en"}


def test_a_redirect_to_a_merged_article_arrives_at_the_other_in_one_hop(client):
    last = publish(words=make_words("Last"))
    middle, first = publish(words=make_words("Middle")), publish(words=make_words("First"))
    take(middle, "withdraw", cast("final"), note="twice", ending="merged", into=last.article)
    take(first, "withdraw", cast("final"), note="twice", ending="merged", into=middle.article)
    keep("/1.htm", f"article:{first.article_id}")

    assert arrived(client, "/1.htm") == (301, f"/en/news/{last.article_id}-last/")
    assert arrived(client, f"/en/news/{first.article_id}-first/") == (301, f"/en/news/{last.article_id}-last/")


def test_a_redirect_to_a_merged_organisation_arrives_at_the_other(client):
    gone, stays = make_organisation("Old name"), make_organisation("New name")
    keep("/p.htm", f"organisation:{gone.pk}")

    merge(stays, gone, by=cast("manager"))

    assert arrived(client, "/p.htm") == (301, f"/en/partners/{stays.pk}-new-name/")
    assert arrived(client, f"/en/partners/{gone.pk}-old-name/") == (301, f"/en/partners/{stays.pk}-new-name/")


def test_what_is_not_public_is_absent(client):
    draft, scheduled, suspended = make_edition(), publish(), publish()
    take(scheduled, "withdraw", cast("final"), note="x", ending="gone")
    suspended.article.__class__.objects.filter(pk=suspended.article_id).update(is_suspended=True)
    hidden = [
        *(f"article:{edition.article_id}" for edition in (draft, scheduled, suspended)),
        f"organisation:{make_organisation(public=False).pk}",
        f"agreement:{make_agreement(public=False).pk}",
        f"event:{make_event(public=False).pk}",
    ]
    absent = client.get("/no.htm")
    for number, new in enumerate(hidden):
        keep(f"/{number}.htm", new)

    answers = [client.get(f"/{number}.htm") for number in range(len(hidden))]

    assert [(answer.status_code, answer.content) for answer in answers] == [(404, absent.content)] * len(hidden)
    assert [dict(answer.items()) for answer in answers] == [dict(absent.items())] * len(hidden)


def test_a_restricted_article_that_one_may_not_see_is_not_there_to_be_led_to():
    secret = make_edition(words=False, is_restricted=True, created_by=make_user("stranger", Role.WRITER))

    plans = [
        redirects.plan({"/x": read_target(f"article:{number}")}, by=cast("manager"))
        for number in (secret.article_id, 987654)
    ]

    assert [plan.refused["/x"] for plan in plans] == [
        f"There is no article with the number {secret.article_id}.",
        "There is no article with the number 987654.",
    ]


# chains and circles


def test_a_chain_becomes_one_hop_whichever_link_comes_first(client):
    keep("/b.htm", "/en/partners/")
    keep("/a.htm", "/b.htm")
    keep("/z.htm", "/en/events/")
    keep("/en/topics/lost/", "/z.htm?again=1")
    keep("/y.htm", "/en/topics/found/")
    keep("/en/topics/found/", "/en/agreements/")

    assert {row.old: row.path for row in Redirect.objects.all()} == {
        "/b.htm": "/en/partners/",
        "/a.htm": "/en/partners/",
        "/z.htm": "/en/events/",
        "/en/topics/lost/": "/en/events/",
        "/y.htm": "/en/agreements/",
        "/en/topics/found/": "/en/agreements/",
    }
    assert arrived(client, "/a.htm") == (301, "/en/partners/")
    assert arrived(client, "/y.htm") == (301, "/en/agreements/")


@pytest.mark.parametrize(
    ("old", "new"), [("/a.htm", "/a.htm"), ("/en/topics/a/", "/a.htm"), ("/en/topics/a/", "/en/topics/a/?page=2")]
)
def test_a_circle_is_refused(old, new):
    keep("/a.htm", "/en/topics/a/")

    plan = redirects.plan({old: read_target(new)}, by=cast("manager"))

    assert plan.refused == {old: "This would lead in a circle: the new address leads back to the old one."}


@pytest.mark.parametrize(
    "paths",
    [
        {"/c.htm": "/a.htm"},
        {"/c.htm": "/a.htm?x=1"},
        {"/en/topics/a/": "/en/events/"},
        {"/a.htm?x=1": "/a.htm"},
    ],
)
def test_the_database_refuses_what_is_not_flat(paths):
    keep("/a.htm", "/en/topics/a/")

    for old, path in paths.items():
        with refused_by("a redirect leads to no other redirect"):
            Redirect.objects.create(old=old, path=path)


def test_the_database_refuses_two_ways_and_other_sites():
    def made(**fields):
        return lambda: Redirect.objects.create(**{"old": "/x.htm", "path": "/en/"} | fields)

    organisation = make_organisation()
    attempts = [
        (made(path="/x.htm"), "redirect_not_to_itself|a redirect leads to no other redirect"),
        (made(path="//evil.example/"), "redirect_stays_here"),
        (made(path="https://evil.example/"), "redirect_stays_here"),
        (made(path=""), "redirect_leads_once"),
        (made(organisation=organisation), "redirect_leads_once"),
        (made(old="x.htm"), "redirect_old_is_a_path"),
    ]

    for attempt, name in attempts:
        with refused_by(f"(?:{name})"):
            attempt()
    made()()
    with refused_by("site_redirect: a row with this key exists and cannot be replaced"):
        made()()


def test_an_old_address_in_place_of_another_by_direct_sql_is_refused():
    keep("/a.htm", "/en/partners/")
    keep("/b.htm", "/en/events/")

    with refused_by("a redirect leads to no other redirect"), connection.cursor() as cursor:
        cursor.execute("UPDATE site_redirect SET path = '/a.htm' WHERE old = '/b.htm'")


# when it is asked for


def test_a_redirect_never_stands_before_a_page(client):
    edition = publish(words=make_words("A meeting"))
    here = f"/en/news/{edition.article_id}-a-meeting/"
    Redirect.objects.create(old=here, path="/en/events/")
    Redirect.objects.create(old="/en/news/", path="/en/events/")

    assert [client.get(path).status_code for path in (here, "/en/news/")] == [200, 200]
    take(edition, "suspend", cast("duty"), note="x")
    assert arrived(client, here) == (301, "/en/events/")


def test_only_reading_is_redirected(client):
    keep("/a.htm", "/en/partners/")

    assert client.post("/a.htm").status_code == 404
    assert client.head("/a.htm").status_code == 301


def test_an_address_without_page_costs_one_query_more_and_nothing_is_written(client, django_assert_num_queries):
    for number in range(3):
        keep(f"/{number}.htm", "/en/partners/")
    before = snapshot()

    with django_assert_num_queries(2):  # one for head and foot of the page that says so, one for the redirect
        assert client.get("/no.htm").status_code == 404
    with django_assert_num_queries(2):
        assert client.get("/1.htm").status_code == 301

    assert snapshot() == before


# on the desk


def test_a_manager_adds_changes_and_deletes_a_redirect_and_each_is_logged(client):
    client.force_login(cast("manager"))
    edition = publish()

    client.post(
        f"{DESK}add/", {"old": "http://old.example.edu/1.htm", "leads_to": "/en/partners", "is_permanent": "on"}
    )
    row = Redirect.objects.get()
    assert (row.old, row.path, row.is_permanent) == ("/1.htm", "/en/partners/", True)
    client.post(f"{DESK}{row.pk}/change/", {"leads_to": f"article:{edition.article_id}"})
    row.refresh_from_db()
    assert (row.old, row.path, row.article_id, row.is_permanent) == ("/1.htm", "", edition.article_id, False)
    page = client.get(f"{DESK}{row.pk}/change/").content.decode()
    assert f"/en/news/{edition.article_id}-a-meeting/" in page
    client.post(f"{DESK}{row.pk}/delete/", {"post": "yes"})

    assert not Redirect.objects.exists()
    acts = [entry for entry in logged() if entry[0].startswith("redirect_")]
    assert [act for act, _details in acts] == ["redirect_added", "redirect_changed", "redirect_deleted"]
    assert acts[1][1]["old"] == {"leads_to": "/en/partners/", "is_permanent": True}
    assert acts[1][1]["new"] == {"leads_to": f"article:{edition.article_id}", "is_permanent": False}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "/en/news/"}, "This site has a page at this address: the redirect would never be used."),
        ({"leads_to": "https://evil.example/"}, "This leads to another site: redirects stay on this one."),
        ({"leads_to": "/nowhere/"}, "This site has no page at this address."),
        ({"leads_to": "event:77"}, "There is no event with the number 77."),
        ({"old": "/there.htm"}, "already exists"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_stays_typed(client, typed, said):
    Redirect.objects.create(old="/there.htm", path="/en/events/")
    client.force_login(cast("manager"))
    data = {"old": "/1.htm", "leads_to": "/en/partners/", "is_permanent": "on"} | typed

    response = client.post(f"{DESK}add/", data)

    html = response.content.decode()
    assert response.status_code == 200
    assert said in html
    assert f'value="{data["old"]}"' in html
    assert f'value="{data["leads_to"]}"' in html
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize("name", [*(role.value for role in Role if role != Role.MANAGER), "root"])
def test_nobody_but_a_manager_writes_redirects(client, name):
    row = keep("/1.htm", "/en/partners/")
    roles = () if name == "root" else (Role(name),)
    client.force_login(make_user("other", *roles, is_superuser=name == "root"))
    table = {"do": "keep", "text": "/2.htm,/en/events/"}

    answers = [
        client.post(f"{DESK}add/", {"old": "/2.htm", "leads_to": "/en/events/"}),
        client.post(f"{DESK}{row.pk}/change/", {"leads_to": "/en/events/"}),
        client.post(f"{DESK}{row.pk}/delete/", {"post": "yes"}),
        client.post(f"{DESK}import/", table),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert [(each.old, each.path) for each in Redirect.objects.all()] == [("/1.htm", "/en/partners/")]
    expected = 200 if name in {"root", Role.AUDITOR} else 403
    assert client.get(f"{DESK}{row.pk}/change/").status_code == expected
    assert client.get(f"{DESK}export/").status_code == expected


def test_the_list_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    client.force_login(cast("manager"))
    edition = publish()

    def asked():
        with django_assert_max_num_queries(40) as counted:
            client.get(DESK)
        return len(counted)

    keep("/0.htm", f"article:{edition.article_id}")
    client.get(DESK)
    one = asked()
    for number in range(1, 4):
        keep(f"/{number}.htm", f"article:{edition.article_id}")

    assert asked() == one


def test_a_record_that_is_led_to_is_in_use():
    organisation = make_organisation()
    keep("/1.htm", f"organisation:{organisation.pk}")

    with pytest.raises(Exception, match="protected foreign keys"), transaction.atomic():
        organisation.delete()
