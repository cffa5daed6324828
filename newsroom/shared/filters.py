"""Filters of a public list. They stand in the address, so that a list can be sent to somebody; what a form could not have sent does
not exist."""

import datetime
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from newsroom.shared.partial_dates import EARLIEST, LATEST
from newsroom.shared.slugs import slugify

LONGEST = 100
WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class AnyDay:
    """Every day that an address may ask for, as 2025-09-27."""

    def __contains__(self, text: str) -> bool:
        if not WRITTEN_DAY.fullmatch(text):
            return False
        try:
            return EARLIEST <= datetime.date.fromisoformat(text) <= LATEST
        except ValueError:
            return False


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One filter: its values that the list has, and how many each would leave."""

    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def is_set(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Day:
    """A filter that takes a day."""

    name: str
    label: str
    value: str
    is_day = True

    @property
    def is_set(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True)
class Further:
    """Filters that few readers ask for: shut away until one of them is set."""

    fields: tuple[Facet | Day, ...]

    @property
    def is_set(self) -> bool:
        return any(field.is_set for field in self.fields)


class Asked:
    """The values that an address asks for; unasked ones are empty. `allowed` gives each name its values, None: any text."""

    def __init__(self, data: Mapping[str, str], allowed: Mapping[str, Container[str] | None]):
        self.values = dict.fromkeys(allowed, "")
        for name, values in allowed.items():
            text = " ".join(data.get(name, "").split())[:LONGEST]
            if text and values is not None and text not in values:
                raise Http404("No such filter.")
            self.values[name] = text

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def __bool__(self) -> bool:
        return any(self.values.values())

    @property
    def filters_chosen(self) -> bool:
        """By more than words, and whatever the order."""
        return any(value for name, value in self.values.items() if name not in ("q", "sort"))

    def day(self, name: str) -> datetime.date | None:
        """The day that is asked for, if one is."""
        return datetime.date.fromisoformat(self[name]) if self[name] else None

    def day_field(self, name: str, label) -> Day:
        return Day(name, label, self[name])

    @property
    def query(self) -> str:
        """As it stands in an address, for links that keep the filters."""
        return urlencode({name: value for name, value in self.values.items() if value})

    @property
    def prefix(self) -> str:
        """What goes before `page=`."""
        return f"{self.query}&" if self else ""

    def facet(self, name: str, label, counts: Mapping[str, int], labels: Mapping[str, object], *, by_label=False):
        """A chosen value stays in its list, even where the others leave nothing of it."""
        shown = [value for value in labels if counts.get(value) or value == self[name]]
        choices = [
            Choice(value, str(labels[value]), counts.get(value, 0), value == self[name]) for value in shown if value
        ]
        if by_label:
            choices.sort(key=lambda choice: slugify(choice.label))
        return Facet(name, label, tuple(choices))
