"""The tables of docs/exports.md: every key of an item and what it means, as the descriptions of the exports have it."""

import os
import re
from pathlib import Path

import django

DOCS = Path(__file__).resolve().parents[2] / "docs" / "exports.md"
PLACE = re.compile(r"(<!-- keys of (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
WORDS = {"string": "text", "integer": "number", "boolean": "true or false", "object": "object", "array": "list"}


def with_tables(text: str) -> str:
    return PLACE.sub(lambda found: f"{found[1]}{_table(found[2])}{found[3]}", text)


def _table(name: str) -> str:
    from newsroom.schemas import SCHEMAS  # noqa: PLC0415 - needs Django, which this file may have to start first

    schema = SCHEMAS[name]
    lines = ["| key | holds | |", "|---|---|---|"]
    for key, piece in (schema.file or schema.all_keys()).items():
        lines += _lines(key, piece)
    if name == "partners":
        for piece, keys in schema.pieces.items():
            lines += _lines(f"({piece})", keys)
    return "\n".join(lines) + "\n"


def _lines(key: str, piece: dict) -> list[str]:
    found = [f"| `{key}` | {_kind(piece)} | {piece['description']}{_codes(piece)} |"]
    inner, below = piece.get("items", piece), f"{key}[]" if "items" in piece else key
    for name, each in inner.get("properties", {}).items():
        found += _lines(f"{below}.{name}", each)
    return found


def _kind(piece: dict) -> str:
    if "anyOf" in piece:
        return f"{_kind(piece['anyOf'][0])} or `null`"
    if "$ref" in piece:
        return f"({piece['$ref'].rpartition('/')[2]})"
    types = piece["type"] if isinstance(piece["type"], list) else [piece["type"]]
    if piece.get("format") == "uri":
        word = "address"
    elif piece.get("format") == "date" or ("pattern" in piece and "0-9]{4}" in piece["pattern"]):
        word = "date"
    elif piece.get("format") == "date-time":
        word = "moment"
    elif "enum" in piece:
        word = "code"
    elif "propertyNames" in piece:
        word = "words"
    else:
        word = WORDS[types[0]]
    return f"{word} or `null`" if "null" in types else word


def _codes(piece: dict) -> str:
    piece = piece.get("items", piece)
    codes = [value for value in piece.get("enum", ()) if value is not None]
    # of the countries and regions nobody needs a list here
    return f" {', '.join(f'`{value}`' for value in codes)}." if 0 < len(codes) < 50 else ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    DOCS.write_text(with_tables(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
