"""What a reader typed, as a question to the index. Nothing in it is an operator: quotes, signs and emoji are passed over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from newsroom.shared.searchindex import tokens

LONGEST = 200  # characters
MOST_PIECES = 16
SHORTEST_BEGINNING = 3  # a shorter word begins too many others
# too frequent to tell one text from another; passed over where there is anything else to look for
_BETWEEN = re.compile(r"[\s,;、，；。]+")
ENGLISH = "a an and are as at by for from in is it of on or the to was were with"
SPANISH = "al con de del el en es la las lo los para por que se un una y"
ARABIC = "في من على الى عن مع و"
FREQUENT = frozenset(f"{ENGLISH} {SPANISH} {ARABIC}".split())


@dataclass(frozen=True)
class Token:
    text: str
    is_beginning: bool = False


# all of: any of
Demand = tuple[tuple[Token, ...], ...]


@dataclass(frozen=True)
class Query:
    """`other_names` are further names of the organisation whose name was typed: their pages are found too."""

    text: str
    languages: tuple[str, ...]
    other_names: tuple[str, ...] = ()

    @cached_property
    def pieces(self) -> list[str]:
        """What is between spaces and commas is looked for by itself: 秘鲁 签约 need not stand together."""
        parts = _BETWEEN.split(self.text[:LONGEST])
        return list(dict.fromkeys(piece for part in parts for piece in tokens.pieces(part)))[:MOST_PIECES]

    @cached_property
    def typed(self) -> list[str]:
        """The same as a text has it, one after the other."""
        return tokens.pieces(self.text[:LONGEST])

    @cached_property
    def terms(self) -> list[str]:
        """The pieces without those that are too frequent."""
        return [piece for piece in self.pieces if piece not in FREQUENT] or self.pieces

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @property
    def is_cut(self) -> bool:
        return len(self.text) > LONGEST

    @cached_property
    def names(self) -> list[list[str]]:
        """Each name as pieces, the one that was typed first; empty where no name was typed."""
        found = [self.typed, *map(tokens.pieces, self.other_names)] if self.other_names else []
        return [list(each) for each in dict.fromkeys(tuple(name) for name in found if name)]

    @cached_property
    def phrases(self) -> list[str]:
        """How the whole of it stands in a text, in each of its names."""
        return list(dict.fromkeys(tokens.phrase(each) for each in [self.typed, *self.names] if each))

    @cached_property
    def parts(self) -> list[str]:
        """What must stand in a text just so: a run of three or more characters is more than its pairs."""
        return [term for term in self.terms if tokens.is_run(term) and len(term) > 2]

    @cached_property
    def stemmers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(tokens.algorithm, self.languages)))

    def of_word(self, word: str, *, beginnings: bool) -> tuple[Token, ...]:
        stems = dict.fromkeys(tokens.stem(word, name) for name in self.stemmers)
        is_beginning = beginnings and len(word) >= SHORTEST_BEGINNING
        return (Token(tokens.WORD + word, is_beginning), *(Token(tokens.STEM + stem) for stem in stems))

    def demand(self, terms: Iterable[str], *, beginnings: bool) -> Demand:
        asked = []
        for term in terms:
            if not tokens.is_run(term):
                asked.append(self.of_word(term, beginnings=beginnings))
            elif len(term) == 1:
                asked.append((Token(tokens.SINGLE + term),))
            else:
                asked += [(Token(tokens.PAIR + pair),) for pair in dict.fromkeys(tokens.pairs(term))]
        return tuple(dict.fromkeys(asked))

    def words(self, *, beginnings: bool = False) -> Demand:
        return self.demand(self.terms, beginnings=beginnings)

    @property
    def of_names(self) -> list[Demand]:
        return [self.demand(name, beginnings=False) for name in self.names]

    def demands(self, *, in_title: bool = False) -> list[Demand]:
        """Any of these: the words in any form, or all words of one of the names."""
        found = [self.words(), *self.of_names]
        if not in_title:
            return found
        return [tuple(tuple(Token(tokens.TITLE + token.text) for token in any_of) for any_of in each) for each in found]
