from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.shared import partial_dates
from newsroom.shared.circles import above
from newsroom.shared.constraints import not_itself, one_of
from newsroom.shared.folding import FoldedField
from newsroom.shared.names import first_name
from newsroom.shared.partial_dates import PartialDateOf, date_field, precision_field
from newsroom.shared.slugs import slugify
from partners.models.agreement_queryset import AgreementQuerySet
from partners.models.organisation import Organisation
from partners.models.place import Place
from partners.models.status import EXPIRING_WITHIN, Status, facts, status_of
from partners.vocabulary import (
    AgreementKind,
    AgreementStage,
    AgreementTie,
    Binding,
    EffectiveRule,
    Level,
    Renewal,
    Scope,
    Term,
    Visibility,
)

LONGEST_NOTICE = 60  # months


class Agreement(models.Model):
    """The document, signed or on its way to it. Its parties and signatories are rows; its status follows from its dates."""

    title = models.CharField(_("title"), max_length=300, blank=True)
    title_is_printed = models.BooleanField(
        _("title as on the document"), default=False, help_text=_("Otherwise it is our description of it.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind, default=AgreementKind.NOT_REPORTED)
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.NOT_REPORTED)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope, default=Scope.NOT_REPORTED)
    binding = models.CharField(_("binding force"), max_length=12, choices=Binding, default=Binding.NOT_REPORTED)
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility,
        default=Visibility.INTERNAL,
        help_text=_("Internal until made public."),
    )
    stage = models.CharField(_("stage"), max_length=12, choices=AgreementStage, default=AgreementStage.SIGNED)
    umbrella = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="under_it",
        verbose_name=_("under the general agreement"),
    )

    signed_on = date_field(_("signed"))
    signed_on_precision = precision_field()
    signed_at = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name=_("place of signing")
    )

    effective_rule = models.CharField(
        _("takes effect"), max_length=15, choices=EffectiveRule, default=EffectiveRule.NOT_REPORTED
    )
    effective_on = date_field(_("in effect from"))
    effective_on_precision = precision_field()
    term = models.CharField(_("term"), max_length=12, choices=Term, default=Term.NOT_REPORTED)
    expires_on = date_field(_("last day"))
    expires_on_precision = precision_field()
    renewal = models.CharField(_("renewal"), max_length=12, choices=Renewal, default=Renewal.NOT_REPORTED)
    notice_months = models.PositiveSmallIntegerField(
        _("notice, in months before the end"), null=True, blank=True, validators=[MaxValueValidator(LONGEST_NOTICE)]
    )
    terminated_on = date_field(_("terminated"))
    terminated_on_precision = precision_field()
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )

    # internal, whatever the visibility
    own_number = models.CharField(_("our number"), max_length=60, blank=True)
    archive_number = models.CharField(_("archive number"), max_length=60, blank=True)
    responsible = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible college or unit"),
    )
    contacts = models.TextField(_("contacts"), blank=True)
    originals = models.PositiveSmallIntegerField(_("number of originals"), null=True, blank=True)
    original_languages = models.CharField(
        _("languages of the originals"), max_length=120, blank=True, help_text=_("For example: Chinese, Spanish.")
    )
    note = models.TextField(_("internal note"), blank=True)

    search_key = FoldedField(of=("title",))
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    signed = PartialDateOf("signed_on")
    effective = PartialDateOf("effective_on")
    expires = PartialDateOf("expires_on")
    terminated = PartialDateOf("terminated_on")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = [F("signed_on").desc(nulls_last=True), "-pk"]
        constraints = [
            one_of("agreement", "kind", AgreementKind),
            one_of("agreement", "level", Level),
            one_of("agreement", "scope", Scope),
            one_of("agreement", "binding", Binding),
            one_of("agreement", "visibility", Visibility),
            one_of("agreement", "stage", AgreementStage),
            one_of("agreement", "effective_rule", EffectiveRule),
            one_of("agreement", "term", Term),
            one_of("agreement", "renewal", Renewal),
            models.UniqueConstraint(
                fields=["own_number"],
                condition=~Q(own_number=""),
                name="agreement_own_number_once",
                violation_error_message=_("Another agreement has this number."),
            ),
            *partial_dates.known_together("agreement", "signed_on", "effective_on", "expires_on", "terminated_on"),
            models.CheckConstraint(
                name="agreement_dates_of_signed_ones",
                condition=Q(stage=AgreementStage.SIGNED) | Q(signed_on=None, effective_on=None, terminated_on=None),
                violation_error_message=_("Only an agreement that is signed, or has a day for it, has these dates."),
            ),
            models.CheckConstraint(
                name="agreement_fixed_term_has_last_day",
                condition=Q(term=Term.FIXED, expires_on__isnull=False) | (~Q(term=Term.FIXED) & Q(expires_on=None)),
                violation_error_message=_("A term until a date needs its last day; other terms have none."),
            ),
            models.CheckConstraint(
                name="agreement_fixed_date_is_given",
                condition=~Q(effective_rule=EffectiveRule.FIXED_DATE)
                | Q(effective_on__isnull=False)
                | ~Q(stage=AgreementStage.SIGNED),
                violation_error_message=_("Give the date from which it is in effect."),
            ),
            partial_dates.in_order(
                "agreement", "effective_on", "expires_on", _("It cannot end before it takes effect.")
            ),
            partial_dates.in_order(
                "agreement",
                "signed_on",
                "expires_on",
                _("What takes effect on signature cannot end before it is signed."),
                unless=~Q(effective_rule=EffectiveRule.ON_SIGNATURE) | Q(effective_on__isnull=False),
            ),
            partial_dates.in_order(
                "agreement", "signed_on", "terminated_on", _("It cannot be terminated before it is signed.")
            ),
            models.CheckConstraint(
                name="agreement_notice_in_reason",
                condition=Q(notice_months=None) | Q(notice_months__lte=LONGEST_NOTICE),
                violation_error_message=_("The notice is given in months, sixty at most."),
            ),
            not_itself("agreement", "renews", _("An agreement does not renew itself.")),
            not_itself("agreement", "umbrella", _("An agreement does not stand under itself.")),
        ]
        indexes = [
            models.Index(fields=["visibility", "signed_on"], name="agreement_public_signed"),
            models.Index(fields=["expires_on"], name="agreement_expires"),
        ]

    def __str__(self):
        return first_name(self, "title") or f"{self.get_kind_display()} {self.pk or ''}".strip()

    @property
    def slug(self) -> str:
        return slugify(first_name(self, "title"), "agreement")

    def clean(self):
        """Neither renewals nor general agreements go round in a circle."""
        for field, itself, message in (
            (
                "renews",
                _("An agreement does not renew itself."),
                _("This agreement is renewed, sooner or later, by the one that it would renew."),
            ),
            (
                "umbrella",
                _("An agreement does not stand under itself."),
                _("The general agreement stands under this one."),
            ),
        ):
            ways = [each.pk for each in above(self, field)] if self.pk else []
            if self.pk in ways:
                raise ValidationError({field: itself if ways[0] == self.pk else message})

    def status_on(self, day=None, within=EXPIRING_WITHIN) -> Status:
        """What it is on a day (default: today)."""
        return status_of(facts(self, day or timezone.localdate(), within))


