"""The record at scale: partners, agreements of every status and events, made by a seeded chance in a few large transactions."""

import datetime
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.db import models, transaction

from events.models import Event, Figure, Involvement, Signing
from newsroom.demo.prose import weighted
from newsroom.shared.names import column
from newsroom.shared.partial_dates import PartialDate, Precision
from newsroom.shared.regions import regions
from partners.models import Agreement, FurtherKind, Organisation, Party, Place

FILE = Path(__file__).with_name("names.toml")
BATCH = 250  # rows a transaction: other people's writes must come in between
AGREEMENTS_A_PARTNER, PARTNERS_AN_EVENT, PARTNERS_A_PLACE = 3, 2, 3
YEARS = 15
PUBLIC = {"public": 95, "internal": 5}
# where most partners are; the others are anywhere
USUAL = [
    "US",
    "GB",
    "DE",
    "FR",
    "JP",
    "KR",
    "RU",
    "PE",
    "MX",
    "ES",
    "IT",
    "AU",
    "SG",
    "MY",
    "TH",
    "EG",
    "KE",
    "HK",
    "MO",
    "TW",
]
# a month or a year is all that some news say
PRECISIONS = {Precision.DAY: 85, Precision.MONTH: 10, Precision.YEAR: 5}
UNSIGNED = ("proposed", "negotiating", "approved", "abandoned")
# what becomes of agreements; "renewing" ones take the place of an earlier one
COURSES = {
    "in_force": 30,
    "open_ended": 8,
    "expiring": 4,
    "tacit": 8,
    "expired": 15,
    "renewing": 8,
    "terminated": 2,
    "signed": 18,
    "awaiting": 1,
    "upcoming": 1,
} | dict.fromkeys(UNSIGNED, 1)


def size_of(partners: int) -> int:
    """How many records come of so many partners."""
    return partners + partners * AGREEMENTS_A_PARTNER + partners // PARTNERS_AN_EVENT


