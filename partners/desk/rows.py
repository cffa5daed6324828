"""Rows on the page of their record: what they are read with, when they may be deleted, and what the log says of them."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects
from django.db import models, router
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.desk.dates import DatedForm
from partners.desk.fields import RecordFields, picker_of
from partners.desk.links import user_in_words
from partners.models import Organisation, Person
from partners.models.names import read_reported_names


def read_what_they_name(rows: list[models.Model]) -> None:
    """The names of all that the rows point to, where those are no columns: in one question a kind, and not one for each row."""
    named = {Organisation: [], Person: []}
    for row in rows:
        for field in row._meta.concrete_fields:
            if field.related_model in named and field.is_cached(row):
                named[field.related_model].append(field.get_cached_value(row))
    for records in named.values():
        read_reported_names(records)


class RowFormSet(BaseInlineFormSet):
    """Rows that know their record and what they point to, so that no form asks for it again."""

    def get_queryset(self):
        is_read = hasattr(self, "_queryset")
        rows = super().get_queryset()
        if not is_read:
            for row in rows:
                setattr(row, self.fk.name, self.instance)
            read_what_they_name(rows)
        return rows

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if (picker := picker_of(field)) and name in form.instance._state.fields_cache:
                picker.known = getattr(form.instance, name)


class RowsOfRecord(RecordFields):
    """Rows on the page of their record: one that others stand on stays until it is taken out of these."""

    formset = RowFormSet

    def get_queryset(self, request):
        keys = [each for each in self.opts.concrete_fields if each.is_relation]
        names = [
            each.name
            for each in keys
            if (each.name != self.fk_name if self.fk_name else each.related_model is not self.parent_model)
        ]
        return super().get_queryset(request).select_related(*names)

    def going_with(self, form) -> list[models.Model]:
        """What the same save takes away with a row that is to be deleted."""
        return []

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)

        def refuse_to_delete(form):
            if form.cleaned_data.get(DELETION_FIELD_NAME) and form.instance.pk:
                refuse_in_use(form.instance, self.going_with(form), request, obj)

        # Django asks here, knows nothing of what would go with the row, and names rows that nobody has heard of
        formset.form.hand_clean_DELETE = refuse_to_delete
        return formset


def refuse_in_use(row: models.Model, going: list[models.Model], request, within: models.Model | None) -> None:
    """ValidationError with the list of users. No link to them: it would lead away from what was typed.

    What would be deleted with the row is a user too, a source that is cited for it or a milestone of a party: nobody asked for that.
    """
    collector = NestedObjects(using=router.db_for_write(type(row)), origin=[row])
    collector.collect([row])
    gone = [row, *going]
    found = {*collector.protected, *(each for source in gone for each in collector.edges.get(source, ()))} - {*gone}
    if not found:
        return
    users = {
        user_in_words(each, request, within): None
        for each in sorted(found, key=lambda each: (each._meta.label, each.pk))
    }
    raise forms.ValidationError(
        _("%(kind)s “%(row)s” is in use and stays. Take it out of these first: %(users)s."),
        code="in_use",
        params={"kind": capfirst(row._meta.verbose_name), "row": row, "users": " · ".join(users)},
    )


class RowInline(RowsOfRecord, admin.TabularInline):
    form = DatedForm
    template = "admin/record_rows.html"
    extra = 0
    show_change_link = False


class BlockInline(RowsOfRecord, admin.StackedInline):
    form = DatedForm
    extra = 0


def row_gone(row: models.Model) -> str:
    return f"− {row._meta.verbose_name}: {row}"


def changed_rows(formset) -> list[str]:
    """Which rows came, changed and went, for the log."""
    kind = str(formset.model._meta.verbose_name)
    return [
        *(f"+ {kind}: {row}" for row in formset.new_objects),
        *(f"± {kind}: {row} ({', '.join(changed)})" for row, changed in formset.changed_objects),
        *(row_gone(row) for row in formset.deleted_objects),
        # rows within rows
        *getattr(formset, "nested_rows", ()),
    ]
