"""What templates show of the record: names under their languages, titles of agreements, dates as far as they are known."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.shared import regions
from newsroom.shared.addresses import record_address
from newsroom.shared.languages import direction, language_tag
from newsroom.shared.names import column, first_name
from newsroom.shared.templatetags.languages import name_of
from partners.models import Agreement, Organisation, Status
from partners.wording import reason

register = template.Library()
NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")

register.filter("region_label", regions.label)
register.filter("reason", reason)
register.filter("status_label", lambda status: Status(status).label)


@register.simple_tag
def address_of(record):
    kind = "agreement" if isinstance(record, Agreement) else "partner"
    return record_address(f"partners:{kind}", record)


@register.filter
def when(partial):
    """A partial date as a reader of the page's language writes it."""
    if partial is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', str(partial), partial.display())


@register.simple_tag
def organisation_name(organisation):
    """The preferred name; where none is settled, the first that was reported, under its language."""
    if first_name(organisation, "name"):
        return name_of(organisation)
    for row in organisation.other_names.all():
        if row.kind != "wrong":
            return in_language(row.value, row.language)
    return str(organisation.pk)


def in_language(text, code):
    if not code or code == get_language():
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', language_tag(code), direction(code), text)


@register.filter
def under_language(name):
    """One of the other names, marked as being in its language."""
    return in_language(name.value, name.language)


@register.simple_tag
def title_of(agreement):
    """Its title; where it has none, its kind and its parties."""
    if first_name(agreement, "title"):
        return name_of(agreement, "title")
    kind = agreement.get_kind_display() if agreement.kind != "not_reported" else _("Agreement")
    parties = getattr(agreement, "shown_parties", ())
    names = format_html_join(" – ", "{}", ((organisation_name(party.organisation),) for party in parties))
    return format_html("{}: {}", kind, names) if parties else kind


def plain_title(agreement) -> str:
    """The same for the head of a page, where there are no languages."""
    kind = agreement.get_kind_display() if agreement.kind != "not_reported" else _("Agreement")
    parties = " – ".join(str(party.organisation) for party in getattr(agreement, "shown_parties", ()))
    return first_name(agreement, "title") or (f"{kind}: {parties}" if parties else kind)


register.filter("plain_title", plain_title)


@register.simple_tag
def languages_of(record, field="name"):
    """(code, text) of every language in which a field is worded, the page's language first."""
    codes = dict.fromkeys([get_language(), *settings.ALL_LANGUAGES])
    return [(code, text) for code in codes if (text := getattr(record, column(field, code), ""))]


@register.simple_tag
def person_of(signatory):
    """Who signed, as far as readers may know: a public person, else the name as it was reported, else nothing."""
    person = signatory.person
    if person is None:
        return signatory.name_as_reported
    if person.visibility != "public":
        return ""
    return name_of(person) if first_name(person, "name") else str(person)


@register.filter
def if_public(record):
    """A record that readers may know of, else nothing."""
    hidden = record is None or record.visibility != "public"
    merged = isinstance(record, Organisation) and record.status == "merged"
    return None if hidden or merged else record


@register.simple_tag
def post_of(appointment):
    """The title, for readers of the page's language, and when it was held as far as that is known."""
    title = appointment.title(get_language() or "en")
    if not title:
        field = "external_title" if first_name(appointment, "external_title") else "official_title"
        title = name_of(appointment, field) if first_name(appointment, field) else appointment.get_post_display()
    if appointment.started or appointment.ended:
        return format_html("{} ({}–{})", title, when(appointment.started), when(appointment.ended))
    return title


@register.filter
def large_number(words):
    """The number of a sentence set apart from its words. Some languages say one and two without a digit."""
    found = NUMBER.search(words)
    if found is None:
        return words
    return format_html("{}<strong>{}</strong>{}", words[: found.start()], found[0], words[found.end() :])


@register.simple_tag
def moment_name(moment):
    if moment.title:
        return in_language(moment.title, moment.language)
    return record_name(moment.record, moment.field)


@register.simple_tag
def record_name(record, field="name"):
    return title_of(record) if isinstance(record, Agreement) else name_of(record, field)
