"""Word and WPS send the items of a list as paragraphs that begin with the bullet or number: here they become lists again.

Only labels that a list shows by itself are taken away (bullets, 1. 2. 3., a) b), i. ii.); 一、 or 第一条 stay in the text.
"""

import re
from itertools import takewhile

from newsroom.shared.bodytree import PLAIN, Line, Node
from newsroom.shared.vocabulary import MAX_LIST_DEPTH

BULLET = re.compile("[·•▪▫‣◦●○■□◆◇➢➤✓\u00a7\u00d8\u00fc\uf000-\uf0ff*–—-]|[lnouqvØ]")
DECIMAL = re.compile(r"\(?([0-9]{1,4})[.)．、]")
ROMAN = re.compile(r"\(?(m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))[.)]", re.IGNORECASE)
LETTER = re.compile(r"\(?([a-zA-Z])[.)]")
# Without Word's own marks, two non-breaking spaces or a tab after the label tell the list item
SPACED = re.compile(r"\s*([·•▪●○■□◆➢\uf0a7\uf0b7\uf0d8]|[0-9]{1,3}[.)．、])(?:\xa0{2,}|\xa0*\t)[\s\xa0]*")
VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def read_label(line: Line):
    """Sets label and level of a paragraph that is a list item, and takes the label off its words; a label that no list shows is
    put before the words."""
    line.label = line.label.replace("\xa0", " ").strip()
    if not line.label and not line.level:
        label = SPACED.match("".join(text for text, _mark in line.pieces))
        if label:
            line.label, line.level = label[1], 1
            _cut(line, label.end())
    if line.label:
        line.level = max(line.level, 1)
        if not list_of(line.label):
            line.pieces.insert(0, (f"{line.label} ", PLAIN))
            line.label, line.level = "", 0
    else:
        line.level = 0


def _cut(line: Line, length: int):
    while length:
        text, mark = line.pieces[0]
        taken = min(length, len(text))
        line.pieces[0] = (text[taken:], mark)
        length -= taken
        if taken == len(text):
            del line.pieces[0]


def list_of(label: str, before: str = "") -> tuple[str, str, int] | None:
    """(ul or ol, type of numbering, number) of a label; i. is a letter after h. and a number otherwise."""
    if BULLET.fullmatch(label):
        return "ul", "", 0
    if decimal := DECIMAL.fullmatch(label):
        return "ol", "", int(decimal[1])
    if (roman := ROMAN.fullmatch(label)) and roman[1] and before != "letter":
        values = [VALUES[letter] for letter in roman[1].lower()]
        number = sum(-one if any(one < later for later in values[place:]) else one for place, one in enumerate(values))
        if len(values) > 1 or values[0] in {1, 5, 10}:
            return "ol", "i" if roman[1].islower() else "I", number
    if letter := LETTER.fullmatch(label):
        return "ol", "a" if letter[1].islower() else "A", ord(letter[1].lower()) - ord("a") + 1
    return None


def gather_lists(blocks: list[Line | Node]) -> list[Line | Node]:
    """Neighbouring paragraphs with labels as lists, deeper levels inside the item before them."""
    gathered: list[Line | Node] = []
    lists: list[tuple[int, Node]] = []
    for block in blocks:
        if not isinstance(block, Line) or not block.level:
            lists = []
            gathered.append(block)
            continue
        level = min(block.level, MAX_LIST_DEPTH)
        lists = list(takewhile(lambda opened: opened[0] <= level, lists))  # noqa: B023 (used at once)
        same = lists[-1][1] if lists and lists[-1][0] == level else None
        in_letters = same is not None and same.attributes.get("type") in {"a", "A"}
        kind, numbering, number = list_of(block.label, "letter" if in_letters else "")
        item = Node("li", children=[Line("p", block.pieces)])
        block.label, block.level = "", 0
        if same and same.kind == kind and (kind == "ul" or _next(same) == (numbering, number)):
            same.children.append(item)
            continue
        if same:
            lists.pop()
        attributes = {"start": str(number)} if number > 1 else {}
        opened = Node(kind, attributes | ({"type": numbering} if numbering else {}), [item])
        (lists[-1][1].children[-1].children if lists else gathered).append(opened)
        lists.append((level, opened))
    return gathered


def _next(numbered: Node) -> tuple[str, int]:
    return numbered.attributes.get("type", ""), int(numbered.attributes.get("start", 1)) + len(numbered.children)
