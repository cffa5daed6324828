"""The one row of site settings on the desk."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.desk.when import DayField, zone_label
from articles.models import Article, Kind
from newsroom.accounts.logged import LoggedAdmin, ManagersOnly
from newsroom.shared.names import column
from newsroom.site.models import SiteSettings

TEXTS = ("contact", "licence_of_texts", "licence_of_photos")


class PageChoice(forms.ModelChoiceField):
    """A standing page by its number and title."""

    def label_from_instance(self, article):
        titles = {edition.language: edition.title for edition in article.editions.all() if edition.title}
        title = titles.get(article.source_language) or next(iter(titles.values()), "–")
        return f"{article.pk} · {title}"


class SiteSettingsForm(forms.ModelForm):
    grey_from = DayField(label=_("Grey from"), required=False)
    grey_until = DayField(label=_("Grey until"), required=False)
    accessibility_page = PageChoice(
        Article.objects.none(),
        label=_("Accessibility statement"),
        required=False,
        help_text=_("A standing page; the footer links to it in the languages in which it is published."),
    )

    class Meta:
        model = SiteSettings
        fields = ("grey_from", "grey_until", "minimum_articles", "accessibility_page")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "grey_until" in self.fields:
            self.fields["grey_until"].help_text = _(
                "Both days count. On them the whole public site is shown in grey. Time zone: %(zone)s"
            ) % {"zone": zone_label()}
        for name in self.fields:
            if name.startswith(TEXTS):
                self.fields[name].widget.attrs["rows"] = 3


@admin.register(SiteSettings)
class SiteSettingsAdmin(ManagersOnly, LoggedAdmin):
    form = SiteSettingsForm
    names = TEXTS
    names_title = _("Texts in each language")
    logged_values = (
        "grey_from",
        "grey_until",
        "minimum_articles",
        "accessibility_page",
        *(column(field, code) for code in settings.ALL_LANGUAGES for field in TEXTS),
    )
    fieldsets = (
        (_("Grey days"), {"fields": ("grey_from", "grey_until")}),
        (_("Languages"), {"fields": ("minimum_articles",)}),
        (_("Footer"), {"fields": ("accessibility_page",)}),
    )

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one row: its page in place of a list."""
        if request.GET or not (SiteSettings.objects.exists() or self.has_add_permission(request)):
            return super().changelist_view(request, extra_context)
        if SiteSettings.objects.exists():
            return HttpResponseRedirect(reverse("admin:site_sitesettings_change", args=[1]))
        return HttpResponseRedirect(reverse("admin:site_sitesettings_add"))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "accessibility_page" in form.base_fields:
            pages = Article.objects.visible_to(request.user).filter(kind=Kind.PAGE)
            chosen = Article.objects.filter(pk=obj.accessibility_page_id) if obj else Article.objects.none()
            form.base_fields["accessibility_page"].queryset = (
                (pages | chosen).distinct().prefetch_related("editions__head")
            )
        return form

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        super().save_model(request, obj, form, change)
