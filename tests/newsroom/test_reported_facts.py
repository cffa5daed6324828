"""Two reports of one conference, fact by fact: each stands in the record in its place and its role, on the public page and in JSON.

`said` is what a report says, in its words and in its order; what stands in neither table is no fact of the record.
"""

import json
import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils.translation import override

from articles.models import Citation
from events.models import Event
from newsroom.shared.addresses import record_address
from partners.models import Agreement, Organisation

CONFERENCE = "Second International Conference for Training Excellent Engineers"
SCUT = "South China University of Technology"
SAN_MARCOS = "National University of San Marcos"
CSGI = "China Southern Power Grid International Co., Ltd."
BOLUZ = "Boluz Energy S.A."
CAST = "China Association for Science and Technology"
CEEAA = "China Engineering Education Accreditation Association"
IEA = "International Engineering Alliance"
MINISTRY = "Ministry of Education of the People's Republic of China"
ZHANG, HUAI = "ZHANG Xichun", "HUAI Jinpeng"
STANDARDS = "Educational standards for outstanding engineers"
DAY, DAY_SHOWN, CITY = "2025-09-27", "27 September 2025", "Beijing"
ACADEMY = "China-Peru Academy of Excellence in Engineering"
INSTITUTE = "China-Peru Institute of Excellence in Engineering"


@dataclass(frozen=True)
class Held:
    """The conference itself."""

    said: str
    name: str = CONFERENCE
    edition: int = 2
    day: str = DAY
    place: str = CITY

    def check(self, record, page, data):
        event = record.event
        known = (event.name_en, event.edition, str(event.start), str(event.end), event.place.name_en, event.status)
        assert known == (self.name, self.edition, self.day, self.day, self.place, "held")
        assert page.event.startswith(f"Events {self.name}")
        assert f"When {DAY_SHOWN} Where {self.place}, China" in page.event
        told = data.event
        assert (told["names"]["en"], told["edition"], told["start"], told["end"], told["status"]) == (
            self.name,
            self.edition,
            self.day,
            self.day,
            "held",
        )
        assert told["place"]["names"]["en"] == self.place


@dataclass(frozen=True)
class Sessions:
    said: str
    kinds: tuple = ("main", "parallel", "parallel", "parallel")
    shown: tuple = (STANDARDS, "Parallel session 2", "Parallel session 3")

    def check(self, record, page, data):
        rows = list(record.event.sessions.values_list("kind", "slot", "start_at"))
        assert rows == [("main", 1, None), *[("parallel", 2, None)] * 3]
        assert [(each["kind"], each["slot"], each["start_at"]) for each in data.event["sessions"]] == rows
        headings = ["Main session Main session", *(f"Parallel session {name}" for name in self.shown)]
        assert [page.event.count(heading) for heading in headings] == [1] * 4
        assert list(self.kinds) == [kind for kind, _slot, _hour in rows]


@dataclass(frozen=True)
class Counted:
    """A number with its qualifier, of the conference as a whole."""

    said: str
    qualifier: str
    value: int
    measure: str
    shown: str

    def check(self, record, page, data):
        row = record.event.figures.get(measure=self.measure)
        assert (row.qualifier, row.value, row.session) == (self.qualifier, self.value, None)
        assert self.shown in page.event.partition("Kind Conference")[0]
        wanted = {"measure": self.measure, "qualifier": self.qualifier, "value": self.value}
        assert [each for each in data.event["figures"] if each["measure"] == self.measure] == [wanted]


@dataclass(frozen=True)
class Organised:
    said: str
    who: str
    role: str
    shown: str
    session: str = ""  # else the conference

    def check(self, record, page, data):
        rows = record.event.involvements.filter(organisation__name_en=self.who, role=self.role)
        assert [row.session.name_en if row.session else "" for row in rows] == [self.session]
        part = page.session(self.session) if self.session else page.event.partition(" Sessions ")[0]
        assert self.shown in part
        told = data.session(self.session)["organisations"]
        assert [each["role"] for each in told if each["organisation"]["name"] == self.who] == [self.role]


