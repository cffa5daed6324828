"""Agreements in the admin: one page with parties, signatories and documents; the list, and what falls due."""

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partners.desk import deadlines
from partners.desk.agreement_form import WATCHED, AgreementForm, similar_agreements
from partners.desk.documents import DocumentInline, give_out
from partners.desk.duplicates import AskingAdmin
from partners.desk.fields import columns, offer
from partners.desk.filters import PartyRegionFilter, SignedYearFilter, StatusFilter
from partners.desk.links import link_to, listed
from partners.desk.parties import PartyInline, PartyReadInline
from partners.desk.rows import RowInline, read_what_they_name
from partners.models import Agreement, AgreementRelation, FurtherKind, Milestone, Outcome, Party, Status
from partners.wording import reason


class FurtherKindInline(RowInline):
    model = FurtherKind
    fields = ("kind",)
    classes = ("collapse",)


class RelationInline(RowInline):
    model = AgreementRelation
    fk_name = "source"
    fields = ("kind", "target")
    autocomplete_fields = ("target",)
    classes = ("collapse",)


class MilestoneInline(RowInline):
    model = Milestone
    autocomplete_fields = ("place",)
    classes = ("collapse",)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        # in a form the parties are a list that was read once
        is_form = self.has_change_permission(request)
        return rows if is_form else rows.prefetch_related("party__organisation__other_names")

    def get_fields(self, request, obj=None):
        return ["act", "happened_on", "not_after", "party", "place", *columns("note")]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if party := formset.form.base_fields.get("party"):
            party.queryset = Party.objects.filter(agreement=obj).select_related("organisation")
            parties = list(party.queryset)
            read_what_they_name(parties)
            offer(party, parties)
        return formset


class OutcomeInline(RowInline):
    model = Outcome
    fk_name = "agreement"
    autocomplete_fields = ("organisation", "launches")
    classes = ("collapse",)

    def get_fields(self, request, obj=None):
        return ["kind", "status", "organisation", "launches", *columns("description")]


@admin.register(Agreement)
class AgreementAdmin(AskingAdmin):
    form = AgreementForm
    watched = WATCHED
    names = ("title",)
    names_title = _("Titles in each language")
    public_view = "partners:agreement"
    change_form_template = "admin/partners/agreement_form.html"
    change_list_template = "admin/partners/agreement_list.html"
    list_display = ("title_column", "kind", "signed_column", "parties_column", "status_column", "visibility")
    list_display_links = ("title_column",)
    list_filter = ("kind", StatusFilter, SignedYearFilter, PartyRegionFilter, "visibility", "level")
    search_help_text = _("Search in the titles and in the names of the parties, in all languages")
    sortable_by = ("kind", "signed_column", "visibility")
    autocomplete_fields = ("signed_at", "umbrella", "renews", "responsible")
    readonly_fields = ("related_column",)
    fieldsets = (
        (
            None,
            {"fields": (("kind", "stage", "visibility"), ("signed_on", "signed_at"), "title_is_printed")},
        ),
        (
            _("How long it holds"),
            {
                "fields": (
                    ("effective_rule", "effective_on"),
                    ("term", "expires_on"),
                    ("renewal", "notice_months", "terminated_on"),
                    "renews",
                )
            },
        ),
        (_("More"), {"fields": (("level", "scope", "binding"), "umbrella")}),
        (
            _("Internal, whatever the visibility"),
            {
                "fields": (
                    ("own_number", "archive_number"),
                    "responsible",
                    "contacts",
                    ("originals", "original_languages"),
                    "note",
                )
            },
        ),
    )

    USES = (_("In the record"), {"fields": ("related_column",)})

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.USES] if obj else fieldsets

    # finding

    def get_queryset(self, request):
        return super().get_queryset(request).with_status()

    def finds(self, queryset, text):
        """By its title, or by the names of its parties."""
        titled = Agreement.objects.named(text).order_by().values("pk")
        return queryset.filter(Q(pk__in=titled) | Q(pk__in=deadlines.of_parties_named(text)))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        parties = Party.objects.select_related("organisation").prefetch_related("organisation__other_names")
        changelist.result_list = changelist.result_list.prefetch_related(Prefetch("parties", parties))
        return changelist

    # the page

    def similar_to(self, data, but):
        return similar_agreements(data, but)

    def where(self, record):
        """Its day and its parties."""
        return " · ".join([str(record.signed or "–"), *map(str, record.parties.all())])

    def get_inlines(self, request, obj):
        parties = PartyInline if self.has_change_permission(request, obj) else PartyReadInline
        return (parties, DocumentInline, MilestoneInline, OutcomeInline, RelationInline, FurtherKindInline)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        # not the one that a refused form has changed already
        if stored := obj and Agreement.objects.with_status().get(pk=obj.pk):
            context |= {"status": Status(stored.status), "reason": reason(stored)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        def page(view):
            return self.admin_site.admin_view(require_safe(view))

        return [
            path("deadlines/", page(self.deadlines_page), name="partners_agreement_deadlines"),
            path("documents/<int:pk>/", page(self.document_page), name="partners_agreement_document"),
            *super().get_urls(),
        ]

    def deadlines_page(self, request):
        """What ends, what needs notice, what has ended without a successor."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **deadlines.page(self, request)}
        return TemplateResponse(request, "admin/partners/deadlines.html", context)

    def document_page(self, request, pk):
        return give_out(self, request, pk)

    # columns

    @admin.display(description=_("title"))
    def title_column(self, agreement):
        return str(agreement)

    @admin.display(description=_("signed"), ordering="signed_on")
    def signed_column(self, agreement):
        return agreement.signed or "–"

    @admin.display(description=_("parties"))
    def parties_column(self, agreement):
        return " · ".join(str(party) for party in agreement.parties.all()) or "–"

    @admin.display(description=_("status today"))
    def status_column(self, agreement):
        return format_html(
            '<span class="desk-stage" data-status="{}">{}</span>', agreement.status, Status(agreement.status).label
        )

    @admin.display(description=_("others that speak of it"))
    def related_column(self, agreement):
        ties = agreement.relations_to.select_related("source")
        return listed(
            [
                *(format_html("{} {}", link_to(tie.source), tie.get_kind_display()) for tie in ties),
                *(format_html("{} ({})", link_to(each), _("under it")) for each in agreement.under_it.all()),
                *(
                    format_html("{} ({})", link_to(each), _("renews it"))
                    for each in Agreement.objects.filter(renews=agreement)
                ),
            ]
        )
