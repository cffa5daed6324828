"""HTML of any origin read as a stream of tags and texts, in time proportional to its length whatever it contains.

Parsers that build a tree, nh3 among them, need minutes for some hostile texts of a megabyte (200,000 open divs); the stream needs
less than a second. Nothing here decides what is allowed.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

VOID = {
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "image", "input", "keygen", "link", "meta",
    "param", "source", "track", "wbr",
}  # fmt: skip
# Their words stand on lines of their own; all other tags stand within a line
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h2", "h3", "head", "header", "hgroup", "hr", "html", "legend", "li",
    "listing", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "th",
    "thead", "tr", "ul", "xmp",
}  # fmt: skip
# A new one ends an open one of these, if none of those stands between
IMPLIED = {
    "li": ({"li"}, {"ul", "ol", "td", "th"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table", "tbody", "thead"}),
}
# Their content is no markup
RAW = {"script", "style", "iframe", "noscript", "noembed", "noframes", "textarea", "title"}

FOREIGN = {"svg", "math"}

TAG = re.compile(r"</?([a-zA-Z][^\s/>\x00]*)")
BETWEEN = re.compile(r"[\s/]*")
NAME = re.compile(r"[^\s/>=][^\s/>=]*|=[^\s/>=]*")
EQUALS = re.compile(r"\s*=\s*")
UNQUOTED = re.compile(r"[^\s>]*")
HUGE_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")


@dataclass(frozen=True)
class Start:
    tag: str
    attributes: dict[str, str]
    is_void: bool


@dataclass(frozen=True)
class End:
    tag: str


def unescape(text: str) -> str:
    return html.unescape(HUGE_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def read(source: str) -> Iterator[Start | End | str]:
    """Tags in lower case, attribute values and texts with their character references resolved. A markup character that begins
    nothing is text; so is everything after a tag that never ends."""
    place = 0
    never_closed: set[str] = set()  # looked for once in vain: looking again would cost quadratic time
    while True:
        tag_at = source.find("<", place)
        if tag_at < 0:
            break
        if tag_at > place:
            yield unescape(source[place:tag_at])
        found = TAG.match(source, tag_at)
        if found:
            attributes, place, closes_itself = _attributes(source, found.end())
            if place < 0:
                place = tag_at
                break
            tag = found[1].lower()
            if source[tag_at + 1] == "/":
                yield End(tag)
                continue
            yield Start(tag, attributes, tag in VOID or (closes_itself and (":" in tag or tag in FOREIGN)))
            if tag in RAW and tag not in never_closed:
                end = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(source, place)
                if end:
                    yield source[place : end.start()]
                    place = end.start()
                else:
                    never_closed.add(tag)
            continue
        opening, closing = ("<!--", "-->") if source.startswith("<!--", tag_at) else ("<", ">")
        if opening == "<" and source[tag_at + 1 : tag_at + 2] not in {"!", "?", "/"}:
            yield "<"
            place = tag_at + 1
            continue
        end_at = -1 if closing in never_closed else source.find(closing, tag_at + (2 if closing == "-->" else 1))
        if end_at < 0:
            never_closed.add(closing)
            yield opening
            place = tag_at + len(opening)
        else:
            place = end_at + len(closing)
    if place < len(source):
        yield unescape(source[place:])


def _attributes(source: str, place: int) -> tuple[dict[str, str], int, bool]:
    """What stands between a tag's name and its end, the place after it (-1 when it never ends), whether it closes itself."""
    attributes: dict[str, str] = {}
    while True:
        gap = BETWEEN.match(source, place)
        place = gap.end()
        if place >= len(source):
            return {}, -1, False
        if source[place] == ">":
            return attributes, place + 1, gap[0].endswith("/")
        name = NAME.match(source, place)
        place = name.end()
        value = ""
        if equals := EQUALS.match(source, place):
            place = equals.end()
            quote = source[place : place + 1]
            if quote in {'"', "'"}:
                end = source.find(quote, place + 1)
                if end < 0:
                    return {}, -1, False
                value, place = source[place + 1 : end], end + 1
            else:
                unquoted = UNQUOTED.match(source, place)
                value, place = unquoted[0], unquoted.end()
        attributes.setdefault(name[0].lower(), unescape(value))
