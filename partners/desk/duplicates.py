"""What is in the record already: told while somebody types, and asked once before it is saved."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse, QueryDict
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from newsroom.shared.names import column
from partners.desk.base import RecordAdmin
from partners.desk.dates import DatedForm
from partners.desk.links import address_of, link_to

SHOWN = 8
LONGEST = 300
_NEW_ROW = re.compile(r"other_names-(\d+)-value")


def number_in(data: QueryDict, name: str) -> int | None:
    """The number that was sent; None for anything else."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def texts_in(data: QueryDict, *fields: str) -> list[str]:
    """What was sent of translated fields, in whatever language."""
    names = [column(field, code) for field in fields for code in settings.ALL_LANGUAGES]
    return [text for name in names if (text := data.get(name, "").strip()[:LONGEST])]


class AskingForm(DatedForm):
    """Asks once before something is entered that looks like what is on record."""

    asking = _("Something like it is on record. Look whether this is the same one.")
    similar: list = []

    def look(self) -> list:
        """Records that this may be, where what was sent is new."""
        raise NotImplementedError

    def clean(self):
        data = super().clean()
        if not self.data.get("save_all_the_same"):
            self.similar = self.look()
        if self.similar:
            raise forms.ValidationError(self.asking)
        return data


class AskingAdmin(RecordAdmin):
    """A word about records that are there already. `watched` are the boxes that decide, as a regular expression."""

    form = AskingForm
    watched = ""

    class Media:
        js = ("js/duplicates.js",)

    def where(self, record) -> str:
        """What tells a record from another of the same name."""
        return ""

    def similar_to(self, data: QueryDict, but: int | None) -> list:
        """Records that are like what is being typed."""
        raise NotImplementedError

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.duplicates_view))
        return [
            path("similar/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_similar"),
            *super().get_urls(),
        ]

    def duplicates_view(self, request):
        """GET similar/?but=…: what is being typed in the boxes that are watched, under their names."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.similar_to(request.GET, number_in(request.GET, "but"))
        return JsonResponse(
            {"found": [{"name": str(each), "where": self.where(each), "url": address_of(each)} for each in found]}
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context["watched"] = self.watched
        context["similar"] = [
            {"link": link_to(each), "where": self.where(each)} for each in getattr(form, "similar", [])
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)


# names


def similar(model, name: str, *, but=None) -> list:
    """Records with such a name. Persons share names too often for anything but the same one to be worth saying."""
    look = getattr(model.objects, "possible_duplicates", model.objects.called)
    return [record for record in look(name) if record.pk != but][:SHOWN]


class NamedForm(AskingForm):
    """Refuses a record without any name."""

    asking = _("A similar name is on record. Look whether this is the same one.")

    def given_names(self) -> list[str]:
        """The names that are new in what was sent: of the record itself, and rows that are not stored yet."""
        columns = {column("name", code) for code in settings.ALL_LANGUAGES}
        own = [self.cleaned_data.get(name) for name in self.changed_data if name in columns]
        return [name for name in (*own, *self._new_rows()) if name]

    def _new_rows(self) -> list[str]:
        rows = {found[1]: str(value).strip() for key, value in self.data.items() if (found := _NEW_ROW.fullmatch(key))}
        return [
            value
            for number, value in rows.items()
            if not self.data.get(f"other_names-{number}-id") and not self.data.get(f"other_names-{number}-DELETE")
        ]

    def look(self) -> list:
        names = self.given_names()
        found = {each.pk: each for name in names for each in similar(type(self.instance), name, but=self.instance.pk)}
        return list(found.values())[:SHOWN]

    def clean(self):
        data = super().clean()
        if not self.instance.pk and not self.given_names():
            raise forms.ValidationError(_("Give a name in at least one language, or one other name."))
        return data


class NamedAdmin(AskingAdmin):
    """Organisations and persons: a table of names, rows of other names, and a word about names that are there already."""

    form = NamedForm
    names = ("name",)
    change_form_template = "admin/partners/named_form.html"
    watched = r"^(name_\w+|other_names-\d+-value)$"

    def similar_to(self, data, but):
        """One name at a time is being typed."""
        return similar(self.model, data.get("name", "")[:LONGEST], but=but)
