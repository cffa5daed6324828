"""Head and foot of the page, for the base template."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from newsroom.shared.languages import direction, language_tag
from newsroom.site import furniture as built

register = template.Library()


@register.simple_tag(takes_context=True)
def furniture(context):
    """`{% furniture as site %}`, once a page."""
    request = context.get("request")
    path = request.path if request else ""
    return built.furniture(path, context.get("section", ""), is_error=bool(context.get("status")))


@register.simple_tag
def html_attributes(site):
    """Language, direction and, on a grey day, its class: on the root, where a filter leaves what is fixed in its place."""
    here = get_language()
    grey = format_html(' class="{}"', "grey-day") if site.is_grey else ""
    return format_html('lang="{}" dir="{}"{}', language_tag(here), direction(here), grey)
