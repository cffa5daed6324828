from newsroom.shared.languages import public_code, public_languages
from newsroom.shared.middleware import first_segment
from newsroom.site import redirects


class RedirectMiddleware:
    """Old addresses, asked for only when nothing else answers: one query on an address that has no page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and self.is_unanswered(request, response):
            return redirects.answer(request) or response
        return response

    def is_unanswered(self, request, response) -> bool:
        """No page, or another spelling of a language (/zh/…), which would lead to where the old address is not known."""
        first = first_segment(request.path_info)
        if response.status_code == 404:
            return first != "admin"
        return response.status_code == 301 and bool(public_code(first)) and first not in public_languages()
