"""Names that are in the record already: told while somebody types, and before a record is saved."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from newsroom.shared.names import column
from partners.desk.base import RecordAdmin
from partners.desk.dates import DatedForm
from partners.desk.links import address_of, link_to

SHOWN = 8
_NEW_ROW = re.compile(r"other_names-(\d+)-value")


def similar(model, name: str, *, but=None) -> list:
    """Records with such a name. Persons share names too often for anything but the same one to be worth saying."""
    look = getattr(model.objects, "possible_duplicates", model.objects.called)
    return [record for record in look(name) if record.pk != but][:SHOWN]


class NamedForm(DatedForm):
    """Refuses a record without any name; asks once before a name is entered that looks like one on record."""

    similar: list = []

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

    def clean(self):
        data = super().clean()
        given = self.given_names()
        if not self.instance.pk and not given:
            raise forms.ValidationError(_("Give a name in at least one language, or one other name."))
        if self.data.get("save_all_the_same"):
            return data
        found = {each.pk: each for name in given for each in similar(type(self.instance), name, but=self.instance.pk)}
        self.similar = list(found.values())[:SHOWN]
        if self.similar:
            raise forms.ValidationError(_("A similar name is on record. Look whether this is the same one."))
        return data


class NamedAdmin(RecordAdmin):
    """Organisations and persons: a table of names, rows of other names, and a word about names that are there already."""

    form = NamedForm
    names = ("name",)
    change_form_template = "admin/partners/named_form.html"

    class Media:
        js = ("js/duplicates.js",)

    def where(self, record) -> str:
        """What tells a record from another of the same name."""
        return ""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.duplicates_view))
        return [
            path("similar/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_similar"),
            *super().get_urls(),
        ]

    def duplicates_view(self, request):
        """Records with a name like the one that is being typed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        but = request.GET.get("but", "")
        name = request.GET.get("name", "")[:250]
        found = similar(self.model, name, but=int(but) if but.isdecimal() and len(but) < 19 else None)
        return JsonResponse(
            {"found": [{"name": str(each), "where": self.where(each), "url": address_of(each)} for each in found]}
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context["similar"] = [
            {"link": link_to(each), "where": self.where(each)} for each in getattr(form, "similar", [])
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)
