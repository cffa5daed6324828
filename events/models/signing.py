from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event, Session
from events.models.roles import check_session
from partners.models import Agreement
from partners.vocabulary import AgreementStage

# nothing is signed of these; what is negotiated or approved may be on its way to an event to come
NEVER_SIGNED = (AgreementStage.PROPOSED, AgreementStage.ABANDONED)


class SigningQuerySet(models.QuerySet):
    def public(self):
        """Of public agreements, without those that were abandoned or put back after they had been entered here."""
        return self.filter(agreement__in=Agreement.objects.public().exclude(stage__in=NEVER_SIGNED))


class Signing(models.Model):
    """That an agreement was signed at an event, in a session where that is known."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="signings", verbose_name=_("event"))
    session = models.ForeignKey(
        Session, models.RESTRICT, null=True, blank=True, related_name="signings", verbose_name=_("session")
    )
    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="signing", verbose_name=_("agreement"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = SigningQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing at an event")
        verbose_name_plural = _("signings at events")
        ordering = ["event", "position", "pk"]

    def __str__(self):
        return f"{self.event} · {self.agreement}"

    def clean(self):
        check_session(self)
        agreement = getattr(self, "agreement", None)
        if agreement is None or agreement.stage not in NEVER_SIGNED:
            return
        # what stands here already does not keep the event from being saved
        if not Signing.objects.filter(pk=self.pk, agreement=agreement).exists():
            sentence = _("Nobody signed this agreement here: it is only proposed, or was abandoned.")
            raise ValidationError({"agreement": sentence})
