"""The history of a record: every change of it and of its rows, by whom and when."""

import html
import re

import pytest
import time_machine

from events.models import Involvement
from newsroom.accounts.roles import Role
from partners.models import Agreement, Appointment, Party, Signatory
from tests.desk_forms import errors, save
from tests.make import make_user
from tests.make_records import make_agreement, make_event, make_organisation, make_party, make_person, make_session

pytestmark = pytest.mark.django_db

FIRST, SECOND = ("2026-01-15 12:00 CST", "LIN Zhixia"), ("2026-01-16 09:30 CST", "MA Yun")


@pytest.fixture
def clock():
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def officer(client, clock):
    client.force_login(make_user("first", Role.RECORDS_OFFICER, name="LIN Zhixia"))
    return client


def address(record, view="change") -> str:
    return f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/{view}/"


def history(client, record) -> list[tuple[tuple[str, str], str, str]]:
    """The rows of the page, newest first: ((when, who), what, details)."""
    text = client.get(address(record, "history")).content.decode()
    rows = re.findall(
        r"<tr>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*</tr>", text, re.DOTALL
    )
    plain = [[" ".join(html.unescape(re.sub("<[^>]*>", " ", cell)).split()) for cell in row] for row in rows]
    return [((when, who), what, details) for when, who, what, details in plain]


def saved(client, record, **changes) -> tuple[tuple[str, str], str, str]:
    """Save the page with these changes; what the history then says on top."""
    before = len(history(client, record))
    answer = save(client, address(record), **changes)
    assert answer.status_code == 302, (errors(answer), answer.context["refusals"])
    now = history(client, record)
    assert len(now) == before + 1
    return now[0]


def rows_of(said) -> str:
    """Of an entry of the first officer, what it says of rows."""
    when_and_who, what, details = said
    assert (when_and_who, what) == (FIRST, "Changed")
    return details


def test_each_change_has_its_own_hour_and_name(officer, clock):
    agreement = make_agreement("Pact", kind="mou")
    saved(officer, agreement, note="Ask the archive.")

    clock.move_to("2026-01-16T09:30:00+08:00")
    officer.force_login(make_user("second", Role.RECORDS_OFFICER, name="MA Yun"))
    saved(officer, agreement, kind="cooperation", title_en="Treaty")

    assert history(officer, agreement) == [
        (SECOND, "Changed", "Kind: Memorandum of understanding Cooperation agreement Title (English): Pact Treaty"),
        (FIRST, "Changed", "Internal note"),
    ]


@pytest.mark.parametrize("make", [make_agreement, make_organisation, make_person, make_event])
def test_saving_a_page_on_which_nothing_was_changed_is_no_entry(officer, make):
    record = make()
    assert save(officer, address(record)).status_code == 302
    assert history(officer, record) == []


def test_parties_and_those_who_sign_for_them_come_change_and_go(officer):
    lima, tongji = make_organisation("Lima"), make_organisation("Tongji")
    agreement = make_agreement("Pact", parties=[lima, tongji])
    third = {
        "parties-TOTAL_FORMS": "3",
        "parties-2-organisation": make_organisation("Nairobi").pk,
        "parties-2-role": "party",
        "parties-2-position": "3",
        "parties-2-signatories-TOTAL_FORMS": "0",
        "parties-2-signatories-INITIAL_FORMS": "0",
    }
    came = saved(officer, agreement, **third, **{"parties-0-signatories-0-name_as_reported": "the Rector"})
    changed = saved(
        officer,
        agreement,
        **{"parties-1-side": "A", "parties-0-signatories-0-name_as_reported": "the Dean"},
    )
    signatory_gone = saved(officer, agreement, **{"parties-0-signatories-0-DELETE": "on"})
    party_gone = saved(officer, agreement, **{"parties-2-DELETE": "on"})

    assert [rows_of(each) for each in (came, changed, signatory_gone, party_gone)] == [
        "+ party: Nairobi ± party: Lima (Signatories) + signatory: the Rector",
        "± party: Lima (Signatories) ± party: Tongji (Side) ± signatory: the Dean (Name as reported)",
        "± party: Lima (Signatories) − signatory: the Dean",
        "− party: Nairobi",
    ]


def test_a_party_that_goes_with_its_signatory_names_both(officer):
    agreement = make_agreement("Pact", parties=[make_organisation(), make_organisation()])
    make_party(agreement, make_organisation("Nairobi"), signatory=make_person("ANA Ruiz"), position=5)

    said = saved(officer, agreement, **{"parties-2-DELETE": "on", "parties-2-signatories-0-DELETE": "on"})

    assert rows_of(said) == "− party: Nairobi − signatory: ANA Ruiz"
    assert (Party.objects.count(), Signatory.objects.count()) == (2, 0)


