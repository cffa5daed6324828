"""What templates show of articles: cards, texts with their figures, and the news on a record."""

from django import template
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles import jsonld as article_jsonld
from articles import lists, sharing, sources
from articles.addresses import address_of
from articles.models import Article, Edition, Kind, Photo
from articles.related import related
from events.models import Event
from newsroom.shared import jsonld, richtext
from newsroom.shared.addresses import absolute, record_address
from newsroom.shared.languages import language_tag
from newsroom.shared.partial_dates import PartialDate
from partners.models import Agreement, Organisation
from partners.timeline import Moment

register = template.Library()

register.filter("address", address_of)

TEASER_WIDTH = 180
DESCRIPTION_WIDTH = 155
LATEST_NEWS = 24  # on the page of an organisation
REMOVED = _("Removed by order of an authority")


FEED_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


@register.simple_tag
def feed_links(topic=None, partner=None):
    """The feeds of a page, as its head names them: what it is about first, then all news."""
    links = []
    if topic:
        links += _feeds(_("News: %(about)s") % {"about": topic}, "articles:topic_feed", topic.slug)
    if partner:
        links += _feeds(_("News: %(about)s") % {"about": partner}, "articles:partner_feed", partner.pk, partner.slug)
    return links + _feeds(_("All news"), "articles:news_feed")


def _feeds(title, view_name, *args):
    return [
        {"title": title, "type": content_type, "url": reverse(view_name, args=[*args, form])}
        for form, content_type in FEED_TYPES.items()
    ]


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
def prose(revision, figure_template="articles/_figure.html", licence=""):
    """The body with each figure in its place; `licence`: what the site says of how its photos may be used."""
    ids = richtext.photo_ids(revision.body)
    photos = Photo.objects.in_bulk(ids)
    # without a photo above the words, the first one among them is what the page is judged by
    lead = None if revision.lead_photo_id else next(iter(ids), None)

    def figure(photo_id, caption, alt):
        context = {"photo": photos.get(photo_id), "caption": caption, "alt": alt, "licence": licence}
        return render_to_string(figure_template, context | {"is_lead": photo_id is not None and photo_id == lead})

    return richtext.render(revision.body, figure)


# sharing

register.simple_tag(sharing.picture, name="shared_picture")
register.simple_tag(sharing.mail_link)
register.simple_tag(sharing.qr_code)


# records


LINKS = {
    Event: "event_links__event",
    Agreement: "agreement_links__agreement",
    Organisation: "organisation_links__organisation",
}


@register.simple_tag
def related_news(article, records, topics):
    """What to read after an article: news that shares its records or topics."""
    return related(article, get_language(), records=records, topics=topics) if article.kind != Kind.PAGE else []


@register.simple_tag
def news_about(record):
    """The news on a record, as cards, newest first: each in the page's language, else in one in which it can be read."""
    about = {f"edition__article__{LINKS[type(record)]}": record}
    return lists.one_of_each(lists.as_cards(lists.shown_in_any_language().filter(**about)), get_language())


@register.simple_tag
def latest_news_about(organisation):
    """The same of an organisation, which may be in the news every week: the latest."""
    shown = lists.shown_in_any_language()
    is_shown = Exists(shown.order_by().filter(edition__article=OuterRef("pk")))
    about = Article.objects.filter(is_shown, organisation_links__organisation=organisation)
    latest = about.order_by("-dated_on", "-pk")[:LATEST_NEWS].values("pk")
    # by way of their editions: from articles SQLite would try all that is shown
    editions = Edition.objects.filter(article__in=latest).values("pk")
    return lists.one_of_each(lists.as_cards(shown.filter(edition__in=editions)), get_language())


@register.simple_tag
def all_news_about(organisation, latest):
    """Where its news in this language can be read as a list of its own, which has a place in search engines; empty where there are none."""
    has_own = any(each.edition.language == get_language() for each in latest)
    if not has_own and len(latest) == LATEST_NEWS:
        # all of the latest may be in other languages, and an older piece in this one
        older = lists.shown_in(get_language()).filter(edition__article__organisation_links__organisation=organisation)
        has_own = older.exists()
    return record_address("articles:partner_news", organisation) if has_own else ""


@register.simple_tag
def with_news(moments, articles):
    """A line of time and the news among it, the latest first."""
    news = [
        Moment(
            PartialDate(each.edition.article.dated_on),
            _("News"),
            each,
            url=address_of(each),
            title=shown_title(each),
            language=each.edition.language,
        )
        for each in articles
    ]
    return sorted([*moments, *news], key=lambda moment: moment.order, reverse=True)


@register.simple_tag(takes_context=True)
def article_graph(context, records):
    """The article of this page for machines."""
    publication = context["publication"]
    shown = {name: context[name] for name in ("editions", "changes", "canonical", "published_at", "updated_at")}
    return article_jsonld.article_graph(
        context["request"], publication, shown, records, description(publication.revision)
    )


@register.simple_tag(takes_context=True)
def with_subjects(context, graph, articles):
    """A record's graph (newsroom/shared/jsonld.py), told which news are about it."""
    news = [
        {
            "@type": "NewsArticle",
            "url": absolute(context["request"], address_of(each)),
            "headline": str(shown_title(each)),
            "datePublished": each.edition.article.dated_on.isoformat(),
            "inLanguage": language_tag(each.edition.language),
        }
        for each in articles
    ]
    record, *others = graph
    return [jsonld.node(**record, subjectOf=news), *others]


@register.simple_tag
def sources_of(record):
    """The numbered public sources of a record: `{% source_marks notes row %}` beside its rows, then the list of them."""
    return sources.sources_of(record)


@register.simple_tag
def source_marks(notes, row, *fields, also=None):
    """Small numbers that lead to the sources of a row, or of these fields of it, and of what is named beside it (`also`); nothing
    where no source is public."""
    found = notes.of(row, *fields) if notes and row else []
    if notes and also:
        found = [note for note in notes if note in found or note in notes.of(also)]
    if not found:
        return ""
    links = (
        (note.number, note.mark(), _("Source %(number)s") % {"number": note.number}, note.number) for note in found
    )
    link = '<a href="#source-{}" id="{}" aria-label="{}">{}</a>'
    return format_html('<sup class="source-marks">{}</sup>', format_html_join(" ", link, links))


@register.simple_tag
def without_readings(ties):
    """(words, other, relation) without the relations that are only the office's reading of its sources."""
    return sources.without_readings(ties)


@register.filter
def numbers_for(notes, row):
    return notes.numbers(row)
