"""A Word document: its words and pictures through mammoth, after everything dangerous has been looked for.

Tracked changes are settled in the XML before anything is converted, so that what was deleted cannot come back.
"""

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass

import mammoth
from django.utils.translation import gettext as _
from lxml import etree

from .blocks import MOST_PICTURES, Walker
from .html import parse
from .text import tidy
from .tracked import questions_in, settle
from .understood import ImportRefused, Picture, Piece, Question

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_XML = 20 * 1024 * 1024
_WORDS = re.compile(r"word/(?:document|footnotes|endnotes)\d*\.xml")
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Caption'] => p.import-caption:fresh
p[style-name='caption'] => p.import-caption:fresh
p[style-name='题注'] => p.import-caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""


@dataclass(frozen=True)
class Document:
    pieces: tuple[Piece, ...]
    pictures: tuple[Picture, ...]
    not_fetched: tuple[str, ...]
    questions: tuple[Question, ...]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]


def read_document(source: bytes, filename: str, *, tracked: str) -> Document:
    parts = _unpacked(source, filename)
    trees = _trees(parts, filename)
    if not any(_WORDS.fullmatch(name) for name in trees):
        raise ImportRefused(_not_word(parts, filename))
    texts = [trees[name] for name in sorted(trees) if _WORDS.fullmatch(name)]
    questions = questions_in(texts, trees.get("word/comments.xml"))
    hidden = []
    for tree in texts:
        settle(tree, accept=tracked != "reject")
        hidden += _without_hidden(tree)
    html, pictures = _converted(_packed(parts, trees), filename)
    walker = Walker(first_heading_is_title=True).walk(parse(f"<div>{html or '<p></p>'}</div>", filename))
    if not walker.pieces:
        raise ImportRefused(_("“%(name)s” has no words in it.") % {"name": filename})
    margins = [text for name in sorted(trees) if _MARGINS.fullmatch(name) for text in _paragraphs(trees[name])]
    warnings = []
    if hidden:
        warnings.append(_("Hidden text was left out: %(text)s") % {"text": " · ".join(hidden)[:2000]})
    if any(name.endswith("vbaProject.bin") for name in parts):
        warnings.append(_("The document carries a program (macro); nothing of it was read."))
    return Document(
        pieces=tuple(walker.pieces),
        pictures=tuple(pictures),
        not_fetched=tuple(walker.not_fetched),
        questions=tuple(questions),
        left_out=tuple(dict.fromkeys(margins)),
        warnings=tuple(warnings),
    )


def _unpacked(source: bytes, filename: str) -> dict[str, bytes]:
    """The parts of the package, each read up to a limit, for what a part says of its own size may be a lie."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            entries = package.infolist()
            if len(entries) > MOST_PARTS:
                raise ImportRefused(_too_much(filename))
            for entry in entries:
                if entry.flag_bits & 1:
                    raise ImportRefused(
                        _("“%(name)s” is protected with a password. Save it without one and try again.")
                        % {"name": filename}
                    )
                most = min(left, MOST_XML if entry.filename.endswith((".xml", ".rels")) else left)
                with package.open(entry) as part:
                    content = part.read(most + 1)
                if len(content) > most:
                    raise ImportRefused(_too_much(filename))
                left -= len(content)
                parts[entry.filename] = content
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise ImportRefused(
            _("“%(name)s” is damaged: its package cannot be opened (%(why)s). Save it again where it was written.")
            % {"name": filename, "why": error}
        ) from error
    except (zlib.error, lzma.LZMAError) as error:
        raise ImportRefused(
            _("“%(name)s” is damaged: one of its parts cannot be unpacked (%(why)s).")
            % {"name": filename, "why": error}
        ) from error
    return parts


def _too_much(filename: str) -> str:
    return _("“%(name)s” unpacks to more than a document of words and pictures needs, and was not opened.") % {
        "name": filename
    }


def _not_word(parts: dict[str, bytes], filename: str) -> str:
    if any(name.startswith("xl/") for name in parts):
        return _("“%(name)s” is a workbook, not a Word document.") % {"name": filename}
    if any(name.startswith("ppt/") for name in parts):
        return _("“%(name)s” is a presentation, not a Word document.") % {"name": filename}
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        return _("“%(name)s” is an OpenDocument file. Save it as a Word document (.docx) and import that.") % {
            "name": filename
        }
    return _("“%(name)s” is a package without a Word document in it.") % {"name": filename}


def _trees(parts: dict[str, bytes], filename: str) -> dict[str, etree._Element]:
    """Every XML part, parsed without entities; a document type has no business in a Word document."""
    trees = {}
    for name, content in parts.items():
        if not name.endswith((".xml", ".rels")):
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            tree = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise ImportRefused(
                _("“%(name)s” is damaged: its part %(part)s is broken (%(why)s).")
                % {"name": filename, "part": name, "why": error}
            ) from error
        if tree.getroottree().docinfo.doctype:
            raise ImportRefused(
                _("“%(name)s” declares a document type in %(part)s, which no Word document does; it was not opened.")
                % {"name": filename, "part": name}
            )
        trees[name] = tree
    return trees


def _packed(parts: dict[str, bytes], trees: dict[str, etree._Element]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            if name == "mammoth/style-map":
                continue  # a map in the document would decide how it is read
            package.writestr(name, etree.tostring(trees[name], encoding="utf-8") if name in trees else content)
    return packed.getvalue()


def _converted(source: bytes, filename: str) -> tuple[str, list[Picture]]:
    pictures: list[Picture] = []

    @mammoth.images.img_element
    def number(image) -> dict[str, str]:
        if len(pictures) >= MOST_PICTURES:
            return {"src": "too-many"}
        try:
            with image.open() as opened:
                content = opened.read()
        except (OSError, KeyError, mammoth.docx.files.InvalidFileReferenceError):
            return {"src": image.alt_text or "linked-picture"}
        pictures.append(Picture(content, f"picture-{len(pictures) + 1}", tidy(image.alt_text or "")))
        return {"data-import": str(len(pictures) - 1)}

    try:
        html = mammoth.convert_to_html(
            io.BytesIO(source), style_map=_STYLES, convert_image=number, external_file_access=False
        ).value
    except (KeyError, ValueError, AttributeError, IndexError, TypeError, OSError, RecursionError) as error:
        # mammoth checks nothing: what breaks it is a document that breaks its own format.
        raise ImportRefused(
            _("“%(name)s” is damaged: what is in it does not fit together (%(why)s).")
            % {"name": filename, "why": type(error).__name__}
        ) from error
    return html, pictures


def _without_hidden(tree: etree._Element) -> list[str]:
    hidden = []
    for mark in list(tree.iter("{*}vanish")):
        run = mark.getparent().getparent() if mark.getparent() is not None else None
        if mark.get(_attribute(mark, "val"), "1") in ("0", "false", "off") or run is None or not run.tag.endswith("}r"):
            continue
        if text := tidy("".join(run.itertext("{*}t"))):
            hidden.append(text)
        if run.getparent() is not None:
            run.getparent().remove(run)
    return hidden


def _attribute(element: etree._Element, name: str) -> str:
    return f"{{{etree.QName(element).namespace}}}{name}"


def _paragraphs(tree: etree._Element) -> list[str]:
    texts = (tidy("".join(paragraph.itertext("{*}t"))) for paragraph in tree.iter("{*}p"))
    return [text for text in texts if text]
