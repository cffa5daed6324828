"""The library of attachments."""

from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.desk.uploads import UploadAdmin
from articles.models.photo import Attachment
from articles.models.revision import used_files


@admin.register(Attachment)
class AttachmentAdmin(UploadAdmin):
    list_display = ["original_name", "size_column", "for_article_column", "by_column", "uploaded_at", "used_column"]
    search_fields = ["original_name", "note"]
    search_help_text = _("Search in file names and internal notes")
    fields = ["link", "size_column", "note", "for_article_column", "by_column", "uploaded_at", "used_in", "sha256"]
    readonly_fields = ["link", "size_column", "for_article_column", "by_column", "uploaded_at", "used_in", "sha256"]

    upload_help = _(
        "PDF, Word (.docx), Excel (.xlsx) or PowerPoint (.pptx). Readers get the file as it is, with what it says of its author."
    )

    @property
    def max_bytes(self):
        return settings.NEWSROOM_ATTACHMENT_MAX_BYTES

    def ids_in(self, words):
        return used_files(words)

    def as_json(self, attachment):
        return {
            "id": attachment.pk,
            "name": attachment.original_name,
            "size": attachment.size,
            "url": attachment.get_absolute_url(),
        }

    @admin.display(description=_("size"), ordering="size")
    def size_column(self, obj):
        return filesizeformat(obj.size)

    @admin.display(description=_("file"))
    def link(self, obj):
        if obj.redacted_at:
            return _("removed by order")
        return format_html('<a href="{}">{}</a>', obj.get_absolute_url(), obj.original_name)
