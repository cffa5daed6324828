"""Where a line of a title may end: between words, and in scripts without spaces between characters, but never before a closing mark or
after an opening one."""

import re
from dataclasses import dataclass
from itertools import groupby

from newsroom.shared.characters import is_cjk

# kinsoku: what may not stand at the beginning of a line, and what may not stand at its end
NOT_FIRST = frozenset(
    "、。，．,.：；:;？！?!）〕］｝〉》」』】〗）)]}”’…‥—～·・%％‰℃々〻ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
NOT_LAST = frozenset("（〔［｛〈《「『【〖([{“‘＃￥＄￡№")


@dataclass(frozen=True)
class Piece:
    """What a line is not broken within; `spaced`: a space stood before it."""

    text: str
    spaced: bool


def pieces(text: str) -> list[Piece]:
    """Words, and single characters of scripts without spaces, each with the marks that stay with it."""
    found: list[Piece] = []
    for word in text.split():
        for at, part in enumerate(_kept_together(_parts(word))):
            found.append(Piece(part, spaced=at == 0 and bool(found)))
    return found


def _parts(word):
    for breaks_anywhere, group in groupby(word, is_cjk):
        together = "".join(group)
        yield from together if breaks_anywhere else [together]


def _kept_together(parts):
    kept: list[str] = []
    for part in _marks_apart(parts):
        if kept and (part[0] in NOT_FIRST or kept[-1][-1] in NOT_LAST):
            kept[-1] += part
        else:
            kept.append(part)
    return kept


_CLOSING = re.compile(f"([{re.escape(''.join(sorted(NOT_FIRST)))}]+)(?=[{re.escape(''.join(sorted(NOT_LAST)))}])")


def _marks_apart(parts):
    """Between a closing mark and an opening one a line may end."""
    for part in parts:
        yield from (each for each in _CLOSING.split(part) if each)