@dataclass(frozen=True)
class TookPart:
    """A person at a session, in a role, for an organisation, with the title as it was reported."""

    said: str
    who: str
    role: str
    of: str
    title: str
    shown: str
    session: str = STANDARDS
    side: str = ""
    talk: str = ""

    def check(self, record, page, data):
        row = record.event.participations.get(person__name_en=self.who, role=self.role)
        assert (row.session.name_en or row.session.kind, row.side) == (self.session, self.side)
        assert (row.representing.name_en, row.title_as_reported_en) == (self.of, self.title)
        assert (row.talk_en or "").startswith(self.talk)
        assert self.shown in page.session(self.session)
        told = [
            each
            for each in data.session(self.session)["people"]
            if (each["person"]["name"], each["role"]) == (self.who, self.role)
        ]
        assert [(each["representing"]["name"], each["side"]) for each in told] == [(self.of, self.side or None)]
        assert told[0]["titles_as_reported"]["en"] == self.title
        assert told[0]["talks"].get("en", "").startswith(self.talk)


@dataclass(frozen=True)
class Signed:
    """A document, all its parties with their country or region, and whoever is known to have signed."""

    said: str
    kind: str
    parties: tuple[tuple[str, str], ...]
    signatory: tuple[str, str, str] = ("", "", "")  # for whom, who, with which title

    def check(self, record, page, data):
        agreement = record.of(*(name for name, _region in self.parties))
        assert (agreement.kind, str(agreement.signed), agreement.signed_at.name_en) == (self.kind, DAY, CITY)
        assert agreement.signing.event == record.event
        told, shown = data.agreement(agreement), page.of(agreement)
        assert (told["kinds"], told["signed"], told["signed_at"]["names"]["en"]) == ([self.kind], DAY, CITY)
        assert agreement.pk in data.event["agreements"]
        assert f"Signed {DAY_SHOWN} {CITY} Signed at {CONFERENCE}" in shown
        in_record = [
            (party.name_as_reported or str(party), party.organisation.region, record.signed_for(party))
            for party in agreement.parties.filter(role="party")
        ]
        in_data = [
            (
                party["name_as_reported"] or party["organisation"]["name"],
                data.region(party["organisation"]["id"]),
                [
                    (each["person"]["name"], each["titles_as_printed"]["en"])
                    for each in party["signatories"]
                    if each["person"]
                ],
            )
            for party in told["parties"]
        ]
        of, who, title = self.signatory
        expected = [(name, region, [(who, title)] if name == of else []) for name, region in self.parties]
        assert in_record == in_data == expected
        parts = shown.partition(" Parties ")[2]
        assert parts.count("Signed by: name not reported") == len(self.parties) - bool(who)
        assert all(name in parts for name, _region in self.parties)
        if who:
            assert re.search(rf"^{re.escape(of)} Side A China Signed by: {re.escape(who)} {re.escape(title)} ", parts)


@dataclass(frozen=True)
class Leads:
    """What an agreement is to bring about: planned, and no more."""

    said: str
    parties: tuple[str, ...]
    kind: str
    shown: str
    description: str
    organisation: str = ""

    def check(self, record, page, data):
        agreement = record.of(*self.parties)
        row = agreement.outcomes.get()
        assert (row.kind, row.status, row.description_en) == (self.kind, "planned", self.description)
        assert str(row.organisation or "") == self.organisation
        told = data.agreement(agreement)["outcomes"]
        assert [(each["kind"], each["status"], each["descriptions"]["en"]) for each in told] == [
            (self.kind, "planned", self.description)
        ]
        assert (told[0]["organisation"] or {"name": ""})["name"] == self.organisation
        assert self.shown in page.of(agreement).partition("What comes of it")[2]


