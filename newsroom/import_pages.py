"""Importing on the desk: give a file, say what its columns are, see what each row would do, store it."""

import datetime
import time

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.import_answer import storing
from newsroom.import_forms import ColumnsForm, GiveForm
from newsroom.importing import (
    CHANGING,
    IMPORTERS,
    may_import,
)
from newsroom.management.commands.import_records import sentences
from newsroom.shared.exports import CONTENT_TYPES
from newsroom.shared.spreadsheets import MOST_BYTES, MOST_ROWS
from partners.importing import sources
from partners.models import IncomingTable, RememberedColumns

KEPT_FOR = datetime.timedelta(days=7)
AT_ONCE = 2  # seconds of looking at rows within one request
SHOWN = 100
OUTCOMES = {
    "refused": gettext_lazy("Refused"),
    "added": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "same": gettext_lazy("No change"),
}


class ImportPages:
    """The pages; made for one admin site."""

    def __init__(self, admin_site):
        self.admin_site = admin_site

    def page(self, request, template, title, *, status=200, **context):
        context = {**self.admin_site.each_context(request), "title": title, **context}
        return TemplateResponse(request, f"admin/importing/{template}.html", context, status=status)

    def kinds(self, request) -> dict:
        found = {name: each for name, each in IMPORTERS.items() if may_import(request.user, each)}
        if not found:
            raise PermissionDenied
        return found

    def incoming(self, request, pk) -> IncomingTable:
        kinds = self.kinds(request)
        found = get_object_or_404(IncomingTable, pk=pk, user=request.user)
        if found.kind not in kinds:
            raise PermissionDenied
        return found

    def source(self, incoming):
        return sources.read(bytes(incoming.content), incoming.name, IMPORTERS[incoming.kind])

    def start(self, request):
        """Take the file in."""
        kinds = self.kinds(request)
        if request.method == "POST":
            form = GiveForm(kinds, request.POST, request.FILES)
        else:
            form = GiveForm(kinds, initial={"kind": request.GET.get("kind")})
        if form.is_bound and form.is_valid():
            IncomingTable.objects.filter(arrived_at__lt=timezone.now() - KEPT_FOR).delete()
            name, content = form.given
            kind = form.cleaned_data["kind"]
            incoming = IncomingTable.objects.create(user=request.user, kind=kind, name=name, content=content)
            return HttpResponseRedirect(reverse("admin:import_columns", args=[incoming.pk]))
        waiting = IncomingTable.objects.filter(user=request.user, kind__in=kinds).defer("content", "outcomes")
        languages = [(code, name) for code, name in (("en", "English"), ("zh-hans", "中文"))]
        return self.page(
            request,
            "start",
            _("Import records"),
            form=form,
            waiting=waiting,
            kinds=[(name, each.label) for name, each in kinds.items()],
            languages=languages,
            most_rows=MOST_ROWS,
            most_bytes=MOST_BYTES,
        )

    def template(self, request, kind, language):
        kinds = self.kinds(request)
        if kind not in kinds or language not in ("en", "zh-hans"):
            raise Http404
        with override(language):
            data = sources.template(kinds[kind])
        return workbook(data, f"{kind}-{language}.xlsx")

    def columns(self, request, pk):
        """What each column is: proposed from the headings, or as remembered."""
        incoming = self.incoming(request, pk)
        importer, source = IMPORTERS[incoming.kind], self.source(incoming)
        known = RememberedColumns.objects.filter(kind=incoming.kind)
        chosen = request.GET.get("as", "")
        remembered = known.filter(name=chosen).first() if chosen else None
        proposed = source.proposed(importer, remembered.mapping if remembered else None)
        if incoming.mapping and not remembered:
            proposed = incoming.mapping
        form = ColumnsForm(source, importer, proposed, *([request.POST] if request.method == "POST" else []))
        if form.is_bound and form.is_valid():
            mapping = form.mapping()
            incoming.mapping, incoming.outcomes, incoming.stored_at = mapping, [], None
            incoming.add_organisations = form.cleaned_data.get("add_organisations", False)
            incoming.save(update_fields=["mapping", "outcomes", "stored_at", "add_organisations"])
            if name := form.cleaned_data["remember_as"].strip():
                pairs = dict(zip(source.table.headings, mapping, strict=True))
                RememberedColumns.objects.update_or_create(kind=incoming.kind, name=name, defaults={"mapping": pairs})
            return HttpResponseRedirect(reverse("admin:import_check", args=[incoming.pk]))
        title = _("Columns of “%(name)s”") % {"name": incoming.name}
        return self.page(
            request, "columns", title, form=form, incoming=incoming, known=known, chosen=chosen, importer=importer
        )

    def check(self, request, pk):
        """What each row would do. A large file is looked at in several goes, and the page says how far it is."""
        started = time.monotonic()
        incoming = self.incoming(request, pk)
        if not incoming.mapping:
            return HttpResponseRedirect(reverse("admin:import_columns", args=[incoming.pk]))
        source = self.source(incoming)
        total = len(source.table.rows)
        if len(incoming.outcomes) < total:
            incoming = self.look_on(incoming, source, started)
        done = len(incoming.outcomes)
        title = _("Import of “%(name)s”") % {"name": incoming.name}
        if done < total:
            answer = self.page(request, "looking", title, incoming=incoming, done=done, total=total)
            answer.headers["Refresh"] = "0"
            return answer
        wanted = request.GET.get("only", "")
        rows = [each for each in incoming.outcomes if wanted in ("", each["is"])]
        page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
        counts = [(name, label, sum(e["is"] == name for e in incoming.outcomes)) for name, label in OUTCOMES.items()]
        counted = {name: count for name, _label, count in counts}
        return self.page(
            request,
            "check",
            title,
            incoming=incoming,
            importer=IMPORTERS[incoming.kind],
            rows=[each | {"word": OUTCOMES[each["is"]]} for each in page],
            page=page,
            counts=counts,
            left_out=source.left_out(incoming.mapping),
            total=total,
            only=wanted,
            refused=counted["refused"],
            to_store=counted["added"] + counted["changed"],
        )

    def look_on(self, incoming, source, started):
        rows = source.rows(incoming.mapping)
        done = len(incoming.outcomes)
        importer = IMPORTERS[incoming.kind](add_organisations=incoming.add_organisations)
        importer.note(rows[:done], incoming.outcomes)
        outcomes, now = list(incoming.outcomes), time.monotonic()
        # reading the file anew takes its time: twice as long goes to new rows
        until = now + max(AT_ONCE, 2 * (now - started))
        for draft in importer.drafts(rows[done:]):
            outcomes.append(draft.as_json())
            if time.monotonic() > until:
                break
        with transaction.atomic():
            # another tab may have looked on, or chosen other columns, and what it found stands
            fresh = get_object_or_404(IncomingTable.objects.select_for_update(), pk=incoming.pk)
            if fresh.digest == incoming.digest:
                fresh.outcomes = outcomes
                fresh.save(update_fields=["outcomes"])
        return fresh

    def store(self, request, pk):
        """All rows, or those that are right, as the page with the button showed them; while they are stored the answer grows,
        and says at its end what became of them."""
        incoming = self.incoming(request, pk)
        shown = {each["row"]: each for each in incoming.outcomes if each["is"] in CHANGING}
        refused = any(each["is"] == "refused" for each in incoming.outcomes)
        source = self.source(incoming)
        finished = incoming.mapping and len(incoming.outcomes) == len(source.table.rows)
        was_seen = request.POST.get("seen") == incoming.digest
        asked = request.POST.get("what") == ("good" if refused else "all")
        if not (finished and shown and was_seen and asked) or incoming.stored_at:
            messages.error(request, _("Nothing was stored: look at the rows again."))
            return HttpResponseRedirect(reverse("admin:import_check", args=[incoming.pk]))
        rows = [pair for pair in source.rows(incoming.mapping) if pair[0].number in shown]
        context = {**self.admin_site.each_context(request), "title": _("Storing “%(name)s”") % {"name": incoming.name}}
        page = render_to_string("admin/importing/storing.html", context, request)
        answer = StreamingHttpResponse(storing(request.user, incoming, rows, shown, page, get_language()))
        answer.headers["X-Accel-Buffering"] = "no"
        return answer

    def refused(self, request, pk):
        """The rows that were refused, with the reasons, as a workbook to correct and give again."""
        incoming = self.incoming(request, pk)
        reasons = {each["row"]: sentences(each) for each in incoming.outcomes if each["is"] == "refused"}
        if not reasons:
            raise Http404
        return workbook(sources.given_back(self.source(incoming).table, reasons), "refused.xlsx")

    def forget(self, request, pk):
        self.incoming(request, pk).delete()
        return HttpResponseRedirect(reverse("admin:import_records"))


def workbook(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=CONTENT_TYPES["xlsx"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def urls(admin_site):
    """The addresses, for the admin site to include above its own."""
    pages = ImportPages(admin_site)
    forms_view = require_http_methods(["GET", "HEAD", "POST"])

    def guarded(view, methods=require_safe):
        return admin_site.admin_view(methods(view))

    return [
        path("import/", guarded(pages.start, forms_view), name="import_records"),
        path("import/template/<slug:kind>/<slug:language>.xlsx", guarded(pages.template), name="import_template"),
        path("import/<int:pk>/columns/", guarded(pages.columns, forms_view), name="import_columns"),
        path("import/<int:pk>/", guarded(pages.check), name="import_check"),
        path("import/<int:pk>/store/", guarded(pages.store, require_POST), name="import_store"),
        path("import/<int:pk>/refused.xlsx", guarded(pages.refused), name="import_refused"),
        path("import/<int:pk>/forget/", guarded(pages.forget, require_POST), name="import_forget"),
    ]
