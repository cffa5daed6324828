"""The body of a text: taken in, kept, compared and shown. `vocabulary` says what it may consist of.

    <h2>…</h2><p>…<strong>…</strong></p><figure data-photo="12" data-alt="…"><figcaption>…</figcaption></figure>

A figure without data-photo is a caption whose picture is still to be chosen. Everything that enters is read anew, block by block,
and written in one canonical form; nh3 then guards the door with an allow-list made of the same declaration.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import nh3
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from newsroom.shared import bodytree, characters
from newsroom.shared.bodytree import Line, Node
from newsroom.shared.paste import Reader
from newsroom.shared.tidy import tidy
from newsroom.shared.vocabulary import LOSSES, VOCABULARY

__all__ = [
    "Block", "Cleaned", "blocks", "canonical_html", "canonical_line", "clean", "excerpt", "photo_ids", "plain_text", "render",
    "sanitise",
]  # fmt: skip

canonical_line = characters.canonical_line

GUARD = nh3.Cleaner(
    tags={element.tag for element in VOCABULARY},
    attributes={element.tag: set(element.attributes) for element in VOCABULARY if element.attributes},
    url_schemes={"https", "http", "mailto"},
    link_rel=None,
)


@dataclass(frozen=True)
class Cleaned:
    """A body in canonical form, and in sentences what of the original is not in it."""

    html: str
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list, quotation, table or figure: its tag, its words, its HTML."""

    kind: str
    text: str
    html: str
    photo_id: int | None = None
    alt: str = ""

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.html.encode()).hexdigest()


def _read(html: str) -> tuple[list[Line | Node], Reader]:
    reader = Reader(html)
    return tidy(reader.body), reader


def _write(tree: list[Line | Node]) -> str:
    return "".join(bodytree.write(block) for block in tree)


def clean(html: str) -> Cleaned:
    """The canonical form of any HTML, and sentences about what is missing from it."""
    tree, reader = _read(html)
    written = _write(tree)
    guarded = GUARD.clean(written)
    if guarded != written:
        written = _write(_read(guarded)[0])
    return Cleaned(
        written, tuple(str(loss.sentence % {"count": reader.lost[loss]}) for loss in LOSSES if reader.lost[loss])
    )


def sanitise(html: str) -> str:
    return clean(html).html


canonical_html = sanitise


def render(html: str, figure: Callable[[int | None, SafeString, str], str]) -> SafeString:
    """A body for readers. `figure(photo_id, caption, alt)` returns the HTML of a figure; what it returns unsafe is escaped.
    Whatever was stored is sanitised again: this is the one place where text of others is marked safe."""
    shown = []
    for block in _read(html)[0]:
        if isinstance(block, Node) and block.kind == "figure":
            photo_id, alt = _photo_id(block), block.attributes.get("data-alt", "")
            caption = mark_safe("".join(bodytree.inline(line.pieces) for line in block.children))
            shown.append(conditional_escape(figure(photo_id, caption, alt)))
        elif isinstance(block, Node) and block.kind == "table":
            table = mark_safe(bodytree.write(block))
            label = _("Table")
            # a wide table scrolls inside a named part of the page, which a keyboard can reach
            shown.append(
                format_html('<section class="table-scroll" tabindex="0" aria-label="{}">{}</section>', label, table)
            )
        else:
            shown.append(bodytree.write(block))
    return mark_safe("".join(shown))


def blocks(html: str) -> list[Block]:
    """The body block by block, to compare versions, or a text and its translation."""
    return [
        Block(
            kind=block.kind,
            text=_words(block),
            html=bodytree.write(block),
            photo_id=_photo_id(block) if block.kind == "figure" else None,
            alt=block.attributes.get("data-alt", "") if block.kind == "figure" else "",
        )
        for block in _read(html)[0]
    ]


def photo_ids(html: str) -> list[int]:
    """The photos of the figures, each once, in their order."""
    found = (_photo_id(block) for block in _read(html)[0] if block.kind == "figure")
    return list(dict.fromkeys(photo_id for photo_id in found if photo_id))


def _photo_id(figure: Node) -> int | None:
    return int(figure.attributes["data-photo"]) if "data-photo" in figure.attributes else None


def _words(block: Line | Node) -> str:
    if isinstance(block, Line):
        return "".join(text for text, _mark in block.pieces)
    between = "\t" if block.kind == "tr" else "\n"
    return between.join(_words(child) for child in block.children)


def plain_text(html: str) -> str:
    """The words a reader sees, captions included: a line for each paragraph, item, row and line break."""
    return "\n".join(filter(None, (_words(block) for block in _read(html)[0])))


def excerpt(html: str, width: int) -> str:
    """The beginning of the running text on one line, in at most `width` columns, of which a Han character takes two. Latin words
    are not cut; headings, captions and tables are no running text."""
    running = [block for block in _read(html)[0] if block.kind not in {"h2", "h3", "figure", "table"}]
    text = " ".join(" ".join(_words(block) for block in running).split())
    if columns(text) <= width:
        return text
    kept, used = "", 1  # the ellipsis
    for token in re.findall(r"\s*(?:[^\W]+(?:['’\-][^\W]+)*|\S)", text):
        pieces = [token] if not any(map(characters.is_cjk, token)) else list(token)
        for piece in pieces:
            if used + columns(piece) > width:
                return _ellipsis(kept or text[: max(width - 1, 1)])
            kept, used = kept + piece, used + columns(piece)
    return kept


def _ellipsis(text: str) -> str:
    return text.rstrip(' ,;:.，、；：。—-–(（“‘"') + "…"


def columns(text: str) -> int:
    """How wide a text is: wide characters count 2, combining marks and joiners 0."""
    return sum(
        2
        if unicodedata.east_asian_width(character) in "WF"
        else unicodedata.category(character) not in {"Mn", "Me", "Cf"}
        for character in text
    )
