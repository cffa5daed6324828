"""Photos and attachments as readers and staff get them. A file that no shown words use is as absent as one that never was."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from articles.models.photo import Attachment, Photo
from newsroom.shared import images

# A withdrawn photo is gone from every cache within a minute; asking again costs a 304.
PUBLIC = "public, max-age=60"
PRIVATE = "private, no-store"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@require_safe
def photo(request, sha256, width, extension):
    photo, cache_control = _find(Photo, request, sha256)
    if width not in photo.widths or extension not in images.RENDITIONS:
        raise Http404
    path = images.rendition(photo.sha256, photo.extension, width, extension)
    # the original may stand in for a size that could not be made
    content_type = images.CONTENT_TYPES[path.rpartition(".")[2]]
    return _answer(request, path, content_type=content_type, cache_control=cache_control)


@require_safe
def attachment(request, sha256, name):
    attachment, cache_control = _find(Attachment, request, sha256)
    if name != attachment.original_name:
        raise Http404
    response = _answer(request, attachment.path, content_type=attachment.content_type, cache_control=cache_control)
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


def _answer(request, path, *, content_type, cache_control):
    """The file, the part of it that was asked for, or 304."""
    etag = f'"{path}"'
    if cache_control == PUBLIC and etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = _file(request, path, content_type=content_type, etag=etag)
        response.headers["Accept-Ranges"] = "bytes"
    if cache_control == PUBLIC:
        response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _file(request, path, *, content_type, etag):
    try:
        size = default_storage.size(path)
        file = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or request.headers.get("If-Range", etag) != etag:
        return FileResponse(file, content_type=content_type, headers={"Content-Length": size})
    first, last = _bounds(*asked.groups(), size=size)
    if first > last:
        file.close()
        return HttpResponse(status=416, content_type=content_type, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Length": last - first + 1, "Content-Range": f"bytes {first}-{last}/{size}"}
    return FileResponse(_Part(file, first, last - first + 1), status=206, content_type=content_type, headers=headers)


def _bounds(first, last, *, size):
    """The first and last byte of `5-9`, `5-` or `-5` (the last five); first > last when there is nothing to give."""
    if first:
        return int(first), min(int(last or size), size - 1)
    return max(size - int(last or 0), 0), size - 1


class _Part:
    """A stretch of an open file."""

    def __init__(self, file, start, length):
        self.file = file
        self.left = length
        file.seek(start)

    def read(self, size):
        data = self.file.read(min(size, self.left))
        self.left -= len(data)
        return data

    def close(self):
        self.file.close()
