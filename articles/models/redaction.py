from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.photo import Attachment, Photo
from articles.models.revision import Proposal, Revision
from articles.workflow import Incomplete, NotYours
from newsroom.accounts import log
from newsroom.accounts.roles import Role
from newsroom.shared import cards


class RedactionOrder(models.Model):
    """A lawful order to remove words or files, entered by one manager and carried out by another. Append-only."""

    reference = models.CharField(_("reference of the order"), max_length=200)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    requested_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("order to redact")
        verbose_name_plural = _("orders to redact")
        ordering = ["-pk"]

    def __str__(self):
        return self.reference

    @classmethod
    def enter(cls, *, by, reference: str, revisions=(), photos=(), attachments=()) -> "RedactionOrder":
        """Enter an order. Nothing is removed until another manager carries it out. Raises NotYours, Incomplete."""
        if not by.has_role(Role.MANAGER):
            log.record("refused", by=by, target=None, step="redaction_entered")
            raise NotYours(_("Only a manager enters an order to redact."))
        if not reference.strip():
            raise Incomplete(_("Give the reference of the order."))
        items = [
            *({"revision": revision} for revision in revisions),
            *({"photo": photo} for photo in photos),
            *({"attachment": attachment} for attachment in attachments),
        ]
        if not items:
            raise Incomplete(_("Choose what the order is about."))
        with transaction.atomic():
            order = cls.objects.create(reference=reference.strip(), requested_by=by, requested_at=timezone.now())
            for item in items:
                Redaction.objects.create(order=order, **item)
            log.record("redaction_entered", by=by, target=order, items=len(items))
        return order

    def carry_out(self, *, by) -> "RedactionExecution":
        """Replace words and files by a tombstone; digests, signatures and the chain stay. Raises NotYours, Incomplete."""
        if not by.has_role(Role.MANAGER) or by == self.requested_by:
            log.record("refused", by=by, target=self, step="redaction_carried_out")
            raise NotYours(_("A second manager carries out the order, not the one who entered it."))
        with transaction.atomic():
            if RedactionExecution.objects.filter(order=self).exists():
                raise Incomplete(_("This order was carried out already."))
            execution = RedactionExecution.objects.create(order=self, by=by, at=timezone.now())
            for item in self.items.select_related("revision", "photo", "attachment"):
                item.blank()
            log.record("redaction_carried_out", by=by, target=self, items=self.items.count())
        return execution


class Redaction(models.Model):
    """One thing that an order removes. Append-only."""

    order = models.ForeignKey(RedactionOrder, models.PROTECT, related_name="items")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="redactions")
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="redactions")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="redactions")

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = [
            models.CheckConstraint(
                name="redaction_of_one_thing",
                condition=Q(revision__isnull=False, photo=None, attachment=None)
                | Q(revision=None, photo__isnull=False, attachment=None)
                | Q(revision=None, photo=None, attachment__isnull=False),
            )
        ]

    def __str__(self):
        return str(self.revision or self.photo or self.attachment)

    def blank(self) -> None:
        """Leave the tombstone. The guards let this change through, and no other."""
        if self.revision is not None:
            words = Revision.blanked()
            Revision.objects.filter(pk=self.revision_id).update(**words)
            Proposal.objects.filter(base=self.revision_id).update(words_json={})
            transaction.on_commit(partial(cards.forget, self.revision.card_folder))
        elif self.photo is not None:
            self.photo.redact()
        else:
            self.attachment.redact()


class RedactionExecution(models.Model):
    """The second manager's act. Append-only."""

    order = models.OneToOneField(RedactionOrder, models.PROTECT, related_name="execution")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("execution of an order")
        verbose_name_plural = _("executions of orders")

    def __str__(self):
        return str(self.order)
