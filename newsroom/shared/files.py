"""Files that staff upload: stored under the hash of their bytes; documents are checked by what they contain.

A document for download (PDF, Word, Excel, PowerPoint) is kept exactly as it came. It is refused, with the reason, when it
cannot be read, is protected by a password, carries macros or would unpack to something huge.
"""

import hashlib
import io
import os
import re
import tempfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from lxml import etree

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
NAMES = {
    "pdf": _("PDF document"),
    "docx": _("Word document (.docx)"),
    "xlsx": _("Excel workbook (.xlsx)"),
    "pptx": _("PowerPoint presentation (.pptx)"),
}
_MAIN_PARTS = {f"{content_type}.main+xml": extension for extension, content_type in CONTENT_TYPES.items()}
_OLD_FORMATS = (
    (
        "WordDocument",
        _("This is an old Word document (.doc). Open it in Word or WPS, save it as .docx and upload that."),
    ),
    ("Workbook", _("This is an old Excel workbook (.xls). Open it in Excel or WPS, save it as .xlsx and upload that.")),
    (
        "PowerPoint Document",
        _("This is an old presentation (.ppt). Open it in PowerPoint or WPS, save it as .pptx and upload that."),
    ),
)
_MAX_PARTS = 5000
_MAX_UNPACKED = 10  # times the size limit of an upload
_MAX_TYPES_PART = 1024 * 1024
# the ways in which an archive or its list of contents turns out to be damaged
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    KeyError,
    etree.XMLSyntaxError,
)
_CLASSIC_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# in the trailer or the cross-reference stream's dictionary, which are never compressed
_PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


class FileRefused(ValidationError):
    """An uploaded document that is not taken; the message says why."""


@dataclass(frozen=True)
class Document:
    data: bytes
    sha256: str
    extension: str
    name: str  # with the extension that its content calls for


def read(upload, *, name: str = "") -> Document:
    """The checked document of an uploaded file (anything with `read`, and `name` unless given)."""
    name = name or getattr(upload, "name", None) or ""
    data = read_limited(upload, settings.NEWSROOM_ATTACHMENT_MAX_BYTES, FileRefused)
    extension = recognise(data)
    claimed = PurePosixPath(name).suffix.lower().lstrip(".")
    if claimed in CONTENT_TYPES and claimed != extension:
        raise FileRefused(
            _("The name ends in .%(claimed)s, but this is a %(kind)s. Check that it is the right file and rename it."),
            code="misnamed",
            params={"claimed": claimed, "kind": NAMES[extension]},
        )
    return Document(data, hashlib.sha256(data).hexdigest(), extension, tidy_name(name, extension))


def read_limited(upload, limit: int, refusal: type[ValidationError]) -> bytes:
    """All bytes of an upload, refused beyond the limit without reading further."""
    upload.seek(0)
    data = upload.read(limit + 1)
    if not data:
        raise refusal(_("The file is empty."), code="empty")
    if len(data) > limit:
        raise refusal(
            _("The file is larger than %(limit)s. Make it smaller and upload it again."),
            code="too_large",
            params={"limit": filesizeformat(limit)},
        )
    return data


