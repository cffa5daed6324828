"""Lists of the record that ask for work: facts without a source, contradicted facts, names that nobody has settled. Read-only."""

from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import sources
from articles.models import Article, Citation
from events.models import Event
from newsroom.shared.paging import page_of
from partners.models import Agreement, Organisation, Person

PER_PAGE = 100
# address → title, sentence, what it lists
LISTS = {
    "agreements-without-source": (
        _("Agreements without a source"),
        _("Nothing on file says where these come from."),
        Agreement,
    ),
    "events-without-source": (_("Events without a source"), _("Nothing on file says where these come from."), Event),
    "organisations-without-source": (
        _("Organisations without a source"),
        _("Nothing on file says where these come from."),
        Organisation,
    ),
    "persons-without-source": (_("Persons without a source"), _("Nothing on file says where these come from."), Person),
    "contradicted": (
        _("Contradicted facts"),
        _("A source says something else than the record. Readers do not see these."),
        Citation,
    ),
    "unresolved-names": (
        _("Unresolved names"),
        _("Names as reported; which organisation they mean, or what it is really called, is open."),
        Organisation,
    ),
}


def admin_address(record) -> str:
    """The record's page on the desk; empty where it has none."""
    opts = record._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


def may_see(user) -> bool:
    """Whoever reads the record reads where it comes from."""
    return user.has_perm("partners.view_agreement")


@admin.register(Citation)
class CitationAdmin(admin.ModelAdmin):
    """No forms here: its pages are the lists."""

    def has_view_permission(self, request, obj=None):
        return may_see(request.user)

    def has_module_permission(self, request):
        return may_see(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        def guarded(view):
            return self.admin_site.admin_view(require_safe(view))

        return [
            path("", guarded(self.index_page), name="articles_citation_changelist"),
            *(
                path(f"{name}/", guarded(partial(self.list_page, name=name)), name=f"articles_citation_{name}")
                for name in LISTS
            ),
        ]

    def _context(self, request, **context) -> dict:
        if not may_see(request.user):
            raise PermissionDenied
        lists = [
            {"address": reverse(f"admin:articles_citation_{name}"), "title": title}
            for name, (title, _sentence, _model) in LISTS.items()
        ]
        return {**self.admin_site.each_context(request), "opts": self.opts, "lists": lists, **context}

    def index_page(self, request):
        if request.GET:
            return HttpResponseBadRequest(_("There is nothing to ask of this list."))
        context = self._context(request, title=_("Sources of the record"))
        return TemplateResponse(request, "admin/articles/record_lists/index.html", context)

    def list_page(self, request, name):
        context = self._context(request, name=name)
        title, sentence, model = LISTS[name]
        if name == "contradicted":
            readable = Q(source__article=None) | Q(source__article__in=Article.objects.visible_to(request.user))
            rows = sources.contradicted().filter(readable)
        elif name == "unresolved-names":
            rows = sources.unresolved_names()
        else:
            rows = sources.without_source(model).order_by("-pk")
        page = page_of(request, rows, per_page=PER_PAGE)
        context |= {"title": title, "sentence": sentence, "page": page, "rows": [self._row(each) for each in page]}
        return TemplateResponse(request, "admin/articles/record_lists/list.html", context)

    def _row(self, each) -> dict:
        if isinstance(each, Citation):
            record = each.target
            return {
                "record": record,
                "kind": record._meta.verbose_name,
                "address": admin_address(record),
                "field": self._field(each),
                "ours": each.present_value,
                "theirs": each.value,
                "source": str(each.source),
            }
        record = getattr(each, "organisation", each)
        return {"record": each, "kind": record._meta.verbose_name, "address": admin_address(record)}

    def _field(self, citation):
        fields = {field.name: field.verbose_name for field in citation.target._meta.fields}
        return fields.get(citation.field, citation.field)
