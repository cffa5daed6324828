"""A record as the desk names it and leads to it, and who uses it."""

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

# where a row of a record says which record it is a row of
OWNERS = ("article", "agreement", "event", "party", "person", "source", "organisation")


def address_of(record: models.Model) -> str:
    """A record's page in the admin; empty where it has none."""
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[quote(record.pk)])
    except NoReverseMatch:
        return ""


def link_to(record: models.Model):
    address = address_of(record)
    return format_html('<a href="{}">{}</a>', address, record) if address else str(record)


def may_read(record: models.Model, request) -> bool:
    """Whether the desk would show them its page."""
    desk = admin.site.get_model_admin(type(record))
    return desk.has_view_permission(request, record) and desk.get_queryset(request).filter(pk=record.pk).exists()


def listed(rows):
    """Rows one below the other, for a read-only field."""
    found = format_html_join("", "<li>{}</li>", ((row,) for row in rows))
    return format_html("<ul>{}</ul>", found) if found else "–"


def owner_of(row: models.Model, going=()) -> models.Model | None:
    """The record with a page of its own that a row belongs to; the row itself where it has one. Of a row that ties two records, the one
    that is not `going`, to be deleted."""
    owner = row
    while not address_of(owner):
        for name in OWNERS:
            above = getattr(owner, name, None)
            if isinstance(above, models.Model) and above not in going:
                owner = above
                break
        else:
            return None
    return owner


def user_in_words(row: models.Model, request, within: models.Model | None = None) -> str:
    """Who uses a record, as a reader of the desk knows it: not the row that points to it but what the row belongs to.
    What they may not read, a restricted article or a draft, is not named. On the page `within`, its own rows are named themselves."""
    owner, kind = owner_of(row), capfirst(row._meta.verbose_name)
    if owner is None or owner == within:
        return f"{kind}: {row}"
    if not may_read(owner, request):
        return _("%(kind)s: one that you may not read") % {"kind": kind}
    return f"{kind}: {owner}"


def user_of(row: models.Model, request, going=()):
    """The same with the way to it."""
    owner = owner_of(row, going)
    if owner is None or not may_read(owner, request):
        return user_in_words(row, request)
    return format_html("{}: {}", capfirst(row._meta.verbose_name), link_to(owner))
