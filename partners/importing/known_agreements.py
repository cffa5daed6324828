"""Which agreement on record a row is about: by number, by title, or by its parties and day."""

from collections import defaultdict

from django.utils.translation import gettext as _

from newsroom.shared.folding import BAR, fold
from newsroom.shared.partial_dates import PartialDate
from partners.importing.agreement_columns import TITLES, kinds_of
from partners.importing.columns import region_of, text_of
from partners.importing.draft import RowRefused
from partners.importing.matching import Organisations, agrees, not_this_one, number_in, several
from partners.importing.written import CLEARS, date_of, listed, overlap, said
from partners.models import Agreement, Organisation, Party


def characters(number: str) -> str:
    """Its letters and digits."""
    return fold(number).replace(" ", "")


class KnownAgreements:
    def __init__(self, organisations: Organisations, home: Organisation | None):
        self.organisations, self.home = organisations, home
        self.own_numbers: dict[str, int] = {}
        self.characters: dict[str, str] = {}  # letters and digits of each number → the number
        self.in_the_file: dict[str, str] = {}  # the same of rows of the table
        self.titles, self.parties, self.of_party = defaultdict(set), defaultdict(set), defaultdict(set)
        self.facts: dict[int, tuple[PartialDate | None, str]] = {}
        stored = Agreement.objects.order_by("pk").only(
            "own_number", "search_key", "signed_on", "signed_on_precision", "kind"
        )
        for row in stored:
            if row.own_number:
                self.own_numbers[fold(row.own_number)] = row.pk
                self.characters[characters(row.own_number)] = row.own_number
            for title in filter(None, row.search_key.split(BAR)):
                self.titles[title].add(row.pk)
            self.facts[row.pk] = (row.signed, row.kind)
        for agreement, organisation in Party.objects.values_list("agreement", "organisation"):
            self.parties[agreement].add(organisation)
            self.of_party[organisation].add(agreement)

    def identify(self, cells):
        given = [text_of(cells[key]) for key in ("any_title", *TITLES) if cells.get(key)]
        if number := number_in(cells):
            record = Agreement.objects.filter(pk=number).first()
            if record is None:
                raise RowRefused("id", _("There is no agreement number %(number)d.") % {"number": number})
            if not agrees(given, record):
                raise not_this_one("id", number, record, given)
            return number, None
        own = text_of(cells.get("own_number", ""))
        if own and own not in CLEARS:
            if fold(own) in self.own_numbers:
                return self.own_numbers[fold(own)], None
            self._refuse_lookalike(own)
        named, newcomers = self._parties_named(cells)
        signed, kind = said(cells, "signed", date_of), said(cells, "kind", kinds_of)
        if not given and not named and not newcomers:
            raise RowRefused("any_title", _("Give a title, or the parties."))
        key = (
            fold(own),
            fold(given[0]) if given else "",
            frozenset(named),
            frozenset(newcomers),
            str(signed),
            str(kind),
        )
        if newcomers or (own and not given and not signed):
            return None, key
        return self._one(self._candidates(given, named, signed, kind), given), key

    def _refuse_lookalike(self, own: str) -> None:
        """Two agreements whose numbers differ in nothing but signs and spaces are one, or somebody has mistyped."""
        key = characters(own)
        like = self.characters.get(key) or self.in_the_file.setdefault(key, own)
        if like != own:
            text = _(
                "“%(number)s” differs from our number “%(other)s” in signs alone. Write it in the same way, or correct it."
            )
            raise RowRefused("own_number", text % {"number": own[:60], "other": like})

    def _parties_named(self, cells: dict) -> tuple[set[int], set[str]]:
        """Numbers of the organisations that the row names, and the names of those that are not on record or not clear."""
        pks, names = set(), set()
        for key in ("parties", "partners"):
            for name in listed(cells.get(key) or [], self.organisations.is_known):
                found = self.organisations.called(text_of(name))
                if len(found) == 1:
                    pks |= found
                elif found and (chosen := self._of_region(found, cells)):
                    pks.add(chosen)
                else:
                    names.add(fold(text_of(name)))
        return pks, names

    def _of_region(self, pks: set[int], cells: dict) -> int | None:
        region = said(cells, "region", region_of)
        found = [pk for pk in pks if region and self.organisations.get(pk).region == region]
        return found[0] if len(found) == 1 else None

    def _candidates(self, given, named, signed, kind) -> set[int]:
        """By title where there is one, else by all parties; the day must not speak against it."""
        if given:
            found = set().union(*(self.titles.get(fold(title), set()) for title in given))
        else:
            found = set.intersection(*(self.of_party[pk] for pk in named)) if named else set()
            ours = {self.home.pk} if self.home else set()
            found = {pk for pk in found if self.parties[pk] - ours == named - ours}
            found = {pk for pk in found if self.facts[pk][0] == signed and kind in (None, [], [self.facts[pk][1]])}
        if named:
            found = {pk for pk in found if named <= self.parties[pk] or not self.parties[pk]}
        if signed:
            found = {pk for pk in found if not self.facts[pk][0] or overlap(signed, self.facts[pk][0])}
        return found

    def _one(self, pks: set[int], given) -> int | None:
        if len(pks) > 1:
            found = Agreement.objects.in_bulk(pks).values()
            raise RowRefused(
                "any_title",
                several(given[0] if given else _("this agreement"), sorted(found, key=lambda each: each.pk)),
            )
        return next(iter(pks), None)
