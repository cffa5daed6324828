"""Pages of a list: ?page=2. What is no page of the list does not exist."""

import re

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404

PER_PAGE = 20
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def page_of(request, queryset, *, per_page: int = PER_PAGE, count: int | None = None) -> Page:
    """The page that a request asks for; raises Http404 for a number that is malformed or beyond the end. A caller that knows
    how many there are says so, and they are not counted again."""
    asked = request.GET.get("page", "1")
    if not PAGE_NUMBER.fullmatch(asked):
        raise Http404("No such page.")
    paginator = Paginator(queryset, per_page)
    if count is not None:
        paginator.count = count
    try:
        return paginator.page(int(asked))
    except EmptyPage as error:
        raise Http404("No such page.") from error


def place_of(request, page: Page) -> dict:
    """What the head of a list says of the page of it that this is."""
    is_further = page.number > 1
    return {
        "canonical": f"{request.path}?page={page.number}" if is_further else request.path,
        "is_further_page": is_further,
    }
