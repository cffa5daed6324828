"""What search finds of articles: the words that readers see now, and from their time on those that are scheduled."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from articles.models import Article, ArticleTopic, Edition, Photo, Publication, Revision, Topic
from newsroom.shared import richtext
from newsroom.shared.searchindex.sources import Document, register
from newsroom.shared.searchindex.triggers import Watch
from newsroom.shared.slugs import slugify

IN_FORCE = Q(live_of__isnull=False) | Q(next_of__isnull=False)


def window(publication: Publication):
    """From when until when readers see a publication that is live or next, as `Publication.objects.shown()` has it."""
    edition = publication.edition
    ends = [edition.article.visible_until]
    if edition.next_id and edition.next_id != publication.pk:
        ends.append(edition.next.visible_from)
    # what is live is seen whatever its own time was; what is next, from its time on
    begins = publication.visible_from if edition.next_id == publication.pk else None
    return begins, min(filter(None, ends), default=None)


def text_of(revision: Revision) -> str:
    caption = revision.lead_caption if revision.lead_photo and not revision.lead_photo.redacted_at else ""
    return "\n".join(filter(None, [revision.summary, richtext.plain_text(revision.body), caption]))


def articles(records: list[int]) -> Iterator[Document]:
    found = Publication.objects.filter(IN_FORCE, edition__article__in=records, edition__article__is_suspended=False)
    topics = {}
    for article, slug in ArticleTopic.objects.filter(content_object__in=records).values_list(
        "content_object", "tag__slug"
    ):
        topics.setdefault(article, []).append(slug)
    for publication in found.select_related("edition__article", "edition__next", "revision__lead_photo"):
        article, revision = publication.edition.article, publication.revision
        visible_from, visible_until = window(publication)
        yield Document(
            record=article.pk,
            language=publication.edition.language,
            kind=article.kind,
            title=revision.title,
            slug=slugify(revision.title, article.kind),
            text=text_of(revision),
            dated_on=article.dated_on,
            topics=tuple(topics.get(article.pk, ())),
            visible_from=visible_from,
            visible_until=visible_until,
        )


def records() -> Iterable[int]:
    shown = Edition.objects.filter(Q(live__isnull=False) | Q(next__isnull=False))
    return shown.order_by().values_list("article", flat=True).distinct()


def register_sources() -> None:
    edition, publication = Edition._meta.db_table, Publication._meta.db_table
    revision, of_topic = Revision._meta.db_table, ArticleTopic._meta.db_table
    register(
        "article",
        records=records,
        documents=articles,
        watches=[
            # every step writes the edition; readers see something else only when these change
            Watch(Edition, "SELECT {row}.article_id", columns=("article_id", "language", "live_id", "next_id")),
            Watch(Article, "SELECT {row}.id", columns=("kind", "dated_on", "visible_until", "is_suspended")),
            Watch(ArticleTopic, "SELECT {row}.content_object_id"),
            Watch(Topic, f'SELECT x.content_object_id FROM "{of_topic}" x WHERE x.tag_id = {{row}}.id', ("UPDATE",)),
            # words are published long after they are written: only a redaction changes what was published
            Watch(Revision, f'SELECT x.article_id FROM "{edition}" x WHERE x.id = {{row}}.edition_id', ("UPDATE",)),
            Watch(
                Photo,
                f'SELECT x.article_id FROM "{edition}" x JOIN "{publication}" p ON p.id IN (x.live_id, x.next_id) '
                f'JOIN "{revision}" r ON r.id = p.revision_id WHERE r.lead_photo_id = {{row}}.id',
                ("UPDATE",),
                columns=("redacted_at",),
            ),
        ],
    )