def fill(partners: int, *, seed: int, today: datetime.date) -> Iterator[int]:
    """So many partners of our own organisation, with their agreements and events; the same ones for the same seed and day.

    Tells after each transaction how many records it made.
    """
    filling = Filling(seed, today)
    for make, number in (
        (filling.make_organisations, partners),
        (filling.make_agreements, partners * AGREEMENTS_A_PARTNER),
        (filling.make_events, partners // PARTNERS_AN_EVENT),
    ):
        for begun in range(0, number, BATCH):
            batch = min(BATCH, number - begun)
            with transaction.atomic():
                make(batch)
            yield batch


class Filling:
    def __init__(self, seed: int, today: datetime.date):
        self.chance = random.Random(seed)
        self.today = today
        self.words = tomllib.loads(FILE.read_text(encoding="utf-8"))
        self.home = Organisation.objects.home()
        self.organisations: list[Organisation] = []
        self.agreements: list[Agreement] = []
        # those of a fixed term, with their parties, until a later one renews them
        self.ending: list[tuple[Agreement, list[Organisation]]] = []

    def day(self, since: int, until: int) -> datetime.date:
        """Some day, in days from today."""
        return self.today + datetime.timedelta(days=self.chance.randint(since, until))

    def partial(self, day: datetime.date) -> PartialDate:
        return PartialDate(day, weighted(self.chance, PRECISIONS))

    def worded(self, row: models.Model, field: str, patterns: dict[str, str], en: str, zh: str) -> None:
        for language, pattern in patterns.items():
            setattr(row, column(field, language), pattern.format(en=en, zh=zh))

    # organisations

    def make_organisations(self, number: int) -> None:
        places = [self.place() for _index in range(number // PARTNERS_A_PLACE + 1)]
        Place.objects.bulk_create(places)
        made = [self.organisation(self.chance.choice(places)) for _index in range(number)]
        self.organisations += Organisation.objects.bulk_create(made)

    def place(self) -> Place:
        parts = [self.chance.choice(self.words["syllables"][part]) for part in ("first", "middle", "last")]
        anywhere = self.chance.choice(list(regions()))
        place = Place(region=self.chance.choice(USUAL) if self.chance.random() < 0.8 else anywhere)
        en, zh = ("".join(each) for each in zip(*parts, strict=True))
        self.worded(place, "name", {"en": "{en}", "zh-hans": "{zh}"}, en, zh)
        return place

    def organisation(self, place: Place) -> Organisation:
        kinds = {row["kind"]: row for row in self.words["organisations"]}
        kind = weighted(self.chance, {kind: row["weight"] for kind, row in kinds.items()})
        row = Organisation(kind=kind, place=place, region=place.region, visibility=weighted(self.chance, PUBLIC))
        self.worded(row, "name", self.chance.choice(kinds[kind]["names"]), place.name_en, place.name_zh_hans)
        return row

    # agreements

    def make_agreements(self, number: int) -> None:
        made, parties, ending = [], [], []
        for _index in range(number):
            course = weighted(self.chance, COURSES)
            renews = None
            if course == "renewing" and self.ending:
                renews, partners = self.ending.pop(self.chance.randrange(len(self.ending)))
            else:
                partners = self.chance.sample(self.organisations, 1 if self.chance.random() < 0.85 else 3)
            agreement = self.agreement(course, partners[0], renews)
            made.append(agreement)
            # a few are among others, and none has one party alone
            among_others = len(partners) > 1 and self.chance.random() < 0.2
            bound = partners if among_others else [self.home, *partners]
            parties += [
                Party(agreement=agreement, organisation=each, position=place) for place, each in enumerate(bound)
            ]
            if agreement.term == "fixed":
                ending.append((agreement, partners))
        Agreement.objects.bulk_create(made)
        Party.objects.bulk_create(parties)
        FurtherKind.objects.bulk_create(
            FurtherKind(agreement=each, kind="joint_institute") for each in made if self.chance.random() < 0.1
        )
        self.agreements += made
        self.ending += ending

    def agreement(self, course: str, partner: Organisation, renews: Agreement | None) -> Agreement:
        kind = self.chance.choice(list(self.words["agreements"]))
        stage = course if course in UNSIGNED else "signed"
        row = Agreement(kind=kind, stage=stage, visibility=weighted(self.chance, PUBLIC), renews=renews)
        if self.chance.random() < 0.85:
            self.worded(row, "title", self.words["agreements"][kind], partner.name_en, partner.name_zh_hans)
        if stage == "signed":
            row.signed = self.partial(self.day(1, 60) if course == "upcoming" else self.day(-YEARS * 365, -366))
        if course in UNSIGNED or course in {"signed", "upcoming"}:
            return row
        row.effective_rule, row.term = "on_signature", "fixed"
        if course == "open_ended":
            row.term = "open_ended"
        elif course == "awaiting":
            row.effective_rule, row.term = "fixed_date", "open_ended"
            row.effective = PartialDate(self.day(1, 90))
        elif course == "tacit":
            row.renewal = "tacit"
            row.expires = self.partial(self.day(-365, -1))
        elif course == "expiring":
            row.expires = PartialDate(self.day(0, 89))
        elif course == "expired":
            row.expires = self.partial(self.day(-365, -1))
        else:
            row.expires = self.partial(self.day(120, 5 * 365))
        if course == "terminated":
            row.terminated = PartialDate(self.day(-365, -1))
        return row

    # events

    def make_events(self, number: int) -> None:
        made = [self.event(self.chance.choice(self.organisations)) for _index in range(number)]
        Event.objects.bulk_create(made)
        Involvement.objects.bulk_create(
            Involvement(event=each, organisation=partner, role="participant", position=place)
            for each in made
            for place, partner in enumerate(self.chance.sample(self.organisations, self.chance.randint(1, 4)))
        )
        Figure.objects.bulk_create(
            Figure(
                event=each,
                measure="participants",
                qualifier=self.chance.choice(["exactly", "over"]),
                value=self.chance.randint(20, 400),
            )
            for each in made
            if self.chance.random() < 0.4
        )
        free = [each for each in self.agreements if each.stage == "signed"]
        signed = self.chance.sample(free, min(len(free), number // 4))
        Signing.objects.bulk_create(
            Signing(event=self.chance.choice(made), agreement=each, position=place) for place, each in enumerate(signed)
        )
        used = {each.pk for each in signed}
        self.agreements = [each for each in self.agreements if each.pk not in used]

    def event(self, guest: Organisation) -> Event:
        kind = self.chance.choice(list(self.words["events"]))
        row = Event(kind=kind, visibility=weighted(self.chance, PUBLIC), mode="onsite", place=guest.place)
        self.worded(row, "name", self.words["events"][kind], guest.name_en, guest.name_zh_hans)
        row.start = self.partial(self.day(-YEARS * 365, 120))
        row.status = "held" if row.start_on < self.today else "confirmed"
        if self.chance.random() < 0.03:
            row.status = "cancelled"
        if kind == "visit":
            row.direction = self.chance.choice(["incoming", "outgoing"])
        return row
