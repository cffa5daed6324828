"""The block of data for machines on a page."""

from django import template

from newsroom.shared import jsonld

register = template.Library()

register.simple_tag(jsonld.script, name="json_ld")
