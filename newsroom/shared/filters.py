"""Filters of a public list. They stand in the address, so that a list can be sent to somebody; what a form could not have sent does
not exist."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from newsroom.shared.slugs import slugify

LONGEST = 100


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


class Asked:
    """The values that an address asks for; unasked ones are empty. `allowed` gives each name its values, None: any text."""

    def __init__(self, data: Mapping[str, str], allowed: Mapping[str, Collection[str] | None]):
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
