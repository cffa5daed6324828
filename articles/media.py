"""Photos and attachments as readers and staff get them. A file that no shown words use is as absent as one that never was."""

from collections.abc import Callable

from django.http import Http404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from articles.models.photo import Attachment, Photo
from newsroom.shared import renditions, stored
from newsroom.shared.stored import PRIVATE, PUBLIC, Unreadable, noting


@require_safe
def photo(request, sha256, width, extension):
    photo, cache_control = _find(Photo, request, sha256)
    if width not in photo.widths or extension not in renditions.RENDITIONS:
        raise Http404
    return _picture(request, photo, lambda: photo.rendition(width, extension), cache_control)


@require_safe
def crop(request, sha256, name):
    photo, cache_control = _find(Photo, request, sha256)
    return _picture(request, photo, lambda: photo.crop(name), cache_control)


@require_safe
def original(request, sha256, extension):
    """The photo in full size, to be saved: for whoever writes about it."""
    photo, cache_control = _find(Photo, request, sha256)
    if extension != photo.extension:
        raise Http404
    response = _picture(request, photo, lambda: photo.path, cache_control)
    response.headers["Content-Disposition"] = content_disposition_header(True, photo.file_name)
    return response


@require_safe
def attachment(request, sha256, name):
    attachment, cache_control = _find(Attachment, request, sha256)
    if name != attachment.original_name:
        raise Http404
    with noting(attachment):
        response = stored.answer(
            request, attachment.path, content_type=attachment.content_type, cache_control=cache_control
        )
    response.headers["Content-Disposition"] = content_disposition_header(True, attachment.original_name)
    return response


def _find(model, request, sha256):
    """The photo or attachment, and how its answer may be cached. The public is asked for first: its answer reads no cookie."""
    if found := model.objects.public().filter(sha256=sha256).first():
        return found, PUBLIC
    # Here a draft and nothing at all take the same way for a reader.
    if request.user.is_staff and (found := model.objects.kept().visible_to(request.user).filter(sha256=sha256).first()):
        return found, PRIVATE
    raise Http404


def _picture(request, photo: Photo, find: Callable[[], str], cache_control: str):
    """The original stands in for a size that could not be made, but not when it is the original that is damaged."""
    with noting(photo):
        try:
            path = find()
        except FileNotFoundError as error:
            raise Unreadable from error
        if path == photo.path and not photo.has_its_bytes():
            raise Unreadable
        content_type = renditions.CONTENT_TYPES[path.rpartition(".")[2]]
        return stored.answer(request, path, content_type=content_type, cache_control=cache_control)
