"""The one door: bytes and a name in, what was understood out. No models, no network, nothing stored."""

from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .assemble import assemble
from .classify import classify
from .docx import read_document
from .guess import language_of
from .html import read_page
from .reading import decode, format_of, looks_like_html
from .text import pieces as text_pieces
from .understood import ImportRefused, Understood

MOST_LINES = 800

Tracked = Literal["ask", "accept", "reject"]


def understand(source: bytes, filename: str, *, tracked_changes: Tracked = "ask") -> Understood:
    """What the document says. Raises ImportRefused when it cannot be read.

    With tracked changes or comments in it and `ask`, the answer is `is_unanswered` and nothing may be made of it.
    """
    format = format_of(source, filename)
    warnings: list[str] = []
    pictures, not_fetched, left_out, questions = (), (), (), ()
    try:
        if format == "docx":
            document = read_document(source, filename, tracked=tracked_changes)
            pieces, pictures, questions = document.pieces, document.pictures, document.questions
            left_out, not_fetched = document.left_out, document.not_fetched
            warnings += document.warnings
        else:
            decoded = decode(source, filename)
            warnings += [decoded.warning] if decoded.warning else []
            if format == "html" or looks_like_html(decoded.text):
                format = "html"
                page = read_page(decoded.text, filename)
                pieces, pictures, not_fetched, left_out = page.pieces, page.pictures, page.not_fetched, page.left_out
            else:
                pieces = tuple(text_pieces(decoded.text))
    except RecursionError as error:
        raise ImportRefused(_("“%(name)s” is nested too deeply to be read.") % {"name": filename}) from error
    if len(pieces) > MOST_LINES:
        raise ImportRefused(
            _("“%(name)s” has %(lines)d lines; a piece of news has at most %(most)d. Import it in parts.")
            % {"name": filename, "lines": len(pieces), "most": MOST_LINES}
        )
    if not_fetched:
        warnings.append(
            ngettext(
                "%(count)d picture that the document only names was not fetched; upload it and choose it.",
                "%(count)d pictures that the document only names were not fetched; upload them and choose them.",
                len(not_fetched),
            )
            % {"count": len(not_fetched)}
        )
    lines = classify(pieces)
    return assemble(
        Understood(
            format=format,
            language=language_of(" ".join(line.text for line in lines)),
            lines=tuple(lines),
            pictures=pictures,
            not_fetched=not_fetched,
            left_out=left_out,
            questions=questions,
            is_unanswered=bool(questions) and tracked_changes == "ask",
            reading_warnings=tuple(warnings),
        )
    )
