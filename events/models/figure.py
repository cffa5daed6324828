from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event, Session
from events.models.roles import check_session, once
from events.vocabulary import FIGURES, Measure, Qualifier
from newsroom.shared.constraints import one_of
from newsroom.shared.numbers import Quantity


class Figure(models.Model):
    """A number as it was reported: "over 120 participants". Countries are not countries and regions."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="figures", verbose_name=_("event"))
    session = models.ForeignKey(
        Session, models.RESTRICT, null=True, blank=True, related_name="figures", verbose_name=_("session")
    )
    measure = models.CharField(_("of what"), max_length=25, choices=Measure)
    qualifier = models.CharField(_("qualifier"), max_length=10, choices=Qualifier, default=Qualifier.EXACTLY)
    value = models.PositiveIntegerField(_("number"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["event", "pk"]
        constraints = [
            one_of("figure", "measure", Measure),
            one_of("figure", "qualifier", Qualifier),
            models.CheckConstraint(
                name="figure_counts_something",
                condition=Q(value__gte=1),
                violation_error_message=_("The number is at least one."),
            ),
            *once("figure", "measure", message=_("This is counted here already.")),
        ]

    def __str__(self):
        phrase = FIGURES[Qualifier(self.qualifier)]
        return str(phrase) % {
            "value": Quantity(self.value),
            "measure": self.get_measure_display(),
        }

    def clean(self):
        check_session(self)
