"""The tree that was read, brought into canonical form: one way to say the same thing, nothing empty."""

import re
import unicodedata
from itertools import pairwise

from newsroom.shared.bodytree import PLAIN, Line, Mark, Node
from newsroom.shared.characters import clean_characters
from newsroom.shared.wordlists import gather_lists, read_label

WORDS_OR_SPACE = re.compile(r"\s+|\S+")


def tidy(body: Node) -> list[Line | Node]:
    """The blocks of a body in canonical form."""
    return _blocks(body.children, heading_allowed=True)


def _blocks(children: list[Line | Node], *, heading_allowed: bool = False) -> list[Line | Node]:
    found = []
    for child in children:
        if isinstance(child, Line):
            found.extend(_lines(child, child.kind if heading_allowed and child.kind in {"h2", "h3"} else "p"))
        else:
            found.extend(_node(child))
    return _joined(gather_lists(found))


def _lines(line: Line, kind: str) -> list[Line]:
    read_label(line)
    paragraphs = settle(line.pieces)
    if kind in {"h2", "h3"}:
        paragraphs = [[(text, mark._replace(strong=False)) for text, mark in one] for one in paragraphs]
        paragraphs = [settle([(text.replace("\n", " "), mark) for text, mark in one])[0] for one in paragraphs]
    lines = [Line(kind, pieces) for pieces in paragraphs]
    if lines:
        lines[0].label, lines[0].level = line.label, line.level
    return lines


def _node(node: Node) -> list[Line | Node]:
    if node.kind == "figure":
        return _figure(node)
    if node.kind == "table":
        return _table(node)
    if node.kind in {"ul", "ol"}:
        items = [Node("li", children=_blocks(item.children)) for item in node.children]
        node.children = [item for item in items if item.children]
    else:
        node.children = _blocks(node.children)
    return [node] if node.children else []


def _joined(blocks: list[Line | Node]) -> list[Line | Node]:
    """Two lists one after the other are one list, unless the second begins its own numbers."""
    joined: list[Line | Node] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Node) and isinstance(last, Node) and block.kind == last.kind and _continues(last, block):
            last.children.extend(block.children)
        else:
            joined.append(block)
    return joined


def _continues(first: Node, second: Node) -> bool:
    if first.kind == "ul":
        return True
    if first.kind != "ol" or first.attributes.get("type") != second.attributes.get("type"):
        return False
    return int(second.attributes.get("start", 1)) == int(first.attributes.get("start", 1)) + len(first.children)


def _figure(figure: Node) -> list[Line | Node]:
    """A photo or a place for one, with its caption. What else the source had in it follows as blocks of its own."""
    captions = [child for child in figure.children if isinstance(child, Line) and child.kind == "figcaption"]
    others = [child for child in figure.children if child not in captions]
    if not captions and ("data-photo" in figure.attributes or figure.had_picture):
        captions = [child for child in others if isinstance(child, Line)]
        others = [child for child in others if not isinstance(child, Line)]
    blocks = _blocks(others)
    paragraphs = [paragraph for line in captions for paragraph in settle(line.pieces)]
    if blocks and "data-photo" not in figure.attributes and not figure.had_picture:
        return [*blocks, *(Line("p", pieces) for pieces in paragraphs)]
    caption = settle([piece for one in paragraphs for piece in [("\n", PLAIN), *one]])
    if not caption and "data-photo" not in figure.attributes:
        return blocks
    figure.children = [Line("figcaption", pieces) for pieces in caption]
    return [figure, *blocks]


def _table(table: Node) -> list[Line | Node]:
    rows = []
    for row in table.children:
        for cell in row.children:
            cell.children = _blocks(cell.children)
            if cell.kind == "th":
                cell.attributes.setdefault("scope", "row" if rows else "col")
        if row.children:
            rows.append(row)
    before = [line for stray in table.before for line in _lines(stray, "p")]
    if not any(cell.children for row in rows for cell in row.children):
        return before
    table.children = rows
    return [*before, table]


def settle(pieces: list[tuple[str, Mark]]) -> list[list[tuple[str, Mark]]]:
    """The paragraphs of a line, each trimmed and with single spaces; two line breaks are the end of a paragraph. Space has the
    marks that the words on both its sides have."""
    paragraphs: list[list[tuple[str, Mark]]] = [[]]
    space = ""
    for text, mark in _words(pieces):
        if text.isspace():
            space += text
            continue
        current = paragraphs[-1]
        if current and space.count("\n") > 1:
            current = []
            paragraphs.append(current)
        elif current and space:
            both = _common(current[-1][1], mark)
            current.append((_single(space), both))
        space = ""
        current.append((text, mark))
    return [_merged(paragraph) for paragraph in paragraphs if _is_visible(paragraph)]


def _common(one: Mark, other: Mark) -> Mark:
    """What is open on both sides when marks are written one inside the other."""
    if one.href != other.href:
        return PLAIN
    if one.strong != other.strong:
        return Mark(one.href)
    return Mark(one.href, one.strong, one.em and other.em)


def _words(pieces: list[tuple[str, Mark]]):
    for text, mark in pieces:
        for found in WORDS_OR_SPACE.finditer(text):
            yield found[0], mark


def _single(space: str) -> str:
    if "\n" in space:
        return "\n"
    if len(space) == 1 and space != "\t":
        return space
    return "\u3000" if set(space) == {"\u3000"} else " "


def _merged(pieces: list[tuple[str, Mark]]) -> list[tuple[str, Mark]]:
    texts: list[list[str]] = [[pieces[0][0]]]
    for (_text, before), (text, mark) in pairwise(pieces):
        if mark == before:
            texts[-1].append(text)
        else:
            texts.append([text])
    marks = [mark for place, (_text, mark) in enumerate(pieces) if not place or mark != pieces[place - 1][1]]
    return [(clean_characters("".join(words)), mark) for words, mark in zip(texts, marks, strict=True)]


def _is_visible(pieces: list[tuple[str, Mark]]) -> bool:
    return any(unicodedata.category(character)[0] not in "CZ" for text, _mark in pieces for character in text)
