"""An item of our JSON against what the export would say of its record now: whatever differs is taken in, or named as not taken in."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from newsroom.shared.described import added
from newsroom.shared.languages import language_tag

# where a record stands is told by its export, and is nothing that could be changed
ADDRESSES = ("url", "list")
NOTHING = (None, "", [], {}, False)

# a key of the item → the columns that it fills
Reads = dict[str, tuple[str, ...]]


class Item(NamedTuple):
    found: dict
    language: str  # of its file


def language_of(file: dict) -> str:
    """In which a file tells what it tells in one language only."""
    tags = {language_tag(code): code for code in settings.ALL_LANGUAGES}
    return tags.get(file.get("language"), settings.LANGUAGE_CODE)


def bare(value):
    """Without addresses, which differ from site to site."""
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items() if key not in ADDRESSES}
    return [bare(each) for each in value] if isinstance(value, list) else value


def exported(name: str, records: list, item: Callable, language: str) -> dict[int, dict]:
    """What the export of a list says of each record now."""
    with override(language):
        more = added(name, records, at=str)
        return {record.pk: bare(item(record, at=str) | more(record)) for record in records}


def emptied(given: dict, known: dict, reads: Reads) -> list[str]:
    """The columns of what is `null` in the file and something in the export."""
    keys = [key for key in given if given[key] is None and known.get(key) and len(reads.get(key, ())) == 1]
    return [reads[key][0] for key in keys]


def left_out(given: dict, known: dict | None, reads: Reads, follows: Collection[str], touched: set[str]) -> set[str]:
    """Keys that say something new which no column has taken in."""
    if known is None:
        return {key for key, value in given.items() if key not in {*reads, *follows} and value not in NOTHING} - {"id"}
    differing = {key for key, value in given.items() if value != known.get(key)} - {"id"}
    if "names" in differing:
        differing -= {"name"}
    return {key for key in differing if not touched & {*reads.get(key, ())}}


def shortened(given: dict, known: dict | None) -> set[str]:
    """Lists of which the file leaves something out."""
    lists = {key for key, rows in (known or {}).items() if isinstance(rows, list) and isinstance(given.get(key), list)}
    return {key for key in lists if len(given[key]) < len(known[key])}


def notes(left: set[str], stays: set[str], *, is_new: bool) -> list[str]:
    """What is told of both."""
    sentences = []
    if left and is_new:
        text = _("Not taken in from files: %(keys)s. Enter it on the page of the record.")
        sentences.append(text % {"keys": ", ".join(sorted(left))})
    elif left:
        text = _("Different in the file, and not taken in from files: %(keys)s. Change it on the page of the record.")
        sentences.append(text % {"keys": ", ".join(sorted(left))})
    if stays:
        text = _("The file leaves out some of these, and they stay: %(keys)s. A file takes nothing away.")
        sentences.append(text % {"keys": ", ".join(sorted(stays))})
    return sentences
