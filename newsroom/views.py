"""The roof: the front page, the choice of a language, and what is answered when there is no page."""

from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.front import front
from newsroom.shared.errors import error_page, plain_page
from newsroom.shared.languages import alternates, site_name
from newsroom.shared.middleware import first_segment
from partners.jsonld import office_graph


@require_safe
def root(request):
    """The one address that asks what the reader reads; the middleware has chosen and says so in Vary."""
    return HttpResponseRedirect(reverse("home"))


@require_safe
def home(request):
    here = alternates("home")
    return render(
        request,
        "newsroom/home.html",
        {
            "canonical": request.path,
            "alternates": here,
            "x_default": reverse("root"),
            "front": front(get_language()),
            "graph": office_graph(request),
            "description": _("News and notices of the %(office)s") % {"office": site_name()},
        },
    )


def nowhere(request):
    """Every address that has no page; one that lacks nothing but its last slash is sent there."""
    path = request.path_info
    if request.method in ("GET", "HEAD") and not path.endswith("/"):
        try:
            match = resolve(f"{path}/")
        except Resolver404:
            match = None
        if match and match.func is not nowhere:
            query = request.META.get("QUERY_STRING", "")
            target = escape_leading_slashes(escape_uri_path(f"{path}/")) + (f"?{iri_to_uri(query)}" if query else "")
            return redirect(target, permanent=True)
    raise Http404("No page at this address.")


def bad_request(request, exception=None):
    return error_page(request, 400)


def permission_denied(request, exception=None):
    return error_page(request, 403, message=str(exception or ""))


def page_not_found(request, exception=None):
    return error_page(request, 404)


def server_error(request):
    """Asks nothing of the database, which may be what failed."""
    return plain_page(request, 500)


def csrf_failure(request, reason=""):
    if first_segment(request.path_info) != "admin":
        return HttpResponseNotAllowed(["GET", "HEAD"])  # readers' pages have no form that sends
    message = _("Your browser sent no proof that this form is yours. Go back, reload the page and send it again.")
    return error_page(request, 403, message=message)
