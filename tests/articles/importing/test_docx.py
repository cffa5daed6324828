"""Word documents: words, pictures, tracked changes, comments, and those that mean harm."""

import io
import zipfile

import docx
import pytest

from articles.importing import docx as reader
from articles.importing.understand import understand
from articles.importing.understood import ImportRefused, Kind, Picture, Question

from .documents import RELATIONS, TYPES, W, deleted, handwritten, ins, news, p, package, png, r, saved

K = Kind


def test_a_report_is_understood_with_its_picture():
    understood = understand(news(), "report.docx")

    assert [(line.kind, line.text) for line in understood.lines] == [
        (K.TITLE, "A Title in Word"),
        (K.DATE, "2025年9月29日"),
        (K.PARAGRAPH, "The first paragraph stands here."),
        (K.PICTURE, ""),
        (K.CAPTION, "The red picture"),
        (K.HEADING, "Section"),
        (K.PARAGRAPH, "Some bold and slanted words."),
        (K.BULLET, "first"),
        (K.BULLET, "second"),
        (K.NUMBERED, "one"),
        (K.TABLE, "a | b / c | d"),
        (K.PARAGRAPH, "Closing words."),
        (K.CREDIT, "图文/甲某 编辑/乙某"),
    ]
    assert understood.format == "docx"
    assert understood.pictures == (Picture(png(), "picture-1"),)
    assert understood.body_html == "\n".join(
        [
            "<p>The first paragraph stands here.</p>",
            '<figure data-import="0" data-alt=""><figcaption>The red picture</figcaption></figure>',
            "<h2>Section</h2>",
            "<p>Some <strong>bold</strong> and <em>slanted</em> words.</p>",
            "<ul><li>first</li><li>second</li></ul>",
            "<ol><li>one</li></ol>",
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>",
            "<p>Closing words.</p>",
        ]
    )
    assert (understood.text_by, understood.photos_by) == ("甲某", "甲某")
    assert understood.left_out == ("Internal paper",)
    assert (understood.questions, understood.is_unanswered, understood.warnings) == ((), False, ())


CHANGED = handwritten(
    p(r("Title of the report"))
    + p(r("The rectors ") + ins(r("of both universities ")) + deleted("and their wives ") + r("met in Lima."))
    + p('<w:pPr><w:rPr><w:ins w:id="7" w:author="Anna"/></w:rPr></w:pPr>' + ins(r("A paragraph put in later.")))
    + p(r("The end of it."))
)


def test_tracked_changes_are_asked_about():
    understood = understand(CHANGED, "report.docx")

    assert understood.is_unanswered is True
    assert understood.questions == (
        Question("inserted", "Anna", "of both universities"),
        Question("deleted", "Bo", "and their wives"),
        Question("inserted", "Anna", "¶"),
        Question("inserted", "Anna", "A paragraph put in later."),
    )


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (
            "accept",
            "<p>The rectors of both universities met in Lima.</p>\n<p>A paragraph put in later.</p>\n<p>The end of it.</p>",
        ),
        ("reject", "<p>The rectors and their wives met in Lima.</p>\n<p>The end of it.</p>"),
    ],
)
def test_tracked_changes_are_settled_as_answered(answer, body):
    understood = understand(CHANGED, "report.docx", tracked_changes=answer)

    assert (understood.is_unanswered, understood.body_html) == (False, body)
    assert len(understood.questions) == 4


def test_a_paragraph_whose_end_was_deleted_runs_on():
    source = handwritten(
        p(r("Title of the report"))
        + p('<w:pPr><w:rPr><w:del w:id="3" w:author="Bo"/></w:rPr></w:pPr>' + r("The rectors met "))
        + p(r("in the city of Lima."))
    )

    accepted = understand(source, "a.docx", tracked_changes="accept")
    rejected = understand(source, "a.docx", tracked_changes="reject")

    assert accepted.questions == (Question("deleted", "Bo", "¶"),)
    assert accepted.body_html == "<p>The rectors met in the city of Lima.</p>"
    assert [line.text for line in rejected.lines] == ["Title of the report", "The rectors met", "in the city of Lima."]


def test_moved_text_and_rows_of_tables_are_settled_too():
    row = "<w:tr>{mark}<w:tc>{a}</w:tc><w:tc>{b}</w:tc></w:tr>"
    new = '<w:trPr><w:ins w:id="4" w:author="Anna"/></w:trPr>'
    source = handwritten(
        p(r("Title of the report"))
        + p('<w:moveFrom w:id="5" w:author="Bo">' + r("First words. ") + "</w:moveFrom>" + r("The middle of it."))
        + p('<w:moveTo w:id="6" w:author="Bo">' + r("First words. ") + "</w:moveTo>" + r("The end of it."))
        + "<w:tbl>"
        + row.format(mark="", a=p(r("a")), b=p(r("b")))
        + row.format(mark=new, a=p(r("c")), b=p(r("d")))
        + "</w:tbl>"
        + p(r("Last words."))
    )

    accepted = understand(source, "a.docx", tracked_changes="accept")
    rejected = understand(source, "a.docx", tracked_changes="reject")

    assert [line.text for line in accepted.lines][1:] == [
        "The middle of it.",
        "First words. The end of it.",
        "a | b / c | d",
        "Last words.",
    ]
    assert [line.text for line in rejected.lines][1:] == [
        "First words. The middle of it.",
        "The end of it.",
        "a | b",
        "Last words.",
    ]
    assert Question("inserted", "Anna", "c d") in accepted.questions


