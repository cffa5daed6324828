"""Photos, attachments and pictures of the menu and the footer whose files could not be read when somebody asked for them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from articles.models import Attachment, Photo
from newsroom.site.models import NavigationItem

FIRST = 6


@dataclass(frozen=True)
class Lost:
    name: str
    path: str
    since: datetime
    url: str


def lost_files(user) -> dict | None:
    """The first of those that this user may see, longest lost first, and how many there are; None where all can be read.

    Those about to be named are looked at again: a file that was put back is told of no more.
    """
    found, number = [], 0
    for rows in _visible_to(user):
        lost = rows.filter(unreadable_since__isnull=False).order_by("unreadable_since").distinct()
        first = list(lost[: FIRST + 1])
        back = [row.pk for row in first[:FIRST] if row.has_its_bytes()]
        rows.model.objects.filter(pk__in=back).update(unreadable_since=None)
        number += lost.count() if len(first) > FIRST else len(first) - len(back)
        found += [_lost(row) for row in first[:FIRST] if row.pk not in back]
    return {"files": found, "number": number} if number else None


def _visible_to(user) -> list[QuerySet]:
    uploads = [model.objects.kept().visible_to(user) for model in (Photo, Attachment)]
    pictured = NavigationItem.objects.exclude(image_sha256="")
    return [rows for rows in (*uploads, pictured) if user.has_perm(_permission(rows.model))]


def _permission(model) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def _lost(row) -> Lost:
    path = row.image_path if isinstance(row, NavigationItem) else row.path
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return Lost(str(row), path, row.unreadable_since, url)
