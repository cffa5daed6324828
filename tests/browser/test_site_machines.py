"""What machines read of every page that a reader can come to: its head, its languages, its facts; feeds, sitemaps and robots.txt.

A plain client asks; no browser is needed, but the same running site as for those.
"""

import html
import json
import re
import urllib.robotparser
from collections import defaultdict
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

from newsroom.shared.languages import direction, language_tag, og_locale
from newsroom.shared.richtext import columns
from tests.browser.demo_site import KINDS, LANGUAGES, Answer, DemoSite
from tests.browser.sitemap_schema import NEWS, SITEMAP, SITEMAP_INDEX

CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)">')
ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">')
PROPERTY = re.compile(r'<meta property="([\w:]+)" content="([^"]*)">')
DESCRIPTION = re.compile(r'<meta\s+name="description"\s+content="([^"]*)"\s*>')
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
GRAPH = re.compile(r'<script type="application/ld\+json">(.+?)</script>')
LOADED = re.compile(r'<(?:script|img|source|iframe|video|audio)\b[^>]*?\s(?:src|srcset)="([^"]+)"|<link\b[^>]*rel="(?:stylesheet|icon|preload|manifest)"[^>]*href="([^"]+)"')  # fmt: skip
WIDEST_DESCRIPTION = 160
FORMS = ("atom", "rss", "json")
# what a node must have to be of use, by its type; those that only name a record have an address
NEEDED = {
    "NewsArticle": {"headline", "datePublished", "inLanguage", "url"},
    "Article": {"headline", "datePublished", "inLanguage", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "Event": {"name"},
    "EventSeries": {"name", "url"},
    "Action": {"name", "url"},
    "CreativeWork": {"name"},
    "CorrectionComment": {"text", "datePublished"},
    "ImageObject": {"url"},
    "Person": {"name"},
    "Place": {"name"},
    "PostalAddress": set(),
    "GeoCoordinates": {"latitude", "longitude"},
    "PropertyValue": {"propertyID", "value"},
    "VirtualLocation": {"url"},
    "WebPage": {"@id"},
    "Thing": {"name"},
}
ORGANISATIONS = (
    "",
    "CollegeOrUniversity",
    "EducationalOrganization",
    "Corporation",
    "GovernmentOrganization",
    "ResearchOrganization",
)
NEEDED |= {kind or "Organization": {"name"} for kind in ORGANISATIONS}
# and what the thing that a page is about must have besides
NEEDED_OF_PAGES = {
    "NewsArticle": {"@id", "mainEntityOfPage", "author", "publisher", "dateModified", "image"},
    "Article": {"@id", "mainEntityOfPage", "author", "publisher", "dateModified", "image"},
    "WebPage": {"name", "author", "inLanguage", "url"},
    "Event": {"@id", "eventStatus", "mainEntityOfPage", "url"},
    "ConferenceEvent": {"@id"},
    "Action": {"@id", "agent", "object", "actionStatus", "mainEntityOfPage"},
    "BreadcrumbList": {"itemListElement"},
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "public, max-age=0, s-maxage=60",
}


class Page:
    """What a machine reads in the head of a page."""

    def __init__(self, address: str, answer: Answer, origin: str):
        text = answer.text
        self.address, self.answer, self.text = address, answer, text
        self.language = address.split("/")[1]
        self.canonical = [link.removeprefix(origin) for link in CANONICAL.findall(text)]
        self.alternates = {tag: link.removeprefix(origin) for tag, link in ALTERNATE.findall(text)}
        self.properties = {name: html.unescape(value) for name, value in PROPERTY.findall(text)}
        self.descriptions = [html.unescape(each) for each in DESCRIPTION.findall(text)]
        self.title = " ".join(html.unescape(TITLE.search(text)[1]).split())
        self.is_hidden = '<meta name="robots" content="noindex">' in text
        self.graphs = [json.loads(each) for each in GRAPH.findall(text)]

    @property
    def is_first(self) -> bool:
        """Not a further page of a list."""
        return not urlsplit(self.address).query

    @property
    def is_itself(self) -> bool:
        """Not another way to write the address of a page."""
        return self.canonical == [self.address]


@pytest.fixture(scope="module")
def pages(demo) -> dict[str, Page]:
    """All that readers and machines may find: error pages are another matter (test_site_html.py)."""
    return {address: Page(address, answer, demo.origin) for address, answer in demo.every_page().items()}


@pytest.fixture(scope="module")
def sitemap(demo) -> dict[str, dict[str, str]]:
    """Every address in the sitemaps with its alternates."""
    found = {}
    for file in files_of(demo):
        for url in etree.fromstring(demo.get(file).body).iterfind("{*}url"):
            links = url.iterfind("{http://www.w3.org/1999/xhtml}link")
            here = url.findtext("{*}loc").removeprefix(demo.origin)
            found[here] = {link.get("hreflang"): link.get("href").removeprefix(demo.origin) for link in links}
    return found


def files_of(demo: DemoSite) -> list[str]:
    index = etree.fromstring(demo.get("/sitemap.xml").body)
    return [each.text.removeprefix(demo.origin) for each in index.iterfind("{*}sitemap/{*}loc")]


def statuses(demo, pages, addresses) -> dict[str, int]:
    """Of addresses of this site; what the crawl has seen is not asked for again."""
    return {each: pages[each].answer.status if each in pages else demo.get(each).status for each in addresses}


def test_every_page_has_one_canonical_address_which_is_its_own(demo, pages):
    wrong = {
        address: page.canonical for address, page in pages.items() if len(page.canonical) != 1 and not page.is_hidden
    }
    elsewhere = {page.canonical[0] for page in pages.values() if page.canonical and not page.is_itself}

    assert wrong == {}
    assert {each: pages[each].canonical for each in elsewhere} == {each: [each] for each in elsewhere}
    assert set(statuses(demo, pages, elsewhere).values()) <= {200}


def test_the_languages_of_a_page_name_each_other(pages):
    """Each page its whole set, itself in it, and the page for readers of none of these languages."""
    wrong = []
    for address, page in pages.items():
        if page.is_hidden or not page.is_itself:
            continue
        if not page.is_first:  # the lists of other languages are cut elsewhere
            wrong += [(address, page.alternates)] if page.alternates else []
            continue
        if page.alternates.get(language_tag(page.language)) != address or "x-default" not in page.alternates:
            wrong.append((address, page.alternates))
        wrong += [
            (address, other)
            for tag, other in page.alternates.items()
            if (other != "/" and (other not in pages or pages[other].alternates != page.alternates))
            or (tag != "x-default" and other.split("/")[1] != tag.lower())
        ]

    assert wrong == []


def test_the_sitemap_says_the_same_and_holds_every_page(demo, pages, sitemap):
    listed = {
        address: page.alternates
        for address, page in pages.items()
        if not page.is_hidden and page.is_itself and page.is_first
    }
    # archives are ways to what stands in the sitemap by itself
    archives = {address for address in listed if re.search(r"/news/\d{4}/", address)}

    assert {address for address in sitemap if address not in listed} == set()
    assert {address: pages[address].alternates for address in sitemap} == sitemap
    assert {address for address in listed if address not in sitemap} == archives


def test_every_page_can_be_shared(pages):
    needed = {"og:site_name", "og:title", "og:type", "og:url", "og:locale", "og:image", "og:image:alt"}
    wrong = {}
    for address, page in pages.items():
        lacking = {name for name in needed if not page.properties.get(name)}
        if page.properties.get("og:locale") != og_locale(page.language):
            lacking.add("og:locale")
        if page.is_itself and urlsplit(page.properties.get("og:url", "")).path != urlsplit(address).path:
            lacking.add("og:url")
        others = set(re.findall(r'"og:locale:alternate" content="([\w-]+)"', page.text))
        if others != {og_locale(tag.lower()) for tag in page.alternates if tag != "x-default"} - {
            og_locale(page.language)
        }:
            lacking.add("og:locale:alternate")
        if lacking:
            wrong[address] = sorted(lacking)

    assert wrong == {}


def test_every_page_has_a_heading_a_language_a_title_and_a_description(pages):
    wrong, titles = [], defaultdict(set)
    for address, page in pages.items():
        root = re.search(r"<html\b[^>]*>", page.text)[0]
        said = (f'lang="{language_tag(page.language)}"' in root, f'dir="{direction(page.language)}"' in root)
        if said != (True, True) or page.text.count("<h1") != 1:
            wrong.append((address, root, page.text.count("<h1")))
        # an agreement of which nobody wrote why it was signed, an event of which no day is known: they have no words of their own
        enough = (0, 1) if re.search(r"/(agreements|events)/\d", address) else (1,)
        if not page.is_hidden and len(page.descriptions) not in enough:
            wrong.append((address, page.descriptions))
        wrong += [
            (address, text) for text in page.descriptions if not text.strip() or columns(text) > WIDEST_DESCRIPTION
        ]
        if page.is_itself and page.is_first and not page.is_hidden:
            titles[page.language, page.title].add(address)

    assert wrong == []
    assert {title: found for title, found in titles.items() if len(found) > 1} == {}


def nodes(value):
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for each in value.values():
            yield from nodes(each)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each)


