"""Fonts to draw with: those installed on this machine, the best for a language first, and which characters each of them has.

A server has few fonts or none. What no font can draw is not drawn: nobody is shown empty boxes.
"""

import os
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from PIL import ImageFont, features

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
LATIN = (
    "NotoSans-Bold.ttf",
    "DejaVuSans-Bold.ttf",
    "LiberationSans-Bold.ttf",
    "Helvetica.ttc",
    "segoeuib.ttf",
    "arialbd.ttf",
)
ARABIC = ("NotoSansArabic-Bold.ttf", "NotoNaskhArabic-Bold.ttf", "DejaVuSans-Bold.ttf", "GeezaPro.ttc", "tahomabd.ttf")
EAST_ASIAN = (
    "NotoSansCJK-Bold.ttc",
    "NotoSansCJKsc-Bold.otf",
    "SourceHanSans-Bold.ttc",
    "NotoSansCJK-Regular.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "msyhbd.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
)
ORDERS = {
    "ar": (*ARABIC, *LATIN, *EAST_ASIAN),
    **dict.fromkeys(("zh-hans", "zh-hant", "ja", "ko"), (*EAST_ASIAN, *LATIN, *ARABIC)),
}
# a collection holds one face for each region: the shapes of the same character differ
FACES_OF = {"zh-hans": "SC", "zh-hant": "TC", "ja": "JP", "ko": "KR"}
_NOWHERE = "\U0010ffff"  # no font draws it: what comes out is the font's empty box
_TRIAL = 24


@dataclass(frozen=True)
class Typeface:
    path: str
    index: int = 0

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return _opened(self, size)

    def has(self, character: str) -> bool:
        return is_invisible(character) or _drawn(self, character) != _drawn(self, _NOWHERE)


def is_invisible(character: str) -> bool:
    """Spaces, joiners and direction marks: nothing to draw, and every font takes them."""
    return unicodedata.category(character) in {"Zs", "Cf", "Cc"}


@lru_cache(maxsize=128)
def _opened(face, size):
    engine = ImageFont.Layout.RAQM if joins_letters() else ImageFont.Layout.BASIC
    return ImageFont.truetype(face.path, size, index=face.index, layout_engine=engine)


@cache
def joins_letters() -> bool:
    """Whether this machine can set Arabic: Pillow brings one half of what it takes and looks for the other, FriBiDi, on the machine."""
    return features.check("raqm") and features.check("fribidi")


@lru_cache(maxsize=32)
def _on_trial(face):
    return ImageFont.truetype(face.path, _TRIAL, index=face.index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def _drawn(face, character):
    mask = _on_trial(face).getmask(character)
    return mask.size, bytes(mask)


@cache
def installed() -> dict[str, str]:
    """Font files of this machine by name."""
    found = {}
    for folder in FOLDERS:
        for place, _folders, names in os.walk(folder):
            for name in names:
                found.setdefault(name, os.path.join(place, name))
    return found


@lru_cache(maxsize=64)
def _faces(language: str, preferred: tuple[str, ...]) -> tuple[Typeface, ...]:
    here = installed()
    paths = [*preferred, *(here[name] for name in ORDERS.get(language, (*LATIN, *EAST_ASIAN, *ARABIC)) if name in here)]
    return tuple(face for path in paths if (face := _face(path, FACES_OF.get(language, ""))))


def _face(path: str, region: str) -> Typeface | None:
    """The face of a file for a region; None where it is no font."""
    faces = []
    try:
        while len(faces) < 16:
            name, _style = ImageFont.truetype(path, _TRIAL, index=len(faces)).getname()
            faces.append(name or "")
    except OSError:
        pass  # behind the last face of the file, or no font at all
    chosen = next((index for index, name in enumerate(faces) if region and name.endswith(f" {region}")), 0)
    return Typeface(path, chosen) if faces else None


def faces(language: str) -> tuple[Typeface, ...]:
    """The fonts to try for a text in a language, in their order; those of the settings before all others."""
    return _faces(language, tuple(settings.NEWSROOM_CARD_FONTS))
