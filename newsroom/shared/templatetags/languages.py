"""Tags and filters for languages and for what a site says of itself."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from newsroom.shared import addresses, languages
from newsroom.shared.names import column

register = template.Library()

register.filter("language_tag", languages.language_tag)
register.filter("og_locale", languages.og_locale)
register.filter("direction", languages.direction)
register.filter("native_name", languages.native_name)
register.simple_tag(languages.site_name, name="site_name")


@register.simple_tag(takes_context=True)
def absolute(context, path):
    """An address with scheme and host, as canonical and alternate links want it."""
    return addresses.absolute(context["request"], path)


@register.inclusion_tag("_languages.html")
def language_switch(alternates=None, offered=None):
    """Every language of the site, or those offered: to this page where it is in that language, else to that language's front page."""
    here = {alternate.language: alternate.url for alternate in alternates or ()}
    links = []
    for code in languages.public_languages() if offered is None else offered:
        with override(code):
            links.append({"code": code, "url": here.get(code) or reverse("home"), "is_same_page": code in here})
    return {"links": links, "current": get_language()}


@register.simple_tag
def name_of(record, field="name"):
    """A record's name in the page's language, or else its first name in another one, marked as being in that."""
    here = get_language() or ""
    for code in dict.fromkeys([here, "en", "zh-hans", *settings.ALL_LANGUAGES]):
        if text := getattr(record, column(field, code), ""):
            if code == here:
                return text
            tag, way = languages.language_tag(code), languages.direction(code)
            return format_html('<span lang="{}" dir="{}">{}</span>', tag, way, text)
    return str(record)


@register.filter
def heads(label, aside=""):
    """A label before what it is the label of, with something in brackets: the signs are those of the page's language."""
    label = capfirst(label)
    if aside:
        return _("%(label)s (%(aside)s):") % {"label": label, "aside": aside}
    return _("%(label)s:") % {"label": label}
