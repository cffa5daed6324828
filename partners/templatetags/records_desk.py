"""What falls due in the record, for the front page of the desk."""

from django import template
from django.urls import reverse

from partners.desk import deadlines

register = template.Library()


@register.simple_tag(takes_context=True)
def records_due(context):
    """Numbers with the page that lists them; nothing for those who may not see agreements."""
    if not context["request"].user.has_perm("partners.view_agreement"):
        return {}
    return deadlines.numbers() | {"url": reverse("admin:partners_agreement_deadlines")}
