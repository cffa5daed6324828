"""Two records of one organisation become one: choose, look at what moves, do it; and undo it."""

from itertools import groupby

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.accounts.logged import name_acts, name_details
from partners.desk.fields import PickOne
from partners.desk.links import link_to, user_of
from partners.merging import MergeRefused, check, merge, preview, undo
from partners.models import Organisation, OrganisationMerge, OrganisationRelation

name_acts(
    {
        "merge_organisations": gettext_lazy("Another record was merged into this one"),
        "organisation_merged_away": gettext_lazy("This record was merged into another one"),
        "undo_merge_organisations": gettext_lazy("The merging of this record was undone"),
        "organisation_merging_undone": gettext_lazy("The merging of another record into this one was undone"),
        "moved_by_merging": gettext_lazy("Moved by the merging of two organisations"),
        "removed_by_merging": gettext_lazy("Removed by the merging of two organisations: the other one has the same"),
        "restored_from_merging": gettext_lazy("Restored: the merging of two organisations was undone"),
        "moved_back_from_merging": gettext_lazy("Moved back: the merging of two organisations was undone"),
    }
)
name_details(
    {
        "kept": gettext_lazy("number of the record that was kept"),
        "gone": gettext_lazy("number of the record that was merged into it"),
        "name": gettext_lazy("its name"),
        "moved": gettext_lazy("entries moved"),
        "removed": gettext_lazy("entries that both had"),
        "left": gettext_lazy("entries left as they are"),
        # fields of rows, told in the history of their record
        "organisation": gettext_lazy("organisation"),
        "unit": gettext_lazy("unit"),
        "representing": gettext_lazy("representing"),
        "source": gettext_lazy("Source"),
        "target": gettext_lazy("organisation"),
    }
)


class MergeForm(forms.Form):
    kept = forms.ModelChoiceField(
        Organisation.objects.current(),
        label=gettext_lazy("Merge it into"),
        help_text=gettext_lazy("This record stays, with everything of both."),
        widget=PickOne(OrganisationRelation._meta.get_field("target"), admin.site),
    )


def merge_page(model_admin, request, pk):
    """Without `kept`: choose. With it: what would move, or why not. By POST: merge."""
    gone = get_object_or_404(Organisation, pk=pk)
    if not model_admin.has_change_permission(request, gone):
        raise PermissionDenied
    form = MergeForm(request.POST or request.GET or None)
    kept, refused = None, None
    if form.is_bound and form.is_valid():
        kept = form.cleaned_data["kept"]
        if not model_admin.has_change_permission(request, kept):
            raise PermissionDenied
        try:
            check(kept, gone)
            if request.method == "POST":
                merge(kept, gone, by=request.user)
                messages.success(request, _("“%(gone)s” is merged into “%(kept)s”.") % {"gone": gone, "kept": kept})
                return HttpResponseRedirect(reverse("admin:partners_organisation_change", args=[kept.pk]))
        except MergeRefused as error:
            refused = error
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Merge “%(name)s” into another record") % {"name": gone},
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "form": form,
        "gone": gone,
        "kept": kept,
        "moves": moves(gone, request) if kept and not refused else [],
        **said(refused, request),
    }
    return TemplateResponse(request, "admin/partners/merge.html", context, status=409 if refused else 200)


def undo_page(model_admin, request, pk):
    """A merging and the question whether to take it back."""
    entry = get_object_or_404(OrganisationMerge.objects.select_related("gone", "kept", "by"), pk=pk)
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    refused = None
    if request.method == "POST":
        try:
            left = undo(entry, by=request.user)
        except MergeRefused as error:
            refused = error
        else:
            messages.success(request, _("“%(name)s” stands for itself again.") % {"name": entry.gone})
            if left:
                sentence = _(
                    "What has been moved on, changed, cited or deleted since stays as it is: %(number)s entries."
                )
                messages.warning(request, sentence % {"number": len(left)})
            return HttpResponseRedirect(reverse("admin:partners_organisation_change", args=[entry.gone_id]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Undo a merging"),
        "opts": model_admin.opts,
        "entry": entry,
        **said(refused, request),
    }
    return TemplateResponse(request, "admin/partners/unmerge.html", context, status=409 if refused else 200)


def said(refused: MergeRefused | None, request) -> dict:
    if refused is None:
        return {}
    conflicts = [
        link_to(row) if row._meta.model_name == "agreement" else user_of(row, request) for row in refused.conflicts
    ]
    return {"refused": refused.messages, "conflicts": conflicts}


def moves(gone: Organisation, request) -> list[dict]:
    """What points to the record, by kind, each as the desk knows it."""
    found = sorted(preview(gone), key=lambda each: (each.row._meta.label, each.field.name, each.row.pk))
    return [
        {"kind": capfirst(kind), "rows": [row_of(each, gone, request) for each in group]}
        for kind, group in groupby(found, key=lambda each: each.kind)
    ]


def row_of(reference, gone: Organisation, request):
    """A name or an identifier is worth reading itself; of other rows, what they belong to."""
    owner = getattr(reference.row, "organisation", None)
    if reference.field.name == "organisation" and owner == gone and not owned_elsewhere(reference.row):
        return str(reference.row)
    return link_to(reference.row) if isinstance(reference.row, Organisation) else user_of(reference.row, request)


def owned_elsewhere(row) -> bool:
    return any(getattr(row, name, None) for name in ("article", "agreement", "event", "person", "source"))
