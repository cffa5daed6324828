"""Whether the constraints of many rows hold. Asked one by one, as a form asks, they take most of the time of a large file."""

from collections.abc import Iterator
from functools import cache

from django.db import connections, models, router
from django.db.models.sql import Query


@cache
def _checks(model: type[models.Model]) -> tuple[models.Q, ...]:
    return tuple(each.condition for each in model._meta.constraints if isinstance(each, models.CheckConstraint))


@cache
def _speaks_of(model: type[models.Model], condition: models.Q) -> tuple[frozenset[str], tuple[models.Field, ...]]:
    """The names in a condition, and their fields."""
    names = frozenset(condition.referenced_base_fields)
    return names, tuple(model._meta.get_field(name) for name in sorted(names))


@cache
def _statement(model: type[models.Model], condition: models.Q, using: str) -> tuple[str, tuple]:
    """A question for one row: the condition as it stands in the database, about values that come with each question. Making the SQL
    takes twenty times as long as asking it."""
    connection = connections[using]
    query = Query(model, alias_cols=False)
    sql, values = query.build_where(condition).as_sql(query.get_compiler(using), connection)
    # PostgreSQL wants to know what a NULL is; SQLite would take a day for a number
    given = "CAST(%s AS {})" if connection.vendor == "postgresql" else "%s"
    _names, fields = _speaks_of(model, condition)
    columns = ", ".join(
        f"{given.format(field.db_type(connection))} AS {connection.ops.quote_name(field.column)}" for field in fields
    )
    # what is neither true nor false holds, as in a CHECK
    return f"SELECT 1 FROM (SELECT {columns}) a_row WHERE ({sql}) IS NOT FALSE", tuple(values)


class Holding:
    """Keeps in mind what held: of rows that say the same, the database is asked about the first. And what rows of the table have that
    no other may have, as long as the database does not know it."""

    def __init__(self):
        self.answers: dict[tuple, bool] = {}
        self.claimed: dict[tuple[str, ...], int] = {}  # a claim → the number of the row

    def all_hold(self, row: models.Model, without: list[str]) -> bool:
        """`without`: fields that are not known yet. A row that repeats another is a ValidationError, as in Django."""
        model = type(row)
        for condition in _checks(model):
            if not _speaks_of(model, condition)[0] & {*without} and not self._holds(row, condition):
                return False
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and self._is_broken_by(row, constraint, without):
                constraint.validate(model, row, exclude=without)
        return True

    def _holds(self, row: models.Model, condition: models.Q) -> bool:
        model = type(row)
        _names, fields = _speaks_of(model, condition)
        question = (model, condition, *(getattr(row, field.attname) for field in fields))
        if question not in self.answers:
            connection = connections[router.db_for_write(model)]
            sql, values = _statement(model, condition, connection.alias)
            said = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            with connection.cursor() as cursor:
                cursor.execute(sql, [*said, *values])
                self.answers[question] = cursor.fetchone() is not None
        return self.answers[question]

    def claims(
        self, row: models.Model, without: list[str]
    ) -> Iterator[tuple[models.UniqueConstraint, tuple[str, ...]]]:
        """What the row has that no other one may have, as text."""
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and self._speaks_of_it(row, constraint, without):
                values = [getattr(row, row._meta.get_field(name).attname) for name in constraint.fields]
                # nothing is never the same as nothing
                if None not in values:
                    yield constraint, (constraint.name, *map(str, values))

    def _speaks_of_it(self, row: models.Model, constraint: models.UniqueConstraint, without: list[str]) -> bool:
        """Whether the row may be one of those that the constraint keeps apart."""
        if {*constraint.fields} & {*without}:
            return False
        condition = constraint.condition
        is_known = condition is not None and not _speaks_of(type(row), condition)[0] & {*without}
        return not is_known or self._holds(row, condition)

    def _is_broken_by(self, row: models.Model, constraint: models.UniqueConstraint, without: list[str]) -> bool:
        """Whether another row may be like this one."""
        if not self._speaks_of_it(row, constraint, without):
            return False
        if not constraint.fields:
            return True
        others = type(row)._base_manager.filter(**{name: getattr(row, name) for name in constraint.fields})
        return others.exclude(pk=row.pk).exists()
