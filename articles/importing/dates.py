"""Dates and read counts as pages print them, taken out of a line of text."""

import re
from dataclasses import dataclass
from datetime import date

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xA0: " ", 0x3000: " ", 0x202F: " "}
_ARABIC_DIGITS = {0x660 + n: str(n) for n in range(10)} | {0x6F0 + n: str(n) for n in range(10)}
_HAN_DIGITS = {character: n for n, character in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janvier janv januar janeiro يناير",
            "february feb febrero février fevrier février februar fevereiro فبراير",
            "march mar marzo mars märz março marco مارس",
            "april apr abril abr avril أبريل ابريل",
            "may mayo mai maio مايو",
            "june jun junio juin juni junho يونيو",
            "july jul julio juillet juli julho يوليو",
            "august aug agosto ago août aout أغسطس اغسطس",
            "september sept sep septiembre setiembre septembre setembro سبتمبر",
            "october oct octubre octobre oktober outubro أكتوبر اكتوبر",
            "november nov noviembre novembre novembro نوفمبر",
            "december dec diciembre dic décembre decembre dezember dezembro ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

# Each form names its year, month and day; what is ambiguous is only the form of digits with the day or month first.
_FORMS = (
    r"(?<!\d)(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日?",
    r"(?<![\d.])(?P<y>\d{4})(?P<s>[-./])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
    r"(?<![\d.])(?P<first>\d{1,2})(?P<s>[-./])(?P<second>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)",
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?[.\s-]+(?:de\s+|of\s+)?(?P<name>{_MONTH})\.?[,\s-]+(?:de[l]?\s+)?"
    r"(?P<y>\d{4})(?!\d)",
    rf"(?<!\w)(?P<name>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{{4}})(?!\d)",
    r"(?P<hy>[〇○零一二三四五六七八九]{4})年(?P<hm>[一二三四五六七八九十]{1,2})月(?P<hd>[一二三四五六七八九十]{1,3})日",
)
_DATE = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)

_LABEL = (
    r"(?:(?:date\s+(?:of\s+)?)?publi(?:shed|cation)(?:\s+(?:on|date|time))?|publish\s+(?:date|time)|posted(?:\s+on)?"
    r"|updated(?:\s+on)?|release\s+(?:date|time)|date|time|发布时间|发布日期|发表时间|发表日期|发稿时间|更新时间|创建时间"
    r"|时间|日期|fecha(?:\s+de\s+publicaci[oó]n)?|publicado(?:\s+el)?|publi[eé]\s+le|تاريخ(?:\s+النشر)?)"
)
LABEL_ALONE = re.compile(rf"\W*{_LABEL}\W*", re.IGNORECASE)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b\.?|星期[一二三四五六日天]|周[一二三四五六日]"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"
)
_BEFORE = re.compile(rf"(?P<label>(?<!\w){_LABEL}\s*:?)?\s*(?:{_WEEKDAY}\s*,?)?\s*$", re.IGNORECASE)
_TIME = r"(?:T|,\s*|\s*)\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}秒?|分)?(?:\.\d+)?\s*(?:[ap]\.?m\b\.?)?\s*(?:Z\b|[+-]\d{2}:?\d{2})?"
_AFTER = re.compile(rf"(?:\s*[(,]?\s*{_WEEKDAY}\s*\)?|{_TIME})*", re.IGNORECASE)

_READS_LABEL = (
    r"(?:浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|点击(?:次数|数|量|率)?|访问(?:次数|量)?|人气"
    r"|hits?|views?|page\s?views?|reads?|read\s+count|clicks?|visits?|visitas|lecturas|vistas|المشاهدات|مشاهدات)"
)
_COUNT = r"(?P<n>\d+(?:[.,]\d{3})+(?!\d)|\d+(?:\.\d+)?)\s*(?P<wan>万)?"
_READS = (
    re.compile(rf"(?<!\w){_READS_LABEL}\s*:?\s*[\[(]?\s*{_COUNT}\s*[\])]?\s*(?:次|times\b|veces\b)?", re.IGNORECASE),
    re.compile(rf"(?<![\w.,:/-]){_COUNT}\s*(?:次|人)?\s*{_READS_LABEL}(?!\w)", re.IGNORECASE),
)
_READS_EMPTY = re.compile(rf"(?<!\w){_READS_LABEL}\s*:\s*[\[(]?\s*[\])]?\s*(?:次)?", re.IGNORECASE)
MOST_READS = 2_000_000_000  # more than any page has; such a number is something else
_BARE_COUNT = re.compile(rf"\s*\(?{_COUNT}\)?\s*")


