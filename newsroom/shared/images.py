"""Pictures that come in: an upload is decoded, cleaned and encoded anew.

What is stored has no metadata (no place, no camera, no names), its orientation applied, sRGB colours and a white ground where it
was transparent: every reader sees what the reviewers saw, on a light or a dark page. It is named by the hash of its bytes.
"""

import hashlib
import io
import logging
import struct
import zlib
from dataclasses import dataclass

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

from newsroom.shared import files

log = logging.getLogger(__name__)
pi_heif.register_heif_opener(thumbnails=False)

MIN_SIDE = 200

_ACCEPTED = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_LOSSLESS = ("PNG", "GIF")  # drawings and posters stay sharp
# the ways in which Pillow's decoders say that a file is not what its first bytes promise
BROKEN = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class ImageRefused(ValidationError):
    """An uploaded picture that is not taken; the message says why."""


@dataclass(frozen=True)
class Picture:
    data: bytes
    sha256: str
    extension: str
    width: int
    height: int


def read(upload, *, least: int = MIN_SIDE) -> Picture:
    """The picture of an uploaded file (anything with `seek` and `read`), ready to be stored."""
    data = files.read_limited(upload, settings.NEWSROOM_PHOTO_MAX_BYTES, ImageRefused)
    image = _open(data)
    kind = image.format
    _check_size(image.size, least)
    try:
        image.load()
        _check_size(image.size, least)  # HEIC tells the truth only now
        image = _clean(image)
    except BROKEN as error:
        raise ImageRefused(
            _("The picture is damaged or incomplete. Export or download it again."), code="broken"
        ) from error
    out = io.BytesIO()
    if kind in _LOSSLESS:
        image.save(out, "PNG")
    else:
        image.save(out, "JPEG", quality=92, optimize=True, progressive=True)
    encoded = out.getvalue()
    return Picture(encoded, hashlib.sha256(encoded).hexdigest(), "png" if kind in _LOSSLESS else "jpg", *image.size)


def _open(data):
    try:
        return Image.open(io.BytesIO(data), formats=_ACCEPTED)
    except _BOMB as error:
        raise _too_many_pixels() from error
    except BROKEN as error:
        raise _refuse_unknown(data) from error


def _check_size(size, least):
    if size[0] * size[1] > settings.NEWSROOM_PHOTO_MAX_PIXELS:
        raise _too_many_pixels()
    if min(size) < least:
        raise ImageRefused(
            _("The picture is too small: %(width)s × %(height)s pixels. Each side needs at least %(least)s."),
            code="too_small",
            params={"width": size[0], "height": size[1], "least": least},
        )


def _too_many_pixels():
    return ImageRefused(
        _("The picture has more than %(limit)s million pixels. Make it smaller and upload it again."),
        code="too_many_pixels",
        params={"limit": settings.NEWSROOM_PHOTO_MAX_PIXELS // 1_000_000},
    )


def _refuse_unknown(data):
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!doctype svg", b"<!--")) and b"<svg" in start):
        return ImageRefused(_("SVG drawings can carry programs and are not taken. Export it as PNG."), code="svg")
    if data.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6", b"%PDF-")):
        return ImageRefused(
            _("EPS, PostScript and PDF are not taken as pictures. Export it as PNG or JPEG."), code="eps"
        )
    if data.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return ImageRefused(_("TIFF and camera raw files are not taken. Export it as JPEG."), code="tiff")
    if data.startswith((b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")):
        return ImageRefused(_("This is a program, not a picture."), code="program")
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8")):
        return ImageRefused(_("The picture is damaged or incomplete. Export or download it again."), code="broken")
    message = _("This is not a JPEG, PNG, WebP, GIF or HEIC picture. Save it as one of these and upload that.")
    return ImageRefused(message, code="unknown")


def _clean(image):
    """The pixels alone: upright, RGB in sRGB, on white, with nothing attached."""
    turn = _TURNS.get(_orientation(image))
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
        profile = None
    elif image.mode == "P" or image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image).convert("RGB")
    image = _in_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    image.info = {}  # some encoders write comments and profiles found here
    return image


def _orientation(image):
    try:
        return image.getexif().get(_ORIENTATION)
    except BROKEN:
        return None  # broken metadata is dropped; the picture may be fine


def _in_srgb(image, profile):
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, *BROKEN):
            log.info("An uploaded picture has a colour profile that cannot be used.")
    return image.convert("RGB")
