"""A few rows of several tables in one question: a page that shows a little of each waits for the database once, not once for each."""

import datetime
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from django.db import connection
from django.db.models import (
    BooleanField,
    DateField,
    DecimalField,
    Expression,
    F,
    Field,
    JSONField,
    Model,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import RowNumber


def together(*querysets: QuerySet) -> list[list[Model]]:
    """The rows of each, in its order, with the columns of its own table, all or those that `only` names, those of the tables that
    `select_related` names, and what it is annotated with. What `defer` names is left out of any of these tables."""
    kinds = [_Kind(queryset) for queryset in querysets]
    return _shared_out(_united(kinds), kinds)


class Question:
    """The same, put together once for a process: for what every page asks, Django takes longer to write the question than the database
    to answer it.

    `rows_of` gives the querysets for values that stand in for those asked about: any that occur nowhere else (A_MOMENT, A_NUMBER).
    Nothing but these values may differ from one asking to the next.
    """

    def __init__(self, rows_of: Callable[..., list[QuerySet]], **stand_ins):
        self.rows_of = rows_of
        self.stand_ins = stand_ins

    @cached_property
    def _written(self) -> tuple[str, tuple, "list[_Kind]"]:
        kinds = [_Kind(queryset) for queryset in self.rows_of(**self.stand_ins)]
        return *_united(kinds).query.sql_with_params(), kinds

    def ask(self, **values) -> list[list[Model]]:
        sql, parameters, kinds = self._written
        given = {_adapted(stand_in): _adapted(values[name]) for name, stand_in in self.stand_ins.items()}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(each, each) for each in parameters])
            rows = [(number, place, json.loads(row)) for number, place, row in cursor.fetchall()]
        return _shared_out(rows, kinds)


A_MOMENT = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
A_DAY = datetime.date(1, 1, 3)
A_NUMBER = 999_999_999_999_999_999


def _adapted(value):
    """As a question to this database has it."""
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, datetime.date) else value


def _united(kinds: "list[_Kind]") -> QuerySet:
    first, *others = (kind.rows(number) for number, kind in enumerate(kinds))
    return first.union(*others, all=True)


def _shared_out(rows: Iterable[tuple], kinds: "list[_Kind]") -> list[list[Model]]:
    found: list[list[Model]] = [[] for _kind in kinds]
    for number, _place, row in sorted(rows, key=lambda row: row[:2]):
        found[number].append(kinds[number].instance(row))
    return found


class _Table:
    """What is read of a table: its columns in their order, then the tables that are joined to it, each as a row within the row."""

    def __init__(
        self, model: type[Model], fields: list[Field], joined: dict, deferred: Collection[str], path: str = ""
    ):
        self.model = model
        self.fields = fields
        self.names = [field.attname for field in fields]
        self.key = self.names.index(model._meta.pk.attname)
        self.read = [(at, read) for at, field in enumerate(fields) if (read := _reader(field))]
        self.path = path
        self.joined = {}
        for name, further in joined.items():
            field, path_there = model._meta.get_field(name), f"{path}{name}__"
            there = field.related_model
            read = [each for each in there._meta.concrete_fields if f"{path_there}{each.name}" not in deferred]
            self.joined[field] = _Table(there, read, further, deferred, path_there)

    @property
    def probe(self) -> str:
        """A column that says under which name the table is joined; its key would be taken from the table that leads to it."""
        return self.path + next(field.attname for field in self.fields if not field.primary_key)

    def all_joined(self) -> "Iterator[_Table]":
        for table in self.joined.values():
            yield table
            yield from table.all_joined()

    def instance(self, row: list) -> Model | None:
        """None where nothing is joined."""
        if row[self.key] is None:
            return None
        for at, read in self.read:
            row[at] = read(row[at])
        number = len(self.names)
        found = self.model.from_db(connection.alias, self.names, row[:number])
        for (field, table), values in zip(self.joined.items(), row[number:], strict=False):
            field.set_cached_value(found, table.instance(values))
        return found


class _Kind:
    """What is read of one of the querysets."""

    def __init__(self, queryset: QuerySet):
        query, model = queryset.query, queryset.model
        names, are_left_out = query.deferred_loading
        fields = [
            field for field in model._meta.concrete_fields if field.primary_key or (field.name in names) != are_left_out
        ]
        self.queryset = queryset
        self.table = _Table(model, fields, query.select_related or {}, names if are_left_out else ())
        self.annotations = {name: _reader(each.output_field) for name, each in query.annotation_select.items()}

    def rows(self, number: int) -> QuerySet:
        query, model = self.queryset.query, self.queryset.model
        # a plain queryset: that of a translated model takes the name of a field for its column in the active language
        plain = QuerySet(model, query.chain(), self.queryset.db).select_related(None)
        order = query.order_by or model._meta.ordering or ["pk"]
        place = Window(RowNumber(), order_by=list(order))
        return plain.order_by().values_list(Value(number), place, _Row(self.table, list(self.annotations)))

    def instance(self, row: list) -> Model:
        found = self.table.instance(row)
        own = row[len(row) - len(self.annotations) :]
        for (name, read), value in zip(self.annotations.items(), own, strict=True):
            setattr(found, name, read(value) if read else value)
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

    def __init__(self, table: _Table, annotations: list[str]):
        super().__init__()
        self.table = table
        self.sources = [F(each.probe) for each in table.all_joined()] + [F(name) for name in annotations]

    def get_source_expressions(self):
        return self.sources

    def set_source_expressions(self, expressions):
        self.sources = expressions

    def as_sql(self, compiler, connection, function="json_array"):
        joined = list(self.table.all_joined())
        aliases = {table: column.alias for table, column in zip(joined, self.sources, strict=False)}
        aliases[self.table] = compiler.query.get_initial_alias()

        def values(table):
            name = compiler.quote_name_unless_alias(aliases[table])
            columns = [f"{name}.{connection.ops.quote_name(field.column)}" for field in table.fields]
            return columns + [f"{function}({', '.join(values(each))})" for each in table.joined.values()]

        annotated = [compiler.compile(annotation) for annotation in self.sources[len(joined) :]]
        row = values(self.table) + [sql for sql, _parameters in annotated]
        return f"{function}({', '.join(row)})", [each for _sql, parameters in annotated for each in parameters]

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, function="jsonb_build_array")
