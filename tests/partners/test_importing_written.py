"""How offices write dates and periods."""

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.shared.partial_dates import PartialDate, Precision
from newsroom.shared.spreadsheets import Number
from partners.importing.written import NotUnderstood, Period, date_of, later, listed, period_of, titled


def told(period: Period) -> dict:
    return {name: str(value) for name, value in vars(period).items() if value is not None}


FIXED = {"term": "fixed"}
MONTHS = {"begins": "2019-05", "ends": "2024-05"} | FIXED
DAYS = {"begins": "2019-05-01", "ends": "2024-04-30"} | FIXED
FIVE = {"years": "5"} | FIXED
TACIT = {"renewal": "tacit"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2019.5–2024.5", MONTHS),
        ("2019.5-2024.5", MONTHS),
        ("2019.5—2024.5", MONTHS),
        ("２０１９．５－２０２４．５", MONTHS),
        ("2019年5月至2024年5月", MONTHS),
        ("2019 年 5 月 — 2024 年 5 月", MONTHS),
        ("2019-05 – 2024-05", MONTHS),
        ("May 2019 - May 2024", MONTHS),
        ("5年(2019.5-2024.5)", MONTHS),
        ("2019/05/01-2024/04/30", DAYS),
        ("2019-05-01—2024-04-30", DAYS),
        ("2019.05.01~2024.04.30", DAYS),
        ("2019-05-01至2024-04-30止", DAYS),
        ("20190501-20240430", DAYS),
        ("1 May 2019 – 30 April 2024", DAYS),
        ("2019–2024", {"begins": "2019", "ends": "2024"} | FIXED),
        ("from 2019 to 2024", {"begins": "2019", "ends": "2024"} | FIXED),
        ("至2024年5月", {"ends": "2024-05"} | FIXED),
        ("until 2024-05", {"ends": "2024-05"} | FIXED),
        ("2019.5起", {"begins": "2019-05"}),
        ("2019.5至今", {"begins": "2019-05"}),
        ("长期", {"term": "open_ended"}),
        ("长期有效", {"term": "open_ended"}),
        ("永久", {"term": "open_ended"}),
        ("open-ended", {"term": "open_ended"}),
        ("2019.5-长期", {"begins": "2019-05", "term": "open_ended"}),
        ("不详", {"term": "not_reported"}),
        ("自动续签", TACIT),
        ("不续签", {"renewal": "none"}),
        ("2019.5–2024.5（自动续签）", MONTHS | TACIT),
        ("五年", FIVE),
        ("5年", FIVE),
        ("五（5）年", FIVE),
        ("有效期5年", FIVE),
        ("5 years", FIVE),
        ("five years", FIVE),
        ("十二年", {"years": "12"} | FIXED),
        ("5年，期满自动续签", FIVE | TACIT),
        ("5 years, automatically renewed", FIVE | TACIT),
        ("自签署之日起五年", FIVE | {"rule": "on_signature"}),
        ("签字之日起生效，有效期5年，期满自动续签5年", FIVE | TACIT | {"rule": "on_signature"}),
        ("自2019年9月起5年", {"begins": "2019-09"} | FIVE),
    ],
)
def test_a_period_is_read_as_offices_write_it(text, meant):
    assert told(period_of(text)) == meant


@pytest.mark.parametrize(
    "text",
    ["banana", "2024.5-2019.5", "2019.13–2024.5", "0年", "长期 5年", "2019.5-2024.5;2025.1-2026.1", "3年(2019-2024)"],
)
def test_a_period_that_says_no_one_thing_is_refused(text):
    with pytest.raises(NotUnderstood):
        period_of(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2019.5", "2019-05"),
        ("2019.10", "2019-10"),
        ("2019年5月", "2019-05"),
        ("2019 年 5 月", "2019-05"),
        ("２０１９年５月", "2019-05"),
        ("2019年5月3日", "2019-05-03"),
        ("2019/5/3", "2019-05-03"),
        ("20190503", "2019-05-03"),
        ("2019-05-03 08:00", "2019-05-03"),
        ("3 May 2019", "2019-05-03"),
        ("May 3, 2019", "2019-05-03"),
        ("3-May-2019", "2019-05-03"),
        ("Sept 2019", "2019-09"),
        (Number("2019.5"), "2019-05"),
        (Number("2019"), "2019"),
    ],
)
def test_a_date_is_read_as_it_is_written(text, meant):
    assert str(date_of(text)) == meant


@pytest.mark.parametrize("text", ["2019.13", "45000", "x", "31/02/2019", "05/03/2019"])
def test_what_is_no_date_or_may_be_two_is_refused(text):
    with pytest.raises(NotUnderstood):
        date_of(text)


def test_a_number_that_may_have_been_october_is_not_january():
    assert str(date_of("2019.1")) == "2019-01"
    with pytest.raises(NotUnderstood, match="January or October"):
        date_of(Number("2019.1"))


@pytest.mark.parametrize(
    ("start", "years", "last"),
    [("2019-05-10", 5, "2024-05-09"), ("2020-02-29", 1, "2021-02-28"), ("2019-05", 5, "2024-05"), ("2019", 5, "2024")],
)
def test_a_term_of_years_ends_on_the_eve_of_its_anniversary(start, years, last):
    assert str(later(PartialDate.parse(start), years)) == last


dates = st.builds(
    PartialDate, st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 12, 31)), st.sampled_from(Precision)
)
WAYS = {
    "day": (
        "{0.year}-{0.month:02}-{0.day:02}",
        "{0.year}.{0.month}.{0.day}",
        "{0.year}年{0.month}月{0.day}日",
        "{0.year}/{0.month}/{0.day}",
    ),
    "month": ("{0.year}-{0.month:02}", "{0.year}.{0.month}", "{0.year}年{0.month}月"),
    "year": ("{0.year}", "{0.year}年"),
}


@given(begins=dates, ends=dates, dash=st.sampled_from(["–", "-", "—", "~", "至", "到", " to ", " – "]), data=st.data())
def test_any_span_is_read_back(begins, ends, dash, data):
    begins, ends = sorted([begins, ends], key=lambda date: date.start)
    written = [data.draw(st.sampled_from(WAYS[date.precision])).format(date.start) for date in (begins, ends)]

    period = period_of(dash.join(written))

    assert (period.begins, period.ends, period.term) == (begins, ends, "fixed")


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text):
    for read in (period_of, date_of):
        with contextlib.suppress(NotUnderstood):
            read(text)


def test_a_list_keeps_names_whole_that_hold_a_separator():
    known = {"A、B", "C", "D; E", "A", "B"}

    assert listed("A、B；C", known.__contains__) == ["A、B", "C"]
    assert listed("D; E", known.__contains__) == ["D; E"]
    assert listed("A、C\nB", known.__contains__) == ["A", "C", "B"]
    assert listed("X、Y；C", known.__contains__) == ["X", "Y", "C"]


def test_a_title_stands_in_brackets_behind_the_name():
    assert titled("张三（校长）") == ("张三", "校长")
    assert titled("Maria Pérez (Rector)") == ("Maria Pérez", "Rector")
    assert titled("张三") == ("张三", "")
