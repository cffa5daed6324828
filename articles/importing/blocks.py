"""A tree of HTML into pieces: paragraphs, headings, list items, quotations, tables, pictures, captions."""

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_to_bytes

from django.utils.html import escape
from lxml.html import HtmlElement

from .text import as_html, tidy
from .understood import Kind, Picture, Piece

SKIPPED = frozenset(
    "script style noscript template head title meta link iframe object embed form button input select textarea svg canvas"  # noqa: SIM905
    " audio video map nav".split()
)
_BLOCK = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6"  # noqa: SIM905
    " header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_MENUS = frozenset(("div", "ul", "section", "table"))
_HEADINGS = {
    "h2": Kind.HEADING,
    "h3": Kind.SUBHEADING,
    "h4": Kind.SUBHEADING,
    "h5": Kind.SUBHEADING,
    "h6": Kind.SUBHEADING,
}
_STRONG, _EM = ("strong", "b"), ("em", "i")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\"'<>]+", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LABELLED = re.compile(r"\s*[^\W\d]{2,14}\s*[:：]")
CAPTION_CLASS = "import-caption"
LONG_CELL = 300
MOST_PICTURES = 200


@dataclass
class Run:
    """The text gathered for the block that is open."""

    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    bold: int = 0  # letters printed bold

    def is_empty(self) -> bool:
        return not tidy("".join(self.text))


class Walker:
    """Walks a tree once and keeps the pieces in the order of the page."""

    def __init__(self, *, first_heading_is_title: bool = False) -> None:
        self.pieces: list[Piece] = []
        self.pictures: list[Picture] = []
        self.not_fetched: list[str] = []
        self.menus: list[str] = []
        self.elements: list[HtmlElement] = []  # the element of each piece
        self._run = Run()
        self._kind: Kind | None = None
        self._centred = False
        self._bold = 0
        self._open: list[str] = []
        self._title_wanted = first_heading_is_title
        self._owner: HtmlElement | None = None

    def walk(self, root: HtmlElement) -> "Walker":
        self._element(root)
        self._close()
        return self

    def _element(self, element: HtmlElement) -> None:
        if not isinstance(element.tag, str) or element.tag in SKIPPED or _is_hidden(element):
            return
        tag = element.tag
        if tag == "img":
            self._picture(element)
        elif tag == "br":
            self._close()
        elif tag == "table" and not is_layout(element):
            self._table(element)
        elif tag in _MENUS and is_menu(element):
            self._close()
            self.menus.append(tidy(" ".join(element.text_content().split())))
        elif tag in _BLOCK:
            self._block(element)
        else:
            self._inline(element)

    def _children(self, element: HtmlElement) -> None:
        self._say(element.text, element)
        for child in element:
            self._element(child)
            self._say(child.tail, element)

    def _block(self, element: HtmlElement) -> None:
        self._close()
        kind, centred = self._kind, self._centred
        if element.tag == "h1":
            self._kind = Kind.TITLE if self._title_wanted else Kind.HEADING
            self._title_wanted = False
        elif element.tag in _HEADINGS:
            self._kind = _HEADINGS[element.tag]
        elif element.tag == "li":
            self._kind = Kind.NUMBERED if _is_in_ordered(element) else Kind.BULLET
        elif element.tag == "blockquote":
            self._kind = Kind.QUOTE
        elif element.tag == "figcaption" or CAPTION_CLASS in element.get("class", ""):
            self._kind = Kind.CAPTION
        self._centred = centred or element.tag == "center" or bool(_CENTRED.search(element.get("style", "")))
        self._centred = self._centred or element.get("align", "").lower() == "center"
        self._children(element)
        self._close()
        self._kind, self._centred = kind, centred

    def _inline(self, element: HtmlElement) -> None:
        opening, closing = _marks(element)
        bold = element.tag in _STRONG or bool(_BOLD.search(element.get("style", "")))
        self._bold += bold
        if _LABELLED.match(element.text_content()):
            self._say(" ", element)  # parts of one line, set apart by the style sheet alone
        if opening:
            self._open.append(opening)
            self._run.html.append(opening)
        self._children(element)
        if opening:
            self._open.pop()
            self._run.html.append(closing)
        self._bold -= bold

    def _say(self, text: str | None, element: HtmlElement) -> None:
        if text:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
            if self._run.is_empty():
                self._owner = element
            self._run.text.append(text)
            self._run.html.append(as_html(text))
            self._run.bold += len(text) if self._bold else 0

    def _close(self) -> None:
        # A mark that is open over the edge of a block goes on in the next one.
        run, self._run = self._run, Run(html=list(self._open))
        text = tidy("".join(run.text))
        if not text:
            return
        html = _balanced("".join(run.html))
        is_bold = run.bold >= 0.9 * sum(map(len, run.text))
        self._add(Piece(text, html, kind=self._kind, is_bold=is_bold, is_centred=self._centred))

    def _add(self, piece: Piece) -> None:
        self.pieces.append(replace(piece, number=len(self.pieces) + 1))
        self.elements.append(self._owner)

    def _picture(self, element: HtmlElement) -> None:
        self._close()
        self._owner = element
        alt = tidy(element.get("alt", ""))
        marked = element.get("data-import")
        source = tidy(element.get("src") or element.get("data-src") or element.get("data-original") or "")
        if marked is not None:
            self._add(Piece(alt, kind=Kind.PICTURE, picture=int(marked)))
        elif source.lower().startswith("data:image/"):
            content = _data(source)
            if content is None or len(self.pictures) >= MOST_PICTURES:
                self.not_fetched.append(source[:60])
                self._add(Piece(alt, kind=Kind.PICTURE))
                return
            self.pictures.append(Picture(content, f"picture-{len(self.pictures) + 1}", alt))
            self._add(Piece(alt, kind=Kind.PICTURE, picture=len(self.pictures) - 1))
        elif source:
            self.not_fetched.append(source[:2000])
            self._add(Piece(f"{alt} ({source[:300]})" if alt else source[:300], kind=Kind.PICTURE))

    def _table(self, element: HtmlElement) -> None:
        self._close()
        self._owner = element
        rows, texts = [], []
        for caption in element.iterfind("caption"):
            if text := tidy(caption.text_content()):
                self._add(Piece(text, as_html(text), kind=Kind.CAPTION))
        for row in element.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            rows.append("".join(_cell(cell) for cell in cells))
            texts.append(" | ".join(tidy(" ".join(cell.text_content().split())) for cell in cells))
        if any(text.strip(" |") for text in texts):
            html = "".join(f"<tr>{row}</tr>" for row in rows if row)
            self._add(Piece(" / ".join(texts), f"<table><tbody>{html}</tbody></table>", kind=Kind.TABLE))


