"""What a line in the body is: one table of rules, asked from top to bottom; the first that fits decides."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .meta import ends_a_sentence, width
from .understood import Kind, Piece

CAPTION_MOST = 160
HEADING_MOST = 80
SHORT_LINES_MOST = 3  # as many captions may follow one another where the pictures between them were lost

NAVIGATION = re.compile(
    r"(?:上一[篇条页][:：]?.*|下一[篇条页][:：]?.*|[【\[\s]*(?:打印(?:本页)?|关闭(?:窗口|本页)?|返回(?:列表|顶部|首页)?|收藏)[】\]\s【\[]*"
    r"(?:打印|关闭|返回|收藏)?[】\]\s]*|分享(?:到|至)?[:：]?.{0,30}|扫一扫.{0,30}|当前位置.*|您?(?:现)?在的位置.*|首页\s*[>›»].*"
    r"|字[体号][:：].*|版权所有.*|©.*|copyright\b.*|(?:previous|prev|next)(?:\s+(?:article|page|news))?\s*:.*|(?:previous|next)"
    r"|print(?:\s+this\s+page)?|close(?:\s+window)?|back(?:\s+to\s+(?:top|list))?|share(?:\s+(?:this|on|to)\b.{0,30})?"
    r"|(?:home|inicio)\s*[>›»/].*|current\s+(?:position|location)\s*:.*|read\s+more\W*|anterior\s*:.*|siguiente\s*:.*"
    r"|imprimir|compartir.{0,30})",
    re.IGNORECASE,
)
_CAPTION_MARK = re.compile(
    r"(?:[△▲▽▼↑↓◆]\s*\S|(?:photo|picture|image|caption|foto|imagen|pie de foto|صورة)\s*(?:\d+\s*)?[:：.]"
    r"|(?:photos?|pictures?|the (?:photo|picture))\s+shows?\b|(?:fig(?:ure|\.)|figura|图片?)\s*\d+|图片?(?:说明)?[:：]|图片?为"
    r"|（图[:：]|[\[（(](?:图片|photo|image)[\]）)])",
    re.IGNORECASE,
)
_NUMBERED_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[章节部]"
    r"|\d{1,2}(?:\.\d{1,2})*[.、．]?\s?\D|[IVX]{1,4}\.\s)"
)


@dataclass(frozen=True)
class Place:
    """A piece and what stands around it."""

    piece: Piece
    before: Piece | None
    after: Piece | None
    short_run: int  # how many short lines stand here in a row

    @property
    def text(self) -> str:
        return self.piece.text

    def is_beside_picture(self) -> bool:
        return any(piece is not None and piece.kind == Kind.PICTURE for piece in (self.before, self.after))

    def is_before_text(self) -> bool:
        return self.after is not None and (self.after.kind is not None or not is_short(self.after))


def is_short(piece: Piece, most: int = CAPTION_MOST) -> bool:
    return piece.kind is None and width(piece.text) <= most and not ends_a_sentence(piece.text)


@dataclass(frozen=True)
class Rule:
    fits: Callable[[Place], bool]
    kind: Kind
    why: str


RULES = (
    Rule(
        lambda at: at.piece.kind is not None,
        Kind.PARAGRAPH,  # replaced by the kind that the document gives
        "",
    ),
    Rule(
        lambda at: not re.search(r"\w", at.text),
        Kind.UNPLACED,
        _("A line of signs without words."),
    ),
    Rule(
        lambda at: bool(NAVIGATION.fullmatch(at.text)),
        Kind.UNPLACED,
        _("A link or button of the old page."),
    ),
    Rule(
        lambda at: bool(re.fullmatch(r"[\d\s.,-]+", at.text)),
        Kind.UNPLACED,
        _("A number standing by itself."),
    ),
    Rule(
        lambda at: bool(_CAPTION_MARK.match(at.text)) and width(at.text) <= 2 * CAPTION_MOST,
        Kind.CAPTION,
        _("It says that it describes a picture."),
    ),
    Rule(
        lambda at: bool(_NUMBERED_HEADING.match(at.text)) and is_short(at.piece, HEADING_MOST) and at.is_before_text(),
        Kind.HEADING,
        _("A short numbered line above a paragraph."),
    ),
    Rule(
        lambda at: at.is_beside_picture() and is_short(at.piece),
        Kind.CAPTION,
        _("A short line beside a picture."),
    ),
    Rule(
        lambda at: (
            at.piece.is_bold and not at.piece.is_centred and is_short(at.piece, HEADING_MOST) and at.is_before_text()
        ),
        Kind.HEADING,
        _("A short bold line above a paragraph."),
    ),
    Rule(
        lambda at: is_short(at.piece) and at.piece.alone and at.short_run <= SHORT_LINES_MOST,
        Kind.CAPTION,
        _("A short line by itself that ends no sentence."),
    ),
    Rule(
        lambda at: is_short(at.piece),
        Kind.PARAGRAPH,
        _("One of several short lines that stand together."),
    ),
    Rule(
        lambda at: True,
        Kind.PARAGRAPH,
        "",
    ),
)


def judge(pieces: Sequence[Piece]) -> list[tuple[Kind, str]]:
    """The kind of each piece of the body, and why."""
    runs = _short_runs(pieces)
    judged = []
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else None
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        rule = next(rule for rule in RULES if rule.fits(Place(piece, before, after, runs[number])))
        judged.append((piece.kind or rule.kind, piece.note or str(rule.why)))
    return judged


def _short_runs(pieces: Sequence[Piece]) -> list[int]:
    runs = [0] * len(pieces)
    start = 0
    for number in range(len(pieces) + 1):
        if number == len(pieces) or not is_short(pieces[number]):
            for place in range(start, number):
                runs[place] = number - start
            start = number + 1
    return runs
