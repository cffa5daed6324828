"""How offices write dates, periods and names in a table: 2019.5–2024.5, 2019年5月至2024年5月, 长期, 自动续签, 5年."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.shared.partial_dates import PartialDate, Precision
from newsroom.shared.spreadsheets import Number
from partners.vocabulary import EffectiveRule, Renewal, Term

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ENGLISH = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?[ -]+)?({_MONTH})\.?[ ,-]+(?:(\d{{1,2}})(?:st|nd|rd|th)?,? )?(\d{{4}})"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WITH_HOUR = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]\d{1,2}:\d{2}(:\d{2})?")
_DATE = rf"(?:\d{{8}}|\d{{4}}(?:[-./年]\d{{1,2}}(?:[-./月]\d{{1,2}}日?|月)?|年)?|(?:\d{{1,2}}[ -])?(?:{_MONTH})\.?[ -]\d{{4}})"
_UNTIL = r"\s*(?:-{1,2}|~|到|至|\bto\b|\buntil\b|\btill\b)\s*"
_SPAN = re.compile(rf"(?:\bfrom\b|从|自)?\s*({_DATE})\s*(?:起)?{_UNTIL}({_DATE})(?:止)?")
_END = re.compile(rf"(?:\buntil\b|\btill\b|至|到|截至|截止)\s*({_DATE})(?:止)?")
_START = re.compile(
    rf"(?:(?:\bfrom\b|\bsince\b|从|自)\s*({_DATE})(?:起)?(?!\d)|({_DATE})\s*(?:起(?:生效)?|(?:-|~|至今|到今|至)\s*(?:今|now|present)?$))"
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
HAN_NUMBER = "[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_YEARS = re.compile(
    rf"(?:(\d{{1,2}})|({HAN_NUMBER})|\b({'|'.join(_WORDS)})\b)\s*(?:\(\d{{1,2}}\)\s*)?(?:个)?(?:年(?!\d)|-?years?\b|-?yrs?\b|años?\b)"
)
_TACIT = re.compile(
    r"(?:自动|默认)(?:续签|续约|续期|延长|延续|顺延|展期)(?:\d{1,2}年|[一二两三四五六七八九十]+年)?|"
    r"\b(?:auto(?:matic(?:ally)?)?|tacit(?:ly)?)[ -]+(?:renew\w*|exten\w*|prolong\w*)"
    r"|renew\w* (?:itself|themselves|automatically)|renovaci\w+ (?:autom\w+|t[aá]cita)"
)
_BY_AGREEMENT = re.compile(
    r"(?:协商|商议|经.{0,6}同意|另行).{0,6}(?:续签|续约|续期|延长)|(?:可续签|可续约)|\brenewable\b|renewal by (?:mutual )?agreement"
)
_NO_RENEWAL = re.compile(r"不(?:再)?(?:自动)?(?:续签|续约|续期)|\bno(?:t)? renew\w*|without renewal")
_OPEN = re.compile(
    r"长期(?:有效)?|永久(?:有效)?|无(?:固定)?期限|无限期|不限期|"
    r"\bopen[ -]?ended\b|\bindefinite(?:ly)?\b|\bno end(?: date)?\b|\bpermanent\b|\bunlimited\b|\bindefinid[oa]\b"
)
_UNTIL_DONE = re.compile(
    r"(?:至|到)?(?:项目|工作|任务)(?:完成|结束)(?:为止|时)?|\buntil (?:the )?(?:project|work) is (?:done|completed?|finished)\b"
)
_ON_SIGNATURE = re.compile(
    r"(?:自|从)?(?:双方|各方)?(?:签署|签字|签订|签约)(?:之)?日(?:期)?(?:起)?(?:即)?(?:开始)?(?:生效)?(?:起算)?|"
    r"(?:effective )?(?:from|on|upon) (?:the )?(?:date of )?(?:signature|signing)"
)
_EMPTY_WORDS = re.compile(
    r"[\s,;.:()/、。]|有效期(?:限|为)?|期限(?:为)?|为期|协议|生效|有效|期满(?:后|时)?|到期(?:后|时)?|届满(?:后|时)?|(?:如|若)?(?:双方|各方)?无异议|后|则|并|且|起|止|共|每次|再|,"
    r"|\b(?:valid|validity|term|period|of|for|then|and|with|after|expiry|a|is|the|years?|later|thereafter|each|time|unless|notice|given)\b"
)
UNKNOWN = {"不详", "未知", "待查", "不明", "未报道", "unknown", "n/a", "na", "not reported", "?", "/"}
# what makes a stored value empty; an empty cell leaves it as it is
CLEARS = {"-", "–", "—", "－", "——"}
_BRACKETS = str.maketrans("（）：；，。", "():;,.")


class NotUnderstood(Exception):
    """A cell that says nothing that the record can hold; the text says why."""


def plain(text: str) -> str:
    """One width, one kind of dash, small letters; what stands for the same thing is the same."""
    text = unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold()
    text = re.sub("[–—―‐‑‒−ー~～〜]+", "-", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[年月])\s+(?=\d)|(?<=\d)\s+(?=[年月日])", "", text)


def date_of(text: str) -> PartialDate:
    """A day, month or year as it is written; NotUnderstood for anything else."""
    if isinstance(text, Number) and re.fullmatch(r"\d{4}\.1", text):
        raise NotUnderstood(
            _("“%(text)s” is held as a number: it may be January or October. Write %(year)s-01 or %(year)s-10.")
            % {"text": text, "year": text[:4]}
        )
    words = plain(text).rstrip(".。")
    if found := _WITH_HOUR.fullmatch(words):
        words = found[1]
    if found := _COMPACT.fullmatch(words):
        words = "-".join(found.groups())
    if found := _ENGLISH.fullmatch(words):
        day, month, other_day, year = found.groups()
        words = "-".join(filter(None, [year, str(MONTHS[month]), day or other_day]))
    try:
        return PartialDate.parse(words.replace("\\", "/"))
    except ValueError as error:
        raise NotUnderstood(
            _("“%(text)s” is not a date. Write 2025, 2025-09 or 2025-09-27.") % {"text": text[:40]}
        ) from error


def later(start: PartialDate, years: int) -> PartialDate:
    """The last day, month or year of a term that begins then."""
    try:
        year = start.start.year + years
        if start.precision != Precision.DAY:
            return PartialDate(start.start.replace(year=year, day=1), start.precision)
        anniversary = (
            start.start.replace(year=year)
            if (start.start.month, start.start.day) != (2, 29)
            else datetime.date(year, 3, 1)
        )
        return PartialDate(anniversary - datetime.timedelta(days=1))
    except ValueError as error:
        raise NotUnderstood(_("The term would end beyond our time.")) from error


def overlap(one: PartialDate, other: PartialDate) -> bool:
    """Whether both may be the same day."""
    return one.start <= other.end and other.start <= one.end


@dataclass(frozen=True)
class Period:
    """What a cell says of how long something holds; what it does not say is None."""

    begins: PartialDate | None = None
    ends: PartialDate | None = None
    years: int | None = None
    term: Term | None = None
    renewal: Renewal | None = None
    rule: EffectiveRule | None = None


def _years(found: re.Match) -> int:
    digits, han, word = found.groups()
    if digits:
        return int(digits)
    return _WORDS[word] if word else han_number(han)


def han_number(han: str) -> int:
    """Of what HAN_NUMBER fits: 十二."""
    if "十" not in han:
        return _DIGITS[han]
    tens, ones = han.split("十")
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def _take(pattern: re.Pattern, words: str) -> tuple[re.Match | None, str]:
    found = pattern.search(words)
    return found, f"{words[: found.start()]} {words[found.end() :]}" if found else words


def period_of(text: str) -> Period:
    """From 2019.5–2024.5, 长期, 5年(自动续签), 自签署之日起五年, until 2024-05; NotUnderstood where anything remains."""
    refusal = NotUnderstood(
        _("“%(text)s” is not understood as a period. Write 2019-05 – 2024-05, 5 years, 长期 or 自动续签.")
        % {"text": text[:60]}
    )
    words = plain(text)
    if words in UNKNOWN:
        return Period(term=Term.NOT_REPORTED)
    no_renewal, words = _take(_NO_RENEWAL, words)
    tacit, words = _take(_TACIT, words)
    by_agreement, words = _take(_BY_AGREEMENT, words)
    renewal = Renewal.NONE if no_renewal else Renewal.TACIT if tacit else Renewal.BY_AGREEMENT if by_agreement else None
    done, words = _take(_UNTIL_DONE, words)
    on_signature, words = _take(_ON_SIGNATURE, words)
    span, words = _take(_SPAN, words)
    begins, ends = (date_of(span[1]), date_of(span[2])) if span else (None, None)
    opened, words = _take(_OPEN, words)
    if not span:
        ended, words = _take(_END, words)
        ends = date_of(ended[1]) if ended else None
        started, words = _take(_START, words)
        begins = date_of(started[1] or started[2]) if started else None
    years, words = _take(_YEARS, words)
    if opened and not begins:
        # 2019.5-长期: what remains before the word is the beginning
        lone, words = _take(re.compile(rf"({_DATE})\s*-?"), words)
        begins = date_of(lone[1]) if lone else None
    if re.sub(r"-", "", _EMPTY_WORDS.sub("", words)):
        raise refusal
    if begins and ends and ends.end < begins.start:
        raise NotUnderstood(_("“%(text)s” ends before it begins.") % {"text": text[:60]})
    if (opened or done) and (ends or years):
        raise refusal
    if years and ends and begins and later(begins, _years(years)).start.year != ends.start.year:
        raise NotUnderstood(_("The years and the dates of “%(text)s” do not agree.") % {"text": text[:60]})
    count = _years(years) if years and not ends else None
    if years and not _years(years):
        raise refusal
    if not any((begins, ends, count, opened, done, renewal, on_signature)):
        raise refusal
    return Period(
        begins=begins,
        ends=ends,
        years=count,
        term=Term.FIXED if ends or count else Term.OPEN_ENDED if opened else Term.UNTIL_DONE if done else None,
        renewal=renewal,
        rule=EffectiveRule.ON_SIGNATURE if on_signature else None,
    )


def listed(cell, is_known) -> list:
    """The things that a cell lists. A name may hold a separator itself: what is known stays whole."""
    if not isinstance(cell, str):
        return list(cell)
    if is_known(cell):
        return [cell.strip()]
    for separators in ("\n", "\n;；", "\n;；、", "\n;；、/"):
        parts = [part.strip() for part in re.split(f"[{separators}]", cell) if part.strip()]
        if len(parts) > 1 and all(map(is_known, parts)):
            return parts
    return [
        piece.strip()
        for part in re.split("[\n;；]", cell)
        if part.strip()
        for piece in ([part] if is_known(part) else part.split("、"))
        if piece.strip()
    ]


def titled(text: str) -> tuple[str, str]:
    """A name and the title in brackets behind it: 张三（校长）, Maria Pérez (Rector), 校长 张三 stays whole."""
    found = re.fullmatch(r"(.*?)\s*[(（](.*)[)）]", text.strip(), re.DOTALL)
    return (found[1].strip(), found[2].strip()) if found and found[1].strip() else (text.strip(), "")


def said(cells: dict, key: str, read: Callable):
    """What a cell says; nothing where that is not understood, which is refused where it is taken in."""
    try:
        return read(cells[key]) if cells.get(key) and cells[key] not in CLEARS else None
    except NotUnderstood:
        return None