@dataclass(frozen=True)
class Called:
    """A name as a report has it, which settles nothing."""

    said: str
    organisation: str
    name: str
    kind: str = "as_reported"

    def check(self, record, page, data):
        organisation = Organisation.objects.called(self.organisation).get()
        assert organisation.other_names.get(value=self.name).kind == self.kind
        assert organisation.name_en is None
        assert f"Name as reported {self.name}" in page.of(organisation)
        told = data.partner(organisation)["other_names"]
        assert [each["kind"] for each in told if each["value"] == self.name] == [self.kind]


def pair(said, chinese, abroad, region):
    return Signed(said, "not_reported", ((chinese, "CN"), (abroad, region)))


FOUR = ((SCUT, "CN"), (SAN_MARCOS, "PE"), (CSGI, "CN"), (BOLUZ, "PE"))
THREE = ((CAST, "CN"), (CEEAA, "CN"), (IEA, ""))
MUTUAL = "An international mutual recognition agreement for postgraduate engineering education"
THE_SIX = "signed agreements with …"

SCUT_REPORT = [
    Held("The Second International Conference for Training Excellent Engineers Held in Beijing"),
    Organised("Co-organised by SCUT", SCUT, "co_organiser", f"Co-organised by {SCUT} co-organised by SCUT"),
    Held("On 27 September, the Second International Conference for Training Excellent Engineers convened in Beijing."),
    Sessions("Comprising a main session and three parallel sessions"),
    Counted("over 120 participants", "over", 120, "participants", "over 120 participants"),
    Counted(
        "more than 30 countries and regions",
        "over",
        30,
        "countries_and_regions",
        "over 30 countries and regions",
    ),
    TookPart(
        "At the main session, Minister of Education Huai Jinpeng highlighted",
        HUAI,
        "address",
        MINISTRY,
        "Minister of Education",
        f"Address: {HUAI} Minister of Education",
        session="main",
        talk="Three initiatives",
    ),
    Signed(
        "the China Association for Science and Technology, the China Engineering Education Accreditation Association, and the "
        "International Engineering Alliance signed a joint declaration",
        "declaration",
        THREE,
    ),
    Leads(
        "to initiate the development of an international mutual recognition agreement",
        (CAST, CEEAA, IEA),
        "recognition",
        f"Mutual recognition: {MUTUAL} (planned)",
        MUTUAL,
    ),
    Signed(
        "Dr. ZHANG Xichun, Chancellor of South China University of Technology represented his institution in signing agreements with "
        "the National University of San Marcos (Peru), China Southern Power Grid International Co., Ltd., and Peru's Boluz Energy S.A.",
        "joint_institute",
        FOUR,
        (SCUT, ZHANG, "Chancellor of South China University of Technology"),
    ),
    Leads(
        "to jointly establish the ‘China-Peru Academy of Excellence in Engineering.’",
        (SCUT, SAN_MARCOS, CSGI, BOLUZ),
        "joint_institute",
        f"Joint institute: {ACADEMY}",
        "Joint training of engineering talent and collaboration in key sectors",
        ACADEMY,
    ),
    Called("‘China-Peru Academy of Excellence in Engineering.’", ACADEMY, ACADEMY),
    Called("Signing Ceremony for the China-Peru Institute of Excellence in Engineering", ACADEMY, INSTITUTE),
    Called("Peru's Boluz Energy S.A.", BOLUZ, BOLUZ),
    Organised(
        "was jointly organized by South China University of Technology",
        SCUT,
        "joint",
        f"Jointly organised by {SCUT} jointly organized by",
        STANDARDS,
    ),
    Organised(
        "and China Southern Power Grid International Co., Ltd.",
        CSGI,
        "joint",
        f"{CSGI} jointly organized by",
        STANDARDS,
    ),
    TookPart(
        "As the university chairperson of the session",
        ZHANG,
        "chair",
        SCUT,
        "Chancellor of SCUT Council",
        f"Chair (for the universities): {ZHANG} Chancellor of SCUT Council",
        side="university",
    ),
    TookPart(
        "Dr. Zhang Xichun delivered an address",
        ZHANG,
        "address",
        SCUT,
        "Chancellor of SCUT Council",
        f"Address: {ZHANG} Chancellor of SCUT Council",
    ),
]

