"""Which characters a stored text may hold, and in which form: two texts that look the same are the same."""

import re
import unicodedata

# Controls, lone surrogates, non-characters, byte order mark and zero-width space (the residue of copying), and the two
# marks that show a text in an order other than the written one. Joiners and direction marks stay: scripts need them.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
NEWLINES = re.compile("\r\n|[\r\x0c\x0b\x85\u2028\u2029]")
# It would join with a preceding < or > of the markup (≮, ≯) when a whole text is normalised.
SOLIDUS_OVERLAY = "\u0338"


def clean_characters(text: str) -> str:
    """NFC, LF, nothing invisible that does harm. Doing it twice changes nothing more."""
    text = UNWANTED.sub("", NEWLINES.sub("\n", text))
    return unicodedata.normalize("NFC", text).replace(SOLIDUS_OVERLAY, "")


def canonical_line(text: str) -> str:
    """The stored form of a plain text: NFC, LF, trimmed, single spaces."""
    lines = (re.sub(r"[ \t\xa0]{2,}|\t", " ", line).strip() for line in clean_characters(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_cjk(character: str) -> bool:
    """Written without spaces between words: Han, kana, and the marks that go with them (Hangul has spaces)."""
    return bool(CJK.match(character))


CJK = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