def recognise(data: bytes) -> str:
    """The extension that the content of a document calls for; FileRefused when it is none that is taken."""
    if data.startswith(b"%PDF-"):
        return _recognise_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _recognise_office(data)
    if data.startswith(_CLASSIC_OFFICE):
        raise _refuse_classic_office(data)
    if data.startswith((b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")):
        raise FileRefused(_("This is a program, not a document."), code="program")
    raise FileRefused(
        _("This is not a PDF, .docx, .xlsx or .pptx file. Save it as one of these and upload that."),
        code="unknown",
    )


def _recognise_pdf(data):
    if b"%%EOF" not in data[-2048:]:
        raise FileRefused(_("The PDF is incomplete: its end is missing. Export or download it again."), code="broken")
    if _PDF_ENCRYPTED.search(data):
        raise FileRefused(
            _("The PDF is protected by a password or against printing. Save it without protection and upload that."),
            code="encrypted",
        )
    return "pdf"


def _recognise_office(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            if damaged := archive.testzip():
                raise zipfile.BadZipFile(damaged)
            return _main_part(archive, {part.filename.casefold() for part in parts})
    except _BROKEN as error:
        message = _("The file is damaged and cannot be opened. Save it again and upload that.")
        raise FileRefused(message, code="broken") from error


def _check_parts(parts):
    """What the archive says of itself, before anything is unpacked; unpacking never goes beyond what it says."""
    limit = _MAX_UNPACKED * settings.NEWSROOM_ATTACHMENT_MAX_BYTES
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > limit:
        raise FileRefused(_("The file would unpack to something far too large."), code="bomb")
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused(
            _("The file is protected by a password. Save it without one and upload that."), code="encrypted"
        )
    if any(".." in part.filename.split("/") or part.filename.startswith("/") for part in parts):
        raise ValueError("a part's name leads out of the archive")


def _main_part(archive, names):
    if "[content_types].xml" not in names:
        raise FileRefused(
            _("This is an archive, not a document. Upload the documents in it one by one."),
            code="archive",
        )
    if archive.getinfo("[Content_Types].xml").file_size > _MAX_TYPES_PART:
        raise ValueError("the list of content types is too long")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    types = etree.fromstring(archive.read("[Content_Types].xml"), parser)
    if types.getroottree().docinfo.doctype:
        raise ValueError("a document type in the list of content types")
    main_parts, has_macros = set(), any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names)
    for each in types.iterfind("{*}Override"):
        content_type = each.get("ContentType", "")
        has_macros |= "macroenabled" in content_type.lower() or "vbaproject" in content_type.lower()
        if content_type in _MAIN_PARTS and each.get("PartName", "").lstrip("/").casefold() in names:
            main_parts.add(_MAIN_PARTS[content_type])
    if has_macros:
        message = _("The file contains macros. Save it without macros (.docx, .xlsx or .pptx) and upload that.")
        raise FileRefused(message, code="macros")
    if len(main_parts) != 1:
        raise FileRefused(
            _("This is not a .docx, .xlsx or .pptx file. Save it as one of these and upload that."),
            code="unknown",
        )
    return main_parts.pop()


def _refuse_classic_office(data):
    """The reason for a file in Office's container of before 2007, which also wraps encrypted new ones."""
    if _stream("EncryptedPackage") in data:
        return FileRefused(
            _("The file is protected by a password. Save it without one and upload that."), code="encrypted"
        )
    for name, message in _OLD_FORMATS:
        if _stream(name) in data:
            return FileRefused(message, code="old_format")
    return FileRefused(
        _(
            "This is an old Office or WPS file. Open it in Office or WPS, save it as .docx, .xlsx or .pptx and upload that."
        ),
        code="old_format",
    )


def _stream(name):
    return name.encode("utf-16-le")


def tidy_name(name: str, extension: str) -> str:
    """A file name that is safe in an address and in a folder, with the right extension."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # control and format characters (some turn the reading order around: "cod.exe" shown as "exe.doc") and what systems forbid
    name = "".join(" " if unicodedata.category(c)[0] in "CZ" or c in '<>:"|?*%#;' else c for c in name)
    stem = re.sub(rf"(\.{extension})+$", "", " ".join(name.split()), flags=re.IGNORECASE).strip(" .")
    return f"{stem[: 140 - len(extension)].rstrip(' .') or 'document'}.{extension}"


# -- storage --


def original_path(sha256: str, extension: str) -> str:
    return f"files/{sha256[:2]}/{sha256}.{extension}"


def store(document: Document) -> None:
    put(original_path(document.sha256, document.extension), document.data)


def put(path: str, data: bytes) -> None:
    """Write a file that is named by its content: whole or not at all, and again without harm."""
    try:
        place = Path(default_storage.path(path))
    except NotImplementedError:
        # object storage: one request stores the whole object, or none of it
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(data))
        return
    if place.exists() and place.stat().st_size == len(data):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, settings.FILE_UPLOAD_PERMISSIONS or 0o644)
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
