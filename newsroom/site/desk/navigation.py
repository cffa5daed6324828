"""Menu and footer on the desk."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.logged import LoggedAdmin, ManagersOnly
from newsroom.shared import files, images
from newsroom.shared.names import column
from newsroom.site import addresses
from newsroom.site.models import NavigationItem, Place
from newsroom.site.targets import NO_PAGE, Target, is_own, missing, not_there, read_target, without_language

# a registration mark is a small badge
LEAST_SIDE = 16
MOST_SIDE = 2000


class NavigationForm(forms.ModelForm):
    user = None
    leads_to = forms.CharField(
        label=_("Leads to"),
        max_length=1000,
        widget=AdminTextInputWidget,
        required=False,
        help_text=_(
            "A page of this site as in the browser’s address bar (each reader gets it in their own language), a record by its number "
            "(article:12, organisation:5, agreement:3, event:9), or another site: https://…"
        ),
    )
    image_file = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("A small one beside the label, for instance a badge: PNG, JPEG, WebP or GIF."),
    )
    remove_image = forms.BooleanField(label=_("Remove the picture"), required=False)

    class Meta:
        model = NavigationItem
        fields = ("place", "position")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["leads_to"] = self.instance.url or str(self.instance.target)

    def clean_leads_to(self):
        text = self.cleaned_data["leads_to"].strip()
        self.url, self.target = "", Target()
        if not text:
            return text
        if "://" in text and not is_own(addresses.read(text).host):
            self.url = forms.URLField(assume_scheme="https", max_length=500).clean(text)
            if not self.url.startswith("https://"):
                raise ValidationError(_("Another site is linked by an address that begins with https://."))
            return text
        self.target = without_language(read_target(text))
        if not self.target.is_page:
            raise ValidationError(NO_PAGE)
        if missing([self.target], self.user):
            raise ValidationError(not_there(self.target))
        return text

    def clean_image_file(self):
        upload = self.cleaned_data["image_file"]
        self.picture = images.read(upload, least=LEAST_SIDE) if upload else None
        if self.picture and max(self.picture.width, self.picture.height) > MOST_SIDE:
            raise ValidationError(
                _("The picture is larger than %(most)s pixels: make it smaller.") % {"most": MOST_SIDE}
            )
        return upload

    def clean(self):
        data = super().clean()
        if not data.get("leads_to") and "leads_to" not in self.errors and data.get("place") != Place.MARK:
            self.add_error("leads_to", _("Say where it leads; only a registration mark may lead nowhere."))
        if not any(data.get(column("label", code)) for code in settings.ALL_LANGUAGES):
            raise ValidationError(_("Give it a label in one language at least."))
        return data


@admin.register(NavigationItem)
class NavigationItemAdmin(ManagersOnly, LoggedAdmin):
    form = NavigationForm
    names = ("label",)
    names_title = _("Texts in each language")
    list_display = ("label_column", "place", "position", "target_column", "picture")
    list_filter = ("place",)
    search_fields = tuple(column("label", code) for code in settings.ALL_LANGUAGES)
    search_help_text = _("Search in the labels in all languages")
    sortable_by = ()
    logged_values = ("place", "position", "leads_to", *search_fields)

    def get_fields(self, request, obj=None):
        if not self.has_change_permission(request, obj) and obj:
            return ("place", "position", "target_column", "picture")
        return (
            "place",
            "position",
            "leads_to",
            "image_file",
            *(("picture", "remove_image") if obj and obj.image_sha256 else ()),
        )

    def get_readonly_fields(self, request, obj=None):
        return ("target_column", "picture")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, obj, form, change):
        obj.target, obj.url = form.target, form.url
        if form.picture:
            obj.image_sha256, obj.image_extension = form.picture.sha256, form.picture.extension
            obj.image_width, obj.image_height = form.picture.width, form.picture.height
            obj.unreadable_since = None
            files.put(obj.image_path, form.picture.data)
        elif form.cleaned_data.get("remove_image"):
            obj.image_sha256 = obj.image_extension = ""
            obj.image_width = obj.image_height = 0
            obj.unreadable_since = None
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        """A file is said by its digest."""
        details = super().construct_change_message(request, form, formsets, add)
        return details | ({"picture": form.picture.sha256} if form.picture else {})

    @admin.display(description=_("label"))
    def label_column(self, item):
        return str(item)

    @admin.display(description=_("leads to"))
    def target_column(self, item):
        return item.url or str(item.target) or "–"

    @admin.display(description=_("picture"))
    def picture(self, item):
        if not item.image_sha256:
            return "–"
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}">',
            item.image_url,
            *fitted(item.image_width, item.image_height),
            item,
        )


def fitted(width: int, height: int, most: int = 48) -> tuple[int, int]:
    scale = min(1, most / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
