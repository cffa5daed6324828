from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.filter
def marked(pieces):
    """Pieces of a text, each escaped, with those that were found in <mark>."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", p.text) if p.is_hit else p.text,) for p in pieces)
    )
