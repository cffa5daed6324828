"""Readable ends of addresses: Chinese in pinyin, every other script in its nearest Latin letters."""

import re
from functools import lru_cache

from anyascii import anyascii
from pypinyin import lazy_pinyin

MAX_LENGTH = 80


@lru_cache(maxsize=32768)  # names in every language: lists sort by them
def slugify(title: str, fallback: str = "page") -> str:
    """Lower-case ASCII words joined by hyphens, never empty, cut between words where it can be."""
    latin = anyascii(" ".join(lazy_pinyin(title)))
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", latin.lower()))
    slug = "-".join(words)
    if len(slug) > MAX_LENGTH:
        slug = slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]
    return slug or fallback
