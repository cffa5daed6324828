"""The pictures that are kept: each under the hash of its bytes, with smaller sizes and cuts that are made once, when first asked for."""

import io
import logging
from contextlib import contextmanager

from django.conf import settings
from django.core.files import locks
from django.core.files.storage import default_storage
from PIL import Image

from newsroom.shared import files
from newsroom.shared.images import BROKEN, Picture

log = logging.getLogger(__name__)

WIDTHS = (320, 640, 960, 1280, 1920)
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
# a small one for lists and the two that a page most often asks for; the others are made when first asked for
EARLY = ((320, "jpg"), (640, "avif"), (960, "avif"))

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
_AT_ONCE = 4  # decoding takes memory: so many at a time on one machine


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
    except BROKEN:
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
