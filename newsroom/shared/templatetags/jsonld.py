"""The block of data for machines on a page."""

from django import template

from newsroom.shared import jsonld

register = template.Library()

register.simple_tag(jsonld.script, name="json_ld")


@register.simple_tag(takes_context=True)
def way_here(context, name, above=()):
    """Where a list stands: below the front page and the lists `above` it, as (name, address)."""
    return jsonld.script([jsonld.breadcrumbs(context["request"], *above, (name, context["canonical"]))])
