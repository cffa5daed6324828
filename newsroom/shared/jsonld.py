"""Facts for machines beside the page that people read: a graph of schema.org in a block of data (JSON-LD).

A node is a dictionary without empty values. Rooms build the nodes of their records; the first one of a graph is what the page is about.
"""

import json

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from newsroom.shared.addresses import absolute
from newsroom.shared.languages import language_tag, site_name

CONTEXT = "https://schema.org"
# inside a script nothing may look like its end, or like a comment
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def node(**values) -> dict:
    """Without what is not known; a list of one is that one. `id`, `type` stand for `@id`, `@type`."""
    named = {f"@{name}" if name in ("id", "type") else name: value for name, value in values.items()}
    return {name: _plain(value) for name, value in named.items() if value not in (None, "", [], {})}


def _plain(value):
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def different(names, *, but: str = "") -> list[str]:
    """Each name once, in their order."""
    return [name for name in dict.fromkeys(names) if name and name != but]


def iri(request, record) -> str:
    """One name for a record in every language, that a new title does not change."""
    return absolute(request, f"/#{record._meta.model_name}-{record.pk}")


def page(url: str) -> dict:
    """The page that is about a record: its language is this one's, whatever was spoken at an event."""
    return {"@type": "WebPage", "@id": url, "inLanguage": language_tag(get_language() or "en")}


def office(request, **more) -> dict:
    """Whose site this is."""
    logo = absolute(request, static("img/icon-512.png"))
    return node(type="Organization", name=site_name(), url=absolute(request, reverse("home")), logo=logo, **more)


def breadcrumbs(request, *steps: tuple[str, str]) -> dict:
    """The way to a page from the front page: (name, address) of each step."""
    items = [(site_name(), reverse("home")), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": absolute(request, path)}
            for position, (name, path) in enumerate(items, start=1)
        ],
    }


def script(graph: list[dict]) -> SafeString:
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')
