"""Continents, and groups of countries whose members come and go, as lists ask for them.

An agreement belongs to a group of which its partner's country was a member on the day of signing. Our own country is left out of the
groups: what its institutions sign among themselves is no cooperation with the others.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from functools import partial

from newsroom.shared.regions import Continent, groups, regions


def area_labels() -> dict[str, str]:
    """Continents, then groups."""
    return dict(Continent.choices) | {code: str(group) for code, group in groups().items()}


class Areas:
    """The continent and the groups to which a country or region belongs. `ours` is our own."""

    def __init__(self, ours: str):
        self._groups = defaultdict(list)
        for group in groups().values():
            for code in group.times:
                if code != ours:
                    self._groups[code].append(group)

    def of(self, region: str) -> list[tuple[str, Callable[[datetime.date], bool]]]:
        """Each area, and whether it belongs there on a day. Without a country or region: none."""
        if not region:
            return []
        found = [(group.code, partial(group.has, region)) for group in self._groups.get(region, ())]
        return [(regions()[region].continent.value, lambda day: True), *found]
