"""The columns of an import: what each is headed in every language of the site and in offices, and what its cells may say."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from newsroom.shared.exports import FORMULA
from newsroom.shared.folding import fold
from newsroom.shared.languages import language_tag
from newsroom.shared.names import column
from newsroom.shared.regions import regions
from partners.importing.written import NotUnderstood

LEAVE = "-"  # in a mapping: the column is not taken in
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")


@dataclass(frozen=True)
class Field:
    """A column: its heading as in the exports, and what else offices write above it."""

    key: str
    label: str  # marked for translation
    words: str = ""  # separated by semicolons
    language: str = ""  # of a name that has a column for each language
    help: str = ""  # marked for translation
    choices: type | None = None
    is_ignored: bool = False  # known, and not taken in: it follows from the others

    def __str__(self) -> str:
        if not self.language:
            return str(self.label)
        return f"{self.label} ({get_language_info(self.language)['name_local']})"


def in_languages(field: str, label, words: dict[str, str] | None = None, **options) -> list[Field]:
    """A field for each language that records have names in."""
    return [
        Field(column(field, code), label, (words or {}).get(code, ""), language=code, **options)
        for code in settings.ALL_LANGUAGES
    ]


@cache
def headings(field: Field) -> frozenset[str]:
    """All that may stand above the column, folded."""
    found = {fold(word) for word in (field.key, *field.words.split(";"))} - {""}
    for code in settings.ALL_LANGUAGES:
        with override(code):
            found.add(fold(str(field)))
            if field.language:
                found.add(fold(f"{field.label} ({language_tag(field.language)})"))
    return frozenset(found)


def field_for(heading: str, fields: Iterable[Field]) -> Field | None:
    """The field that a heading stands for: as it is, with what it says in brackets before the rest, or without it."""
    rest = _BRACKETS.sub("", heading)
    inside = "".join(_BRACKETS.findall(heading)).strip("()（）[]【】*＊:： ")
    for form in (heading, f"{inside}{rest}", f"{inside} {rest}", rest):
        folded = fold(form.removeprefix("'"))
        if folded and (found := next((field for field in fields if folded in headings(field)), None)):
            return found
    return None


def propose(table_headings: list[str], fields: Iterable[Field], remembered: dict[str, str] | None = None) -> list[str]:
    """For each heading the key of its field, or LEAVE. What was remembered comes first; no field stands twice."""
    fields, remembered = list(fields), remembered or {}
    keys = {field.key for field in fields}
    proposed = []
    for heading in table_headings:
        found = field_for(heading, fields)
        key = remembered.get(heading) or (found.key if found and not found.is_ignored else LEAVE)
        proposed.append(key if key in keys and key not in proposed else LEAVE)
    return proposed


# what cells say


def text_of(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from computing the cell."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


@cache
def _choices(choices) -> dict[str, str]:
    found = {}
    for value, label in choices.choices:
        for code in settings.ALL_LANGUAGES:
            with override(code):
                found.setdefault(fold(str(label)), value)
    return found | {fold(value): value for value in choices.values}


def choice_of(choices, words: dict[str, str] | None = None, but: tuple[str, ...] = ()) -> Callable[[str], str]:
    """Reads one of the choices: its name in any language, its code, or an office's own word for it."""

    def read(cell: str) -> str:
        found = _choices(choices).get(fold(cell)) or (words or {}).get(fold(cell))
        if found is None or found in but:
            known = ", ".join(str(label) for value, label in choices.choices if value not in but)
            raise NotUnderstood(_("“%(text)s” is none of these: %(known)s.") % {"text": cell[:60], "known": known})
        return choices(found)

    return read


def number_of(cell: str) -> int:
    digits = fold(cell)
    if not re.fullmatch(r"[0-9]{1,9}", digits):
        raise NotUnderstood(_("“%(text)s” is not a whole number.") % {"text": cell[:40]})
    return int(digits)


REGION_WORDS = {
    "usa": "US", "america": "US", "united states of america": "US", "美利坚合众国": "US", "uk": "GB", "england": "GB",
    "great britain": "GB", "scotland": "GB", "korea": "KR", "republic of korea": "KR", "大韩民国": "KR", "hong kong": "HK",
    "香港": "HK", "香港特别行政区": "HK", "macao": "MO", "macau": "MO", "澳门": "MO", "澳门特别行政区": "MO", "taiwan": "TW",
    "台湾": "TW", "russian federation": "RU", "俄国": "RU", "viet nam": "VN", "lao pdr": "LA", "czech republic": "CZ",
    "turkey": "TR", "the netherlands": "NL", "holland": "NL", "uae": "AE", "阿拉伯联合酋长国": "AE", "prc": "CN",
    "people s republic of china": "CN", "中华人民共和国": "CN", "中国大陆": "CN", "内地": "CN",
}  # fmt: skip
INTERNATIONAL = {"international", "国际", "国际组织", "internacional", "دولي"}


@cache
def _region_labels() -> dict[str, str]:
    found = {fold(label): region.code for region in regions().values() for label in region.labels.values() if label}
    return found | {code.casefold(): code for code in regions()} | REGION_WORDS


def region_of(cell: str) -> str:
    """The code of a country or region, from its label in any language; empty for what is international."""
    folded = fold(cell)
    if folded in INTERNATIONAL:
        return ""
    if code := _region_labels().get(folded):
        return code
    near = process.extractOne(folded, list(_region_labels()), scorer=fuzz.ratio, score_cutoff=60)
    if near:
        label = regions()[_region_labels()[near[0]]].label()
        raise NotUnderstood(
            _("There is no country or region “%(text)s”. Is it %(nearest)s?") % {"text": cell[:40], "nearest": label}
        )
    raise NotUnderstood(_("There is no country or region “%(text)s”.") % {"text": cell[:40]})
