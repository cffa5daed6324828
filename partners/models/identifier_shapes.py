"""How an identifier is written, as a CHECK can say it: without regular expressions, which SQLite has none of.

LIKE is not asked either: in SQLite it takes small letters for capitals. Check digits are left to `identifiers.check`.
"""

from string import ascii_lowercase, ascii_uppercase, digits

from django.db.models import F, Q, Value
from django.db.models.functions import Length, Replace, Substr
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, LessThanOrEqual

from newsroom.shared.constraints import Strip, made_of
from newsroom.shared.identifiers import BASE_32, CREDIT_CODE, Scheme

VALUE = F("value")


def stripped(text, characters: str, end: str):
    return Strip(text, characters, function=end)


def part(first: int, length: int | None = None, *, text=VALUE):
    return Substr(text, first, length)


def without(text, characters: str):
    return Replace(text, Value(characters), Value(""))


def long(length: int, text=VALUE) -> Exact:
    return Exact(Length(text), length)


# GRID: what follows "grid."; the number before its dot; from the dot on
_GRID = part(6)
_GRID_END = stripped(_GRID, digits, "LTRIM")
# Erasmus: from the space on; after it; the number at the end
_ERASMUS_REST = stripped(VALUE, ascii_uppercase, "LTRIM")
_ERASMUS_BODY = part(2, text=_ERASMUS_REST)
_ERASMUS_NUMBER = stripped(_ERASMUS_BODY, ascii_uppercase + "-", "LTRIM")
# SCHAC: up to its last dot
_SCHAC_STEM = stripped(VALUE, ascii_lowercase, "RTRIM")

SHAPES = {
    Scheme.ROR: Q(long(9), Exact(part(1, 1), Value("0")), made_of(part(2, 6), BASE_32), made_of(part(8), digits)),
    Scheme.WIKIDATA: Q(
        Exact(part(1, 1), Value("Q")),
        GreaterThan(Length(VALUE), 1),
        made_of(part(2), digits),
        ~Q(Exact(part(2, 1), Value("0"))),
    ),
    Scheme.ISNI: Q(long(16), made_of(part(1, 15), digits), made_of(part(16), f"{digits}X")),
    Scheme.ORCID: Q(
        long(19),
        *(Exact(part(place, 1), Value("-")) for place in (5, 10, 15)),
        long(16, without(VALUE, "-")),
        made_of(without(part(1, 18), "-"), digits),
        made_of(part(19), f"{digits}X"),
    ),
    Scheme.GRID: Q(
        Exact(part(1, 5), Value("grid.")),
        ~Q(Exact(part(6, 1), Value("."))),
        Exact(stripped(_GRID_END, f"{digits}abcdef", "RTRIM"), Value(".")),
        GreaterThan(Length(_GRID_END), 1),
    ),
    Scheme.LEI: Q(long(20), made_of(part(1, 18), digits + ascii_uppercase), made_of(part(19), digits)),
    Scheme.CREDIT_CODE: Q(long(18), made_of(VALUE, CREDIT_CODE), made_of(part(3, 6), digits)),
    Scheme.PIC: Q(long(9), made_of(VALUE, digits)),
    Scheme.ERASMUS: Q(
        Exact(part(1, 1, text=_ERASMUS_REST), Value(" ")),
        GreaterThanOrEqual(Length(VALUE) - Length(_ERASMUS_REST), 1),
        LessThanOrEqual(Length(VALUE) - Length(_ERASMUS_REST), 3),
        GreaterThan(Length(_ERASMUS_BODY), Length(_ERASMUS_NUMBER)),
        In(Length(_ERASMUS_NUMBER), [2, 3]),
        made_of(_ERASMUS_NUMBER, digits),
    ),
    Scheme.SCHAC: Q(
        made_of(VALUE, f"{ascii_lowercase}{digits}.-"),
        *(Exact(without(VALUE, wrong), VALUE) for wrong in ("..", ".-", "-.")),
        ~Q(In(part(1, 1), [".", "-"])),
        Exact(stripped(_SCHAC_STEM, f"{ascii_lowercase}{digits}-", "RTRIM"), _SCHAC_STEM),
        GreaterThanOrEqual(Length(VALUE) - Length(_SCHAC_STEM), 2),
        GreaterThan(Length(_SCHAC_STEM), 1),
    ),
}
