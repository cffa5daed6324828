"""Importing on the desk and by command: dry run, all or nothing, the good rows and the workbook of the others."""

import csv
import io
import itertools
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from newsroom import importing
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, User
from newsroom.importing import prepared
from newsroom.shared.spreadsheets import write_workbook
from partners.importing import sources
from partners.importing.agreements import AgreementImporter
from partners.models import Agreement, IncomingTable, Organisation, RememberedColumns
from tests.make_records import make_agreement, make_home, make_organisation

pytestmark = pytest.mark.django_db
STORING = 14  # queries, however many the rows


def member(role="Records officer", **fields) -> User:
    user = User.objects.create_user(username=role.lower().replace(" ", ""), password="x", is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def table(*rows, name="list.csv") -> io.BytesIO:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file = io.BytesIO(text.getvalue().encode("gb18030"))
    file.name = name
    return file


def give(client, file, kind="agreements"):
    answer = client.post(reverse("admin:import_records"), {"kind": kind, "file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    return IncomingTable.objects.latest("pk")


def choose(client, incoming, *, follow=True, **data):
    """Take the columns as they are proposed."""
    address = reverse("admin:import_columns", args=[incoming.pk])
    form = client.get(address).context["form"]
    proposed = {name: form.fields[name].initial for name in form.keys}
    answer = client.post(address, proposed | data)
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get(answer.url)
    while follow and "Refresh" in page.headers:
        page = client.get(answer.url)
    return page


def store(client, incoming, what="all", seen=None):
    """As the page of the rows asks for it now, or as one did that was opened before."""
    seen = seen or IncomingTable.objects.get(pk=incoming.pk).digest
    answer = client.post(reverse("admin:import_store", args=[incoming.pk]), {"what": what, "seen": seen})
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer


OFFICE = [
    ["合作协议一览表", "", "", ""],
    ["合作院校", "国别", "签署日期", "有效期"],
    ["Universidad de Lima", "秘鲁", "2019年5月", "2019.5–2024.5"],
    ["Nairobi", "肯尼亚", "2020.1.2", "5年，期满自动续签"],
]


@pytest.fixture
def officer(client):
    user = member()
    client.force_login(user)
    return user


@pytest.fixture
def partners(db):
    return make_home(), make_organisation("Universidad de Lima"), make_organisation("Nairobi", region="KE")


def test_an_office_list_is_shown_and_then_stored_as_it_was_shown(client, officer, partners):
    incoming = give(client, table(*OFFICE))
    page = choose(client, incoming)

    rows = [(each["row"], each["is"]) for each in page.context["rows"]]
    assert rows == [(3, "added"), (4, "added")]
    assert not Agreement.objects.exists()

    text = store(client, incoming)

    assert text.count("<i></i>") == 50
    assert text.index("<i></i>") < text.index("2 rows were stored.")
    first, second = Agreement.objects.order_by("pk")
    assert (str(first.signed), str(first.effective), str(first.expires)) == ("2019-05", "2019-05", "2024-05")
    assert (str(second.expires), second.renewal, second.visibility) == ("2025-01-01", "tacit", "internal")
    assert [str(party) for party in first.parties.all()] == [str(partners[0]), "Universidad de Lima"]
    entries = LogEntry.objects.filter(actor=officer).values_list("action", flat=True)
    assert sorted(entries) == ["agreement_added", "agreement_added", "import_records"]
    assert LogEntry.objects.get(action="import_records").details == {
        "source": "list.csv",
        "kind": "agreements",
        "added": 2,
        "changed": 0,
    }


def test_a_stored_file_is_not_stored_twice_and_changes_nothing_when_given_again(client, officer, partners):
    incoming = give(client, table(*OFFICE))
    choose(client, incoming)
    store(client, incoming)

    assert store(client, incoming).status_code == 302
    again = choose(client, give(client, table(*OFFICE)))

    assert [each["is"] for each in again.context["rows"]] == ["same", "same"]
    assert Agreement.objects.count() == 2


def test_one_wrong_row_keeps_all_from_being_stored_unless_the_good_ones_are_asked_for(client, officer, partners):
    wrong = ["Atlantis University", "秘鲁国", "2019.13", "banana"]
    incoming = give(client, table(*OFFICE, wrong))
    page = choose(client, incoming)
    refused = page.context["rows"][2]

    assert (refused["row"], refused["is"]) == (5, "refused")
    assert {heading for heading, _reason in refused["reasons"]} == {
        "Signed",
        "Period",
        "Partners",
        "Country or region of the partner",
    }
    assert store(client, incoming).status_code == 302
    assert not Agreement.objects.exists()

    stored = store(client, incoming, what="good")
    assert "2 rows were stored." in stored
    assert "One row was refused: take it back with its reason" in stored
    assert reverse("admin:import_refused", args=[incoming.pk]) in stored
    assert Agreement.objects.count() == 2


def test_the_refused_rows_come_back_to_be_corrected_and_given_again(client, officer, partners):
    incoming = give(client, table(*OFFICE, ["Nairobi", "Kenya", "2021", "banana"]))
    choose(client, incoming)
    store(client, incoming, what="good")

    data = client.get(reverse("admin:import_refused", args=[incoming.pk])).content
    [headings, row] = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()

    assert headings == [*OFFICE[1], "Why it was not imported"]
    assert row[4].startswith("Period: “banana” is not understood")
    corrected = io.BytesIO(write_workbook([("Sheet", [headings, [*row[:3], "长期", row[4]]])]))
    corrected.name = "corrected.xlsx"
    page = choose(client, give(client, corrected))
    assert [each["is"] for each in page.context["rows"]] == ["added"]


def test_what_has_moved_since_it_was_shown_is_not_stored(client, officer):
    agreement = make_agreement("Old title", signed="2020")
    incoming = give(
        client, table(["Number", "Title (English)", "Level"], [agreement.pk, "Old title", "university level"])
    )
    choose(client, incoming)
    Agreement.objects.filter(pk=agreement.pk).update(level="unit")

    text = store(client, incoming)

    assert "Row 2 would become something else by now than was shown. Nothing was stored." in text
    assert Agreement.objects.get().level == "unit"
    page = client.get(reverse("admin:import_check", args=[incoming.pk]))
    assert page.context["rows"][0]["changes"] == [["Level", "college or unit level", "university level"]]


def test_a_tab_stores_nothing_that_it_has_not_shown(client, officer, partners):
    incoming = give(client, table(*OFFICE))
    opened = choose(client, incoming).context["incoming"].digest
    choose(client, incoming, column_3="-")

    assert store(client, incoming, seen=opened).status_code == 302

    assert not Agreement.objects.exists()
    page = client.get(reverse("admin:import_check", args=[incoming.pk]))
    assert "Nothing was stored: look at the rows again." in page.content.decode()
    assert [change[0] for change in page.context["rows"][0]["changes"]] == ["Signed", "Partners", "Partners"]


def test_a_tab_that_looks_on_leaves_what_another_tab_has_chosen(client, officer, partners, monkeypatch):
    incoming = give(client, table(*OFFICE))
    drafts = AgreementImporter.drafts

    def meanwhile(importer, rows):
        yield from drafts(importer, rows)
        IncomingTable.objects.update(mapping=["partners", "-", "signed", "-"], outcomes=[])

    with monkeypatch.context() as patch:
        patch.setattr(AgreementImporter, "drafts", meanwhile)
        page = choose(client, incoming, follow=False)

    assert "0 of 2 rows were looked at" in page.content.decode()
    found = client.get(reverse("admin:import_check", args=[incoming.pk])).context["rows"]
    assert [change[0] for change in found[0]["changes"]] == ["Signed", "Partners", "Partners"]


def test_what_a_tab_forgets_another_one_does_not_store(client, officer, partners):
    incoming = give(client, table(*OFFICE))
    choose(client, incoming)
    seen = IncomingTable.objects.get().digest
    answer = client.post(reverse("admin:import_store", args=[incoming.pk]), {"what": "all", "seen": seen})

    client.post(reverse("admin:import_forget", args=[incoming.pk]))

    assert "Nothing was stored: look at the rows again." in b"".join(answer.streaming_content).decode()
    assert not Agreement.objects.exists()
    assert client.get(reverse("admin:import_check", args=[incoming.pk])).status_code == 404


def test_columns_are_remembered_under_a_name(client, officer, partners):
    odd = [["Who", "When"], ["Nairobi", "2020"]]
    incoming = give(client, table(*odd))
    choose(client, incoming, column_0="partners", column_1="signed", remember_as="Faculty list")

    other = give(client, table(*odd))
    page = client.get(reverse("admin:import_columns", args=[other.pk]), {"as": "Faculty list"})

    assert [page.context["form"].fields[name].initial for name in page.context["form"].keys] == ["partners", "signed"]
    assert RememberedColumns.objects.get().mapping == {"Who": "partners", "When": "signed"}


def test_a_column_is_not_taken_in_twice(client, officer):
    incoming = give(client, table(["A", "B"], ["x", "y"]))

    answer = client.post(
        reverse("admin:import_columns", args=[incoming.pk]), {"column_0": "any_title", "column_1": "any_title"}
    )

    assert answer.context["form"].non_field_errors() == ["“Title” is chosen for two columns."]


def test_organisations_that_are_not_on_record_are_added_once_where_that_is_asked_for(client, officer):
    make_home()
    rows = [["Partners", "Country", "Signed"], ["Novum", "Peru", "2020"], ["Novum", "Peru", "2021"]]
    incoming = give(client, table(*rows))
    assert {each["is"] for each in choose(client, incoming).context["rows"]} == {"refused"}

    choose(client, incoming, add_organisations="on")
    store(client, incoming)

    novum = Organisation.objects.get(name_en="Novum")
    assert (novum.region, novum.visibility, novum.parties.count()) == ("PE", "internal", 2)


@pytest.mark.parametrize("role", ["Writer", "Final reviewer", "Manager", "Auditor"])
def test_only_records_officers_import(client, officer, role):
    incoming = give(client, table(["Title"], ["x"]))
    other = member(role)
    client.force_login(other)
    pages = [
        client.get(reverse("admin:import_records")),
        client.post(reverse("admin:import_records"), {"kind": "agreements", "file": table(["Title"], ["x"])}),
        client.get(reverse("admin:import_template", args=["agreements", "en"])),
        client.get(reverse("admin:import_check", args=[incoming.pk])),
        client.post(reverse("admin:import_store", args=[incoming.pk])),
    ]

    assert [page.status_code for page in pages] == [403] * 5
    with pytest.raises(CommandError, match="may not change such records"):
        call_command("import_records", "x.csv", kind="agreements", username=other.username)


def test_a_file_is_its_givers_alone(client, officer):
    incoming = give(client, table(["Title"], ["x"]))
    other = User.objects.create_user(username="other", password="x", is_staff=True)
    other.groups.add(Group.objects.get(name="Records officer"))
    client.force_login(other)

    assert client.get(reverse("admin:import_check", args=[incoming.pk])).status_code == 404


@pytest.mark.parametrize("kind", ["partners", "agreements", "events"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_is_understood_when_it_comes_back(client, officer, kind, language):
    data = client.get(reverse("admin:import_template", args=[kind, language])).content
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    headings = book.get_sheet_by_index(0).to_python()[0]
    filled = io.BytesIO(write_workbook([("Sheet", [headings, ["x"] * len(headings)])]))
    filled.name = "filled.xlsx"

    form = client.get(reverse("admin:import_columns", args=[give(client, filled, kind).pk])).context["form"]

    assert [form.fields[name].initial for name in form.keys if form.fields[name].initial == "-"] == []
    assert len(book.get_sheet_by_index(1).to_python()) == len(headings) + 1


def test_the_dry_run_shows_how_far_it_is(client, officer, monkeypatch):
    # a clock that stood still while the file was read, and for which each row then takes longer than a request may
    clock = itertools.chain([0, 0], itertools.count(10, 10))
    monkeypatch.setattr("newsroom.import_pages.time", SimpleNamespace(monotonic=lambda: next(clock)))
    rows = [[f"Agreement {number}", "proposed"] for number in range(3)]
    incoming = give(client, table(["Title", "Stage"], *rows))

    page = choose(client, incoming, follow=False)

    assert page.headers["Refresh"] == "0"
    assert "1 of 3 rows were looked at. Nothing is stored." in page.content.decode()
    client.get(reverse("admin:import_check", args=[incoming.pk]))
    page = client.get(reverse("admin:import_check", args=[incoming.pk]))
    assert [each["is"] for each in page.context["rows"]] == ["added"] * 3


# the command


def run(path, *arguments, kind="agreements"):
    out = io.StringIO()
    call_command(
        "import_records", str(path), "--kind", kind, "--as", "recordsofficer", *arguments, stdout=out, verbosity=0
    )
    return out.getvalue()


def test_the_command_stores_all_or_nothing_or_the_good_rows(tmp_path, partners):
    member()
    path = tmp_path / "list.csv"
    path.write_bytes(table(*OFFICE, ["Nowhere", "", "2020", ""]).getvalue())

    assert "Added: 2. Changed: 0. No change: 0. Refused: 1." in run(path, "--dry-run")
    with pytest.raises(CommandError, match="Nothing was stored: 1 rows are wrong"):
        run(path)
    assert not Agreement.objects.exists()
    assert not LogEntry.objects.filter(action="import_records").exists()

    assert "Stored: 2 rows." in run(path, "--good-rows", str(tmp_path / "refused.xlsx"))
    assert Agreement.objects.count() == 2
    assert CalamineWorkbook.from_path(tmp_path / "refused.xlsx").get_sheet_by_index(0).height == 2


def test_what_the_database_refuses_is_a_reason(tmp_path):
    member()
    make_organisation("Lima"), make_organisation("Nairobi")
    make_agreement("First", own_number="A-1")
    path = tmp_path / "list.csv"
    path.write_bytes(
        table(
            ["Title", "Our number", "Signed", "Last day", "Stage", "Parties"],
            ["Second", "A-2", "2020", "2019", "", "Lima; Nairobi"],
            ["Third", "A-3", "2020", "", "proposed", ""],
            ["Fourth", "A-4", "2020", "2025", "", "Lima; Nairobi"],
            ["Fifth", "a-1", "2020", "2025", "", ""],
        ).getvalue()
    )

    said = run(path, "--dry-run")

    assert "Only an agreement that is signed, or has a day for it, has these dates." in said
    assert "Added: 2. Changed: 0. No change: 0. Refused: 2." in said


# many rows


def numbered(*numbers) -> list[list[str]]:
    return [
        ["Title", "Our number", "Parties", "Signed"],
        *([f"Pact {each}", number, "Lima; Nairobi", "2020"] for each, number in enumerate(numbers)),
    ]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_storing_asks_as_often_whatever_the_number_of_rows(count):
    user = member()
    make_organisation("Lima"), make_organisation("Nairobi")
    source = sources.read(
        table(*numbered(*(f"A-{each}" for each in range(count)))).getvalue(), "a.csv", AgreementImporter
    )
    drafts = list(prepared(source.rows(source.proposed(AgreementImporter, {})), AgreementImporter()))

    with CaptureQueriesContext(connection) as asked:
        assert list(importing.store(drafts, AgreementImporter, by=user, source="a.csv")) == [count]

    # but for the log: it is a chain, and the database takes one link after the other; SQLite needs no lock of the records
    others = ('INSERT INTO "accounts_logentry"', 'UPDATE "accounts_loghead"', "SELECT pg_advisory_xact_lock")
    assert len([query for query in asked if not query["sql"].startswith(others)]) == STORING
    assert sum("pg_advisory_xact_lock" in query["sql"] for query in asked) <= 1
    assert Agreement.objects.count() == count


def test_only_the_row_that_the_database_does_not_take_is_refused():
    user = member()
    make_organisation("Lima"), make_organisation("Nairobi")
    source = sources.read(table(*numbered("A-1", "A-2", "A-3", "A-4")).getvalue(), "a.csv", AgreementImporter)
    drafts = list(prepared(source.rows(source.proposed(AgreementImporter, {})), AgreementImporter()))
    make_agreement("Meanwhile", own_number="A-3", parties=[])

    assert list(importing.store(drafts, AgreementImporter, by=user, source="a.csv")) == [4]

    assert [draft.reasons for draft in drafts] == [[], [], [("", "Another agreement has this number.")], []]
    stored = Agreement.objects.filter(title_en__startswith="Pact").order_by("pk")
    assert [(each.own_number, each.parties.count()) for each in stored] == [("A-1", 2), ("A-2", 2), ("A-4", 2)]
    logged = LogEntry.objects.filter(action="agreement_added").order_by("pk").values_list("target_label", flat=True)
    assert list(logged) == ["Pact 0", "Pact 1", "Pact 3"]


def test_nothing_is_locked_while_the_rows_are_looked_at_and_a_change_meanwhile_is_seen(tmp_path, monkeypatch, partners):
    user = member()
    path = tmp_path / "list.csv"
    path.write_bytes(table(*OFFICE).getvalue())
    drafts, looked = AgreementImporter.drafts, []
    within = len(connection.savepoint_ids)

    def meanwhile(importer, rows):
        assert len(connection.savepoint_ids) == within
        yield from drafts(importer, rows)
        looked.append(importer)
        if len(looked) == 1:
            partners[2].name_en = "Nairobi University"
            partners[2].save()
            log.record("organisation_changed", by=user, target=partners[2])

    monkeypatch.setattr(AgreementImporter, "drafts", meanwhile)

    with pytest.raises(CommandError, match="Nothing was stored: 1 rows are wrong"):
        run(path)

    assert len(looked) == 2
    assert not Agreement.objects.exists()