EDUCATION_REPORT = [
    Held("On September 27th, the second International Conference on Excellent Engineer Training was held in Beijing."),
    TookPart(
        "Minister of Education Huai Jinpeng attended the conference and delivered a speech. … proposed three initiatives",
        HUAI,
        "address",
        MINISTRY,
        "Minister of Education",
        f"Address: {HUAI} Minister of Education",
        session="main",
        talk="Three initiatives",
    ),
    Signed("signed a joint declaration", "declaration", THREE),
    Leads(
        "to establish an international mutual recognition agreement for graduate-level engineering education",
        (CAST, CEEAA, IEA),
        "recognition",
        f"Mutual recognition: {MUTUAL} (planned)",
        MUTUAL,
    ),
    pair(THE_SIX, "Beihang University", "Valencia Polytechnic University", "ES"),
    pair(THE_SIX, "Beijing Jiaotong University", "State University of Ponta Grossa", "BR"),
    pair(THE_SIX, "Central South University", "Bandung Institute of Technology", "ID"),
    pair(THE_SIX, SCUT, SAN_MARCOS, "PE"),
    pair(THE_SIX, "Tongji University", "University of Nairobi", "KE"),
    pair(THE_SIX, "Chongqing University", "National University of Laos", "LA"),
]

# what a report says besides, kept in its words beside the fact: (source's day, what it speaks of, words)
KEPT_IN_ITS_WORDS = [
    ("2025-09-29", "figure", "including representatives from universities, enterprises, research institutions"),
    ("2025-09-29", "participation", "jointly establishing international quality standards"),
    ("2025-09-29", "signatory", "Dr. ZHANG Xichun"),
    ("2025-09-29", "outcome", "joint training of engineering talent and collaboration in key sectors"),
    ("2025-09-29", "participation", "leverage the Belt and Road Initiative"),
    ("2025-09-28", "participation", "over 9 million students"),
    ("2025-09-28", "participation", "third, to jointly build an open and inclusive"),
    ("2025-09-28", "outcome", "This work proposed by China will fill a key gap"),
]

# the open points: who is meant, which documents there are, what the academy is called
OPEN = {
    "pair-nairobi": "consortium",
    "pair-san-marcos": "Possibly the four-party agreement",
    "four-party": "one document of four, three of two, or the pair itself",
    "joint-declaration": "ENAEE",
}


def text_of(client, address):
    """What a reader reads, without what a reference number beside a fact adds."""
    main = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
    words = re.sub(r"<[^>]+>", " ", re.sub(r"<sup\b.*?</sup>", "", main.partition(">")[2], flags=re.S))
    return " ".join(words.replace("&#x27;", "'").split())


class Record:
    def __init__(self):
        self.event = Event.objects.get(name_en=CONFERENCE)

    def of(self, *parties) -> Agreement:
        """The one agreement that has exactly these parties."""
        found = Agreement.objects.with_parties().filter(party_count=len(parties), signing__event=self.event)
        for name in parties:
            found = found.filter(pk__in=Agreement.objects.filter(parties__organisation__in=self.called(name)))
        return found.get()

    def called(self, name):
        return list(Organisation.objects.called(name))

    def signed_for(self, party):
        rows = party.signatories.exclude(person=None)
        return [(row.person.name_en, row.title_as_printed_en) for row in rows]


class Page:
    def __init__(self, client, event):
        self.client = client
        self.event = self.of(event)

    def of(self, record) -> str:
        kinds = {Event: "events:event", Agreement: "partners:agreement", Organisation: "partners:partner"}
        with override("en"):
            return text_of(self.client, record_address(kinds[type(record)], record))

    def session(self, name) -> str:
        """The part of the event's page that speaks of one session."""
        heading = "Main session Main session" if name == "main" else f"Parallel session {name}"
        part = self.event.partition(heading)[2]
        return part.partition(" Parallel session ")[0].partition(" Agreements signed there ")[0]


