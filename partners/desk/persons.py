"""Persons in the admin, with their posts over time."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from partners.desk.base import BlockInline, RowInline, columns, link_to, listed
from partners.desk.duplicates import NamedAdmin
from partners.desk.filters import SettledFilter
from partners.models import Appointment, ExternalId, Person, PersonName


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
        if not person.pk:
            return "–"
        rows = person.signatures.select_related("party__agreement", "party__organisation")
        return listed(format_html("{} ({})", link_to(row.party.agreement), row.party.organisation) for row in rows)
