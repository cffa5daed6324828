"""How long an answer may be kept, and by whom: a withdrawn word must not linger, and what staff see is kept by nobody."""

import pytest

from articles.workflow import Ending
from tests.articles.uploads import make_photo
from tests.make import cast, make_edition, make_topic, make_words, publish, take
from tests.make_records import make_agreement

pytestmark = pytest.mark.django_db
PUBLIC = "public, max-age=0, s-maxage=60"
PERMISSIONS = "camera=(), microphone=(), geolocation=()"


def test_readers_pages_are_asked_for_again_by_browsers_and_kept_a_minute_by_proxies(client):
    article = publish(topics=[make_topic()]).article_id
    make_agreement()
    paths = [
        "/en/",
        "/en/news/",
        f"/en/news/{article}-a-meeting/",
        "/en/news/feed.atom",
        "/en/agreements/export.csv",
        "/sitemap.xml",
    ]

    found = {path: client.get(path) for path in paths}

    assert {path: (answer["Cache-Control"], "ETag" in answer) for path, answer in found.items()} == {
        path: (PUBLIC, not answer.streaming) for path, answer in found.items()
    }
    # an address that is no longer right must not be remembered for ever
    assert client.get(f"/en/news/{article}-x/")["Cache-Control"] == PUBLIC
    assert client.get("/zh/")["Cache-Control"] == PUBLIC


def test_who_has_a_page_already_gets_a_few_bytes_until_it_changes(client):
    edition = publish(words=make_words("Hello"))
    path = f"/en/news/{edition.article_id}-hello/"
    tag = client.get(path)["ETag"]

    same = client.get(path, headers={"if-none-match": f'"x", W/{tag}'})
    other = client.get(path, headers={"if-none-match": '"x"'})
    head = client.head(path, headers={"if-none-match": tag})
    take(edition, "withdraw", cast("final"), ending=Ending.GONE, note="wrong")
    gone = client.get(path, headers={"if-none-match": tag})

    assert (same.status_code, same.content, same["ETag"], same["Cache-Control"]) == (304, b"", tag, PUBLIC)
    assert [other.status_code, head.status_code, gone.status_code] == [200, 304, 410]


@pytest.mark.parametrize("header", ["if-match", "if-unmodified-since", "if-modified-since", "range", "if-range"])
def test_no_other_condition_makes_a_page_refuse_itself(client, header):
    values = ['"x"', "*", "0", "Mon, 01 Jan 0001 00:00:00 GMT", "bytes=9-1"]

    assert {client.get("/en/", headers={header: value}).status_code for value in values} == {200}


def test_absent_pages_have_no_mark_by_which_they_could_be_told_apart(client):
    hidden = make_edition()

    answers = [
        client.get(f"/en/news/{pk}-a-meeting/", headers={"if-none-match": "*"}) for pk in (hidden.article_id, 999)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert dict(answers[0].items()) == dict(answers[1].items())
    assert not {"ETag", "Cache-Control"} & answers[0].headers.keys()


def test_what_depends_on_who_asks_is_kept_by_nobody(client):
    photo = make_photo(by=cast("writer"))
    client.force_login(cast("writer"))

    answer = client.get(photo.url(photo.widths[0]))
    answer.close()

    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_the_desk_is_kept_by_nobody_and_runs_no_script_but_its_own(client):
    edition = make_edition()
    client.force_login(cast("writer"))
    paths = [
        "/admin/",
        f"/admin/articles/edition/{edition.pk}/change/",
        "/admin/articles/edition/999/change/",
        "/admin/jsi18n/",
        "/admin/x/",
    ]

    for path in paths:
        answer = client.get(path)
        policy = dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
        assert "no-store" in answer["Cache-Control"], path
        assert answer["Permissions-Policy"] == PERMISSIONS
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
        assert policy["script-src"].startswith("'self' 'sha256-")
        assert "unsafe" not in answer["Content-Security-Policy"]
