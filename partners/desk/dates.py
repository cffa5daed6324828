"""Dates of which only the year or the month may be known, in a form: one box instead of a date and its precision."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _

from newsroom.shared.partial_dates import PartialDate, PartialDateOf
from partners.desk.rendering import BOXES

HELP = _("2025, 2025-09 or 2025-09-27: as far as it is known.")


class PartialDateField(forms.Field):
    """Text as PartialDate reads it; its value is a PartialDate or None."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "required": False,
                "help_text": HELP,
                "widget": forms.TextInput(attrs={"size": 12, "autocomplete": "off", "placeholder": "2025-09-27"}),
            }
            | kwargs
        )

    def to_python(self, value) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        if not (text := str(value or "").strip()):
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise ValidationError(
                _("“%(text)s” is not a date. Write 2025, 2025-09 or 2025-09-27."), params={"text": text[:20]}
            ) from error

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def is_partial(field: models.Field) -> bool:
    """Whether this column is the day of a pair with a precision."""
    return isinstance(field, models.DateField) and any(
        isinstance(each, PartialDateOf) and each.field == field.name
        for ancestor in field.model.__mro__
        for each in vars(ancestor).values()
    )


class Errors(ErrorList):
    """Django renders a template for each field that has none; on a page of hundreds of fields that takes a fifth of the time."""

    def render(self, *args, **kwargs):
        return super().render(*args, **kwargs) if self else ""


class DatedForm(forms.ModelForm):
    """A form in which each pair of columns is one box. The constraints that ask for the precision are checked too."""

    default_renderer = BOXES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.error_class = Errors
        for name in self._partial():
            if start := getattr(self.instance, name):
                self.initial[name] = str(PartialDate(start, getattr(self.instance, f"{name}_precision")))

    def _partial(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, PartialDateField)]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {f"{name}_precision" for name in self._partial()}

    def _post_clean(self):
        """The model takes the day and the precision; who reads `cleaned_data` afterwards (the log) the date as it is written."""
        given = {name: self.cleaned_data[name] for name in self._partial() if name in self.cleaned_data}
        for name, value in given.items():
            setattr(self.instance, f"{name}_precision", value.precision if value else "")
            self.cleaned_data[name] = value.start if value else None
        super()._post_clean()
        for name, value in given.items():
            if name in self.cleaned_data:
                self.cleaned_data[name] = str(value) if value else ""
