from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from newsroom.shared.images import CONTENT_TYPES
from newsroom.site.models import NavigationItem


@require_safe
def site_image(request, sha256, extension):
    """A picture beside a link in menu or footer, as long as a link has it."""
    item = (
        NavigationItem.objects.filter(image_sha256=sha256, image_extension=extension).exclude(image_sha256="").first()
    )
    if item is None:
        raise Http404("No such picture.")
    try:
        with default_storage.open(item.image_path) as file:
            response = HttpResponse(file.read(), content_type=CONTENT_TYPES[extension])
    except OSError as error:
        raise Http404("The file is not there.") from error
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
