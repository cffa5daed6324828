from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsroom.shared.languages import public_code
from newsroom.shared.middleware import first_segment
from newsroom.site.addresses import LONGEST, keys_of
from newsroom.site.targets import Leading, Target, leads_once


class RedirectQuerySet(models.QuerySet):
    def at(self, address: str):
        """The redirect for an address in its one spelling, or None; one with its query goes before the path alone."""
        found = {redirect.old: redirect for redirect in self.filter(old__in=keys_of(address))}
        return next((found[key] for key in keys_of(address) if key in found), None)


class Redirect(Leading):
    """An address that used to be, and where it leads now. The table is flat: no row leads to the old address of another.

    Written by `newsroom.site.redirects.keep` alone, which flattens chains; a guard refuses what is not flat.
    """

    old = models.CharField(_("old address"), max_length=LONGEST, unique=True)
    language = models.CharField(max_length=10, blank=True, editable=False)
    is_permanent = models.BooleanField(
        _("permanent"), default=True, help_text=_("Search engines and browsers then ask for the old address no more.")
    )

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old"]
        constraints = [
            models.CheckConstraint(name="redirect_leads_once", condition=leads_once()),
            models.CheckConstraint(name="redirect_not_to_itself", condition=~Q(path=F("old"))),
            # no other site: two slashes would be a host
            models.CheckConstraint(
                name="redirect_stays_here",
                condition=Q(path="") | (Q(path__startswith="/") & ~Q(path__startswith="//")),
            ),
            models.CheckConstraint(name="redirect_old_is_a_path", condition=Q(old__startswith="/")),
        ]

    def __str__(self):
        return self.old

    @property
    def target(self) -> Target:
        target = super().target
        return Target(kind=target.kind, pk=target.pk, language=self.language) if target.kind else target

    @target.setter
    def target(self, target: Target):
        Leading.target.fset(self, target)
        self.language = target.language

    @property
    def wanted_language(self) -> str:
        """In which a record is wanted: as said, else that with which the old address begins; empty: the record's own."""
        return self.language or public_code(first_segment(self.old)) or ""
