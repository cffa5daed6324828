from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from newsroom.shared import partial_dates
from newsroom.shared.circles import above
from newsroom.shared.constraints import not_itself, one_of
from newsroom.shared.folding import FoldedField, fold
from newsroom.shared.names import first_name
from newsroom.shared.partial_dates import PartialDateOf, date_field, precision_field
from newsroom.shared.regions import RegionField
from newsroom.shared.slugs import slugify
from partners.models.names import NamedQuerySet, OtherName, constraints
from partners.models.place import Place
from partners.vocabulary import Domicile, OrganisationKind, OrganisationStatus, OrganisationTie, Visibility

# from here on two names look like one that was typed differently
ALIKE = 85  # of 100
# shorter ones lie within too many others
SHORTEST = 4


class OrganisationQuerySet(NamedQuerySet):
    def public(self):
        return self.current().filter(visibility=Visibility.PUBLIC)

    def current(self):
        """Those that still stand for themselves: not merged into another."""
        return self.exclude(status=OrganisationStatus.MERGED)

    def partners(self):
        """Those with which we work: the public ones, without ourselves and our own units."""
        return self.public().filter(is_home=False).exclude(parent__is_home=True)

    def home(self):
        """The organisation whose record this is, or None."""
        return self.filter(is_home=True).first()

    def possible_duplicates(self, name):
        """Those with a name that is, holds, lies in or looks like this one, in any language; the likeliest first."""
        key = fold(name)
        if not key:
            return []
        keys = self.current().keys()
        scores = {}
        for other, pks in keys.items():
            shorter, longer = sorted((key, other), key=len)
            if other == key:
                score = 300.0
            elif len(shorter) >= SHORTEST and _within(shorter, longer):
                score = 100 + 100 * len(shorter) / len(longer)
            elif not (score := fuzz.ratio(key, other, score_cutoff=ALIKE)):
                continue
            for pk in pks:
                scores[pk] = max(score, scores.get(pk, 0))
        found = self.current().in_bulk(scores)
        return [found[pk] for pk, _score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))]


def _within(shorter: str, longer: str) -> bool:
    """Word by word; Chinese has no spaces, so there any part counts."""
    return f" {shorter} " in f" {longer} " or (not shorter.isascii() and shorter in longer)


class Organisation(models.Model):
    """A university, company, ministry, association, joint institute or a unit of one."""

    name = models.CharField(
        _("name"),
        max_length=250,
        blank=True,
        help_text=_("The preferred name in this language; all others stand below."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind, default=OrganisationKind.UNIVERSITY)
    domicile = models.CharField(_("domicile"), max_length=15, choices=Domicile, default=Domicile.REGION)
    region = RegionField(_("country or region"), blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, verbose_name=_("place"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("belongs to")
    )
    is_home = models.BooleanField(
        _("our own organisation"), default=False, help_text=_("One organisation is; statistics count from its side.")
    )
    status = models.CharField(_("status"), max_length=10, choices=OrganisationStatus, default=OrganisationStatus.ACTIVE)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    established_on = date_field(_("established"))
    established_on_precision = precision_field()
    website = models.URLField(_("website"), blank=True)
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

    established = PartialDateOf("established_on")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["pk"]
        constraints = [
            one_of("organisation", "kind", OrganisationKind),
            one_of("organisation", "status", OrganisationStatus),
            one_of("organisation", "visibility", Visibility),
            models.CheckConstraint(
                name="organisation_domicile_or_none",
                condition=(Q(domicile=Domicile.REGION) & ~Q(region=""))
                | Q(domicile__in=[Domicile.INTERNATIONAL, Domicile.NOT_REPORTED], region=""),
                violation_error_message=_(
                    "Choose the country or region; leave it empty for an international organisation or where it is not reported."
                ),
            ),
            models.CheckConstraint(
                name="organisation_unit_has_parent",
                condition=~Q(kind=OrganisationKind.UNIT) | Q(parent__isnull=False),
                violation_error_message=_("Say which organisation the unit belongs to."),
            ),
            not_itself("organisation", "parent", _("An organisation does not belong to itself.")),
            not_itself("organisation", "merged_into", _("An organisation is not merged into itself.")),
            models.CheckConstraint(
                name="organisation_merged_into_another",
                condition=Q(status=OrganisationStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=OrganisationStatus.MERGED) & Q(merged_into=None)),
                violation_error_message=_("Records are merged by “Merge”, which moves everything that points to them."),
            ),
            models.UniqueConstraint(
                fields=["is_home"],
                condition=Q(is_home=True),
                name="organisation_one_home",
                violation_error_message=_("Another organisation is marked as our own already."),
            ),
            *partial_dates.known_together("organisation", "established_on"),
        ]
        indexes = [models.Index(fields=["region", "kind"], name="organisation_region_kind")]

    def __str__(self):
        return self.printed_name or str(self.pk)

    @property
    def printed_name(self) -> str:
        """The preferred name; where none is settled, the first that was reported."""
        if name := first_name(self, "name"):
            return name
        if not self.pk:
            return ""
        return next((row.value for row in self.other_names.all() if row.kind != "wrong"), "")

    @property
    def slug(self) -> str:
        return slugify(self.printed_name, "organisation")

    def clean(self):
        """No organisation belongs to one of its own units."""
        if self.pk and any(each.pk == self.pk for each in above(self, "parent")):
            raise ValidationError({"parent": _("This organisation lies below the one that it would belong to.")})

    @property
    def is_abroad(self) -> bool:
        """Its place lies in another country or region than it is of. True of a branch campus, else a mistake: said, not refused."""
        return bool(self.region and self.place and self.place.region != self.region)

    def is_part_of(self, other) -> bool:
        """A unit of it, or a unit of one."""
        return any(each.pk == other.pk for each in above(self, "parent"))


class OrganisationName(OtherName):
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="other_names", verbose_name=_("organisation")
    )

    class Meta(OtherName.Meta):
        abstract = False
        constraints = constraints("organisation_name", "organisation")


class OrganisationRelation(models.Model):
    """How one organisation stands to another, and when."""

    source = models.ForeignKey(Organisation, models.CASCADE, related_name="relations", verbose_name=_("organisation"))
    kind = models.CharField(_("relation"), max_length=20, choices=OrganisationTie)
    target = models.ForeignKey(
        Organisation, models.PROTECT, related_name="relations_to", verbose_name=_("organisation")
    )
    valid_from = date_field(_("from"))
    valid_from_precision = precision_field()
    valid_to = date_field(_("until"))
    valid_to_precision = precision_field()

    begins = PartialDateOf("valid_from")
    ends = PartialDateOf("valid_to")

    class Meta:
        verbose_name = _("relation between organisations")
        verbose_name_plural = _("relations between organisations")
        ordering = ["pk"]
        constraints = [
            one_of("organisation_relation", "kind", OrganisationTie),
            models.UniqueConstraint(
                fields=["source", "target", "kind"],
                name="organisation_relation_once",
                violation_error_message=_("This relation is there already."),
            ),
            models.CheckConstraint(
                name="organisation_relation_to_another",
                condition=~Q(source=F("target")),
                violation_error_message=_("An organisation has no relation to itself."),
            ),
            *partial_dates.known_together("organisation_relation", "valid_from", "valid_to"),
            partial_dates.in_order(
                "organisation_relation", "valid_from", "valid_to", _("The relation cannot end before it begins.")
            ),
        ]

    def __str__(self):
        return f"{self.source} · {self.get_kind_display()} · {self.target}"
