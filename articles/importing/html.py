"""A page of HTML: its main content without the navigation around it, and the title and date that stand outside it."""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from .blocks import SKIPPED, Walker, is_layout
from .meta import read_meta, width
from .text import as_html, tidy
from .understood import ImportRefused, Kind, Picture, Piece

# Where the content systems of universities, WeChat and the usual ones elsewhere put the text itself.
_CONTENT_NAMES = (  # noqa: SIM905
    "v_news_content wp_articlecontent vsb_content vsb_content_2 vsb_content_4 trs_editor js_content rich_media_content"
    " article-content article_content articlecontent entry-content post-content post-body article-body article__body"
    " news_content news-content newscontent content-article article-text field--name-body story-body zoom conttxt"
).split()
_TITLE_NAMES = "arti_title article-title article_title activity-name rich_media_title entry-title news_title".split()  # noqa: SIM905
_AROUND = frozenset(("nav", "header", "footer", "aside"))
_AROUND_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search"))
_SITE_BEHIND = re.compile(r"\s*(?:\s[-–—|_·»]\s|[_|])\s*")
_DATE_META = (
    "article:published_time",
    "og:article:published_time",
    "pubdate",
    "publishdate",
    "publication_date",
    "date",
    "dc.date",
    "dc.date.issued",
    "citation_publication_date",
)
OUTSIDE_MOST = 200


@dataclass(frozen=True)
class Page:
    pieces: tuple[Piece, ...]
    pictures: tuple[Picture, ...]
    not_fetched: tuple[str, ...]
    left_out: tuple[str, ...]


def read_page(text: str, filename: str) -> Page:
    root = parse(text, filename)
    main = _main(root)
    inside = Walker().walk(main)
    outside = _outside(root, main)
    pieces = list(inside.pieces)
    title = _title(root, main) or next((piece.text for piece in pieces if piece.kind == Kind.TITLE), "")
    before, after, left_out = _around(outside, {title, *(piece.text for piece in pieces)})
    if not any(piece.kind == Kind.DATE for piece in before) and (date := _date_in_head(root)):
        before.append(Piece(date, as_html(date), kind=Kind.DATE))
    if title:
        pieces = [piece for number, piece in enumerate(pieces) if not (number < 4 and piece.text == title)]
        before.insert(0, Piece(title, as_html(title), kind=Kind.TITLE))
    everything = [replace(piece, number=number) for number, piece in enumerate([*before, *pieces, *after], start=1)]
    if not pieces:
        raise ImportRefused(_("“%(name)s” is a page without words in it.") % {"name": filename})
    return Page(tuple(everything), tuple(inside.pictures), tuple(inside.not_fetched), (*left_out, *inside.menus))


