"""Finding the records that a table speaks of: by number, by identifier, by any name in any language."""

import re

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from newsroom.shared.folding import BAR, fold, fold_all
from newsroom.shared.names import every_column
from newsroom.shared.regions import label
from partners.importing.draft import RowRefused
from partners.importing.written import NotUnderstood
from partners.models import Organisation, Person, Place
from partners.models.organisation import ALIKE
from partners.vocabulary import Domicile, OrganisationKind, Visibility

# from here on a name at a number is the same one, corrected
SAME_RECORD = 55  # of 100
_COMPANY = ("公司", "集团", "company", " ltd", " inc", " corp", "s a", "gmbh", " group", "llc")


def number_in(cells: dict, key: str = "id") -> int | None:
    """The number of a record, where the row gives one."""
    cell = cells.get(key, "")
    if cell == "":
        return None
    digits = fold(str(cell))
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise RowRefused(key, _("“%(text)s” is not the number of a record.") % {"text": str(cell)[:40]})
    return int(digits)


class Organisations:
    """All organisations that stand for themselves, by their folded names. New ones of the file join them."""

    def __init__(self, *, may_add: bool = False):
        self.may_add = may_add
        self.keys = Organisation.objects.current().keys()
        self.numbers = set(Organisation.objects.current().values_list("pk", flat=True))
        self.records: dict[int, Organisation] = {}
        self.newcomers: dict[str, Organisation] = {}

    def get(self, pk: int) -> Organisation:
        if pk not in self.records:
            self.records[pk] = Organisation.objects.prefetch_related("other_names").get(pk=pk)
        return self.records[pk]

    def called(self, name: str) -> set[int]:
        """Numbers of those with this name; “#12” is number 12."""
        if found := re.fullmatch(r"#([0-9]{1,18})", name.strip()):
            return {int(found[1])} & self.numbers
        return self.keys.get(fold(name), set())

    def nearest(self, name: str) -> str:
        """A name on record that looks like this one, as it is printed; empty where none does."""
        near = process.extractOne(fold(name), list(self.keys), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return str(self.get(min(self.keys[near[0]]))) if near else ""

    def numbered(self, pk: int) -> Organisation | None:
        return self.get(pk) if pk in self.numbers else None

    def is_known(self, name: str) -> bool:
        return bool(self.called(name)) or fold(name) in self.newcomers

    def one(self, name: str, *, region: str = "") -> Organisation:
        """The organisation of this name; a new one where that was asked for; else NotUnderstood."""
        found = [self.get(pk) for pk in sorted(self.called(name))]
        if len(found) > 1 and region:
            found = [each for each in found if each.region == region] or found
        if len(found) == 1:
            return found[0]
        if found:
            raise NotUnderstood(several(name, found))
        return self.newcomer(name, region)

    def newcomer(self, name: str, region: str) -> Organisation:
        if fold(name) in self.newcomers:
            return self.newcomers[fold(name)]
        if not self.may_add or name.startswith("#"):
            near = self.nearest(name)
            if near:
                text = _("“%(name)s” is not on record. Is it “%(nearest)s”?")
                raise NotUnderstood(text % {"name": name[:120], "nearest": near})
            raise NotUnderstood(_("“%(name)s” is not on record.") % {"name": name[:120]})
        new = Organisation(visibility=Visibility.INTERNAL, kind=kind_of(name), region=region)
        new.domicile = Domicile.REGION if region else Domicile.NOT_REPORTED
        setattr(new, f"name_{script(name)}", name)
        self.newcomers[fold(name)] = new
        return new


def several(name: str, found) -> str:
    names = "; ".join(
        f"{each} ({each.pk}{', ' + label(each.region) if getattr(each, 'region', '') else ''})" for each in found[:5]
    )
    text = _(
        "“%(name)s” may be any of these: %(candidates)s. Write the number of the one that is meant instead, for example #%(number)d."
    )
    return text % {"name": name[:120], "candidates": names, "number": found[0].pk}


def kind_of(name: str) -> OrganisationKind:
    """What a new organisation most likely is; the dry run shows it."""
    folded = fold(name)
    return OrganisationKind.COMPANY if any(word in folded for word in _COMPANY) else OrganisationKind.UNIVERSITY


def script(text: str) -> str:
    """The ending of the column for a name whose language nobody says."""
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return "zh_hans"
    return "ar" if any("\u0600" <= character <= "\u06ff" for character in text) else "en"


class Places:
    """All places by their folded names. New ones of the file join them."""

    def __init__(self):
        self.by_name: dict[str, list[Place]] = {}
        for place in Place.objects.order_by("pk"):
            self.join(place)

    def join(self, place: Place) -> None:
        names = fold_all(getattr(place, name) for name in every_column(Place, "name")).split(BAR)
        for name in filter(None, names):
            self.by_name.setdefault(name, []).append(place)

    def one(self, name: str, *, region: str = "", stored: Place | None = None) -> Place:
        """The place of this name; a new one where the country or region is known."""
        found = self.by_name.get(fold(name), [])
        if stored is not None and (stored in found or name == str(stored)):
            return stored
        if region:
            found = [place for place in found if place.region == region]
        if len(found) == 1:
            return found[0]
        if found:
            raise NotUnderstood(several(name, found))
        if not region:
            raise NotUnderstood(
                _("The place “%(name)s” is not on record. Give its country or region too.") % {"name": name[:60]}
            )
        new = Place(region=region)
        setattr(new, f"name_{script(name)}", name)
        self.join(new)
        return new


class People:
    """Persons by their folded names."""

    def __init__(self):
        self.keys = Person.objects.keys()
        self.records: dict[int, Person | None] = {}

    def get(self, pk: int) -> Person | None:
        if pk not in self.records:
            self.records[pk] = Person.objects.prefetch_related("other_names").filter(pk=pk).first()
        return self.records[pk]

    def one(self, name: str) -> Person | None:
        """The only person of this name; nobody where there is none or more than one."""
        found = self.keys.get(fold(name), set())
        return Person.objects.get(pk=next(iter(found))) if len(found) == 1 else None


def agrees(given: list[str], record) -> bool:
    """Whether a row that gives a number speaks of that record: one of its names is, or looks like, one on record."""
    folded = [fold(name) for name in given if name]
    rows = getattr(record, "other_names", None)
    keys = [
        *record.search_key.split(BAR),
        *(key for row in (rows.all() if rows else ()) for key in row.search_key.split(BAR)),
    ]
    keys = [key for key in keys if key]
    return not folded or not keys or any(fuzz.ratio(a, b) >= SAME_RECORD for a in folded for b in keys)


def not_this_one(key: str, number: int, record, given: list[str]) -> RowRefused:
    text = _(
        "Number %(number)d is “%(record)s”, and this row speaks of “%(name)s”. Leave the number out if it is your own."
    )
    return RowRefused(key, text % {"number": number, "record": record, "name": next(filter(None, given), "")})
