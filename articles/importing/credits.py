"""Credit lines in their many forms: who translated, reviewed, edited, wrote, photographed, contributed."""

import re

from .credit_words import BARE, BY, COLON, FIRST_PARTICLES, PARTICIPLES, PARTICLES
from .dates import plain
from .understood import Credit, CreditRole

_START = r"(?<![^\s(\[【|;,、。/])"
_WORDS = "|".join(PARTICIPLES)
_FORMS = tuple(
    (role, re.compile(_START + pattern, re.IGNORECASE))
    for role, pattern in (
        *((role, rf"(?:{words})(?!\w)\s*:?\s*") for role, words in BY),
        *((role, rf"(?:{words})\s*(?:[:/丨|](?!/)|\s[-–—]\s)\s*") for role, words in COLON),
    )
)
_TWO = re.compile(rf"{_START}({_WORDS})\s*(?:and|&|/|,)\s*({_WORDS})\s+by(?!\w)\s*:?\s*", re.IGNORECASE)
_BARE = re.compile(rf"{_START}(?:{BARE})")

_UNITS = (CreditRole.UNIT, CreditRole.SOURCE)
_BETWEEN = re.compile(r"\s*(?:[,;、|/]|(?<!\w)(?:and|y|e|et|和|及|与|و)(?!\w)|&)\s*", re.IGNORECASE)
_HAN_NAMES = re.compile(r"[\u3400-\u9fff·]{2,6}(?:\s+[\u3400-\u9fff·]{2,6})+")
_AROUND = " \t\xa0\u3000,;|、.。，；｜"
_AND_AT_END = re.compile(r"\s(?:and|y|&)$", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?;:]|\.\s|\d{3}")


def take_credits(text: str) -> tuple[tuple[Credit, ...], str]:
    """The credits of a line and what of it is not a credit; no credits at all when one of the names cannot be a name."""
    as_printed = text.strip()
    text = plain(text)  # as long as the printed one, sign for sign
    labels = _labels(text)
    if not labels:
        return (), as_printed
    credits: list[Credit] = []
    waiting: list[CreditRole] = []
    for number, (start, end, roles) in enumerate(labels):
        stop = labels[number + 1][0] if number + 1 < len(labels) else len(text)
        said = _trim(text[end:stop])
        if not said and stop < len(text) and text[end - 1] in "/、":
            waiting.extend(roles)  # 编辑/校对：甲, one name for both
            continue
        names = _names(said, is_unit=roles[0] in _UNITS)
        if len(names) > 12 or not all(_is_name(name, role=roles[0]) for name in names):
            return (), as_printed
        credits.extend(Credit(role, names, _trim(as_printed[start:stop])) for role in (*waiting, *roles))
        waiting = []
    return tuple(credits), _trim(as_printed[: labels[0][0]])


def _trim(text: str) -> str:
    """Without the signs that stand around and between credits; brackets only where their other half is not here."""
    text = _AND_AT_END.sub("", text.strip(_AROUND))
    for opening, closing in ("()", "（）", "[]", "【】"):
        if text.endswith(closing) and opening not in text:
            text = text[:-1].rstrip(_AROUND)
        if text.startswith(opening) and (closing not in text or text.endswith(closing)):
            text = text[1:].removesuffix(closing).strip(_AROUND)
    return text


def _labels(text: str) -> list[tuple[int, int, tuple[CreditRole, ...]]]:
    """Where the labels of a line stand; of those that begin at one place, the longest."""
    found: dict[int, tuple[int, tuple[CreditRole, ...]]] = {}

    def add(match: re.Match, *roles: CreditRole) -> None:
        if match.start() not in found or match.end() > found[match.start()][0]:
            found[match.start()] = (match.end(), roles)

    for match in _TWO.finditer(text):
        add(match, PARTICIPLES[match[1].lower()], PARTICIPLES[match[2].lower()])
    for role, form in _FORMS:
        for match in form.finditer(text):
            add(match, role)
    for match in _BARE.finditer(text):
        add(match, CreditRole.TEXT)
    labels: list[tuple[int, int, tuple[CreditRole, ...]]] = []
    for start, (end, roles) in sorted(found.items()):
        if not labels or start >= labels[-1][1]:
            labels.append((start, end, roles))
    return labels


def _names(said: str, *, is_unit: bool) -> tuple[str, ...]:
    if not said:
        return ()
    if is_unit:
        return (said,)
    parts = [part for part in _BETWEEN.split(said) if part]
    names = []
    for part in parts:
        part = " ".join(part.split()).strip()
        # 张 三: a name of two characters is often spaced to the width of three.
        if re.fullmatch(r"[\u3400-\u9fff]\s[\u3400-\u9fff]", part):
            names.append(part.replace(" ", ""))
        elif _HAN_NAMES.fullmatch(part):
            names.extend(part.split())
        else:
            names.append(part)
    return tuple(names)


def _is_name(name: str, *, role: CreditRole) -> bool:
    """Whether this could be the name of a person or a unit: not a sentence, not words written small."""
    if role == CreditRole.SOURCE:
        return len(name) <= 200
    if not name or len(name) > 80 or _SENTENCE.search(name):
        return False
    if re.search(r"[\u3400-\u9fff]", name):
        return len(name) <= 30
    words = name.split()
    if len(words) > 12 or words[0].lower() in PARTICLES - FIRST_PARTICLES:
        return False
    return all(word.lower().strip("(),") in PARTICLES or not word.strip("(\"'")[:1].islower() for word in words)


def is_label_alone(text: str) -> bool:
    """Whether the line names a role and nobody: the name stands on the next line."""
    credits, rest = take_credits(text)
    return len(credits) == 1 and not credits[0].names and not rest
