"""Plain text, as it comes when somebody copies a page: into pieces, one for each line or paragraph."""

import re
import unicodedata
from html import escape
from itertools import groupby

from .understood import Kind, Piece

# Copied along and seen by nobody; ZWNJ and ZWJ stay, for Arabic and others need them.
_INVISIBLE = dict.fromkeys((0xFEFF, 0x200B, 0x2060, 0xAD, 0xFFFC))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(r"[•●▪■◆·‣–*-]\s+(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,2})[.)、]\s*(?=\D)")
_MARKDOWN = re.compile(r"(#{1,4})\s+(.+?)\s*#*$")
_SENTENCE_END = ".。!！?？:：;；…”’\"')）」』"
WRAP_LEAST, WRAP_MOST = 45, 110


def tidy(text: str) -> str:
    """One line as it is to be stored: composed, without control and invisible signs, hard spaces made ordinary.

    A hard space stays where typography wants it: before » : ; ! ? and after «.
    """
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = _CONTROL.sub("", text.replace("\t", " ").replace("\n", " "))
    text = re.sub(r"(?<!«)[\xa0\u202f](?![»:;!?])", " ", text)
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", text).strip(" \xa0\u202f\u3000")


def as_html(text: str) -> str:
    return escape(text, quote=False)


def pieces(text: str) -> list[Piece]:
    rows = [(number, row) for number, row in enumerate(_BREAKS.split(text), start=1)]
    found: list[Piece] = []
    has_gaps = any(not tidy(row) for _number, row in rows)
    for is_blank, group in groupby(rows, key=lambda row: not tidy(row[1])):
        if is_blank:
            continue
        block = list(group)
        for piece in _lists(_tables(_unwrapped(block))):
            # In a text without any blank line each line is a paragraph of its own.
            found.append(piece if len(block) == 1 or not has_gaps else _together(piece))
    return found


def _together(piece: Piece) -> Piece:
    return Piece(piece.text, piece.html, piece.number, piece.kind, alone=False)


def _piece(number: int, row: str, kind: Kind | None = None) -> Piece:
    text = tidy(row)
    return Piece(text, as_html(text), number, kind)


def _unwrapped(block: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines broken at the width of a screen are one paragraph again."""
    lines = [tidy(row) for _number, row in block]
    broken = lines[:-1]
    if len(lines) < 3 or not all(WRAP_LEAST <= len(line) <= WRAP_MOST for line in broken):
        return block
    if sum(line.endswith(tuple(_SENTENCE_END)) for line in broken) > len(broken) / 3 or any(
        "\t" in row for _n, row in block
    ):
        return block
    return [(block[0][0], " ".join(lines))]


def _tables(block: list[tuple[int, str]]) -> list[Piece | tuple[int, str]]:
    """Two and more lines with the same number of tabs are a table."""
    found: list[Piece | tuple[int, str]] = []
    for tabs, group in groupby(block, key=lambda row: row[1].strip(" ").count("\t")):
        rows = list(group)
        if not tabs or len(rows) < 2:
            found.extend(rows)
            continue
        cells = [[tidy(cell) for cell in row.strip(" ").split("\t")] for _number, row in rows]
        html = "".join(f"<tr>{''.join(f'<td>{as_html(cell)}</td>' for cell in row)}</tr>" for row in cells)
        text = " / ".join(" | ".join(row) for row in cells)
        found.append(Piece(text, f"<table><tbody>{html}</tbody></table>", rows[0][0], Kind.TABLE))
    return found


def _lists(rows: list[Piece | tuple[int, str]]) -> list[Piece]:
    found: list[Piece] = []
    numbers = [_number_of(row) for row in rows]
    for place, row in enumerate(rows):
        if isinstance(row, Piece):
            found.append(row)
            continue
        number, text = row[0], tidy(row[1])
        if match := _MARKDOWN.match(text):
            found.append(_piece(number, match[2], Kind.HEADING if len(match[1]) <= 2 else Kind.SUBHEADING))
        elif text.startswith("> "):
            found.append(_piece(number, text[2:], Kind.QUOTE))
        elif (match := _BULLET.match(text)) and re.search(r"\w", text):
            found.append(_piece(number, text[match.end() :], Kind.BULLET))
        elif numbers[place] and _counts_on(numbers, place):
            found.append(_piece(number, _NUMBER.sub("", text, count=1), Kind.NUMBERED))
        else:
            found.append(_piece(number, text))
    return found


def _number_of(row: Piece | tuple[int, str]) -> int:
    match = None if isinstance(row, Piece) else _NUMBER.match(tidy(row[1]))
    return int(match[1]) if match else 0


def _counts_on(numbers: list[int], place: int) -> bool:
    """Whether the number is one of a row of numbers that are counted up, from 1."""
    start = place - (numbers[place] - 1)
    run = numbers[max(start, 0) : start + 2]
    return start >= 0 and run == [1, 2] and numbers[start : place + 1] == list(range(1, numbers[place] + 1))