class FurtherKind(models.Model):
    """Another kind that an agreement is at the same time: a cooperation agreement that founds a joint laboratory."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="further_kinds", verbose_name=_("agreement"))
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind)

    class Meta:
        verbose_name = _("further kind")
        verbose_name_plural = _("further kinds")
        ordering = ["pk"]
        constraints = [
            one_of("further_kind", "kind", AgreementKind),
            models.UniqueConstraint(fields=["agreement", "kind"], name="further_kind_once"),
        ]

    def __str__(self):
        return self.get_kind_display()


class AgreementRelation(models.Model):
    """How one agreement stands to another. Renewal is not here: it decides the status, so it is a key of the agreement."""

    source = models.ForeignKey(Agreement, models.CASCADE, related_name="relations", verbose_name=_("agreement"))
    kind = models.CharField(_("relation"), max_length=15, choices=AgreementTie)
    target = models.ForeignKey(Agreement, models.PROTECT, related_name="relations_to", verbose_name=_("agreement"))

    class Meta:
        verbose_name = _("relation between agreements")
        verbose_name_plural = _("relations between agreements")
        ordering = ["pk"]
        constraints = [
            one_of("agreement_relation", "kind", AgreementTie),
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="agreement_relation_once",
                violation_error_message=_("This relation is there already."),
            ),
            models.CheckConstraint(
                name="agreement_relation_to_another",
                condition=~Q(source=F("target")),
                violation_error_message=_("An agreement has no relation to itself."),
            ),
        ]

    def __str__(self):
        return f"{self.source} · {self.get_kind_display()} · {self.target}"

    def clean(self):
        """A doubt is entered one way: going round, it would take all of its agreements out of the statistics."""
        if self.kind != AgreementTie.POSSIBLY_SAME or self.target_id is None:
            return
        doubts = AgreementRelation.objects.filter(kind=AgreementTie.POSSIBLY_SAME).exclude(pk=self.pk)
        seen, reached = set(), {self.target_id}
        while reached:
            if self.source_id in reached:
                raise ValidationError(
                    {"target": _("The other agreement is possibly the same as this one: that is on record already.")}
                )
            seen |= reached
            reached = {*doubts.filter(source__in=reached).values_list("target", flat=True)} - seen
