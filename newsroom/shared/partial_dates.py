"""Dates of which only the year or the month may be known.

A partial date is a pair of columns: the first day of its span, and the precision. Both are empty when nothing is known.

    signed_on = date_field(_("signed on"))
    signed_on_precision = precision_field()
    signed = PartialDateOf("signed_on")          # agreement.signed = PartialDate.parse("2025-09")
    …
    constraints = [*known_together("agreement", "signed_on")]
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from django.db import models
from django.db.models import CheckConstraint, F, Func, Q
from django.utils import formats
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = datetime.date(1000, 1, 1), datetime.date(2199, 12, 31)
# 2025, 2025-09, 2025.9.27, 2025年9月27日
_WRITTEN = re.compile(r"(\d{4})(?:[-./年](?:(\d{1,2})(?:[-./月](?:(\d{1,2})日?)?)?)?)?")


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A day, month or year. `start` is its first day, `end` its last."""

    start: datetime.date
    precision: Precision = Precision.DAY

    def __post_init__(self):
        # frozen: the first day of the span stands for it, whichever day was given
        object.__setattr__(self, "precision", Precision(self.precision))
        month = 1 if self.precision == Precision.YEAR else self.start.month
        day = self.start.day if self.precision == Precision.DAY else 1
        object.__setattr__(self, "start", datetime.date(self.start.year, month, day))

    @property
    def end(self) -> datetime.date:
        if self.precision == Precision.DAY:
            return self.start
        month = 12 if self.precision == Precision.YEAR else self.start.month
        return self.start.replace(month=month, day=calendar.monthrange(self.start.year, month)[1])

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """From 2025, 2025-09, 2025.9.27 or 2025年9月27日; ValueError for anything else and for impossible dates."""
        written = _WRITTEN.fullmatch(text.strip())
        if not written:
            raise ValueError(f"not a date: {text!r}")
        year, month, day = written.groups()
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        found = cls(datetime.date(int(year), int(month or 1), int(day or 1)), precision)
        if not EARLIEST <= found.start <= LATEST:
            raise ValueError(f"not in our time: {text!r}")
        return found

    def __str__(self) -> str:
        """ISO 8601 as far as it is known: 2025, 2025-09, 2025-09-27."""
        return self.start.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    def display(self, language: str | None = None) -> str:
        """As a reader of the language writes it: 27 September 2025, September 2025, 2025年."""
        with override(language or get_language()):
            if self.precision == Precision.DAY:
                return formats.date_format(self.start, "DATE_FORMAT")
            if self.precision == Precision.MONTH:
                return formats.date_format(self.start, "YEAR_MONTH_FORMAT")
            form = {"zh": "Y年", "ja": "Y年", "ko": "Y년"}.get((get_language() or "")[:2], "Y")
            return formats.date_format(self.start, form)


def date_field(verbose_name, **options) -> models.DateField:
    return models.DateField(verbose_name, **{"null": True, "blank": True} | options)


def precision_field(**options) -> models.CharField:
    return models.CharField(
        _("known to the"), **{"max_length": 5, "choices": Precision, "blank": True, "default": ""} | options
    )


class PartialDateOf:
    """Reads and writes a pair of columns as one PartialDate, or None."""

    def __init__(self, field: str):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        start = getattr(instance, self.field)
        return PartialDate(start, getattr(instance, f"{self.field}_precision")) if start else None

    def __set__(self, instance, value: PartialDate | None):
        setattr(instance, self.field, value.start if value else None)
        setattr(instance, f"{self.field}_precision", value.precision if value else "")


class _Span(Func):
    """A day computed from a pair of columns, with what each engine has of its own, so that a CHECK can use it."""

    arity = 2
    output_field = models.DateField()
    sqlite: dict[str, str]
    postgresql: dict[str, str]

    def __init__(self, field: str):
        super().__init__(F(field), F(f"{field}_precision"))

    def _as_case(self, compiler, forms: dict[str, str]):
        date, date_params = compiler.compile(self.source_expressions[0])
        precision, precision_params = compiler.compile(self.source_expressions[1])
        whens = " ".join(f"WHEN '{name}' THEN {form.format(date)}" for name, form in forms.items() if name)
        sql = f"(CASE {precision} {whens} ELSE {forms[''].format(date)} END)"
        return sql, (*precision_params, *date_params * len(forms))

    def as_sqlite(self, compiler, connection, **context):
        return self._as_case(compiler, self.sqlite)

    def as_postgresql(self, compiler, connection, **context):
        # the cast names the type of a NULL that a form sends
        return self._as_case(compiler, self.postgresql)


class StartOfSpan(_Span):
    """The first day; the column itself, where it is as it should be."""

    sqlite = {"year": "date({}, 'start of year')", "month": "date({}, 'start of month')", "": "date({})"}
    postgresql = {
        "year": "CAST(date_trunc('year', CAST({} AS date)) AS date)",
        "month": "CAST(date_trunc('month', CAST({} AS date)) AS date)",
        "": "CAST({} AS date)",
    }


class EndOfSpan(_Span):
    """The last day."""

    sqlite = {
        "year": "date({}, 'start of year', '+1 year', '-1 day')",
        "month": "date({}, 'start of month', '+1 month', '-1 day')",
        "": "date({})",
    }
    postgresql = {
        "year": "CAST(date_trunc('year', CAST({} AS date)) + interval '1 year' - interval '1 day' AS date)",
        "month": "CAST(date_trunc('month', CAST({} AS date)) + interval '1 month' - interval '1 day' AS date)",
        "": "CAST({} AS date)",
    }


def known_together(prefix: str, *fields: str) -> list[CheckConstraint]:
    """The precision is there exactly when the date is, the date is the first day of its span and lies in our time."""
    return [
        CheckConstraint(
            name=f"{prefix}_{field}_span",
            condition=Q(**{field: None, f"{field}_precision": ""})
            | Q(
                **{
                    f"{field}__isnull": False,
                    f"{field}__range": (EARLIEST, LATEST),
                    f"{field}_precision__in": Precision.values,
                    field: StartOfSpan(field),
                }
            ),
            violation_error_message=_("A date needs its precision, and a year or month stands as its first day."),
        )
        for field in fields
    ]


def in_order(prefix: str, first: str, second: str, message, *, unless: Q | None = None) -> CheckConstraint:
    """The second date does not end before the first begins; where one is unknown, anything goes."""
    in_order = Q(**{first: None}) | Q(**{second: None}) | Q(**{f"{first}__lte": EndOfSpan(second)})
    return CheckConstraint(
        name=f"{prefix}_{second}_after_{first}".removesuffix("_on"),
        condition=in_order if unless is None else in_order | unless,
        violation_error_message=message,
    )
