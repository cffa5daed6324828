"""One citation on its own page: changed, removed, or, where it contradicts, settled and opened again."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles.desk.citing import address_of, may_cite, name_in_log, said
from articles.desk.source_names import names_of
from articles.facts import fact_of, record_of
from articles.models import Citation, Settlement, Stance
from newsroom.accounts import log


class CitationForm(forms.ModelForm):
    class Meta:
        model = Citation
        fields = ("stance", "value", "quote")
        widgets = {"quote": forms.Textarea(attrs={"rows": 3})}

    def _get_validation_exclusions(self):
        """None: that a source says a thing once is asked of fields that are not on the page."""
        return set()


class SettlementForm(forms.ModelForm):
    class Meta:
        model = Settlement
        fields = ("note",)
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


def found(request, pk) -> tuple[Citation, models.Model]:
    """A citation of a source that the user may see, with the record; to be changed by whoever may."""
    rows = Citation.objects.visible_to(request.user).select_related("source__article", "settlement__by")
    if not request.user.has_perm("articles.view_citation"):
        raise PermissionDenied
    citation = get_object_or_404(rows, pk=pk)
    record = record_of(citation)
    if not may_cite(request, record):
        raise PermissionDenied
    return citation, record


def _context(request, citation, record, **context) -> dict:
    return {
        **admin.site.each_context(request),
        "opts": record._meta,
        "record": record,
        "back": address_of(record),
        "citation": citation,
        "fact": fact_of(citation),
        "name": names_of([citation.source], request.user)[citation.source_id],
        **context,
    }


def change_page(request, pk):
    citation, record = found(request, pk)
    before = said(citation)
    form = CitationForm(request.POST if request.method == "POST" else None, instance=citation)
    if request.method == "POST" and form.is_valid():
        try:
            if form.has_changed():
                _change(request, citation, record, before)
        except IntegrityError:
            # somebody else was quicker than the check
            form.add_error(None, _("This source is cited for this already."))
        else:
            messages.success(request, _("The citation is saved."))
            return HttpResponseRedirect(address_of(record))
    context = _context(
        request,
        citation,
        record,
        title=_("Change a citation"),
        form=form,
        settling=SettlementForm() if _is_open(citation) else None,
    )
    return TemplateResponse(request, "admin/articles/citation/change.html", context)


def _is_open(citation: Citation) -> bool:
    stance = Citation.objects.values_list("stance", flat=True).get(pk=citation.pk)
    return stance == Stance.CONTRADICTS and not citation.is_settled


@transaction.atomic
def _change(request, citation, record, before: dict) -> None:
    citation.save()
    details = {"source": name_in_log(citation.source), "fact": str(fact_of(citation))}
    if citation.stance != Stance.CONTRADICTS and citation.is_settled:
        # what contradicts no longer has nothing to be settled
        details["settlement"] = citation.settlement.note
        citation.settlement.delete()
    log.record("citation_changed", by=request.user, target=record, **details, old=before, new=said(citation))


def remove_page(request, pk):
    """GET asks; a POST with the word of a confirmed deletion, as everywhere on the desk, removes. The log keeps what it said."""
    citation, record = found(request, pk)
    if request.method == "POST" and request.POST.get("post") == "yes":
        details = {"source": name_in_log(citation.source), "fact": str(fact_of(citation)), "old": said(citation)}
        if citation.is_settled:
            details["settlement"] = citation.settlement.note
        with transaction.atomic():
            citation.delete()
            log.record("citation_removed", by=request.user, target=record, **details)
        messages.success(request, _("The citation is removed."))
        return HttpResponseRedirect(address_of(record))
    context = _context(request, citation, record, title=_("Remove a citation"))
    return TemplateResponse(request, "admin/articles/citation/remove.html", context)


def settle(request, pk):
    """POST: with `note` the contradiction is settled; with `reopen` a settled one is open again."""
    citation, record = found(request, pk)
    details = {"source": name_in_log(citation.source), "fact": str(fact_of(citation))}
    if "reopen" in request.POST:
        with transaction.atomic():
            if citation.is_settled:
                details["note"] = citation.settlement.note
                citation.settlement.delete()
                log.record("contradiction_reopened", by=request.user, target=record, **details)
        messages.success(request, _("The contradiction is open again."))
        return HttpResponseRedirect(address_of(record))
    if citation.stance != Stance.CONTRADICTS or citation.is_settled:
        return HttpResponseBadRequest(_("There is no open contradiction here."))
    settling = SettlementForm(request.POST)
    if not settling.is_valid():
        context = _context(
            request,
            citation,
            record,
            title=_("Change a citation"),
            form=CitationForm(instance=citation),
            settling=settling,
        )
        return TemplateResponse(request, "admin/articles/citation/change.html", context)
    with transaction.atomic():
        note = settling.cleaned_data["note"]
        Settlement.objects.get_or_create(citation=citation, defaults={"note": note, "by": request.user})
        log.record("contradiction_settled", by=request.user, target=record, **details, note=note)
    messages.success(request, _("The contradiction is settled."))
    return HttpResponseRedirect(address_of(record))
