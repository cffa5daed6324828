"""Text as search compares it. Words are folded (no case, accents or width) and kept with their stem; what is written without spaces is
kept as single characters and as overlapping pairs, so that any two characters that stand together are found."""

import re
from functools import lru_cache

import snowballstemmer

from newsroom.shared.characters import CJK
from newsroom.shared.folding import fold

ALGORITHMS = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "ru": "russian",
    "ar": "arabic",
    "pt": "portuguese",
    "de": "german",
}
# of all others: the words between Chinese characters are English ones
USUAL = "english"

# What a token is: a word, the stem of one, a pair of characters, a single one. Those of a title stand a second time, after TITLE.
WORD, STEM, PAIR, SINGLE, TITLE = "w", "s", "c", "u", "t"

LONGEST_WORD = 100  # letters by which it is told from others; an engine takes none of some thousands
# (?=\w): what this Python takes for no letter is none, wherever it stands
_PIECE = re.compile(rf"(?:(?=\w){CJK.pattern})+|(?:(?!{CJK.pattern})[^\W_])+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)


def pieces(text: str) -> list[str]:
    """The words and the runs of characters without spaces, folded, in their order."""
    found = _PIECE.findall(fold(_POSSESSIVE.sub("", text)))
    return [piece if is_run(piece) else piece[:LONGEST_WORD] for piece in found]


def line(found: list[str]) -> str:
    """Pieces as one text in which phrases are looked for: " scut 华南理工大学 "."""
    return f" {' '.join(found)} " if found else ""


def phrase(found: list[str]) -> str:
    """How pieces that follow one another stand in a line: words whole, characters without regard to what is beside them."""
    if not found:
        return ""
    before = "" if is_run(found[0]) else " "
    after = "" if is_run(found[-1]) else " "
    return f"{before}{' '.join(found)}{after}"


def is_run(piece: str) -> bool:
    return bool(CJK.match(piece))


def pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def algorithm(language: str) -> str:
    return ALGORITHMS.get(language, USUAL)


@lru_cache(maxsize=100_000)
def stem(word: str, name: str) -> str:
    """The stem of a folded word; what is no word of letters is its own."""
    if not word.isalpha():
        return word
    if name == "arabic":
        # folding has written the feminine ending as it is often typed; the stemmer knows the other spelling
        word = re.sub("ه$", "ة", word)
    # a stemmer keeps its state while it works: threads must not share one
    return fold(snowballstemmer.stemmer(name).stemWord(word))


def tokens(found: list[str], language: str) -> set[str]:
    """Everything by which these pieces can be found."""
    name, made = algorithm(language), set()
    for piece in found:
        if is_run(piece):
            made.update(PAIR + pair for pair in pairs(piece))
            made.update(SINGLE + character for character in piece)
        else:
            made.update((WORD + piece, STEM + stem(piece, name)))
    return made


def in_title(found: set[str]) -> set[str]:
    return {TITLE + token for token in found}
