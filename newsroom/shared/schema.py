"""Pieces of JSON Schema (draft 2020-12), in which each room says what its exports hold. A key that is not described is in no export:
every object names its keys, has all of them and no others."""

from collections.abc import Iterable

from newsroom.shared.regions import regions

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
LANGUAGE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

Piece = dict


def obj(says: str, keys: dict[str, Piece], *, may_lack: Iterable[str] = ()) -> Piece:
    """An object with these keys, all of them but those that it may lack."""
    required = [key for key in keys if key not in may_lack]
    return {
        "type": "object",
        "description": says,
        "properties": keys,
        "required": required,
        "additionalProperties": False,
    }


def rows(says: str, of: Piece) -> Piece:
    return {"type": "array", "description": says, "items": of}


def or_null(piece: Piece) -> Piece:
    """The same, or `null` where it is not known or there is none."""
    if "$ref" in piece:
        reference = {"$ref": piece["$ref"]}
        return {"anyOf": [reference, {"type": "null"}], "description": piece["description"]}
    found = piece | {"type": [piece["type"], "null"]}
    return found | {"enum": [*piece["enum"], None]} if "enum" in piece else found


def text(says: str) -> Piece:
    return {"type": "string", "description": says}


def number(says: str) -> Piece:
    return {"type": "integer", "minimum": 0, "description": says}


def flag(says: str) -> Piece:
    return {"type": "boolean", "description": says}


def code(says: str, choices, *, but: Iterable[str] = ()) -> Piece:
    """One of the record's own codes."""
    return {"type": "string", "enum": [value for value in choices.values if value not in but], "description": says}


def address(says: str) -> Piece:
    return {"type": "string", "format": "uri", "description": says}


def date(says: str) -> Piece:
    """As far as it is known: 2025, 2025-09, 2025-09-27; null where nothing is."""
    return {"type": ["string", "null"], "pattern": DATE, "description": says}


def day(says: str) -> Piece:
    return {"type": "string", "format": "date", "description": says}


def moment(says: str) -> Piece:
    return {"type": ["string", "null"], "format": "date-time", "description": says}


def language(says: str) -> Piece:
    return {"type": "string", "pattern": LANGUAGE, "description": says}


def words(says: str) -> Piece:
    """Texts by language."""
    return {
        "type": "object",
        "description": says,
        "propertyNames": {"pattern": LANGUAGE},
        "additionalProperties": {"type": "string"},
    }


def region_code(says: str) -> Piece:
    return {"type": "string", "enum": list(regions()), "description": says}


def counted(says: str) -> Piece:
    """A number, and the list that makes it."""
    keys = {"number": number("How many."), "list": address("The list that is counted.")}
    return obj(says, keys)


def named(name: str, says: str) -> Piece:
    """One of the objects that stand in several places, as `$defs` has it."""
    return {"$ref": f"#/$defs/{name}", "description": says}


def document(title: str, whole: Piece, defs: dict[str, Piece], identifier: str) -> Piece:
    """The schema of a file."""
    return {"$schema": DIALECT, "$id": identifier, "title": title, **whole, "$defs": defs}
