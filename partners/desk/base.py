"""What every page of the record shares: dates in one box, searching in all names, rows in the log, refusals that name the users."""

from functools import cache

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects, flatten, quote, unquote
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import models, router
from django.forms.formsets import DELETION_FIELD_NAME
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from newsroom.accounts.logged import LoggedAdmin
from newsroom.shared.addresses import record_address
from newsroom.shared.names import column
from newsroom.shared.partial_dates import PartialDate
from partners.desk.dates import DatedForm, PartialDateField, is_partial
from partners.desk.gone import gone_page, typed
from partners.desk.refusals import refusals
from partners.desk.seen import that_has_seen

# where a row of a record says which record it is a row of
OWNERS = ("article", "agreement", "event", "party", "person", "source", "organisation")


def desk_languages() -> list[str]:
    """The languages asked for in rows: those of the site, English and Chinese among them."""
    public = [code for code, _name in settings.LANGUAGES]
    return [code for code in settings.ALL_LANGUAGES if code in {*public, "en", "zh-hans"}]


def columns(*fields: str) -> list[str]:
    """The columns of translated fields in the languages that rows ask for."""
    return [column(field, code) for field in fields for code in desk_languages()]


def address_of(record: models.Model) -> str:
    """A record's page in the admin; empty where it has none."""
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[quote(record.pk)])
    except NoReverseMatch:
        return ""


def link_to(record: models.Model):
    address = address_of(record)
    return format_html('<a href="{}">{}</a>', address, record) if address else str(record)


def may_read(record: models.Model, request) -> bool:
    """Whether the desk would show them its page."""
    desk = admin.site.get_model_admin(type(record))
    return desk.has_view_permission(request, record) and desk.get_queryset(request).filter(pk=record.pk).exists()


def listed(rows):
    """Rows one below the other, for a read-only field."""
    found = format_html_join("", "<li>{}</li>", ((row,) for row in rows))
    return format_html("<ul>{}</ul>", found) if found else "–"


def owner_of(row: models.Model, going=()) -> models.Model | None:
    """The record with a page of its own that a row belongs to; the row itself where it has one. Of a row that ties two records, the one
    that is not `going`, to be deleted."""
    owner = row
    while not address_of(owner):
        for name in OWNERS:
            above = getattr(owner, name, None)
            if isinstance(above, models.Model) and above not in going:
                owner = above
                break
        else:
            return None
    return owner


def user_in_words(row: models.Model, request, within: models.Model | None = None) -> str:
    """Who uses a record, as a reader of the desk knows it: not the row that points to it but what the row belongs to.
    What they may not read, a restricted article or a draft, is not named. On the page `within`, its own rows are named themselves."""
    owner, kind = owner_of(row), capfirst(row._meta.verbose_name)
    if owner is None or owner == within:
        return f"{kind}: {row}"
    if not may_read(owner, request):
        return _("%(kind)s: one that you may not read") % {"kind": kind}
    return f"{kind}: {owner}"


def user_of(row: models.Model, request, going=()):
    """The same with the way to it."""
    owner = owner_of(row, going)
    if owner is None or not may_read(owner, request):
        return user_in_words(row, request)
    return format_html("{}: {}", capfirst(row._meta.verbose_name), link_to(owner))


@cache
def as_known(field: models.DateField):
    """A read-only column that shows a partial date as far as it is known."""

    @admin.display(description=field.verbose_name, empty_value="–")
    def shown(record):
        start = getattr(record, field.name)
        return start and PartialDate(start, getattr(record, f"{field.name}_precision")).display()

    return shown


class PickOne(AutocompleteSelect):
    """Django's, which asks the database for whatever was sent: what is no number would end in an error page."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [each for each in value if str(each).isdecimal() and len(str(each)) < 19], attr)


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


class RowsOfRecord(RecordFields):
    """Rows on the page of their record: one that others stand on stays until it is taken out of these."""

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


class RecordAdmin(RecordFields, LoggedAdmin):
    """`finds(queryset, text)` is the search; a list and its autocomplete use the same."""

    form = DatedForm
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("search_key",)
    unlogged = ("note", "contacts")
    change_form_template = "admin/record_form.html"
    # the view of the public page
    public_view = ""
    delete_confirmation_template = "admin/record_delete.html"

    def finds(self, queryset, text):
        return queryset.named(text)

    def get_search_results(self, request, queryset, search_term):
        if search_term.strip():
            queryset = self.finds(queryset, search_term)
        return queryset, False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.public_view and self.model.objects.public().filter(pk=obj.pk).exists():
            context["public_page"] = record_address(self.public_view, obj)
        if context["errors"]:
            context["refusals"] = refusals(context["adminform"].form, context["inline_admin_formsets"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return that_has_seen(form) if change and kwargs.get("fields") else form

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Django's answer where a record is not there; whoever had typed something gets that back."""
        if request.method == "POST" and typed(self, request):
            return gone_page(self, request, unquote(object_id))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    # the log

    @property
    def logged_values(self):
        """Everything short: what a value was is asked as often as who changed it."""
        return [each.name for each in self.opts.concrete_fields if each.editable and each.name not in self.unlogged]

    def construct_change_message(self, request, form, formsets, add=False):
        details = super().construct_change_message(request, form, formsets, add)
        rows = [line for formset in formsets or [] for line in changed_rows(formset)]
        return details | ({"rows": rows} if rows else {})

    def log_change(self, request, obj, message):
        """Saving a page on which nothing was changed is no change."""
        return super().log_change(request, obj, message) if any(message.values()) else None

    # deleting

    def get_deleted_objects(self, objs, request):
        """What is in use stays; the list says who uses it."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
            collector.collect(objs)
            protected = [
                user_of(row, request, objs)
                for row in sorted(collector.protected, key=lambda each: (each._meta.label, each.pk))
            ]
        return deleted, counts, lacking, protected


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
