"""The picture that goes with a shared link where there is no photo: a title, the office's name and its mark, 1200 × 630.

Chinese and Japanese break between characters but never before a closing mark or after an opening one; Arabic is shaped and runs from
the right. A title that is too long becomes smaller, then ends in an ellipsis. What no font of this machine can draw is left out.
"""

import hashlib
import io
import json
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from newsroom.shared import files, typefaces
from newsroom.shared.languages import direction, site_name
from newsroom.shared.linebreaks import Piece, pieces
from newsroom.shared.typefaces import Typeface, is_invisible

VERSION = 1  # counted up when cards come to look different
SIZE = (1200, 630)
CONTENT_TYPE = "image/jpeg"
MARK = "img/icon-512.png"
MARGIN, MARK_SIDE, LARGE_MARK = 84, 112, 340
GROUND, INK, SOFT, SEAL = "#0a3542", "#f7f4ec", "#c3d8dd", "#e5604f"
TITLE_SIZES = (84, 76, 70, 64, 58, 52, 46, 42)
OFFICE_SIZES = (38, 34, 30, 26, 22)
MOST_LINES = 4
TITLE_HEIGHT = 370
LEADING = {"ar": 1.5, "zh-hans": 1.32, "zh-hant": 1.32, "ja": 1.32, "ko": 1.32}
ELLIPSIS = "…"


@dataclass(frozen=True)
class Run:
    """A stretch of a line in one font and one direction."""

    text: str
    face: Typeface
    is_rtl: bool


