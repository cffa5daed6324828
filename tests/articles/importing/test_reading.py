import pytest

from articles.importing.reading import MOST_BYTES, MOST_TEXT_BYTES, decode, format_of, looks_like_html
from articles.importing.understand import MOST_LINES, understand
from articles.importing.understood import ImportRefused

CHINESE = "第二届会议在北京举行。\n2025年9月29日\n来自三十多个国家的代表出席了会议。\n"
SPANISH = "La reunión de España\n28/09/2025\nMás de cien personas asistieron a la reunión en la Universidad.\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_chinese_text_is_read_in_each_encoding(encoding):
    text = CHINESE if "16-" not in encoding else f"SCUT news 2025\n{CHINESE}"

    decoded = decode(text.encode(encoding), "news.txt")

    assert (decoded.text, decoded.warning) == (text, "")


def test_accented_letters_without_an_encoding_are_read_with_a_warning():
    decoded = decode(SPANISH.encode("cp1252"), "noticia.txt")

    assert decoded.text == SPANISH
    assert decoded.warning == (
        "The text does not say how its accented letters are written; they were read as Windows-1252. Check them."
    )


def test_html_that_declares_its_encoding_is_believed():
    page = '<html><head><meta charset="gb2312"></head><body>会</body></html>'

    assert decode(page.encode("gb18030"), "a.html").text == page


def refusal(source, name):
    with pytest.raises(ImportRefused) as refused:
        understand(source, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("source", "name", "message"),
    [
        (b"", "a.txt", "“a.txt” is empty."),
        (b" \r\n\xc2\xa0\n", "a.txt", "“a.txt” has no words in it."),
        (b"\xef\xbb\xbf", "a.txt", "“a.txt” has no words in it."),
        (
            b"Good line\nBad \x81\x8d\xff\xff line\n",
            "a.txt",
            "“a.txt” cannot be read as text: byte 15, in line 2, fits none of UTF-8, UTF-16 and GB18030."
            " Open it where it was written and save it as UTF-8.",
        ),
        (
            b"\xff\xfea\x00\x00",
            "a.txt",
            "“a.txt” cannot be read as text: byte 5, in line 1, fits none of UTF-8, UTF-16 and GB18030."
            " Open it where it was written and save it as UTF-8.",
        ),
        (b"Line\nwith \x00 in it", "a.txt", "“a.txt” is not a text: there is a NUL byte in line 2."),
        (
            OLE + b"\0" * 600,
            "news.doc",
            "“news.doc” is a document of an old format (.doc or .wps), which cannot be read here. Open it in Word,"
            " choose “Save as”, take the type “Word document (.docx)” and import that file.",
        ),
        (
            OLE + b"\0" * 600,
            "news.wps",
            "“news.wps” is a document of an old format (.doc or .wps), which cannot be read here. Open it in WPS,"
            " choose “Save as”, take the type “Word document (.docx)” and import that file.",
        ),
        (
            OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "news.docx",
            "“news.docx” is protected with a password. Open it in Word or WPS, take the password away"
            " (File, Info, Protect document), save it and try again.",
        ),
        (
            b"plain words",
            "news.docx",
            "“news.docx” is named like a Word document but is none: it begins with none of the signs of one."
            " Open it where it was written and save it again as a Word document (.docx).",
        ),
        (
            b"{\\rtf1 words}",
            "news.txt",
            "“news.txt” is an RTF document. Open it in Word or WPS and save it as a Word document (.docx).",
        ),
        (
            b"%PDF-1.7",
            "news.pdf",
            "“news.pdf” is a PDF. Import the document from which it was made, or copy its text and paste it.",
        ),
        (
            b"\x89PNG\r\n",
            "news.txt",
            "“news.txt” is a picture, not a document with words. Pictures are uploaded as photos.",
        ),
        (
            b"MZ\x90\0",
            "news.txt",
            "“news.txt” is not a document that can be read here: give plain text, HTML or .docx.",
        ),
        (
            b"MIME-Version: 1.0\n",
            "news.mht",
            "“news.mht” is a saved web archive. Open it in a browser and save it as “HTML only”, or copy the text.",
        ),
        (b"<html><body><script>x</script></body></html>", "a.html", "“a.html” is a page without words in it."),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(source, name, message):
    assert refusal(source, name) == message


def test_files_that_are_too_large_are_refused():
    assert refusal(b"a" * (MOST_BYTES + 1), "a.txt") == "“a.txt” is 30 MB large; at most 30 MB can be read."
    assert refusal(b"a" * (MOST_TEXT_BYTES + 1024**2), "a.txt") == (
        "“a.txt” has 6 MB of text; a piece of news of more than 5 MB cannot be read."
    )


def test_a_text_of_very_many_lines_is_refused():
    source = "Title\n\n" + "A line of words.\n\n" * MOST_LINES

    assert refusal(source.encode(), "a.txt") == (
        f"“a.txt” has {MOST_LINES + 1} lines; a piece of news has at most {MOST_LINES}. Import it in parts."
    )


def test_the_format_follows_from_the_bytes_before_the_name():
    assert [
        format_of(source, name)
        for source, name in (
            (b"PK\x03\x04", "news.txt"),
            (b"<p>words</p>", "news.HTM"),
            (b"words", "news"),
            (b"words", ""),
        )
    ] == ["docx", "html", "text", "text"]


def test_html_in_a_text_file_is_seen():
    texts = ("<!DOCTYPE html><p>", "  <html>", "<p>a</p>", "a <b> c", "<<", "")

    assert [looks_like_html(text) for text in texts] == [True, True, True, False, False, False]


def test_html_nested_without_end_is_refused_or_read_but_breaks_nothing():
    deep = "<div>" * 20_000 + "Words of a page." + "</div>" * 20_000

    try:
        read = understand(deep.encode(), "a.html").format
    except ImportRefused:
        read = "refused"
    assert read in ("html", "refused")
