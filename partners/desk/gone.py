"""A colleague deleted the record while somebody had its form open: what they typed stands on a page to copy it from."""

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from newsroom.accounts.models import LogEntry


def _as_read(field: forms.Field, values: list[str]) -> str:
    """A choice by its words, a record by its name, anything else as it was typed."""
    if isinstance(field, forms.ModelChoiceField):
        numbers = [value for value in values if value.isdecimal() and len(value) < 19]
        return " · ".join(str(record) for record in field.queryset.filter(pk__in=numbers))
    if isinstance(field, forms.BooleanField):
        return _("Yes")
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return " · ".join(labels.get(value, value) for value in values)


def _row_forms(desk, request) -> dict[str, tuple[str, type[forms.Form]]]:
    """By the prefix of the rows: what a row is called, and its form. Those of rows within rows too."""
    found = {}
    for inline in desk.get_inline_instances(request):
        formset = inline.get_formset(request)
        found[formset.get_default_prefix()] = (inline.opts.verbose_name, formset.form)
        if within := getattr(formset, "signatory_formset", None):
            found["signatories"] = (within.model._meta.verbose_name, within.form)
    return found


def typed(desk, request) -> list[tuple[str, str]]:
    """(label, text) of every box that was filled, in the order of the page; of rows, what is not there by itself."""
    form = desk.get_form(request, fields=flatten_fieldsets(desk.get_fieldsets(request)))
    rows = _row_forms(desk, request)
    found = []
    for name, values in request.POST.lists():
        field, label = form.base_fields.get(name), ""
        match name.split("-"):
            case [*_above, group, _number, column] if group in rows:
                row, form_of_row = rows[group]
                field, label = form_of_row.base_fields.get(column), f"{capfirst(row)} · "
                values = [] if field is None or values == [str(field.initial)] else values
        values = [value for value in values if value.strip()]
        if values and field is not None and not field.widget.is_hidden and (text := _as_read(field, values)):
            found.append((f"{label}{field.label}", text))
    return found


def gone_page(desk, request, pk: str):
    """410, with what was typed and who deleted the record."""
    last = LogEntry.objects.filter(target_type=desk.opts.label_lower, target_id=pk, action__endswith="_deleted").first()
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": _("This record was deleted"),
        "who": last.actor_name if last else "",
        "when": date_format(timezone.localtime(last.at), "DATETIME_FORMAT") if last else "",
        "typed": typed(desk, request),
    }
    return TemplateResponse(request, "admin/record_gone.html", context, status=410)
