"""The pages of errors, each as the demo answers what is asked wrongly."""

from django.test import RequestFactory
from django.utils.translation import override

from newsroom.views import server_error
from tests.browser.demo_site import Answer, DemoSite

# status → what is asked to get it; a fault has no address
ERRORS = {
    400: ("GET", "/%00/"),
    405: ("POST", "/news/"),
    414: ("GET", f"/{'a' * 5000}/"),
    500: None,
}


def refusal(demo: DemoSite, status: int, language: str) -> Answer:
    if status == 500:
        return fault(language)
    method, path = ERRORS[status]
    answer = demo.get(f"/{language}{path}", method)
    assert answer.status == status
    return answer


def fault(language: str) -> Answer:
    """What is answered where something is wrong with the site: no request brings the demo there."""
    with override(language):
        response = server_error(RequestFactory().get(f"/{language}/"))
    return Answer(response.status_code, dict(response.headers), response.content)