def draw(title: str, *, language: str, office: str, mark) -> bytes:
    """A card as JPEG. `mark`: a path or file of the office's square mark on the ground of the card."""
    card = Image.new("RGB", SIZE, GROUND)
    canvas = ImageDraw.Draw(card)
    faces, is_rtl = typefaces.faces(language), direction(language) == "rtl"
    # a card of the site itself says its name once
    block = _Block(title, faces, is_rtl, language) if title != office and _can(title, faces) else None
    with Image.open(mark) as image:
        image = image.convert("RGB")
        if block:
            image = image.resize((MARK_SIDE, MARK_SIDE), Image.Resampling.LANCZOS)
            # the margin within it hangs out
            across = SIZE[0] - MARGIN - MARK_SIDE + 22 if is_rtl else MARGIN - 22
            card.paste(image, (across, SIZE[1] - MARGIN - MARK_SIDE + 36))
        else:
            image = image.resize((LARGE_MARK, LARGE_MARK), Image.Resampling.LANCZOS)
            card.paste(image, ((SIZE[0] - LARGE_MARK) // 2, 80))
    if block:
        _title(canvas, block, is_rtl)
    if office and _can(office, faces):
        _office(canvas, office, faces, is_rtl, language, is_alone=block is None)
    out = io.BytesIO()
    card.save(out, "JPEG", quality=88, optimize=True, progressive=True)
    return out.getvalue()


def _can(text: str, faces) -> bool:
    drawn = text.strip()
    if not typefaces.joins_letters() and any(unicodedata.bidirectional(each) in {"R", "AL"} for each in drawn):
        return False
    return bool(drawn) and all(any(face.has(character) for face in faces) for character in drawn)


def _title(canvas, block, is_rtl):
    edge = SIZE[0] - MARGIN if is_rtl else MARGIN
    rule = edge - 96 if is_rtl else edge
    canvas.rectangle([rule, MARGIN - 6, rule + 96, MARGIN], fill=SEAL)
    baseline = MARGIN + 30 + block.size
    for line in block.lines:
        _line(canvas, line, (edge, baseline), block.faces, block.size, is_rtl, block.language, fill=INK)
        baseline += block.leading


def _office(canvas, office, faces, is_rtl, language, *, is_alone):
    room = SIZE[0] - 2 * MARGIN - (0 if is_alone else MARK_SIDE)
    fitting = (each for each in OFFICE_SIZES if _width(office, faces, each, is_rtl, language) <= room)
    size = next(fitting, OFFICE_SIZES[-1])
    width = _width(office, faces, size, is_rtl, language)
    if is_alone:
        edge = (SIZE[0] + width) / 2 if is_rtl else (SIZE[0] - width) / 2
    else:
        edge = SIZE[0] - MARGIN - MARK_SIDE + 6 if is_rtl else MARGIN + MARK_SIDE - 6
    _line(canvas, office, (edge, 500 if is_alone else SIZE[1] - MARGIN - 6), faces, size, is_rtl, language, fill=SOFT)


class _Block:
    """A title broken into lines, in the largest size in which it fits."""

    def __init__(self, title, faces, is_rtl, language):
        self.faces, self.is_rtl, self.language = faces, is_rtl, language
        self.pieces = pieces(title)
        self.room = SIZE[0] - 2 * MARGIN
        for self.size in TITLE_SIZES:
            self.leading = round(self.size * LEADING.get(language, 1.22))
            self.most = min(MOST_LINES, TITLE_HEIGHT // self.leading)
            self.lines = self._broken(self.room)
            if len(self.lines) <= self.most and all(self._width(line) <= self.room for line in self.lines):
                self.lines = self._balanced()
                return
        self.lines = self._cut()

    def _width(self, text):
        return _width(text, self.faces, self.size, self.is_rtl, self.language)

    def _broken(self, room):
        lines = [""]
        for piece in self.pieces:
            longer = lines[-1] + (" " if piece.spaced and lines[-1] else "") + piece.text
            if lines[-1] and self._width(longer) > room:
                lines.append(piece.text)
            else:
                lines[-1] = longer
        return lines

    def _balanced(self):
        """The same number of lines with their ends closer together: no single character is left for the last."""
        lines, room = self.lines, self.room
        while (room := room - self.size // 2) > self.room // 2:
            narrower = self._broken(room)
            if len(narrower) > len(lines) or any(self._width(line) > self.room for line in narrower):
                break
            lines = narrower
        return lines

    def _cut(self):
        """As much of it as goes into the last size; words longer than a line are broken anywhere."""
        pieces = []
        for piece in self.pieces:
            parts = [piece.text] if self._width(piece.text) <= self.room else list(piece.text)
            pieces += [Piece(part, piece.spaced and at == 0) for at, part in enumerate(parts)]
        self.pieces = pieces
        lines = self._broken(self.room)
        if len(lines) <= self.most:
            return lines
        last = lines[self.most - 1]
        ending = ELLIPSIS if _can(ELLIPSIS, self.faces) else "..."
        while last and self._width(last + ending) > self.room:
            last = last[:-1].rstrip()
        return [*lines[: self.most - 1], last.rstrip("，、；：,;: ") + ending]


# -- a line: runs of one font and one direction --


def _strength(character: str) -> bool | None:
    """Whether a character runs from the right; None where its neighbours decide."""
    kind = unicodedata.bidirectional(character)
    if kind in {"R", "AL"}:
        return True
    return False if kind == "L" else None


def runs(text: str, faces, is_rtl: bool) -> list[Run]:
    """The line in the order in which it is written: each character in the first font that has it, marks with their neighbours."""
    found: list[tuple[str, Typeface]] = []
    for character in text:
        here = found[-1][1] if found else None
        stays = here and _strength(character) is None and here.has(character)
        face = here if stays else next(face for face in faces if face.has(character))
        if found and face == here:
            found[-1] = (found[-1][0] + character, face)
        else:
            found.append((character, face))
    return _directed([part for each in found for part in _edges_apart(*each)], is_rtl)


def _edges_apart(text, face):
    """The spaces at the end of a run belong to the line, not to the run's direction."""
    inner = text.rstrip()
    return [(part, face) for part in (inner, text[len(inner) :]) if part]


def _directed(parts, is_rtl):
    ways = []
    for text, _face in parts:
        strong = {_strength(character) for character in text} - {None}
        ways.append(is_rtl if is_rtl in strong else (not is_rtl if strong else None))
    directed = []
    for at, (text, face) in enumerate(parts):
        way = ways[at]
        if way is None:
            around = {ways[at - 1] if at else is_rtl, ways[at + 1] if at + 1 < len(ways) else is_rtl}
            way = not is_rtl if around == {not is_rtl} else is_rtl
        directed.append(Run(text, face, way))
    return directed


def _in_order(found, is_rtl):
    """As they stand on the card from its starting edge: what runs against the line keeps its own order."""
    for against, group in groupby(found, lambda run: run.is_rtl != is_rtl):
        together = list(group)
        yield from reversed(together) if against else together


def _advance(run, size, language):
    return run.face.at(size).getlength(run.text, **_shaping(run, language))


def _width(text, faces, size, is_rtl, language):
    return sum(_advance(run, size, language) for run in runs(text, faces, is_rtl))


def _line(canvas, text, start, faces, size, is_rtl, language, *, fill):
    across, baseline = start
    for run in _in_order(runs(text, faces, is_rtl), is_rtl):
        advance = _advance(run, size, language)
        left = across - advance if is_rtl else across
        if not all(map(is_invisible, run.text)):
            canvas.text(
                (left, baseline), run.text, fill=fill, font=run.face.at(size), anchor="ls", **_shaping(run, language)
            )
        across = left if is_rtl else across + advance


def _shaping(run, language) -> dict:
    if not typefaces.joins_letters():
        return {}
    return {"direction": "rtl" if run.is_rtl else "ltr", "language": language.split("-")[0]}


# -- cards that were drawn --


def keep(folder: str, title: str, language: str) -> str:
    """The storage path of a card with the site's name, drawn now unless it is there; named by what it shows and by the fonts there are."""
    office = site_name(language)
    fonts = [face.path for face in typefaces.faces(language)]
    mark = finders.find(MARK)
    shown = json.dumps([VERSION, title, language, office, fonts, mark], ensure_ascii=False)
    path = f"cards/{folder}/{hashlib.sha256(shown.encode()).hexdigest()[:32]}.jpg"
    if not default_storage.exists(path):
        files.put(path, draw(title, language=language, office=office, mark=mark))
    return path


def forget(folder: str) -> None:
    """Delete the cards in a folder."""
    try:
        names = default_storage.listdir(f"cards/{folder}")[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"cards/{folder}/{name}")
