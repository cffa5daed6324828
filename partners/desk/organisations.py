"""Organisations in the admin: their names, identifiers and relations on one page."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from partners.desk import merging
from partners.desk.duplicates import NamedAdmin
from partners.desk.filters import RegionFilter, SettledFilter
from partners.desk.links import link_to, listed
from partners.desk.rows import RowInline
from partners.models import ExternalId, Organisation, OrganisationMerge, OrganisationName, OrganisationRelation
from partners.models.names import read_reported_names
from partners.vocabulary import Domicile, OrganisationStatus

# agreements on the page of an organisation: our own has thousands
SHOWN = 50


class OrganisationNameInline(RowInline):
    model = OrganisationName
    fields = ("kind", "language", "value", "valid_from", "valid_to")
    extra = 1


class IdentifierInline(RowInline):
    model = ExternalId
    fields = ("scheme", "value")


class RelationInline(RowInline):
    model = OrganisationRelation
    fk_name = "source"
    fields = ("kind", "target", "valid_from", "valid_to")
    autocomplete_fields = ("target",)


@admin.register(Organisation)
class OrganisationAdmin(NamedAdmin):
    public_view = "partners:partner"
    inlines = (OrganisationNameInline, IdentifierInline, RelationInline)
    list_display = ("name_column", "kind", "where_column", "agreements_column", "visibility", "status")
    list_display_links = ("name_column",)
    list_filter = ("kind", RegionFilter, "status", "visibility", SettledFilter)
    list_select_related = ("place",)
    search_help_text = _("Search in all names, in all languages")
    sortable_by = ("kind", "where_column", "agreements_column", "visibility", "status")
    autocomplete_fields = ("place", "parent")
    readonly_fields = ("agreements_links", "related_column", "mergings_column")
    change_form_template = "admin/partners/organisation_form.html"
    change_list_template = "admin/partners/record_list.html"
    fieldsets = (
        (None, {"fields": (("kind", "visibility"), ("domicile", "region", "place"), "parent")}),
        (_("More"), {"fields": (("website", "established_on", "status"), "is_home", "note")}),
    )
    USES = (_("In the record"), {"fields": ("agreements_links", "related_column", "mergings_column")})

    # who may do what

    def has_change_permission(self, request, obj=None):
        """A record that was merged stays as it was, so that the merging can be undone."""
        return super().has_change_permission(request, obj) and not (obj and obj.status == OrganisationStatus.MERGED)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.USES] if obj else fieldsets

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "status":
            kwargs["choices"] = [pair for pair in OrganisationStatus.choices if pair[0] != OrganisationStatus.MERGED]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.is_abroad and {"place", "region", "domicile"} & {*form.changed_data}:
            messages.warning(
                request,
                _(
                    "“%(organisation)s” stands under %(region)s, and its place “%(place)s” is elsewhere: %(elsewhere)s. "
                    "If it is a branch abroad, leave it so; else put the place or the country right."
                )
                % {
                    "organisation": obj,
                    "region": obj.get_region_display(),
                    "place": obj.place,
                    "elsewhere": obj.place.get_region_display(),
                },
            )

    # finding

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(is_party_to=Count("parties")).prefetch_related("other_names")

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        # nothing new is to point to a record that was merged
        return (found.current() if "field_name" in request.GET else found), may_repeat

    def where(self, record):
        return self.where_column(record)

    # merging

    def get_urls(self):
        def page(view):
            return self.admin_site.admin_view(lambda request, pk: view(self, request, pk))

        return [
            path("<int:pk>/merge/", page(merging.merge_page), name="partners_organisation_merge"),
            path("<int:pk>/unmerge/", page(merging.undo_page), name="partners_organisation_unmerge"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_merge"] = obj is not None and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # columns

    @admin.display(description=_("name"))
    def name_column(self, organisation):
        return str(organisation)

    @admin.display(description=_("where"), ordering="region")
    def where_column(self, organisation):
        if organisation.domicile != Domicile.REGION:
            return organisation.get_domicile_display()
        where = organisation.get_region_display()
        return f"{organisation.place}, {where}" if organisation.place_id else where

    @admin.display(description=_("agreements"), ordering="is_party_to")
    def agreements_column(self, organisation):
        return organisation.is_party_to

    @admin.display(description=_("agreements"))
    def agreements_links(self, organisation):
        parties = organisation.parties.select_related("agreement").order_by("-agreement__signed_on", "pk")
        links = [link_to(party.agreement) for party in parties[:SHOWN]]
        if organisation.is_party_to > SHOWN:
            address = f"{reverse('admin:partners_agreement_changelist')}?{urlencode({'q': str(organisation)})}"
            text = _("All agreements: %(number)s") % {"number": organisation.is_party_to}
            links.append(format_html('<a href="{}">{}</a>', address, text))
        return listed(links)

    @admin.display(description=_("others that belong or relate to it"))
    def related_column(self, organisation):
        below, ties = list(organisation.units.all()), list(organisation.relations_to.select_related("source"))
        read_reported_names([*below, *(tie.source for tie in ties)])
        units = [format_html("{} ({})", link_to(unit), _("unit")) for unit in below]
        return listed([*units, *(format_html("{} {}", link_to(tie.source), tie.get_kind_display()) for tie in ties)])

    @admin.display(description=_("merged"))
    def mergings_column(self, organisation):
        """What was merged into it or it was merged into, and the way to undo that."""
        entries = OrganisationMerge.objects.filter(undone_at=None).select_related("gone", "kept")
        return listed(
            format_html(
                '{} → {} · <a href="{}">{}</a>',
                link_to(entry.gone),
                link_to(entry.kept),
                reverse("admin:partners_organisation_unmerge", args=[entry.pk]),
                _("Undo …"),
            )
            for entry in entries.filter(Q(kept=organisation) | Q(gone=organisation))
        )
