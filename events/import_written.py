"""What cells of a table of events say: days, editions, numbers of people."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Figure
from events.vocabulary import Measure, Qualifier
from newsroom.shared.folding import fold
from newsroom.shared.partial_dates import PartialDate
from partners.importing.columns import number_of
from partners.importing.written import HAN_NUMBER, NotUnderstood, date_of, han_number, period_of

_COUNT = re.compile(r"(?P<before>[^\d]*)(?P<number>\d[\d,，.\s]*)(?P<after>.*)", re.DOTALL)
_QUALIFIERS = {
    Qualifier.OVER: ("over", "more than", "超过", "逾", "多", "余", "以上", "+", "más de"),
    Qualifier.NEARLY: ("nearly", "almost", "近", "将近", "casi"),
    Qualifier.ABOUT: ("about", "around", "约", "大约", "左右", "unos"),
}


def days_of(cell: str) -> tuple[PartialDate, PartialDate]:
    """The first and the last day of one day, or of a period."""
    try:
        day = date_of(cell)
        return day, day
    except NotUnderstood:
        period = period_of(cell)
    if not period.begins or not period.ends:
        raise NotUnderstood(_("“%(text)s” is not a day, nor a first and a last one.") % {"text": cell[:40]})
    return period.begins, period.ends


def edition_of(cell: str) -> int:
    """2, 第2届, 第二届, 首届, 2nd."""
    if found := re.fullmatch(rf"(首)届|第?\s*({HAN_NUMBER})\s*届?", cell.strip()):
        return 1 if found[1] else han_number(found[2])
    found = re.fullmatch(r"第?\s*(\d+)\s*(?:届|st|nd|rd|th)?", cell.strip(), re.IGNORECASE)
    return number_of(found[1] if found else cell)


def counted(cell: str) -> tuple[str, int]:
    """A number of people as it is reported: 120, over 120, 120余人."""
    found = _COUNT.fullmatch(cell)
    if not found:
        raise NotUnderstood(_("“%(text)s” is not a whole number.") % {"text": cell[:40]})
    around = f"{found['before']} {found['after']}".casefold()
    qualifier = next(
        (key for key, words in _QUALIFIERS.items() if any(word in around for word in words)), Qualifier.EXACTLY
    )
    return qualifier, number_of(re.sub(r"[^\d]", "", found["number"]))


@lru_cache(maxsize=1000)
def _rendered(value: int) -> dict[str, tuple[str, str, int]]:
    """Every figure of this value, as the pages of all languages word it."""
    found = {}
    for code in settings.ALL_LANGUAGES:
        with override(code):
            for measure in Measure:
                for qualifier in Qualifier:
                    text = str(Figure(measure=measure, qualifier=qualifier, value=value))
                    found.setdefault(fold(text), (measure, qualifier, value))
    return found


def figure_of(text: str) -> tuple[str, str, int]:
    """What, how exactly, and how many: the figure that pages word like this."""
    found = _COUNT.fullmatch(text)
    known = _rendered(number_of(re.sub(r"[^\d]", "", found["number"]))) if found else {}
    if fold(text) not in known:
        raise NotUnderstood(
            _("“%(text)s” is not understood as a figure. Write it as the page shows it: “over 120 participants”.")
            % {"text": text[:60]}
        )
    return known[fold(text)]
