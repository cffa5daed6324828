from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IncomingDocument(models.Model):
    """A document that somebody gave to start from, kept until the draft is made of it, so that nothing need be given twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("given by"))
    name = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField(_("content"))
    arrived_at = models.DateTimeField(_("arrived"), auto_now_add=True)

    class Meta:
        verbose_name = _("document to start from")
        verbose_name_plural = _("documents to start from")
        ordering = ["-arrived_at"]

    def __str__(self):
        return self.name
