"""Agreements on the desk: one page with parties, signatories and documents; lists, deadlines."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from partners.models import Agreement, AgreementDocument, Party, Signatory
from tests.desk_forms import errors, save
from tests.make import make_user
from tests.make_records import make_agreement, make_organisation, make_party, make_person, make_place

pytestmark = pytest.mark.django_db

LIST = "/admin/partners/agreement/"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def officer(client):
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def page(agreement) -> str:
    return f"{LIST}{agreement.pk}/change/"


def party_rows(*organisations, start=0):
    rows = {"parties-TOTAL_FORMS": str(start + len(organisations))}
    for number, organisation in enumerate(organisations, start):
        rows |= {
            f"parties-{number}-organisation": organisation.pk,
            f"parties-{number}-role": "party",
            f"parties-{number}-position": str(number),
            f"parties-{number}-signatories-TOTAL_FORMS": "1",
            f"parties-{number}-signatories-INITIAL_FORMS": "0",
            f"parties-{number}-signatories-0-capacity": "representative",
            f"parties-{number}-signatories-0-mode": "not_reported",
        }
    return rows


def test_an_agreement_is_entered_with_parties_signatories_and_a_document_in_one_save(officer):
    ours, theirs = make_organisation("South China"), make_organisation("San Marcos")
    zhang, beijing = make_person("ZHANG Xichun"), make_place("Beijing")
    answer = save(
        officer,
        f"{LIST}add/",
        title_en="Memorandum",
        title_es="Memorando",
        kind="mou",
        signed_on="2025-09",
        signed_at=beijing.pk,
        **party_rows(ours, theirs),
        **{
            "parties-0-signatories-0-person": zhang.pk,
            "parties-0-signatories-0-title_as_printed_zh_hans": "党委书记",
            "parties-1-signatories-0-name_as_reported": "the Rector",
            "documents-TOTAL_FORMS": "1",
            "documents-0-upload": SimpleUploadedFile("mou.pdf", PDF),
            "documents-0-kind": "signed",
            "documents-0-visibility": "internal",
        },
    )

    assert answer.status_code == 302, errors(answer)
    made = Agreement.objects.get()
    assert (made.title_es, made.kind, str(made.signed), made.signed_at) == ("Memorando", "mou", "2025-09", beijing)
    assert [(party.organisation, party.position) for party in made.parties.all()] == [(ours, 0), (theirs, 1)]
    assert [(str(row), row.title_as_printed_zh_hans) for row in Signatory.objects.all()] == [
        ("ZHANG Xichun", "党委书记"),
        ("the Rector", None),
    ]
    entry = LogEntry.objects.get(action="agreement_added")
    assert entry.details["new"]["signed_on"] == "2025-09"
    assert entry.details["rows"] == [
        "+ party: South China",
        "+ party: San Marcos",
        "+ signatory: ZHANG Xichun",
        "+ signatory: the Rector",
        "+ document: mou.pdf",
    ]
    given = officer.get(f"{LIST}documents/{made.documents.get().pk}/")
    assert b"".join(given.streaming_content) == PDF
    assert given.headers["Content-Disposition"] == 'attachment; filename="mou.pdf"'


def test_the_page_of_an_agreement_with_a_document_opens_and_keeps_the_document(officer):
    agreement = make_agreement(parties=[make_organisation(), make_organisation()])
    kept = AgreementDocument.objects.keep(SimpleUploadedFile("mou.pdf", PDF), agreement=agreement)
    address = f"{LIST}documents/{kept.pk}/"

    opened = officer.get(page(agreement)).content.decode()
    answer = save(officer, page(agreement), **{"documents-0-language": "Chinese"})

    assert f'<a href="{address}">mou.pdf</a>' in opened
    assert 'name="documents-0-upload"' not in opened
    assert answer.status_code == 302, errors(answer)
    assert [(each.language, each.sha256) for each in agreement.documents.all()] == [("Chinese", kept.sha256)]


def test_a_signatory_is_added_to_a_party_that_stays_as_it_is_and_a_party_taken_out(officer):
    names = ("South China", "San Marcos", "Tongji")
    agreement = make_agreement(parties=[make_organisation(name) for name in names])
    answer = save(
        officer,
        page(agreement),
        **{
            "parties-0-signatories-0-name_as_reported": "ZHANG",
            "parties-1-DELETE": "on",
        },
    )

    assert answer.status_code == 302, errors(answer)
    assert [(str(party), [str(each) for each in party.signatories.all()]) for party in Party.objects.all()] == [
        ("South China", ["ZHANG"]),
        ("Tongji", []),
    ]
    assert LogEntry.objects.first().details["rows"] == [
        "± party: South China (signatories)",
        "− party: San Marcos",
        "+ signatory: ZHANG",
    ]


def test_saving_without_a_change_changes_nothing(officer):
    agreement = make_agreement(expires="2029", term="fixed", effective="2025-10", title_ar="مذكرة")
    make_party(agreement, signatory=make_person(), joined="2026")

    def stored():
        rows = [*Agreement.objects.values(), *Party.objects.values(), *Signatory.objects.values()]
        return [row | {"updated_at": None} for row in rows]

    before = stored()
    answer = save(officer, page(agreement))
    assert answer.status_code == 302, errors(answer)
    assert stored() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"signed_on": "2025-02-30"}, "“2025-02-30” is not a date."),
        ({"term": "fixed"}, "A term until a date needs its last day; other terms have none."),
        (
            {"term": "fixed", "expires_on": "2024", "effective_on": "2025"},
            "It cannot end before it takes effect.",
        ),
        (
            {"term": "fixed", "effective_rule": "on_signature", "signed_on": "2025", "expires_on": "2024"},
            "What takes effect on signature cannot end before it is signed.",
        ),
        ({"stage": "proposed", "signed_on": "2025"}, "Only an agreement that is signed"),
        ({"signed_on": "2025", "terminated_on": "2024"}, "It cannot be terminated before it is signed."),
        ({"notice_months": "61"}, "less than or equal to 60"),
        ({"signed_at": "x"}, "Select a valid choice."),
        ({"parties-0-signatories-0-person": "9999"}, "Something is not right with those who signed for this party."),
        ({"parties-1-role": "nonsense"}, "Select a valid choice."),
        ({"effective_rule": "fixed_date"}, "Give the date from which it is in effect."),
        ({"signed_on": "0900-01-01"}, "is not a date."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_stored(officer, changes, said):
    rows = party_rows(make_organisation(), make_organisation())
    answer = save(officer, f"{LIST}add/", **{"title_en": "Memorandum"} | rows | changes)

    assert answer.status_code == 200
    assert [each for each in errors(answer) if said in each] != [], errors(answer)
    assert Agreement.objects.count() == 0


def test_a_party_twice_and_a_renewal_of_itself_are_refused(officer):
    one = make_organisation("San Marcos")
    agreement = make_agreement()
    twice = save(officer, page(agreement), **party_rows(one, one))
    itself = save(officer, page(agreement), renews=agreement.pk)

    assert "This organisation is a party already." in errors(twice)
    assert errors(itself) == ["An agreement does not renew itself."]
    assert Party.objects.count() == 0


PUBLIC = "A public agreement has two parties at least. Enter them, or leave it internal."
SIGNED = "A signed agreement has two parties at least. Enter them, or choose an earlier stage."


def refused(answer) -> list[bool]:
    """Whether the page came back with the one sentence, and with the other."""
    return answer.status_code == 200 and [each in answer.content.decode() for each in (PUBLIC, SIGNED)]


def test_nobody_agrees_alone(officer):
    one = make_organisation()
    draft = {"title_en": "Memorandum", "stage": "proposed"}

    assert refused(save(officer, f"{LIST}add/", **draft | {"stage": "signed"}, **party_rows(one))) == [False, True]
    assert refused(save(officer, f"{LIST}add/", **draft | {"visibility": "public"})) == [True, False]
    assert Agreement.objects.count() == 0

    assert save(officer, f"{LIST}add/", **draft, **party_rows(one)).status_code == 302
    entered = Agreement.objects.get()
    assert refused(save(officer, page(entered), stage="signed")) == [False, True]
    assert refused(save(officer, page(entered), visibility="public")) == [True, False]


def test_the_last_but_one_party_stays_and_an_observer_is_none(officer):
    agreement = make_agreement(parties=[make_organisation(), make_organisation()])
    assert refused(save(officer, page(agreement), **{"parties-1-DELETE": "on"})) == [True, False]
    assert refused(save(officer, page(agreement), **{"parties-1-role": "observer"})) == [True, False]
    assert agreement.parties.count() == 2


def test_an_agreement_that_stands_with_one_party_can_still_be_mended(officer):
    agreement = make_agreement("From the old list", parties=[make_organisation()])
    assert save(officer, page(agreement), note="Ask the archive.").status_code == 302
    agreement.refresh_from_db()
    assert agreement.note == "Ask the archive."


def test_a_refused_page_says_at_its_top_what_is_wrong_where_and_keeps_what_was_written(officer):
    one = make_organisation("San Marcos")
    rows = party_rows(one, make_organisation("South China"))
    wrong = {
        "title_en": "Memorandum",
        "signed_on": "2025年13月",
        "parties-0-unit": one.pk,
        "parties-1-signatories-0-person": "x",
        "parties-1-signatories-0-title_as_printed_en": "Chancellor",
    }
    answer = save(officer, f"{LIST}add/", **rows | wrong)

    assert [(str(each.get("label", "")), each["sentence"], each.get("id")) for each in answer.context["refusals"]] == [
        ("Signed", "“2025年13月” is not a date. Write 2025, 2025-09 or 2025-09-27.", "id_signed_on"),
        ("", "The unit is a part of the organisation, not the organisation itself.", None),
        ("", "Something is not right with those who signed for this party.", None),
        (
            "Person",
            "Select a valid choice. That choice is not one of the available choices.",
            "id_parties-1-signatories-0-person",
        ),
    ]
    text = answer.content.decode()
    assert [f'value="{each}"' in text for each in ("Memorandum", "2025年13月", "Chancellor")] == [True] * 3


def test_several_signatories_of_one_party_are_entered_in_one_save_and_an_appointment_says_whose_it_is(officer):
    university = make_organisation("South China")
    zhang, tang = make_person("ZHANG Xichun"), make_person("TANG Hongwu")
    held = zhang.appointments.create(organisation=university, post="party_secretary")
    agreement = make_agreement(parties=[university])
    rows = {
        "parties-0-signatories-0-appointment": held.pk,
        "parties-0-signatories-1-person": tang.pk,
        "parties-0-signatories-2-name_as_reported": "the Dean",
    }
    answer = save(officer, page(agreement), **rows)
    strange = save(officer, page(agreement), **{"parties-0-signatories-1-appointment": held.pk})

    assert answer.status_code == 302, errors(answer)
    assert [(str(row), row.appointment) for row in Signatory.objects.order_by("pk")] == [
        ("ZHANG Xichun", held),
        ("TANG Hongwu", None),
        ("the Dean", None),
    ]
    assert "This is somebody else's appointment." in [each["sentence"] for each in strange.context["refusals"]]


@pytest.mark.parametrize("typed", ["zhang", "章熙春", "south china"])
def test_an_appointment_is_found_by_its_person_or_organisation(officer, typed):
    person = make_person("ZHANG Xichun", name_zh_hans="章熙春")
    held = person.appointments.create(organisation=make_organisation("South China"))
    make_person("TANG Hongwu").appointments.create(organisation=make_organisation("Elsewhere"))
    asked = {"app_label": "partners", "model_name": "signatory", "field_name": "appointment", "term": typed}
    answer = officer.get("/admin/autocomplete/", asked)

    assert [each["id"] for each in answer.json()["results"]] == [str(held.pk)]


def test_the_page_says_the_status_and_why(officer):
    text = officer.get(page(make_agreement())).content.decode()

    assert "Signed; validity not reported" in text
    assert "It was signed. From when and until when it holds is not reported." in text


def test_the_list_finds_by_the_parties_and_filters(officer):
    agreement = make_agreement("Memo", kind="mou", signed="2024", parties=[make_organisation("San Marcos")])
    make_agreement(
        "Other", parties=[make_organisation("Tongji", region="CN")], expires="2020", effective="2019", signed="2019"
    )

    def found(query):
        answer = officer.get(f"{LIST}?{query}")
        assert answer.status_code == 200, answer
        return [str(each) for each in answer.context["cl"].result_list]

    assert found("q=san+marcos") == found("q=memo") == found("region=PE") == found("year=2024") == ["Memo"]
    assert found("kind__exact=mou") == found("status=signed") == [str(agreement)]
    assert found("status=expired") == ["Other"]
    assert found("") == ["Memo", "Other"]


def test_what_falls_due_is_told_for_thirty_ninety_and_a_hundred_and_eighty_days(officer):
    today = timezone.localdate()

    def ending(title, days, **fields):
        last = (today + datetime.timedelta(days=days)).isoformat()
        make_agreement(title, signed="2015", effective="2015", expires=last, renewal="none", **fields)

    ending("In twenty", 20)
    ending("In eighty", 80, notice_months=2)
    ending("In a hundred", 100)
    ending("Over", -10)

    def due(query=""):
        context = officer.get(f"{LIST}deadlines/{query}").context
        return [[str(each) for each in context[name]] for name in ("ending", "notices", "expired")]

    assert due("?within=30") == [["In twenty"], ["In eighty"], ["Over"]]
    assert due() == due("?within=90") == due("?within=x") == [["In twenty", "In eighty"], ["In eighty"], ["Over"]]
    assert due("?within=180")[0] == ["In twenty", "In eighty", "In a hundred"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_managers_and_auditors_read_and_change_nothing(client, role):
    agreement = make_agreement("Memo", signed="2025-09")
    make_party(agreement, make_organisation("San Marcos"), signatory=make_person("ZHANG Xichun"))
    client.force_login(make_user("reader", role))
    text = client.get(page(agreement)).content.decode()

    assert [each in text for each in ("September 2025", "San Marcos", "ZHANG Xichun")] == [True] * 3
    assert client.get(f"{LIST}deadlines/").status_code == 200
    assert client.post(page(agreement), {}).status_code == 403


def test_deadlines_and_documents_are_not_for_everyone(client):
    client.force_login(make_user("writer", Role.WRITER))

    assert [client.get(f"{LIST}{each}").status_code for each in ("deadlines/", "documents/1/", "")] == [403] * 3


def test_an_agreement_that_others_stand_on_is_not_deleted(officer):
    general = make_agreement("General")
    make_agreement("Under it", umbrella=general)
    text = officer.get(f"{LIST}{general.pk}/delete/").content.decode()

    assert "General is in use and stays." in text
    assert "Under it" in text
    officer.post(f"{LIST}{general.pk}/delete/", {"post": "yes"})
    assert Agreement.objects.count() == 2
