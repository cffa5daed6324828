"""Agreements and events that are perhaps on record already: told while they are typed, asked about once, saved all the same."""

import pytest

from events.models import Event
from newsroom.accounts.roles import Role
from partners.models import Agreement
from tests.desk_forms import save
from tests.make import make_user
from tests.make_records import make_agreement, make_event, make_organisation, make_place, make_series
from tests.partners.test_admin_agreements import party_rows

pytestmark = pytest.mark.django_db

AGREEMENTS, EVENTS = "/admin/partners/agreement/", "/admin/events/event/"
ASKED = "Something like it is on record. Look whether this is the same one."


@pytest.fixture
def officer(client):
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    return client


def told(officer, address, **typed):
    return [each["name"] for each in officer.get(f"{address}similar/", typed).json()["found"]]


def test_agreements_of_the_same_parties_are_told_by_day_or_title_and_any_by_our_number(officer):
    one, two, three = (make_organisation() for _each in range(3))
    known = make_agreement(
        "Mémorandum", title_zh_hans="合作备忘录", parties=[one, two], signed="2025-09", own_number="SCUT-2019/7"
    )
    make_agreement("Memorandum", parties=[one, two, three])
    pair = {"parties-0-organisation": two.pk, "parties-1-organisation": one.pk}

    assert told(officer, AGREEMENTS, **pair, title_es="memorandum") == [str(known)]
    assert told(officer, AGREEMENTS, **pair, title_zh_hans="合作备忘录") == [str(known)]
    assert told(officer, AGREEMENTS, **pair, signed_on="2025") == [str(known)]
    assert told(officer, AGREEMENTS, own_number="scut 2019-7") == [str(known)]
    # neither the parties nor the title alone, nor what it renews, nor itself
    assert told(officer, AGREEMENTS, **pair) == []
    assert told(officer, AGREEMENTS, title_en="Memorandum") == []
    assert told(officer, AGREEMENTS, **pair, title_en="Memorandum", renews=known.pk) == []
    assert told(officer, AGREEMENTS, **pair, title_en="Memorandum", but=known.pk) == []
    assert told(officer, AGREEMENTS, **pair, **{"parties-1-DELETE": "on"}, title_en="Memorandum") == []


def test_an_agreement_that_is_perhaps_on_record_is_asked_about_once(officer):
    one, two = make_organisation(), make_organisation()
    known = make_agreement("Memorandum", parties=[one, two])
    typed = {"title_en": "MEMORANDUM", **party_rows(one, two)}

    refused = save(officer, f"{AGREEMENTS}add/", **typed)
    assert ASKED in refused.content.decode()
    assert [row["link"] for row in refused.context["similar"]] == [
        f'<a href="{AGREEMENTS}{known.pk}/change/">Memorandum</a>'
    ]
    assert save(officer, f"{AGREEMENTS}add/", save_all_the_same="1", **typed).status_code == 302

    # what is on record is not asked about again while it stays what it is
    made = Agreement.objects.latest("pk")
    assert save(officer, f"{AGREEMENTS}{made.pk}/change/", note="Seen.").status_code == 302
    assert ASKED in save(officer, f"{AGREEMENTS}{made.pk}/change/", title_es="Memorandum").content.decode()


def test_events_are_told_by_name_by_number_and_by_day_and_place(officer):
    beijing, series = make_place(), make_series()
    known = make_event("Forum of Engineers", name_zh_hans="工程师论坛", place=beijing, series=series, edition=2)

    assert told(officer, EVENTS, name_es="FORUM of engineers") == [str(known)]
    assert told(officer, EVENTS, name_zh_hans="工程师论坛", start_on="2025") == [str(known)]
    assert told(officer, EVENTS, series=series.pk, edition="2") == [str(known)]
    assert told(officer, EVENTS, kind="conference", place=beijing.pk, start_on="2025-09-27") == [str(known)]
    # another year, another number, another kind, visits of one day; odd values are none
    assert told(officer, EVENTS, name_en="Forum of Engineers", start_on="2024-09-27") == []
    assert told(officer, EVENTS, name_en="Forum of Engineers", series=series.pk, edition="3") == []
    assert told(officer, EVENTS, kind="visit", place=beijing.pk, start_on="2025-09-27") == []
    assert told(officer, EVENTS, series="x", edition="²", place="9" * 30, start_on="tomorrow") == []


def test_an_event_that_is_perhaps_on_record_is_asked_about_once(officer):
    make_event("Forum")
    typed = {"name_en": "forum", "start_on": "2025-09-28", "time_zone": "Asia/Shanghai"}

    assert ASKED in save(officer, f"{EVENTS}add/", **typed).content.decode()
    assert save(officer, f"{EVENTS}add/", save_all_the_same="1", **typed).status_code == 302
    made = Event.objects.get(name_en="forum")
    assert save(officer, f"{EVENTS}{made.pk}/change/", note="Seen.").status_code == 302
