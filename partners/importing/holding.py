"""Whether the constraints of many rows hold. Asked one by one, as a form asks, they take most of the time of a large file."""

from functools import cache

from django.db import models


@cache
def _checks(model: type[models.Model]) -> tuple[models.Q, ...]:
    return tuple(each.condition for each in model._meta.constraints if isinstance(each, models.CheckConstraint))


@cache
def _speaks_of(model: type[models.Model], condition: models.Q) -> tuple[frozenset[str], tuple[str, ...]]:
    """The fields of a condition, and the attributes that hold their values."""
    names = frozenset(condition.referenced_base_fields)
    return names, tuple(sorted(model._meta.get_field(name).attname for name in names))


class Holding:
    """Keeps in mind what held: of rows that say the same, the database is asked about the first."""

    def __init__(self):
        self.answers: dict[tuple, bool] = {}

    def _question(self, row: models.Model, condition: models.Q) -> tuple:
        _names, attributes = _speaks_of(type(row), condition)
        return (condition, *(getattr(row, name) for name in attributes))

    def all_hold(self, row: models.Model, without: list[str]) -> bool:
        """`without`: fields that are not known yet. A row that repeats another is a ValidationError, as in Django."""
        model = type(row)
        asked = [each for each in _checks(model) if not _speaks_of(model, each)[0] & {*without}]
        questions = {self._question(row, each): each for each in asked}
        new = {key: each for key, each in questions.items() if not self.answers.get(key)}
        if new:
            if not models.Q(*new.values()).check(row._get_field_expression_map(meta=row._meta, exclude=without)):
                return False
            self.answers |= dict.fromkeys(new, True)
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and self._is_meant(row, constraint, without):
                constraint.validate(model, row, exclude=without)
        return True

    def _is_meant(self, row: models.Model, constraint: models.UniqueConstraint, without: list[str]) -> bool:
        """Whether the row is one of those of which the constraint speaks."""
        condition = constraint.condition
        if {*constraint.fields} & {*without}:
            return False
        if condition is None or _speaks_of(type(row), condition)[0] & {*without}:
            return True
        question = self._question(row, condition)
        if question not in self.answers:
            known = row._get_field_expression_map(meta=row._meta, exclude=without)
            self.answers[question] = condition.check(known)
        return self.answers[question]
