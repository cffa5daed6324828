"""The base of every admin of the desk: what is done through it stands in the project's own log, and nothing can be asked of a list
but what the list offers."""

import datetime

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import log
from newsroom.accounts.models import LogEntry
from newsroom.accounts.roles import Role
from newsroom.shared.names import column
from newsroom.shared.paging import page_of

# languages whose names are asked for first; the others are folded away
FIRST_LANGUAGES = ("en", "zh-hans", "es", "ar")
LOOKUPS = ("", "__exact", "__id__exact", "__isnull", "__gte", "__lt")

# what the log's acts are called on the desk; upper rooms add theirs with `name_acts`
ACTS = {
    "refused": _("Step refused"),
    "settings": _("Settings that matter were changed"),
    "role_given": _("Role given"),
    "role_taken": _("Role taken"),
    "password_changed": _("Password changed"),
    "password_set": _("Password set by an administrator"),
    "account_changed": _("Own account changed"),
}
SUFFIXES = {"added": _("Added"), "changed": _("Changed"), "deleted": _("Deleted")}


def name_acts(labels: dict) -> None:
    ACTS.update(labels)


# what an entry's details are called on the desk, where they are no fields of the record; upper rooms add theirs too
DETAILS = {}


def name_details(labels: dict) -> None:
    DETAILS.update(labels)


def field_of(model: type[models.Model] | None, name: str) -> models.Field | None:
    """The field that an entry names: dates that are known in part go without their ending."""
    fields = {each.name: each for each in model._meta.get_fields() if hasattr(each, "verbose_name")} if model else {}
    return fields.get(name) or fields.get(f"{name}_on")


def field_label(model: type[models.Model] | None, name: str) -> str:
    field = field_of(model, name)
    if field is None:
        return capfirst(str(DETAILS.get(name, name)))
    if language := getattr(field, "language", None):
        words = {"field": capfirst(field.translated_field.verbose_name), "language": settings.ALL_LANGUAGES[language]}
        return _("%(field)s (%(language)s)") % words
    return capfirst(field.verbose_name)


def value_label(model: type[models.Model] | None, name: str, value) -> str:
    """A value as the form words it."""
    field = field_of(model, name)
    choices = dict(field.flatchoices) if field is not None and getattr(field, "choices", None) else {}
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def act_label(action: str) -> str:
    """An act of the log in the office's words."""
    model, _underscore, suffix = action.rpartition("_")
    return str(ACTS.get(action) or (SUFFIXES.get(suffix) if model else "") or action.replace("_", " "))


def kind_label(target_type: str) -> str:
    """What kind of record an entry speaks of: "articles.edition" is "edition"."""
    try:
        return capfirst(apps.get_model(target_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return target_type


def plain(value):
    """A form's value as JSON says it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, list | tuple | set | models.QuerySet):
        return sorted(str(each) for each in value)
    return value


class LoggedAdmin(admin.ModelAdmin):
    """`names`: translated fields, asked for in one small table of languages. `logged_values`: those logged with old and new."""

    actions = None
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    object_history_template = "admin/own_history.html"
    names: tuple[str, ...] = ()
    names_title = _("Names in each language")
    logged_values: tuple[str, ...] = ()

    # names in every language

    def name_columns(self) -> list[str]:
        return [column(field, code) for code in settings.ALL_LANGUAGES for field in self.names]

    def get_form(self, request, obj=None, change=False, **kwargs):
        asked = kwargs.get("fields")
        if not asked:
            return super().get_form(request, obj, change, **kwargs)
        kwargs["fields"] = [*asked, *self.name_columns()]
        form = super().get_form(request, obj, change, **kwargs)
        # a field that a form declares itself would be read from the request although this page does not ask for it
        for name in set(form.base_fields) - set(kwargs["fields"]):
            del form.base_fields[name]
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        if self.names:
            table = name_table(self.names, context["adminform"].form, context.get("original"))
            context["names"] = table | {"title": self.names_title}
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False, "subtitle": None}
        return super().render_change_form(request, context, *args, **kwargs)

    # the log

    def construct_change_message(self, request, form, formsets, add=False):
        """The details of the entry: which fields, and of those in `logged_values` what they were and are."""
        changed = [name for name in form.changed_data if name in form.fields]
        watched = [name for name in changed if name in self.logged_values]
        details = {"fields": changed}
        if watched:
            details["new"] = {name: plain(form.cleaned_data.get(name)) for name in watched}
            if not add:
                details["old"] = {name: plain(form.initial.get(name)) for name in watched}
        return details

    def _log(self, request, obj, act, details):
        return log.record(f"{self.opts.model_name}_{act}", by=request.user, target=obj, **details)

    def log_addition(self, request, obj, message):
        return self._log(request, obj, "added", message if isinstance(message, dict) else {})

    def log_change(self, request, obj, message):
        return self._log(request, obj, "changed", message if isinstance(message, dict) else {})

    def log_deletions(self, request, queryset):
        return [self._log(request, obj, "deleted", {}) for obj in queryset]

    def history_view(self, request, object_id, extra_context=None):
        """What the log knows of a record, for those who may see the record."""
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        entries = LogEntry.objects.filter(target_type=self.opts.label_lower, target_id=str(obj.pk)).select_related(
            "actor"
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": obj},
            "page": page_of(request, entries, per_page=50),
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    # lists

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def lookup_allowed(self, lookup, value, request):
        """An allow-list: the parameters of this list's own filters, and nothing else."""
        allowed = (
            {f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")} if self.date_hierarchy else set()
        )
        for item in self.get_list_filter(request):
            if isinstance(item, type) and issubclass(item, admin.SimpleListFilter):
                allowed.add(item.parameter_name)
            else:
                path = item[0] if isinstance(item, list | tuple) else item
                allowed |= {path + suffix for suffix in LOOKUPS}
        return lookup in allowed


class ManagersOnly:
    """For admins: who is no manager changes nothing, not even a superuser; who may see the record reads it."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.has_role(Role.MANAGER)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and request.user.has_role(Role.MANAGER)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and request.user.has_role(Role.MANAGER)


def name_table(fields, form, instance) -> dict:
    """Rows of a table of languages: inputs where the form has them, else the values. Languages without a name are folded."""
    columns = [form.instance._meta.get_field(field).verbose_name for field in fields]
    rows = []
    for code, language in settings.ALL_LANGUAGES.items():
        names = [column(field, code) for field in fields]
        cells = [
            {"label": label, "field": form[name] if name in form.fields else None, "value": getattr(instance, name, "")}
            for label, name in zip(columns, names, strict=True)
        ]
        filled = any(getattr(form.instance, name) for name in names)
        rows.append({"code": code, "language": language, "cells": cells, "first": code in FIRST_LANGUAGES or filled})
    return {
        "columns": columns,
        "first": [row for row in rows if row["first"]],
        "others": [row for row in rows if not row["first"]],
    }
