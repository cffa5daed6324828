"""What happens to an agreement over time, what comes of it, and its documents on file."""

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.shared import files, partial_dates
from newsroom.shared.constraints import filled, one_of
from newsroom.shared.names import any_filled, first_name
from newsroom.shared.partial_dates import PartialDateOf, date_field, precision_field
from partners.models.agreement import Agreement
from partners.models.organisation import Organisation
from partners.models.party import Party
from partners.models.place import Place
from partners.vocabulary import Act, DocumentKind, OutcomeKind, OutcomeStatus, Visibility


class AgreementDocumentQuerySet(models.QuerySet):
    def public(self):
        """Those made public, of agreements made public."""
        return self.filter(visibility=Visibility.PUBLIC, agreement__in=Agreement.objects.public())

    def keep(self, upload, *, agreement, **fields):
        """Store an uploaded file under its hash. Raises FileRefused with the reason."""
        document = files.read(upload)
        files.store(document)
        defaults = {"extension": document.extension, "size": len(document.data), "original_name": document.name}
        kept, _is_new = self.get_or_create(agreement=agreement, sha256=document.sha256, defaults=defaults | fields)
        return kept


class AgreementDocument(models.Model):
    """A file on record: internal until made public. The bytes never change: another file is another row."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="documents", verbose_name=_("agreement"))
    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind, default=DocumentKind.SIGNED)
    language = models.CharField(_("language"), max_length=60, blank=True)
    is_authentic = models.BooleanField(_("authentic text"), default=False)
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility,
        default=Visibility.INTERNAL,
        help_text=_("Internal until made public."),
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    extension = models.CharField(_("file type"), max_length=4, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    original_name = models.CharField(_("file name"), max_length=150, editable=False)

    objects = AgreementDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["agreement", "pk"]
        constraints = [
            one_of("agreement_document", "kind", DocumentKind),
            one_of("agreement_document", "visibility", Visibility),
            filled("agreement_document", "sha256"),
            models.UniqueConstraint(
                fields=["agreement", "sha256"],
                name="agreement_document_once",
                violation_error_message=_("This file is there already."),
            ),
        ]

    def __str__(self):
        return self.original_name

    @property
    def path(self) -> str:
        return files.original_path(self.sha256, self.extension)

    def open(self):
        return default_storage.open(self.path)


class Milestone(models.Model):
    """One act in the life of an agreement: a row an act, as treaty databases have it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="milestones", verbose_name=_("agreement"))
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="milestones", verbose_name=_("party")
    )
    act = models.CharField(_("act"), max_length=12, choices=Act)
    happened_on = date_field(_("when"))
    happened_on_precision = precision_field()
    not_after = models.DateField(
        _("not after"), null=True, blank=True, help_text=_("Where a report of this day says “recently”.")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="milestones", verbose_name=_("place")
    )
    note = models.CharField(_("what happened"), max_length=300, blank=True)

    happened = PartialDateOf("happened_on")

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["agreement", "happened_on", "not_after", "pk"]
        constraints = [
            one_of("milestone", "act", Act),
            *partial_dates.known_together("milestone", "happened_on"),
            models.CheckConstraint(
                name="milestone_has_a_time",
                condition=Q(happened_on__isnull=False) | Q(not_after__isnull=False),
                violation_error_message=_("Say when it happened, or by which day it had."),
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()} · {self.happened or self.not_after}"

    def clean(self):
        if self.party and self.party.agreement_id != self.agreement_id:
            raise ValidationError({"party": _("This is a party to another agreement.")})


class Outcome(models.Model):
    """What an agreement founds or launches: an institute on record, a later agreement, or words for it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="outcomes", verbose_name=_("agreement"))
    kind = models.CharField(_("kind"), max_length=16, choices=OutcomeKind)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="outcome_of", verbose_name=_("organisation")
    )
    launches = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="launched_by",
        verbose_name=_("launches the agreement"),
    )
    description = models.CharField(_("description"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=OutcomeStatus, default=OutcomeStatus.PLANNED)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["agreement", "pk"]
        constraints = [
            one_of("outcome", "kind", OutcomeKind),
            one_of("outcome", "status", OutcomeStatus),
            models.CheckConstraint(
                name="outcome_is_something",
                condition=Q(organisation__isnull=False) | Q(launches__isnull=False) | any_filled("description"),
                violation_error_message=_("Name an organisation or an agreement, or describe the outcome."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="outcome_once",
                violation_error_message=_("This outcome is there already."),
            ),
            models.CheckConstraint(
                name="outcome_is_another_agreement",
                condition=Q(launches=None) | ~Q(launches=models.F("agreement")),
                violation_error_message=_("An agreement does not launch itself."),
            ),
        ]

    def __str__(self):
        return first_name(self, "description") or str(self.organisation or self.launches)
