"""Continents, and groups of countries whose members come and go, as lists ask for them.

An agreement belongs to a group of which its partner's country was a member on the day of signing. Our own country is left out of the
groups: what its institutions sign among themselves is no cooperation with the others.
"""

import datetime

from django.db.models import Q

from newsroom.shared.regions import Continent, groups, regions
from partners.models import Organisation


def area_labels() -> dict[str, str]:
    """Continents, then groups."""
    return dict(Continent.choices) | {code: str(group) for code, group in groups().items()}


def codes_of(area: str, day: datetime.date) -> list[str]:
    """Those that belong to it on a day."""
    if area in Continent.values:
        return [code for code, region in regions().items() if region.continent == area]
    return groups()[area].members(day)


def our_region(area: str):
    """What is left out of it: a query for our own country or region, of no rows for a continent."""
    home = Organisation.objects.public().filter(is_home=True).exclude(region="")
    return (home.none() if area in Continent.values else home).order_by().values("region")


def at_signing(area: str, day: datetime.date) -> Q:
    """Of organisations and their parties: from there when the agreement was signed; on `day`, where nothing says when that was."""
    if area in Continent.values:
        return Q(region__in=codes_of(area, day))
    codes_by_time = {}
    for code, times in groups()[area].times.items():
        for time in times:
            codes_by_time.setdefault(time, []).append(code)
    there = Q(parties__agreement__signed_on=None, region__in=codes_of(area, day))
    for (since, until), codes in codes_by_time.items():
        then = Q(region__in=codes, parties__agreement__signed_on__isnull=False)
        if since:
            then &= Q(parties__agreement__signed_on__gte=since)
        if until:
            then &= Q(parties__agreement__signed_on__lte=until)
        there |= then
    return there & ~Q(region__in=our_region(area))
