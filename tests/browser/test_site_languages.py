"""No page is half in another language: no sentence of the interface in English, no English month, no date or number of another language's
form, in anything that does not say by `lang` that it is in another one."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from django.utils.formats import date_format
from django.utils.translation import override, to_locale
from lxml import html

from newsroom.shared.languages import language_tag
from tests.browser.demo_site import LANGUAGES, ROOT

TRANSLATED = [language for language in LANGUAGES if language != "en"]
ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
ENGLISH_DAYS = re.compile(rf"\b(?:{MONTHS}),? \d|\d (?:{MONTHS})\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
ENGLISH_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")
# three small words in a row are no name
ENGLISH_WORDS = re.compile(r"(?:\b[a-z]{3,} ){2}[a-z]{3,}\b")
FORMATS = ("DATE_FORMAT", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT", "DATETIME_FORMAT", "TIME_FORMAT", "Y", "H:i")
# where the month stands with the other end of a span
DAYS_ALONE = ("j", "j日")


def texts(node, language: str = "") -> Iterator[tuple[str, str]]:
    """Every text that a reader sees or hears, on one line, and the language that it says it is in. A title cannot say another one than
    its page's: where a record has no name in that, its title is the name there is."""
    if not isinstance(node.tag, str) or node.tag in {"script", "style", "title"}:
        return
    language = node.get("lang", language)
    own = [*(node.get(name, "") for name in ATTRIBUTES), node.text or ""]
    yield from ((language, " ".join(text.split())) for text in own if text.strip())
    for child in node:
        yield from texts(child, language)
        if child.tail and child.tail.strip():
            yield language, " ".join(child.tail.split())


def english(language: str) -> re.Pattern:
    """The strings of the interface that are worded otherwise in the language; a placeholder stands for anything."""
    folder = ROOT / "newsroom" / "locale" / to_locale(language)
    with (folder / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    shapes = set()
    for message in catalogue:
        ids, words = ((each,) if isinstance(each, str) else each for each in (message.id, message.string))
        for each in set(ids) - set(words):
            fixed = PLACEHOLDER.split(" ".join(each.split()))
            # "%(day)s at %(place)s" would fit nearly everything
            if len(re.findall(r"[A-Za-z]{3,}", " ".join(fixed))) >= min(len(fixed), 2):
                shapes.add(".+".join(map(re.escape, fixed)))
    return re.compile("|".join(sorted(shapes)), re.IGNORECASE)


@pytest.fixture(scope="module", params=TRANSLATED)
def spoken(request, demo) -> tuple[str, dict[str, str]]:
    """A language, and each text of its pages that says it is in it, with a page that has it."""
    language, found = request.param, {}
    for address, answer in demo.every_page().items():
        if address.startswith(f"/{language}/"):
            for tag, text in texts(html.document_fromstring(answer.text)):
                if tag == language_tag(language):
                    found.setdefault(text, address)
    assert len(found) > 500
    return language, found


def test_no_string_of_the_interface_is_shown_in_english(spoken):
    language, found = spoken
    shape = english(language)

    assert {text: address for text, address in found.items() if shape.fullmatch(text)} == {}


def test_what_is_in_english_says_so(spoken):
    language, found = spoken
    if language == "es":  # its words are of the same letters
        found = {text: address for text, address in found.items() if re.search(r"\b(the|and|with)\b", text)}

    assert {text: address for text, address in found.items() if ENGLISH_WORDS.search(text)} == {}


def test_dates_and_numbers_are_not_written_as_in_english(spoken):
    language, found = spoken
    # Chinese groups digits by commas too
    shapes = [ENGLISH_DAYS] if language == "zh-hans" else [ENGLISH_DAYS, ENGLISH_NUMBER]

    assert {text: address for text, address in found.items() for shape in shapes if shape.search(text)} == {}


def moment_of(said: str) -> datetime.datetime | None:
    """None for a year or a month alone, which no day is told of."""
    try:
        return datetime.datetime.fromisoformat(said)
    except ValueError:
        return None


def is_said_once(time) -> bool:
    """Whether the month stands with the other end of a span: 26–27 December 2026."""
    month = time.get("datetime")[:7]
    others = [other for other in (time.getprevious(), time.getnext()) if other is not None and other.tag == "time"]
    return any(other.get("datetime")[:7] == month for other in others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_date_is_written_as_its_language_writes_it(demo, language):
    wrong, seen = defaultdict(set), 0
    for address, answer in demo.every_page().items():
        if not address.startswith(f"/{language}/"):
            continue
        for time in html.document_fromstring(answer.text).iterfind(".//time"):
            moment, text = moment_of(time.get("datetime")), " ".join(time.text_content().split())
            tag = next((each.get("lang") for each in [time, *time.iterancestors()] if each.get("lang")), "")
            if moment is None:
                continue
            seen += 1
            with override(tag.lower()):
                right = {date_format(moment, form) for form in FORMATS}
                if is_said_once(time):
                    right |= {date_format(moment, form) for form in DAYS_ALONE}
            if text not in right:
                wrong[address].add(text)

    assert seen > 100
    assert wrong == {}
