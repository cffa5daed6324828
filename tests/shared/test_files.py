import io
import zipfile

import docx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from newsroom.shared import files
from newsroom.shared.files import Document, FileRefused

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
CLASSIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MAIN_PARTS = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "pptx": (
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
}


def types_part(content_type, part):
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>'
    )


def make_office(kind="docx", *, content_type=None, types=None, without=(), **more):
    """A small Office file; further parts as name=content, `__` standing for `/`."""
    part, own_type = MAIN_PARTS[kind]
    parts = {"[Content_Types].xml": types or types_part(content_type or own_type, part), part: "<x/>"}
    parts |= {name.replace("__", "/"): content for name, content in more.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in without:
                archive.writestr(name, content)
    return out.getvalue()


def real_word_file():
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Agenda")
    document.save(out)
    return out.getvalue()


def read(data, name="file"):
    return files.read(ContentFile(data), name=name)


def refusal(data, name="file"):
    with pytest.raises(FileRefused) as caught:
        read(data, name)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (PDF, "pdf"),
        (real_word_file(), "docx"),
        (make_office("docx"), "docx"),
        (make_office("xlsx"), "xlsx"),
        (make_office("pptx"), "pptx"),
    ],
)
def test_a_document_is_known_by_its_content_and_kept_as_it_is(data, extension):
    document = read(data, name=f"议程.{extension}")

    assert document == Document(data, document.sha256, extension, f"议程.{extension}")
    assert len(document.sha256) == 64


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"plain words", "unknown"),
        (b"<html></html>", "unknown"),
        (b"MZ" + b"\0" * 100, "program"),
        (b"\x7fELF" + b"\0" * 100, "program"),
        (b"#!/bin/sh\nrm -rf ~", "program"),
        (b"%PDF-1.7\ncut off", "broken"),
        (PDF.replace(b"<< /Root", b"<< /Encrypt 5 0 R /Root"), "encrypted"),
        (PDF.replace(b"<< /Root", b"<< /Encrypt<</Filter/Standard>> /Root"), "encrypted"),
        (b"<html>" + PDF, "unknown"),
        (CLASSIC + "WordDocument".encode("utf-16-le"), "old_format"),
        (CLASSIC + "Workbook".encode("utf-16-le"), "old_format"),
        (CLASSIC + "PowerPoint Document".encode("utf-16-le"), "old_format"),
        (CLASSIC, "old_format"),
        (CLASSIC + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (make_office(without=["[Content_Types].xml"]), "archive"),
        (make_office(without=["word/document.xml"]), "unknown"),
        (
            make_office(
                content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
            ),
            "unknown",
        ),
        (make_office(content_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (make_office(**{"word__vbaProject.bin": "x"}), "macros"),
        (make_office("xlsx", **{"xl__VBAPROJECT.BIN": "x"}), "macros"),
        (make_office("xlsx", **{"xl__macrosheets__sheet1.xml": "x"}), "macros"),
        (make_office(types="<not xml"), "broken"),
        (make_office(types='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "broken"),
        (make_office(**{"..__..__etc__passwd": "x"}), "broken"),
        (make_office()[:-30], "broken"),
        (b"PK\x03\x04" + b"\0" * 100, "broken"),
    ],
)
def test_what_is_no_safe_document_is_refused_with_its_own_reason(data, code):
    assert refusal(data) == code


def test_each_old_format_is_told_how_to_become_a_new_one():
    said = []
    for stream in ("WordDocument", "Workbook", "PowerPoint Document"):
        with pytest.raises(FileRefused) as caught:
            read(CLASSIC + stream.encode("utf-16-le"))
        said += caught.value.messages

    assert said == [
        "This is an old Word document (.doc). Open it in Word or WPS, save it as .docx and upload that.",
        "This is an old Excel workbook (.xls). Open it in Excel or WPS, save it as .xlsx and upload that.",
        "This is an old presentation (.ppt). Open it in PowerPoint or WPS, save it as .pptx and upload that.",
    ]


def test_an_archive_that_would_unpack_to_something_huge_is_refused(settings):
    settings.NEWSROOM_ATTACHMENT_MAX_BYTES = 100_000

    assert refusal(make_office(**{"word__big.xml": "0" * 1_100_000})) == "bomb"


def test_an_archive_of_very_many_parts_is_refused():
    assert refusal(make_office(**{f"word__{number}.xml": "" for number in range(5001)})) == "bomb"


def test_an_archive_that_lies_about_its_size_is_refused():
    honest = make_office(**{"word__big.xml": "0" * 500_000})
    size = (500_000).to_bytes(4, "little")

    assert refusal(honest.replace(size, (500).to_bytes(4, "little"))) == "broken"


def test_a_password_on_a_part_is_refused():
    data = bytearray(make_office())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1

    assert refusal(bytes(data)) == "encrypted"


def test_damage_inside_a_part_is_found():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        part, content_type = MAIN_PARTS["docx"]
        archive.writestr("[Content_Types].xml", types_part(content_type, part))
        archive.writestr(part, "<x>whole</x>")

    assert refusal(out.getvalue().replace(b"whole", b"wh0le")) == "broken"


def test_a_file_beyond_the_limit_is_refused(settings):
    settings.NEWSROOM_ATTACHMENT_MAX_BYTES = 50

    assert refusal(PDF) == "too_large"


def test_a_name_that_says_another_kind_is_refused():
    with pytest.raises(FileRefused) as caught:
        read(make_office("pptx"), name="report.pdf")

    assert caught.value.messages == [
        "The name ends in .pdf, but this is a PowerPoint presentation (.pptx). "
        "Check that it is the right file and rename it."
    ]


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("report.pdf", "report.pdf"),
        ("Report.PDF", "Report.pdf"),
        ("report", "report.pdf"),
        ("report.pdf.pdf", "report.pdf"),
        ("report.html", "report.html.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\li\\通知 2025.pdf", "通知 2025.pdf"),
        ("a\u202efdp.exe.pdf", "a fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ('say "hi"?.pdf', "say hi.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("", "document.pdf"),
        (".pdf", "document.pdf"),
        ("...", "document.pdf"),
        ("长" * 300 + ".pdf", "长" * 137 + ".pdf"),
    ],
)
def test_names_are_safe_in_addresses_and_folders(given, tidy):
    assert files.tidy_name(given, "pdf") == tidy


def test_a_stored_file_lies_under_its_hash():
    document = read(PDF)

    files.store(document)
    files.store(document)

    path = f"files/{document.sha256[:2]}/{document.sha256}.pdf"
    assert default_storage.listdir(f"files/{document.sha256[:2]}") == ([], [f"{document.sha256}.pdf"])
    with default_storage.open(path) as file:
        assert file.read() == PDF


def test_half_a_file_left_by_a_crash_is_written_anew():
    document = read(PDF)
    path = files.original_path(document.sha256, "pdf")
    default_storage.save(path, ContentFile(PDF[:20]))

    files.store(document)

    with default_storage.open(path) as file:
        assert file.read() == PDF


def test_a_failed_write_leaves_nothing_behind(monkeypatch):
    def disk_full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", disk_full)
    with pytest.raises(OSError, match="No space"):
        files.put("files/ab/one.pdf", PDF)

    assert default_storage.listdir("files/ab") == ([], [])
