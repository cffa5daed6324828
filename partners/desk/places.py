from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newsroom.shared.names import every_column
from partners.desk.base import RecordAdmin
from partners.desk.filters import RegionFilter
from partners.models import Place


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    names = ("name",)
    fields = ("region", "latitude", "longitude", "geonames_id")
    list_display = ("name_column", "region")
    list_filter = (RegionFilter,)
    search_fields = every_column(Place, "name")
    search_help_text = _("Search in the names in all languages")
    sortable_by = ("region",)

    def get_search_results(self, request, queryset, search_term):
        return super(RecordAdmin, self).get_search_results(request, queryset, search_term)

    @admin.display(description=_("name"))
    def name_column(self, place):
        return str(place)
