from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.shared import identifiers
from newsroom.shared.constraints import filled, one_of
from newsroom.shared.identifiers import Scheme
from partners.models.identifier_shapes import SHAPES
from partners.models.organisation import Organisation
from partners.models.person import Person


class ExternalId(models.Model):
    """What an organisation or a person is called in another register."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="identifiers", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="identifiers", verbose_name=_("person")
    )
    scheme = models.CharField(_("register"), max_length=10, choices=Scheme)
    value = models.CharField(_("identifier"), max_length=60)

    class Meta:
        verbose_name = _("identifier elsewhere")
        verbose_name_plural = _("identifiers elsewhere")
        ordering = ["scheme", "value"]
        constraints = [
            one_of("external_id", "scheme", Scheme),
            filled("external_id", "value"),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="external_id_once",
                violation_error_message=_("Another record has this identifier already."),
            ),
            models.CheckConstraint(
                name="external_id_one_target",
                condition=Q(organisation__isnull=False, person=None) | Q(organisation=None, person__isnull=False),
                violation_error_message=_("An identifier belongs to one organisation or one person."),
            ),
            *(
                models.CheckConstraint(
                    name=f"external_id_{scheme}_shape",
                    # an empty one is the other rule's
                    condition=~Q(scheme=scheme) | Q(value="") | shape,
                    violation_error_message=_("This identifier is not written as its register has it."),
                )
                for scheme, shape in SHAPES.items()
            ),
        ]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self):
        """Tidies what was pasted, and checks its form and its check digits."""
        if self.scheme not in Scheme.values or not self.value:
            return
        self.value = identifiers.tidy(self.scheme, self.value)
        try:
            identifiers.check(self.scheme, self.value)
        except ValidationError as error:
            raise ValidationError({"value": error}) from error

    @property
    def url(self) -> str:
        return identifiers.url(self.scheme, self.value)
