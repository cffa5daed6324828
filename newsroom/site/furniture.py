"""Menu, footer and switches as one page shows them: two queries, and one more for each kind of record that a link leads to."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count
from django.utils.translation import get_language

from articles.addresses import address_of as article_address
from articles.models import Kind, Publication
from newsroom.shared.addresses import record_address
from newsroom.shared.languages import direction, language_tag, public_languages, site_text
from newsroom.shared.names import column
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
    licences: list[str] = field(default_factory=list)
    accessibility: str = ""
    is_grey: bool = False
    languages: list[str] | None = None

    @property
    def shows_pages(self) -> bool:
        """Whether head or foot list the standing pages by themselves."""
        return not (self.header and self.columns)


def furniture(path: str = "", section: str = "") -> Furniture:
    """For the page at `path`, in the active language."""
    language = get_language() or public_languages()[0]
    own = SiteSettings.objects.first() or SiteSettings()
    items = list(NavigationItem.objects.in_language(language))
    addresses = addresses_of(items, own, language)
    links = defaultdict(list)
    for item in items:
        if link := link_of(item, addresses, language, path=path, section=section):
            links[item.place].append(link)
    contact = own.text("contact") or site_text(settings.SITE_CONTACT or {"en": ""})
    return Furniture(
        header=links[Place.HEADER],
        columns=[column for column in (links[Place.FOOTER], links[Place.FOOTER_SECOND]) if column],
        marks=links[Place.MARK] or [settings_mark(mark) for mark in settings.SITE_MARKS],
        contact=contact.splitlines(),
        licences=[text for text in (own.text("licence_of_texts"), own.text("licence_of_photos")) if text],
        accessibility=addresses.get(("article", own.accessibility_page_id), ""),
        is_grey=own.is_grey,
        languages=offered(own.fewest_articles, language),
    )


def addresses_of(items, own: SiteSettings, language: str) -> dict[tuple[str, int], str]:
    """(kind, number) → address, of the records that readers of the language have; one query a kind."""
    wanted = defaultdict(set)
    for item in items:
        target = item.target
        if target.kind:
            wanted[target.kind].add(target.pk)
    if own.accessibility_page_id:
        wanted["article"].add(own.accessibility_page_id)
    found = {}
    if articles := wanted.pop("article", None):
        shown = Publication.objects.shown().filter(edition__language=language, edition__article__in=articles)
        shown = shown.defer("revision__body", "revision__attachments", "credits")
        found = {("article", each.edition.article_id): article_address(each) for each in shown}
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
