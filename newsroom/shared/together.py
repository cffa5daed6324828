"""A few rows of several tables in one question: a page that shows a little of each waits for the database once, not once for each."""

import datetime
import json
from collections.abc import Callable, Iterable

from django.db import NotSupportedError, connection
from django.db.models import (
    BooleanField,
    DateField,
    DecimalField,
    Expression,
    F,
    JSONField,
    Model,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import RowNumber

# PostgreSQL passes a function a hundred arguments, and each column is two
MOST_COLUMNS = 50


def together(*querysets: QuerySet) -> list[list[Model]]:
    """The rows of each, in its order, with the columns of its own table, all or those that `only` names, and what it is annotated with."""
    kinds = [_Kind(queryset) for queryset in querysets]
    return _shared_out(_united(kinds), kinds)


class Question:
    """The same, put together once for a process: for what every page asks, Django takes longer to write the question than the database
    to answer it. `rows_at` gives the querysets for a moment, and nothing else in them may change."""

    def __init__(self, rows_at: Callable[[datetime.datetime], list[QuerySet]]):
        self.kinds = [_Kind(queryset) for queryset in rows_at(_STAND_IN)]
        self.sql, self.parameters = _united(self.kinds).query.sql_with_params()

    def ask(self, moment: datetime.datetime) -> list[list[Model]]:
        written = connection.ops.adapt_datetimefield_value
        stand_in, now = written(_STAND_IN), written(moment)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [now if each == stand_in else each for each in self.parameters])
            rows = [(number, place, json.loads(row)) for number, place, row in cursor.fetchall()]
        return _shared_out(rows, self.kinds)


_STAND_IN = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)  # a moment that nobody asks about


def _united(kinds: "list[_Kind]") -> QuerySet:
    first, *others = (kind.rows(number) for number, kind in enumerate(kinds))
    return first.union(*others, all=True)


def _shared_out(rows: Iterable[tuple], kinds: "list[_Kind]") -> list[list[Model]]:
    found: list[list[Model]] = [[] for _kind in kinds]
    for number, _place, row in sorted(rows, key=lambda row: row[:2]):
        found[number].append(kinds[number].instance(row))
    return found


class _Kind:
    """What is read of one of the querysets."""

    def __init__(self, queryset: QuerySet):
        query, model = queryset.query, queryset.model
        if query.select_related:
            raise NotSupportedError("Joined tables are not read together with others.")
        names, are_left_out = query.deferred_loading
        self.queryset = queryset
        self.columns = {
            field.attname: field
            for field in model._meta.concrete_fields
            if field.primary_key or (field.name in names) != are_left_out
        }
        self.annotations = {name: each.output_field for name, each in query.annotation_select.items()}
        self.read = {
            name: read for name, field in (self.columns | self.annotations).items() if (read := _reader(field))
        }
        if len(self.columns | self.annotations) > MOST_COLUMNS:
            raise NotSupportedError(f"Name the columns of {model.__name__} that are of use: they are too many.")

    def rows(self, number: int) -> QuerySet:
        query, model = self.queryset.query, self.queryset.model
        # a plain queryset: that of a translated model takes the name of a field for its column in the active language
        plain = QuerySet(model, query.chain(), self.queryset.db)
        order = query.order_by or model._meta.ordering or ["pk"]
        place = Window(RowNumber(), order_by=list(order))
        row = _Row({name: field.column for name, field in self.columns.items()}, list(self.annotations))
        return plain.order_by().values_list(Value(number), place, row)

    def instance(self, row: dict) -> Model:
        for name, read in self.read.items():
            row[name] = read(row[name])
        found = self.queryset.model.from_db(self.queryset.db, list(self.columns), [row[name] for name in self.columns])
        for name in self.annotations:
            setattr(found, name, row[name])
        return found


def _reader(field):
    """JSON knows no days and no exact numbers and, as SQLite writes it, no yes and no."""
    if not isinstance(field, DateField | DecimalField | BooleanField):
        return None
    converters = connection.ops.get_db_converters(Value(None, output_field=field))

    def read(value):
        for convert in converters:
            value = convert(value, field, connection)
        return field.to_python(value)

    return read


class _Row(Expression):
    """A row as one value. Its columns are written out: an expression for each would take longer than the question that is saved."""

    output_field = JSONField()

    def __init__(self, columns: dict[str, str], annotations: list[str]):
        super().__init__()
        self.columns = columns
        self.names = annotations
        self.annotations = [F(name) for name in annotations]

    def get_source_expressions(self):
        return self.annotations

    def set_source_expressions(self, expressions):
        self.annotations = expressions

    def as_sql(self, compiler, connection, function="json_object"):
        quote = connection.ops.quote_name
        table = quote(compiler.query.get_initial_alias())
        pairs = [f"'{name}', {table}.{quote(column)}" for name, column in self.columns.items()]
        parameters = []
        for name, annotation in zip(self.names, self.annotations, strict=True):
            sql, more = compiler.compile(annotation)
            pairs.append(f"'{name}', {sql}")
            parameters += more
        return f"{function}({', '.join(pairs)})", parameters

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, function="jsonb_build_object")
