"""What the files of events and of the statistics hold, key by key (`events/exports.py` and `events/statistics.py` write them)."""

from events.vocabulary import (
    ChairSide,
    Direction,
    EventKind,
    EventStatus,
    Measure,
    Mode,
    OrganisationRole,
    PersonRole,
    Qualifier,
    SessionKind,
    VisitLevel,
)
from newsroom.shared.described import Schema
from newsroom.shared.schema import (
    address,
    code,
    counted,
    date,
    day,
    moment,
    number,
    obj,
    or_null,
    rows,
    text,
    words,
)
from partners.schemas import PIECES, organisation, person, place

TOOK_PART = {
    "organisations": rows(
        "Organisations and their roles, at the event as a whole or at the session.",
        obj(
            "An organisation in a role.",
            {
                "organisation": organisation("Which one."),
                "role": code("Its role.", OrganisationRole),
                "role_as_reported": or_null(text("The role in the words of the report.")),
            },
        ),
    ),
    "people": rows(
        "Persons and their roles.",
        obj(
            "A person in a role.",
            {
                "person": person("Who; `null` where that is not known or not public."),
                "name_as_reported": or_null(text("The name as it was reported, where the person is not settled.")),
                "representing": or_null(organisation("For whom.")),
                "role": code("In which role.", PersonRole),
                "side": or_null(code("For which side, where several chair together.", ChairSide)),
                "titles_as_reported": words("The title of that day, never translated."),
                "talks": words("The title of the talk."),
            },
        ),
    ),
    "figures": rows(
        "Numbers as they were reported.",
        obj(
            "A number.",
            {
                "measure": code("Of what.", Measure),
                "qualifier": code("How exact it is.", Qualifier),
                "value": number("The number."),
            },
        ),
    ),
}
EVENT = {
    "id": number("Its number, which stays."),
    "names": words("The name, by language."),
    "short_names": words("The short name."),
    "themes": words("The theme."),
    "kind": code("What it is.", EventKind),
    "status": code("Whether it takes place.", EventStatus),
    "series": or_null(
        obj("The series to which it belongs.", {"id": number("Its number."), "names": words("Its names by language.")})
    ),
    "edition": or_null(number("Its number in the series.")),
    "start": date("Its first day."),
    "end": date("Its last day."),
    "start_at": moment("When it begins, where the hour is known."),
    "end_at": moment("When it ends, where the hour is known."),
    "time_zone": text("The time zone of its hours, as Asia/Shanghai."),
    "first_planned_for": or_null(day("For when it was planned at first.")),
    "mode": code("Whether people are there.", Mode),
    "place": place("Where it is."),
    "venues": words("The venue, by language."),
    "website": or_null(address("Its website.")),
    "direction": or_null(code("Of a visit: to us or from us; `null` for what is no visit.", Direction)),
    "received_by": person("Who received the visitors."),
    "visit_level": or_null(code("The rank of the one who led the visitors.", VisitLevel)),
    "headcount": or_null(number("How many visitors there were.")),
    **TOOK_PART,
    "sessions": rows(
        "Its sessions, in their order.",
        obj(
            "A session.",
            {
                "id": number("Its number."),
                "kind": code("What it is.", SessionKind),
                "number": or_null(number("Its number among those of its kind.")),
                "slot": or_null(number("Sessions of the same slot are at the same time.")),
                "names": words("Its name, by language."),
                "rooms": words("Its room."),
                "start_at": moment("When it begins, where the hour is known."),
                "end_at": moment("When it ends."),
                **TOOK_PART,
            },
        ),
    ),
    "agreements": rows("The numbers of the agreements signed there.", number("One of them.")),
    "url": address("Its page."),
}

EVENT_OF_AGREEMENT = or_null(
    obj(
        "The event where it was signed.",
        {
            "id": number("Its number."),
            "name": text("Its name in the language of the file, else in another."),
            "names": words("Its names by language."),
            "session": or_null(number("The number of the session, where that is known.")),
            "url": address("Its page."),
        },
    )
)

STATISTICS = {
    "since": day("The first day of the period."),
    "until": day("Its last day."),
    "page": address("The page of the same statistics."),
    "tables": rows(
        "The tables.",
        obj(
            "A table.",
            {
                "name": text("Its code."),
                "title": text("Its title."),
                "lines": rows(
                    "Its lines; those without any number are left out.",
                    obj(
                        "A line, with a number for each column of its table.",
                        {
                            "code": text("What is counted, as a code."),
                            "label": text("The same in words."),
                            "party": counted("Agreements to which our own organisation is a party."),
                            "other": counted("Agreements among others."),
                            "partners": counted("Partners."),
                            "events": counted("Events."),
                        },
                        may_lack=["party", "other", "partners", "events"],
                    ),
                ),
            },
        ),
    ),
    "participants": obj(
        "Reported numbers of participants.",
        {
            "sum": counted("The sum of the exact numbers, and the events that report them."),
            "exact": counted("The events that report an exact number."),
            "others": counted("Those that report one that is not exact; it is not added up."),
        },
    ),
    "figures": rows(
        "All reported numbers of the period’s events, each in its own words.",
        obj(
            "A number.",
            {
                "event": number("The number of the event."),
                "name": text("Its name in the language of the file, else in another."),
                "start": date("Its first day."),
                "measure": code("Of what.", Measure),
                "qualifier": code("How exact it is.", Qualifier),
                "value": number("The number."),
                "url": address("The page of the event."),
            },
        ),
    ),
}

SCHEMAS = [
    Schema("events", "Events with their sessions, roles and figures", EVENT, PIECES),
    Schema("statistics", "Statistics of a period and as of a day", {}, {}, file=STATISTICS),
]
