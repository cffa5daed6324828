"""How often an edition was read: one row an edition and day, written in batches."""

from django.db import models, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition


class ReadCountQuerySet(models.QuerySet):
    def total(self, article) -> int:
        """All reads of an article, in all its languages, without those that an old site counted."""
        return self.filter(edition__article=article).aggregate(reads=Sum("reads"))["reads"] or 0

    def add(self, reads: dict[int, int], *, day) -> None:
        """Adds reads by edition id. Rows are taken in one order, so two processes never wait for each other."""
        known = set(Edition.objects.filter(pk__in=reads).values_list("pk", flat=True))
        with transaction.atomic():
            self.bulk_create([self.model(edition_id=pk, day=day) for pk in sorted(known)], ignore_conflicts=True)
            for pk in sorted(known):
                self.filter(edition_id=pk, day=day).update(reads=F("reads") + reads[pk])


class ReadCount(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="read_counts", verbose_name=_("edition"))
    day = models.DateField(_("day"))
    reads = models.PositiveIntegerField(_("reads"), default=0)

    objects = ReadCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("read count")
        verbose_name_plural = _("read counts")
        constraints = [models.UniqueConstraint(fields=["edition", "day"], name="read_count_once_a_day")]

    def __str__(self):
        return f"{self.edition_id} {self.day}: {self.reads}"
