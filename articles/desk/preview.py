"""Any revision as a reader would see it, for staff who may see it."""

from django.template.response import TemplateResponse
from django.utils import timezone, translation

from articles import page
from articles.models import Publication, Revision


def render_revision(request, revision: Revision):
    """The public page around these words, marked as a preview; nothing is published, counted or cached."""
    edition = revision.edition
    publication = Publication(
        edition=edition,
        revision=revision,
        kind=Publication.Kind.REVIEWED,
        visible_from=timezone.now(),
        credits=[],
    )
    with translation.override(edition.language):
        context = page.subjects(edition.article) | {
            "publication": publication,
            "article": edition.article,
            "revision": revision,
            "section": edition.article.kind,
            "credits": [],
            "files": page.files(revision),
            "published_at": None,
            "editions": [],
            "changes": [],
            "is_hidden_from_search": True,
            "is_preview": True,
        }
        response = TemplateResponse(request, "articles/article.html", context).render()
    response["Cache-Control"] = "private, no-store"
    response["Content-Language"] = edition.language
    return response
