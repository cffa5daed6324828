"""HTML of any origin (Word, WPS, WeChat, web pages, our own editor) read into the few blocks of a body.

Every tag either has a meaning here, is dropped with a report, or is left away around its words: no words are lost on the way. What
comes out is safe because nothing of the source but characters and checked attribute values ever reaches it.
"""

import re
from collections import Counter
from dataclasses import dataclass

from newsroom.shared import markup
from newsroom.shared.bodytree import PLAIN, Line, Mark, Node
from newsroom.shared.characters import clean_characters
from newsroom.shared.vocabulary import BY_TAG, DROPPED, LINK, MAX_LIST_DEPTH, READ_AS, SILENT, STRUCK, Loss


@dataclass
class Frame:
    """What to go back to when a tag closes."""

    tag: str
    depth: int
    mark: Mark
    kind: str
    flat_tables: int
    is_block: bool = False
    is_dropped: bool = False
    is_label: bool = False
    in_head: bool = False
    closing: str = ""


QUOTES = {"q": ("“", "”"), "rt": ("(", ")")}
SMALL_DIGITS = {
    "sup": str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}
SMALL = re.compile(r"[0-9+\-=()n]+")
TABLE_PARTS = {"table", "tbody", "thead", "tr", "td", "th"}


class Reader:
    """Takes the stream of tags and texts; `body` is the tree, `lost` counts what was dropped."""

    def __init__(self, source: str):
        self.source, self.closed = source, {}
        self.body = Node("body")
        self.lost: Counter[Loss] = Counter()
        self.path = [self.body]
        self.frames: list[Frame] = []
        self.open: Counter[str] = Counter()
        self.after: list[Node] = []  # figures and tables found where none may stand: they follow the block
        self.line: Line | None = None
        self.word: tuple[int, str] = (0, "")
        self.mark, self.kind = PLAIN, "p"
        self.dropping = self.labelling = self.flat_tables = self.preformatted = 0
        self.in_head = False
        for event in markup.read(source):
            if isinstance(event, str):
                self.text(event)
            elif isinstance(event, markup.Start):
                self.start(event)
            else:
                self.end(READ_AS.get(event.tag, event.tag))
        self._close_to(0)
        self._settle()

    # texts

    def text(self, text: str):
        if self.dropping:
            return
        if self.labelling:
            self.word = (self.word[0], self.word[1] + text)
            return
        text = clean_characters(text)
        if not self.preformatted:
            text = text.replace("\n", " ")
        small = SMALL_DIGITS.get(self.frames[-1].tag) if self.frames else None
        if small and SMALL.fullmatch(text):
            text = text.translate(small)
        if text and (self.line is not None or text.strip(" \n")):
            self._current_line().pieces.append((text, self.mark))

    def _current_line(self) -> Line:
        if self.line is None:
            self.line = Line(self.kind, level=self.word[0], label=self.word[1])
            self.word = (0, "")
            top = self.path[-1]
            if top.kind in {"table", "tbody", "tr"}:
                next(node for node in reversed(self.path) if node.kind == "table").before.append(self.line)
            elif top.kind in {"ul", "ol"}:
                top.children.append(Node("li", children=[self.line]))
            else:
                top.children.append(self.line)
        return self.line

    def _end_line(self):
        self.line, self.word = None, (0, "")

    # tags

    def start(self, event: markup.Start):
        tag = READ_AS.get(event.tag, event.tag)
        if self.dropping:
            if not event.is_void:
                self._open(Frame(tag, len(self.path), self.mark, self.kind, self.flat_tables))
            return
        attributes = event.attributes
        if tag in markup.IMPLIED:
            self._close_implied(*markup.IMPLIED[tag])
        frame = Frame(tag, len(self.path), self.mark, self.kind, self.flat_tables, in_head=self.in_head)
        if tag in DROPPED or tag in SILENT:
            self._report(tag, attributes)
            if tag == "img":
                self._keep_alt(attributes)
            frame.is_dropped = not event.is_void and self._closes(event.tag)
            self.dropping += frame.is_dropped
        elif tag == "br":
            if self.line is not None:
                self.line.pieces.append(("\n", self.mark))
        elif tag in markup.BLOCKS:
            self._start_block(tag, attributes, frame)
        else:
            self._start_inline(tag, attributes, frame)
        if not event.is_void:
            self._open(frame)

    def _open(self, frame: Frame):
        self.frames.append(frame)
        self.open[frame.tag] += 1

    def end(self, tag: str):
        if self.open[tag]:
            place = len(self.frames) - 1
            while self.frames[place].tag != tag:
                place -= 1
            self._close_to(place)
        elif tag in markup.BLOCKS and not self.dropping:
            self._end_line()

    def _close_to(self, number: int):
        while len(self.frames) > number:
            frame = self.frames.pop()
            self.open[frame.tag] -= 1
            self.dropping -= frame.is_dropped
            self.labelling -= frame.is_label
            if self.dropping:
                continue
            if frame.closing and self.line is not None:
                self.line.pieces.append((frame.closing, frame.mark))
            self.preformatted -= frame.tag == "pre"
            if frame.is_block:
                self._end_line()
                del self.path[max(frame.depth, 1) :]
                self._settle()
            self.mark, self.kind, self.flat_tables, self.in_head = (
                frame.mark,
                frame.kind,
                frame.flat_tables,
                frame.in_head,
            )

    def _settle(self):
        """Outside every block: figures and tables that waited follow now."""
        if len(self.path) == 1 and self.after:
            self.body.children.extend(self.after)
            self.after = []

    def _report(self, tag: str, attributes: dict[str, str]):
        loss = DROPPED.get(tag)
        sizes = {attributes.get("width"), attributes.get("height")}
        if loss and not sizes & {"0", "1"} and attributes.get("type") != "hidden":
            self.lost[loss] += 1

    def _closes(self, tag: str) -> bool:
        """Whether something to be dropped ends anywhere; if not, what follows is no part of it."""
        if tag not in self.closed:
            self.closed[tag] = re.search(f"</{re.escape(tag)}", self.source, re.IGNORECASE) is not None
        return self.closed[tag]

    def _keep_alt(self, attributes: dict[str, str]):
        """A figure that loses its picture keeps the words for it, for the photo to come."""
        figure = next((node for node in reversed(self.path) if node.kind == "figure"), None)
        if figure is None:
            return
        figure.had_picture = True
        if alt := BY_TAG["figure"].attributes["data-alt"](attributes.get("alt", "")):
            figure.attributes.setdefault("data-alt", alt)

    def _start_inline(self, tag: str, attributes: dict[str, str], frame: Frame):
        style = attributes.get("style", "").lower()
        if tag == "a":
            self.mark = self.mark._replace(href=self._href(attributes))
        elif tag in {"s", "strike", "del"}:
            self.lost[STRUCK] += 1
        if tag == "strong":
            self.mark = self.mark._replace(strong=True)
        if tag == "em":
            self.mark = self.mark._replace(em=True)
        if weight := re.search(r"(?:^|[;\s])font-weight:\s*(\w+)", style):
            self.mark = self.mark._replace(strong=bool(re.fullmatch(r"bold(er)?|[6-9]00", weight[1])))
        if slant := re.search(r"(?:^|[;\s])font-style:\s*(\w+)", style):
            self.mark = self.mark._replace(em=slant[1] == "italic")
        if re.search(r"mso-list:\s*ignore", style):
            frame.is_label = True
            self.labelling += 1
        if tag in QUOTES:
            opening, frame.closing = QUOTES[tag]
            self._current_line().pieces.append((opening, self.mark))

    def _href(self, attributes: dict[str, str]) -> str:
        href = attributes.get("href", "").strip()
        kept = BY_TAG["a"].attributes["href"](href) if href else ""
        if href and not kept and not href.startswith("#"):
            self.lost[LINK] += 1
        return kept or ""

    def _start_block(self, tag: str, attributes: dict[str, str], frame: Frame):
        self._end_line()
        frame.is_block = True
        kinds = [node.kind for node in self.path]
        if tag in TABLE_PARTS:
            self._start_table_part(tag, attributes, frame, kinds)
        elif tag in {"h2", "h3"}:
            if kinds == ["body"]:
                self.kind = tag
        elif tag in {"ul", "ol"}:
            if sum(kind in {"ul", "ol"} for kind in kinds) < MAX_LIST_DEPTH and "figure" not in kinds:
                self._enter(tag, attributes, parent=self._item() if kinds[-1] in {"ul", "ol"} else None)
                self.kind = "p"
        elif tag == "li":
            self._start_item(frame)
        elif tag == "blockquote":
            if kinds == ["body"]:
                self._enter(tag, {})
                self.kind = "p"
        elif tag == "figure":
            if kinds.count("figure") < 2:  # a gallery is a figure of figures
                self._enter(tag, attributes, aside=kinds != ["body"])
        elif tag == "figcaption":
            self.kind = "figcaption" if kinds[-1] == "figure" else self.kind
        elif tag == "pre":
            self.preformatted += 1
        elif tag == "p":
            level = re.search(r"mso-list:\s*(?!ignore)[^;]*?level([0-9])", attributes.get("style", "").lower())
            self.word = (int(level[1]) if level else 0, "")

    def _enter(self, tag: str, attributes: dict[str, str], *, parent: Node | None = None, aside: bool = False):
        node = Node(tag, {
            name: kept
            for name, check in BY_TAG[tag].attributes.items()
            if name in attributes and (kept := check(attributes[name]))
        })  # fmt: skip
        (self.after if aside else (parent or self.path[-1]).children).append(node)
        if parent and parent is not self.path[-1]:
            self.path.append(parent)
        self.path.append(node)

    def _item(self) -> Node:
        """The item of the list at the end of the path to which a list directly inside it belongs."""
        items = self.path[-1].children
        if not items:
            items.append(Node("li"))
        return items[-1]

    def _close_implied(self, tags: set[str], within: set[str]):
        """A new item or cell ends an open one. Few tags back only: more is no real text and would cost quadratic time."""
        for place in range(len(self.frames) - 1, max(len(self.frames) - 40, -1), -1):
            if self.frames[place].tag in tags:
                self._close_to(place)
            elif self.frames[place].tag not in within:
                continue
            return

    def _start_item(self, frame: Frame):
        kinds = [node.kind for node in self.path]
        lists = [place for place, kind in enumerate(kinds) if kind in {"ul", "ol"}]
        cells = [place for place, kind in enumerate(kinds) if kind in {"td", "th", "figure"}]
        if lists and lists[-1] > max(cells, default=0):
            del self.path[lists[-1] + 1 :]
            frame.depth = len(self.path)
            self._enter("li", {})
        elif "figure" not in kinds and kinds[-1] not in {"table", "tbody", "tr"}:
            self._enter("ul", {})
            self._enter("li", {})

    def _start_table_part(self, tag: str, attributes: dict[str, str], frame: Frame, kinds: list[str]):
        if tag == "table":
            if "table" in kinds:
                self.flat_tables += 1  # a table in a cell: its cells become paragraphs
            else:
                self._enter("table", attributes, aside=kinds[-1] not in {"body", "figure"})
                self.kind = "p"
            return
        if "table" not in kinds or self.flat_tables:
            return
        table = kinds.index("table")
        if tag in {"tbody", "thead"}:
            del self.path[table + 1 :]
            self.in_head = tag == "thead"
        elif tag == "tr":
            del self.path[table + 1 :]
            frame.depth = len(self.path)
            self._enter("tr", {})
        else:
            if "tr" not in kinds:
                del self.path[table + 1 :]
                self._enter("tr", {})
            del self.path[table + 2 :]
            frame.depth = len(self.path)
            self._enter("th" if self.in_head else tag, attributes)
            if self.in_head:
                self.path[-1].attributes.setdefault("scope", "col")
