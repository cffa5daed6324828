"""Events from tables."""

import datetime

import pytest

from events.import_written import edition_of
from events.importing import EventImporter, counted
from tests.make_records import make_event, make_organisation, make_place, make_session
from tests.partners.round_trips import drafts_of

pytestmark = pytest.mark.django_db


def drafts(*rows):
    return drafts_of(EventImporter, "\n".join("\t".join(map(str, row)) for row in rows).encode(), "list.csv")


def test_an_office_list_of_events_is_understood():
    beijing, lima = make_place("Beijing", name_zh_hans="北京"), make_organisation("Lima")

    [draft] = drafts(
        ["活动名称", "活动类型", "活动时间", "地点", "主办单位", "参会人数"],
        ["工程师论坛", "论坛", "2025年9月27日–2025年9月28日", "北京", "Lima", "120余人"],
    )

    event, (host, figure) = draft.record, draft.after
    assert draft.reasons == []
    assert (event.name_zh_hans, event.kind, event.place, event.visibility) == (
        "工程师论坛",
        "forum",
        beijing,
        "internal",
    )
    assert (str(event.start), str(event.end)) == ("2025-09-27", "2025-09-28")
    assert (host.organisation, host.role) == (lima, "host")
    assert (figure.measure, figure.qualifier, figure.value) == ("participants", "over", 120)


def test_a_new_day_counts_the_calendar_up_and_a_note_does_not():
    event = make_event("Forum")

    [moved] = drafts(["Number", "Name", "Begins", "Ends"], [event.pk, "Forum", "2025-09-28", "2025-09-28"])
    [noted] = drafts(["Number", "Name", "Internal note"], [event.pk, "Forum", "x"])

    assert (moved.record.calendar_sequence, noted.record.calendar_sequence) == (1, 0)


def test_a_moved_day_is_refused_where_hours_stay_on_the_old_one():
    hour = datetime.datetime(2025, 9, 27, 9, tzinfo=datetime.UTC)
    forum, fair = make_event("Forum", start_at=hour), make_event("Fair")
    make_session(fair, name_en="Opening", start_at=hour)

    heads = ["Number", "Name", "Begins", "Ends"]
    rows = [[event.pk, event.name_en, "2025-09-28", "2025-09-28"] for event in (forum, fair)]
    moved, of_session = drafts(heads, *rows)
    [longer] = drafts(heads, [forum.pk, "Forum", "2025-09-27", "2025-09-28"])

    day = "This is 27 September 2025 in Asia/Shanghai"
    assert moved.reasons == [("Begins", f"{day}, and the event begins on another day.")]
    assert of_session.reasons == [("Ends", f"Opening: {day}, and the event is on other days.")]
    assert longer.outcome == "changed"


def test_a_visit_that_says_no_direction_has_none_reported():
    visit, incoming = drafts(["Name", "Kind"], ["Delegation", "Visit"], ["代表团", "来访"])

    assert (visit.record.direction, incoming.record.direction) == ("not_reported", "incoming")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("120", ("exactly", 120)),
        ("over 1,200", ("over", 1200)),
        ("约120人", ("about", 120)),
        ("近百", None),
        ("近100人", ("nearly", 100)),
    ],
)
def test_numbers_of_people_are_read_with_how_exact_they_are(text, meant):
    if meant:
        assert counted(text) == meant
    else:
        assert [draft.outcome for draft in drafts(["Name", "参会人数"], ["x", text])] == ["refused"]


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("第2届", 2), ("第二届", 2), ("第十二届", 12), ("首届", 1), ("2nd", 2)]
)
def test_numbers_in_a_series_are_read_as_offices_write_them(text, number):
    assert edition_of(text) == number


def test_a_place_in_another_country_is_refused_and_a_country_alone_is_not_kept():
    make_event("Forum", place=make_place("Beijing"))
    make_event("Fair")

    wrong, alone = drafts(["Name", "Place", "Country or region"], ["Forum", "Beijing", "Peru"], ["Fair", "", "Peru"])

    assert wrong.reasons == [("Country or region", "“Beijing” is in another country or region: China.")]
    assert (alone.outcome, alone.notes) == (
        "same",
        ["The country or region is kept with a place alone: give the place too."],
    )
