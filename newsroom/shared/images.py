"""Pictures: an upload is decoded, cleaned and encoded anew; its smaller sizes are made once and kept.

What is stored has no metadata (no place, no camera, no names), its orientation applied, sRGB colours and a white ground where it
was transparent: every reader sees what the reviewers saw, on a light or a dark page. It is named by the hash of its bytes.
"""

import hashlib
import io
import logging
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass

import pi_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import locks
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

from newsroom.shared import files

log = logging.getLogger(__name__)
pi_heif.register_heif_opener(thumbnails=False)

WIDTHS = (320, 640, 960, 1280, 1920)
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
MIN_SIDE = 200

# a small one for lists and the two that a page most often asks for; the others are made when first asked for
EARLY = ((320, "jpg"), (640, "avif"), (960, "avif"))

_ACCEPTED = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_LOSSLESS = ("PNG", "GIF")  # drawings and posters stay sharp
_STORED = ("JPEG", "PNG")
RENDITIONS = {
    "avif": {"format": "AVIF", "quality": 61, "speed": 8},
    "webp": {"format": "WEBP", "quality": 80},
    "jpg": {"format": "JPEG", "quality": 76, "optimize": True, "progressive": True},
}
# cuts around the focal point for shared links and machines: name → the most pixels it has
CROPS = {"card": (1200, 630), "16x9": (1200, 675), "4x3": (1200, 900), "1x1": (1200, 1200)}
# and how much larger than in the picture its parts may be: platforms show a smaller card as a thumbnail
ENLARGED = {"card": 2}
# the ways in which Pillow's decoders say that a file is not what its first bytes promise
_BROKEN = (
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
_AT_ONCE = 4  # decoding takes memory: so many at a time on one machine


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
    except _BROKEN as error:
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
    except _BROKEN as error:
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
    except _BROKEN:
        return None  # broken metadata is dropped; the picture may be fine


def _in_srgb(image, profile):
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, *_BROKEN):
            log.info("An uploaded picture has a colour profile that cannot be used.")
    return image.convert("RGB")


# -- stored files and their smaller sizes --


def original_path(sha256: str, extension: str) -> str:
    return f"photos/{sha256[:2]}/{sha256}.{extension}"


def rendition_path(sha256: str, width: int, extension: str) -> str:
    return f"renditions/{sha256[:2]}/{sha256}/{width}.{extension}"


def widths(original: int) -> list[int]:
    """The widths in which a picture is offered: never wider than it is."""
    return sorted({*(width for width in WIDTHS if width < original), min(original, WIDTHS[-1])})


def height_at(width: int, original_width: int, original_height: int) -> int:
    return max(1, round(original_height * width / original_width))


def store(picture: Picture) -> None:
    files.put(original_path(picture.sha256, picture.extension), picture.data)
    for width, extension in EARLY:
        if width < picture.width:
            rendition(picture.sha256, picture.extension, width, extension)


def rendition(sha256: str, original: str, width: int, extension: str) -> str:
    """The storage path of a size of a picture, made now unless it is there. The original where it cannot be made."""
    source = original_path(sha256, original)
    return _kept(sha256, rendition_path(sha256, width, extension), source, lambda: _shrink(source, width, extension))


def crop_size(name: str, width: int, height: int) -> tuple[int, int]:
    """The pixels of a cut of a picture: of the largest one of its shape, made smaller or, as far as it may be, larger."""
    most_wide, most_high = CROPS[name]
    wide = min(min(width, height * most_wide / most_high) * ENLARGED.get(name, 1), most_wide)
    return round(wide), round(wide * most_high / most_wide)


def crop(sha256: str, original: str, name: str, focal: tuple[int, int]) -> str:
    """The storage path of a cut that keeps the focal point (in percent) as near to its middle as it can be."""
    path = f"renditions/{sha256[:2]}/{sha256}/{name}-{focal[0]}-{focal[1]}.jpg"
    source = original_path(sha256, original)
    return _kept(sha256, path, source, lambda: _cut(source, name, focal))


def _kept(sha256, path, source, make):
    if default_storage.exists(path):
        return path
    try:
        with _one_at_a_time(sha256):
            if not default_storage.exists(path):
                files.put(path, make())
    except FileNotFoundError:
        raise
    except _BROKEN:
        log.exception("The size %s could not be made; the original is served instead.", path)
        return source
    return path


def _shrink(source, width, extension):
    with default_storage.open(source) as file, Image.open(file, formats=_STORED) as image:
        height = height_at(width, *image.size)
        image.draft("RGB", (width, height))  # JPEG decodes straight to the next larger eighth
        small = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _encoded(small, extension)


def _cut(source, name, focal):
    with default_storage.open(source) as file, Image.open(file, formats=_STORED) as image:
        width, height = image.size
        wide, high = crop_size(name, width, height)
        scale = min(width / wide, height / high)
        (left, right), (top, bottom) = (
            _span(focal[0] / 100, width, wide * scale),
            _span(focal[1] / 100, height, high * scale),
        )
        box = (left, top, right, bottom)
        small = image.convert("RGB").resize((wide, high), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    return _encoded(small, "jpg")


def _span(at, side, part):
    """Where a part of a side begins and ends that has a point in its middle, or as near to it as it can be."""
    start = max(min(at * side - part / 2, side - part), 0)
    return start, min(start + part, side)  # a product of fractions may be a hair too long


def _encoded(image, extension):
    out = io.BytesIO()
    image.save(out, **RENDITIONS[extension])
    return out.getvalue()


@contextmanager
def _one_at_a_time(sha256):
    """Hold back whoever wants the same picture on this machine. Two machines may both make one: the bytes are the same."""
    folder = settings.VAR_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"images-{int(sha256[:8], 16) % _AT_ONCE}", "wb") as file:
        locks.lock(file, locks.LOCK_EX)
        try:
            yield
        finally:
            locks.unlock(file)


def delete(sha256: str, original: str) -> None:
    """Remove a picture in all its sizes."""
    default_storage.delete(original_path(sha256, original))
    folder = f"renditions/{sha256[:2]}/{sha256}"
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
