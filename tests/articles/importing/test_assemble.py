"""Corrections: a person says what a line is, and everything that follows from it is made anew."""

from articles.importing.assemble import correct
from articles.importing.understand import understand
from articles.importing.understood import Credit, CreditRole, Kind

TEXT = """Title
A second line of it
2025-09-29

The main hall

The universities met in Lima on Monday.

Short words of the rector

Thanks to LI Si
"""


def read():
    return understand(TEXT.encode(), "a.txt")


def test_without_corrections_nothing_changes():
    assert correct(read(), {}) == read()


def test_a_corrected_kind_changes_what_the_draft_is_made_of():
    understood = read()
    assert [line.kind for line in understood.lines] == [
        Kind.TITLE,
        Kind.UNPLACED,
        Kind.DATE,
        Kind.CAPTION,
        Kind.PARAGRAPH,
        Kind.CAPTION,
        Kind.CAPTION,
    ]

    corrected = correct(understood, {1: Kind.TITLE, 2: Kind.UNPLACED, 3: Kind.SUMMARY, 5: Kind.HEADING, 6: Kind.CREDIT})

    assert corrected.title == "Title A second line of it"
    assert corrected.dated_on is None
    assert corrected.summary == "The main hall"
    assert corrected.body_html == "<p>The universities met in Lima on Monday.</p>\n<h2>Short words of the rector</h2>"
    assert corrected.credits == (Credit(CreditRole.OTHER, (), "Thanks to LI Si"),)
    assert [line.text for line in corrected.unplaced] == ["2025-09-29"]
    assert corrected.warnings == ("No date was found.",)


def test_a_table_taken_for_a_paragraph_becomes_words():
    understood = understand(b"Title\n\nCity\tGuests\nLima\t10\n", "a.txt")

    assert correct(understood, {1: Kind.PARAGRAPH}).body_html == "<p>City | Guests / Lima | 10</p>"


def test_a_paragraph_cannot_be_made_a_table():
    assert correct(read(), {4: Kind.TABLE}).body_html.split("\n")[1] == "<p>The universities met in Lima on Monday.</p>"
