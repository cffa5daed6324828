"""Linking an article to the records that it reports on: suggested from its words, done with one click."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import naming
from articles.desk.overview import lock, may_change
from articles.models import Edition
from newsroom.accounts import log


def panel(user, edition: Edition) -> dict:
    """What the edition's page shows: the records linked, those that the newest words name besides, and whether this user links."""
    article = edition.article
    linked = [{"kind": kind, "record": record} for kind in naming.LINKED for record in getattr(article, kind).all()]
    suggested = naming.suggestions(article, edition.head.words) if edition.head else []
    return {"linked": linked, "suggested": suggested, "may_link": may_change(user, article)}


def link_view(admin, request, pk):
    """POST <edition>/link/ with `add` or `remove` as kind-number: organisations-12."""
    act = "remove" if "remove" in request.POST else "add"
    kind, _dash, number = request.POST.get(act, "").partition("-")
    if kind not in naming.LINKED or not (number.isascii() and number.isdigit() and len(number) < 16):
        return HttpResponseBadRequest(_("The form did not say which record it speaks of."))
    with transaction.atomic():
        edition = admin.found(request, pk)
        # nobody publishes it meanwhile, so that what this user may do is still true when it is written
        lock(edition.article_id)
        edition = admin.found(request, pk)
        article = edition.article
        if not may_change(request.user, article):
            raise PermissionDenied
        record = get_object_or_404(naming.LINKED[kind], pk=int(number))
        links = getattr(article, kind)
        is_linked = links.filter(pk=record.pk).exists()
        if is_linked == (act == "remove"):
            (links.remove if is_linked else links.add)(record)
            log.record(
                "record_unlinked" if is_linked else "record_linked",
                by=request.user,
                target=article,
                kind=kind,
                record=record.pk,
                name=str(record),
            )
    said = _("%(record)s is linked.") if act == "add" else _("%(record)s is no longer linked.")
    messages.success(request, said % {"record": record})
    return HttpResponseRedirect(reverse("admin:articles_edition_change", args=[pk]) + "#records-title")
