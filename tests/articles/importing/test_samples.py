"""Both samples, line by line."""

from datetime import date
from pathlib import Path

import pytest

from articles.importing.understand import understand
from articles.importing.understood import Credit, CreditRole, Kind

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")


def read(name):
    source = (SAMPLES / name).read_bytes()
    rows = source.decode("utf-8").replace("\xa0", " ").split("\n")
    return understand(source, name), {number: row.strip() for number, row in enumerate(rows, start=1)}


def test_each_line_of_the_scut_report_is_understood():
    understood, row = read("conference-report-scut.txt")

    assert [(line.number, line.kind, line.text) for line in understood.lines] == [
        (
            1,
            Kind.TITLE,
            "The Second International Conference for Training Excellent Engineers Held in Beijing, Co-organised by SCUT",
        ),
        (2, Kind.DATE, "2025-09-29 10"),
        (4, Kind.CAPTION, "Main Conference Venue"),
        (7, Kind.PARAGRAPH, row[7]),
        (10, Kind.PARAGRAPH, row[10]),
        (13, Kind.PARAGRAPH, row[13]),
        (16, Kind.CAPTION, "Dr. ZHANG Xichun, Chancellor of SCUT Council Addressing at Conference"),
        (19, Kind.PARAGRAPH, row[19]),
        (22, Kind.CAPTION, "Signing Ceremony for the China-Peru Institute of Excellence in Engineering"),
        (25, Kind.PARAGRAPH, row[25]),
        (28, Kind.CREDIT, "Translated by SHI Weipeng"),
        (32, Kind.CREDIT, "Initial Review by AN Yufan"),
        (36, Kind.CREDIT, "Final Review by WU Zhaosheng"),
    ]
    # every other line of the file is blank, so that nothing was dropped
    shown = {line.number for line in understood.lines}
    assert [number for number, text in row.items() if text and number not in shown] == []


def test_the_scut_report_becomes_a_whole_draft():
    understood, row = read("conference-report-scut.txt")

    assert understood.format == "text"
    assert understood.language == "en"
    assert understood.title == (
        "The Second International Conference for Training Excellent Engineers Held in Beijing, Co-organised by SCUT"
    )
    assert (understood.dated_on, understood.date_text) == (date(2025, 9, 29), "2025-09-29")
    assert understood.read_count == 10
    assert understood.summary == ""
    assert understood.body_html == "\n".join(
        [
            "<figure><figcaption>Main Conference Venue</figcaption></figure>",
            f"<p>{row[7]}</p>",
            f"<p>{row[10]}</p>",
            f"<p>{row[13]}</p>",
            "<figure><figcaption>Dr. ZHANG Xichun, Chancellor of SCUT Council Addressing at Conference</figcaption></figure>",
            f"<p>{row[19]}</p>",
            "<figure><figcaption>Signing Ceremony for the China-Peru Institute of Excellence in Engineering"
            "</figcaption></figure>",
            f"<p>{row[25]}</p>",
        ]
    )
    assert understood.credits == (
        Credit(CreditRole.TRANSLATED, ("SHI Weipeng",), "Translated by SHI Weipeng"),
        Credit(CreditRole.INITIAL_REVIEW, ("AN Yufan",), "Initial Review by AN Yufan"),
        Credit(CreditRole.FINAL_REVIEW, ("WU Zhaosheng",), "Final Review by WU Zhaosheng"),
    )
    assert (understood.contributing_unit, understood.text_by, understood.photos_by) == ("", "", "")
    assert understood.unplaced == ()
    assert understood.warnings == ()
    assert understood.questions == ()


def test_each_line_of_the_education_report_is_understood():
    understood, row = read("conference-report-education.txt")

    assert [(line.number, line.kind, line.text) for line in understood.lines] == [
        (1, Kind.TITLE, "The second International Conference on Excellence in Engineering Education being held."),
        (3, Kind.DATE, "date"),
        (4, Kind.DATE, "28/09/2025"),
        (5, Kind.PARAGRAPH, row[5]),
    ]
    assert [number for number, text in row.items() if text] == [1, 3, 4, 5]


def test_the_education_report_becomes_a_draft_of_one_paragraph():
    understood, row = read("conference-report-education.txt")

    assert understood.title == "The second International Conference on Excellence in Engineering Education being held."
    assert (understood.dated_on, understood.date_text) == (date(2025, 9, 28), "28/09/2025")
    assert understood.read_count is None
    assert understood.language == "en"
    assert understood.body_html == f"<p>{row[5]}</p>"
    assert understood.credits == ()
    assert understood.unplaced == ()
    assert understood.warnings == (
        "The whole text is one paragraph; the breaks between its paragraphs seem to have been lost.",
    )
