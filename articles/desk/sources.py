"""Sources in the admin: documents on file and the articles that are cited; where each is used."""

from django.contrib import admin
from django.db.models import Count
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.desk.citing import DocumentForm, described, users_of
from articles.desk.source_choice import choices_page
from articles.desk.source_names import names_of
from articles.models import DocumentKind, Source
from newsroom.accounts.logged import LoggedAdmin
from partners.desk.links import link_to, listed
from partners.models import AgreementDocument


class SourceKindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "of"

    def lookups(self, request, model_admin):
        return [("article", _("Article of ours")), *DocumentKind.choices]

    def queryset(self, request, queryset):
        if self.value() == "article":
            return queryset.exclude(article=None)
        return queryset.filter(kind=self.value()) if self.value() in DocumentKind.values else queryset


class UsedFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("yes", _("cited")), ("no", _("not cited"))]

    def queryset(self, request, queryset):
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(used=0) if self.value() == "no" else queryset.filter(used__gt=0)


class SourceForm(DocumentForm):
    """The scans of the agreements that it is cited for, and the one that it is."""

    def __init__(self, *args, **kwargs):
        source = kwargs.get("instance")
        scans = AgreementDocument.objects.none()
        if source and source.pk:
            scans = AgreementDocument.objects.filter(
                agreement__in=_agreements(source)
            ) | AgreementDocument.objects.filter(pk=source.scan_id)
        super().__init__(*args, scans=scans.select_related("agreement").order_by("-pk"), **kwargs)


def _agreements(source: Source) -> set[int]:
    return {each["record"].pk for each in users_of(source) if each["record"]._meta.model_name == "agreement"}


@admin.register(Source)
class SourceAdmin(LoggedAdmin):
    form = SourceForm
    logged_values = ("title", "kind", "number", "publisher", "dated_on", "address", "scan", "visibility")
    list_display = (
        "title_column",
        "kind_column",
        "number",
        "publisher",
        "dated_on",
        "visibility_column",
        "used_column",
    )
    list_display_links = ("title_column",)
    list_filter = (SourceKindFilter, "visibility", UsedFilter)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("title",)
    search_help_text = _("Search in titles, numbers and publishers")
    ordering = ("-pk",)
    sortable_by = ("number", "dated_on", "used_column")
    readonly_fields = ("users_column",)
    delete_confirmation_template = "admin/articles/source/delete.html"
    DOCUMENT = ("title", "kind", ("number", "publisher", "dated_on"), "address", "scan", "visibility")

    # who may do what

    def get_queryset(self, request):
        rows = super().get_queryset(request).visible_to(request.user).select_related("article")
        return rows.annotate(used=Count("citations"))

    def has_change_permission(self, request, obj=None):
        """An article is changed as an article."""
        return super().has_change_permission(request, obj) and not (obj and obj.article_id)

    # the list

    def get_search_results(self, request, queryset, search_term):
        text = search_term.strip()
        return (queryset.filter(pk__in=Source.objects.named(text).order_by().values("pk")) if text else queryset), False

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        names = names_of(changelist.result_list, request.user)
        for source in changelist.result_list:
            source.shown_as = names[source.pk].text
        return changelist

    def get_object(self, request, object_id, from_field=None):
        source = super().get_object(request, object_id, from_field)
        if source is not None:
            source.shown_as = names_of([source], request.user)[source.pk].text
        return source

    @admin.display(description=_("title"))
    def title_column(self, source):
        return source.shown_as

    @admin.display(description=_("kind"))
    def kind_column(self, source):
        return _("Article of ours") if source.article_id else source.get_kind_display()

    @admin.display(description=_("visibility"))
    def visibility_column(self, source):
        return _("as the article") if source.article_id else source.get_visibility_display()

    @admin.display(description=_("cited"), ordering="used")
    def used_column(self, source):
        return source.used

    # the page

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return ((None, {"fields": self.DOCUMENT}),)
        shown = ("article_column",) if obj.article_id else self.DOCUMENT
        return ((None, {"fields": shown}), (_("Where it is cited"), {"fields": ("users_column",)}))

    def get_readonly_fields(self, request, obj=None):
        return (*self.readonly_fields, "article_column")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["title"] = obj.shown_as
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("article"))
    def article_column(self, source):
        return format_html("{} · {}", source.shown_as, link_to(source.article))

    @admin.display(description=_("cited for"))
    def users_column(self, source):
        return listed(_user(each) for each in users_of(source))

    # deleting

    def log_deletions(self, request, queryset):
        return [self._log(request, each, "deleted", {"old": described(each)}) for each in queryset]

    def get_deleted_objects(self, objs, request):
        """What is cited stays; the list says for what."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            # citations have no form of Django's that anybody could be allowed to delete in
            lacking, protected = set(), [_user(each) for source in objs for each in users_of(source)]
        return deleted, counts, lacking, protected

    def get_urls(self):
        choices = self.admin_site.admin_view(require_safe(choices_page))
        return [path("choices/", choices, name="articles_source_choices"), *super().get_urls()]


def _user(each: dict):
    return format_html('<a href="{}">{}</a>: {}', each["address"], each["record"], each["fact"])
