"""How many, as readers of the page write it."""

from django import template

from newsroom.shared.numbers import Quantity

register = template.Library()


@register.filter
def number(value):
    """`{{ page.paginator.count|number }}`, and so in a `blocktranslate count`."""
    return Quantity(value)
