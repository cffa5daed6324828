"""Persons in the admin, with their posts over time."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from partners.desk.duplicates import NamedAdmin
from partners.desk.fields import columns
from partners.desk.filters import SettledFilter
from partners.desk.links import link_to, listed
from partners.desk.rows import BlockInline, RowInline
from partners.models import Appointment, ExternalId, Organisation, Person, PersonName
from partners.models.names import read_reported_names


class PersonNameInline(RowInline):
    model = PersonName
    fields = ("kind", "language", "value", "valid_from", "valid_to")


class PersonIdentifierInline(RowInline):
    model = ExternalId
    fields = ("scheme", "value")


class AppointmentInline(BlockInline):
    model = Appointment
    autocomplete_fields = ("organisation",)
    extra = 1

    def get_fields(self, request, obj=None):
        return (
            ("organisation", "post"),
            tuple(columns("official_title")),
            tuple(columns("external_title")),
            ("started_on", "ended_on", "attested_on", "protocol_rank"),
        )


@admin.register(Appointment)
class AppointmentAdmin(admin.ModelAdmin):
    """Without pages, appointments are kept with their person; here so that a signatory's is found by typing."""

    search_fields = ("person__search_key",)
    ordering = ("person", "protocol_rank", "pk")
    list_select_related = ("person", "organisation")

    def get_queryset(self, request):
        names = ("person__other_names", "organisation__other_names")
        return super().get_queryset(request).select_related("person", "organisation").prefetch_related(*names)

    def get_search_results(self, request, queryset, search_term):
        """By any name of the person or of the organisation, in any language."""
        if search_term.strip():
            persons = Person.objects.named(search_term).values("pk")
            organisations = Organisation.objects.named(search_term).values("pk")
            queryset = queryset.filter(Q(person__in=persons) | Q(organisation__in=organisations))
        return queryset, False

    def get_urls(self):
        return []

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class OrderOfNames(forms.NullBooleanSelect):
    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = (("unknown", _("as printed")), ("true", _("yes")), ("false", _("no")))


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    names = ("name", "family_name", "given_name", "family_first")
    inlines = (AppointmentInline, PersonNameInline, PersonIdentifierInline)
    fields = ("visibility", "note", "signed_column")
    readonly_fields = ("signed_column",)
    list_display = ("name_column", "posts_column", "visibility")
    list_display_links = ("name_column",)
    list_filter = ("visibility", "appointments__post", SettledFilter)
    search_help_text = _("Search in all names, in all languages")
    sortable_by = ("visibility",)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.BooleanField) and db_field.null:
            kwargs["widget"] = OrderOfNames
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-1]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("other_names", "appointments__organisation__other_names")

    def where(self, record):
        return self.posts_column(record)

    @admin.display(description=_("name"))
    def name_column(self, person):
        return str(person)

    @admin.display(description=_("posts"))
    def posts_column(self, person):
        return " · ".join(f"{each.get_post_display()}, {each.organisation}" for each in person.appointments.all())

    @admin.display(description=_("signed"))
    def signed_column(self, person):
        rows = list(person.signatures.select_related("party__agreement", "party__organisation"))
        read_reported_names([row.party.organisation for row in rows])
        return listed(format_html("{} ({})", link_to(row.party.agreement), row.party.organisation) for row in rows)