def types_of(node) -> list[str]:
    return node["@type"] if isinstance(node["@type"], list) else [node["@type"]]


def test_the_facts_for_machines_are_complete_and_lead_somewhere(demo, pages):
    wrong, named = [], set()
    for address, page in pages.items():
        for graph in page.graphs:
            if graph["@context"] != "https://schema.org":
                wrong.append((address, graph["@context"]))
            for node in nodes(graph["@graph"]):
                # another language of an article is named, not described
                is_name = "@id" in node and not node.keys() - {"@type", "@id", "url", "inLanguage"}
                for kind in types_of(node):
                    needed = (
                        NEEDED.get(kind, {"@type of which we know nothing"}) if kind != "ConferenceEvent" else set()
                    )
                    if lacking := needed - node.keys() - ({"headline", "datePublished"} if is_name else set()):
                        wrong.append((address, kind, lacking))
                if any(value in ("", None, [], {}) for value in node.values()):
                    wrong.append((address, node))
                named |= {
                    urlsplit(value)
                    for value in (node.get("@id"), node.get("url"), node.get("item"), node.get("mainEntityOfPage"))
                    if isinstance(value, str) and value.startswith(demo.origin)
                }
            for node in graph["@graph"]:
                for kind in types_of(node):
                    if lacking := NEEDED_OF_PAGES.get(kind, set()) - node.keys():
                        wrong.append((address, kind, lacking))
    # "#event-7" names a thing; the page beside it is its url
    addresses = {parts.path + (f"?{parts.query}" if parts.query else "") for parts in named if not parts.fragment}

    assert wrong == []
    assert len(addresses) > 100
    assert {each: status for each, status in statuses(demo, pages, addresses).items() if status != 200} == {}


