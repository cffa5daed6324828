"""Whether everything that readers were shown is what was signed: recomputed from the rows and files, trusting none of them.

`checks()` gives one check after the other for the command's progress bar; each finding is a sentence for whoever runs the site.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import sources
from articles.models import (
    Attachment,
    Edition,
    Photo,
    Publication,
    Redaction,
    RedactionExecution,
    Revision,
    SignOff,
)
from articles.models.revision import signed_digest, used_files, used_photos
from articles.workflow import PartRole, SignStage, Stage
from newsroom.accounts.models import LogEntry

SIGNERS = {
    SignStage.WRITING: {PartRole.WRITER},
    SignStage.INITIAL_REVIEW: {PartRole.INITIAL_REVIEWER, PartRole.BOTH_REVIEWS},
    SignStage.SECOND_REVIEW: {PartRole.SECOND_REVIEWER},
    SignStage.FINAL_REVIEW: {PartRole.FINAL_REVIEWER, PartRole.BOTH_REVIEWS},
    SignStage.AFTERWARDS: {PartRole.FINAL_REVIEWER},
}
WRITERS = {PartRole.WRITER, PartRole.INITIAL_REVIEWER, PartRole.BOTH_REVIEWS}
PUBLISHING = ("publish", "publish_in_emergency", "publish_as_legacy")
CHUNK = 1 << 20


@dataclass(frozen=True)
class Check:
    """Something to go through: how many things, and what is wrong with each."""

    label: object
    count: int
    things: Iterable
    problems: Callable[[object], Iterator[str]]


def checks() -> list[Check]:
    known = _Known()
    revisions = Revision.objects.select_related("edition", "part", "copy_of").prefetch_related("photos", "files")
    signoffs = SignOff.objects.select_related("revision", "part")
    publications = Publication.objects.select_related("edition", "revision", "initial", "second", "final")
    editions = Edition.objects.select_related("live__revision", "next__revision", "head")
    redactions = Redaction.objects.select_related("order", "order__execution")
    return [
        _check(_("Wordings"), revisions, known.of_revision),
        _check(_("Signatures"), signoffs, known.of_signoff),
        _check(_("Publications"), publications, known.of_publication),
        _check(_("Editions"), editions, known.of_edition),
        _check(_("Shown to readers"), Publication.objects.shown().select_related("final"), known.of_shown),
        _check(_("Photos"), Photo.objects.all(), of_file),
        _check(_("Attachments"), Attachment.objects.all(), of_file),
        _check(_("Redactions"), redactions, of_redaction),
    ]


def problems() -> list[str]:
    """Every finding of every check."""
    return [problem for check in checks() for thing in check.things for problem in check.problems(thing)]


def _check(label, rows, of_one) -> Check:
    return Check(label, rows.count(), rows.order_by("pk").iterator(chunk_size=500), of_one)


def notices() -> Iterator[str]:
    """What the record should not lack, and may until somebody finds it: to be mended by the office too."""
    for model in sources.RECORDS:
        for record in sources.without_source(model).public().order_by("pk"):
            kind = model._meta.verbose_name.capitalize()
            yield f"{kind} {record.pk} ({record}) is public, but no source says where it comes from."


class _Known:
    """What the checks look up again and again, read once."""

    def __init__(self):
        self.photos = {photo.pk: photo.digest for photo in Photo.objects.only("pk", "sha256", "credit")}
        self.files = {file.pk: file.digest for file in Attachment.objects.only("pk", "sha256")}
        carried_out = Redaction.objects.filter(order__execution__isnull=False)
        self.redacted = set(carried_out.exclude(revision=None).values_list("revision", flat=True))
        signed = SignOff.objects.values_list("revision", flat=True)
        self.signed = {*signed, *Publication.objects.values_list("revision", flat=True)}
        # what the chain of the log says was published
        entries = LogEntry.objects.filter(action__in=PUBLISHING).values_list("details", flat=True)
        self.logged = {entry["publication"]: entry for entry in entries.iterator()}

    def digest(self, revision) -> str | None:
        """The digest of the stored words, or None where a photo or attachment is missing."""
        words = revision.words
        if not (set(used_photos(words)) <= self.photos.keys() and set(used_files(words)) <= self.files.keys()):
            return None
        return signed_digest(words, revision.edition.language, self.photos, self.files)

    def of_revision(self, revision) -> Iterator[str]:
        name = f"Wording {revision.pk} (edition {revision.edition_id})"
        if revision.pk in self.redacted:
            if any(getattr(revision, field) != blank for field, blank in Revision.blanked().items()):
                yield f"{name} was redacted, but some of its words are still there."
            return
        words, digest = revision.words, self.digest(revision)
        # until words are signed, the credit of a photo in them may still change
        may_differ = revision.pk not in self.signed and used_photos(words)
        if digest is None:
            yield f"{name} uses a photo or attachment that does not exist."
        elif digest != revision.digest and not may_differ:
            yield f"{name} is not what was written: its words do not give the digest stored with them."
        if sorted(photo.pk for photo in revision.photos.all()) != used_photos(words):
            yield f"{name}: the index of its photos is not what its words show."
        if sorted(file.pk for file in revision.files.all()) != used_files(words):
            yield f"{name}: the index of its attachments is not what its words show."
        if revision.kind == Revision.Kind.WRITTEN:
            part = revision.part
            if part is None or (part.edition_id, part.cycle) != (revision.edition_id, revision.cycle):
                yield f"{name} was written by nobody who has a part in it."
            elif part.role not in WRITERS:
                yield f"{name} was written by a {part.get_role_display()}."
        if revision.kind == Revision.Kind.CARRIED and revision.copy_of_id not in self.redacted:
            copied = revision.copy_of
            if copied is None or copied.edition_id != revision.edition_id or words.differs_from(copied.words):
                yield f"{name} has no writer, but is no copy of published words."
        if revision.kind == Revision.Kind.LEGACY and revision.number != 1:
            yield f"{name} claims to come from an old site, but the edition had words before."

    def of_signoff(self, signoff) -> Iterator[str]:
        name = f"Signature {signoff.pk} (edition {signoff.edition_id})"
        part, revision = signoff.part, signoff.revision
        if (part.edition_id, part.cycle) != (signoff.edition_id, signoff.cycle):
            yield f"{name} was given by somebody who has no part in that round of work."
        elif part.role not in SIGNERS[signoff.stage]:
            yield f"{name} was given by a {part.get_role_display()}, who does not sign there."
        if revision.edition_id != signoff.edition_id or revision.digest != signoff.digest:
            yield f"{name} does not stand under the words that it names."
        if not signoff.printed_name:
            yield f"{name} has no name."

    def of_publication(self, publication) -> Iterator[str]:
        name = f"Publication {publication.pk} (edition {publication.edition_id})"
        if publication.revision.edition_id != publication.edition_id:
            yield f"{name} shows the words of another edition."
        if publication.kind == Publication.Kind.REVIEWED:
            yield from self._of_reviewed(name, publication)
        elif publication.initial_id or publication.second_id or publication.final_id:
            yield f"{name} names signatures, but was not reviewed."
        if publication.kind == Publication.Kind.EMERGENCY and not publication.reason:
            yield f"{name} gives no reason for the emergency."
        if publication.kind == Publication.Kind.LEGACY:
            if publication.legacy_import_id is None or publication.revision.kind != Revision.Kind.LEGACY:
                yield f"{name} claims to come from an old site, but no import brought it."
            if any(row["role"] != "as_printed" for row in publication.credits):
                yield f"{name} comes from an old site, but its credits are not as printed there."
        entry = self.logged.get(publication.pk)
        if entry is None or (entry["revision"], entry["digest"]) != (
            publication.revision_id,
            publication.revision.digest,
        ):
            yield f"{name} is not the one in the log."

    def _of_reviewed(self, name, publication) -> Iterator[str]:
        reviews = [(SignStage.INITIAL_REVIEW, publication.initial), (SignStage.FINAL_REVIEW, publication.final)]
        if publication.second is not None:
            reviews.insert(1, (SignStage.SECOND_REVIEW, publication.second))
        act = (publication.edition_id, publication.cycle, publication.round, publication.revision_id)
        for stage, signoff in reviews:
            if signoff is None or signoff.stage != stage:
                yield f"{name} lacks the signature of the {stage.label}."
            elif (signoff.edition_id, signoff.cycle, signoff.round, signoff.revision_id) != act:
                yield f"{name} names a signature that stands under other words or another round."
            elif signoff.digest != publication.revision.digest:
                yield f"{name} shows other words than were signed."
        handed_in = SignOff.objects.filter(
            edition=publication.edition_id,
            cycle=publication.cycle,
            stage=SignStage.WRITING,
            signed_at__lte=publication.published_at,
        )
        if not handed_in.exists():
            yield f"{name} was never handed in."
        printed = [
            {"role": stage.value, "people": [{"name": signoff.printed_name, "unit": signoff.printed_unit}]}
            for stage, signoff in reviews
            if signoff is not None
        ]
        wrote = [row for row in publication.credits if row["role"] in {"written", "translated"}]
        rest = [row for row in publication.credits if row not in wrote and row["role"] != "as_printed"]
        if rest != printed:
            yield f"{name}: the reviewers in its credits are not those who signed."
        named = {someone["name"] for row in wrote for someone in row["people"]}
        writer = handed_in.filter(part__revisions__isnull=False).order_by("pk").last()
        if writer is not None and writer.printed_name not in named:
            yield f"{name}: its credits leave out who wrote and handed in the words."

    def of_edition(self, edition) -> Iterator[str]:
        name = f"Edition {edition.pk}"
        for pointer in (edition.head, edition.live, edition.next):
            if pointer is not None and pointer.edition_id != edition.pk:
                yield f"{name} points to words of edition {pointer.edition_id}."
        if edition.live is not None and edition.live.visible_from > timezone.now():
            yield f"{name} shows words before their time."
        if edition.stage == Stage.PUBLISHED and not edition.publications.exists():
            yield f"{name} stands as published, but nothing of it was."
        if edition.parts.exclude(Q(cycle__lte=edition.cycle)).exists():
            yield f"{name} gives parts in a round of work that has not begun."

    def of_shown(self, publication) -> Iterator[str]:
        name = f"Edition {publication.edition_id}"
        revision = publication.revision
        if revision.pk in self.redacted:
            return
        shown = self.digest(revision)
        if shown != revision.digest or (publication.final is not None and shown != publication.final.digest):
            yield f"{name}: what readers see is not what was signed."


def of_file(upload) -> Iterator[str]:
    """The file of a photo or attachment: there and as its name says, or gone when an order removed it."""
    name = f"{upload._meta.verbose_name.capitalize()} {upload.pk} ({upload.path})"
    try:
        with default_storage.open(upload.path) as file:
            digest = hashlib.sha256()
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        if upload.redacted_at is None:
            yield f"{name} is missing."
        return
    except OSError as error:
        yield f"{name} cannot be read: {error.strerror or error}."
        return
    if upload.redacted_at is not None:
        yield f"{name} was removed by order, but the file is still there."
    elif digest.hexdigest() != upload.sha256:
        yield f"{name} is not the file that was uploaded."


def of_redaction(redaction) -> Iterator[str]:
    name = f"Redaction {redaction.pk} (order {redaction.order_id})"
    execution = RedactionExecution.objects.filter(order=redaction.order_id).first()
    removed = redaction.photo or redaction.attachment
    if execution is None:
        if removed is not None and removed.redacted_at is not None and not _ordered_elsewhere(redaction):
            yield f"{name}: the file was removed before the order was carried out."
        return
    if execution.by_id == redaction.order.requested_by_id:
        yield f"{name} was ordered and carried out by one person."
    if removed is not None and removed.redacted_at is None:
        yield f"{name} was carried out, but the file is still served."


def _ordered_elsewhere(redaction) -> bool:
    same = Redaction.objects.filter(photo=redaction.photo_id, attachment=redaction.attachment_id)
    return same.filter(order__execution__isnull=False).exists()
