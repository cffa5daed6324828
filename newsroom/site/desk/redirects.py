"""Redirects on the desk: one by one, and as a table that is checked before it is kept."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from newsroom.accounts.logged import LoggedAdmin, ManagersOnly, name_acts
from newsroom.site import redirects, tables
from newsroom.site.models import Redirect
from newsroom.site.places import address_of
from newsroom.site.targets import read_target

name_acts({"redirects_imported": _("Table of redirects imported")})
# so many lines of each outcome are shown
SHOWN = 500


class RedirectForm(forms.ModelForm):
    user = None
    leads_to = forms.CharField(
        label=_("Leads to"),
        max_length=1000,
        widget=AdminTextInputWidget,
        help_text=_(
            "A page or an attachment of this site as in the browser’s address bar, or a record by its number: article:12, "
            "article:12:es (in that language), organisation:5, agreement:3, event:9. A record is followed when its title "
            "changes or it is merged."
        ),
    )

    class Meta:
        model = Redirect
        fields = ("old", "is_permanent")
        help_texts = {
            "old": _("The full address on the old site or its path, with its query if it has one: /index.php?id=12")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["leads_to"] = str(self.instance.target)
        if "old" in self.fields:
            self.fields["old"] = forms.CharField(
                label=_("Old address"),
                max_length=1000,
                widget=AdminTextInputWidget,
                help_text=self.fields["old"].help_text,
            )

    def clean_old(self):
        return redirects.read_old(self.cleaned_data["old"])

    def clean_leads_to(self):
        self.target = read_target(self.cleaned_data["leads_to"], may_be_file=True)
        return self.cleaned_data["leads_to"].strip()

    def clean(self):
        data = super().clean()
        old = data.get("old") or self.instance.old
        if not self.errors and old:
            self.plan = redirects.plan({old: self.target}, by=self.user, permanent=data["is_permanent"])
            if sentence := self.plan.refused.get(old):
                self.add_error("leads_to", sentence)
        return data


@admin.register(Redirect)
class RedirectAdmin(ManagersOnly, LoggedAdmin):
    form = RedirectForm
    list_display = ("old", "target_column", "is_permanent")
    search_fields = ("old", "path")
    search_help_text = _("Search in old addresses and pages")
    sortable_by = ("old",)
    list_per_page = 100
    logged_values = ("old", "leads_to", "is_permanent")

    def get_fields(self, request, obj=None):
        if self.has_change_permission(request, obj) or obj is None:
            return ("old", "leads_to", "is_permanent", *(("place_now",) if obj else ()))
        return ("old", "target_column", "is_permanent", "place_now")

    def get_readonly_fields(self, request, obj=None):
        return ("old", "target_column", "place_now") if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, obj, form, change):
        redirects.write(form.plan)
        obj.pk = Redirect.objects.get(old=obj.old).pk

    @admin.display(description=_("leads to"))
    def target_column(self, redirect):
        return str(redirect.target)

    @admin.display(description=_("Readers arrive at"))
    def place_now(self, redirect):
        place = address_of(redirect.target, redirect.wanted_language)
        return place or _("Nothing public is there: readers get “not found”.")

    # tables

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"site_redirect_{name}")

        return [
            page("import/", self.import_view, "import"),
            page("export/", require_safe(self.export_view), "export"),
            page("template/", require_safe(self.template_view), "template"),
            *super().get_urls(),
        ]

    def import_view(self, request):
        """First what each line would do, then the same table again to be kept; what was typed stays on the page."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        text, report, refusal = "", None, ""
        if request.method == "POST":
            try:
                text = self.table_of(request)
                report = (tables.keep if request.POST.get("do") == "keep" else tables.check)(text, by=request.user)
            except ValidationError as error:
                refusal = error.messages[0]
            if report and not report.is_refused and request.POST.get("do") == "keep":
                sentence = _("Imported: %(added)d added, %(changed)d changed, %(same)d were there already.")
                messages.success(request, sentence % report.count)
                return HttpResponseRedirect(reverse("admin:site_redirect_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import redirects"),
            "text": text,
            "report": report,
            "refusal": refusal,
            "refused": [line for line in report.lines if line.why][:SHOWN] if report else (),
            "kept": [line for line in report.lines if not line.why][:SHOWN] if report else (),
            "shown": SHOWN,
        }
        status = 400 if refusal or (report and report.is_refused) else 200
        return TemplateResponse(request, "admin/site/import.html", context, status=status)

    def table_of(self, request) -> str:
        """The file that was chosen, else the text of the form."""
        if upload := request.FILES.get("file"):
            return tables.decode(upload.read(tables.MOST_BYTES + 1))
        return tables.decode(request.POST.get("text", "").encode())

    def export_view(self, request):
        return self.file(request, "redirects.csv", tables.export)

    def template_view(self, request):
        return self.file(request, "redirects-template.csv", lambda: tables.TEMPLATE.encode("utf-8-sig"))

    def file(self, request, name, make):
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = HttpResponse(make(), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