def test_every_page_says_where_it_stands_and_the_front_page_whose_site_it_is(pages):
    wrong = {}
    for address, page in pages.items():
        kinds = {kind for graph in page.graphs for node in graph["@graph"] for kind in types_of(node)}
        wanted = "Organization" if address.count("/") == 2 else "BreadcrumbList"
        if not page.is_hidden and wanted not in kinds:
            wrong[address] = kinds

    assert wrong == {}


def entries(body: bytes, form: str) -> list[str]:
    """Addresses of the entries, after a reader's program has understood the feed."""
    if form == "json":
        feed = json.loads(body)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert all(item["id"] and item["title"] and item["content_html"] for item in feed["items"])
        return [item["url"] for item in feed["items"]]
    parsed = feedparser.parse(body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert all(entry.id and entry.title and entry.content[0].value for entry in parsed.entries)
    return [entry.link for entry in parsed.entries]


def test_every_feed_that_a_page_names_can_be_read(demo, pages):
    feeds = {
        each
        for page in pages.values()
        for each in re.findall(r'type="application/(?:atom\+xml|rss\+xml|feed\+json)"[^>]*?href="([^"]+)"', page.text)
    }
    linked = set()
    for feed in feeds:
        answer = demo.get(feed)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, HEADERS["Cache-Control"]), feed
        linked |= {link.removeprefix(demo.origin) for link in entries(answer.body, feed.rpartition(".")[2])}

    assert {f"/{language}/news/feed.{form}" for language in LANGUAGES for form in FORMS} <= feeds
    assert {re.sub(r"(\d+-)?[^/]+(?=/feed)", "x", each.split("/", 2)[2]) for each in feeds} >= {
        *(f"{place}feed.{form}" for place in ("x/", "topics/x/", "partners/x/") for form in FORMS)
    }
    assert {each for each in linked if each not in pages} == set()


