"""Rows that stand under others of their kind, and never under themselves: for a form, for the database, for `verify`."""

from collections.abc import Iterator

from django.db import models

from newsroom.shared.guards import Guard


def above(row: models.Model, field: str) -> Iterator[models.Model]:
    """What a row stands under, the nearest first; each once, even where it goes round."""
    seen, each = set(), getattr(row, field)
    while each is not None and each.pk not in seen:
        yield each
        seen.add(each.pk)
        each = getattr(each, field)


def all_above(table: str, column: str, first: str) -> str:
    """SQL for the rows above, as `up.id`, that begin with `first`. Neither engine ends in a circle that is there already."""
    return (
        f'WITH RECURSIVE up(id) AS (SELECT {first} UNION SELECT x."{column}" FROM "{table}" x JOIN up ON x.id = up.id '
        f'WHERE x."{column}" IS NOT NULL) SELECT 1 FROM up'
    )


def no_circle(model: type[models.Model], field: str, why: str) -> Guard:
    """What a row is put under does not stand under it. A new row has nothing under it; that none stands directly under itself is a CHECK.

    Two who save the two halves of a circle at the same moment do not see each other: `verify` finds it."""
    table, column = model._meta.db_table, model._meta.get_field(field).column
    under = f'NEW."{column}"'
    round_again = f"EXISTS ({all_above(table, column, under)} WHERE up.id = NEW.id)"
    condition = f"{under} IS NOT NULL AND {under} <> NEW.id AND {round_again}"
    return Guard(table, "UPDATE", f"{field}_circle", condition, f"{table}_{field}_no_circle: {why}")


def circles(edges: dict[int, set[int]]) -> list[list[int]]:
    """The circles in which these lead round, each once and from its lowest number on."""
    found, done = [], set()
    for start in sorted(edges):
        path = [start]
        ways = [iter(sorted(edges[start]))]
        while path:
            each = next(ways[-1], None)
            if each is None:
                done.add(path.pop())
                ways.pop()
            elif each in path:
                found.append(path[path.index(each) :])
            elif each in edges and each not in done:
                path.append(each)
                ways.append(iter(sorted(edges[each])))
    return found
