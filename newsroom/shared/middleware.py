"""What every request meets first: input that no page could read is turned away, the address decides the language, and the headers
say what a browser may do with the answer and how long it may be kept."""

import re
from functools import cache
from urllib.parse import unquote_to_bytes

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.cache import has_vary_header, patch_vary_headers, set_response_etag
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import parse_etags

from newsroom.shared.editor import import_map_hash
from newsroom.shared.errors import error_page, is_busy
from newsroom.shared.languages import language_tag, negotiate, public_code, public_languages

LONGEST_ADDRESS = 4000
# Django has decoded the path; what was no UTF-8 in it is left as it came, percent sign and all
BROKEN_BYTE = re.compile("%[89A-Fa-f][0-9A-Fa-f]")
DIGITS = re.compile("[0-9]{1,18}")
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


# nothing here asks for a camera, and no script that got in may
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=()"
# A browser asks again each time, and is told in a few bytes that nothing changed. A proxy answers for a minute by itself: no
# longer, for a withdrawn word must not linger there.
PUBLIC_CACHING = "public, max-age=0, s-maxage=60"
STAFF_CACHING = "private, no-store"
# refusals that come without words, and the header of each that says what would not be refused
EMPTY_HANDED = {405: "Allow", 416: "Content-Range"}


def first_segment(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


@cache
def staff_policy() -> str:
    """As on readers' pages, but the editor has an import map, which is an inline script, and shows pictures before they are sent."""
    allowed = {
        "script-src 'self'": f"script-src 'self' {import_map_hash()}",
        "img-src 'self' data:": "img-src 'self' data: blob:",
    }
    policy = CONTENT_SECURITY_POLICY
    for readers, staff in allowed.items():
        policy = policy.replace(readers, staff)
    return policy


def set_public_headers(response, language: str) -> None:
    """Headers of a page for readers. Its language is said in the response, not guessed from the address."""
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    if response.get("Content-Type", "").startswith("text/html"):
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Content-Language", language_tag(language))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")


def set_staff_headers(response) -> None:
    """Headers of the desk, on files and answers to scripts too."""
    response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    response.headers.setdefault("Content-Security-Policy", staff_policy())
    if "no-store" not in response.get("Cache-Control", ""):
        response.headers["Cache-Control"] = STAFF_CACHING


class CachingMiddleware:
    """How long what readers get may be kept; who has it already is told so (304). What depends on a cookie says so itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or first_segment(request.path_info) == "admin":
            return response
        if response.status_code not in (200, 301, 302, 410) or has_vary_header(response, "Cookie"):
            return response
        response.headers.setdefault("Cache-Control", PUBLIC_CACHING)
        # to HEAD too the whole page has been made here; the server leaves it out
        is_whole = response.status_code == 200 and not response.streaming
        if not is_whole or "ETag" in response or "no-store" in response["Cache-Control"]:
            return response
        set_response_etag(response)
        return self.unchanged(request, response) or response

    def unchanged(self, request, response) -> HttpResponseNotModified | None:
        """Of all conditions only this one: the others are for who writes, and none of them is a reader's fault (412)."""
        held = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
        if not held & {response.get("ETag"), "*"}:
            return None
        kept = ("Cache-Control", "ETag", "Vary")
        return HttpResponseNotModified(headers={name: response[name] for name in kept if name in response})


class RefusalMiddleware:
    """Whoever is refused gets a page. Addresses, queries and cookies that hold what no database column can are refused here, once for all
    views; what others refuse with empty hands, the framework a method and the server of files a range, is given its words."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = self.refusal(request)
        if status is not None:
            return self.page(request, status)
        response = self.get_response(request)
        if response.status_code not in EMPTY_HANDED or (not response.streaming and response.content):
            return response
        page = self.page(request, response.status_code)
        said = EMPTY_HANDED[response.status_code]
        page.headers[said] = response.headers.get(said, "")
        return page

    def page(self, request, status: int):
        first = first_segment(request.path_info)
        said = public_code(first)
        # of staff it is known already which language they chose
        language = getattr(request, "LANGUAGE_CODE", said) or negotiate(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        with translation.override(language):
            response = error_page(request, status)
        if first == "admin":
            set_staff_headers(response)
            return response
        set_public_headers(response, language)
        if not said:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    def refusal(self, request) -> int | None:
        path = request.path_info
        raw_query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
        if len(path) + len(raw_query) > LONGEST_ADDRESS:
            return 414
        if BROKEN_BYTE.search(path):
            return 400
        query = unquote_to_bytes(raw_query)
        try:
            query.decode()
        except UnicodeDecodeError:
            return 400
        if not DIGITS.fullmatch(request.META.get("CONTENT_LENGTH") or "0"):
            return 400
        has_nul = "\0" in path or b"\0" in query or any("\0" in value for value in request.COOKIES.values())
        return 400 if has_nul else None


class LanguagePrefixMiddleware:
    """The first part of the path is the language of the page; the staff's pages follow their user."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        first = first_segment(request.path_info)
        if first in public_languages():
            return self.respond(request, first)
        if first == "admin":
            response = self.respond(request, self.staff_language(request), is_public=False)
            set_staff_headers(response)
            return response
        code = public_code(first)
        if code and request.method in ("GET", "HEAD"):
            return self.one_spelling(request, first, code)
        accepted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
        response = self.respond(request, negotiate(accepted))
        if response.status_code >= 400 or not first:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    def respond(self, request, language: str, *, is_public: bool = True):
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        if is_public:
            set_public_headers(response, language)
        return response

    def process_exception(self, request, exception):
        """Also while debugging, a wrong address is answered as a reader would see it; faults keep their traceback."""
        if isinstance(exception, Http404):
            return error_page(request, 404)
        if isinstance(exception, PermissionDenied):
            return error_page(request, 403, message=str(exception))
        if isinstance(exception, BadRequest | SuspiciousOperation | MultiPartParserError):
            return error_page(request, 400)
        if isinstance(exception, OperationalError) and is_busy(exception):
            response = error_page(request, 503)
            response.headers["Retry-After"] = "60"
            return response
        return None

    def staff_language(self, request) -> str:
        chosen = request.user.interface_language if request.user.is_authenticated else ""
        if chosen and translation.check_for_language(chosen):
            return chosen
        return negotiate(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))

    def one_spelling(self, request, first: str, code: str):
        rest = request.path_info.lstrip("/")[len(first) :] or "/"
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(
            escape_uri_path(f"/{code}{rest}") + (f"?{iri_to_uri(query)}" if query else "")
        )
