"""Where an article stands on the public site: its id decides, the words after it are for people."""

from django.urls import reverse
from django.utils.translation import override

from newsroom.shared.slugs import slugify


def address(article, *, language: str, title: str) -> str:
    with override(language):
        return reverse(f"articles:{article.kind}", args=[article.pk, slugify(title, article.kind)])


def address_of(publication) -> str:
    edition = publication.edition
    return address(edition.article, language=edition.language, title=publication.revision.title)
