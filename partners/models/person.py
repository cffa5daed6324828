from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from newsroom.shared import partial_dates
from newsroom.shared.constraints import one_of
from newsroom.shared.folding import FoldedField
from newsroom.shared.names import column, first_name
from newsroom.shared.partial_dates import EndOfSpan, PartialDateOf, date_field, precision_field
from newsroom.shared.slugs import slugify
from partners.models.names import NamedQuerySet, OtherName, constraints
from partners.models.organisation import Organisation
from partners.vocabulary import Post, Visibility


class PersonQuerySet(NamedQuerySet):
    def public(self):
        return self.filter(visibility=Visibility.PUBLIC)


class Person(models.Model):
    """Somebody who signs, chairs or visits. Staff who sign in are users, whether or not they are persons too."""

    name = models.CharField(
        _("name"),
        max_length=160,
        blank=True,
        help_text=_("As it is printed in this language, in its order: ZHANG Xichun."),
    )
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_first = models.BooleanField(
        _("family name first"),
        null=True,
        blank=True,
        help_text=_("In this language. Empty: as the printed name has it."),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility,
        default=Visibility.INTERNAL,
        help_text=_("Internal until made public."),
    )
    note = models.TextField(_("internal note"), blank=True)
    search_key = FoldedField(of=("name",))
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["pk"]
        constraints = [one_of("person", "visibility", Visibility)]

    def __str__(self):
        if name := first_name(self, "name"):
            return name
        reported = self.other_names.all() if self.pk else []
        return next((row.value for row in reported if row.kind != "wrong"), "") or str(self.pk)

    @property
    def slug(self) -> str:
        return slugify(str(self), "person")

    def puts_family_first(self, language: str | None = None) -> bool:
        """Whether the family name comes first in a language; the printed name says so unless it was entered."""
        language = language or get_language() or "en"
        entered = getattr(self, column("family_first", language))
        if entered is not None:
            return entered
        name = (getattr(self, column("name", language)) or "").casefold()
        family = (getattr(self, column("family_name", language)) or "").casefold()
        return bool(family) and name.startswith(family)


class PersonName(OtherName):
    person = models.ForeignKey(Person, models.CASCADE, related_name="other_names", verbose_name=_("person"))

    class Meta(OtherName.Meta):
        abstract = False
        constraints = constraints("person_name", "person")


class AppointmentQuerySet(models.QuerySet):
    def held_on(self, day):
        """Those known or likely to hold on a day: begun or seen by then, and not ended before."""
        return self.annotate(ended_by=EndOfSpan("ended_on")).filter(
            Q(started_on__lte=day) | Q(attested_on__lte=day), Q(ended_on=None) | Q(ended_by__gte=day)
        )


class Appointment(models.Model):
    """A post that a person holds for a time. News often proves only that they held it on a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="appointments", verbose_name=_("organisation")
    )
    post = models.CharField(_("kind of post"), max_length=20, choices=Post, default=Post.NOT_REPORTED)
    official_title = models.CharField(
        _("official title"), max_length=160, blank=True, help_text=_("As the organisation has it.")
    )
    external_title = models.CharField(
        _("title used abroad"),
        max_length=160,
        blank=True,
        help_text=_("As cards and letters have it, where it differs."),
    )
    protocol_rank = models.PositiveSmallIntegerField(
        _("rank in protocol"), null=True, blank=True, help_text=_("1 goes first.")
    )
    started_on = date_field(_("from"))
    started_on_precision = precision_field()
    ended_on = date_field(_("until"))
    ended_on_precision = precision_field()
    attested_on = models.DateField(_("known to hold on"), null=True, blank=True)

    started = PartialDateOf("started_on")
    ended = PartialDateOf("ended_on")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["protocol_rank", "pk"]
        constraints = [
            one_of("appointment", "post", Post),
            models.UniqueConstraint(
                fields=["person", "organisation", "post", "started_on"],
                condition=Q(started_on__isnull=False),
                name="appointment_once",
                violation_error_message=_("This appointment is there already."),
            ),
            *partial_dates.known_together("appointment", "started_on", "ended_on"),
            partial_dates.in_order(
                "appointment", "started_on", "ended_on", _("The appointment cannot end before it begins.")
            ),
            models.CheckConstraint(
                name="appointment_attested_within",
                condition=Q(attested_on=None)
                | (
                    (Q(started_on=None) | Q(attested_on__gte=F("started_on")))
                    & (Q(ended_on=None) | Q(attested_on__lte=EndOfSpan("ended_on")))
                ),
                violation_error_message=_("The day on which it is known to hold lies outside its time."),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {first_name(self, 'official_title') or self.get_post_display()} · {self.organisation}"

    def title(self, language: str) -> str:
        """For readers in a language: the title used abroad, else the official one; empty where neither is worded."""
        return (
            getattr(self, column("external_title", language)) or getattr(self, column("official_title", language)) or ""
        )
