"""From pieces to lines with a kind: the head (title, date, credits), the body, the foot (credits, signature)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from .body import NAVIGATION, is_short, judge
from .credits import is_label_alone, take_credits
from .dates import LABEL_ALONE, bare_count
from .meta import Meta, ends_a_sentence, read_meta, width
from .text import as_html
from .understood import Kind, Line, Piece

TITLE_MOST = 260
_TITLE_LABEL = re.compile(r"(?:title|标题|题目|título)\s*[:：]\s*", re.IGNORECASE)
_CREDIT_IN_BRACKETS = re.compile(r"\s*[（(]([^（）()]{2,80})[）)]\s*$")


def classify(pieces: Sequence[Piece]) -> list[Line]:
    pieces = _names_with_their_labels(pieces)
    head = _head(pieces)
    rest = _credits_out_of_brackets(pieces[len(head) :])
    foot = _foot(rest)
    body = rest[: len(rest) - len(foot)]
    judged = [_line(piece, kind, note) for piece, (kind, note) in zip(body, judge(body), strict=True)]
    return head + judged + foot


def _line(piece: Piece, kind: Kind, note: str = "") -> Line:
    return Line(piece.number, kind, piece.text, piece.html, note, piece.picture)


def _names_with_their_labels(pieces: Sequence[Piece]) -> list[Piece]:
    """“Translated by” and, on the next line, the name: one line."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.kind is piece.kind is None and is_label_alone(last.text) and width(piece.text) <= 80:
            together = f"{last.text} {piece.text}"
            credits, rest = take_credits(together)
            if credits and credits[0].names and not rest and not take_credits(piece.text)[0]:
                joined[-1] = replace(last, text=together, html=as_html(together))
                continue
        joined.append(piece)
    return joined


def _head(pieces: Sequence[Piece]) -> list[Line]:
    """The lines up to the first paragraph."""
    lines: list[Line] = []
    has_title = has_date = False
    for number, piece in enumerate(pieces):
        if piece.kind == Kind.TITLE and not has_title:
            has_title = True
            lines.append(_line(piece, Kind.TITLE))
            continue
        if piece.kind is not None and piece.kind != Kind.DATE:
            break
        meta = read_meta(piece.text)
        line = _head_line(piece, meta, has_title=has_title, has_date=has_date)
        if line is None and not has_title:
            line = _title(piece)
        if line is None and is_short(piece):
            if not has_date and _date_follows(pieces[number + 1 : number + 4]):
                line = _line(
                    piece, Kind.UNPLACED, _("It stands between the title and the date: a second line of the title?")
                )
            elif not _is_body(pieces, number):
                line = _line(piece, Kind.CAPTION, _("A short line before the first paragraph."))
        if line is None:
            break
        has_title = has_title or line.kind == Kind.TITLE
        has_date = has_date or (line.kind == Kind.DATE and meta.date is not None)
        lines.append(line)
    return lines


def _head_line(piece: Piece, meta: Meta, *, has_title: bool, has_date: bool) -> Line | None:
    text = piece.text
    if LABEL_ALONE.fullmatch(text):
        return _line(piece, Kind.DATE, _("The label of the date."))
    if has_title and bare_count(text) is not None:
        return _line(piece, Kind.READS, _("A bare number under the title."))
    is_meta = meta.is_whole or (
        has_title
        and not has_date
        and meta.is_mostly
        and bool(meta.date and (meta.date.has_label or _begins(text, meta)))
    )
    if piece.kind == Kind.DATE or is_meta:
        return _meta_line(piece, meta)
    if NAVIGATION.fullmatch(text):
        return _line(piece, Kind.UNPLACED, _("A link or button of the old page."))
    if not re.search(r"\w", text):
        return _line(piece, Kind.UNPLACED, _("A line of signs without words."))
    return None


def _begins(text: str, meta: Meta) -> bool:
    return meta.date is not None and text.lstrip("[(（【 ").startswith(meta.date.printed)


def _meta_line(piece: Piece, meta: Meta) -> Line:
    note = _("Not placed: %(rest)s") % {"rest": meta.rest} if meta.rest else ""
    if meta.date or piece.kind == Kind.DATE:
        return _line(piece, Kind.DATE, note)
    if meta.credits and not meta.is_only_source:
        return _line(piece, Kind.CREDIT, note)
    if meta.speaks_of_reads:
        return _line(piece, Kind.READS, note)
    return _line(piece, Kind.UNPLACED, _("It names a source; a draft has no field for it."))


def _title(piece: Piece) -> Line | None:
    long_sentence = ends_a_sentence(piece.text) and width(piece.text) > TITLE_MOST / 2
    if width(piece.text) > TITLE_MOST or long_sentence:
        return None
    match = _TITLE_LABEL.match(piece.text)
    if not match:
        return _line(piece, Kind.TITLE)
    title = piece.text[match.end() :]
    return _line(replace(piece, text=title, html=as_html(title)), Kind.TITLE)


def _date_follows(pieces: Sequence[Piece]) -> bool:
    for piece in pieces:
        if piece.kind not in (None, Kind.DATE) or not is_short(piece):
            return False
        meta = read_meta(piece.text)
        if (meta.is_whole and meta.date) or LABEL_ALONE.fullmatch(piece.text):
            return True
    return False


def _is_body(pieces: Sequence[Piece], number: int) -> bool:
    """Whether this short line belongs to the body already: bold or numbered above a paragraph, or by a picture."""
    kind, _why = judge(pieces)[number]
    return kind not in (Kind.CAPTION,)


def _credits_out_of_brackets(pieces: Sequence[Piece]) -> list[Piece]:
    """（文/张三 图/李四） at the end of the last paragraph becomes a line of its own."""
    found = list(pieces)
    for number in range(len(found) - 1, -1, -1):
        piece = found[number]
        match = _CREDIT_IN_BRACKETS.search(piece.text)
        if piece.kind is not None or read_meta(piece.text).is_whole or (not match and number and is_short(piece)):
            continue
        if match and match.start() and piece.html == as_html(piece.text):
            credits, rest = take_credits(match[1])
            if credits and not rest and all(credit.names for credit in credits):
                text, credit = piece.text[: match.start()], match[0].strip()
                found[number] = replace(piece, text=text, html=as_html(text))
                found.insert(number + 1, replace(piece, text=credit, html=as_html(credit)))
        break
    return found


def _foot(pieces: Sequence[Piece]) -> list[Line]:
    """The lines after the last paragraph: credits, a date under a signature, links of the old page."""
    lines: list[Line] = []
    for piece in reversed(pieces):
        if piece.kind not in (None, Kind.DATE):
            break
        meta = read_meta(piece.text)
        if meta.is_whole:
            lines.insert(0, _meta_line(piece, meta))
        elif NAVIGATION.fullmatch(piece.text):
            lines.insert(0, _line(piece, Kind.UNPLACED, _("A link or button of the old page.")))
        elif not re.search(r"\w", piece.text):
            lines.insert(0, _line(piece, Kind.UNPLACED, _("A line of signs without words.")))
        elif lines and lines[0].kind == Kind.DATE and piece.alone and is_short(piece, 60):
            lines.insert(0, _line(piece, Kind.PARAGRAPH, _("A signature above the date.")))
            break
        else:
            break
    return lines
