from django.http import Http404
from django.views.decorators.http import require_safe

from newsroom.shared import stored
from newsroom.shared.renditions import CONTENT_TYPES
from newsroom.site.models import NavigationItem


@require_safe
def site_image(request, sha256, extension):
    """A picture beside a link in menu or footer, as long as a link has it."""
    pictured = NavigationItem.objects.exclude(image_sha256="")
    item = pictured.filter(image_sha256=sha256, image_extension=extension).first()
    if item is None:
        raise Http404("No such picture.")
    with stored.noting(item):
        if not item.has_its_bytes():
            raise stored.Unreadable
        return stored.answer(request, item.image_path, content_type=CONTENT_TYPES[extension])
