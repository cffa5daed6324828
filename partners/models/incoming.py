"""What an import needs between its pages: the file that was given, what its rows would do, and the columns of a kind of file."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class IncomingTable(models.Model):
    """A table that somebody gave to import, with what was found in it so far. Nothing of it is in the record before it is stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("given by"))
    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField(_("content"))
    arrived_at = models.DateTimeField(_("arrived"), auto_now_add=True)
    mapping = models.JSONField(default=list)  # the key of each column; empty until the columns were chosen
    add_organisations = models.BooleanField(default=False)
    outcomes = models.JSONField(default=list)  # of the rows that were looked at, in their order
    stored_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("table to import")
        verbose_name_plural = _("tables to import")
        ordering = ["-arrived_at"]

    def __str__(self):
        return self.name

    @property
    def digest(self) -> str:
        """Of what its pages show: a page that shows anything else is out of date."""
        shown = json.dumps([self.mapping, self.add_organisations, self.outcomes])
        return hashlib.sha256(shown.encode()).hexdigest()


class RememberedColumns(models.Model):
    """Which columns of a kind of file mean what, under a name that the office gave them."""

    kind = models.CharField(_("kind"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    mapping = models.JSONField(default=dict)  # heading → key

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="remembered_columns_once")]

    def __str__(self):
        return self.name
