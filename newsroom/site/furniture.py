"""Menu, footer and switches as one page shows them: one query, and one more for each kind of record that a link leads to, articles
aside."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, partial

from django.conf import settings
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from articles import lists
from articles.addresses import address
from articles.models import Article, Kind, Publication
from articles.templatetags.articles import REMOVED
from newsroom.shared.addresses import record_address
from newsroom.shared.languages import direction, language_tag, public_languages, site_text
from newsroom.shared.names import column
from newsroom.shared.together import A_MOMENT, Question
from newsroom.site.models import NavigationItem, Place, SiteSettings
from newsroom.site.places import VIEWS, public_records

# the sections that pages say they belong to, by where their lists stand
SECTIONS = {"/news/": "news", "/notices/": "notice", "/partners/": "partners", "/agreements/": "agreements"} | {
    "/events/": "events"
}


@dataclass(frozen=True)
class Link:
    label: str
    url: str = ""
    is_external: bool = False
    current: str = ""  # what aria-current says
    lang: str = ""  # where the label is in another language than the page
    dir: str = ""
    image: NavigationItem | None = None


@dataclass
class Furniture:
    """What the templates of head and foot read. An empty list: show what the site shows by itself."""

    header: list[Link] = field(default_factory=list)
    columns: list[list[Link]] = field(default_factory=list)
    marks: list[Link] = field(default_factory=list)
    contact: list[str] = field(default_factory=list)
    licence_of_texts: str = ""
    licence_of_photos: str = ""
    accessibility: str = ""
    is_grey: bool = False
    languages: list[str] | None = None
    pages: list[Link] = field(default_factory=list)  # the standing ones, where head or foot list them by themselves


def furniture(path: str = "", section: str = "", *, is_error: bool = False) -> Furniture:
    """For the page at `path`, in the active language. One that tells of an error leads to no standing page by itself."""
    language = get_language() or public_languages()[0]
    kept, items, pages = question(language).ask(moment=timezone.now())
    own = kept[0] if kept else SiteSettings()
    addresses = addresses_of(items, language)
    links = defaultdict(list)
    for item in items:
        if link := link_of(item, addresses, language, path=path, section=section):
            links[item.place].append(link)
    contact = own.text("contact") or site_text(settings.SITE_CONTACT or {"en": ""})
    columns = [column for column in (links[Place.FOOTER], links[Place.FOOTER_SECOND]) if column]
    has_own = bool(links[Place.HEADER] and columns)
    return Furniture(
        header=links[Place.HEADER],
        columns=columns,
        marks=links[Place.MARK] or [settings_mark(mark) for mark in settings.SITE_MARKS],
        contact=contact.splitlines(),
        licence_of_texts=own.text("licence_of_texts"),
        licence_of_photos=own.text("licence_of_photos"),
        accessibility=article_address(own, own.accessibility_page_id, language) if kept else "",
        is_grey=own.is_grey,
        languages=offered(own.fewest_articles, language),
        pages=[] if has_own or is_error else [page_link(page, language, path) for page in pages],
    )


@cache
def question(language: str) -> Question:
    return Question(partial(rows_at, language), moment=A_MOMENT)


def rows_at(language: str, moment) -> list[QuerySet]:
    """The settings, the links and the standing pages, with the titles that readers of a language are shown at a moment."""
    shown = Publication.objects.shown(moment).filter(edition__language=language).select_related(None)
    pages = shown.filter(edition__article__kind=Kind.PAGE).order_by(*lists.NEWEST_FIRST).only("pk")
    return [
        with_titles(SiteSettings.objects.all(), "accessibility_page", shown),
        with_titles(NavigationItem.objects.in_language(language), "article", shown),
        pages.annotate(
            article_id=F("edition__article"), article_kind=F("edition__article__kind"), shown_title=F("revision__title")
        ),
    ]


def with_titles(rows: QuerySet, article: str, shown: QuerySet) -> QuerySet:
    """Each with the kind of the article that it leads to, and the title that is shown of it: None where nothing is shown of it."""
    titles = shown.filter(edition__article=OuterRef(article)).values("revision__title")
    return rows.annotate(article_kind=F(f"{article}__kind"), shown_title=Subquery(titles[:1]))


def article_address(row, pk: int, language: str) -> str:
    """Of the article that a row leads to; empty where readers of the language have nothing of it."""
    if row.shown_title is None:
        return ""
    return address(Article(pk=pk, kind=row.article_kind), language=language, title=row.shown_title)


def page_link(page, language: str, path: str) -> Link:
    url = article_address(page, page.article_id, language)
    return Link(page.shown_title or REMOVED, url, current="page" if url == path else "")


def addresses_of(items, language: str) -> dict[tuple[str, int], str]:
    """(kind, number) → address, of the records that readers of the language have; one query a kind, but none for articles."""
    wanted = defaultdict(set)
    found = {}
    for item in items:
        target = item.target
        if target.kind == "article":
            found["article", target.pk] = article_address(item, target.pk, language)
        elif target.kind:
            wanted[target.kind].add(target.pk)
    for kind, pks in wanted.items():
        for pk, record in public_records(kind, pks).items():
            found[kind, pk] = record_address(VIEWS[kind], record)
    return found


def link_of(item: NavigationItem, addresses, language: str, *, path: str, section: str) -> Link | None:
    """None where readers of the language have nothing to be led to."""
    label, code = labelled(item, language)
    target = item.target
    if item.url:
        url = item.url
    elif target.kind:
        url = addresses.get((target.kind, target.pk), "")
    else:
        url = f"/{language}{target.path}" if target.path else ""
    if not label or (not url and item.place != Place.MARK):
        return None
    current = "page" if url == path else "true" if section and SECTIONS.get(target.path) == section else ""
    foreign = {} if code == language else {"lang": language_tag(code), "dir": direction(code)}
    image = item if item.image_sha256 else None
    return Link(label, url, is_external=bool(item.url), current=current, image=image, **foreign)


def labelled(item: NavigationItem, language: str) -> tuple[str, str]:
    """The label and the language that it is in: the page's, or for a registration mark the Chinese one, or any."""
    for code in dict.fromkeys([language, "zh-hans", *settings.ALL_LANGUAGES]):
        if text := getattr(item, column("label", code)):
            return text, code
    return "", language


def settings_mark(mark: dict) -> Link:
    is_chinese = get_language() == "zh-hans"
    foreign = {} if is_chinese else {"lang": "zh-Hans", "dir": "ltr"}
    return Link(mark["text"], mark.get("url", ""), is_external=bool(mark.get("url")), **foreign)


def offered(minimum: int, language: str) -> list[str] | None:
    """The languages to list: those with enough published news, and that of the page; None: all."""
    if not minimum:
        return None
    news = Publication.objects.shown().filter(edition__article__kind=Kind.NEWS).order_by()
    counts = dict(news.values_list("edition__language").annotate(Count("pk")))
    return [code for code in public_languages() if code == language or counts.get(code, 0) >= minimum]
