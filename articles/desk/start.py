"""Start from a document: give a file or paste a text, see how each line was understood, correct it, make the draft."""

import datetime
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from articles.desk.start_forms import DraftForm, LinesForm, StartForm
from articles.importing.assemble import correct
from articles.importing.making import make_draft, may_start
from articles.importing.understand import understand
from articles.importing.understood import CreditRole, ImportRefused, Understood
from articles.models.incoming import IncomingDocument
from articles.workflow import Refused

KEPT_FOR = datetime.timedelta(days=7)


def _read_values(understood: Understood) -> dict:
    return {name: getattr(understood, name) for name in DraftForm.READ}


def _first_values(request, understood: Understood) -> dict:
    """What the form shows first. A page that names a translator was first written in another language."""
    offered = [code for code, _name in settings.LANGUAGES if request.user.works_in(code)]
    asked = request.GET.get("language")
    language = next((code for code in (asked, understood.language) if code in offered), offered[0] if offered else "")
    is_translated = any(credit.role == CreditRole.TRANSLATED for credit in understood.credits)
    others = [code for code in ("zh-hans", "en") if code != language and code in dict(settings.LANGUAGES)]
    source = others[0] if is_translated and others else language
    return {"language": language, "source_language": source, "article": request.GET.get("article")}


def _bound_form(request, understood: Understood) -> DraftForm:
    """The form as posted; a field that nobody touched follows what is read from the lines now."""
    typed = set(DraftForm(request.user, request.POST).changed_data)
    data = request.POST.copy()
    blank = DraftForm(request.user)
    for name, value in _read_values(understood).items():
        shown = blank.fields[name].prepare_value(value)
        shown = "" if shown is None else str(shown)
        data[blank[name].html_initial_name] = shown
        if name not in typed:
            data[name] = shown
    return DraftForm(request.user, data)


class StartPages:
    """The two pages; made for one admin site."""

    def __init__(self, admin_site):
        self.admin_site = admin_site

    def page(self, request, template, title, **context):
        context = {**self.admin_site.each_context(request), "title": title, **context}
        return TemplateResponse(request, f"admin/articles/start/{template}.html", context)

    def start(self, request):
        """Take the document in."""
        if not may_start(request.user):
            raise PermissionDenied
        form = StartForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_bound and form.is_valid():
            IncomingDocument.objects.filter(arrived_at__lt=timezone.now() - KEPT_FOR).delete()
            name, content = form.document
            arrived = IncomingDocument.objects.create(user=request.user, name=name, content=content)
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return HttpResponseRedirect(reverse("admin:articles_start_document", args=[arrived.pk]) + query)
        waiting = IncomingDocument.objects.filter(user=request.user).defer("content")
        return self.page(request, "start", _("Start from a document"), form=form, waiting=waiting)

    def document(self, request, pk):
        """Show what was understood; take corrections; make the draft."""
        if not may_start(request.user):
            raise PermissionDenied
        arrived = get_object_or_404(IncomingDocument, pk=pk, user=request.user)
        given = request.POST if request.method == "POST" else request.GET
        answer = given.get("tracked") if given.get("tracked") in ("accept", "reject") else "ask"
        understood = understand(bytes(arrived.content), arrived.name, tracked_changes=answer)
        if request.method == "POST" and request.POST.get("do") == "forget":
            arrived.delete()
            return HttpResponseRedirect(reverse("admin:articles_start"))
        if request.method == "POST" and not understood.is_unanswered:
            lines = LinesForm(understood, request.POST)
            understood = correct(understood, lines.kinds())
            form = _bound_form(request, understood)
            if (
                request.POST.get("do") == "make"
                and form.is_valid()
                and (made := self.make(request, arrived, understood, form))
            ):
                return HttpResponseRedirect(reverse("admin:articles_edition_change", args=[made.edition.pk]))
            if request.POST.get("do") != "make":
                form.is_valid()
                form.errors.clear()  # reading again asks for nothing
        else:
            lines = LinesForm(understood)
            form = DraftForm(request.user, initial=_first_values(request, understood) | _read_values(understood))
        return self.page(
            request,
            "document",
            _("Start from “%(name)s”") % {"name": arrived.name},
            arrived=arrived,
            understood=understood,
            tracked=answer,
            form=form,
            lines_form=lines,
            rows=lines.rows(understood),
        )

    def make(self, request, arrived, understood, form):
        """The draft, or None with the reason on the form."""
        data = form.cleaned_data
        wanted = {name: data[name] for name in DraftForm.READ}
        try:
            with transaction.atomic():
                # Two clicks make one draft.
                get_object_or_404(IncomingDocument.objects.select_for_update(), pk=arrived.pk)
                made = make_draft(
                    replace(understood, **wanted),
                    target=form.target(),
                    by=request.user,
                    name=arrived.name,
                    dated_on=data["dated_on"],
                    tracked=request.POST.get("tracked", "ask"),
                )
                arrived.delete()
        except (ImportRefused, Refused) as refused:
            form.add_error(None, str(refused))
            return None
        for sentence in made.pictures_refused:
            messages.warning(request, sentence)
        messages.success(request, _("The draft was made. What found no place in it stands in its history."))
        return made


def urls(admin_site):
    """The addresses, for the admin site to include above its own."""
    pages = StartPages(admin_site)

    def guarded(view):
        return admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(view))

    return [
        path("articles/start/", guarded(pages.start), name="articles_start"),
        path("articles/start/<int:pk>/", guarded(pages.document), name="articles_start_document"),
    ]
