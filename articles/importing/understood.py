"""What an import hands on: the lines with their kinds, and what the draft will be made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class ImportRefused(Exception):
    """The document cannot be read; the message says where and why, for the person who gave it."""


class Kind(StrEnum):
    """What a line was taken for."""

    TITLE = "title"
    DATE = "date"
    READS = "reads"
    SUMMARY = "summary"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    QUOTE = "quote"
    TABLE = "table"
    PICTURE = "picture"
    CAPTION = "caption"
    CREDIT = "credit"
    UNPLACED = "unplaced"


KIND_LABELS = {
    Kind.TITLE: _("Title"),
    Kind.DATE: _("Date"),
    Kind.READS: _("Read count"),
    Kind.SUMMARY: _("Summary"),
    Kind.HEADING: _("Heading"),
    Kind.SUBHEADING: _("Smaller heading"),
    Kind.PARAGRAPH: _("Paragraph"),
    Kind.BULLET: _("List item"),
    Kind.NUMBERED: _("Numbered list item"),
    Kind.QUOTE: _("Quotation"),
    Kind.TABLE: _("Table"),
    Kind.PICTURE: _("Picture"),
    Kind.CAPTION: _("Caption"),
    Kind.CREDIT: _("Credit"),
    Kind.UNPLACED: _("Not placed"),
}


class CreditRole(StrEnum):
    """What an old page says that somebody did."""

    TRANSLATED = "translated"
    INITIAL_REVIEW = "initial_review"
    SECOND_REVIEW = "second_review"
    FINAL_REVIEW = "final_review"
    REVIEWED = "reviewed"
    EDITED = "edited"
    PROOFREAD = "proofread"
    TEXT = "text"
    PHOTOS = "photos"
    TEXT_AND_PHOTOS = "text_and_photos"
    UNIT = "unit"
    SOURCE = "source"
    OTHER = "other"


CREDIT_LABELS = {
    CreditRole.TRANSLATED: _("Translated by"),
    CreditRole.INITIAL_REVIEW: _("Initial review by"),
    CreditRole.SECOND_REVIEW: _("Second review by"),
    CreditRole.FINAL_REVIEW: _("Final review by"),
    CreditRole.REVIEWED: _("Reviewed by"),
    CreditRole.EDITED: _("Edited by"),
    CreditRole.PROOFREAD: _("Proofread by"),
    CreditRole.TEXT: _("Text by"),
    CreditRole.PHOTOS: _("Photos by"),
    CreditRole.TEXT_AND_PHOTOS: _("Text and photos by"),
    CreditRole.UNIT: _("Contributing unit"),
    CreditRole.SOURCE: _("Source"),
    CreditRole.OTHER: _("Other credit"),
}


@dataclass(frozen=True)
class Credit:
    role: CreditRole
    names: tuple[str, ...]
    printed: str

    @property
    def label(self) -> str:
        return CREDIT_LABELS[self.role]


@dataclass(frozen=True)
class Piece:
    """A block of the document before anyone has said what it is.

    `kind` is set where the document itself says it (a heading, a list, a table); None means: some line of text.
    """

    text: str
    html: str = ""
    number: int = 0
    kind: Kind | None = None
    picture: int | None = None
    alone: bool = True  # stands between blank lines, or in a paragraph of its own
    is_bold: bool = False
    is_centred: bool = False
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the document and what it was taken for; `note` says why, or what of it found no place."""

    number: int
    kind: Kind
    text: str
    html: str = ""
    note: str = ""
    picture: int | None = None

    @property
    def label(self) -> str:
        return KIND_LABELS[self.kind]


@dataclass(frozen=True)
class Picture:
    """A picture that came with the document."""

    content: bytes = field(repr=False)
    name: str
    alt: str = ""


@dataclass(frozen=True)
class Question:
    """A tracked change or a comment in a document; somebody has to say what becomes of it."""

    kind: str  # "inserted", "deleted", "comment"
    author: str
    text: str

    @property
    def label(self) -> str:
        return QUESTION_LABELS[self.kind]


QUESTION_LABELS = {"inserted": _("Inserted"), "deleted": _("Deleted"), "comment": _("Comment")}


@dataclass(frozen=True)
class Understood:
    format: str  # "text", "html", "docx"
    language: str
    lines: tuple[Line, ...]
    title: str = ""
    dated_on: date | None = None
    date_text: str = ""
    read_count: int | None = None
    summary: str = ""
    body_html: str = ""
    credits: tuple[Credit, ...] = ()
    contributing_unit: str = ""
    text_by: str = ""
    photos_by: str = ""
    pictures: tuple[Picture, ...] = ()
    not_fetched: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    is_unanswered: bool = False
    reading_warnings: tuple[str, ...] = ()
    line_warnings: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.reading_warnings + self.line_warnings

    @property
    def has_changes(self) -> bool:
        """Whether there is more to decide on than comments."""
        return any(question.kind != "comment" for question in self.questions)

    @property
    def unplaced(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == Kind.UNPLACED)


Kinds = Mapping[int, Kind]
