"""The library of photos."""

from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.desk.uploads import UploadAdmin, UploadForm
from articles.models.photo import Photo
from articles.models.revision import used_photos
from articles.templatetags.photos import focal_class

CREDIT = Photo._meta.get_field("credit")


class PhotoUploadForm(UploadForm):
    credit = CREDIT.formfield(help_text=_("Of all the photos chosen here; each can be changed afterwards."))


@admin.register(Photo)
class PhotoAdmin(UploadAdmin):
    list_display = [
        "thumbnail",
        "credit_column",
        "dimensions",
        "for_article_column",
        "by_column",
        "uploaded_at",
        "used_column",
    ]
    list_display_links = ["thumbnail", "credit_column"]
    search_fields = ["credit", "note"]
    search_help_text = _("Search in credits and internal notes")
    upload_form = PhotoUploadForm
    fields = [
        "picture",
        "focal_x",
        "focal_y",
        "credit",
        "note",
        "dimensions",
        "for_article_column",
        "by_column",
        "uploaded_at",
        "used_in",
        "sha256",
    ]
    readonly_fields = ["picture", "dimensions", "for_article_column", "by_column", "uploaded_at", "used_in", "sha256"]

    upload_help = _(
        "JPEG, PNG, WebP, GIF or HEIC. What the files say of place, camera and people is removed; transparent parts become white."
    )

    @property
    def max_bytes(self):
        return settings.NEWSROOM_PHOTO_MAX_BYTES

    def ids_in(self, words):
        return used_photos(words)

    def get_readonly_fields(self, request, obj=None):
        """The credit is part of what was signed."""
        return [*self.readonly_fields, "credit"] if obj and obj.is_signed else self.readonly_fields

    def as_json(self, photo):
        return {
            "id": photo.pk,
            "thumbnail": photo.thumbnail,
            "credit": photo.credit,
            "width": photo.width,
            "height": photo.height,
        }

    @admin.display(description=_("photo"))
    def thumbnail(self, obj):
        if obj.redacted_at:
            return _("removed by order")
        # the link around it needs words, and no reader of the article needs these
        return format_html(
            '<img class="photo-thumbnail {}" src="{}" width="96" height="72" alt="{}" loading="lazy">',
            focal_class(obj),
            obj.thumbnail,
            _("Photo %(number)s") % {"number": obj.pk},
        )

    @admin.display(description=_("credit"), ordering="credit")
    def credit_column(self, obj):
        return obj.credit or _("no credit")

    @admin.display(description=_("size"))
    def dimensions(self, obj):
        return f"{obj.width} × {obj.height} · {filesizeformat(obj.size)}"

    @admin.display(description=_("picture"))
    def picture(self, obj):
        """With JavaScript a click sets the focal point; without, the two numbers do."""
        if obj.redacted_at:
            return _("removed by order")
        width = next((each for each in obj.widths if each >= 960), obj.widths[-1])
        return format_html(
            '<div class="focal-point" data-focal-point><img src="{}" width="{}" height="{}" alt="{}">'
            '<span class="focal-mark {}"></span></div><p class="focal-help">{}</p>',
            obj.url(width),
            width,
            obj.height_at(width),
            _("Photo %(number)s") % {"number": obj.pk},
            focal_class(obj),
            _(
                "The focal point stays in view where a page shows a cut of the photo. Click on it or type the two numbers."
            ),
        )
