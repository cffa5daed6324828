"""Words that an old site showed before this system: published as they were, with the credits as printed there.

Nobody here signed them, and the page says so. It works only while NEWSROOM_LEGACY_IMPORT is on (the database asks the log whether it
is) and only as the first words of an edition, and the next change of such an edition runs through every review.
"""

import contextlib
import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Edition, LegacyImport, Publication, PublishingFreeze, Revision, StepTaken, wording
from articles.words import Words
from articles.workflow import Incomplete, NotOpen, NotYours, Refused, Stage
from newsroom.accounts import log
from newsroom.accounts.roles import Role

STEP = "publish_as_legacy"
AS_PRINTED = "as_printed"


@contextlib.contextmanager
def refusals_logged(by, target=None):
    """Log a refusal once everything that it refused is rolled back."""
    try:
        yield
    except Refused as refusal:
        why = refusal.__class__.__name__
        log.record("refused", by=by, target=target, step=STEP, status=refusal.status, why=why)
        raise


def begin_import(site: str, *, by) -> LegacyImport:
    """The import that its publications name as their proof. Raises workflow.Refused."""
    log.record_settings()
    with refusals_logged(by):
        _check(by)
        if not site.strip():
            raise Incomplete(_("Name the old site."))
        with transaction.atomic():
            made = LegacyImport.objects.create(site=site.strip(), by=by, at=timezone.now())
            log.record("legacy_import_begun", by=by, target=made)
    return made


def publish_as_legacy(
    edition: Edition,
    words: Words,
    *,
    credits_as_printed: list[str],
    visible_from: datetime.datetime,
    legacy_import: LegacyImport,
    by,
) -> Publication:
    """Publish words that an old site showed since `visible_from`, with the lines of credits under them. Raises workflow.Refused."""
    log.record_settings()
    with refusals_logged(by, edition):
        _check(by)
        if visible_from > timezone.now():
            raise Incomplete(_("What an old site showed was seen before now."))
        if frozen := PublishingFreeze.objects.why_not():
            raise NotOpen(frozen)
        with transaction.atomic():
            locked = Edition.objects.select_for_update(of=("self",), no_key=True).get(pk=edition.pk)
            if locked.head_id is not None or locked.stage != Stage.DRAFTING:
                raise NotOpen(_("This edition has words already: they go through the reviews."))
            publication = _publish(locked, words.canonical(), credits_as_printed, visible_from, legacy_import, by)
    edition.refresh_from_db()
    return publication


def _check(by) -> None:
    if not by.has_role(Role.MANAGER):
        raise NotYours(_("Only a manager imports an old site."))
    if not settings.NEWSROOM_LEGACY_IMPORT:
        raise NotOpen(_("The import of an old site is switched off (NEWSROOM_LEGACY_IMPORT)."))


def _publish(edition, words, credits_as_printed, visible_from, legacy_import, by) -> Publication:
    if not (words.title and words.body):
        raise Incomplete(_("Title and text must be there first."))
    now = timezone.now()
    digest = wording.digest(edition, words)
    revision = wording.write(edition, wording.checked(words), digest, at=now, kind=Revision.Kind.LEGACY)
    own = Edition.objects.filter(pk=edition.pk)
    own.update(head=revision)
    publication = Publication.objects.create(
        edition=edition,
        revision=revision,
        kind=Publication.Kind.LEGACY,
        cycle=edition.cycle,
        round=edition.round,
        legacy_import=legacy_import,
        credits=[{"role": AS_PRINTED, "text": line.strip()} for line in credits_as_printed if line.strip()],
        published_by=by,
        published_at=now,
        visible_from=visible_from,
    )
    own.update(stage=Stage.PUBLISHED, live=publication)
    StepTaken.objects.create(
        edition=edition,
        step=STEP,
        cycle=edition.cycle,
        round=edition.round,
        from_stage=Stage.DRAFTING,
        to_stage=Stage.PUBLISHED,
        by=by,
        revision=revision,
        publication=publication,
        at=now,
    )
    log.record(
        STEP,
        by=by,
        target=edition,
        cycle=edition.cycle,
        round=edition.round,
        to=str(Stage.PUBLISHED),
        revision=revision.pk,
        digest=digest,
        publication=publication.pk,
    )
    return publication
