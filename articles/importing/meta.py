"""The lines around the text: under the title and at the foot. Date, read count and credits may share one line."""

import re
import unicodedata
from dataclasses import dataclass

from .credits import take_credits
from .dates import FoundDate, bare_count, take_date, take_reads
from .understood import Credit, CreditRole

REST_MOST = 30
LINE_MOST = 600  # longer ones are text


@dataclass(frozen=True)
class Meta:
    date: FoundDate | None
    reads: int | None
    speaks_of_reads: bool
    credits: tuple[Credit, ...]
    rest: str

    @property
    def is_anything(self) -> bool:
        return bool(self.date or self.speaks_of_reads or self.credits)

    @property
    def is_whole(self) -> bool:
        """The line is nothing but this."""
        return self.is_anything and not self.rest

    @property
    def is_mostly(self) -> bool:
        """The line is this and a word or two besides: a name of an office behind the date."""
        return self.is_anything and (
            width(self.rest) <= REST_MOST and not ends_a_sentence(self.rest) and not re.search(r"[。!?！？]", self.rest)
        )

    @property
    def is_only_source(self) -> bool:
        return bool(self.credits) and all(credit.role == CreditRole.SOURCE for credit in self.credits)


def read_meta(text: str) -> Meta:
    if len(text) > LINE_MOST:
        return Meta(None, None, False, (), text)
    date, rest = take_date(text)
    reads, speaks_of_reads, rest = take_reads(rest)
    credits, rest = take_credits(rest)
    if date and not speaks_of_reads and (count := bare_count(rest)) is not None:
        reads, rest = count, ""
    if not re.search(r"\w", rest):
        rest = ""
    return Meta(date, reads, speaks_of_reads, credits, rest)


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


_SENTENCE_END = re.compile(r"[.。．!！?？…;；:：,，、؟۔][\"'”’」』》)）\]】]*$")


def ends_a_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text.rstrip()))
