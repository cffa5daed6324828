"""Whether the constraints of many rows hold. Asked one by one, as a form asks, they take most of the time of a large file."""

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
    """Keeps in mind what held: of rows that say the same, the database is asked about the first."""

    def __init__(self):
        self.answers: dict[tuple, bool] = {}

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

    def _is_broken_by(self, row: models.Model, constraint: models.UniqueConstraint, without: list[str]) -> bool:
        """Whether the row may be one of those of which the constraint speaks, and another one is like it."""
        condition, fields = constraint.condition, constraint.fields
        if {*fields} & {*without}:
            return False
        is_known = condition is not None and not _speaks_of(type(row), condition)[0] & {*without}
        if is_known and not self._holds(row, condition):
            return False
        if not fields:
            return True
        others = type(row)._base_manager.filter(**{name: getattr(row, name) for name in fields})
        return others.exclude(pk=row.pk).exists()
