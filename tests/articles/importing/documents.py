"""Word documents for tests: written by python-docx, or with a body of hand-written XML."""

import io
import zipfile

import docx
from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def png(colour="red", size=(300, 240)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return written.getvalue()


def saved(document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def package(parts: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return written.getvalue()


def handwritten(body: str, **parts: str) -> bytes:
    """A document whose body is the XML given; other parts by name, with __ for / and a dot before xml."""
    xml = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    others = {f"word/{name}.xml": content for name, content in parts.items()}
    return package({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": xml, **others})


def p(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def ins(inner: str, author="Anna") -> str:
    return f'<w:ins w:id="1" w:author="{author}" w:date="2025-09-29T10:00:00Z">{inner}</w:ins>'


def deleted(text: str, author="Bo") -> str:
    return (
        f'<w:del w:id="2" w:author="{author}" w:date="2025-09-29T10:00:00Z">'
        f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'
    )


def news() -> bytes:
    """A report as an office writes it: title, date, a picture with its caption, a list, a table, credits."""
    document = docx.Document()
    document.add_paragraph("A Title in Word", style="Title")
    document.add_paragraph("2025年9月29日")
    document.add_paragraph("The first paragraph stands here.")
    document.add_picture(io.BytesIO(png()))
    document.add_paragraph("The red picture", style="Caption")
    document.add_heading("Section", 1)
    paragraph = document.add_paragraph("Some ")
    paragraph.add_run("bold").bold = True
    paragraph.add_run(" and ")
    paragraph.add_run("slanted").italic = True
    paragraph.add_run(" words.")
    document.add_paragraph("first", style="List Bullet")
    document.add_paragraph("second", style="List Bullet")
    document.add_paragraph("one", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], "abcd", strict=True):
        cell.text = text
    document.add_paragraph("Closing words.")
    document.add_paragraph("图文/甲某 编辑/乙某")
    document.sections[0].header.paragraphs[0].text = "Internal paper"
    return saved(document)
