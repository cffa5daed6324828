"""News as feeds: Atom, RSS 2.0 and JSON Feed 1.1, the full text of what is shown, in the language of the address."""

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import register_converter, reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import lists
from articles.addresses import address_of
from articles.models import Kind, Publication, Topic
from articles.templatetags.articles import opening, prose, shown_title
from newsroom.shared.addresses import absolute, moved, record_address
from newsroom.shared.languages import direction, language_tag, site_name
from newsroom.shared.renditions import CONTENT_TYPES
from partners.pages import organisation_at

LENGTH = 30
PICTURE_WIDTH = 1280
FIGURE = "articles/_feed_figure.html"
SUMMARY_WIDTH = 300
# links and pictures of the body that begin at the root of this site
_FROM_ROOT = re.compile(r'(?<=[ "])(href|src)="/(?!/)')


class Atom(Atom1Feed):
    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item | {"description": escape(item["description"])})
        handler.addQuickElement("content", item["content"], {"type": "html"})


class Rss(Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item | {"description": escape(item["description"])})
        handler.addQuickElement("content:encoded", item["content"])


class Json(SyndicationFeed):
    """https://www.jsonfeed.org/version/1.1/"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        feed = self.feed
        whole = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(whole, ensure_ascii=False, indent=1).encode(encoding))

    def _item(self, item) -> dict:
        pictures = [enclosure.url for enclosure in item["enclosures"]]
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["description"],
            "content_html": item["content"],
            "date_published": item["pubdate"].isoformat(),
            "date_modified": item["updateddate"].isoformat(),
            "language": item["language"],
            **({"image": pictures[0]} if pictures else {}),
            **({"tags": item["categories"]} if item["categories"] else {}),
        }


FORMS = {"atom": Atom, "rss": Rss, "json": Json}


class FeedConverter:
    """The forms in which news can be subscribed to."""

    regex = "|".join(FORMS)
    to_python = str
    to_url = str


register_converter(FeedConverter, "feed")


@require_safe
def news(request, form):
    return answer(request, form, lists.shown_in(get_language()), title=_("News"))


@require_safe
def topic(request, slug, form):
    asked = get_object_or_404(Topic, slug=slug)
    found = lists.shown_in(get_language()).filter(edition__article__topic_links__tag=asked)
    if not found.exists():
        raise Http404("No news about this topic in this language.")
    return answer(request, form, found, title=_("News: %(about)s") % {"about": asked}, home=asked.get_absolute_url())


@require_safe
def partner(request, pk, slug, form):
    organisation = organisation_at(pk)
    if redirect := moved(request, reverse("articles:partner_feed", args=[organisation.pk, organisation.slug, form])):
        return redirect
    found = lists.shown_in(get_language()).filter(edition__article__organisation_links__organisation=organisation)
    home = record_address("partners:partner", organisation)
    return answer(request, form, found, title=_("News: %(about)s") % {"about": organisation}, home=home)


def answer(request, form: str, publications, *, title: str, home: str | None = None) -> HttpResponse:
    """The newest of what a list shows. `home`: the page whose news these are; the front page when not said."""
    language, site = get_language(), absolute(request, "/").rstrip("/")
    office = site_name()
    feed = FORMS[form](
        title=f"{title} · {office}",
        link=f"{site}{home or f'/{language}/'}",
        description=_("News and notices of the %(office)s") % {"office": office},
        language=language_tag(language),
        author_name=office,
        author_link=f"{site}/{language}/",
        feed_url=f"{site}{request.path}",
        feed_guid=f"{site}{request.path}",
    )
    for publication in newest(publications):
        feed.add_item(**item(publication, site))
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response


def newest(publications) -> Iterable[Publication]:
    first = Publication.objects.once_shown().filter(edition=OuterRef("edition")).order_by("pk")
    found = publications.select_related("revision__lead_photo").prefetch_related("edition__article__topics")
    found = found.annotate(first_seen=Subquery(first.values("visible_from")[:1]))
    return list(found.exclude(revision__redactions__order__execution__isnull=False)[:LENGTH])


def item(publication: Publication, site: str) -> dict:
    """What every form of feed says of a piece. Its id outlives a change of its title, which changes the address, and of its date. The
    summary is text, which the forms that expect HTML escape."""
    article, revision, language = publication.edition.article, publication.revision, publication.edition.language
    photo = revision.lead_photo
    lead = {"photo": photo, "caption": revision.lead_caption, "alt": revision.lead_alt}
    body = render_to_string(FIGURE, lead) + prose(revision, FIGURE)
    if photo is not None and not photo.redacted_at:
        picture = Enclosure(f"{site}{photo.url(PICTURE_WIDTH)}", "0", CONTENT_TYPES["jpg"])
    else:
        picture = None
    return {
        "title": str(shown_title(publication)),
        "link": f"{site}{address_of(publication)}",
        "description": opening(revision, revision.body, SUMMARY_WIDTH),
        "content": f'<div lang="{language_tag(language)}" dir="{direction(language)}">'
        + _FROM_ROOT.sub(rf'\1="{site}/', body)
        + "</div>",
        "unique_id": f"tag:{urlsplit(site).hostname},{article.created_at:%Y-%m-%d}:{article.kind}-{article.pk}-{language}",
        "unique_id_is_permalink": False,
        "pubdate": publication.first_seen or publication.visible_from,
        "updateddate": publication.visible_from,
        "categories": [str(each) for each in article.topics.all()] if article.kind == Kind.NEWS else [],
        "enclosures": [picture] if picture else [],
        "language": language_tag(language),
    }
