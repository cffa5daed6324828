"""What templates show of articles: cards, texts with their figures, and the lists that a front page is made of."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import lists, sources
from articles.addresses import address_of
from articles.models import Kind, Photo, Publication, Topic
from events.models import Event
from newsroom.shared import richtext
from partners.models import Agreement, Organisation

register = template.Library()

register.filter("address", address_of)

TEASER_WIDTH = 180
DESCRIPTION_WIDTH = 155
REMOVED = _("Removed by order of an authority")


@register.filter
def shown_title(publication):
    """The signed title; words removed by order leave an empty one."""
    return publication.revision.title or REMOVED


def opening(revision, html: str, width: int) -> str:
    """The summary if there is one, else the beginning of the text."""
    return richtext.excerpt(escape(revision.summary) or html, width)


@register.filter
def teaser(publication):
    """A few lines for a list; `opening` comes with the list's query and may end inside a tag."""
    start = publication.opening
    if start.rfind("<") > start.rfind(">"):
        start = start[: start.rfind("<")]
    return opening(publication.revision, start, TEASER_WIDTH)


@register.filter
def description(revision):
    """For search engines and shared links."""
    return opening(revision, revision.body, DESCRIPTION_WIDTH)


@register.simple_tag
def prose(revision, figure_template="articles/_figure.html"):
    """The body with each figure in its place."""
    photos = Photo.objects.in_bulk(richtext.photo_ids(revision.body))

    def figure(photo_id, caption, alt):
        context = {"photo": photos.get(photo_id), "caption": caption, "alt": alt}
        return render_to_string(figure_template, context)

    return richtext.render(revision.body, figure)


@register.simple_tag
def latest_news(number):
    """The newest news, the one to lead with first: the newest that has a picture, if one of the first few has."""
    stories = list(lists.as_cards(lists.shown_in(get_language()))[:number])
    lead = next((story for story in stories[:4] if story.revision.lead_photo), stories[0] if stories else None)
    return {"lead": lead, "others": [story for story in stories if story is not lead]}


@register.simple_tag
def latest_notices(number):
    return lists.as_cards(lists.shown_in(get_language(), Kind.NOTICE))[:number]


@register.simple_tag
def standing_pages():
    """About, contact and the like; their dates order them, as they do all lists."""
    return list(lists.as_cards(lists.shown_in(get_language(), Kind.PAGE)))


@register.simple_tag
def topics_with_news():
    shown = Publication.objects.shown().filter(edition__language=get_language(), edition__article__kind=Kind.NEWS)
    return Topic.objects.filter(pk__in=shown.values("edition__article__topic_links__tag"))


@register.simple_tag
def topics_of(article):
    """An article's topics that have a page in the language: each has this article at least."""
    return article.topics.all() if article.kind == Kind.NEWS else ()


# records


LINKS = {
    Event: "event_links__event",
    Agreement: "agreement_links__agreement",
    Organisation: "organisation_links__organisation",
}


@register.simple_tag
def records_of(article):
    """The public records that an article reports on, or None where there are none."""
    found = {
        "events": list(article.events.public()),
        "agreements": list(article.agreements.public()),
        "organisations": list(article.organisations.public().prefetch_related("other_names")),
    }
    return found if any(found.values()) else None


@register.simple_tag
def news_about(record):
    """The news on a record that readers of the page's language can open, as cards, newest first."""
    about = {f"edition__article__{LINKS[type(record)]}": record}
    return list(lists.as_cards(lists.shown_in(get_language()).filter(**about)))


@register.simple_tag
def sources_of(record):
    """The numbered public sources of a record; `{% for note in notes %}`, and `notes|numbers_for:row` beside a row."""
    return sources.sources_of(record)


@register.filter
def numbers_for(notes, row):
    return notes.numbers(row)