def parse(text: str, filename: str) -> HtmlElement:
    """The tree; entities and addresses are not followed."""
    # A declared encoding has been dealt with; lxml refuses to hear of one in text.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)
    try:
        return document_fromstring(text, parser=HTMLParser(no_network=True, remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ImportRefused(
            _("“%(name)s” cannot be read as HTML: %(why)s") % {"name": filename, "why": error}
        ) from error


def _names(element: HtmlElement) -> list[str]:
    return f"{element.get('class', '')} {element.get('id', '')}".lower().split()


def _main(root: HtmlElement) -> HtmlElement:
    body = root.find("body")
    body = root if body is None else body
    for name in _CONTENT_NAMES:
        if found := [element for element in body.iter() if isinstance(element.tag, str) and name in _names(element)]:
            return max(found, key=_weight)
    for path in (".//*[@itemprop='articleBody']", ".//article", ".//main", ".//*[@role='main']"):
        if found := body.findall(path):
            best = max(found, key=_weight)
            if _weight(best) > 0:
                return best
    return _densest(body)


def _densest(body: HtmlElement) -> HtmlElement:
    """Goes down as long as one child holds nearly all the text that is not links."""
    current = body
    while True:
        whole = _weight(current)
        children = [child for child in current if isinstance(child.tag, str) and child.tag not in SKIPPED]
        best = max(children, key=_weight, default=None)
        is_text = best is not None and (
            best.tag in ("p", "span", "ul", "ol") or (best.tag == "table" and not is_layout(best))
        )
        if best is None or is_text or _weight(best) < 0.7 * whole or not whole:
            return current
        current = best


def _weight(element: HtmlElement) -> int:
    """How much text stands here that is not a link, a menu or a script."""
    if element.tag in _AROUND or element.get("role", "") in _AROUND_ROLES:
        return 0
    total = len((element.text or "").strip())
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED and child.tag != "a":
            total += _weight(child)
        total += len((child.tail or "").strip())
    return total


def _title(root: HtmlElement, main: HtmlElement) -> str:
    head = _text(root.find(".//title"))
    shared = next((tidy(meta.get("content", "")) for meta in root.iterfind(".//meta[@property='og:title']")), "")
    named = [
        _text(element)
        for element in root.iter()
        if isinstance(element.tag, str) and any(name in _TITLE_NAMES for name in _names(element))
    ]
    headings = [_text(heading) for heading in root.iter("h1")]
    candidates = [text for text in (*named, *headings) if text]
    for text in candidates:
        if text in head or text in shared:
            return text
    inside = [_text(heading) for heading in main.iter("h1")]
    for text in (*named, *inside, shared, *(candidates if len(candidates) == 1 else ())):
        if text:
            return text
    return _without_site(head)


def _text(element: HtmlElement | None) -> str:
    return "" if element is None else tidy(" ".join(element.text_content().split()))


def _without_site(title: str) -> str:
    """“Title - University of X” without the name of the site."""
    parts = _SITE_BEHIND.split(title)
    return parts[0] if len(parts) > 1 and width(parts[0]) >= 10 else title


def _date_in_head(root: HtmlElement) -> str:
    for meta in root.iterfind(".//meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _DATE_META and read_meta(meta.get("content", "")).date:
            return tidy(meta.get("content", ""))
    for element in root.iterfind(".//time[@datetime]"):
        if read_meta(element.get("datetime", "")).date:
            return tidy(element.get("datetime", ""))
    return ""


def _outside(root: HtmlElement, main: HtmlElement) -> list[tuple[Piece, bool]]:
    """The pieces outside the main content, each with whether it stands before it."""
    ancestors = set(main.iterancestors()) | {main}
    found: list[tuple[Piece, bool]] = []
    is_before = True

    def visit(element: HtmlElement) -> None:
        nonlocal is_before
        for child in element:
            if child is main:
                is_before = False
            elif child in ancestors:
                visit(child)
            elif isinstance(child.tag, str) and child.tag not in SKIPPED:
                walker = Walker().walk(child)
                found.extend((piece, is_before) for piece in walker.pieces)
                found.extend((Piece(text, as_html(text), kind=Kind.UNPLACED), is_before) for text in walker.menus)
            if child.tail and (text := tidy(child.tail)):
                found.append((Piece(text, as_html(text)), is_before))

    body = root.find("body")
    if main is not root and body is not None and body is not main:
        visit(body)
    return found


def _around(outside: list[tuple[Piece, bool]], known: set[str]) -> tuple[list[Piece], list[Piece], tuple[str, ...]]:
    """What of the rest belongs to the news: the line with date and count above it, the credits below it."""
    before: list[Piece] = []
    after: list[Piece] = []
    left_out: list[str] = []
    for piece, is_before in outside:
        meta = read_meta(piece.text) if piece.kind is None and width(piece.text) <= OUTSIDE_MOST else None
        if piece.text in known:
            continue
        if (
            meta
            and meta.is_mostly
            and (meta.date or meta.speaks_of_reads or meta.credits)
            and (is_before or meta.is_whole)
        ):
            kind = Kind.DATE if meta.date and is_before else None
            (before if is_before else after).append(replace(piece, kind=kind))
        elif piece.text.strip():
            left_out.append(piece.text)
    return before, after, tuple(left_out)
