"""The desk's modules, named here so that Django finds them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles import workflow
from articles.desk import articles, attachments, edition, freezes, photos, record_lists, redaction, sources, topics
from newsroom.accounts.logged import name_acts

__all__ = [
    "articles",
    "attachments",
    "edition",
    "freezes",
    "photos",
    "record_lists",
    "redaction",
    "sources",
    "topics",
]

# topics are the only tags here
admin.site.unregister(Tag)

name_acts({step.name: step.label for step in workflow.STEPS})
name_acts({"record_linked": _("Record linked"), "record_unlinked": _("Record no longer linked")})
