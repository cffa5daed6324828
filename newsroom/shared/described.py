"""What the JSON of each export holds: described by its own room, and added to by the rooms above, which know more of the same records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from newsroom.shared.schema import Piece, address, day, document, language, number, obj, rows

# of the descriptions and of the files
VERSION = 1
# makes an address of a path
At = Callable[[str], str]


@dataclass(frozen=True)
class Addition:
    """What a room above tells of the records of a lower one: a key of their items in JSON, and how it is described."""

    key: str
    schema: Piece
    read: Callable[[list, At], dict[int, Any]]  # of records, by their ids; for all of them at once


@dataclass(frozen=True)
class Schema:
    """How the JSON of an export is described: the keys of an item, and the pieces that they name. `beside` are lists of the same that
    stand beside the items; `file` are the keys of a file that holds something else than a list."""

    name: str
    title: str
    keys: dict[str, Piece]
    pieces: dict[str, Piece]
    beside: dict[str, str] = field(default_factory=dict)
    file: dict[str, Piece] = field(default_factory=dict)

    def all_keys(self) -> dict[str, Piece]:
        """Of an item, with what the rooms above add."""
        return self.keys | {each.key: each.schema for each in additions_to(self.name)}

    def envelope(self) -> dict[str, Piece]:
        of_all = {
            "$schema": address("Where this description is, for machines (JSON Schema)."),
            "schema": {"const": f"newsroom.{self.name}", "description": "What the file holds."},
            "version": {"const": VERSION, "description": "The version of this description."},
            "as_of": day("The day of the statuses."),
            "language": language("The language of what is in one language only."),
        }
        if self.file:
            return of_all | self.file
        item = {"$ref": "#/$defs/item"}
        return of_all | {
            "list": address("The page with the same filters."),
            "count": number("How many items there are."),
            "items": rows("The records.", item),
            **{key: rows(says, item) for key, says in self.beside.items()},
        }

    def as_document(self, identifier: str) -> Piece:
        pieces = self.pieces | ({} if self.file else {"item": obj("A record.", self.all_keys())})
        return document(self.title, obj(self.title, self.envelope()), pieces, identifier)


_additions: dict[str, list[Addition]] = {}


def add_to(name: str, *additions: Addition) -> None:
    """To the items of an export."""
    _additions[name] = [*_additions.get(name, ()), *additions]


def additions_to(name: str) -> list[Addition]:
    return _additions.get(name, [])


def added(name: str, records: list, at: At) -> Callable[[Any], dict]:
    """What the rooms above say of each of these records."""
    found = [(each.key, each.read(records, at)) for each in additions_to(name)]
    return lambda record: {key: values[record.pk] for key, values in found}