def test_comments_are_asked_about_and_never_in_the_body():
    document = docx.Document()
    document.add_paragraph("Title of the report")
    run = document.add_paragraph().add_run("The rectors met in Lima.")
    document.add_comment([run], text="Is that so?", author="Chen", initials="C")

    asked = understand(saved(document), "a.docx")
    answered = understand(saved(document), "a.docx", tracked_changes="accept")

    assert asked.questions == (Question("comment", "Chen", "Is that so?"),)
    assert (asked.is_unanswered, answered.is_unanswered) == (True, False)
    assert answered.body_html == "<p>The rectors met in Lima.</p>"
    assert answered.questions == asked.questions


def test_hidden_text_is_left_out_and_said():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret plan</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> in Lima.</w:t></w:r>'
    source = handwritten(p(r("Title of the report")) + p(r("The rectors met") + hidden + shown))

    understood = understand(source, "a.docx")

    assert understood.body_html == "<p>The rectors met in Lima.</p>"
    assert understood.reading_warnings == ("Hidden text was left out: secret plan",)


def test_footnotes_stay_with_their_numbers():
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p>{r("See the treaty.")}</w:p></w:footnote></w:footnotes>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r5" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'
        "</Relationships>"
    )
    body = p(r("Title of the report")) + p(
        r("The rectors met") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(" in Lima.")
    )
    source = package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": relations,
            "word/footnotes.xml": notes,
        }
    )

    assert [line.text for line in understand(source, "a.docx").lines] == [
        "Title of the report",
        "The rectors met[1] in Lima.",
        "See the treaty. ↑",
    ]


def refusal(source, name="a.docx"):
    with pytest.raises(ImportRefused) as refused:
        understand(source, name)
    return str(refused.value)


def test_a_damaged_document_is_refused():
    source = news()

    assert refusal(source[: len(source) // 2]).startswith("“a.docx” is damaged: its package cannot be opened (")
    assert refusal(b"PK\x03\x04 and nothing else").startswith("“a.docx” is damaged: its package cannot be opened (")
    assert refusal(handwritten("<w:p><w:r>")).startswith("“a.docx” is damaged: its part word/document.xml is broken (")
    broken = bytearray(source)
    with zipfile.ZipFile(io.BytesIO(source)) as made:
        entry = made.getinfo("word/document.xml")
    for place in range(entry.header_offset + 60, entry.header_offset + 90):
        broken[place] ^= 0xFF
    assert refusal(bytes(broken)).startswith("“a.docx” is damaged: ")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"xl/workbook.xml": "<a/>"}, "“a.docx” is a workbook, not a Word document."),
        ({"ppt/presentation.xml": "<a/>"}, "“a.docx” is a presentation, not a Word document."),
        (
            {"mimetype": "application/vnd.oasis.opendocument.text"},
            "“a.docx” is an OpenDocument file. Save it as a Word document (.docx) and import that.",
        ),
        ({"readme.txt": "words"}, "“a.docx” is a package without a Word document in it."),
        ({"word/document.xml": "<a/>"}, "“a.docx” is damaged: what is in it does not fit together (ValueError)."),
        ({}, "“a.docx” is a package without a Word document in it."),
    ],
)
def test_another_package_is_refused(parts, message):
    assert refusal(package(parts)) == message


def test_a_document_without_words_is_refused():
    assert refusal(handwritten(p(r(" ")))) == "“a.docx” has no words in it."


def test_a_document_with_a_password_on_its_package_is_refused():
    source = bytearray(package({"word/document.xml": "<a/>"}))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        source[source.index(sign) + offset] |= 1

    assert refusal(bytes(source)) == "“a.docx” is protected with a password. Save it without one and try again."


def test_a_package_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(reader, "MOST_UNPACKED", 1_000_000)
    bomb = package({"word/document.xml": "<a/>", "word/media/image1.png": b"\0" * 2_000_000})

    assert len(bomb) < 10_000
    assert refusal(bomb) == "“a.docx” unpacks to more than a document of words and pictures needs, and was not opened."


def test_very_large_xml_is_refused():
    bomb = package({"word/document.xml": b"<a>" + b" " * (reader.MOST_XML + 1) + b"</a>"})

    assert refusal(bomb) == "“a.docx” unpacks to more than a document of words and pictures needs, and was not opened."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_with_entities_is_refused(encoding):
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        f'<w:document xmlns:w="{W}"><w:body>{p(r("&b;"))}</w:body></w:document>'
    )
    source = package(
        {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": xml.encode(encoding)}
    )

    assert refusal(source) == (
        "“a.docx” declares a document type in word/document.xml, which no Word document does; it was not opened."
    )


def test_a_picture_that_is_only_linked_is_not_fetched(tmp_path):
    (tmp_path / "secret.png").write_bytes(png())
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:docPr id="1" name="x" descr="A linked tree"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="r9"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        f'Target="file://{tmp_path}/secret.png" TargetMode="External"/></Relationships>'
    )
    body = p(r("Title of the report")) + p(r("The rectors met in Lima.")) + p(drawing)
    source = package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": relations,
        }
    )

    understood = understand(source, "a.docx")

    assert understood.pictures == ()
    assert len(understood.not_fetched) == 1
    assert [line.kind for line in understood.lines] == [K.TITLE, K.PARAGRAPH, K.PICTURE]
