"""An export that somebody has edited: whatever it says by now is taken in, refused, or named as not taken in."""

import json

import pytest
import time_machine

from events.models import Event, Figure, Involvement, Participation
from newsroom.accounts.models import LogEntry, User
from newsroom.importing import IMPORTERS, store
from partners.models import Organisation, Party, Signatory
from tests.make_records import (
    make_agreement,
    make_event,
    make_home,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_session,
)
from tests.partners.round_trips import drafts_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False):
        yield


def edited(client, name, edit):
    """What a dry run finds in the export of one kind, after `edit` has changed its items (by their ids)."""
    file = json.loads(client.get(f"/en/{name}/export.json").content)
    edit({item["id"]: item for item in (*file["items"], *file.get("own", ()))})
    return drafts_of(IMPORTERS[name], json.dumps(file).encode(), f"{name}.json")


def stored(drafts, name):
    by = User.objects.create_user("officer")
    list(store(drafts, IMPORTERS[name](), by=by, source="file.json"))


def pact():
    home, lima = make_home(), make_organisation("Lima")
    agreement = make_agreement("Pact", signed="2025-09-27")
    party = make_party(agreement, home, side="A")
    Signatory.objects.create(party=party, person=make_person("ZHANG Xichun"), title_as_printed_en="Chancellor")
    make_party(agreement, lima, position=1)
    # what readers do not see stays as it is
    hidden = make_party(agreement, make_organisation("Hidden", public=False), position=2, side="C")
    Signatory.objects.create(party=hidden, name_as_reported="Nobody’s business")
    return agreement, home, lima


def test_sides_own_days_and_signatories_are_taken_in(client):
    agreement, home, lima = pact()
    rector = make_person("Ana Pérez")
    make_place("Lima", region="PE")

    def edit(items):
        ours, theirs = items[agreement.pk]["parties"]
        ours["signatories"][0]["titles_as_printed"] = {"en": "Chancellor", "zh-Hans": "书记"}
        theirs |= {"side": "B", "own_signed": "2025.10.2", "own_signed_at": {"names": {"en": "Lima"}, "region": None}}
        theirs["signatories"] = [
            {"person": {"id": rector.pk, "name": "Ana Perez"}, "titles_as_printed": {"es": "Rectora"}},
            {"name_as_reported": "Juan", "capacity": "witness"},
        ]

    [draft] = edited(client, "agreements", edit)

    assert (draft.outcome, draft.reasons, draft.notes) == ("changed", [], [])
    assert draft.changes == [
        (
            "Signed by",
            f"{home}, ZHANG Xichun: title as printed [zh-hans]: –",
            f"{home}, ZHANG Xichun: title as printed [zh-hans]: 书记",
        ),
        (
            "Parties",
            "Lima: side: –, signed on its own day: –, signed in a place of its own: –",
            "Lima: side: side B, signed on its own day: 2025-10-02, signed in a place of its own: Lima",
        ),
        ("Signed by", "", "+ Lima: person: Ana Pérez, title as printed [es]: Rectora"),
        ("Signed by", "", "+ Lima: name as reported: Juan, signed: as a witness"),
    ]
    stored([draft], "agreements")
    party = Party.objects.get(agreement=agreement, organisation=lima)
    assert (party.side, str(party.own_signed), str(party.own_signed_at)) == ("B", "2025-10-02", "Lima")
    assert [(str(row), row.capacity) for row in party.signatories.all()] == [
        ("Ana Pérez", "representative"),
        ("Juan", "witness"),
    ]
    assert Signatory.objects.get(person__name_en="ZHANG Xichun").title_as_printed_zh_hans == "书记"
    assert Party.objects.get(organisation__name_en="Hidden").side == "C"
    assert LogEntry.objects.get(action="agreement_changed").details["rows"] == [
        "± signatory: ZHANG Xichun (title_as_printed_zh_hans)",
        "± party: Lima (side, own_signed, own_signed_at)",
        "+ signatory: Ana Pérez",
        "+ signatory: Juan",
    ]


