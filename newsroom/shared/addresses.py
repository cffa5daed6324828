"""Addresses of records: the id decides, the words after it are for people and follow the language."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponsePermanentRedirect
from django.urls import register_converter, reverse
from django.utils.translation import get_language, override

from newsroom.shared.languages import Alternate, public_languages


class IdConverter:
    """A row's id as it is written once: no zeros before it, and no more digits than a database holds."""

    regex = "[1-9][0-9]{0,17}"
    to_python = int
    to_url = str


class ExportConverter:
    """The forms in which a list can be taken away (newsroom/shared/exports.py)."""

    regex = "csv|xlsx|json"
    to_python = str
    to_url = str


register_converter(IdConverter, "id")
register_converter(ExportConverter, "export")


def record_address(view_name: str, record, language: str | None = None) -> str:
    """Where a record with a `slug` stands in a language (default: the active one)."""
    with override(language or get_language()):
        return reverse(view_name, args=[record.pk, record.slug])


def record_alternates(view_name: str, record, *, languages: list[str] | None = None) -> list[Alternate]:
    """The page of a record in all public languages or those given."""
    codes = public_languages() if languages is None else languages
    return [Alternate(code, record_address(view_name, record, code)) for code in codes]


def absolute(request, path: str) -> str:
    """With scheme and host: those of the settings, else those by which the page was asked for."""
    if settings.SITE_ORIGIN:
        return f"{settings.SITE_ORIGIN.rstrip('/')}{path}"
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path  # on the page that refuses a wrong host


def moved(request, here: str) -> HttpResponsePermanentRedirect | None:
    """To the one address of a record, unless it was asked for there."""
    return HttpResponsePermanentRedirect(here) if request.path != here else None
