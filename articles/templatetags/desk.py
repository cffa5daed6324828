"""What the desk's pages show in several places: queues, stages, the ways onwards, the time zone."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.desk import citing, queues, record_lists
from articles.desk.overview import KEEPERS
from articles.desk.when import zone_label
from articles.importing.making import may_start
from articles.sources import PATHS, citations_of
from articles.workflow import Stage

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_queues(context):
    return queues.filled(context["request"].user)


@register.simple_tag
def stage_badge(edition):
    """The stage in the office's words, in its colour; published words whose time has not come are scheduled."""
    if edition.stage == Stage.PUBLISHED and edition.next_id and edition.next.visible_from > timezone.now():
        return format_html('<span class="desk-stage" data-stage="scheduled">{}</span>', _("Scheduled"))
    return format_html('<span class="desk-stage" data-stage="{}">{}</span>', edition.stage, edition.stage_label)


@register.inclusion_tag("admin/_edition_row.html")
def edition_row(edition, queue=""):
    """One edition of a queue: its title, or the source's while it has none, under the right language."""
    language = edition.language if edition.title else edition.article.source_language
    return {
        "edition": edition,
        "article": edition.article,
        "title": edition.title or edition.source_title,
        "language": language,
        "queue": queue,
        "why": getattr(edition, "why", ""),
    }


@register.simple_tag(takes_context=True)
def desk_actions(context):
    """The main buttons of the desk that this user may press."""
    user = context["request"].user
    begins = user.has_perm("articles.add_article") and bool(user.roles & KEEPERS)
    offered = [
        (begins, "admin:articles_article_add", _("New article")),
        (may_start(user), "admin:articles_start", _("Start from a document")),
        (user.has_perm("articles.add_photo"), "admin:articles_photo_add", _("Upload photos")),
        (user.has_perm("articles.view_article"), "admin:articles_article_changelist", _("All articles")),
        (user.has_perm("partners.add_agreement"), "admin:partners_agreement_add", _("New agreement")),
        (user.has_perm("events.add_event"), "admin:events_event_add", _("New event")),
        (user.has_perm("partners.add_organisation"), "admin:partners_organisation_add", _("New organisation")),
    ]
    return [{"url": reverse(name), "label": label} for is_open, name, label in offered if is_open]


@register.simple_tag(takes_context=True)
def record_sources(context, record):
    """The way from a record to the page of its sources, and whether readers see it without one; nothing where there is none."""
    request = context["request"]
    if type(record) not in PATHS or not citing.may_read(request, record):
        return {}
    is_bare = citing.is_public(record) and not citations_of(record).supporting().exists()
    return {"address": citing.address_of(record), "is_bare": is_bare}


@register.simple_tag(takes_context=True)
def source_gaps(context):
    """For those who keep the record: which lists of its sources are not empty."""
    user = context["request"].user
    return record_lists.numbers(user) if user.has_perm("articles.change_citation") else []


register.simple_tag(zone_label, name="time_zone")
