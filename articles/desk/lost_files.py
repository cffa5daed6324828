"""Photos and attachments whose files could not be read when somebody asked for them."""

from django.urls import reverse

from articles.models import Attachment, Photo

FIRST = 6


def lost_files(user) -> dict | None:
    """The first of those that this user may see, longest lost first, and how many there are; None where all can be read.

    Those about to be named are looked at again: a file that was put back is told of no more.
    """
    found, number = [], 0
    for model in (Photo, Attachment):
        if not user.has_perm(f"articles.view_{model._meta.model_name}"):
            continue
        lost = model.objects.kept().visible_to(user).filter(unreadable_since__isnull=False).order_by("unreadable_since")
        first = list(lost.distinct()[: FIRST + 1])
        back = [upload.pk for upload in first[:FIRST] if upload.has_its_bytes()]
        model.objects.filter(pk__in=back).update(unreadable_since=None)
        number += lost.distinct().count() if len(first) > FIRST else len(first) - len(back)
        view = f"admin:articles_{model._meta.model_name}_change"
        found += [(upload, reverse(view, args=[upload.pk])) for upload in first[:FIRST] if upload.pk not in back]
    return {"files": found, "number": number} if number else None
