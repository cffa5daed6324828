from datetime import date

import pytest

from articles.importing.dates import FoundDate, bare_count, take_date, take_reads

DAY = date(2025, 9, 29)


@pytest.mark.parametrize(
    ("text", "printed", "rest"),
    [
        ("2025-09-29", "2025-09-29", ""),
        ("2025-9-29", "2025-9-29", ""),
        ("2025/9/29", "2025/9/29", ""),
        ("2025.9.29", "2025.9.29", ""),
        ("[2025-09-29]", "2025-09-29", ""),
        ("2025-09-29 14:30:05", "2025-09-29", ""),
        ("2025-09-29T14:30:00+08:00", "2025-09-29", ""),
        ("2025年9月29日", "2025年9月29日", ""),
        ("2025年09月29日 14:30 星期一", "2025年09月29日", ""),
        ("２０２５年９月２９日", "２０２５年９月２９日", ""),
        ("二〇二五年九月二十九日", "二〇二五年九月二十九日", ""),
        ("29/09/2025", "29/09/2025", ""),
        ("09/29/2025", "09/29/2025", ""),
        ("29.9.2025", "29.9.2025", ""),
        ("29 September 2025", "29 September 2025", ""),
        ("Monday, 29th September 2025", "29th September 2025", ""),
        ("29-Sep-2025", "29-Sep-2025", ""),
        ("September 29, 2025", "September 29, 2025", ""),
        ("Sept. 29th, 2025, 10:30 a.m.", "Sept. 29th, 2025", ""),
        ("29 de septiembre de 2025", "29 de septiembre de 2025", ""),
        ("29 de septiembre del 2025", "29 de septiembre del 2025", ""),
        ("29. September 2025", "29. September 2025", ""),
        ("٢٩ سبتمبر ٢٠٢٥", "٢٩ سبتمبر ٢٠٢٥", ""),
        ("2025-09-29\u3000来源：国际处", "2025-09-29", "来源：国际处"),
        ("2025-09-29\xa0\xa0\xa010", "2025-09-29", "10"),
    ],
)
def test_a_date_is_read_in_each_form(text, printed, rest):
    found, left = take_date(text)

    assert (found.day, found.printed, found.is_ambiguous, left) == (DAY, printed, False, rest)


@pytest.mark.parametrize(
    "text",
    [
        "time: 2025-09-29",
        "Date: 2025-09-29",
        "Published: 29 September 2025",
        "Published on Monday, 29 September 2025",
        "Publication date: September 29, 2025",
        "发布时间：2025-09-29",
        "日期：2025年9月29日",
        "时间:2025/9/29",
        "Fecha de publicación: 29 de septiembre de 2025",
        "تاريخ النشر: 29/09/2025",
    ],
)
def test_the_label_of_a_date_goes_with_it(text):
    found, left = take_date(text)

    assert (found.day, found.has_label, left) == (DAY, True, "")


@pytest.mark.parametrize(
    ("text", "day", "is_ambiguous"),
    [
        ("05/06/2025", date(2025, 6, 5), True),
        ("05/05/2025", date(2025, 5, 5), False),
        ("13/05/2025", date(2025, 5, 13), False),
        ("05/13/2025", date(2025, 5, 13), False),
    ],
)
def test_the_day_comes_first_where_both_readings_are_possible(text, day, is_ambiguous):
    found, _rest = take_date(text)

    assert (found.day, found.is_ambiguous) == (day, is_ambiguous)


@pytest.mark.parametrize(
    "text", ["31/02/2025", "2025-13-01", "2025年2月30日", "0001-01-01", "9999-01-01", "99/99/2025"]
)
def test_a_day_that_does_not_exist_is_found_and_not_read(text):
    assert take_date(text) == (FoundDate(None, text), "")


@pytest.mark.parametrize("text", ["", "date", "10", "12025-09-290", "September 2025", "192.168.1.2025", "the 29th"])
def test_what_is_no_date_is_left_alone(text):
    assert take_date(text) == (None, text)


@pytest.mark.parametrize(
    ("text", "count", "rest"),
    [
        ("浏览量：10", 10, ""),
        ("浏览次数：1,234", 1234, ""),
        ("阅读：1,234次", 1234, ""),
        ("阅读 1.2万", 12000, ""),
        ("点击数：[ 56 ]", 56, ""),
        ("点击数:７８", 78, ""),
        ("Hits: 10", 10, ""),
        ("Views 10", 10, ""),
        ("1,234 views", 1234, ""),
        ("Visitas: 1.234", 1234, ""),
        ("10次浏览", 10, ""),
        ("Hits: 10  Source: Office", 10, "Source: Office"),
    ],
)
def test_a_read_count_is_read_in_each_form(text, count, rest):
    assert take_reads(text) == (count, True, rest)


def test_a_counter_that_a_script_would_have_filled_is_recognised():
    assert take_reads("浏览次数：") == (None, True, "")


def test_a_number_that_no_page_reaches_is_not_a_count():
    assert take_reads("Hits: 99999999999999999999") == (None, True, "")


@pytest.mark.parametrize("text", ["", "hits", "The hits of the year", "interviews 10 people"])
def test_what_is_no_count_is_left_alone(text):
    assert take_reads(text) == (None, False, text)


def test_a_bare_number_is_a_count():
    assert [bare_count(text) for text in ("10", "\xa0(10)\xa0", "1,234", "10 people", "")] == [10, 10, 1234, None, None]
