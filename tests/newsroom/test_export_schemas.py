"""What is said of the JSON exports is what they hold: every file of the demo against its description, and the manual against both."""

import datetime
import itertools
import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from articles.models import Citation, Source
from articles.sources import sources_of
from events.models import Event, Signing
from newsroom.demo.records import load_records
from newsroom.schemas import SCHEMAS
from partners.models import Agreement, Organisation, OrganisationRelation
from tests.make_records import make_organisation
from tests.make_world import make_public_world
from tests.newsroom.export_tables import DOCS, with_tables

pytestmark = pytest.mark.django_db

RECORDS = {"partners": Organisation, "agreements": Agreement, "events": Event}
LANGUAGES = ("en", "zh-hans", "ar")


def described(client, name) -> dict:
    answer = client.get(f"/schemas/{name}-1.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/schema+json")
    return json.loads(answer.content)


def open_objects(piece, path="") -> list[str]:
    """Objects that would let any key pass."""
    if isinstance(piece, list):
        return [found for number, each in enumerate(piece) for found in open_objects(each, f"{path}/{number}")]
    if not isinstance(piece, dict):
        return []
    is_open = piece.get("type") == "object" and piece.get("additionalProperties", True) in (True, {})
    below = [found for key, each in piece.items() for found in open_objects(each, f"{path}/{key}")]
    return [path] * is_open + below


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_description_is_json_schema_and_lets_no_other_key_pass(client, name):
    found = described(client, name)

    Draft202012Validator.check_schema(found)
    assert found["$id"] == f"http://testserver/schemas/{name}-1.json"
    assert open_objects(found) == []


def test_an_item_has_what_its_page_shows_and_nothing_that_is_only_concluded(client):
    world = make_public_world()
    institute = make_organisation("Institute")
    read, told = (
        OrganisationRelation(source=institute, target=world.partner, kind=kind) for kind in ("owns", "founded")
    )
    for tie in (read, told):
        tie.save()
    report = Source.objects.create(
        title="Report", kind="press", visibility="public", dated_on=datetime.date(2025, 9, 28)
    )
    Citation.objects.create(source=report, organisation_relation=read, stance="implies")
    Citation.objects.create(source=report, organisation_relation=told)
    Citation.objects.create(source=report, agreement=world.agreement, field="signed_on")
    Citation.objects.create(source=report, agreement=world.agreement, field="kind", stance="contradicts", value="Wrong")
    Signing.objects.create(event=world.event, agreement=world.agreement)

    def exported(name):
        file = json.loads(client.get(f"/en/{name}/export.json").content)
        return {item["id"]: item for item in (*file["items"], *file.get("own", ()))}, file

    partners, file = exported("partners")
    agreements, _file = exported("agreements")
    events, _file = exported("events")
    pact, partner = agreements[world.agreement.pk], partners[world.partner.pk]

    assert [item["id"] for item in file["own"]] == [world.home.pk]
    assert file["count"] == len(file["items"]) == len(partners) - 1
    [post] = partners[world.home.pk]["posts"]
    assert (post["person"]["name"], post["titles"]) == ("ZHANG Xichun", {"en": "Chancellor"})
    assert [(tie["kind"], tie["end"], tie["organisation"]["name"]) for tie in partner["relations"]] == [
        ("founded", "target", "Institute")
    ]
    assert [
        (source["title"], source["dated_on"], source["of"]) for source in pact["sources"] if source["title"] == "Report"
    ] == [("Report", "2025-09-28", ["agreement.signed_on"])]
    assert [document["file"] for document in pact["documents"]] == ["pact.pdf"]
    assert pact["event"]["id"] == world.event.pk
    assert events[world.event.pk]["agreements"] == [world.agreement.pk]
    for name in ("partners", "agreements", "events", "regions"):
        found = json.loads(client.get(f"/en/{name}/export.json").content)
        assert [*Draft202012Validator(described(client, name)).iter_errors(found)] == []


def test_every_export_of_the_demo_is_as_it_is_described(client):
    # once loaded for all: the demo's record is large
    load_records()

    for name, language in itertools.product(SCHEMAS, LANGUAGES):
        query = "?since=2015-01-01" if name == "statistics" else ""
        found = json.loads(client.get(f"/{language}/{name}/export.json{query}").content)
        schema = described(client, name)
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        errors = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(found)]
        assert (name, language, errors) == (name, language, [])
        assert found["$schema"] == schema["$id"]
        if name in RECORDS and language == "en":
            # the sources of many records, read together, are those that each page has
            records = RECORDS[name].objects.in_bulk([item["id"] for item in found["items"]])
            of_pages = [
                [(note.number, note.title) for note in sources_of(records[item["id"]])] for item in found["items"]
            ]
            assert [[(row["number"], row["title"]) for row in item["sources"]] for item in found["items"]] == of_pages
            assert any(of_pages)


def test_a_key_that_is_not_described_would_be_found(client):
    schema = described(client, "partners")
    region = {"code": "PE", "label": "Peru", "is_country": True, "colour": "red"}

    [error] = Draft202012Validator({"$ref": "#/$defs/region", "$defs": schema["$defs"]}).iter_errors(region)

    assert "colour" in error.message


def test_there_is_no_other_version_and_none_where_nothing_is_given_away(client, settings):
    assert client.get("/schemas/partners-2.json").status_code == 404
    assert client.get("/schemas/persons-1.json").status_code == 404
    settings.NEWSROOM_EXPORTS = False
    assert client.get("/schemas/partners-1.json").status_code == 404


def test_the_manual_names_every_key():
    text = DOCS.read_text(encoding="utf-8")

    assert text == with_tables(text), "python -m tests.newsroom.export_tables writes the tables anew"
