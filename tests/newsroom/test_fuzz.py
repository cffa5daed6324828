"""A hostile visitor: every address of the site, for everyone, with every method and values that nobody types by mistake.

The addresses are read from the URLconf, so that a new page is met here without being listed. What is drawn is random with a fixed
seed; ROUNDS is for looking further than a test has time for.
"""

import logging
import random
import re
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

from articles.models import Article, Citation, IncomingDocument, Photo, RedactionOrder, Source
from articles.workflow import STEPS, Stage
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from tests.articles.uploads import make_attachment, make_photo
from tests.make import cast, make_article, make_edition, make_topic, make_user, make_words, publish
from tests.make_records import make_agreement, make_event, make_home, make_organisation, make_series

pytestmark = pytest.mark.django_db

SEED = 20250927
ROUNDS = 1
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")

# what a column, a parser or a calendar may choke on
NASTY = [
    "", " ", "0", "-1", "1", "007", "1e3", "٣", "１", "²", "½", "9" * 19, "9" * 30, "9" * 400, "1.5", "NaN", "Infinity", "None", "null",
    "true", "xx", "a\0b", "\ud800", "\udfff\ud83d", "\ufffe", "\u202eabc\u200b\u200d", "ａ", "é" * 300, "x" * 3000, "مرحبا", "𠀀",
    "'", '"', "\\", "%", "%s", "{}", "{{ 7 }}", "<script>alert(1)</script>", "../../etc/passwd", "//evil.example", "javascript:1",
    "http://[", "https://evil.example:99999/", "2025-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "2025-13-01T25:61",
    "9999-12-31T23:59", "0001-01-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2025-10-26T02:30Z",
    "2025-10-26T02:30+99:99", "12:60", "\r\nSet-Cookie: a=b", "a,b,c", "id__in", "password__startswith", "-pk", ".", "..", "1:2", ":", "1:1:1",
    "9" * 5000,
]  # fmt: skip
QUERY = [
    "page", "p", "q", "o", "ot", "all", "e", "next", "_popup", "_to_field", "_changelist_filters", "_facets", "__regex", "id__regex",
    "title__regex", "created_by__password__startswith", "editions__head__title__iregex", "groups__id__exact", "is_active__exact",
    "is_restricted__exact", "is_superuser__exact", "at__gte", "at__lt", "at__isnull", "dated_on__year", "year", "stage", "language", "topic",
    "kind", "kind__exact", "act", "role", "use", "article", "tracked", "old", "new", "app_label", "model_name", "field_name", "term", "id",
    "pk", "pk__in", "id__in", "_selected_action", "format", "region", "status", "agreement", "parties", "sort", "series", "when",
    "of", "state", "visibility", "used", "source",
    "since", "until", "day", "home", "group", "counted", "direction", "figure", "called_off",
]  # fmt: skip
BODY = [
    "revision", "note", "at", "ending", "into", "proposal", "source_revision", "user", "role", "remove", "language", "edition", "editions",
    "article", "reference", "revisions", "photos", "attachments", "sure", "do", "tracked", "text", "title", "title_language", "dated_on", "kind",
    "source_language", "intended", "topics", "visible_until", "is_restricted", "needs_second_review", "slug", "name_en", "name_zh_hans",
    "username", "password", "password1", "password2", "old_password", "new_password1", "new_password2", "groups", "working_languages",
    "is_active", "is_superuser", "staff_number", "email", "interface_language", "printed_name_en", "credit", "focal_x", "focal_y",
    "label", "post", "_save", "_popup", "_to_field", "_saveasnew", "_continue", "action", "_selected_action", "index", "select_across",
    "next", "words-title", "words-summary", "words-body", "words-lead_photo", "words-lead_alt", "words-change_note",
    "words-change_note_is_public", "initial-title", "target", "body", "summary", "date", "reads", "imported_reads", "line-0", "lines-0",
    "fact", "source", "stance", "value", "quote", "reopen", "new-title", "new-kind", "new-dated_on", "new-address", "new-scan",
]  # fmt: skip
HEADERS = {
    "Accept": ["", "*", "text/html;q=x", "application/json", "a/b;" * 500, ";;,,", "\xff"],
    "Accept-Language": ["", "*", "x" * 900, "zh-hans;q=9e999", "en;q=,;;", "zh-Hant-TW,*;q=0.0", "-", "\0", "é"],
    "Host": ["evil.example", "", "[::1", "testserver:99999", "a b", "testserver@evil", "\0", "127.0.0.1:8000"],
    "Range": ["bytes=-", "bytes=9-1", "bytes=-0", "bytes=" + "9" * 5000 + "-", "bytes=0-" + "9" * 30, "bytes=-" + "9" * 400, "lines=1-2"],
    "If-Range": ["", '"x"', "\0"],
    "If-None-Match": ["*", '"', 'W/"x"', ",,", '"' + "x" * 5000 + '"', "\0"],
    "If-Modified-Since": ["0", "Thu, 99 Foo 9999 99:99:99 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "\0"],
    "If-Match": ["*", '"x"', "\0"],
    "If-Unmodified-Since": ["0", "Mon, 01 Jan 0001 00:00:00 GMT", "Thu, 99 Foo 9999 99:99:99 GMT", "\0"],
    "Referer": ["\0", "http://[", "//", "javascript:1", "http://testserver/" + "x" * 5000],
    "Origin": ["null", "http://[", "http://testserver:x", "\0", "//"],
    "Sec-Fetch-Site": ["", "same-origin", "\0"],
    "User-Agent": ["", "Mozilla/5.0", "\0", "x" * 9000],
    "X-Forwarded-For": ["\0", "1.2.3.4, " * 900, "[::"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Proto": ["gopher", "https, http", "\0"],
    "X-Forwarded-Port": ["99999", "x"],
    "X-Original-URL": ["/admin/", "\0"],
    "Forwarded": ["for=[::1;host=evil.example;proto=x", "\0"],
    "Expect": ["100-continue", "x"],
    "X-Requested-With": ["XMLHttpRequest"],
    "Cookie": ["sessionid=\x01", "sessionid=" + "x" * 4000, "csrftoken=\xff", ";;;=", "django_language=xx; messages=W1tdXQ:x"],
    "Content-Type": ["", "application/json", "multipart/form-data", "multipart/form-data; boundary=\xff", "text/plain; charset=nonsense",
                     "application/x-www-form-urlencoded; charset=utf-16", "x" * 900],
    "Content-Length": ["", "x", "-1", "9" * 30],
    "Content-Encoding": ["gzip"],
}  # fmt: skip
METHODS = [
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "get",
]
FILES = [
    ("a.jpg", b"not a picture"), ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("a.docx", b"PK\x03\x04broken"), ("a.doc", b"\xd0\xcf\x11\xe0"),
    ("a.txt", b"\xff\xfe\x00"), ("a.txt", b"Title\n2025-02-30\n\nText."), ("a.pdf", b"%PDF-1.7"), ("\u202egpj.exe", b"MZ"), ("a" * 300 + ".png", b"\x89PNG\r\n\x1a\n"),
    ("", b""), ("a.html", b"<p>" * 500 + b"\xed\xa0\x80"),
]  # fmt: skip
# paths that no address of the site has, each in a way of its own
ODD_PATHS = [
    "/./", "/../", "/en", "/en//", "/en//news/", "/en/news", "/en/news//", "/en/./news/", "/en/../admin/", "/en/news/%00/", "/en/%FF/",
    "/en/%2e%2e/", "/en/news;a=b/", "/en/news/1-", "/en/news/-x/", "/en/news/0-x/", "/en/news/١-x/", "/EN/news/", "/zh/news/", "/zh-tw/",
    "/xx/", "/en-/", "/en_/", "/%E4%B8%AD/", "/en/" + "x" * 3900, "/en/" + "x" * 4100, "/en/" + "x/" * 1500, "/?" + "q=1&" * 900,
    "/en/?page=٣", "/en/news/?page=0", "/en/news/?page=-1", "/en/news/?page=" + "9" * 400, "/en/news/?%FF=%00", "/en/search/?q=" + "词" * 400,
    "/favicon.ico/", "/robots.txt/", "/sitemap.xml?x", "/sitemap-pages-0.xml", "/sitemap-pages-" + "9" * 18 + ".xml", "/static/", "/static/../x",
    "/media/", "/media/../newsroom.sqlite3", "/.env", "/wp-login.php", "/.git/config", "/healthz/",
]  # fmt: skip
# what a reader may be answered; a refusal of a reader is no 403 but where a page's script says that it was read
ANSWERS = {200, 206, 301, 304, 400, 404, 405, 410, 414, 416}
CALM = {200, 206, 301, 302, 304, 400, 403, 404, 405, 409, 410, 411, 413, 414, 415, 416}


class World:
    """One of everything, in every state, and who meets it."""

    def __init__(self):
        topic = make_topic()
        self.published = publish("en", words=make_words("Hello"), topics=[topic])
        self.in_review = make_edition("es", article=self.published.article, stage=Stage.FINAL_REVIEW)
        self.draft = make_edition("en")
        self.hidden = make_edition("en", article=make_article(is_restricted=True, created_by=cast("translator")))
        self.suspended = publish("en")
        Article.objects.filter(pk=self.suspended.article_id).update(is_suspended=True)
        photo, attachment = make_photo(by=cast("writer")), make_attachment(by=cast("writer"))
        incoming = IncomingDocument.objects.create(
            user=cast("writer"), name="a.txt", content="标题\n2025-09-29\n\n他们见面了。\n".encode()
        )
        order = RedactionOrder.enter(
            by=cast("manager"), reference="7/2025", revisions=[self.draft.head], photos=[photo], attachments=[]
        )
        partner = make_organisation(others=[("alias", "es", "Colegio")])
        agreement, event = make_agreement(parties=[make_home(), partner]), make_event(series=make_series())
        source = Source.objects.create(title="Approval", kind="approval")
        cited = Citation.objects.create(source=source, agreement=agreement, field="signed_on", stance="contradicts")
        records = [partner.pk, agreement.pk, event.pk, source.pk, cited.pk]
        everything = make_user("everything", *Role, is_superuser=True)
        users = [None, everything, cast("writer"), make_user("nobody"), make_user("no-staff", is_staff=False)]
        users += [make_user(f"only-{role.value}"[:30], role) for role in Role]
        self.clients = [(user.username if user else "anonymous", self.signed_in(user)) for user in users]
        editions = [self.published, self.in_review, self.draft, self.hidden, self.suspended]
        ids = [*(each.pk for each in editions), *(each.article_id for each in editions)]
        self.values = {
            "pk": [*ids, *records, incoming.pk, order.pk, everything.pk], "object_id": [*ids, topic.pk, photo.pk, attachment.pk, everything.pk, order.pk,
            LogEntry.objects.first().pk], "article_id": ids, "revision": [each.head_id for each in editions], "slug": ["hello", topic.slug, "x"],
            "name": [*(step.name for step in STEPS), "pages", "articles", "waiting", "drafts", attachment.original_name], "year": ["2025"], "month": ["09"],
            "sha256": [photo.sha256, attachment.sha256], "width": [*photo.widths], "extension": ["jpg", "webp", "avif", "csv", "xlsx", "json"],
            "document": [1], "number": [1], "version": [1], "kind": ["organisations"], "language": ["en"], "form": ["atom", "rss", "json"],
            "app_label": ["articles", "accounts", "auth"], "url": ["articles/nothing", "nothing"], "content_type_id": ["1"],
        }  # fmt: skip

    def signed_in(self, user) -> Client:
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        return client


def routes(resolver=None, before="") -> list[str]:
    """Every address of the URLconf, its parameters written <name>."""
    found = []
    for each in (resolver or get_resolver()).url_patterns:
        pattern = each.pattern
        if isinstance(pattern, LocalePrefixPattern):
            here = before + "<lang>/"
        elif isinstance(pattern, RoutePattern):
            here = before + PARAMETER.sub(r"<\2>", str(pattern))
        else:
            here = before + re.sub(r"\(\?P(<\w+>)(?:[^()]|\([^()]*\))*\)", r"\1", str(pattern)).strip("^$")
        found += routes(each, here) if isinstance(each, URLResolver) else [here] if isinstance(each, URLPattern) else []
    return found


def address(route: str, values: dict, draw: random.Random) -> str:
    def value(match):
        name = match.group(2)
        if name == "lang":
            return draw.choice(["en", "es", "zh-hans", "ar", "EN", "fr"])
        if draw.random() < 0.25:
            # the client's own quoting cannot write a lone surrogate; the server meets it as bytes
            return draw.choice(NASTY)[:400].encode("utf-8", "replace").decode()
        return str(draw.choice(values[name]))

    return "/" + PARAMETER.sub(value, route)


def pairs(names: list[str], draw: random.Random, known: list, most: int) -> dict:
    """Some parameters; a value is nasty, known, or several at once."""
    found = {}
    for _each in range(draw.randint(0, most)):
        values = [
            str(draw.choice(known)) if draw.random() < 0.4 else draw.choice(NASTY)
            for _each in range(draw.choice([1, 1, 1, 3]))
        ]
        found[draw.choice(names)] = [value.encode("utf-8", "surrogatepass") for value in values]
    return found


def fields_of(client: Client, path: str, cache: dict) -> list[str]:
    """The names of the fields that the page of an address asks for."""
    if path not in cache:
        text = client.get(path).getvalue()
        cache[path] = [*dict.fromkeys(re.findall(r'\bname="([^"]+)"', text.decode("utf-8", "replace")))]
    return cache[path]


def urlencoded(data: dict) -> bytes:
    def quoted(value: bytes) -> str:
        return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}" for byte in value)

    return "&".join(f"{name}={quoted(value)}" for name, values in data.items() for value in values).encode()


def in_environment(header: str) -> str:
    key = header.upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"


def send(client: Client, method: str, path: str, world: World, draw: random.Random, names: list[str]):
    """A request in which anything may be wrong."""
    known = [value for values in world.values.values() for value in values]
    query = urlencoded(pairs(QUERY, draw, known, 4))[:3500].decode()
    headers = {name: draw.choice(values) for name, values in HEADERS.items() if draw.random() < 0.04}
    extra = {"QUERY_STRING": query} | {in_environment(name): value for name, value in headers.items()}
    if method != "POST":
        return answer(client, method, path, **extra)
    data = pairs([*BODY, *names, *names, *names], draw, known, 12)
    if draw.random() < 0.2:
        name, content = draw.choice(FILES)
        files = {draw.choice(["files", "file"]): SimpleUploadedFile(name or "x", content)}
        texts = {key: [value.decode("utf-8", "replace") for value in values] for key, values in data.items()}
        return answer(
            client,
            "POST",
            path,
            **extra | {"data": encode_multipart(BOUNDARY, texts | files), "content_type": MULTIPART_CONTENT},
        )
    return answer(
        client,
        "POST",
        path,
        **{"content_type": "application/x-www-form-urlencoded"} | extra | {"data": urlencoded(data)},
    )


@pytest.fixture
def world():
    # what the handlers say of each refused request is not what is tested here
    logging.disable(logging.CRITICAL)
    yield World()
    logging.disable(logging.NOTSET)


def answer(client: Client, method: str, path: str, **extra):
    """The answer, and no trace of the request."""
    with transaction.atomic():
        response = client.generic(method, path, **extra)
        response.body = b"".join(response) if response.streaming else response.content
        close(response)
        transaction.set_rollback(True)
    return response


def close(response):
    """Its files, and not the connection to the database, which the test still needs."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def is_fault(response) -> bool:
    return response.status_code not in CALM


def test_no_address_method_value_or_header_is_a_fault(world):
    draw, cache = random.Random(SEED), {}
    faults = []
    for route in routes() * ROUNDS:
        for name, client in draw.sample(world.clients, 4):
            path, method = address(route, world.values, draw), draw.choice(METHODS)
            names = fields_of(client, path, cache) if method == "POST" and name == "everything" else []
            response = send(client, method, path, world, draw, names)
            if is_fault(response):
                faults.append((name, method, path, response.request["QUERY_STRING"], response.exc_info))

    assert faults == []


def is_dressed(response, method: str) -> bool:
    """A page, and every refusal, is in the site's dress, with its masthead and in a language."""
    if method == "HEAD" or response.status_code in (301, 302, 304):
        return not response.body
    if response.status_code < 400 and not response.get("Content-Type", "").startswith("text/html"):
        return bool(response.body)
    return b"<html lang=" in response.body and b'class="masthead"' in response.body


def is_a_reader_s(response, method: str, path: str) -> bool:
    allowed = ANSWERS | ({302} if path == "/" else set()) | ({403} if "/reads/" in path else set())
    return response.status_code in allowed and is_dressed(response, method)


def test_every_request_of_a_reader_is_answered_by_a_page_of_the_site(world):
    draw, reader = random.Random(SEED), dict(world.clients)["anonymous"]
    known = [value for values in world.values.values() for value in values]
    wrong = []
    for route in [each for each in routes() if not each.startswith("admin")] * ROUNDS * 4:
        path, method = address(route, world.values, draw), draw.choice(METHODS)
        query = urlencoded(pairs(QUERY, draw, known, 4))[:3500].decode()
        headers = {name: draw.choice(HEADERS[name]) for name in draw.sample(sorted(HEADERS), draw.choice([0, 0, 1, 3]))}
        extra = {"QUERY_STRING": query} | {in_environment(name): value for name, value in headers.items()}
        response = answer(reader, method, path, **extra)
        if not is_a_reader_s(response, method, path):
            wrong.append((method, path, query, headers, response.status_code))

    assert wrong == []


def test_an_address_that_nobody_has_is_answered_by_a_page_of_the_site(world):
    reader = dict(world.clients)["anonymous"]
    wrong = []
    for path in ODD_PATHS:
        for method in ("GET", "HEAD", "POST"):
            response = answer(reader, method, path)
            if not is_a_reader_s(response, method, path.partition("?")[0]):
                wrong.append((method, path, response.status_code))

    assert wrong == []


def test_a_file_of_the_site_is_refused_with_a_page_of_the_site(world, settings):
    settings.WHITENOISE_USE_FINDERS, settings.WHITENOISE_AUTOREFRESH = True, True  # as they lie in the project
    reader, beyond = Client(raise_request_exception=False), {"HTTP_RANGE": f"bytes={10**9}-"}
    photo, wrong = Photo.objects.get(), []
    publish("en", words=make_words("With a photo", lead_photo_id=photo.pk))
    for path in ("/static/js/reader.js", "/static/img/mark.svg", photo.url(photo.widths[0])):
        assert answer(reader, "GET", path).status_code == 200
        for method, status, header, asked in (("POST", 405, "Allow", {}), ("GET", 416, "Content-Range", beyond)):
            response = answer(reader, method, path, HTTP_ACCEPT_LANGUAGE="ar", **asked)
            said = (response.status_code, bool(response.get(header)), response["Content-Language"], response["Vary"])
            if said != (status, True, "ar", "Accept-Language") or not is_dressed(response, method):
                wrong.append((method, path, said))

    assert wrong == []


def test_no_part_of_an_address_is_a_fault(world):
    draw, everything = random.Random(SEED), dict(world.clients)["everything"]
    faults = []
    for route in routes() * ROUNDS:
        for part in {name for _converter, name in PARAMETER.findall(route)} - {"lang"}:
            for value in draw.sample(NASTY, 2):
                bad = value[:400].encode("utf-8", "surrogatepass").decode("latin-1")
                known = world.values | {"lang": ["en"], part: [quote(bad, safe="", encoding="latin-1")]}
                path = "/" + PARAMETER.sub(lambda match, known=known: str(known[match[2]][0]), route)
                faults += [(method, path) for method in ("GET", "POST") if is_fault(answer(everything, method, path))]

    assert faults == []


def test_no_header_is_a_fault(world):
    draw, clients = random.Random(SEED), dict(world.clients)
    article, photo = world.published.article_id, Photo.objects.get()
    pages = [
        "/", f"/en/news/{article}-hello/", f"/en/reads/{article}/", "/EN/nothing", photo.url(photo.widths[0]), "/admin/login/",
        f"/admin/articles/edition/{world.published.pk}/change/", "/admin/articles/photo/add/", "/admin/articles/start/",
    ]  # fmt: skip
    faults = []
    for header, values in HEADERS.items():
        for value in values:
            for path in draw.sample(pages, 2):
                for client, method in (("anonymous", "POST"), ("everything", draw.choice(["GET", "POST"]))):
                    if is_fault(answer(clients[client], method, path, **{in_environment(header): value})):
                        faults.append((client, method, path, header, value))

    assert faults == []


def test_what_was_once_a_fault_is_answered(world):
    everything, photo = dict(world.clients)["everything"], Photo.objects.get()
    form = {"content_type": "application/x-www-form-urlencoded"}
    draft, published = world.draft.article_id, world.published.article_id
    cases = [
        ("POST", "/admin/articles/article/²/change/", form, 302),
        ("POST", f"/admin/articles/article/{'9' * 19}/languages/add/", form, 404),
        ("POST", f"/admin/articles/article/{draft}/languages/remove/", form | {"data": b"edition=" + b"9" * 5000}, 404),
        ("POST", f"/en/reads/{published}/", form | {"HTTP_ORIGIN": "http://["}, 403),
        ("POST", "/admin/login/", form | {"CONTENT_LENGTH": "x"}, 400),
        (
            "POST",
            f"/admin/articles/photo/{photo.pk}/change/",
            form | {"data": b"_saveasnew=1&focal_x=50&focal_y=50"},
            400,
        ),
        ("GET", photo.url(photo.widths[0]), {"HTTP_RANGE": f"bytes={'9' * 5000}-"}, 200),
        ("GET", f"/admin/accounts/user/{cast('writer').pk}/delete/", {}, 200),
    ]

    answers = [answer(everything, method, path, **extra).status_code for method, path, extra, _status in cases]

    assert answers == [status for *_request, status in cases]


def test_reading_writes_nothing_and_sets_no_cookie(world):
    anonymous, draw = dict(world.clients)["anonymous"], random.Random(SEED)
    statements: list[str] = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    found = []
    with connection.execute_wrapper(note):
        for route in routes():
            for method in ("GET", "HEAD", "OPTIONS"):
                known = world.values | {"lang": ["en"]}
                path = "/" + PARAMETER.sub(lambda match, known=known: str(draw.choice(known[match[2]])), route)
                response = anonymous.generic(method, path)
                # a photo that no reader may see yet is asked for by staff too: only there the answer depends on who asks
                varies = "Cookie" in response.get("Vary", "") and not route.startswith("media/")
                if not route.startswith("admin") and (response.cookies or varies):
                    found.append((method, path))
                close(response)
    reading = ("SELECT", "(SELECT", "SAVEPOINT", "RELEASE", "SET LOCAL")
    written = [sql for sql in statements if not sql.startswith(reading)]

    assert (found, written) == ([], [])


def test_what_is_hidden_is_answered_like_what_is_absent(world):
    """Whoever may not see an article learns nothing of it: neither from the status nor from headers, words or length."""
    clients, absent = dict(world.clients), 10**6
    hidden = {"pk": world.hidden.pk, "article_id": world.hidden.article_id, "object_id": world.hidden.article_id}
    told = []
    for route in routes():
        parts = {name for _converter, name in PARAMETER.findall(route)}
        if not parts & set(hidden) or route.startswith("admin/accounts"):
            continue
        for name in ("anonymous", f"only-{Role.TRANSLATOR.value}"[:30], "nobody"):
            for method in ("GET", "POST"):
                answers = []
                for key in (hidden, dict.fromkeys(hidden, absent)):
                    # an article's pages speak of the article, an edition's of the edition
                    if "articles/edition" not in route and "pk" in key and key is hidden:
                        key = key | {"pk": world.hidden.article_id}
                    known = (
                        {part: values[0] for part, values in world.values.items()}
                        | {"lang": "en", "name": "save"}
                        | key
                    )
                    path = "/" + PARAMETER.sub(lambda match, known=known: str(known[match[2]]), route)
                    response = answer(clients[name], method, path, HTTP_ACCEPT="text/html")
                    numbers = re.compile(rb"\b(%d|%d|%d)\b" % (absent, world.hidden.pk, world.hidden.article_id))
                    headers = {
                        key: value
                        for key, value in response.items()
                        if key not in {"Location", "Expires", "Content-Length"}
                    }
                    answers.append((response.status_code, headers, numbers.sub(b"N", masked(response.body))))
                if answers[0] != answers[1]:
                    told.append((name, method, route, answers[0][0], answers[1][0]))

    assert told == []


def masked(body: bytes) -> bytes:
    """Without the token that is new on every page."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"token", body)