def test_other_rows_of_an_agreement_come_change_and_go(officer):
    agreement, other = make_agreement("Pact"), make_agreement("Charter")
    came = saved(
        officer,
        agreement,
        **{
            "relations-TOTAL_FORMS": "1",
            "relations-0-kind": "amends",
            "relations-0-target": other.pk,
            "milestones-TOTAL_FORMS": "1",
            "milestones-0-act": "negotiated",
            "milestones-0-happened_on": "2024-05",
        },
    )
    changed = saved(officer, agreement, **{"milestones-0-note_en": "In Lima", "relations-0-kind": "supersedes"})
    gone = saved(officer, agreement, **{"milestones-0-DELETE": "on", "relations-0-DELETE": "on"})

    assert [rows_of(each) for each in (came, changed, gone)] == [
        "+ milestone: negotiated · 2024-05 + relation between agreements: Pact · amends · Charter",
        "± milestone: negotiated · 2024-05 (What happened (English)) ± relation between agreements: Pact · supersedes · Charter (Relation)",
        "− milestone: negotiated · 2024-05 − relation between agreements: Pact · supersedes · Charter",
    ]


def test_names_and_relations_of_an_organisation_come_change_and_go(officer):
    lima, parent = make_organisation("Lima"), make_organisation("Ministry")
    came = saved(
        officer,
        lima,
        **{
            "other_names-TOTAL_FORMS": "1",
            "other_names-0-kind": "alias",
            "other_names-0-value": "ULima",
            "relations-TOTAL_FORMS": "1",
            "relations-0-kind": "owns",
            "relations-0-target": parent.pk,
        },
    )
    changed = saved(officer, lima, **{"other_names-0-value": "U. de Lima"})
    gone = saved(officer, lima, **{"other_names-0-DELETE": "on", "relations-0-DELETE": "on"})

    assert [rows_of(each) for each in (came, changed, gone)] == [
        "+ other name: ULima + relation between organisations: Lima · owns · Ministry",
        "± other name: U. de Lima (Name)",
        "− other name: U. de Lima − relation between organisations: Lima · owns · Ministry",
    ]


def test_appointments_and_names_of_a_person_come_change_and_go(officer):
    ana, lima = make_person("ANA Ruiz"), make_organisation("Lima")
    came = saved(
        officer,
        ana,
        **{
            "appointments-0-organisation": lima.pk,
            "appointments-0-post": "head",
            "other_names-TOTAL_FORMS": "1",
            "other_names-0-kind": "alias",
            "other_names-0-value": "A. Ruiz",
        },
    )
    post = str(Appointment.objects.get())
    changed = saved(officer, ana, **{"appointments-0-started_on": "2024", "other_names-0-language": "es"})
    gone = saved(officer, ana, **{"appointments-0-DELETE": "on", "other_names-0-DELETE": "on"})

    assert [rows_of(each) for each in (came, changed, gone)] == [
        f"+ appointment: {post} + other name: A. Ruiz",
        f"± appointment: {post} (From) ± other name: A. Ruiz (Language)",
        f"− appointment: {post} − other name: A. Ruiz",
    ]


def test_sessions_roles_figures_and_signings_of_an_event_come_change_and_go(officer):
    event, lima, pact = make_event("Conference"), make_organisation("Lima"), make_agreement("Pact")
    came = saved(
        officer,
        event,
        **{
            "sessions-TOTAL_FORMS": "1",
            "sessions-0-kind": "main",
            "sessions-0-name_en": "Opening",
            "involvements-0-organisation": lima.pk,
            "involvements-0-role": "host",
            "participations-TOTAL_FORMS": "1",
            "participations-0-role": "chair",
            "participations-0-name_as_reported": "the Rector",
            "participations-0-position": "0",
            "figures-TOTAL_FORMS": "1",
            "figures-0-qualifier": "over",
            "figures-0-value": "120",
            "figures-0-measure": "participants",
            "signings-TOTAL_FORMS": "1",
            "signings-0-agreement": pact.pk,
            "signings-0-position": "0",
        },
    )
    changed = saved(
        officer,
        event,
        **{
            "sessions-0-name_en": "Welcome",
            "involvements-0-role_as_reported": "hosts",
            "participations-0-talk_en": "On rivers",
            "figures-0-value": "130",
            "signings-0-position": "2",
        },
    )
    rows = ("sessions", "involvements", "participations", "figures", "signings")
    gone = saved(officer, event, **{f"{each}-0-DELETE": "on" for each in rows})

    assert [rows_of(each) for each in (came, changed, gone)] == [
        "+ session: Opening + organisation at an event: hosted by · Lima + person at an event: chair · the Rector "
        "+ figure: over 120 participants + signing at an event: Conference · Pact",
        "± session: Welcome (Name (English)) ± organisation at an event: hosted by · Lima (Role as reported) "
        "± person at an event: chair · the Rector (Title of the talk (English)) ± figure: over 130 participants (Number) "
        "± signing at an event: Conference · Pact (Order)",
        "− session: Welcome − organisation at an event: hosted by · Lima − person at an event: chair · the Rector "
        "− figure: over 130 participants − signing at an event: Conference · Pact",
    ]


