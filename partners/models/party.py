from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom.shared import partial_dates
from newsroom.shared.constraints import one_of
from newsroom.shared.partial_dates import PartialDateOf, date_field, precision_field
from partners.models.agreement import Agreement
from partners.models.organisation import Organisation
from partners.models.person import Appointment, Person
from partners.models.place import Place
from partners.vocabulary import AgreementStage, Capacity, PartyRole, Side, SigningMode, Visibility

FEWEST = 2


def lacks_parties(agreement: Agreement, number: int, before: Agreement | None = None) -> str:
    """Why so few parties are not enough; empty where they are. Nobody agrees alone.

    `before` is the record as it is stored, with its `party_count`: one that stands so already can still be mended in other things.
    """
    if number >= FEWEST:
        return ""
    loses = before is not None and number < before.party_count
    was_public = before is not None and before.visibility == Visibility.PUBLIC
    was_signed = before is not None and before.stage == AgreementStage.SIGNED
    if agreement.visibility == Visibility.PUBLIC and (loses or not was_public):
        return _("A public agreement has two parties at least. Enter them, or leave it internal.")
    if agreement.stage == AgreementStage.SIGNED and (loses or not was_signed):
        return _("A signed agreement has two parties at least. Enter them, or choose an earlier stage.")
    return ""


class Party(models.Model):
    """An organisation in an agreement. Its own day and place of signing stand here only where they differ from the agreement's."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties", verbose_name=_("agreement"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parties", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=12, choices=PartyRole, default=PartyRole.PARTY)
    side = models.CharField(_("side"), max_length=1, blank=True, choices=Side)
    unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parties_as_unit",
        verbose_name=_("acting through"),
    )
    name_as_reported = models.CharField(_("name as reported"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    own_signed_on = date_field(_("signed on its own day"), help_text=_("Only where it differs from the agreement's."))
    own_signed_on_precision = precision_field()
    own_signed_at = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parties",
        verbose_name=_("signed in a place of its own"),
    )
    joined_on = date_field(_("joined"))
    joined_on_precision = precision_field()
    in_force_on = date_field(_("in force for it from"))
    in_force_on_precision = precision_field()
    withdrew_on = date_field(_("withdrew"))
    withdrew_on_precision = precision_field()

    own_signed = PartialDateOf("own_signed_on")
    joined = PartialDateOf("joined_on")
    in_force = PartialDateOf("in_force_on")
    withdrew = PartialDateOf("withdrew_on")

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["agreement", "position", "pk"]
        constraints = [
            one_of("party", "role", PartyRole),
            models.CheckConstraint(
                name="party_side_known",
                condition=Q(side__in=["", *Side.values]),
                violation_error_message=_("Choose one of the values of the list."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                name="party_once",
                violation_error_message=_("This organisation is a party already."),
            ),
            models.CheckConstraint(
                name="party_unit_is_another",
                condition=Q(unit=None) | ~Q(unit=F("organisation")),
                violation_error_message=_("The unit is a part of the organisation, not the organisation itself."),
            ),
            *partial_dates.known_together("party", "own_signed_on", "joined_on", "in_force_on", "withdrew_on"),
            partial_dates.in_order("party", "joined_on", "withdrew_on", _("It cannot withdraw before it joins.")),
        ]

    def __str__(self):
        return str(self.organisation)

    def clean(self):
        if self.own_signed is not None and self.own_signed == self.agreement.signed:
            raise ValidationError({"own_signed_on": _("This is the agreement's own day: leave it empty.")})
        self._check_unit()

    def _check_unit(self):
        """It acts through a part of itself. One that has passed to another organisation since stays where it stands."""
        organisation = getattr(self, "organisation", None)
        if self.unit is None or organisation is None or self.unit == organisation:
            return
        if Party.objects.filter(pk=self.pk, unit=self.unit, organisation=organisation).exists():
            return
        if not self.unit.is_part_of(organisation):
            sentence = _(
                "“%(unit)s” is no part of “%(organisation)s”. Choose a unit of it, or say on its page what it belongs to."
            )
            params = {"unit": self.unit, "organisation": organisation}
            raise ValidationError({"unit": ValidationError(sentence, params=params)})

    @property
    def signed(self):
        """The day on which it signed: its own, else the agreement's."""
        return self.own_signed or self.agreement.signed

    @property
    def signed_at(self):
        return self.own_signed_at or self.agreement.signed_at


class Signatory(models.Model):
    """Who signed for a party, with the title as printed then. The person may be unknown."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="signatories", verbose_name=_("party"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("person")
    )
    name_as_reported = models.CharField(_("name as reported"), max_length=160, blank=True)
    capacity = models.CharField(_("signed"), max_length=15, choices=Capacity, default=Capacity.REPRESENTATIVE)
    title_as_printed = models.CharField(
        _("title as printed"),
        max_length=200,
        blank=True,
        help_text=_("On that day, in this language; never translated."),
    )
    on_behalf_of = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="signed_by_proxy", verbose_name=_("by authority of")
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, null=True, blank=True, related_name="signatures", verbose_name=_("appointment")
    )
    mode = models.CharField(_("how"), max_length=12, choices=SigningMode, default=SigningMode.NOT_REPORTED)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["party", "position", "pk"]
        constraints = [
            one_of("signatory", "capacity", Capacity),
            one_of("signatory", "mode", SigningMode),
            models.UniqueConstraint(
                fields=["party", "person", "capacity"],
                name="signatory_once",
                violation_error_message=_("This person has signed for this party already."),
            ),
            models.UniqueConstraint(
                fields=["party", "capacity"],
                condition=Q(person=None, name_as_reported=""),
                name="signatory_one_unknown",
                violation_error_message=_("There is an unknown signatory of this party already."),
            ),
            models.CheckConstraint(
                name="signatory_proxy_for_somebody",
                condition=Q(on_behalf_of=None) | Q(capacity=Capacity.PROXY),
                violation_error_message=_("Only a proxy signs by authority of somebody else."),
            ),
            models.CheckConstraint(
                name="signatory_proxy_is_another",
                condition=Q(person=None) | Q(on_behalf_of=None) | ~Q(person=F("on_behalf_of")),
                violation_error_message=_("Nobody signs by their own authority for themselves."),
            ),
        ]

    def __str__(self):
        return str(self.person) if self.person else self.name_as_reported or str(_("not reported"))

    def clean(self):
        if self.appointment and self.appointment.person_id != self.person_id:
            raise ValidationError({"appointment": _("This is somebody else's appointment.")})
