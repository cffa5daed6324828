"""Several editions of one article published in an emergency: one act, all or nothing."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition, Publication
from articles.models.taking import Taking
from articles.workflow import Incomplete, Refused
from newsroom.accounts import log


def publish_in_emergency(
    article: Article, revisions: dict[Edition, int | None], *, by, note: str
) -> dict[Edition, Publication]:
    """Publish the given editions as their heads on the manager's screen (edition → id of its head).

    Raises workflow.Refused when one of them cannot be published; then none is, and the refusal is in the log.
    """
    if not revisions or any(edition.article_id != article.pk for edition in revisions):
        log.record(
            "refused", by=by, target=article, step="publish_in_emergency", status=Incomplete.status, why="Incomplete"
        )
        raise Incomplete(_("Choose the editions of this article that are to be published."))
    acts = [
        Taking(edition, "publish_in_emergency", by=by, revision=head, note=note, options={})
        for edition, head in sorted(revisions.items(), key=lambda item: item[0].pk)
    ]
    try:
        with transaction.atomic():
            for taking in acts:
                taking.attempt()
    except Refused as refusal:
        # only now, or the entry would be rolled back with the rest
        taking.log_refusal(refusal)
        raise
    finally:
        for edition in revisions:
            edition.refresh_from_db()
    return {edition: edition.live for edition in revisions}
