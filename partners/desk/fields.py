"""The form fields of the record: partial dates in one box, names labelled with their language, other records found by typing."""

from collections.abc import Iterable
from functools import cache

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from newsroom.shared.names import column
from newsroom.shared.partial_dates import PartialDate
from partners.desk.dates import PartialDateField, is_partial


def desk_languages() -> list[str]:
    """The languages asked for in rows: those of the site, English and Chinese among them."""
    public = [code for code, _name in settings.LANGUAGES]
    return [code for code in settings.ALL_LANGUAGES if code in {*public, "en", "zh-hans"}]


def columns(*fields: str) -> list[str]:
    """The columns of translated fields in the languages that rows ask for."""
    return [column(field, code) for field in fields for code in desk_languages()]


@cache
def as_known(field: models.DateField):
    """A read-only column that shows a partial date as far as it is known."""

    @admin.display(description=field.verbose_name, empty_value="–")
    def shown(record):
        start = getattr(record, field.name)
        return start and PartialDate(start, getattr(record, f"{field.name}_precision")).display()

    return shown


class PickOne(AutocompleteSelect):
    """Django's, which asks the database for whatever was sent: what is no number would end in an error page. Nothing is asked for where
    nothing is chosen, nor for `known`, what the row of the form points to."""

    known: models.Model | None = None

    def optgroups(self, name, value, attr=None):
        chosen = [str(each) for each in value if str(each).isdecimal() and len(str(each)) < 19]
        known = {str(self.known.pk): str(self.known)} if self.known else {}
        if not set(chosen) <= known.keys():
            return super().optgroups(name, chosen, attr)
        options = {} if self.is_required else {"": ""}
        options |= {pk: known[pk] for pk in chosen}
        return [(None, [self.create_option(name, *each, each[0] != "", 0) for each in options.items()], 0)]


def picker_of(field: forms.Field) -> PickOne | None:
    """The widget of a record that is found by typing, within what the admin puts around it."""
    widget = getattr(field.widget, "widget", field.widget)
    return widget if isinstance(widget, PickOne) else None


def offer(field: forms.ModelChoiceField, rows: Iterable[models.Model]) -> None:
    """A list that all forms of a page share. Each would ask for its own."""
    field.choices = [("", field.empty_label), *((row.pk, str(row)) for row in rows)]


def in_language(label: str, code: str) -> str:
    return _("%(field)s (%(language)s)") % {"field": label, "language": settings.ALL_LANGUAGES[code]}


def in_its_language(field: forms.Field, db_field: TranslationField) -> None:
    """Labelled as the office calls the language; what helps with all of its columns is said at the first."""
    field.label = in_language(capfirst(db_field.translated_field.verbose_name), db_field.language)
    field.widget.attrs["lang"] = db_field.language
    if db_field.language != desk_languages()[0]:
        field.help_text = ""


class Day(forms.DateInput):
    """The browser's own calendar; Django's compares clocks with the server."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class RecordFields:
    """For admins and inlines: the form fields of partial dates, and no calendar that would ask for a day."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if is_partial(db_field):
            return PartialDateField(label=capfirst(db_field.verbose_name))
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        if type(db_field) is models.DateField:
            kwargs["widget"] = Day
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, models.TextField) and field is not None:
            field.widget.attrs["rows"] = 3
        if isinstance(db_field, TranslationField) and field is not None:
            in_its_language(field, db_field)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            # what others use is deleted on its own page, which says who uses it
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", PickOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _as_known(self) -> dict:
        return {each.name: as_known(each) for each in self.opts.concrete_fields if is_partial(each)}

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        dates = self._as_known()
        return [
            (title, {**rows, "fields": [dates.get(name, name) for name in flatten(rows["fields"])]})
            for title, rows in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fixed
        return (*fixed, *self._as_known().values())
