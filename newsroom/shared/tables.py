"""Tables of numbers. Each number leads to the list that it counts; one column is drawn as bars."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html

from newsroom.shared.exports import Column, Export, absolute, as_workbook
from newsroom.shared.numbers import Quantity


@dataclass(frozen=True)
class Number:
    value: int
    address: str

    @property
    def link(self) -> str:
        """For a sentence."""
        return format_html('<a href="{}">{}</a>', self.address, Quantity(self.value))

    def as_item(self, request) -> dict[str, Any]:
        return {"number": self.value, "list": absolute(request, self.address)}


@dataclass(frozen=True)
class Line:
    """`is_sum`: the line stands for those below it, and is no part of a comparison."""

    code: str
    label: str
    numbers: tuple[Number, ...]
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    """`columns` are (code, heading) of the numbers, `of` heads the labels."""

    name: str
    title: str
    of: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    note: str = ""
    drawn: int = 0

    @property
    def bars(self) -> list[tuple[Line, int]]:
        """Each line with the length of its bar, in per cent of the longest."""
        longest = max((line.numbers[self.drawn].value for line in self.lines if not line.is_sum), default=0)
        return [
            (line, 0 if line.is_sum or not longest else round(100 * line.numbers[self.drawn].value / longest))
            for line in self.lines
        ]

    def as_export(self, request) -> Export:
        def column(heading, place):
            return Column(
                heading,
                lambda line: line.numbers[place].value,
                lambda line: absolute(request, line.numbers[place].address),
            )

        numbers = [column(heading, place) for place, (_code, heading) in enumerate(self.columns)]
        return Export(self.name, [Column(self.of, lambda line: line.label), *numbers], item=lambda line: {})

    def as_item(self, request) -> dict[str, Any]:
        def numbers(line):
            pairs = zip(self.columns, line.numbers, strict=True)
            return {code: each.as_item(request) for (code, _heading), each in pairs}

        lines = [{"code": line.code, "label": line.label} | numbers(line) for line in self.lines]
        return {"name": self.name, "title": self.title, "lines": lines}


def as_sheets(request, tables: Iterable[Table], *more: tuple[Export, Iterable]) -> bytes:
    return as_workbook(*((table.as_export(request), table.lines) for table in tables), *more)