def test_sitemaps_keep_the_protocol(demo, pages, sitemap):
    SITEMAP_INDEX.assertValid(etree.fromstring(demo.get("/sitemap.xml").body))
    for file in files_of(demo):
        SITEMAP.assertValid(etree.fromstring(demo.get(file).body))
    NEWS.assertValid(etree.fromstring(demo.get("/news-sitemap.xml").body))

    assert {each: status for each, status in statuses(demo, pages, sitemap).items() if status != 200} == {}


def test_robots_may_come_to_every_kind_of_page_and_not_to_the_desk(demo):
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(demo.get("/robots.txt").text.splitlines())
    kinds = {kind for kind in KINDS if kind not in {"search", "nothing found"}}
    addresses = [demo.address(kind, language) for kind in kinds for language in LANGUAGES]
    files = ["/", "/sitemap.xml", "/news-sitemap.xml", "/en/news/feed.atom", "/media/x", "/static/css/site.css"]

    assert [each for each in [*addresses, *files] if not rules.can_fetch("AnyBot", each)] == []
    assert [rules.can_fetch("AnyBot", each) for each in ("/admin/", "/en/reads/7/", "/ar/search/?q=a")] == [False] * 3
    assert rules.site_maps() == [f"{demo.origin}/sitemap.xml", f"{demo.origin}/news-sitemap.xml"]


def test_every_page_says_what_browsers_may_do_with_it(demo, pages):
    wrong = []
    for address, page in pages.items():
        headers = page.answer.headers
        wrong += [(address, name, headers.get(name)) for name, value in HEADERS.items() if headers.get(name) != value]
        policy = headers.get("Content-Security-Policy", "")
        if not policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';") or "unsafe" in policy:
            wrong.append((address, policy))
        if {"Set-Cookie", "Vary"} & headers.keys() or headers["Content-Language"] != language_tag(page.language):
            wrong.append((address, headers))
        for script, link in LOADED.findall(page.text):
            wrong += [
                (address, each)
                for each in (script or link).split()
                if "//" in each and not each.startswith(demo.origin)
            ]

    assert wrong == []


def test_who_has_a_page_already_is_told_so(demo, pages):
    found = {}
    for kind in KINDS:
        address = demo.address(kind, "en")
        tag = demo.get(address).headers.get("ETag")
        found[kind] = demo.get(address, **{"If-None-Match": f"W/{tag}"}).status if tag else None

    assert found == dict.fromkeys(KINDS, 304) | {"absent": None}
    assert demo.get("/en/", **{"If-None-Match": '"another"', "If-Match": '"another"'}).status == 200
    assert "no-store" in demo.get("/admin/login/").headers["Cache-Control"]
