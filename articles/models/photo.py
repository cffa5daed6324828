"""Photos and attachments: files named by their hash, which never change once they are here."""

import hashlib
import json
from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from newsroom.shared import files, images, renditions, stored


class UploadedQuerySet(models.QuerySet):
    """What photos and attachments have in common: who may see them."""

    def kept(self):
        return self.filter(redacted_at=None)

    def public(self, at=None):
        """Those that the words shown to readers at this moment use; nothing else is ever served to the public."""
        # By name: edition.py imports this module for Revision.lead_photo.
        shown = apps.get_model("articles", "Publication").objects.shown(at)
        shown = shown.exclude(revision__redactions__order__execution__isnull=False)
        return self.kept().filter(pk__in=self.model.objects.filter(revisions__in=shown.values("revision")).values("pk"))

    def visible_to(self, user):
        """Those that a member of staff may see: of articles that they may see, and of none in particular."""
        articles = Article.objects.visible_to(user).values("pk")
        again = self.model.objects.filter(also_for__in=articles).values("pk")
        held = self.model.objects.filter(also_held_by=user.pk).values("pk")
        used = self.model.objects.filter(revisions__edition__article__in=articles).values("pk")
        return self.filter(
            Q(article=None) | Q(article__in=articles) | Q(pk__in=again) | Q(pk__in=held) | Q(pk__in=used)
        )

    def of_article(self, article):
        """Those uploaded for an article or used in any revision of any of its editions."""
        again = self.model.objects.filter(also_for=article).values("pk")
        used = self.model.objects.filter(revisions__edition__article=article).values("pk")
        return self.filter(Q(article=article) | Q(pk__in=again) | Q(pk__in=used))

    def _keep(self, sha256, write, *, by, article, **fields):
        """The row of these bytes, and whether it is new. `write` stores the file before there is a row to serve it by."""
        if self.filter(sha256=sha256, redacted_at__isnull=False).exists():
            message = _("This file was removed by order and cannot be uploaded again.")
            raise self.model.refusal(message, code="redacted")
        write()
        defaults = {"uploaded_by": by, "article": article, **fields}
        kept, is_new = self.get_or_create(sha256=sha256, defaults=defaults)
        if not is_new and article and article.pk != kept.article_id:
            kept.also_for.add(article)
        elif not is_new and by and not self.model.objects.visible_to(by).filter(pk=kept.pk).exists():
            # Uploaded before for an article that this person may not see. They hold the same file, so they may use
            # it; that article and its people stay unknown to them.
            kept.also_held_by.add(by)
        return kept, is_new


