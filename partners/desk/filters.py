"""What the lists of the record are filtered by where a column alone does not say it."""

from django.contrib import admin
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from newsroom.shared.names import any_filled
from newsroom.shared.regions import label
from partners.models import Organisation, Party, Status


class RegionFilter(admin.SimpleListFilter):
    """Countries and regions that the list has."""

    title = _("country or region")
    parameter_name = "region"
    field = "region"

    def lookups(self, request, model_admin):
        codes = set(model_admin.model.objects.order_by().values_list(self.field, flat=True).distinct()) - {"", None}
        return sorted(((code, label(code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        if self.value() in dict(self.lookup_choices):
            return queryset.filter(**{self.field: self.value()})
        return queryset


class PlaceRegionFilter(RegionFilter):
    field = "place__region"


class PartyRegionFilter(RegionFilter):
    """Of the parties, our own organisation left out."""

    title = _("country or region of a partner")

    def lookups(self, request, model_admin):
        partners = Organisation.objects.filter(is_home=False, pk__in=Party.objects.order_by().values("organisation"))
        codes = partners.exclude(region="").order_by().values_list("region", flat=True).distinct()
        return sorted(((code, label(code)) for code in codes), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        parties = Party.objects.filter(organisation__region=self.value(), organisation__is_home=False)
        return queryset.filter(pk__in=parties.order_by().values("agreement"))


class StatusFilter(admin.SimpleListFilter):
    """What follows from an agreement's dates today."""

    title = _("status today")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return Status.choices

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value()) if self.value() in Status.values else queryset


class YearFilter(admin.SimpleListFilter):
    parameter_name = "year"
    field = ""

    def lookups(self, request, model_admin):
        years = (
            model_admin.model.objects.order_by().annotate(found=ExtractYear(self.field)).values_list("found", flat=True)
        )
        return [(str(year), str(year)) for year in sorted(set(years) - {None}, reverse=True)]

    def queryset(self, request, queryset):
        if self.value() in dict(self.lookup_choices):
            return queryset.filter(**{f"{self.field}__year": self.value()})
        return queryset


class SignedYearFilter(YearFilter):
    title = _("year of signing")
    field = "signed_on"


class StartYearFilter(YearFilter):
    title = _("year")
    field = "start_on"


class SettledFilter(admin.SimpleListFilter):
    """Records that are known under a reported name only."""

    title = _("name")
    parameter_name = "settled"

    def lookups(self, request, model_admin):
        return [("yes", _("settled")), ("no", _("as reported only"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        settled = Q(any_filled("name"))
        return queryset.filter(settled) if self.value() == "yes" else queryset.exclude(settled)
