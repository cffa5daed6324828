from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event, Session
from events.models.roles import check_session
from partners.models import Agreement


class Signing(models.Model):
    """That an agreement was signed at an event, in a session where that is known."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="signings", verbose_name=_("event"))
    session = models.ForeignKey(
        Session, models.RESTRICT, null=True, blank=True, related_name="signings", verbose_name=_("session")
    )
    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="signing", verbose_name=_("agreement"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("signing at an event")
        verbose_name_plural = _("signings at events")
        ordering = ["event", "position", "pk"]

    def __str__(self):
        return f"{self.event} · {self.agreement}"

    def clean(self):
        check_session(self)
