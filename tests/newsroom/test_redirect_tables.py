"""Tables of redirects: read as spreadsheets save them, told line by line, kept all or none."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from newsroom.site import tables
from newsroom.site.models import Redirect
from tests.articles.workflow.tables import logged
from tests.make import cast, publish

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/site/redirect/import/"
TABLE = """old,new
http://old.example.edu/a.htm,/b.htm
/b.htm,/en/partners/

# not this one,/en/events/
/new.htm,/en/events/
/there.htm,/en/events/
/changes.htm,/en/events/
/b.htm,/en/partners/
"""


@pytest.fixture
def table():
    Redirect.objects.create(old="/there.htm", path="/en/events/")
    Redirect.objects.create(old="/changes.htm", path="/en/agreements/")
    return TABLE


def told(text) -> dict:
    return {line.number: (line.outcome, line.why) for line in tables.check(text, by=cast("manager")).lines}


def test_each_line_is_told(table):
    report = tables.check(table, by=cast("manager"))

    assert told(table) == {
        2: ("added", ""),
        3: ("added", ""),
        6: ("added", ""),
        7: ("same", ""),
        8: ("changed", ""),
        9: ("same", ""),
    }
    assert report.lines[0].leads_to == "/en/partners/"
    assert report.count == {"added": 3, "changed": 1, "same": 2, "refused": 0}
    assert Redirect.objects.count() == 2


def test_a_table_is_kept_and_can_be_kept_again(table):
    tables.keep(table, by=cast("manager"))

    assert {row.old: row.path for row in Redirect.objects.all()} == {
        "/a.htm": "/en/partners/",
        "/b.htm": "/en/partners/",
        "/new.htm": "/en/events/",
        "/there.htm": "/en/events/",
        "/changes.htm": "/en/events/",
    }
    act, details = logged()[-1]
    assert (act, details["added"], details["changed"]) == ("redirects_imported", 3, 1)
    assert tables.check(table, by=cast("manager")).count == {"added": 0, "changed": 0, "same": 6, "refused": 0}


def test_what_leads_to_an_old_address_of_the_table_leads_past_it():
    Redirect.objects.create(old="/x.htm", path="/en/topics/a/")

    report = tables.keep("/en/topics/a/,/en/events/", by=cast("manager"))

    assert report.shortened == 1
    assert Redirect.objects.get(old="/x.htm").path == "/en/events/"


def test_nothing_is_kept_while_a_line_is_refused(table):
    bad = table + "/one.htm,https://evil.example/\n"

    assert tables.keep(bad, by=cast("manager")).is_refused
    assert Redirect.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/x.htm,https://evil.example/", "This leads to another site: redirects stay on this one."),
        ("/x.htm,/nowhere/", "This site has no page at this address."),
        ("/x.htm,", "The address is missing."),
        ("/x.htm", "The address is missing."),
        (",/en/events/", "The address is missing."),
        ("/en/news/,/en/events/", "This site has a page at this address: the redirect would never be used."),
        ("/x.htm,article:99", "There is no article with the number 99."),
        ("/x.htm,/x.htm", "This would lead in a circle: the new address leads back to the old one."),
        ("/x.htm,/en/events/,more", "There are more than two columns."),
    ],
)
def test_a_line_that_cannot_be_kept_says_why(line, why):
    assert told(f"/ok.htm,/en/events/\n{line}") == {1: ("added", ""), 2: ("refused", why)}


def test_two_lines_that_differ_and_a_circle_of_lines_are_refused():
    circle = "This would lead in a circle: the new address leads back to the old one."

    assert told("/a.htm,/en/events/\n/a.htm,/en/partners/") == {
        1: ("added", ""),
        2: ("refused", "Line 1 leads the same old address elsewhere."),
    }
    assert told("/a.htm,/b.htm\n/b.htm,/c.htm\n/c.htm,/a.htm") == dict.fromkeys((1, 2, 3), ("refused", circle))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_as_spreadsheets_save_it(encoding, delimiter):
    text = f"旧地址{delimiter}新地址\r\n/新闻/1.htm{delimiter}/en/events/\r\n"

    found = tables.rows(tables.decode(text.encode(encoding)))

    assert [(line.number, line.old, line.new) for line in found] == [(2, "/新闻/1.htm", "/en/events/")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("/niños/página.htm,article:1\n", "latin-1"),
        ("/informação.htm,article:1\n", "cp1252"),
        ("/新聞.htm,/en/events/\n", "big5"),
        ("/國際合作/新聞稿.htm,/en/events/\n/校長室.htm,/en/\n", "big5"),
    ],
)
def test_what_is_in_another_encoding_is_refused_and_not_kept_as_something_else(text, encoding):
    with pytest.raises(ValidationError) as refused:
        tables.decode(text.encode(encoding))
    assert "CSV UTF-8" in refused.value.messages[0]


@pytest.mark.parametrize(
    "text",
    [
        "/a;b=1;c=2,article:13\n/c.htm,article:14\n/d.htm,article:15\n",
        "/p,1,2,3.htm;article:13\n/c.htm;article:14\n/d.htm;article:15\n",
        " # one; of; them\n/c.htm,article:14\n/d.htm,article:15\n",
        "sep=;\nOld URL;New URL\n/c.htm;article:14\n/d.htm;article:15\n",
        "url,target\n/c.htm,article:14\n/d.htm,article:15\n",
    ],
)
def test_commas_and_semicolons_of_addresses_remarks_and_headings_mislead_nobody(text):
    found = [(line.old, line.new, line.why) for line in tables.rows(text)]

    assert found[-2:] == [("/c.htm", "article:14", ""), ("/d.htm", "article:15", "")]
    assert {old for old, _new, _why in found[:-2]} <= {"/a;b=1;c=2", "/p,1,2,3.htm"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The table is empty."),
        (b"old,new\n# nothing\n", "The table is empty."),
        (
            b"\x89PNG\r\n\x1a\n\0\0\xff",
            "This is no text, or it cannot be told in which encoding: save the table as “CSV UTF-8”.",
        ),
        (b"x" * (tables.MOST_BYTES + 1), "The table is larger than 3 MiB: split it."),
        (b"/x.htm,/en/events/\n" * (tables.MOST_LINES + 1), "The table has more than 20000 lines: split it."),
        (b'/x.htm,"' + b"y" * 200_000, "Line 1 cannot be read."),
    ],
    ids=["nothing", "no line", "no text", "too large", "too long", "one endless cell"],
)
def test_what_is_no_table_is_refused_in_words(data, said):
    with pytest.raises(ValidationError) as refused:
        tables.rows(tables.decode(data))
    assert refused.value.messages == [said]


def test_what_is_exported_can_be_read_back():
    edition = publish()
    text = f"/a.htm,article:{edition.article_id}\n/新.htm?id=1,article:{edition.article_id}:es\n/c.htm,/en/events/"
    tables.keep(text, by=cast("manager"))
    before = [(row.old, str(row.target)) for row in Redirect.objects.all()]

    exported = tables.decode(tables.export())
    Redirect.objects.all().delete()
    tables.keep(exported, by=cast("manager"))

    assert [(row.old, str(row.target)) for row in Redirect.objects.all()] == before


def test_the_number_of_queries_does_not_grow_with_the_table(django_assert_num_queries):
    manager = cast("manager")
    for number in (1, 300):
        text = "".join(f"/{number}/{line}.htm,/en/events/\n" for line in range(number))
        with django_assert_num_queries(1):
            tables.check(text, by=manager)


# on the desk


def test_a_table_is_checked_then_kept(client, table):
    client.force_login(cast("manager"))
    upload = SimpleUploadedFile("table.csv", table.encode("gb18030"))

    checked = client.post(ADDRESS, {"do": "check", "file": upload})
    assert Redirect.objects.count() == 2
    kept = client.post(ADDRESS, {"do": "keep", "text": checked.context["text"]})

    assert 'value="keep"' in checked.content.decode()
    assert (kept.status_code, kept["Location"]) == (302, "/admin/site/redirect/")
    assert Redirect.objects.count() == 5


def test_a_table_with_a_refused_line_is_shown_with_the_reason_and_cannot_be_kept(client):
    client.force_login(cast("manager"))
    text = "/a.htm,/en/events/\n/b.htm,https://evil.example/<b>"

    for do in ("check", "keep"):
        page = client.post(ADDRESS, {"do": do, "text": text})
        html = page.content.decode()
        assert page.status_code == 400
        assert "This leads to another site" in html
        assert 'value="keep"' not in html
        assert "https://evil.example/&lt;b&gt;" in html
    assert not Redirect.objects.exists()


def test_an_empty_form_is_answered_in_words(client):
    client.force_login(cast("manager"))

    assert "The table is empty." in client.post(ADDRESS, {"do": "check"}).content.decode()


def test_the_template_and_the_export_are_files(client):
    client.force_login(cast("manager"))

    template = client.get("/admin/site/redirect/template/")
    export = client.get("/admin/site/redirect/export/")

    assert template["Content-Disposition"] == 'attachment; filename="redirects-template.csv"'
    with pytest.raises(ValidationError, match="The table is empty"):
        tables.rows(tables.decode(template.content))
    assert export.content.decode("utf-8-sig").splitlines() == ["old,new"]


# the command


def run(*arguments) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_redirects", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_tries_and_keeps(table, tmp_path):
    file = tmp_path / "table.csv"
    file.write_text(table, encoding="utf-8-sig")
    cast("manager")

    tried = run(file, "--as", "manager", "--dry-run")[0]
    assert Redirect.objects.count() == 2
    kept = run(file, "--as", "manager")[0]

    assert "     2  added: http://old.example.edu/a.htm → /b.htm → /en/partners/" in tried
    assert tried.endswith("This was a trial: nothing was imported.\n")
    assert kept == "Added: 3. Changed: 1. There already: 2. Refused: 0.\n"
    assert Redirect.objects.count() == 5


def test_the_command_keeps_nothing_while_a_line_is_refused(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("/a.htm,/en/events/\n/b.htm,/nowhere/\n")
    cast("manager")

    with pytest.raises(CommandError, match="Nothing was imported"):
        run(file, "--as", "manager")
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(("name", "said"), [("writer", "There is no active manager"), ("nobody", "no active manager")])
def test_only_a_manager_imports(tmp_path, name, said):
    cast("writer")

    with pytest.raises(CommandError, match=said):
        run(tmp_path / "x.csv", "--as", name)


def test_a_file_that_is_not_there_is_said(tmp_path):
    cast("manager")

    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "x.csv", "--as", "manager")