def plain(text: str) -> str:
    """The same words with half-width letters, digits and signs, so that one pattern reads both."""
    return text.translate(_HALF_WIDTH).translate(_ARABIC_DIGITS).strip()


@dataclass(frozen=True)
class FoundDate:
    day: date | None  # None: such a day does not exist
    printed: str
    is_ambiguous: bool = False
    has_label: bool = False


def _number(han: str) -> int:
    tens, ten, ones = han.partition("十")
    if not ten:
        return _HAN_DIGITS[han]
    return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)


def _day(match: re.Match) -> tuple[date | None, bool]:
    found = match.groupdict()
    is_ambiguous = False
    if found.get("hy"):
        year = int("".join(str(_HAN_DIGITS[character]) for character in found["hy"]))
        month, day = _number(found["hm"]), _number(found["hd"])
    elif found.get("first"):
        year, day, month = int(found["y"]), int(found["first"]), int(found["second"])
        if month > 12 >= day:
            day, month = month, day
        is_ambiguous = day <= 12 and month <= 12 and day != month and int(found["second"]) <= 12
    else:
        year, day = int(found["y"]), int(found["d"])
        month = MONTHS[found["name"].lower()] if found.get("name") else int(found["m"])
    if not 1900 <= year <= 2199:
        return None, False
    try:
        return date(year, month, day), is_ambiguous
    except ValueError:
        return None, False


def take_date(text: str) -> tuple[FoundDate | None, str]:
    """The first date of a line with its label and time of day cut out, and what is left of the line."""
    as_printed, text = text.strip(), plain(text)  # equally long, sign for sign
    matches = [match for form in _DATE if (match := form.search(text))]
    if not matches:
        return None, as_printed
    match = min(matches, key=lambda match: (match.start(), -match.end()))
    before = _BEFORE.search(text, 0, match.start())
    after = _AFTER.match(text, match.end())
    day, is_ambiguous = _day(match)
    found = FoundDate(
        day, as_printed[match.start() : match.end()].strip(), is_ambiguous, bool(before and before["label"])
    )
    start = before.start() if before else match.start()
    return found, _join(as_printed[:start], as_printed[after.end() :])


def take_reads(text: str) -> tuple[int | None, bool, str]:
    """The read count of a line, whether the line speaks of one at all, and what is left of the line."""
    as_printed, text = text.strip(), plain(text)
    for form in _READS:
        if match := form.search(text):
            return _count(match), True, _join(as_printed[: match.start()], as_printed[match.end() :])
    if match := _READS_EMPTY.search(text):
        return None, True, _join(as_printed[: match.start()], as_printed[match.end() :])
    return None, False, as_printed


def bare_count(text: str) -> int | None:
    """The number, when a line is nothing but one."""
    match = _BARE_COUNT.fullmatch(plain(text))
    return _count(match) if match else None


def _count(match: re.Match) -> int | None:
    number = match["n"]
    if re.fullmatch(r"\d+(?:[.,]\d{3})+", number) and not match["wan"]:
        number = re.sub(r"[.,]", "", number)
    count = float(number.replace(",", "")) * (10_000 if match["wan"] else 1)
    return round(count) if count <= MOST_READS else None


def _join(*parts: str) -> str:
    return "  ".join(part.strip() for part in parts if part.strip(" \t|()[]-,;·•—–:（）【】，；：｜"))
