"""What is shown of a hit: the place in its text where most of what was asked for stands together, with the words that were found. Text
only, in pieces: whoever shows it escapes it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from newsroom.shared.characters import CJK, is_cjk
from newsroom.shared.searchindex import tokens
from newsroom.shared.searchindex.query import SHORTEST_BEGINNING, Query

WIDTH = 220  # columns; a Chinese character takes two
BEFORE = 50  # of them, what is shown before the first word found
_WIDE = ("W", "F")
_ENDS = " ·。，；！？、："  # of a word or a sentence
# a word with the apostrophes and accents inside it, or a run of characters without spaces
_SCAN = re.compile(
    rf"{CJK.pattern}+|(?:(?!{CJK.pattern})[^\W_])(?:(?!{CJK.pattern})[^\W_]|['’\u0300-\u036f\u064b-\u065f\u0670](?=\w))*"
)


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Hit:
    start: int
    end: int
    term: str


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    return tuple(tokens.pieces(word))


class _Known(dict):
    """What a function said of each word that it was asked about."""

    def __init__(self, asked: Callable[[str], str]):
        super().__init__()
        self.asked = asked

    def __missing__(self, word: str) -> str:
        self[word] = self.asked(word)
        return self[word]


@dataclass(frozen=True)
class Marker:
    """Finds the words of a query in texts as readers see them."""

    query: Query

    @cached_property
    def words(self) -> list[str]:
        return [term for term in self._terms if not tokens.is_run(term)]

    @cached_property
    def runs(self) -> list[str]:
        """The longest first: a part of one that was found is no hit of its own."""
        return sorted((term for term in self._terms if tokens.is_run(term)), key=len, reverse=True)

    @cached_property
    def _terms(self) -> list[str]:
        """What was typed, and runs of its other names; of the words of a name only the whole is a hit."""
        named = [
            piece
            for name in self.query.names
            for piece in name
            if len(piece) > 1 and (tokens.is_run(piece) or len(name) == 1)
        ]
        return list(dict.fromkeys([*self.query.terms, *named]))

    @cached_property
    def names(self) -> dict[str, list[list[str]]]:
        """Names of several words by the first of them, the longest first."""
        found = defaultdict(list)
        for name in sorted(self.query.names, key=len, reverse=True):
            if len(name) > 1 and not any(map(tokens.is_run, name)):
                found[name[0]].append(name)
        return found

    @cached_property
    def stems(self) -> dict[str, str]:
        return {tokens.stem(word, name): word for word in self.words for name in self.query.stemmers}

    def hits(self, text: str) -> Iterator[Hit]:
        named = list(self._named(text)) if self.names else []
        for found in _SCAN.finditer(text):
            while named and named[0].end <= found.start():
                yield named.pop(0)
            if named and named[0].start <= found.start():
                continue
            if is_cjk(found[0][0]):
                yield from self._in_run(found[0], found.start())
            elif term := self._known[found[0]]:
                yield Hit(found.start(), found.end(), term)
        yield from named

    def _named(self, text: str) -> Iterator[Hit]:
        """Whole names, where their words follow one another."""
        words = [(piece, found.start(), found.end()) for found in _SCAN.finditer(text) for piece in _pieces(found[0])]
        pieces, at = [piece for piece, _start, _end in words], 0
        while at < len(words):
            name = next((each for each in self.names.get(pieces[at], ()) if pieces[at : at + len(each)] == each), None)
            if name:
                yield Hit(words[at][1], words[at + len(name) - 1][2], " ".join(name))
            at += len(name) if name else 1

    @cached_property
    def _known(self) -> "_Known":
        """Texts repeat their words."""
        return _Known(self._of_word)

    def _of_word(self, text: str) -> str:
        for piece in _pieces(text):
            for name in self.query.stemmers:
                if term := self.stems.get(tokens.stem(piece, name)):
                    return term
            for word in self.words:
                if piece == word or (len(word) >= SHORTEST_BEGINNING and piece.startswith(word)):
                    return word
        return ""

    def _in_run(self, run: str, start: int) -> Iterator[Hit]:
        folded = unicodedata.normalize("NFKC", run)
        if len(folded) != len(run):
            folded = run
        taken = [""] * len(run)
        for term in self.runs:
            at = folded.find(term)
            while at >= 0:
                if not any(taken[at : at + len(term)]):
                    taken[at : at + len(term)] = [term] * len(term)
                at = folded.find(term, at + 1)
        at = 0
        while at < len(run):
            if term := taken[at]:
                yield Hit(start + at, start + at + len(term), term)
                at += len(term)
            else:
                at += 1

    def mark(self, text: str) -> tuple[Piece, ...]:
        """The whole of a text."""
        return _cut(text, list(self.hits(text)), 0, len(text))

    def excerpt(self, text: str, width: int = WIDTH, *, between: str = " ") -> tuple[Piece, ...]:
        """The best place of a text, on one line; its beginning where nothing was found in it."""
        text = _joined([" ".join(line.split()) for line in text.split("\n") if line.strip()], between)
        found = list(self.hits(text))
        before = _columns(text)
        start = _opening(text, before, _best(found, before, width))
        end = _ending(text, before, start, width)
        shown = _cut(text, [hit for hit in found if start <= hit.start and hit.end <= end], start, end)
        return (
            *((Piece("…"),) if start else ()),
            *shown,
            *((Piece("…"),) if end < len(text) else ()),
        )


def _joined(lines: list[str], between: str) -> str:
    """On one line. After a full-width mark there is room enough, and Chinese sentences stand without a space."""
    pieces = lines[:1]
    for before, line in pairwise(lines):
        is_wide = unicodedata.east_asian_width(before[-1]) in _WIDE and between.isspace()
        pieces += ["" if is_wide else between, line]
    return "".join(pieces)


def _columns(text: str) -> list[int]:
    """For each place of a text, how many columns stand before it."""
    if text.isascii():
        return list(range(len(text) + 1))
    counted = [0]
    for character in text:
        counted.append(counted[-1] + (2 if is_cjk(character) else 1))
    return counted


def _best(found: list[Hit], before: list[int], width: int) -> int:
    """Where the hit stands after which the most different terms follow within the width."""
    best, most = 0, 0
    for number, first in enumerate(found):
        near = {first.term}
        for hit in found[number + 1 :]:
            if before[hit.end] - before[first.start] > width - BEFORE:
                break
            near.add(hit.term)
        if len(near) > most:
            best, most = first.start, len(near)
    return best


def _opening(text: str, before: list[int], first: int) -> int:
    """A little before the first hit, where a word or a sentence begins."""
    if before[first] <= BEFORE:
        return 0
    earliest = first
    while earliest and before[first] - before[earliest - 1] <= BEFORE:
        earliest -= 1
    for at in range(earliest, first):
        if text[at - 1] in _ENDS and text[at] not in _ENDS:
            return at
    return first if not is_cjk(text[first]) else earliest


def _ending(text: str, before: list[int], start: int, width: int) -> int:
    end = start
    while end < len(text) and before[end + 1] - before[start] <= width:
        end += 1
    if end == len(text) or is_cjk(text[end - 1]) or is_cjk(text[end]):
        return end
    space = text.rfind(" ", start, end + 1)
    return space if space > start else end


def _cut(text: str, hits: list[Hit], start: int, end: int) -> tuple[Piece, ...]:
    shown, at = [], start
    for hit in hits:
        shown += [Piece(text[at : hit.start]), Piece(text[hit.start : hit.end], is_hit=True)]
        at = hit.end
    shown.append(Piece(text[at:end]))
    return tuple(piece for piece in shown if piece.text)
