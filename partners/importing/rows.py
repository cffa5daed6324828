"""Rows within an item of our JSON: what no cell of a table could say of parties, signatories, names and people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from newsroom.shared.characters import canonical_line
from newsroom.shared.languages import language_tag
from newsroom.shared.names import column
from newsroom.shared.partial_dates import PartialDateOf
from partners.importing.columns import choice_of
from partners.importing.draft import Draft, shown
from partners.importing.matching import Organisations, People, Places, agrees, not_this_one
from partners.importing.written import NotUnderstood, date_of
from partners.models import Organisation, Person


@dataclass(frozen=True)
class Reading:
    """How the keys of a row's item are read into its attributes."""

    texts: tuple[str, ...] = ()
    codes: tuple[tuple[str, type], ...] = ()  # (key, choices)
    dates: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()  # (key, translated field)
    persons: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()  # what is read by itself
    names: tuple[tuple[str, str], ...] = ()  # (key, attribute) where these differ


class Rows:
    """Reads the rows of items into rows of records."""

    def __init__(self, organisations: Organisations, places: Places):
        self.organisations, self.places, self.people = organisations, places, People()

    def values(self, draft: Draft, path: str, given: dict, known: dict, how: Reading) -> dict:
        """What differs, by attribute. NotUnderstood where it cannot be read; what nobody reads is named by the draft."""
        words, codes, found = dict(how.words), dict(how.codes), {}
        for key, value in given.items():
            if value == known.get(key) or key in how.elsewhere:
                continue
            name = dict(how.names).get(key, key)
            if key in how.texts:
                found[name] = canonical_line(value or "")
            elif key in codes:
                found[name] = choice_of(codes[key])(value) if value else ""
            elif key in how.dates:
                found[name] = date_of(value) if value else None
            elif key in how.persons:
                found[name] = self._named(value, self.people.get)
            elif key in how.organisations:
                found[name] = self._named(value, self.organisations.numbered)
            elif key in how.places:
                found[name] = self._place(value)
            elif key in words:
                found |= self._words(words[key], value, known.get(key) or {})
            else:
                draft.left.add(f"{path}[].{key}")
        return found

    def _words(self, field: str, given: dict, known: dict) -> dict:
        """A word that is missing stays as it is."""
        columns = {language_tag(code): column(field, code) for code in settings.ALL_LANGUAGES}
        words = {tag: text for tag, text in given.items() if text != known.get(tag)}
        if unknown := words.keys() - columns.keys():
            raise NotUnderstood(_("“%(tag)s” is no language of the record.") % {"tag": min(unknown)})
        return {columns[tag]: canonical_line(text) for tag, text in words.items()}

    def _named(self, given: dict | None, get: Callable):
        """A record that is named by its number, and by a name that it has."""
        if given is None:
            return None
        number = given.get("id")
        record = get(number) if isinstance(number, int) else None
        if record is None:
            name = given.get("name") or next(iter((given.get("names") or {}).values()), "")
            raise NotUnderstood(_("“%(name)s” has no number of a record (“id”).") % {"name": str(name)[:120]})
        names = [given.get("name"), *(given.get("names") or {}).values()]
        if not agrees([name for name in names if name], record):
            raise NotUnderstood(not_this_one("", record.pk, record, names).reason)
        return record

    def person(self, given: dict | None) -> Person | None:
        return self._named(given, self.people.get)

    def organisation(self, given: dict) -> Organisation:
        """The organisation of a reference. NotUnderstood where its number and its name do not agree."""
        return self._named(given, self.organisations.numbered)

    def _place(self, given: dict | None):
        if given is None:
            return None
        region = (given.get("region") or {}).get("code") or ""
        return self.places.one(next(iter(given["names"].values()), ""), region=region)

    def take(self, draft: Draft, key: str, row: models.Model, found: dict, about: str) -> None:
        """Set these of a row's attributes that differ, and tell them."""
        before = {name: getattr(row, name) for name in found}
        found = {name: value for name, value in found.items() if (value or None) != (before[name] or None)}
        if not found:
            return
        for name, value in found.items():
            setattr(row, name, draft.need(value) if isinstance(value, models.Model) else value)
        was = "" if row.pk is None else self.told(row, {name: before[name] for name in found})
        draft.change(key, row, [*found], f"{about}: {was}" if was else "", f"{about}: {self.told(row, found)}")

    @staticmethod
    def told(row: models.Model, values: dict) -> str:
        """Attributes in the words of the form."""
        said = []
        for name, value in values.items():
            partial = getattr(type(row), name)
            field = row._meta.get_field(partial.field if isinstance(partial, PartialDateOf) else name)
            choices = dict(field.flatchoices) if field.choices else {}
            text = shown(value)
            said.append(f"{field.verbose_name}: {choices.get(text, text) or '–'}")
        return ", ".join(said)


def paired(given: list[dict], known: list[dict], rows: list, is_same: Callable[[dict, dict], bool]) -> Iterable[tuple]:
    """(given, known, row) of what differs; without a row where it is new. Then (None, known, row) of what the file leaves out."""
    free = dict(enumerate(zip(known, rows, strict=True)))
    changed = []
    for each in given:
        place = next((place for place, (before, _row) in free.items() if before == each), None)
        if place is None:
            changed.append(each)
        else:
            del free[place]
    for each in changed:
        place = next((place for place, (before, _row) in free.items() if is_same(each, before)), None)
        yield (each, *free.pop(place)) if place is not None else (each, {}, None)
    for before, row in free.values():
        yield None, before, row


def same_person(given: dict, known: dict) -> bool:
    """Whether two rows speak of the same somebody: by number, by name, or where nobody is named yet."""
    one, other = given.get("person"), known.get("person")
    if one and other:
        return one.get("id") == other.get("id")
    if known.get("name_as_reported"):
        return given.get("name_as_reported") == known["name_as_reported"]
    return not other and not known.get("name_as_reported")
