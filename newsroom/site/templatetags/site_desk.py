"""What the front page of the desk shows of the whole site."""

from django import template

from newsroom.site.desk import lost_files as lost

register = template.Library()


@register.simple_tag(takes_context=True)
def lost_files(context):
    """What readers ask for in vain."""
    return lost.lost_files(context["request"].user)
