"""An article for machines, in the words of schema.org: whose words, who translated and reviewed them, what was corrected."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import page, sharing
from articles.addresses import address_of
from articles.credits import TRANSLATED, WRITTEN
from articles.models import Kind, Publication
from articles.workflow import SignStage
from newsroom.shared.addresses import absolute, record_address
from newsroom.shared.jsonld import breadcrumbs, iri, node, office
from newsroom.shared.languages import language_tag

TYPES = {Kind.NEWS: "NewsArticle", Kind.NOTICE: "Article", Kind.PAGE: "WebPage"}
EDITORS = (SignStage.INITIAL_REVIEW, SignStage.SECOND_REVIEW, SignStage.FINAL_REVIEW)
LISTS = {Kind.NEWS: (_("News"), "articles:news_list"), Kind.NOTICE: (_("Notices"), "articles:notice_list")}
PICTURE_WIDTH = 1280
SCHEMA = {"name": "Person", "unit": "Organization"}
CUTS = ("16x9", "4x3", "1x1")


def _people(publication: Publication, *roles: str) -> list[dict]:
    """Those whom the page names, as it names them and once each; what the page keeps to itself is not here either."""
    found = {}
    for row in publication.credits:
        if row["role"] in roles:
            found |= {name: node(type=SCHEMA[page.named_by(row["role"])], name=name) for name in page.named(row)}
    return list(found.values())


def _edition_id(request, edition) -> str:
    """One name for an edition, that a new title does not change."""
    return absolute(request, f"/#article-{edition.article_id}-{edition.language}")


def _edition(request, publication) -> dict:
    """Another language of the same article."""
    return node(
        type=TYPES[publication.edition.article.kind],
        id=_edition_id(request, publication.edition),
        url=absolute(request, address_of(publication)),
        inLanguage=language_tag(publication.edition.language),
    )


def _cuts(request, photo) -> list[dict]:
    """The photo in the shapes that search engines ask for."""
    return [
        node(
            type="ImageObject",
            url=absolute(request, photo.crop_url(name)),
            width=photo.crop_size(name)[0],
            height=photo.crop_size(name)[1],
        )
        for name in CUTS
    ]


def _images(request, publication: Publication) -> list[dict]:
    """The lead photo as the page shows it and in the shapes that search engines ask for, else the card with the title."""
    revision = publication.revision
    photo = revision.lead_photo
    if photo is None or photo.redacted_at:
        card = sharing.picture(publication)
        return [node(type="ImageObject", url=absolute(request, card.url), width=card.width, height=card.height)]
    shown = node(
        type="ImageObject",
        url=absolute(request, photo.url(PICTURE_WIDTH)),
        width=next((width for width in photo.widths if width >= PICTURE_WIDTH), photo.widths[-1]),
        caption=revision.lead_caption,
        creditText=photo.credit,
    )
    return [shown, *_cuts(request, photo)]


def _subject(request, record, view_name: str, schema: str) -> dict:
    url = absolute(request, record_address(view_name, record))
    return node(type=schema, id=iri(request, record), name=str(record), url=url)


def subjects(request, records: dict | None) -> list[dict]:
    """The records that an article reports on, as its page names them."""
    found = records or {}
    return [
        *(_subject(request, each, "events:event", "Event") for each in found.get("events", ())),
        *(_subject(request, each, "partners:agreement", "Action") for each in found.get("agreements", ())),
        *(_subject(request, each, "partners:partner", "Organization") for each in found.get("organisations", ())),
    ]


def article_graph(request, publication: Publication, shown: dict, records: dict | None, description: str) -> list[dict]:
    """`shown` is the context of the article's page: its editions, times and public changes."""
    edition, revision = publication.edition, publication.revision
    article = edition.article
    publisher = office(request)
    source = next((each for each in shown["editions"] if each.edition.is_source), None)
    others = [each for each in shown["editions"] if each.edition != edition]
    corrections = [
        node(type="CorrectionComment", text=each.revision.change_note, datePublished=each.visible_from.isoformat())
        for each in shown["changes"]
    ]
    title = "headline" if article.kind != Kind.PAGE else "name"
    whole = node(
        type=TYPES[article.kind],
        id=_edition_id(request, edition),
        mainEntityOfPage=absolute(request, shown["canonical"]),
        url=absolute(request, shown["canonical"]),
        **{title: revision.title},
        description=description,
        inLanguage=language_tag(edition.language),
        datePublished=shown["published_at"].isoformat(),
        dateModified=(shown["updated_at"] or shown["published_at"]).isoformat(),
        author=_people(publication, WRITTEN) or [publisher],
        translator=_people(publication, TRANSLATED),
        editor=_people(publication, *EDITORS),
        publisher=publisher,
        image=_images(request, publication),
        correction=corrections,
        translationOfWork=_edition(request, source) if source and not edition.is_source else None,
        workTranslation=[_edition(request, each) for each in others] if edition.is_source else [],
        about=subjects(request, records),
        isAccessibleForFree=True,
    )
    name, view_name = LISTS.get(article.kind, ("", ""))
    steps = [(name, reverse(view_name))] if view_name else []
    return [whole, breadcrumbs(request, *steps, (revision.title, shown["canonical"]))]
