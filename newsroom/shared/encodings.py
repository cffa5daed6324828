"""Text as spreadsheets save it. What is no Unicode is read as Chinese where it looks so, and never by chance: in GB18030 nearly every
sequence of bytes means something."""

from newsroom.shared.characters import is_cjk

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# GB 2312, level 1: the 3,755 characters of nearly all that is written, by the first of their two bytes
FREQUENT = {bytes([first]) for first in range(0xB0, 0xD8)}


class UnknownEncoding(ValueError):
    """No text, or it cannot be told in which encoding."""


def decode(data: bytes) -> str:
    """Text in UTF-8 (with its mark or without), in UTF-16 with its mark, or Chinese in GB18030. Raises UnknownEncoding."""
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = _chinese(data)
    if "\0" in text:
        raise UnknownEncoding
    return text


def _chinese(data: bytes) -> str:
    """Accented letters of Western encodings and the characters of Big5 become rare ones when they are taken for GB18030."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UnknownEncoding from error
    characters = [each for each in text if is_cjk(each)]
    frequent = sum(each.encode("gb2312", "ignore")[:1] in FREQUENT for each in characters)
    if 2 * frequent < len(characters):
        raise UnknownEncoding
    return text
