"""Tables as people hand them in, and files that only look like tables."""

import io
import zipfile

import pytest
import xlsxwriter

from newsroom.shared import spreadsheets as tables
from newsroom.shared.spreadsheets import Number, TableRefused, read_table, write_workbook


def workbook(fill) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    fill(book, book.add_worksheet())
    book.close()
    return data.getvalue()


def rewritten(data: bytes, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == part else old.read(each))
    return out.getvalue()


def known(cell):
    return cell in {"Name", "Country", "名称"}


def read(data, name="list.csv"):
    table = read_table(data, name, is_heading=known)
    return table.headings, [(row.number, row.cells) for row in table.rows]


def refusal(data, name="list.csv") -> str:
    with pytest.raises(TableRefused) as refused:
        read(data, name)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_of_spreadsheets(encoding, delimiter):
    text = f"名称{delimiter}Country\r\n华南理工大学{delimiter}中国\r\n"

    assert read(text.encode(encoding)) == (["名称", "Country"], [(2, ["华南理工大学", "中国"])])


def test_headings_are_found_below_a_title_and_rows_keep_their_numbers():
    assert read(b"List of 2025,\n,\nName,Country\n\nLima,Peru\n") == (["Name", "Country"], [(5, ["Lima", "Peru"])])


def test_a_merged_cell_says_the_same_wherever_it_reaches():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["Name", "Country"])
        sheet.write_column(1, 0, ["Lima", "Cusco"])
        sheet.merge_range(1, 1, 2, 1, "Peru")

    assert read(workbook(fill), "list.xlsx")[1] == [(2, ["Lima", "Peru"]), (3, ["Cusco", "Peru"])]


def test_days_numbers_and_formulas_are_read_as_they_are_seen():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["Name", "Country"])
        sheet.write_datetime(1, 0, tables.datetime.datetime(2019, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(1, 1, 2019.1)
        sheet.write_formula(2, 0, "=1+1", None, 2)
        sheet.write_number(2, 1, 12)

    [first, second] = [cells for _number, cells in read(workbook(fill), "list.xlsx")[1]]

    assert (first, second) == (["2019-05-01", "2019.1"], ["2", "12"])
    assert isinstance(first[1], Number)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "list.csv", "The file is empty."),
        (b"\x00\x01\x02" * 50, "list.csv", "neither a workbook (.xlsx) nor a CSV file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "list.csv", "neither a workbook (.xlsx) nor a CSV file"),
        (b"no workbook", "list.xlsx", "This is not a PDF"),
        (b"PK\x03\x04broken", "list.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "list.xls", "old Excel workbook"),
        (b"Name,Country\n", "list.csv", "headings and no rows"),
        (b"\n\n,,\n", "list.csv", "nothing in the table"),
        (b"Name\n" + b"x\n" * (tables.MOST_ROWS + 1), "list.csv", "more than 10000 rows"),
        (b",".join([b"Name"] * 201) + b"\nx\n", "list.csv", "more than 200 columns"),
        (b"\n" * (tables.MOST_LINES + 1), "list.csv", "spans too many rows"),
        (b"x" * (tables.MOST_BYTES + 1), "list.csv", "larger than"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_a_sentence(data, name, said):
    assert said in refusal(data, name)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'


def test_a_million_blank_rows_that_are_only_declared_do_no_harm():
    content = (
        SHEET
        % b'<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Lima</t></is></c></row></sheetData>'
    )
    data = rewritten(write_workbook([("Sheet", [["Name"]])]), "xl/worksheets/sheet1.xml", content)

    assert read(data, "list.xlsx") == (["Name"], [(2, ["Lima"])])


@pytest.mark.parametrize(
    "content",
    [
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    ],
)
def test_a_lost_cell_at_the_end_of_the_sheet_takes_no_memory(content):
    data = rewritten(write_workbook([("Sheet", [["Name"]])]), "xl/worksheets/sheet1.xml", SHEET % content)

    assert "spans too many rows or columns" in refusal(data, "list.xlsx")


def test_an_archive_that_unpacks_to_something_huge_is_refused():
    data = rewritten(write_workbook([("Sheet", [["Name"]])]), "xl/worksheets/sheet1.xml", b" " * (101 * 1024 * 1024))

    assert "unpack to something far too large" in refusal(data, "list.xlsx")


def test_nothing_that_is_given_back_is_a_formula():
    data = write_workbook([("Sheet", [["Name"], ["=1+1"], ["+49"]])])

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert read(data, "x.xlsx")[1] == [(2, ["=1+1"]), (3, ["+49"])]
