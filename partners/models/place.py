from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.shared.constraints import filled
from newsroom.shared.names import first_name
from newsroom.shared.regions import RegionField


class Place(models.Model):
    """A city or a site: where somebody is, signs or meets."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    region = RegionField(_("country or region"))
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    geonames_id = models.PositiveIntegerField(_("GeoNames number"), null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["region", "pk"]
        constraints = [
            filled("place", "region"),
            models.CheckConstraint(
                name="place_coordinates",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message=_("Give both latitude (-90 to 90) and longitude (-180 to 180), or neither."),
            ),
        ]

    def __str__(self):
        return first_name(self, "name") or str(self.pk)
