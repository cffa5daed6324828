"""Names as they are compared: without case, accents, width or punctuation, so that any way of typing finds them."""

import re
import unicodedata

from django.db import models

from newsroom.shared.characters import CJK
from newsroom.shared.names import every_column

# Letters that no decomposition takes apart, and the Arabic ones that are typed for each other
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ى": "ي", "ة": "ه", "ـ": None}
)
# Accents of Latin, Greek and Cyrillic; vowel signs and hamzas of Arabic. Kana keep their voicing marks.
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]")
_SILENT = re.compile(r"[.'’‘ʼ`´·•\u200c-\u200f]")
_APART = re.compile(r"[\W_]+")
_BETWEEN_HAN = re.compile(f"(?<={CJK.pattern}) (?={CJK.pattern})")
# stands between the names in a search column; folding leaves none in a name
BAR = "|"


def fold(text: str) -> str:
    """NFKC, casefolded, accents off, punctuation and spaces squeezed: "Perú,  S.A." and "peru sa" are the same."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", plain)).translate(_LETTERS)
    folded = _APART.sub(" ", _SILENT.sub("", plain)).strip()
    # a name of signs alone must still be told apart from an empty one
    return _BETWEEN_HAN.sub("", folded) or " ".join(text.replace(BAR, " ").split()).casefold()


def fold_all(texts) -> str:
    """The folded names between bars: |scut|south china university of technology|"""
    names = dict.fromkeys(fold(text) for text in texts if text)
    names.pop("", None)
    return f"{BAR}{BAR.join(names)}{BAR}" if names else ""


def named_alike(field: str, names) -> models.Q:
    """Records that are called like one of these, in any language; none where no name is given."""
    keys = {fold(name) for name in names if name}
    found = models.Q(pk__in=[])
    for key in sorted(keys):
        found |= models.Q(**{f"{field}__contains": f"{BAR}{key}{BAR}"})
    return found


class FoldedField(models.TextField):
    """The folded form of other fields of the row, in all their languages; computed whenever the row is saved."""

    def __init__(self, *args, of: tuple[str, ...] = (), **kwargs):
        self.of = tuple(of)
        super().__init__(*args, **{"default": "", "blank": True, "editable": False} | kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance, add):
        names = [
            getattr(model_instance, each, None)
            for field in self.of
            for each in every_column(type(model_instance), field)
        ]
        setattr(model_instance, self.attname, fold_all(names))
        return super().pre_save(model_instance, add)


def holds(field: str, text: str) -> models.Q:
    """Every word of the text is in the folded field. A text without any word finds nothing."""
    words = fold(text).split()
    if not words:
        return models.Q(pk__in=[])
    return models.Q(*(models.Q(**{f"{field}__contains": word}) for word in words))
