"""What is in use stays, and the page says who uses it: on its own page, in a row of another page, in a list."""

import pytest

from articles.models import Citation, Source
from events.models import Session, Signing
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from partners.models import Appointment, Milestone, Party, Signatory
from tests.desk_forms import save
from tests.make import make_article, make_user
from tests.make_records import (
    make_agreement,
    make_event,
    make_organisation,
    make_party,
    make_person,
    make_place,
    make_session,
)

pytestmark = pytest.mark.django_db

TYPED = "Typed & <kept>"
STAYS = "is in use and stays. Take it out of these first:"


@pytest.fixture
def officer(client):
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def address(record, view="change") -> str:
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/{view}/"


def refused(client, record, **changes) -> list[str]:
    """What the page objects to; it kept what was typed, nothing was stored, and nothing logged."""
    answer = save(client, address(record), note=TYPED, **changes)
    assert answer.status_code == 200, LogEntry.objects.first().details
    assert answer.context["adminform"].form["note"].value() == TYPED
    assert "Typed &amp; &lt;kept&gt;" in answer.content.decode()
    record.refresh_from_db()
    assert record.note == ""
    assert not LogEntry.objects.filter(target_type=record._meta.label_lower).exists()
    return [str(each["sentence"]) for each in answer.context["refusals"]]


def cite(**target) -> Citation:
    return Citation.objects.create(source=Source.objects.create(title="Approval 7", kind="approval"), **target)


def test_an_appointment_that_somebody_signed_in_stays(officer):
    lima, ana = make_organisation("Lima"), make_person("ANA Ruiz")
    held = ana.appointments.create(organisation=lima, post="head")
    party = make_party(make_agreement("Pact & Treaty"), lima)
    Signatory.objects.create(party=party, person=ana, appointment=held)

    said = refused(officer, ana, **{"appointments-0-DELETE": "on"})

    assert said == [f"Appointment “{held}” {STAYS} Signatory: Pact & Treaty."]
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("kind", ["signing", "involvement", "participation", "figure"])
def test_a_session_that_a_row_of_its_event_names_stays(officer, kind):
    event, lima = make_event("Conference"), make_organisation("Lima")
    opening = make_session(event, name_en="Opening")
    row, user = {
        "signing": ({"agreement": make_agreement("Pact")}, "Signing at an event: Pact"),
        "involvement": ({"organisation": lima, "role": "host"}, "Organisation at an event: hosted by · Lima"),
        "participation": ({"representing": lima, "role": "chair"}, "Person at an event: chair · Lima"),
        "figure": ({"measure": "participants", "value": 120}, "Figure: 120 participants"),
    }[kind]
    getattr(event, f"{kind}s").create(session=opening, **row)

    assert refused(officer, event, **{"sessions-0-DELETE": "on"}) == [f"Session “Opening” {STAYS} {user}."]
    assert Session.objects.count() == 1


def test_a_source_that_is_cited_for_a_row_is_not_lost_with_it(officer):
    event, ana, lima = make_event("Conference"), make_person("ANA Ruiz"), make_organisation("Lima")
    pact = make_agreement("Pact", parties=[lima, make_organisation(), make_organisation("Nairobi")])
    cite(session=make_session(event, name_en="Opening"))
    cite(person_name=ana.other_names.create(value="A. Ruiz"))
    cite(organisation_name=lima.other_names.create(value="ULima"))
    cite(party=pact.parties.last())

    said = [
        refused(officer, event, **{"sessions-0-DELETE": "on"}),
        refused(officer, ana, **{"other_names-0-DELETE": "on"}),
        refused(officer, lima, **{"other_names-0-DELETE": "on"}),
        refused(officer, pact, **{"parties-2-DELETE": "on"}),
    ]

    rows = [("Session", "Opening"), ("Other name", "A. Ruiz"), ("Other name", "ULima"), ("Party", "Nairobi")]
    assert said == [[f"{kind} “{row}” {STAYS} Citation: Approval 7 · states it · {row}."] for kind, row in rows]
    assert Citation.objects.count() == 4


def test_a_citation_of_an_article_that_they_may_not_read_is_counted_and_not_named(officer):
    event = make_event("Conference")
    article = make_article(is_restricted=True)
    Citation.objects.create(
        source=Source.objects.create(article=article), session=make_session(event, name_en="Opening")
    )

    said = refused(officer, event, **{"sessions-0-DELETE": "on"})

    assert said == [f"Session “Opening” {STAYS} Citation: one that you may not read."]


