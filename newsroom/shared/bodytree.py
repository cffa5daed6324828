"""The blocks of a body in memory, and the one way in which they are written."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from newsroom.shared.vocabulary import BY_TAG


class Mark(NamedTuple):
    """How a piece of text is marked."""

    href: str = ""
    strong: bool = False
    em: bool = False


PLAIN = Mark()


@dataclass
class Line:
    """A paragraph, heading or caption being read: pieces of text, a line break being "\\n" in them."""

    kind: str = "p"
    pieces: list[tuple[str, Mark]] = field(default_factory=list)
    label: str = ""  # what Word wrote before a list item that it sent as a paragraph
    level: int = 0  # and how deep


@dataclass
class Node:
    """A list, table, quotation or figure, or a part of one."""

    kind: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Line | Node"] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)  # words found where a table has no place for them
    had_picture: bool = False


def escape(text: str) -> str:
    """As browsers write text, so that what the editor sends back is the same."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def opening(tag: str, attributes: dict[str, str]) -> str:
    """A start tag, its attributes in the order of the vocabulary."""
    written = "".join(
        f' {name}="{escape(attributes[name]).replace(QUOTE, "&quot;")}"'
        for name in BY_TAG[tag].attributes
        if name in attributes
    )
    return f"<{tag}{written}>"


QUOTE = '"'


def inline(pieces: list[tuple[str, Mark]]) -> str:
    """Pieces of a line as HTML: a link around strong around em, each opened as seldom as possible."""
    written = []
    for href, in_link in groupby(pieces, key=lambda piece: piece[1].href):
        if href:
            written.append(opening("a", {"href": href}))
        for strong, in_strong in groupby(in_link, key=lambda piece: piece[1].strong):
            written.append("<strong>" if strong else "")
            for em, in_em in groupby(in_strong, key=lambda piece: piece[1].em):
                text = "".join(escape(text).replace("\n", "<br>") for text, _mark in in_em)
                written.append(f"<em>{text}</em>" if em else text)
            written.append("</strong>" if strong else "")
        if href:
            written.append("</a>")
    return "".join(written)


def write(block: Line | Node) -> str:
    """A block of a tidy body as HTML."""
    if isinstance(block, Line):
        return f"<{block.kind}>{inline(block.pieces)}</{block.kind}>"
    if block.kind in {"li", "td", "th"}:
        inside = _write_compact(block.children, followed_by_lists=block.kind == "li")
    else:
        inside = "".join(write(child) for child in block.children)
    if block.kind == "table":
        inside = f"<tbody>{inside}</tbody>"
    return f"{opening(block.kind, block.attributes)}{inside}</{block.kind}>"


def _write_compact(children: list[Line | Node], *, followed_by_lists: bool) -> str:
    """An item or cell with one paragraph needs no <p>."""
    if children and isinstance(children[0], Line):
        rest = children[1:]
        if not rest or (followed_by_lists and all(isinstance(child, Node) for child in rest)):
            return inline(children[0].pieces) + "".join(write(child) for child in rest)
    return "".join(write(child) for child in children)
