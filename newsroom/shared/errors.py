"""Error pages in the site's dress. They ask the database for head and foot alone and say nothing of the address that was asked for, so
that what is hidden and what is absent look the same. A plain page asks nothing: that of a fault (500), because the database may be what
failed, and that of what is no request."""

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

WORDS = {
    400: (_("Bad request"), _("The address or the form cannot be read. Please check it and try again.")),
    403: (_("Not allowed"), _("This page may not be opened with your account.")),
    404: (
        _("Page not found"),
        _("There is no page at this address. It may have moved, or the address may be mistyped."),
    ),
    405: (_("Not possible here"), _("This page can be read, but nothing can be sent to it.")),
    410: (_("No longer available"), _("This page has been removed from the site.")),
    414: (_("Address too long"), _("The address is longer than this site reads.")),
    416: (
        _("Not in this file"),
        _("The file ends before the part that was asked for. Please ask for the whole file."),
    ),
    500: (
        _("Something went wrong"),
        _("The fault is on our side and has been recorded. Please try again in a few minutes."),
    ),
    503: (
        _("Busy for a moment"),
        _(
            "The site is storing a large file, and what you sent could not be stored meanwhile. "
            "Go back, where it still stands, and send it again in a minute."
        ),
    ),
}
# PostgreSQL: a lock was not to be had, or two would have waited for each other
BUSY = {"55P03", "40P01"}


def is_busy(error: OperationalError) -> bool:
    """Whether the database could not write because somebody else is writing."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "").startswith("SQLITE_BUSY") or getattr(cause, "sqlstate", "") in BUSY


def error_page(request, status: int, *, message: str = "") -> HttpResponse:
    title, text = WORDS[status]
    context = {"status": status, "title": title, "message": message or text, "is_hidden_from_search": True}
    return render(request, "errors/error.html", context, status=status)


def plain_page(request, status: int) -> HttpResponse:
    title, text = WORDS[status]
    context = {"status": status, "title": title, "message": text}
    return render(request, "errors/plain.html", context, status=status)