class Upload(models.Model):
    """What photos and attachments have in common. The bytes never change: another file is another row."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True, editable=False)
    extension = models.CharField(_("file type"), max_length=4, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    note = models.TextField(_("internal note"), blank=True, help_text=_("Only staff see it; search looks in it."))
    article = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="%(class)ss",
        verbose_name=_("uploaded for"),
        help_text=_("Empty: for any article; all staff see it."),
    )
    also_for = models.ManyToManyField(Article, editable=False, related_name="+")
    also_held_by = models.ManyToManyField(settings.AUTH_USER_MODEL, editable=False, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    redacted_at = models.DateTimeField(_("removed by order"), null=True, editable=False)
    unreadable_since = models.DateTimeField(_("cannot be read since"), null=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    def redact(self, *, at=None):
        """Stop serving it for good and delete its files. The row, its digest and every signature stay."""
        self.redacted_at = at or timezone.now()
        self.save(update_fields=["redacted_at"])
        transaction.on_commit(self.delete_files)

    def has_its_bytes(self):
        """Whether the stored file is still the one that was taken in."""
        return stored.holds(self.path, self.sha256)


class PhotoQuerySet(UploadedQuerySet):
    def keep(self, upload, *, by, article=None, credit=""):
        """The photo of an uploaded file, and whether it is new. Raises ImageRefused with the reason."""
        picture = images.read(upload)
        return self._keep(
            picture.sha256,
            lambda: renditions.store(picture),
            by=by,
            article=article,
            credit=credit,
            extension=picture.extension,
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
        )


class Photo(Upload):
    """A picture as it was re-encoded on upload."""

    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("The photographer or the source, as readers see it. Fixed once words with this photo are signed."),
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point from the left, in %"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point from the top, in %"), default=50, validators=[MaxValueValidator(100)]
    )

    refusal = images.ImageRefused

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                name="photo_focal_point_inside",
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                violation_error_message=_("The focal point lies between 0 and 100 percent of each side."),
            )
        ]

    def __str__(self):
        return self.credit or self.sha256[:12]

    @property
    def digest(self):
        """What a revision signs of this photo: the file and the credit under it."""
        return _digest({"sha256": self.sha256, "credit": self.credit})

    @property
    def path(self):
        return renditions.original_path(self.sha256, self.extension)

    @property
    def is_signed(self):
        """Whether a signature or a publication stands on words that use it, so that the credit is fixed."""
        return self.revisions.filter(Q(signoffs__isnull=False) | Q(publications__isnull=False)).exists()

    @property
    def widths(self):
        return renditions.widths(self.width)

    def height_at(self, width):
        return renditions.height_at(width, self.width, self.height)

    def url(self, width=960, extension="jpg"):
        """The address of the rendition nearest above this width (or the widest)."""
        nearest = next((each for each in self.widths if each >= width), self.widths[-1])
        return rendition_address(self.sha256, nearest, extension)

    def srcset(self, extension):
        """All widths, as HTML has them."""
        return ", ".join(f"{rendition_address(self.sha256, width, extension)} {width}w" for width in self.widths)

    def rendition(self, width, extension):
        """The storage path of a size, made when first asked for."""
        return renditions.rendition(self.sha256, self.extension, width, extension)

    def crop(self, name):
        """The storage path of a cut around the focal point, made when first asked for."""
        return renditions.crop(self.sha256, self.extension, name, (self.focal_x, self.focal_y))

    def crop_url(self, name):
        return reverse("media:crop", args=[self.sha256, name])

    def crop_size(self, name):
        return renditions.crop_size(name, self.width, self.height)

    @property
    def original_url(self):
        return reverse("media:original", args=[self.sha256, self.extension])

    @property
    def file_name(self):
        return f"{self.sha256[:12]}.{self.extension}"

    @property
    def thumbnail(self):
        return self.url(320)

    def delete_files(self):
        renditions.delete(self.sha256, self.extension)


class AttachmentQuerySet(UploadedQuerySet):
    def keep(self, upload, *, by, name="", article=None):
        """The attachment of an uploaded file, and whether it is new. Raises FileRefused with the reason."""
        document = files.read(upload, name=name)
        return self._keep(
            document.sha256,
            lambda: files.store(document),
            by=by,
            article=article,
            original_name=document.name,
            extension=document.extension,
            size=len(document.data),
        )


class Attachment(Upload):
    """A document that readers can download, exactly as it was uploaded."""

    original_name = models.CharField(_("file name"), max_length=150, editable=False)

    refusal = files.FileRefused

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.original_name

    def get_absolute_url(self):
        return reverse("media:file", args=[self.sha256, self.original_name])

    @property
    def digest(self):
        """What a revision signs of this attachment."""
        return _digest({"sha256": self.sha256})

    @property
    def content_type(self):
        return files.CONTENT_TYPES[self.extension]

    @property
    def path(self):
        return files.original_path(self.sha256, self.extension)

    def delete_files(self):
        default_storage.delete(self.path)


@lru_cache(maxsize=20_000)
def rendition_address(sha256, width, extension):
    """Kept: a list of twenty pictures names three hundred of them, and they never change."""
    return reverse("media:photo", args=[sha256, width, extension])


def _digest(signed):
    canonical = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
