"""The order of hits that fit equally well, as one number: a database sorts thousands by it sooner than by its parts."""

import datetime

from django.conf import settings

DAYS, SOURCES, RECORDS, LANGUAGES = 1 << 22, 1 << 4, 1 << 28, 1 << 5
PLACES = DAYS * SOURCES * RECORDS * LANGUAGES  # 2**59, so that eight steps of fitting go into a bigint before it
LAST_DAY = datetime.date.max.toordinal()
LANGUAGE_CODES = sorted(settings.ALL_LANGUAGES)


def place_of(source: int, record: int, language: str, dated_on: datetime.date | None) -> int:
    """The earlier, the smaller: without a day first, then the newest; then by the number of the source, the latest record, the language."""
    day = LAST_DAY - dated_on.toordinal() + 1 if dated_on else 0
    place = day * SOURCES + source
    place = place * RECORDS + max(RECORDS - 1 - record, 0)
    return place * LANGUAGES + LANGUAGE_CODES.index(language)