def test_a_signatory_of_whom_no_name_was_known_gets_one(client):
    agreement, _home, lima = pact()
    Signatory.objects.create(party=agreement.parties.get(organisation=lima), title_as_printed_en="Rector")

    def edit(items):
        items[agreement.pk]["parties"][1]["signatories"][0]["name_as_reported"] = "Ana Pérez"

    [draft] = edited(client, "agreements", edit)

    assert draft.changes == [
        ("Signed by", "Lima, not reported: name as reported: –", "Lima, not reported: name as reported: Ana Pérez")
    ] or draft.changes == [
        ("Signed by", "Lima, Ana Pérez: name as reported: –", "Lima, Ana Pérez: name as reported: Ana Pérez")
    ]


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("side", "Z", "Lima: “Z” is none of these: side A, side B, side C."),
        ("own_signed", "soon", "Lima: “soon” is not a date. Write 2025, 2025-09 or 2025-09-27."),
        ("own_signed", "2025-09-27", "This is the agreement's own day: leave it empty."),
        ("unit", {"id": 999999, "name": "School"}, "Lima: “School” has no number of a record (“id”)."),
        ("organisation", {"name": "Lima"}, None),
        ("signatories", ["Ana"], None),
        ("own_signed_at", {"names": {"en": "Atlantis"}}, "Lima: The place “Atlantis” is not on record. Give its country or region too."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(client, key, value, reason):
    agreement, _home, _lima = pact()

    def edit(items):
        items[agreement.pk]["parties"][1][key] = value

    if key == "organisation":
        with pytest.raises(Exception, match="Item 1 is not as the exports of this site have it"):
            edited(client, "agreements", edit)
        return
    [draft] = edited(client, "agreements", edit)

    assert draft.outcome == "refused"
    assert any(
        (reason or "This item is not as the exports of this site have it.") in text for _heading, text in draft.reasons
    )


def test_a_number_with_the_name_of_another_party_is_refused(client):
    agreement, _home, lima = pact()
    make_organisation("Technische Universität")

    def edit(items):
        items[agreement.pk]["parties"][1]["organisation"] |= {"name": "Technische Universität", "names": {}}

    [draft] = edited(client, "agreements", edit)

    assert f"Number {lima.pk} is “Lima”, and this row speaks of “Technische Universität”" in draft.reasons[0][1]


def test_a_party_that_becomes_an_observer_leaves_two_parties(client):
    agreement = make_agreement("Pact", parties=[make_home(), make_organisation("Lima")])

    def edit(items):
        items[agreement.pk]["parties"][1]["role"] = "observer"

    [draft] = edited(client, "agreements", edit)

    assert draft.outcome == "refused"
    assert "has two parties at least" in draft.reasons[0][1]


def test_what_no_file_changes_is_named_and_nothing_is_taken_away(client):
    agreement, _home, _lima = pact()

    def edit(items):
        item = items[agreement.pk]
        item |= {"status": "expired", "renews": 7, "colour": "red", "outcomes": [{"kind": "project"}]}
        item["parties"][0]["signatories"] = []
        item["parties"][1]["weight"] = 3

    [draft] = edited(client, "agreements", edit)

    assert (draft.outcome, draft.notes) == (
        "same",
        [
            "Different in the file, and not taken in from files: colour, outcomes, parties, parties[].weight, renews, status. "
            "Change it on the page of the record.",
            "The file leaves out some of these, and they stay: parties[].signatories. A file takes nothing away.",
        ],
    )


def test_null_empties_what_a_dash_would_empty(client):
    lima = make_organisation("Lima", website="https://lima.example", place=make_place("Lima", region="PE"))

    def edit(items):
        items[lima.pk] |= {"website": None, "place": None}

    [draft] = edited(client, "partners", edit)

    assert draft.changes == [("Place", "Lima", ""), ("Website", "https://lima.example", "")]


def test_names_identifiers_and_our_own_organisation(client):
    home, lima = make_home(), make_organisation("Lima", others=[("alias", "en", "UL"), ("wrong", "en", "Limma")])

    def edit(items):
        items[home.pk]["website"] = "https://home.example"
        items[lima.pk]["other_names"][0] |= {"kind": "acronym", "from": "1999"}
        items[lima.pk]["other_names"].append(
            {"value": "ULima", "kind": "former", "language": "es", "from": None, "to": None}
        )
        items[lima.pk]["identifiers"] = [{"scheme": "isni", "value": "0000000121032683"}]
        items[lima.pk]["relations"] = [{"kind": "owns"}]
        items[lima.pk]["name"] = "Lima University"

    found = {draft.record.pk: draft for draft in edited(client, "partners", edit)}

    assert [(draft.outcome, draft.reasons) for draft in found.values()] == [("changed", []), ("changed", [])]
    assert found[lima.pk].notes == [
        "Different in the file, and not taken in from files: name, relations. Change it on the page of the record."
    ]
    stored([*found.values()], "partners")
    record = Organisation.objects.get(pk=lima.pk)
    assert [(row.kind, row.language, row.value) for row in record.other_names.order_by("pk")] == [
        ("acronym", "en", "UL"),
        ("wrong", "en", "Limma"),
        ("former", "es", "ULima"),
    ]
    assert record.identifiers.get().scheme == "isni"
    assert Organisation.objects.home().website == "https://home.example"


def test_people_figures_and_words_for_roles_of_an_event(client):
    home, rector = make_home(), make_person("Ana Pérez")
    event = make_event("Forum", kind="forum")
    Involvement.objects.create(event=event, organisation=home, role="host")
    Participation.objects.create(event=event, representing=home, role="chair")
    Figure.objects.create(event=event, measure="participants", qualifier="over", value=120)
    make_session(event, name_en="Opening")

    def edit(items):
        item = items[event.pk]
        item["figures"][0]["value"] = 130
        item["organisations"][0]["role_as_reported"] = "主办"
        item["people"][0]["person"] = {"id": rector.pk, "name": "Ana Pérez"}
        item["people"].append({"name_as_reported": "Juan", "role": "keynote", "talks": {"es": "Agua"}})
        item["received_by"] = {"id": rector.pk}
        item["sessions"][0]["names"]["en"] = "Closing"
        item["start_at"] = "2025-09-27T09:00:00+08:00"

    [draft] = edited(client, "events", edit)

    assert draft.reasons == []
    assert draft.notes == [
        "Different in the file, and not taken in from files: sessions, start_at. Change it on the page of the record."
    ]
    assert draft.changes == [
        ("Figures", "over 120 participants", "over 130 participants"),
        ("Organisations", f"hosted by · {home}: role as reported: –", f"hosted by · {home}: role as reported: 主办"),
        ("Received by", "", "Ana Pérez"),
        ("People", f"chair · {home}: person: –", f"chair · {home}: person: Ana Pérez"),
        ("People", "", "+ name as reported: Juan, role: keynote, title of the talk [es]: Agua"),
    ]
    stored([draft], "events")
    found = Event.objects.get()
    assert [str(row) for row in found.participations.all()] == ["chair · Ana Pérez", "keynote · Juan"]
    assert (found.host_leader, found.figures.get().value) == (rector, 130)
    rows = LogEntry.objects.get(action="event_changed").details["rows"]
    assert rows[0] == "± figure: over 130 participants (value)"


def test_a_new_record_says_what_of_it_is_not_taken_in(client):
    make_home()
    make_event("Forum")
    file = json.loads(client.get("/en/events/export.json").content)
    file["items"][0] |= {"id": None, "names": {"en": "Another"}, "start": "2020-05-05", "end": None, "agreements": [3]}

    [draft] = drafts_of(IMPORTERS["events"], json.dumps(file).encode(), "events.json")

    assert (draft.outcome, draft.reasons) == ("added", [])
    assert draft.notes == ["Not taken in from files: agreements. Enter it on the page of the record."]


def test_a_changed_figure_of_a_table_is_a_change_in_the_history():
    event = make_event("Forum")
    Figure.objects.create(event=event, measure="participants", value=120)

    drafts = drafts_of(IMPORTERS["events"], "Name,参会人数\nForum,130\n".encode(), "list.csv")
    stored(drafts, "events")

    assert LogEntry.objects.get(action="event_changed").details["rows"] == ["± figure: 130 participants (value)"]
