"""What may stand only once in the record may stand only once in a file: the dry run says so of the second row, and where."""

import itertools
import json
from types import SimpleNamespace

import pytest
from django.db.models import UniqueConstraint

from events.models import Event, Figure, Involvement
from newsroom import importing
from newsroom.importing import IMPORTERS
from newsroom.shared.exports import VERSION
from partners.models import Agreement, ExternalId, FurtherKind, Organisation, OrganisationName, Party, Place, Signatory
from tests.make import make_user
from tests.make_records import make_agreement, make_home, make_organisation, make_person, make_series
from tests.newsroom.test_import_records import choose, give, member, store, table
from tests.partners.round_trips import drafts_of

pytestmark = pytest.mark.django_db
WRITTEN = (Organisation, OrganisationName, ExternalId, Place, Agreement, FurtherKind, Party, Signatory)
WRITTEN += (Event, Involvement, Figure)
ROR = "05sj3n476"

# kind of file, its rows, column and reason at the second one
BROKEN = {
    "agreement_own_number_once": (
        "agreements",
        [["Title", "Our number", "Stage"], ["One", "A-1", "proposed"], ["Two", "A-1", "proposed"]],
        ("Our number", "Another agreement has this number. See row 2 of this file."),
    ),
    "external_id_once": (
        "partners",
        [["Name", "ROR"], ["Lima", f"https://ror.org/{ROR}"], ["Nairobi", ROR]],
        ("ROR", "Another record has this identifier already. See row 2 of this file."),
    ),
    "event_edition_once": (
        "events",
        [["Name", "Begins", "Series", "Edition"], ["One", "2025", "Forum", "2"], ["Two", "2026", "Forum", "2"]],
        ("Number in the series", "The series has an event with this number. See row 2 of this file."),
    ),
}
# a row that says the same twice says it once
ONCE_IN_A_ROW = {
    "organisation_name_once": ("partners", ["Name", "Other names"], ["Lima", "UL; ul; UL"]),
    "further_kind_once": ("agreements", ["Title", "Kind", "Stage"], ["One", "MOU; research; 科研合作", "proposed"]),
    "party_once": ("agreements", ["Parties", "Partners", "Signed"], ["Lima; Nairobi; Lima", "Nairobi", "2020"]),
    "signatory_once": ("agreements", ["Parties", "Signed by"], ["Lima; Nairobi", "Lima: Ana (Rector); Lima: ANA (Dean)"]),
    "involvement_once_at_event": ("events", ["Name", "Begins", "Organisations"], ["One", "2025", "host: Lima; host: #1"]),
    "figure_once_at_event": ("events", ["Name", "Begins", "Figures"], ["One", "2025", "120 participants; 130 participants"]),
}  # fmt: skip
# no column leads to them
OUT_OF_REACH = {
    "organisation_one_home",
    "signatory_one_unknown",
    "involvement_once_at_session",
    "figure_once_at_session",
}


def drafts(kind, rows):
    return drafts_of(IMPORTERS[kind], table(*rows).getvalue(), "list.csv")


def fill():
    make_home(), make_organisation("Lima"), make_organisation("Nairobi"), make_person("Ana"), make_series("Forum")


def test_each_constraint_of_the_record_is_one_that_a_file_breaks_or_cannot_break():
    unique = {each.name for model in WRITTEN for each in model._meta.constraints if isinstance(each, UniqueConstraint)}

    assert {*BROKEN, *ONCE_IN_A_ROW} | OUT_OF_REACH == unique


@pytest.mark.parametrize("name", BROKEN)
def test_the_second_row_is_refused_in_its_column_and_the_first_is_stored(name):
    kind, rows, reason = BROKEN[name]
    make_series("Forum")

    found = drafts(kind, rows)

    assert [(draft.outcome, draft.reasons) for draft in found] == [("added", []), ("refused", [reason])]
    assert list(importing.store(found, IMPORTERS[kind], by=make_user("officer"), source="list.csv")) == [1]
    assert found[0].record.pk


@pytest.mark.parametrize("name", ONCE_IN_A_ROW)
def test_a_row_that_says_something_twice_is_stored_with_it_once(name):
    kind, headings, row = ONCE_IN_A_ROW[name]
    fill()
    lima = Organisation.objects.get(name_en="Lima")

    found = drafts(kind, [headings, [cell.replace("#1", f"#{lima.pk}") for cell in row]])

    assert [draft.reasons for draft in found] == [[]]
    assert list(importing.store(found, IMPORTERS[kind], by=make_user("officer"), source="list.csv")) == [1]
    assert [draft.reasons for draft in found] == [[]]


def test_an_export_that_lists_an_identifier_twice_is_stored_with_it_once():
    item = {"names": {"en": "Lima"}, "identifiers": [{"scheme": "ror", "value": ROR}] * 2}
    data = json.dumps({"schema": "newsroom.partners", "version": VERSION, "items": [item]}).encode()

    [draft] = drafts_of(IMPORTERS["partners"], data, "list.json")

    assert (draft.outcome, [row.value for row in draft.after]) == ("added", [ROR])


def test_a_row_that_is_refused_itself_keeps_no_other_from_its_number():
    wrong, right = drafts(
        "agreements", [["Title", "Our number", "Stage"], ["One", "A-1", "banana"], ["Two", "A-1", "proposed"]]
    )

    assert (wrong.outcome, right.outcome) == ("refused", "added")


def test_a_record_that_takes_a_number_keeps_it_from_the_rows_below():
    agreement = make_agreement("One", own_number="A-1")

    changed, refused = drafts(
        "agreements",
        [["Number", "Title", "Our number", "Stage"], [str(agreement.pk), "One", "B-7", ""], ["", "Two", "B-7", "proposed"]],
    )  # fmt: skip

    assert (changed.outcome, changed.reasons) == ("changed", [])
    assert refused.reasons == [("Our number", "Another agreement has this number. See row 2 of this file.")]


def test_a_number_that_was_looked_at_in_an_earlier_request_is_kept_in_mind(client, monkeypatch):
    client.force_login(member())
    # each request looks at one row
    clock = itertools.chain([0, 0], itertools.count(10, 10))
    monkeypatch.setattr("newsroom.import_pages.time", SimpleNamespace(monotonic=lambda: next(clock)))
    rows = [["One", "A-1", "proposed"], ["Two", "A-2", "proposed"], ["Three", "A-1", "proposed"]]
    incoming = give(client, table(["Title", "Our number", "Stage"], *rows))

    page = choose(client, incoming)

    assert [each["is"] for each in page.context["rows"]] == ["added", "added", "refused"]
    assert page.context["rows"][2]["reasons"] == [
        ["Our number", "Another agreement has this number. See row 2 of this file."]
    ]
    assert "2 rows were stored." in store(client, incoming, what="good")
    assert [each.own_number for each in Agreement.objects.order_by("pk")] == ["A-1", "A-2"]