class Data:
    """The exports in JSON."""

    def __init__(self, client, event):
        self.home = Organisation.objects.get(is_home=True).pk
        self.items = {
            kind: {
                item["id"]: item for item in json.loads(client.get(f"/en/{kind}/export.json").content.decode())["items"]
            }
            for kind in ("events", "agreements", "partners")
        }
        self.event = self.items["events"][event.pk]

    def agreement(self, record):
        return self.items["agreements"][record.pk]

    def partner(self, record):
        return self.items["partners"][record.pk]

    def region(self, pk) -> str:
        if pk == self.home:  # our own organisation is no partner of ours
            return "CN"
        return (self.items["partners"][pk]["region"] or {"code": ""})["code"]

    def session(self, name):
        """A session by its name or kind, or the event as a whole."""
        found = [each for each in self.event["sessions"] if name in (each["names"].get("en"), each["kind"])]
        return found[0] if name else self.event


@pytest.fixture(scope="module")
def reported(loaded, django_db_blocker):
    """What the facts are looked for in: read once."""

    with django_db_blocker.unblock():
        record = Record()
        return record, Page(Client(), record.event), Data(Client(), record.event)


@pytest.mark.parametrize("fact", SCUT_REPORT, ids=lambda fact: fact.said[:60])
def test_a_fact_of_the_universitys_report(reported, db, fact):
    fact.check(*reported)


@pytest.mark.parametrize("fact", EDUCATION_REPORT, ids=lambda fact: fact.said[:60])
def test_a_fact_of_the_ministrys_report(reported, db, fact):
    fact.check(*reported)


@pytest.mark.parametrize(("day", "target", "words"), KEPT_IN_ITS_WORDS)
def test_what_a_report_says_besides_is_kept_in_its_words(loaded, db, day, target, words):
    found = Citation.objects.filter(**{f"{target}__isnull": False}, source__dated_on=day, quote__contains=words)
    assert found.count() == 1


def test_both_reports_are_sources_with_their_days(loaded, db, reported):
    record, _page, _data = reported
    rows = Citation.objects.filter(event=record.event, source__article=None).values_list("source__dated_on", flat=True)
    assert {str(day) for day in rows} == {"2025-09-28", "2025-09-29"}


@pytest.mark.parametrize("words", OPEN.values(), ids=OPEN)
def test_an_open_point_is_noted_for_the_office_and_for_nobody_else(reported, db, words):
    record, page, data = reported
    agreement = Agreement.objects.get(signing__event=record.event, note__contains=words)
    assert agreement.note not in page.of(agreement)
    assert agreement.note not in json.dumps(data.items, ensure_ascii=False)


def test_nothing_is_in_the_record_that_no_report_says(reported, db):
    """The documents signed, the people and the organisers are those of the reports, and no others."""
    record, _page, data = reported
    signed = {
        frozenset(name for name, _region in fact.parties)
        for fact in SCUT_REPORT + EDUCATION_REPORT
        if isinstance(fact, Signed)
    }
    agreements = [data.agreement(each) for each in Agreement.objects.filter(signing__event=record.event)]
    told = {
        frozenset(party["name_as_reported"] or party["organisation"]["name"] for party in each["parties"])
        for each in agreements
    }
    assert told == signed
    assert len(agreements) == 8
    people = {(fact.who, fact.role) for fact in SCUT_REPORT + EDUCATION_REPORT if isinstance(fact, TookPart)}
    assert set(record.event.participations.values_list("person__name_en", "role")) == people
    organised = {(fact.who, fact.role) for fact in SCUT_REPORT if isinstance(fact, Organised)}
    assert set(record.event.involvements.values_list("organisation__name_en", "role")) == organised
    assert not any(each["effective"]["from"] or each["term"]["last_day"] for each in agreements)
