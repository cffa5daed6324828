"""Every public address that can be reached as a reader reaches it: by links, and by what forms offer."""

import html
import io
import re
import zipfile
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.translation import override

LANGUAGES = ("en", "zh-hans", "es", "ar")
TYPED = "zyxwv"  # what a reader types who looks for what is not there
LINK = re.compile(r'(?:href|src|action|content|url|<loc>)=?["\']?((?:https?://testserver)?/[^"\'\s<>]*)')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
SELECT = re.compile(r'<select\b[^>]*\bname="(\w+)"[^>]*>(.*?)</select>', re.S)
SKIPPED = ("/static/", "/admin/")


class Answer:
    """What of an answer may tell something: the status, the headers, every byte of the body."""

    def __init__(self, response):
        self.status = response.status_code
        self.headers = {name: value for name, value in response.headers.items() if name != "Date"}
        self.body = b"".join(response) if response.streaming else response.content

    @property
    def text(self) -> str:
        """A workbook is unpacked; everything else is text."""
        if self.body.startswith(b"PK"):
            archive = zipfile.ZipFile(io.BytesIO(self.body))
            # the time of writing says nothing of the record
            names = [name for name in archive.namelist() if name != "docProps/core.xml"]
            return "\n".join(archive.read(name).decode() for name in names)
        return self.body.decode("utf-8-sig", "replace")

    @property
    def all_of_it(self):
        return self.status, self.headers, self.text


def _asked_by_forms(page: str, address: str):
    """Each value of each list of choices, one at a time, and a word in each box for searching."""
    for attributes, form in FORM.findall(page):
        if 'method="post"' in attributes.lower():
            continue
        action = re.search(r'action="([^"]*)"', attributes)
        base = urljoin(address, html.unescape(action[1]) if action else "").partition("?")[0]
        for name, options in SELECT.findall(form):
            for value in re.findall(r'<option value="([^"]+)"', options):
                yield f"{base}?{urlencode({name: html.unescape(value)})}"
        for name in re.findall(r'<input[^>]*type="search"[^>]*name="(\w+)"|<input[^>]*name="(q)"', form):
            yield f"{base}?{urlencode({''.join(name): TYPED})}"


def crawl(client, *starts: str, asking=("/en/",)) -> dict[str, Answer]:
    """Address → answer, from these addresses on. Below the addresses in `asking` forms are filled in and every value of a filter is
    asked for; elsewhere, in the other languages, one of each set of filters."""
    waiting, found, filtered = list(starts), {}, set()
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = found[address] = Answer(client.get(address))
        links = [answer.headers["Location"]] if "Location" in answer.headers else []
        if "text/" in answer.headers.get("Content-Type", "") or "xml" in answer.headers.get("Content-Type", ""):
            page = answer.text
            links += [html.unescape(link) for link in LINK.findall(page)]
            links += [
                html.unescape(link) for link in re.findall(r'href="(\?[^"]*)"', page) if address.startswith(asking)
            ]
            if address.startswith(asking) and "?" not in address:
                links += _asked_by_forms(page, address)
        for link in links:
            parts = urlsplit(urldefrag(urljoin(f"http://testserver{address}", link)).url)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc != "testserver" or parts.path.startswith(SKIPPED):
                continue
            filters = (parts.path, frozenset(name for name, _value in parse_qsl(parts.query)))
            if not parts.query or target.startswith(asking) or filters not in filtered:
                waiting.append(target)
                filtered.add(filters)
    return found


def public_patterns() -> dict[str, set[str]]:
    """Public addresses of the site by name, with the parameters that they take."""

    def patterns(resolver, space):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace != "admin":
                    yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield space + pattern.name, set(pattern.pattern.regex.groupindex)

    return dict(patterns(get_resolver(), ""))


def starts() -> list[str]:
    """Every address without a parameter, in every language, whether or not a page leads there."""
    plain = [name for name, parameters in public_patterns().items() if not parameters]
    found = set()
    for language in LANGUAGES:
        with override(language):
            found |= {reverse(name) for name in plain}
    return sorted(found)


def reached(found: dict[str, Answer]) -> set[str]:
    matches = [resolve(address.partition("?")[0]) for address in found]
    return {match.view_name for match in matches if match.view_name}
