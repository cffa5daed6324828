"""A stored file as an answer: whole, the part of it that was asked for, or 304. It is named by its content, so its name is its ETag."""

import hashlib
import logging
import re
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

log = logging.getLogger(__name__)

# What is withdrawn is gone from every cache within a minute; asking again costs a 304.
PUBLIC = "public, max-age=60"
PRIVATE = "private, no-store"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Unreadable(Http404):
    """The file is not in the store, or the store does not give it."""


def holds(path: str, sha256: str) -> bool:
    """Whether the stored file is still the one that was taken in."""
    try:
        with default_storage.open(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


@contextmanager
def noting(row):
    """Staff are told of a file that cannot be read, by the time in its row; the reader's page shows its words for it."""
    try:
        yield
    except Unreadable:
        type(row).objects.filter(pk=row.pk, unreadable_since=None).update(unreadable_since=timezone.now())
        raise


def answer(request, path: str, *, content_type: str, cache_control: str = PUBLIC):
    """Raises Unreadable, which readers see as an address that does not exist."""
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
    except OSError as error:
        log.error("The stored file %s cannot be read: %s", path, error)
        raise Unreadable from error
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or request.headers.get("If-Range", etag) != etag:
        return FileResponse(file, content_type=content_type, headers={"Content-Length": size})
    first, last = _bounds(*asked.groups(), size=size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
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
