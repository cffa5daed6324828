import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.shared.partial_dates import EndOfSpan, PartialDate, Precision, StartOfSpan
from partners.models import Agreement
from tests.make_records import make_agreement, make_organisation

DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(2199, 12, 31))
PARTIAL = st.builds(PartialDate, DAYS, st.sampled_from(Precision))


@pytest.mark.parametrize(
    ("written", "iso", "start", "end"),
    [
        ("2025", "2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
        ("2025.9", "2025-09", "2025-09-01", "2025-09-30"),
        ("2025/9/27", "2025-09-27", "2025-09-27", "2025-09-27"),
        ("2025年9月27日", "2025-09-27", "2025-09-27", "2025-09-27"),
        (" 2025年 ", "2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(written, iso, start, end):
    found = PartialDate.parse(written)

    assert (str(found), found.start.isoformat(), found.end.isoformat()) == (iso, start, end)


@pytest.mark.parametrize(
    "written", ["", "2025-13", "2025-02-30", "25", "2025-0", "27.9.2025", "0900", "2200", "recently"]
)
def test_what_is_no_date_is_refused(written):
    with pytest.raises(ValueError):
        PartialDate.parse(written)


@given(PARTIAL)
def test_writing_and_reading_a_date_changes_nothing(date):
    assert PartialDate.parse(str(date)) == date


@pytest.mark.parametrize(
    ("iso", "language", "shown"),
    [
        ("2025-09-27", "en", "27 September 2025"),
        ("2025-09", "en", "September 2025"),
        ("2025", "en", "2025"),
        ("2025-09-27", "zh-hans", "2025年9月27日"),
        ("2025-09", "zh-hans", "2025年9月"),
        ("2025", "zh-hans", "2025年"),
        ("2025-09", "es", "septiembre de 2025"),
        ("2025-09", "ar", "سبتمبر 2025"),
    ],
)
def test_a_date_is_shown_as_readers_of_the_language_write_it(iso, language, shown):
    assert PartialDate.parse(iso).display(language) == shown


@pytest.mark.django_db
@pytest.mark.parametrize("iso", ["2024", "2024-02", "2023-02", "2025-12", "2025-09-30"])
def test_the_database_knows_the_span_as_python_does(iso):
    agreement = make_agreement(signed=iso)
    span = Agreement.objects.annotate(first=StartOfSpan("signed_on"), last=EndOfSpan("signed_on")).get()

    assert (span.first, span.last) == (agreement.signed.start, agreement.signed.end)


@pytest.mark.django_db
def test_nothing_known_has_no_span():
    make_agreement(signed=None)

    assert Agreement.objects.annotate(last=EndOfSpan("signed_on")).get().last is None


@pytest.mark.django_db
def test_the_pair_of_columns_is_read_and_written_as_one():
    organisation = make_organisation(established="1551")
    organisation.refresh_from_db()

    assert (str(organisation.established), organisation.established_on, organisation.established_on_precision) == (
        "1551",
        datetime.date(1551, 1, 1),
        "year",
    )

    organisation.established = None
    organisation.save()
    organisation.refresh_from_db()
    assert (organisation.established_on, organisation.established_on_precision) == (None, "")
