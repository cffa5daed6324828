"""Countries and regions: one table (regions.csv), read by forms, filters, exports, statistics and machine-readable pages.

Every code of ISO 3166-1 is in it. Not all of them are countries: Hong Kong, Macao and Taiwan are regions of China and are labelled
so, and dependent territories are regions too. Whoever counts says "countries and regions", or counts `is_country` alone.
"""

import csv
import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise, lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from newsroom.shared.guards import Guard

TABLE = Path(__file__).with_name("regions.csv")
GROUPS = Path(__file__).with_name("region_groups.toml")

# where an address names a country, it is theirs
REGIONS_OF_CHINA = ("HK", "MO", "TW")


class Continent(models.TextChoices):
    AFRICA = "africa", _("Africa")
    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    NORTH_AMERICA = "north-america", _("North America")
    SOUTH_AMERICA = "south-america", _("South America")
    OCEANIA = "oceania", _("Oceania")
    ANTARCTICA = "antarctica", _("Antarctica")


def _label(labels: Mapping[str, str], language: str | None) -> str:
    return labels.get(language or get_language() or "en") or labels["en"]


@dataclass(frozen=True)
class Region:
    """A country, or a region that is not one."""

    code: str
    is_country: bool
    continent: Continent
    labels: Mapping[str, str]

    def label(self, language: str | None = None) -> str:
        """The fixed label in a language (default: the active one), in English where the table has none."""
        return _label(self.labels, language)

    def __str__(self) -> str:
        return self.label()


Span = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True)
class Group:
    """A group of countries, whose members come and go."""

    code: str
    labels: Mapping[str, str]
    # code → the times of its membership, as first and last day; None: without end on that side
    times: Mapping[str, tuple[Span, ...]]

    def label(self, language: str | None = None) -> str:
        return _label(self.labels, language)

    def __str__(self) -> str:
        return self.label()

    def has(self, code: str, day: datetime.date) -> bool:
        """Whether a country or region that ever was a member is one on a day."""
        return any(
            (since is None or since <= day) and (until is None or day <= until) for since, until in self.times[code]
        )

    def members(self, day: datetime.date) -> list[str]:
        """Codes of those that belong to it on a day."""
        return sorted(code for code in self.times if self.has(code, day))


@cache
def regions() -> dict[str, Region]:
    """The whole table, by code."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["code"]: Region(
            code=row["code"],
            is_country=row["is_country"] == "yes",
            continent=Continent(row["continent"]),
            labels={name: text for name, text in row.items() if name not in {"code", "is_country", "continent"}},
        )
        for row in rows
    }


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@cache
def _shipped_groups() -> dict[str, Group]:
    groups = {}
    for code, row in tomllib.loads(GROUPS.read_text(encoding="utf-8")).items():
        times = dict.fromkeys(row["members"].split(), ((row["from"], None),))
        for member, turns in row.get("times", {}).items():
            days = [_day(turns[0]) or row["from"], *map(_day, turns[1:])]
            times[member] = tuple(zip_longest(days[::2], days[1::2]))
        groups[code] = Group(code, row["labels"], times)
    return groups


def groups() -> dict[str, Group]:
    """The groups by code; a list in the settings takes the place of a shipped one: {"belt-and-road": ["PE", "KE"]}."""
    found = dict(_shipped_groups())
    for code, members in getattr(settings, "NEWSROOM_REGION_GROUPS", {}).items():
        if code not in found or not set(members) <= set(regions()):
            raise ImproperlyConfigured(
                f"NEWSROOM_REGION_GROUPS: {code} is no group, or has a member that is no region."
            )
        found[code] = Group(code, found[code].labels, dict.fromkeys(members, ((None, None),)))
    return found


def label(code: str, language: str | None = None) -> str:
    """The label of a code; an unknown code stands for itself, an empty one for nothing."""
    return regions()[code].label(language) if code in regions() else code


@cache
def region_choices() -> tuple[tuple[str, Promise], ...]:
    """Code and label of every country and region, by code; a function, so that migrations do not list them. Making a lazy label takes
    far longer than reading it, so each is made once."""
    return tuple((region.code, lazystr(region)) for region in regions().values())


def count(codes) -> tuple[int, int]:
    """How many countries there are among these codes, and how many other regions."""
    known = [regions()[code] for code in set(codes) if code in regions()]
    countries = sum(region.is_country for region in known)
    return countries, len(known) - countries


class RegionField(models.CharField):
    """A code of the table, or nothing. Its database guard comes with `known_region`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 2, "choices": region_choices} | kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        kwargs.pop("choices", None)
        return name, path, args, kwargs


def known_region(model: type[models.Model], field: str) -> list[Guard]:
    """The database refuses a code that is not in the table. A guard and no CHECK: migrations would list the codes."""
    table, column = model._meta.db_table, model._meta.get_field(field).column
    codes = ", ".join(f"'{code}'" for code in ["", *regions()])
    message = f"{table}_{column}_is_known: no such country or region"
    unknown = f'NEW."{column}" NOT IN ({codes})'
    return [Guard(table, event, f"{column}_{event.lower()}", unknown, message) for event in ("INSERT", "UPDATE")]
