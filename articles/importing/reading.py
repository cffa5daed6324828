"""From bytes to text, and which kind of document this is; what cannot be read is refused with the reason."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .understood import ImportRefused

MOST_BYTES = 30 * 1024 * 1024
MOST_TEXT_BYTES = 5 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What a document begins with, whatever its name says.
_OTHER_FORMATS = (
    (b"{\\rtf", "RTF"),
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "RIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
)
_PICTURES = ("JPEG", "PNG", "GIF", "RIFF")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_GB_NAMES = ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80")


def format_of(source: bytes, filename: str) -> str:
    """docx, html or text; by what the bytes are, and only for text by the name."""
    if not source:
        raise ImportRefused(_("“%(name)s” is empty.") % {"name": filename})
    if len(source) > MOST_BYTES:
        raise ImportRefused(
            _("“%(name)s” is %(size)d MB large; at most %(most)d MB can be read.")
            % {"name": filename, "size": len(source) // 1024**2, "most": MOST_BYTES // 1024**2}
        )
    ending = filename.lower().rpartition(".")[2]
    if source.startswith(OLE):
        _refuse_ole(source, filename, ending)
    if source.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "docx"
    for start, name in _OTHER_FORMATS:
        if source.startswith(start):
            _refuse_other(name, filename)
    if ending in ("docx", "doc", "wps"):
        raise ImportRefused(
            _(
                "“%(name)s” is named like a Word document but is none: it begins with none of the signs of one."
                " Open it where it was written and save it again as a Word document (.docx)."
            )
            % {"name": filename}
        )
    if ending in ("mht", "mhtml") or source[:200].lower().startswith((b"mime-version:", b"from: <saved by")):
        raise ImportRefused(
            _("“%(name)s” is a saved web archive. Open it in a browser and save it as “HTML only”, or copy the text.")
            % {"name": filename}
        )
    return "html" if ending in ("html", "htm", "xhtml") else "text"


def _refuse_ole(source: bytes, filename: str, ending: str) -> None:
    if "EncryptedPackage".encode("utf-16-le") in source:
        raise ImportRefused(
            _(
                "“%(name)s” is protected with a password. Open it in Word or WPS, take the password away"
                " (File, Info, Protect document), save it and try again."
            )
            % {"name": filename}
        )
    program = "WPS" if ending == "wps" else "Word"
    raise ImportRefused(
        _(
            "“%(name)s” is a document of an old format (.doc or .wps), which cannot be read here. Open it in %(program)s,"
            " choose “Save as”, take the type “Word document (.docx)” and import that file."
        )
        % {"name": filename, "program": program}
    )


def _refuse_other(name: str, filename: str) -> None:
    if name in _PICTURES:
        message = _("“%(name)s” is a picture, not a document with words. Pictures are uploaded as photos.")
    elif name == "PDF":
        message = _("“%(name)s” is a PDF. Import the document from which it was made, or copy its text and paste it.")
    elif name == "RTF":
        message = _("“%(name)s” is an RTF document. Open it in Word or WPS and save it as a Word document (.docx).")
    else:
        message = _("“%(name)s” is not a document that can be read here: give plain text, HTML or .docx.")
    raise ImportRefused(message % {"name": filename})


@dataclass(frozen=True)
class Decoded:
    text: str
    warning: str = ""


def decode(source: bytes, filename: str) -> Decoded:
    """The text, with the encoding found out: UTF-8, UTF-16, GB18030, or, with a warning, Windows-1252."""
    if len(source) > MOST_TEXT_BYTES:
        raise ImportRefused(
            _("“%(name)s” has %(size)d MB of text; a piece of news of more than %(most)d MB cannot be read.")
            % {"name": filename, "size": len(source) // 1024**2, "most": MOST_TEXT_BYTES // 1024**2}
        )
    decoded = _decoded(source, filename)
    if not decoded.text.strip().strip("\ufeff\u200b"):
        raise ImportRefused(_("“%(name)s” has no words in it.") % {"name": filename})
    if "\0" in decoded.text:
        line = decoded.text[: decoded.text.index("\0")].count("\n") + 1
        raise ImportRefused(
            _("“%(name)s” is not a text: there is a NUL byte in line %(line)d.") % {"name": filename, "line": line}
        )
    return decoded


def _decoded(source: bytes, filename: str) -> Decoded:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(_strictly(source, "utf-16", filename))
    if source.startswith(b"\xef\xbb\xbf"):
        return Decoded(_strictly(source, "utf-8-sig", filename))
    if encoding := _utf16_without_mark(source):
        return Decoded(_strictly(source, encoding, filename))
    try:
        return Decoded(source.decode("utf-8"))
    except UnicodeDecodeError as error:
        place = error.start
    charset = _CHARSET.search(source[:4096])
    declared = charset[1].decode("ascii").lower() if charset else ""
    if declared in _GB_NAMES or (not declared and _looks_like_gb(source)):
        try:
            return Decoded(source.decode("gb18030"))
        except UnicodeDecodeError:
            pass  # the place where it stopped being UTF-8 is the one to look at
    if declared in ("big5", "big5-hkscs", "iso-8859-1", "windows-1252", "utf-16"):
        encoding = "cp1252" if declared in ("iso-8859-1", "windows-1252") else declared
        return Decoded(_strictly(source, encoding, filename))
    if _looks_like_latin(source):
        return Decoded(
            source.decode("cp1252"),
            _(
                "The text does not say how its accented letters are written; they were read as Windows-1252. Check them."
            ),
        )
    raise ImportRefused(_unreadable(source, place, filename))


def _strictly(source: bytes, encoding: str, filename: str) -> str:
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(_unreadable(source, error.start, filename)) from error


def _unreadable(source: bytes, place: int, filename: str) -> str:
    return _(
        "“%(name)s” cannot be read as text: byte %(place)d, in line %(line)d, fits none of UTF-8, UTF-16 and GB18030."
        " Open it where it was written and save it as UTF-8."
    ) % {"name": filename, "place": place + 1, "line": source[:place].count(b"\n") + 1}


def _utf16_without_mark(source: bytes) -> str:
    sample = source[:2000]
    if len(sample) < 16:
        return ""  # too short to tell by its zeros
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.15 and even == 0:
        return "utf-16-le"
    if even > len(sample) * 0.15 and odd == 0:
        return "utf-16-be"
    return ""


def _looks_like_gb(source: bytes) -> bool:
    """Chinese stands in runs of pairs of high bytes; an accented letter of another language stands by itself."""
    runs = re.findall(rb"[\x80-\xff][\x40-\xff]?(?:[\x81-\xfe][\x40-\xfe])*", source[:100_000])
    high = re.findall(rb"[\x80-\xff]+", source[:100_000])
    pairs = sum(len(run) for run in high if len(run) % 2 == 0)
    return bool(runs) and pairs >= 0.6 * sum(len(run) for run in high)


def _looks_like_latin(source: bytes) -> bool:
    high = re.findall(rb"[\x80-\xff]+", source)
    if any(byte in source for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")):
        return False
    return sum(map(len, high)) < 0.15 * len(source) and all(len(run) <= 2 for run in high)


def looks_like_html(text: str) -> bool:
    return bool(_HTML.match(text))
