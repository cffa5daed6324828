"""Lists of the record that ask for work: what has no source, what only we ourselves have said, what is contradicted, names that
nobody has settled. Each row leads to the page where it can be mended."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseBadRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import gaps, sources
from articles.desk import citing, one_citation
from articles.desk.source_names import names_of
from articles.facts import Fact, fact_of, record_above, record_of, rows_of, with_targets
from articles.models import Citation
from articles.sources import PATHS, RECORDS
from events.models import Event
from newsroom.shared.paging import page_of
from partners.models import Agreement, Organisation, Person
from partners.vocabulary import Visibility

PER_PAGE = 100
KINDS = {model: (model._meta.model_name, capfirst(model._meta.verbose_name_plural)) for model in PATHS}
OPEN, SETTLED = "open", "settled"


@dataclass(frozen=True)
class List:
    """A title, a sentence, what `filter` chooses from (the first is what stands there unasked), and the rows."""

    title: object
    sentence: object
    filter: str
    choices: list
    rows: Callable[[object, str], QuerySet]
    template: str


def _records(model, title) -> List:
    def rows(_user, visibility):
        found = sources.without_source(model)
        if model is Organisation:
            found = found.current()
        if model in (Organisation, Person):
            found = found.prefetch_related("other_names")
        return (found.filter(visibility=visibility) if visibility else found).order_by("-pk")

    sentence = _("Nothing on file says where these come from.")
    return List(title, sentence, "visibility", [("", _("all")), *Visibility.choices], rows, "records")


def _contradicted(user, state):
    return sources.contradicted(settled=state == SETTLED).visible_to(user)


# address → list
LISTS = {
    "agreements-without-source": _records(Agreement, _("Agreements without a source")),
    "events-without-source": _records(Event, _("Events without a source")),
    "organisations-without-source": _records(Organisation, _("Organisations without a source")),
    "persons-without-source": _records(Person, _("Persons without a source")),
    "facts-without-source": List(
        _("Important facts without a source"),
        _("Dates, parties, signatories, posts, who took part: reported, but nothing on file says so."),
        "of",
        [("", _("all")), *(KINDS[model] for model in RECORDS)],
        lambda _user, of: gaps.without_source(of),
        "facts",
    ),
    "only-ours": List(
        _("Facts that only we ourselves have stated"),
        _("Their only source is an article of ours. A document on file would prove them."),
        "of",
        [("", _("all")), *KINDS.values()],
        lambda _user, of: gaps.only_ours(of),
        "facts",
    ),
    "contradicted": List(
        _("Contradicted facts"),
        _("A source says something else than the record. Readers do not see these."),
        "state",
        [(OPEN, _("open")), (SETTLED, _("settled"))],
        _contradicted,
        "contradicted",
    ),
    "unresolved-names": List(
        _("Unresolved names"),
        _("Names as reported; which organisation they mean, or what it is really called, is open."),
        "visibility",
        [("", _("all")), *Visibility.choices],
        lambda _user, visibility: sources.unresolved_names(visibility),
        "records",
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


def numbers(user) -> list[dict]:
    """For the front page of the desk: each list that is not empty, with its number and address."""
    counted = [(name, each, each.rows(user, each.choices[0][0]).count()) for name, each in LISTS.items()]
    return [
        {"title": each.title, "number": number, "address": reverse(f"admin:articles_citation_{name}")}
        for name, each, number in counted
        if number
    ]


@admin.register(Citation)
class CitationAdmin(admin.ModelAdmin):
    """No forms of Django's here: its pages are the lists, the sources of each record, and one citation."""

    def get_queryset(self, request):
        """Who asks whether a citation may be named is told the same as on those pages."""
        return super().get_queryset(request).visible_to(request.user)

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
        def guarded(view, allowed=require_safe):
            return self.admin_site.admin_view(allowed(view))

        ask_and_do = require_http_methods(["GET", "HEAD", "POST"])
        return [
            path("", guarded(self.index_page), name="articles_citation_changelist"),
            *(
                path(f"{name}/", guarded(partial(self.list_page, name=name)), name=f"articles_citation_{name}")
                for name in LISTS
            ),
            *(
                path(
                    f"{name}/<int:pk>/",
                    guarded(partial(citing.record_page, model=model), ask_and_do),
                    name=f"articles_citation_of_{name}",
                )
                for model in PATHS
                for name in [model._meta.model_name]
            ),
            path("<int:pk>/change/", guarded(one_citation.change_page, ask_and_do), name="articles_citation_change"),
            path("<int:pk>/delete/", guarded(one_citation.remove_page, ask_and_do), name="articles_citation_delete"),
            path("<int:pk>/settle/", guarded(one_citation.settle, require_POST), name="articles_citation_settle"),
        ]

    def _context(self, request, **context) -> dict:
        if not may_see(request.user):
            raise PermissionDenied
        lists = [
            {"address": reverse(f"admin:articles_citation_{name}"), "title": each.title, "sentence": each.sentence}
            for name, each in LISTS.items()
        ]
        return {**self.admin_site.each_context(request), "opts": self.opts, "lists": lists, **context}

    def index_page(self, request):
        if request.GET:
            return HttpResponseBadRequest(_("There is nothing to ask of this list."))
        context = self._context(request, title=_("Sources of the record"))
        return TemplateResponse(request, "admin/articles/record_lists/index.html", context)

    def list_page(self, request, name):
        context = self._context(request, name=name)
        each = LISTS[name]
        chosen = request.GET.get(each.filter, each.choices[0][0])
        if chosen not in dict(each.choices):
            return HttpResponseBadRequest(_("There is nothing to ask of this list."))
        page = page_of(request, each.rows(request.user, chosen), per_page=PER_PAGE)
        context |= {
            "title": each.title,
            "sentence": each.sentence,
            "filters": [
                {"label": label, "query": urlencode({each.filter: value}), "is_chosen": value == chosen}
                for value, label in each.choices
            ],
            "query": urlencode({each.filter: chosen}),
            "page": page,
            "template": each.template,
            "rows": ROWS[each.template](page, request.user),
        }
        return TemplateResponse(request, "admin/articles/record_lists/list.html", context)


