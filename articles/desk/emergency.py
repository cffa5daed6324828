"""The page on which a manager publishes several editions of an article at once, without review."""

from django import forms
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.emergency import publish_in_emergency
from articles.models import Article, Edition
from articles.workflow import Refused

STEP = "publish_in_emergency"


def open_editions(user, article: Article) -> list[Edition]:
    """Those that the table lets this user publish so."""
    editions = article.editions.select_related("article", "head", "live", "next")
    return [edition for edition in editions if any(step.name == STEP for step in edition.open_steps(user))]


class EditionsOnScreen(forms.MultipleChoiceField):
    """Boxes to tick; the value of each says which words the screen showed: `edition:revision`."""

    widget = forms.CheckboxSelectMultiple


class EmergencyForm(forms.Form):
    editions = EditionsOnScreen(label=_("Editions"), error_messages={"required": _("Choose at least one language.")})
    note = forms.CharField(
        label=_("What is the emergency?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays inside the office, for good."),
    )

    def __init__(self, editions, data=None):
        super().__init__(data)
        self.open = {str(edition.pk): edition for edition in editions}
        asked = [value for value in (data.getlist("editions") if data else []) if self._is_readable(value)]
        # what was on the screen stays a choice though the words have moved on: the act itself refuses it and says why
        here = [f"{edition.pk}:{edition.head_id}" for edition in editions]
        self.fields["editions"].choices = [(value, value) for value in dict.fromkeys([*here, *asked])]

    def _is_readable(self, value: str) -> bool:
        edition, _colon, revision = value.partition(":")
        return edition in self.open and revision.isascii() and revision.isdigit() and len(revision) < 16

    def revisions(self) -> dict[Edition, int]:
        pairs = (value.split(":") for value in self.cleaned_data["editions"])
        return {self.open[edition]: int(revision) for edition, revision in pairs}


def page(model_admin, request, article: Article):
    editions = open_editions(request.user, article)
    form = EmergencyForm(editions, *([request.POST] if request.method == "POST" else []))
    refused, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            try:
                done = publish_in_emergency(article, form.revisions(), by=request.user, note=form.cleaned_data["note"])
            except Refused as refusal:
                refused, status = refusal.message, refusal.status
                editions = open_editions(request.user, article)
            else:
                sentence = ngettext(
                    "%(number)s edition is published. A final reviewer must review it afterwards.",
                    "%(number)s editions are published. A final reviewer must review them afterwards.",
                    len(done),
                )
                model_admin.message_user(request, sentence % {"number": len(done)})
                return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        else:
            status = 400
    ticked = {value.partition(":")[0] for value in form.data.getlist("editions")} if form.is_bound else set()
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Publish in an emergency"),
        "article": article,
        "rows": [
            {"edition": each, "value": f"{each.pk}:{each.head_id}", "ticked": str(each.pk) in ticked}
            for each in editions
        ],
        "form": form,
        "refused": refused,
    }
    return TemplateResponse(request, "admin/articles/article/emergency.html", context, status=status)
