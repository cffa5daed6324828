"""The public address of what a redirect or a link leads to; empty where readers see nothing of it."""

from articles.addresses import address_of as article_address
from articles.models import Edition, Publication
from articles.views import merged_into
from articles.workflow import Ending
from events.models import Event
from newsroom.shared.addresses import record_address
from newsroom.shared.languages import public_languages
from newsroom.site.targets import Target, attachments_at
from partners.models import Agreement, Organisation
from partners.models.names import read_reported_names
from partners.pages import successor_of

VIEWS = {"organisation": "partners:partner", "agreement": "partners:agreement", "event": "events:event"}


def address_of(target: Target, language: str = "") -> str:
    """Where a target stands now, in a language if it is there in that, else in its own or the site's first."""
    if not target.kind:
        files = attachments_at(target.path)
        return target.path if files is None or files.public().exists() else ""
    if target.kind == "article":
        return address_of_article(target.pk, language)
    found = public_records(target.kind, [target.pk]).get(target.pk)
    if found is None and target.kind == "organisation":
        found = successor_of(target.pk)
    return record_address(VIEWS[target.kind], found, language or public_languages()[0]) if found else ""


def public_records(kind: str, pks) -> dict:
    model = {"organisation": Organisation, "agreement": Agreement, "event": Event}[kind]
    found = model.objects.public().in_bulk(pks)
    if kind == "organisation":
        read_reported_names(found.values())
    return found


def address_of_article(pk: int, language: str) -> str:
    """In the language asked for, else in that of the source, else in the first that readers have; merged articles are followed."""
    shown = Publication.objects.shown().filter(edition__article=pk, edition__language__in=public_languages())
    if found := {publication.edition.language: publication for publication in shown}:
        source = next(iter(found.values())).edition.article.source_language
        return article_address(next(found[code] for code in [language, source, *public_languages()] if code in found))
    merged = Edition.objects.intended().filter(
        article=pk, article__is_suspended=False, withdrawal__ending=Ending.MERGED, language__in=public_languages()
    )
    editions = {edition.language: edition for edition in merged.select_related("withdrawal")}
    for code in dict.fromkeys([language, *public_languages()]):
        if code in editions and (into := merged_into(editions[code].withdrawal, code)):
            return article_address(into)
    return ""