def _record_rows(page, _user) -> list[dict]:
    rows = []
    for each in page:
        # a name that is not settled is mended where the organisation is; a record without a source, on the page of its sources
        owner = getattr(each, "organisation", None)
        address = admin_address(owner) if owner else citing.address_of(each)
        rows.append({"record": each, "kind": capfirst((owner or each)._meta.verbose_name), "address": address})
    return rows


def _fact_rows(page, _user) -> list[dict]:
    named = list(page)
    found = rows_of((target, pk) for _of, target, pk, _field in named)
    rows = []
    for _of, target, pk, field in named:
        if (row := found.get((target, pk))) is None:
            continue
        record = record_above(target, row)
        fact = Fact(target, row, field)
        rows.append(
            {
                "record": record,
                "kind": capfirst(record._meta.verbose_name),
                "address": citing.address_of(record),
                "fact": fact,
            }
        )
    return rows


def _contradicted_rows(page, user) -> list[dict]:
    citations = with_targets(page)
    names = names_of({each.source for each in citations}, user)
    rows = []
    for citation in citations:
        record = record_of(citation)
        rows.append(
            {
                "record": record,
                "kind": capfirst(record._meta.verbose_name),
                "address": citing.address_of(record),
                "fact": fact_of(citation),
                "ours": citation.present_value,
                "theirs": citation.value,
                "name": names[citation.source_id],
                "settlement": citation.settlement if citation.is_settled else None,
                "change": reverse("admin:articles_citation_change", args=[citation.pk]),
            }
        )
    return rows


ROWS = {"records": _record_rows, "facts": _fact_rows, "contradicted": _contradicted_rows}