def _cell(cell: HtmlElement) -> str:
    inner = Walker()
    inner.walk(cell)
    spans = "".join(
        f' {name}="{int(value)}"'
        for name in ("colspan", "rowspan")
        if (value := cell.get(name, "")).isascii() and value.isdigit() and len(value) < 4 and 1 < int(value) <= 100
    )
    html = "<br>".join(piece.html for piece in inner.pieces if piece.html)
    return f"<{cell.tag}{spans}>{html}</{cell.tag}>"


def is_menu(element: HtmlElement) -> bool:
    """Three links and more, and next to nothing besides."""
    links = list(element.iter("a"))
    linked = sum(len(tidy(link.text_content())) for link in links)
    return len(links) >= 3 and linked > 0.85 * len(re.sub(r"[\s|·>/-]+", "", element.text_content()))


def is_layout(table: HtmlElement) -> bool:
    """Old pages lay their text out in tables: one cell, or cells with whole texts, tables or pictures in them."""
    cells = list(table.iter("td", "th"))
    widest = max((sum(1 for cell in row if cell.tag in ("td", "th")) for row in table.iter("tr")), default=0)
    if not cells or widest < 2:
        return True
    return table.find(".//td//table") is not None or any(
        len(cell.text_content()) > LONG_CELL or cell.find(".//img") is not None for cell in cells
    )


def _is_in_ordered(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "ol"


def _is_hidden(element: HtmlElement) -> bool:
    style = re.sub(r"\s", "", element.get("style", "")).lower()
    return "display:none" in style or "visibility:hidden" in style or element.get("hidden") is not None


def _marks(element: HtmlElement) -> tuple[str, str]:
    if element.tag in _STRONG:
        return "<strong>", "</strong>"
    if element.tag in _EM:
        return "<em>", "</em>"
    if element.tag == "a" and _LINK.fullmatch(target := element.get("href", "").strip()):
        return f'<a href="{escape(target)}">', "</a>"
    return "", ""


_TOKEN = re.compile(r"</?(?:strong|em|a)(?: [^>]*)?>")


def _balanced(html: str) -> str:
    """The same inline HTML with every mark closed in order, empty marks left away, and spaces tidied."""
    parts: list[str] = []
    open_marks: list[str] = []
    position = 0
    for token in _TOKEN.finditer(html):
        parts.append(html[position : token.start()])
        position = token.end()
        name = re.match(r"</?(\w+)", token.group())[1]
        if not token.group().startswith("</"):
            if name not in open_marks:
                open_marks.append(name)
                parts.append(token.group())
        elif name in open_marks:
            while open_marks and open_marks[-1] != name:
                parts.append(f"</{open_marks.pop()}>")
            open_marks.pop()
            parts.append(f"</{name}>")
    parts.append(html[position:])
    parts.extend(f"</{name}>" for name in reversed(open_marks))
    html = "".join(parts)
    while (emptied := re.sub(r"<(strong|em|a)(?: [^>]*)?>(\s*)</\1>", r"\2", html)) != html:
        html = emptied
    html = re.sub(r"</(strong|em)>(\s*)<\1>", r"\2", html)
    return tidy(html)


def _data(source: str) -> bytes | None:
    head, comma, data = source.partition(",")
    try:
        content = base64.b64decode(data, validate=False) if ";base64" in head.lower() else unquote_to_bytes(data)
    except (binascii.Error, ValueError):
        return None
    return content if comma and content else None
