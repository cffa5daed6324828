"""Times in which nothing new appears for readers."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.shared.constraints import filled


class PublishingFreezeQuerySet(models.QuerySet):
    def holding(self, at=None):
        """Those in force at a moment (now)."""
        moment = at or timezone.now()
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def ahead(self, at=None):
        """Those that are not over, the next one first."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def why_not(self, at=None) -> str:
        """Why nothing may appear at a moment (now), as a sentence; empty when it may."""
        freeze = self.holding(at).order_by("-ends_at").first()
        return freeze.sentence if freeze else ""


class PublishingFreeze(models.Model):
    """From one moment up to another nothing goes live but in an emergency: over a holiday, while the site is moved."""

    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(
        _("reason"), max_length=300, help_text=_("Staff who want to publish read it; readers do not.")
    )

    objects = PublishingFreezeQuerySet.as_manager()

    class Meta:
        verbose_name = _("publishing freeze")
        verbose_name_plural = _("publishing freezes")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="freeze_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("It must end after it starts."),
            ),
            # far dates overflow when a zone is applied to them
            models.CheckConstraint(
                name="freeze_in_our_time",
                condition=Q(
                    starts_at__gte=datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC),
                    ends_at__lt=datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC),
                ),
                violation_error_message=_("The dates must lie between 1900 and 2099."),
            ),
            filled("freeze", "reason"),
        ]

    def __str__(self):
        return f"{self._said(self.starts_at)} – {self._said(self.ends_at)}"

    def _said(self, moment) -> str:
        return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")

    @property
    def sentence(self) -> str:
        return gettext("Publishing is frozen from %(start)s until %(end)s: %(reason)s") % {
            "start": self._said(self.starts_at),
            "end": self._said(self.ends_at),
            "reason": self.reason,
        }
