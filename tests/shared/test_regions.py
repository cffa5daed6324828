import datetime
import tomllib

import pytest
from babel import Locale
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from newsroom.shared import regions
from newsroom.shared.regions import Continent

OF_CHINA = ["HK", "MO", "TW"]
LABEL_LANGUAGES = ["en", "zh-hans", "es", "ar"]
# what CLDR has besides ISO 3166-1: groups, islands without a code of their own, codes for testing
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}


def test_every_code_of_the_standard_is_in_the_table():
    known = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}

    assert set(regions.regions()) == known - NOT_ISO
    assert len(regions.regions()) == 249


def test_every_region_has_a_label_in_every_language_and_a_continent():
    assert [
        region.code
        for region in regions.regions().values()
        if not all(region.labels.get(language) for language in LABEL_LANGUAGES)
    ] == []
    assert {region.continent for region in regions.regions().values()} == set(Continent)


@pytest.mark.parametrize("language", LABEL_LANGUAGES)
def test_no_two_regions_have_the_same_label(language):
    labels = [region.label(language) for region in regions.regions().values()]

    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("HK", "Hong Kong, China", "中国香港"),
        ("MO", "Macao, China", "中国澳门"),
        ("TW", "Taiwan, China", "中国台湾"),
    ],
)
def test_regions_of_china_are_labelled_so(code, en, zh):
    assert (regions.label(code, "en"), regions.label(code, "zh-hans")) == (en, zh)
    assert all(regions.label("CN", language) in regions.label(code, language) for language in LABEL_LANGUAGES)


def test_regions_of_china_are_not_countries():
    assert [code for code in OF_CHINA if regions.regions()[code].is_country] == []
    assert regions.count([*OF_CHINA, "CN", "PE"]) == (2, 3)


def test_no_group_of_countries_has_a_region_as_a_member():
    assert [
        (group.code, code)
        for group in regions.groups().values()
        for code in group.times
        if not regions.regions()[code].is_country
    ] == []


def test_all_members_of_the_united_nations_and_four_more_states_are_countries():
    countries = {code for code, region in regions.regions().items() if region.is_country}

    assert len(countries) == 193 + len({"PS", "VA", "CK", "NU"})


def test_dependent_territories_are_not_countries():
    assert [code for code in ("PR", "GL", "GF", "EH", "AQ", "GI") if regions.regions()[code].is_country] == []


@pytest.mark.parametrize(
    ("group", "day", "code", "is_member"),
    [
        ("eu", "2020-01-31", "GB", True),
        ("eu", "2020-02-01", "GB", False),
        ("eu", "2013-06-30", "HR", False),
        ("eu", "2013-07-01", "HR", True),
        ("brics", "2023-12-31", "EG", False),
        ("brics", "2024-01-01", "EG", True),
        ("sco", "2024-07-04", "BY", True),
        ("asean", "1966-01-01", "TH", False),
        ("belt-and-road", "2023-01-01", "IT", True),
        ("belt-and-road", "2025-01-01", "IT", False),
        ("belt-and-road", "2025-09-27", "PE", True),
        ("belt-and-road", "2018-12-31", "PE", False),
        ("belt-and-road", "2025-05-07", "PA", True),
        ("belt-and-road", "2025-05-08", "PA", False),
        ("belt-and-road", "2025-05-14", "CO", True),
        ("asean", "2025-10-25", "TL", False),
        ("asean", "2025-10-26", "TL", True),
        ("brics", "2025-01-06", "ID", True),
        ("brics", "2025-09-27", "SA", False),
        ("arab-league", "1950-01-01", "DZ", False),
        ("arab-league", "1962-08-16", "DZ", True),
        ("celac", "2020-01-15", "BR", True),
        ("celac", "2020-01-16", "BR", False),
        ("celac", "2023-01-05", "BR", True),
    ],
)
def test_members_come_and_go(group, day, code, is_member):
    members = regions.groups()[group].members(datetime.date.fromisoformat(day))

    assert (code in members) is is_member


@pytest.mark.parametrize(
    ("group", "founders", "now"),
    [
        ("asean", 5, 11),
        ("sco", 6, 10),
        ("brics", 4, 10),
        ("eu", 12, 27),
        ("african-union", 52, 54),
        ("arab-league", 7, 22),
        ("celac", 33, 33),
    ],
)
def test_a_group_has_as_many_members_as_it_says_of_itself(group, founders, now):
    found = regions.groups()[group]
    first = min(since for spans in found.times.values() for since, _until in spans)

    assert (len(found.members(first)), len(found.members(datetime.date(2026, 11, 1)))) == (founders, now)


def test_the_times_of_a_membership_follow_one_another():
    for group in regions.groups().values():
        for code, spans in group.times.items():
            days = [day for span in spans for day in span if day is not None]
            assert (group.code, code, days) == (group.code, code, sorted(set(days)))


def test_every_time_is_one_of_a_member():
    table = tomllib.loads(regions.GROUPS.read_text(encoding="utf-8"))

    assert [(code, set(row.get("times", {})) - set(row["members"].split())) for code, row in table.items()] == [
        (code, set()) for code in table
    ]


def test_the_office_can_bring_its_own_list(settings):
    settings.NEWSROOM_REGION_GROUPS = {"belt-and-road": ["KE", "PE"]}

    assert regions.groups()["belt-and-road"].members(datetime.date(2025, 9, 27)) == ["KE", "PE"]
    assert regions.groups()["belt-and-road"].label("zh-hans") == "共建“一带一路”国家"


@pytest.mark.parametrize("own", [{"nobody": ["PE"]}, {"eu": ["XX"]}])
def test_a_list_with_a_mistake_is_refused(settings, own):
    settings.NEWSROOM_REGION_GROUPS = own

    with pytest.raises(ImproperlyConfigured, match=next(iter(own))):
        regions.groups()


def test_choices_are_in_the_language_of_the_page():
    with override("zh-hans"):
        assert dict(regions.region_choices())["PE"] == "秘鲁"
    with override("fr"):
        assert dict(regions.region_choices())["PE"] == "Peru"


def test_an_unknown_code_stands_for_itself():
    assert (regions.label("XX"), regions.label("")) == ("XX", "")
