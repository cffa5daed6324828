import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models.photo import Attachment, Photo
from articles.words import FIELDS, Words
from newsroom.shared.richtext import photo_ids

# What the digest covers, next to the language and the digests of photos and attachments. A test holds every field of Revision to one list
# or the other.
SIGNED_FIELDS = FIELDS
UNSIGNED_FIELDS = (
    "id",
    "edition",
    "part",
    "number",
    "cycle",
    "kind",
    "copy_of",
    "source_revision",
    "digest",
    "created_at",
    "photos",
    "files",
)
DIGEST_VERSION = 1


class Revision(models.Model):
    """One immutable wording of an edition. Append-only: a redaction alone may blank its words."""

    class Kind(models.TextChoices):
        WRITTEN = "written", _("written")
        CARRIED = "carried", _("carried over from what was published")
        LEGACY = "legacy", _("imported as published before this system")

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="revisions")
    cycle = models.PositiveIntegerField(_("cycle"))
    number = models.PositiveIntegerField(_("number"), help_text=_("Counted within the edition."))
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WRITTEN)
    part = models.ForeignKey("articles.Part", models.PROTECT, null=True, blank=True, related_name="revisions")
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    source_revision = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="translations", verbose_name=_("made from")
    )

    title = models.CharField(_("title"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("text"), blank=True)
    lead_photo = models.ForeignKey(
        Photo, models.PROTECT, null=True, blank=True, related_name="led_revisions", verbose_name=_("lead photo")
    )
    lead_caption = models.CharField(_("caption of the lead photo"), max_length=500, blank=True)
    lead_alt = models.CharField(_("lead photo in words"), max_length=500, blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    contributing_unit = models.CharField(_("contributing unit"), max_length=200, blank=True)
    text_by = models.CharField(_("text by"), max_length=200, blank=True)
    photos_by = models.CharField(_("photos by"), max_length=200, blank=True)
    change_note = models.CharField(_("change note"), max_length=500, blank=True)
    change_note_is_public = models.BooleanField(_("readers see the change note"), default=False)

    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("saved"))
    # derived from the words: which files a revision shows, so that a query can tell what readers may fetch
    photos = models.ManyToManyField(Photo, related_name="revisions", blank=True)
    files = models.ManyToManyField(Attachment, related_name="revisions", blank=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="revision_number"),
            models.CheckConstraint(
                name="revision_written_has_part",
                condition=models.Q(kind="written", part__isnull=False, copy_of=None)
                | models.Q(kind="carried", part=None, copy_of__isnull=False)
                | models.Q(kind="legacy", part=None, copy_of=None),
            ),
        ]

    def __str__(self):
        return f"{self.edition} · {self.number}"

    @property
    def words(self) -> Words:
        values = {name: getattr(self, name) for name in FIELDS}
        return Words(**values | {"attachments": tuple(self.attachments)})

    @staticmethod
    def words_fields() -> tuple[str, ...]:
        """The fields that hold the words, as `Words` names them."""
        return FIELDS

    @staticmethod
    def blanked() -> dict:
        """The tombstone: every word empty, lead photo and attachments gone."""
        return {
            name: None if name == "lead_photo_id" else [] if name == "attachments" else field.default
            for name, field in Words.__dataclass_fields__.items()
        }

    @cached_property
    def is_redacted(self) -> bool:
        """An order blanks every word, so that nothing is asked of words that are there."""
        return not self.title and self.redactions.filter(order__execution__isnull=False).exists()

    @property
    def card_folder(self) -> str:
        """Where the cards with this title are kept. The digest outlives the words, so that the cards can go with them."""
        return f"words/{self.digest}"

    def made_from(self) -> "Revision | None":
        """The source revision that these words were made from, or were last confirmed against."""
        confirmed = self.confirmations.first()
        return confirmed.source_revision if confirmed else self.source_revision

    def says_other_than(self, other: "Revision") -> bool:
        """Whether a reader would notice the difference; compares words, never times."""
        return self.pk != other.pk and self.words.differs_from(other.words)

    def computed_digest(self) -> str:
        """SHA-256 over versioned canonical JSON of the signed words and of the files that they show."""
        return digest_of(self.words, self.edition.language)


def digest_of(words: Words, language: str) -> str:
    """The digest of words in a language; photos and attachments count with their own digests. Raises Photo/Attachment.DoesNotExist."""
    photo_digests = {photo.pk: photo.digest for photo in Photo.objects.filter(pk__in=used_photos(words))}
    file_digests = {item.pk: item.digest for item in Attachment.objects.filter(pk__in=used_files(words))}
    if missing := set(used_photos(words)) - set(photo_digests):
        raise Photo.DoesNotExist(f"photos {sorted(missing)}")
    if missing := set(used_files(words)) - set(file_digests):
        raise Attachment.DoesNotExist(f"attachments {sorted(missing)}")
    return signed_digest(words, language, photo_digests, file_digests)


def signed_digest(words: Words, language: str, photos: dict[int, str], files: dict[int, str]) -> str:
    """The digest of words with those (id → digest) of the photos and attachments that they use."""
    signed = {
        "version": DIGEST_VERSION,
        "language": language,
        "words": {name: getattr(words, name) for name in SIGNED_FIELDS},
        "photos": {str(key): photos[key] for key in used_photos(words)},
        "attachments": {str(key): files[key] for key in used_files(words)},
    }
    text = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def used_photos(words: Words) -> list[int]:
    """The ids of every photo in the words: the lead and the figures."""
    lead = [words.lead_photo_id] if words.lead_photo_id else []
    return sorted({*lead, *photo_ids(words.body)})


def used_files(words: Words) -> list[int]:
    return sorted({item["id"] for item in words.attachments})


class Proposal(models.Model):
    """Words that a second or final reviewer proposes when returning an edition. The initial reviewer adopts them, or not. Append-only."""

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="proposals")
    base = models.ForeignKey(Revision, models.PROTECT, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals")
    words_json = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("proposed words")
        verbose_name_plural = _("proposed words")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.edition} · {self.by}"

    @property
    def words(self) -> Words:
        """What was proposed; empty where the words that it was proposed for were removed by order."""
        return Words(**self.words_json | {"attachments": tuple(self.words_json.get("attachments", ()))})


class Confirmation(models.Model):
    """A translator's word that a translation is still accurate although its source changed. Append-only."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="confirmations")
    source_revision = models.ForeignKey(Revision, models.PROTECT, related_name="confirmed_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="confirmations")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.revision} · {self.by}"