def test_a_row_that_names_a_session_is_history_of_the_event(officer):
    event = make_event("Conference")
    opening = make_session(event, name_en="Opening")
    event.involvements.create(organisation=make_organisation("Lima"), role="host")

    said = saved(officer, event, **{"involvements-0-session": opening.pk})

    assert rows_of(said) == "± organisation at an event: hosted by · Lima (Session)"


def test_agreements_entered_at_an_event_stand_in_the_history_of_both(officer):
    event = make_event("Conference")
    rows = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-kind": "mou", "rows-0-title_en": "Pact"}
    rows |= {f"rows-0-party_{number}": make_organisation().pk for number in (1, 2)}
    officer.post(address(event, "agreements"), rows)

    assert history(officer, event) == [(FIRST, "Changed", "+ Pact")]
    assert history(officer, Agreement.objects.get()) == [(FIRST, "Added", "Event: Conference")]


def test_merging_and_undoing_it_stand_in_the_history_of_both(officer, clock):
    kept, gone = make_organisation("Lima"), make_organisation("Lime")
    officer.post(address(gone, "merge"), {"kept": kept.pk})
    clock.move_to("2026-01-16T09:30:00+08:00")
    officer.force_login(make_user("second", Role.RECORDS_OFFICER, name="MA Yun"))
    undo = re.search(r"/admin/partners/organisation/\d+/unmerge/", officer.get(address(kept)).content.decode())[0]
    officer.post(undo)

    of_kept = f"Number of the record that was kept: {kept.pk} Its name: Lima"
    of_gone = f"Number of the record that was merged into it: {gone.pk} Its name: Lime"
    none = "Entries moved: 0 Entries that both had: 0"
    assert history(officer, kept) == [
        (SECOND, "The merging of another record into this one was undone", f"− other name: Lime {of_gone}"),
        (FIRST, "Another record was merged into this one", f"+ other name: Lime {of_gone} {none}"),
    ]
    assert history(officer, gone) == [
        (
            SECOND,
            "The merging of this record was undone",
            f"Number of the record that was kept: {kept.pk} Entries left as they are: 0 Its name: Lima",
        ),
        (FIRST, "This record was merged into another one", of_kept),
    ]


def test_what_a_merging_moves_and_moves_back_stands_in_the_history_of_each_record(officer, clock):
    kept, gone, other = make_organisation("Lima"), make_organisation("Lime"), make_organisation("Nairobi")
    signed, untouched, answered = (
        make_agreement(parties=[gone, other]),
        make_agreement(parties=[kept, other]),
        make_agreement(parties=[kept, other], responsible=gone),
    )
    event = make_event()
    Involvement.objects.create(event=event, organisation=gone, role="host")
    officer.post(address(gone, "merge"), {"kept": kept.pk})
    clock.move_to("2026-01-16T09:30:00+08:00")
    officer.force_login(make_user("second", Role.RECORDS_OFFICER, name="MA Yun"))
    officer.post(
        re.search(r"/admin/partners/organisation/\d+/unmerge/", officer.get(address(kept)).content.decode())[0]
    )

    def moved(field):
        there, back = f"Lime (#{gone.pk}) Lima (#{kept.pk})", f"Lima (#{kept.pk}) Lime (#{gone.pk})"
        return [
            (SECOND, "Moved back: the merging of two organisations was undone", f"{field}: {back}"),
            (FIRST, "Moved by the merging of two organisations", f"{field}: {there}"),
        ]

    assert history(officer, signed) == moved("Organisation")
    assert history(officer, answered) == moved("Responsible college or unit")
    assert history(officer, event) == moved("Organisation")
    assert history(officer, untouched) == history(officer, other) == []
