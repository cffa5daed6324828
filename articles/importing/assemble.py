"""From lines with their kinds to what the draft is made of. Asked again whenever somebody corrects a kind."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.html import escape
from django.utils.translation import gettext as _

from .dates import bare_count
from .meta import read_meta, width
from .text import as_html
from .understood import Credit, CreditRole, Kind, Kinds, Line, Understood

ONE_PARAGRAPH_MOST = 1500
_STRONG = re.compile(r"</?strong>")

_TEXT_ROLES = (CreditRole.TEXT, CreditRole.TEXT_AND_PHOTOS)
_PHOTO_ROLES = (CreditRole.PHOTOS, CreditRole.TEXT_AND_PHOTOS)


def assemble(read: Understood) -> Understood:
    """The same document with everything that follows from the kinds of its lines."""
    warnings: list[str] = []
    metas = [read_meta(line.text) for line in read.lines if line.kind in (Kind.DATE, Kind.READS)]
    credits = tuple(credit for line in read.lines for credit in _credits(line))
    title = _joined(line.text for line in read.lines if line.kind == Kind.TITLE)
    dates = [meta.date for meta in metas if meta.date]
    date = next((date for date in dates if date.day), None)
    if not title:
        warnings.append(_("No title was found."))
    warnings += _date_warnings(dates)
    body = body_html(read.lines, {number: picture.alt for number, picture in enumerate(read.pictures)})
    warnings += _body_warnings(read.lines)
    return replace(
        read,
        title=title,
        dated_on=date.day if date else None,
        date_text=date.printed if date else "",
        read_count=_read_count(read.lines),
        summary=_joined(line.text for line in read.lines if line.kind == Kind.SUMMARY),
        body_html=body,
        credits=credits,
        contributing_unit=_names(credits, (CreditRole.UNIT,)),
        text_by=_names(credits, _TEXT_ROLES),
        photos_by=_names(credits, _PHOTO_ROLES),
        line_warnings=tuple(warnings),
    )


def correct(understood: Understood, kinds: Kinds) -> Understood:
    """The same document where a person says for some lines, by their place, what they are."""
    lines = list(understood.lines)
    for place, kind in kinds.items():
        if lines[place].kind != kind:
            lines[place] = replace(lines[place], kind=kind, note="")
    return assemble(replace(understood, lines=tuple(lines)))


def _credits(line: Line) -> tuple[Credit, ...]:
    if line.kind == Kind.DATE:
        return read_meta(line.text).credits
    if line.kind == Kind.CREDIT:
        return read_meta(line.text).credits or (Credit(CreditRole.OTHER, (), line.text),)
    return ()


def _read_count(lines: Sequence[Line]) -> int | None:
    for line in lines:
        if line.kind in (Kind.DATE, Kind.READS, Kind.CREDIT):
            count = read_meta(line.text).reads
            if count is None and line.kind == Kind.READS:
                count = bare_count(line.text)
            if count is not None:
                return count
    return None


def _names(credits: Sequence[Credit], roles: tuple[CreditRole, ...]) -> str:
    names = dict.fromkeys(name for credit in credits if credit.role in roles for name in credit.names)
    is_chinese = any(width(name) > len(name) for name in names)
    return ("、" if is_chinese else ", ").join(names)


def _joined(texts: Iterable[str]) -> str:
    joined = ""
    for text in texts:
        gap = " " if joined and width(joined[-1]) == 1 and width(text[:1]) == 1 else ""
        joined += gap + text
    return joined


def _date_warnings(dates: list) -> list[str]:
    warnings = []
    for date in dates:
        if date.day is None:
            warnings.append(_("“%(date)s” is not a day of the calendar.") % {"date": date.printed})
        elif date.is_ambiguous:
            warnings.append(
                _("“%(date)s” may be read in two ways; it was read with the day first: %(day)s.")
                % {"date": date.printed, "day": date.day.isoformat()}
            )
    days = {date.day for date in dates if date.day}
    if not days:
        warnings.append(_("No date was found."))
    if len(days) > 1:
        warnings.append(_("More than one date was found; the first was taken."))
    return warnings


def _body_warnings(lines: Sequence[Line]) -> list[str]:
    paragraphs = [line for line in lines if line.kind == Kind.PARAGRAPH]
    if not any(line.kind in _BLOCKS for line in lines):
        return [_("No text was found below the title.")]
    if len(paragraphs) == 1 and width(paragraphs[0].text) > ONE_PARAGRAPH_MOST:
        return [_("The whole text is one paragraph; the breaks between its paragraphs seem to have been lost.")]
    return []


_BLOCKS = {
    Kind.PARAGRAPH: "p",
    Kind.HEADING: "h2",
    Kind.SUBHEADING: "h3",
    Kind.QUOTE: "blockquote",
    Kind.BULLET: "ul",
    Kind.NUMBERED: "ol",
    Kind.TABLE: "table",
}


def body_html(lines: Sequence[Line], alts: dict[int, str]) -> str:
    """The body in the vocabulary of rich text; a picture of the document is `<figure data-import="N">` until it is a photo."""
    blocks: list[str] = []
    figures = [line for line in lines if line.kind in _BLOCKS or line.kind in (Kind.PICTURE, Kind.CAPTION)]
    for kind, group in groupby(figures, key=lambda line: _group(line)):
        run = list(group)
        if kind in (Kind.BULLET, Kind.NUMBERED):
            tag = _BLOCKS[kind]
            blocks.append(f"<{tag}>{''.join(f'<li>{_inline(line)}</li>' for line in run)}</{tag}>")
        elif kind == Kind.QUOTE:
            blocks.append(f"<blockquote>{''.join(f'<p>{_inline(line)}</p>' for line in run)}</blockquote>")
        elif kind == Kind.PICTURE:
            blocks.extend(_figures(run, alts))
        else:
            blocks.extend(_block(line) for line in run)
    return "\n".join(blocks)


def _group(line: Line) -> Kind:
    return Kind.PICTURE if line.kind == Kind.CAPTION else line.kind


def _block(line: Line) -> str:
    if line.kind == Kind.TABLE and is_table(line):
        return line.html
    tag = "p" if line.kind == Kind.TABLE else _BLOCKS[line.kind]
    return f"<{tag}>{_inline(line)}</{tag}>"


def is_table(line: Line) -> bool:
    return line.html.startswith("<table")


def _inline(line: Line) -> str:
    if is_table(line) or not line.html:
        return as_html(line.text)
    return _STRONG.sub("", line.html) if line.kind in (Kind.HEADING, Kind.SUBHEADING) else line.html


def _figures(run: Sequence[Line], alts: dict[int, str]) -> list[str]:
    """Pictures and captions that follow one another: a caption belongs to the picture right before it."""
    figures: list[str] = []
    waiting: Line | None = None
    for line in run:
        if line.kind == Kind.PICTURE:
            if waiting is not None:
                figures.append(_figure(waiting, "", alts))
            waiting = line
        else:
            figures.append(_figure(waiting, _inline(line), alts))
            waiting = None
    if waiting is not None:
        figures.append(_figure(waiting, "", alts))
    return [figure for figure in figures if figure]


def _figure(picture: Line | None, caption: str, alts: dict[int, str]) -> str:
    if picture is None or picture.picture is None:
        return f"<figure><figcaption>{caption}</figcaption></figure>" if caption else ""
    alt = escape(alts.get(picture.picture, ""))
    return f'<figure data-import="{picture.picture}" data-alt="{alt}"><figcaption>{caption}</figcaption></figure>'
