from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.models.organisation import Organisation


class OrganisationMerge(models.Model):
    """That two organisations turned out to be one, and all that it takes to undo it. Written by partners/merging.py alone."""

    kept = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("kept"))
    gone = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("merged into it"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    moved = models.JSONField(default=list)  # {"model", "field", "pk"}: pointed to `gone`, points to `kept`
    removed = models.JSONField(default=list)  # rows that `kept` had already, serialised
    added = models.JSONField(default=list)  # serialised: the names of `gone`, now other names of `kept`
    previous_status = models.CharField(max_length=10)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("merging of organisations")
        verbose_name_plural = _("mergings of organisations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="organisation_merge_of_two", condition=~Q(kept=F("gone"))),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="organisation_merge_once"),
        ]

    def __str__(self):
        return f"{self.gone} → {self.kept}"
