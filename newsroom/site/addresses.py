"""One spelling for addresses, of an old site and of this one: percent signs only where they are needed, letters as they are read.

`/2025/%E6%96%B0%E9%97%BB.htm?id=%31` and `/2025/新闻.htm?id=1` are one address; case is kept, and so is the order of a query.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, unquote_plus, urlsplit

from django.core.exceptions import ValidationError
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from newsroom.shared.languages import public_code, public_languages
from newsroom.shared.middleware import first_segment
from newsroom.views import nowhere

LONGEST = 500
# what would end a path or a part of a query, or is no character to read
_IN_PATH = re.compile(r"[\s\x00-\x1f\x7f%?#\\]")
_IN_QUERY = re.compile(r"[\x00-\x20\x7f%&#+=\\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
# places that are not pages for readers
NO_PAGES = ("admin", "media", "static")


def normal_path(path: str) -> str:
    """A path without percent signs, as the server reads it, in its one spelling."""
    return _IN_PATH.sub(lambda found: quote(found[0]), unicodedata.normalize("NFC", path))


def normal_query(query: str) -> str:
    """A query as it stands in an address. Raises UnicodeDecodeError where it is no UTF-8."""

    def part(text):
        read = unicodedata.normalize("NFC", unquote_plus(text, errors="strict"))
        return _IN_QUERY.sub(lambda found: "+" if found[0] == " " else quote(found[0]), read)

    pairs = [pair.split("=", 1) for pair in query.split("&") if pair]
    return "&".join("=".join(part(text) for text in pair) for pair in pairs)


def joined(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def keys_of(address: str) -> list[str]:
    """Under which an address is looked up: itself, then without its query, which strangers add to (`?from=timeline`)."""
    return list(dict.fromkeys([address, address.partition("?")[0]]))


def asked_for(request) -> str:
    """The address of a request, in its one spelling."""
    query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        query = normal_query(query)
    except UnicodeDecodeError:
        query = ""
    return joined(normal_path(request.path_info), query)


@dataclass(frozen=True)
class Written:
    """An address as somebody wrote it: its host (empty for a bare path) and the rest in its one spelling."""

    scheme: str
    host: str
    path: str
    query: str
    fragment: str

    @property
    def address(self) -> str:
        return joined(self.path, self.query)


def read(text: str) -> Written:
    """Raises ValidationError with a sentence."""
    text = text.strip()
    if not text:
        raise ValidationError(_("The address is missing."))
    if _CONTROL.search(text):
        raise ValidationError(_("The address holds characters that no address has."))
    try:
        parts = split(text)
        host = parts.hostname or ""
        path = normal_path(unquote(parts.path or "/", errors="strict"))
        query = normal_query(parts.query)
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("The percent signs of this address are no UTF-8: readers who come with it cannot be understood.")
        ) from error
    except ValueError as error:
        raise ValidationError(_("This is not an address.")) from error
    if parts.scheme not in {"", "http", "https"} or (parts.scheme and not host):
        raise ValidationError(_("An address begins with / or with https://."))
    if not path.startswith("/") or path.startswith("//"):
        raise ValidationError(_("An address begins with / or with https://."))
    if len(joined(path, query)) > LONGEST:
        raise ValidationError(_("The address is longer than %(limit)s characters.") % {"limit": LONGEST})
    return Written(parts.scheme, host, path, query, parts.fragment)


def split(text: str) -> SplitResult:
    # a bare path may hold a colon or begin with two slashes, which would be a host
    if text.startswith("/") and not text.startswith("//"):
        path, _hash, fragment = text.partition("#")
        path, _mark, query = path.partition("?")
        return SplitResult("", "", path, query, fragment)
    return urlsplit(text)


def own_spelling(path: str) -> str:
    """The path under this site's own spelling of its language: /zh/news/ is /zh-hans/news/."""
    first = first_segment(path)
    code = public_code(first)
    return f"/{code}{path[len(first) + 1 :]}" if code and first not in public_languages() else path


def page_at(path: str) -> ResolverMatch | None:
    """The page of this site at a path in its one spelling, whether or not it shows anything; None where there is none."""
    language = public_code(first_segment(path)) or public_languages()[0]
    with override(language):
        try:
            match = resolve(unquote(path))
        except Resolver404:
            return None
    return None if match.func is nowhere else match
