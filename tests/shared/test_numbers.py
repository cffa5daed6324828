"""Numbers of things, in each language of the site."""

import pytest
from babel.numbers import format_decimal
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import ngettext, override

from newsroom.shared.numbers import Quantity

# Spanish and Portuguese leave four digits together, which Babel does not know
TERRITORY = {"pt": "pt_PT", "zh-hans": "zh_Hans"}


def shown(template: str, language: str, **context) -> str:
    with override(language):
        return Template("{% load i18n numbers %}" + template).render(Context(context))


@pytest.mark.parametrize("language", settings.ALL_LANGUAGES)
@pytest.mark.parametrize("number", [0, 7, 999, 12_700, 1_234_567, -12_700])
def test_a_number_is_written_as_the_cldr_writes_it(language, number):
    digits = {"numbering_system": "latn"} if language == "ar" else {}
    expected = format_decimal(number, locale=TERRITORY.get(language, language), **digits)

    assert shown("{{ number|number }}", language, number=number) == expected.replace("\u200e", "")


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "1,270"), ("zh-hans", "1,270"), ("es", "1270"), ("ar", "1,270"), ("pt", "1270")]
)
def test_four_digits_are_grouped_where_readers_group_them(language, expected):
    assert shown("{{ number|number }}", language, number=1_270) == expected


def test_a_number_keeps_its_plural_form():
    template = (
        "{% blocktranslate count n=number|number %}{{ n }} result{% plural %}{{ n }} results{% endblocktranslate %}"
    )

    assert [shown(template, "en", number=number) for number in (1, 12_700)] == ["1 result", "12,700 results"]
    with override("en"):
        assert ngettext("%(n)s result", "%(n)s results", Quantity(12_700)) % {"n": Quantity(12_700)} == "12,700 results"


@pytest.mark.parametrize("language", settings.ALL_LANGUAGES)
def test_years_and_numbers_of_records_are_never_grouped(language):
    assert (
        shown('{{ year }} <a href="?page={{ pk }}">', language, year=2026, pk=123_456) == '2026 <a href="?page=123456">'
    )


def test_a_long_list_says_its_numbers_to_readers_and_links_them_for_machines():
    page = Paginator(range(300_000), 20).page(1_499)

    with override("es"):
        html = " ".join(render_to_string("_paging.html", {"page": page}).split())

    assert "1499" in html
    assert "15.000" in html
    assert 'href="?page=1500"' in html
