"""Constraints that many models say in the same words. None uses a regular expression: SQLite has no such function of its own."""

from django.db.models import CharField, CheckConstraint, F, Func, Q, Value
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _


def one_of(prefix: str, field: str, choices) -> CheckConstraint:
    """The value is one of the choices, in the database too."""
    return CheckConstraint(
        name=f"{prefix}_{field}_known",
        condition=Q(**{f"{field}__in": list(choices.values)}),
        violation_error_message=_("Choose one of the values of the list."),
    )


def not_itself(prefix: str, field: str, message) -> CheckConstraint:
    """A row does not point to itself."""
    return CheckConstraint(
        name=f"{prefix}_{field}_not_itself",
        condition=Q(**{field: None}) | ~Q(**{field: F("id")}),
        violation_error_message=message,
    )


def filled(prefix: str, field: str) -> CheckConstraint:
    """The text is not empty."""
    return CheckConstraint(
        name=f"{prefix}_{field}_filled",
        condition=~Q(**{field: ""}),
        violation_error_message=_("This must not be empty."),
    )


class Strip(Func):
    """Without these characters at both ends; `function` may be that of one end. SQLite and PostgreSQL have it alike."""

    function = "TRIM"
    output_field = CharField()

    def __init__(self, text, characters: str, **extra):
        super().__init__(text, Value(characters), **extra)


def made_of(text, characters: str) -> Exact:
    """Of these characters only: nothing is left without them. An empty text is."""
    return Exact(Strip(text, characters), Value(""))