@pytest.fixture
def pact():
    agreement = make_agreement("Pact", parties=[make_organisation(), make_organisation()])
    make_party(agreement, make_organisation("Nairobi"), position=5)
    return agreement


def test_a_party_stays_while_somebody_signed_for_it_or_a_milestone_names_it(officer, pact):
    nairobi = pact.parties.last()
    Signatory.objects.create(party=nairobi, name_as_reported="the Rector")
    Milestone.objects.create(
        agreement=pact, party=nairobi, act="negotiated", happened_on="2024-05-01", happened_on_precision="month"
    )

    said = refused(officer, pact, **{"parties-2-DELETE": "on"})
    with_signatory = refused(officer, pact, **{"parties-2-DELETE": "on", "parties-2-signatories-0-DELETE": "on"})

    milestone = "Milestone: negotiated · 2024-05"
    assert said == [f"Party “Nairobi” {STAYS} {milestone} · Signatory: the Rector."]
    assert with_signatory == [f"Party “Nairobi” {STAYS} {milestone}."]
    assert (Party.objects.count(), Signatory.objects.count(), Milestone.objects.count()) == (3, 1, 1)


def test_a_cited_signatory_stays_whether_its_party_stays_or_not(officer, pact):
    cite(signatory=Signatory.objects.create(party=pact.parties.last(), name_as_reported="the Rector"))
    signatory = {"parties-2-signatories-0-DELETE": "on"}

    said = f"Signatory “the Rector” {STAYS} Citation: Approval 7 · states it · the Rector."
    assert said in refused(officer, pact, **signatory)
    assert said in refused(officer, pact, **signatory, **{"parties-2-DELETE": "on"})
    assert Citation.objects.count() == Signatory.objects.count() == 1


def test_what_nothing_stands_on_any_more_goes(officer):
    event = make_event("Conference")
    opening = make_session(event, name_en="Opening")
    event.figures.create(measure="participants", value=120, session=opening)

    assert save(officer, address(event), **{"figures-0-session": ""}).status_code == 302
    assert save(officer, address(event), **{"sessions-0-DELETE": "on"}).status_code == 302
    assert (event.sessions.count(), event.figures.count()) == (0, 1)


def everything_in_use() -> dict:
    """A record of each kind that others stand on, and who that is."""
    place, ana, lima = make_place("Lima"), make_person("ANA Ruiz"), make_organisation("San Marcos")
    pact = make_agreement("Pact", parties=[lima], signed_at=place)
    Signatory.objects.create(party=pact.parties.get(), person=ana)
    make_agreement("Under it", umbrella=pact)
    conference = make_event("Conference")
    Signing.objects.create(event=conference, agreement=pact)
    return {
        place: "Agreement: Pact",
        ana: "Signatory: Pact",
        lima: "Party: Pact",
        pact: "Agreement: Under it",
        conference: "Signing at an event: Pact",
    }


def test_the_page_on_which_a_record_is_deleted_names_its_users_and_deletes_nothing(officer):
    in_use = everything_in_use()

    for record, user in in_use.items():
        answer = officer.post(address(record, "delete"), {"post": "yes"})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert f"{record} is in use and stays." in text
        kind, name = user.split(": ")
        assert [f"<li>{kind}: <a " in text, f">{name}</a></li>" in text] == [True, True]
        assert type(record).objects.filter(pk=record.pk).exists()


def test_a_record_of_which_only_a_source_speaks_stays_and_the_source_is_named(officer):
    lima = make_organisation("Lima")
    citation = cite(organisation=lima)

    text = officer.post(address(lima, "delete"), {"post": "yes"}).content.decode()

    assert "Lima is in use and stays." in text
    assert f'<li>Citation: <a href="{address(citation)}">{citation}</a></li>' in text
    assert type(lima).objects.filter(pk=lima.pk).exists()


def test_a_list_deletes_nothing(officer):
    for record in everything_in_use():
        chosen = {"action": "delete_selected", "_selected_action": [record.pk], "index": "0", "post": "yes"}
        page = f"/admin/{record._meta.app_label}/{record._meta.model_name}/"
        assert 'name="action"' not in officer.get(page).content.decode()
        assert officer.post(page, chosen).status_code < 500
        assert type(record).objects.filter(pk=record.pk).exists()
