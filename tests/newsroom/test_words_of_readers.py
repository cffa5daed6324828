"""No reader meets a sentence in another language than the page's: what the site says in Spanish and Arabic is looked up as it is shown,
wherever it was written."""

import re

import pytest
import time_machine
from django.utils.translation import trans_real

from articles.models import Attachment
from articles.workflow import Ending
from tests.articles.uploads import make_attachment, make_photo
from tests.crawl import starts
from tests.make import at_stage, cast, make_article, make_edition, make_topic, make_words, publish, take
from tests.make_world import make_public_world

pytestmark = pytest.mark.django_db
LANGUAGES = ("es", "ar")


class Missed:
    """Stands where a catalogue looks for what it does not have, and keeps a note of it."""

    def __init__(self):
        self.words = set()

    def gettext(self, message):
        self.words.add(message)
        return message

    def ngettext(self, singular, plural, number):
        self.words.add(singular)
        return singular if number == 1 else plural


@pytest.fixture
def missed(monkeypatch) -> dict[str, set[str]]:
    found = {language: Missed() for language in LANGUAGES}
    for language, missing in found.items():
        monkeypatch.setattr(trans_real.translation(language), "_fallback", missing)
    return {language: missing.words for language, missing in found.items()}


def make_articles():
    """One of each kind of page that an article has, in both languages."""
    for language in LANGUAGES:
        photo, attachment = make_photo(), make_attachment()
        words = {"lead_photo_id": photo.pk, "lead_alt": "x", "attachments": ({"id": attachment.pk, "label": "x"},)}
        article = make_article(source_language="zh-hans", topics=[make_topic(slug=f"topic-{language}")])
        publish("zh-hans", article=article)
        edition = publish(language, article=article, words=make_words(f"Corrected {language}", **words))
        correction = {"change_note": "x", "change_note_is_public": True}
        at_stage(
            edition, "published", words=make_words(f"Corrected {language}", body="<p>Three.</p>", **words, **correction)
        )
        for kind in ("notice", "page"):
            publish(language, kind=kind, source_language=language, words=make_words(f"{kind} {language}"))
        withdrawn = publish(language, source_language=language, words=make_words(f"Withdrawn {language}"))
        take(withdrawn, "withdraw", cast("final"), ending=Ending.NOTICE, note="x")
        english = publish("en", article=make_article(source_language="en"))
        make_edition(language, article=english.article, words=False)
        for pk in (withdrawn.article_id, english.article_id):
            yield f"/{language}/news/{pk}-x/"


def walk(client, language: str, pages: list[str]) -> set[str]:
    """Every page and file of a language that links lead to; of lists as they are filtered, those among `pages` alone."""
    here = f"/{language}/"
    waiting, seen = [page for page in [*pages, *starts()] if page.startswith(here)], set()
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        response = client.get(page)
        body = b"".join(response)  # to its end: a file is closed after it
        if "Location" in response:
            waiting.append(response["Location"])
        elif response["Content-Type"].startswith("text/html"):
            waiting += re.findall(rf'(?:href|content)="(?:http://testserver)?({here}[^"#?]*)', body.decode())
    return seen


def test_what_readers_meet_is_translated(client, missed):
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False):
        make_public_world()
        pages = list(make_articles())
        for language in LANGUAGES:
            pages += [f"/{language}/search/?q={word}" for word in ("x", "zyzzyva", "x%20" * 60)]
            pages += [f"/{language}/statistics/?since=nothing", f"/{language}/nothing/", f"/{language}/%ff/"]
            assert client.post(f"/{language}/").status_code == 405
            assert client.get(f"/{language}/?{'x' * 5000}").status_code == 414

        for attachment in Attachment.objects.all():
            for language in LANGUAGES:
                headers = {"Range": "bytes=9999999-", "Accept-Language": language}
                assert client.get(attachment.get_absolute_url(), headers=headers).status_code == 416
        found = [address for language in LANGUAGES for address in walk(client, language, pages)]

    assert len(found) > 100
    assert missed == {"es": set(), "ar": set()}
