"""Hong Kong, Macao and Taiwan on every page and in every export, in every language: regions of China, and never among countries.

The words for countries alone may not stand on a page at all, where the groups' own names and the numbers of countries and of other
regions are taken away: whoever means both says both.
"""

import json
import re

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext, override

from events.vocabulary import Measure, VisitLevel
from newsroom.accounts.roles import Role
from newsroom.shared.regions import groups, regions
from partners.models import Agreement, Organisation, Place
from tests.crawl import LANGUAGES, crawl, starts
from tests.make import make_user
from tests.make_records import make_agreement_in_force, make_event, make_home, make_organisation, make_place

pytestmark = pytest.mark.django_db

OF_CHINA = {"HK": "Harbour Gate", "MO": "Lotus Bridge", "TW": "Jade Hill"}
# the bare name of each, in each language, and what must stand beside it
LABELS = {code: {language: regions()[code].label(language) for language in LANGUAGES} for code in OF_CHINA}
BARE = {
    "en": {"HK": "Hong Kong", "MO": "Macao", "TW": "Taiwan"},
    "zh-hans": {"HK": "香港", "MO": "澳门", "TW": "台湾"},
    "es": {"HK": "Hong Kong", "MO": "Macao", "TW": "Taiwán"},
    "ar": {"HK": "هونغ كونغ", "MO": "ماكاو", "TW": "تايوان"},
}
# what a desk can choose for a figure or a visit: a number of countries that was reported as one, and the head of a state
OF_THE_EVENT = (Measure.COUNTRIES, VisitLevel.STATE)
# countries alone: the word without "or region", "and regions" after it
COUNTRY = {
    "en": re.compile(r"\bcountr(?:y|ies)\b(?! (?:or|and) (?:other )?regions?)", re.I),
    "zh-hans": re.compile(r"国家(?!/地区|或地区|和地区|、地区|与地区|及地区)"),
    "es": re.compile(r"\bpaís(?:es)?\b(?! (?:o|y) (?:otras )?regi)", re.I),
    "ar": re.compile(
        r"(?:\bبلد\b|البلد\b|بلدان|الدول\b|\bدولة\b|\bدول\b)(?! (?:أحد الأطراف )?(?:أو|و)\s?(?:ال)?(?:منطق|مناطق))"
    ),
}


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def of_china():
    """A partner, a place, an agreement and an event in each, and one of Peru beside them."""
    home = make_home()
    for code, name in {**OF_CHINA, "PE": "Puerto Lirio"}.items():
        place = make_place(f"{name} City", code)
        partner = make_organisation(f"{name} University", region=code, place=place)
        make_agreement_in_force(f"Pact of {name}", parties=[home, partner], signed_at=place)
        make_event(f"Forum of {name}", place=place)


# of groups of countries, and of countries counted apart from other regions
OF_COUNTRIES = [
    "An agreement counts for a group of which its partner’s country was a member on the day of signing. Our own country is left out of the groups.",
    "Partners are those in today’s members; an agreement counts where the country was a member on the day of signing. Our own country is left out of the groups.",
]
APART = "Countries: %(countries)s; other regions: %(others)s. As of %(date)s."


def words_of(language: str, text: str) -> str:
    """What a reader reads, without the names of groups and what is said of them, which belong to the groups."""
    text = " ".join(re.sub(r"<[^>]+>", " ", text).replace("\\,", ",").split())
    with override(language):
        for sentence in OF_COUNTRIES:
            text = text.replace(gettext(sentence), "")
        apart = re.escape(gettext(APART) % {"countries": "#", "others": "#", "date": "#"}).replace(
            re.escape("#"), r"[^<>]{1,30}?"
        )
        text = re.sub(apart, "", text)
    for group in groups().values():
        text = text.replace(group.label(language), "")
    with override(language):
        for choice in OF_THE_EVENT:
            text = re.sub(rf"(?<=[>\s]){re.escape(str(choice.label))}(?=\s+(?!and regions))", "", text)
    return " ".join(text.split())


def language_of(address: str) -> str:
    return address.split("/")[1] if address.split("/")[1] in LANGUAGES else "en"


def problems(address: str, text: str) -> list[str]:
    language = language_of(address)
    words = words_of(language, text)
    found = [f"{words[max(0, each.start() - 30) : each.end() + 20]}" for each in COUNTRY[language].finditer(words)]
    for code, name in BARE[language].items():
        label = LABELS[code][language]
        # the name may be part of a longer one, but every time it must be that of the table
        if words.count(name) > words.count(label):
            found.append(f"{name} without {label}")
    return found


def test_no_public_page_and_no_export_takes_them_for_countries(client, of_china):
    cache.clear()
    found = crawl(client, *starts())

    bad = {address: problems(address, answer.text) for address, answer in found.items()}
    assert {address: each for address, each in bad.items() if each} == {}
    # schema.org's word for an address is addressCountry: theirs is China's
    machines = re.compile(r'"addressCountry":\s*"(?:HK|MO|TW|Hong Kong|Macao|Taiwan)|as countries')
    assert {address: each for address, answer in found.items() if (each := machines.findall(answer.text))} == {}
    # and they are there: with their labels, in every language
    for language in LANGUAGES:
        lists = [found[f"/{language}/{name}/"].text for name in ("partners", "agreements")]
        lists += [found[f"/{language}/partners/export.{extension}"].text for extension in ("csv", "json", "xlsx")]
        assert [[LABELS[code][language] in text for code in OF_CHINA] for text in lists] == [[True] * 3] * len(lists)


def test_exports_say_that_they_are_no_countries(client, of_china):
    def told(value):
        """Every region that an export speaks of."""
        if isinstance(value, dict):
            if "is_country" in value:
                yield value["code"], value["is_country"]
            for each in value.values():
                yield from told(each)
        if isinstance(value, list):
            for each in value:
                yield from told(each)

    for name in ("partners", "agreements", "events"):
        data = json.loads(client.get(f"/en/{name}/export.json").content)
        # our own organisation stands beside the partners
        countries = {"PE", "CN"} if "own" in data else {"PE"}
        assert set(told(data)) == {(code, code in countries) for code in (*OF_CHINA, *countries)}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_form_and_no_list_of_the_desk_takes_them_for_countries(client, of_china, language):
    user = make_user("boss", Role.MANAGER, Role.RECORDS_OFFICER, is_superuser=True)
    client.force_login(user)
    client.cookies["django_language"] = language
    partner = Organisation.objects.get(name_en="Harbour Gate University")
    pages = [reverse("admin:index")]
    for model, record in (
        ("partners_organisation", partner),
        ("partners_agreement", Agreement.objects.get(title_en="Pact of Harbour Gate")),
        ("partners_place", Place.objects.get(name_en="Jade Hill City")),
        ("events_event", partner.place.events.get()),
    ):
        pages += [reverse(f"admin:{model}_changelist"), reverse(f"admin:{model}_add")]
        pages.append(reverse(f"admin:{model}_change", args=[record.pk]))
    with override(language):
        answers = {page: client.get(page, headers={"accept-language": language}) for page in pages}

    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(pages, 200)
    bad = {page: problems(f"/{language}/", answer.content.decode()) for page, answer in answers.items()}
    assert {page: each for page, each in bad.items() if each} == {}
    assert LABELS["HK"][language] in answers[reverse("admin:partners_organisation_changelist")].content.decode()
