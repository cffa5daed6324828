"""Events in the admin: sessions, who took part, figures and what was signed there, on one page."""

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.calendar import IN_CALENDARS
from events.desk import grid
from events.desk.hours import HourField, ZonedForm, known_zone
from events.models import Event, EventSeries, Figure, Involvement, Participation, Session, Signing
from newsroom.shared.names import every_column
from newsroom.shared.partial_dates import PartialDate
from partners.desk.base import RecordAdmin
from partners.desk.dates import DatedForm
from partners.desk.duplicates import SHOWN, AskingAdmin, AskingForm, number_in, texts_in
from partners.desk.fields import columns, offer
from partners.desk.filters import PlaceRegionFilter, StartYearFilter
from partners.desk.rows import BlockInline, RowInline

# the same of a session, whose number in calendars is the event's
HOURS = {"start_at", "end_at"} | set(every_column(Session, "room"))


class HoursInZone:
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.DateTimeField):
            return HourField(label=capfirst(db_field.verbose_name), help_text=_("In the time zone of the event."))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            # a default that is computed is no reason to compare with anything but what is stored
            field.show_hidden_initial = False
        return field


class OfTheEvent:
    """Rows that may name a session: one of this event."""

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if session := formset.form.base_fields.get("session"):
            session.queryset = Session.objects.filter(event=obj)
            offer(session, session.queryset)
            session.widget.can_add_related = session.widget.can_change_related = False
        return formset


class SessionForm(ZonedForm):
    event_zone = "UTC"  # SessionInline says which

    def zone(self):
        return known_zone(self.event_zone)


class SessionInline(HoursInZone, BlockInline):
    model = Session
    form = SessionForm

    def get_fields(self, request, obj=None):
        return (("kind", "number", "slot", "start_at", "end_at"), tuple(columns("name")), tuple(columns("room")))

    def get_formset(self, request, obj=None, **kwargs):
        """The hours are in the zone that is being saved."""
        formset = super().get_formset(request, obj, **kwargs)
        stored = obj.time_zone if obj else Event._meta.get_field("time_zone").get_default()
        formset.form.event_zone = request.POST.get("time_zone", stored)
        return formset


class InvolvementInline(OfTheEvent, RowInline):
    model = Involvement
    fields = ("organisation", "role", "session", "role_as_reported", "position")
    autocomplete_fields = ("organisation",)
    extra = 1


class ParticipationInline(OfTheEvent, BlockInline):
    model = Participation
    autocomplete_fields = ("person", "representing")

    def get_fields(self, request, obj=None):
        return (
            ("person", "name_as_reported", "representing"),
            ("role", "side", "session", "position"),
            tuple(columns("title_as_reported")),
            tuple(columns("talk")),
        )


class FigureInline(OfTheEvent, RowInline):
    model = Figure
    fields = ("qualifier", "value", "measure", "session")


class SigningInline(OfTheEvent, RowInline):
    model = Signing
    fields = ("agreement", "session", "position")
    autocomplete_fields = ("agreement",)


def similar_events(data, but: int | None) -> list[Event]:
    """Those on record that what was sent may be."""
    try:
        start = PartialDate.parse(data.get("start_on", ""))
    except ValueError:
        start = None
    keys = {name: number_in(data, name) for name in ("series", "edition", "place")}
    names = texts_in(data, "name", "short_name")
    found = Event.objects.possible_duplicates(names=names, kind=data.get("kind", ""), start=start, **keys)
    return list(found.exclude(pk=but).select_related("place")[:SHOWN])


class EventForm(AskingForm, ZonedForm):
    def look(self):
        """Not asked of one that is on record and stays what it is."""
        decisive = {"kind", "start_on", "series", "edition", "place", *every_column(Event, "name")}
        is_new = not self.instance.pk or decisive & {*self.changed_data}
        return similar_events(self.data, self.instance.pk) if is_new else []

    def zone(self):
        return known_zone(self.data.get("time_zone", "") if self.is_bound else self.instance.time_zone)


def _changes_calendars(formset) -> bool:
    """Whether a session that stands in readers' calendars, or did, is another or gone."""
    gone = any(session.start_at for session in formset.deleted_objects)
    return gone or any(HOURS & set(each.changed_data) for each in formset.initial_forms)


@admin.register(Event)
class EventAdmin(HoursInZone, AskingAdmin):
    form = EventForm
    watched = r"^((name|short_name)_\w+|kind|start_on|series|edition|place)$"
    public_view = "events:event"
    names = ("name", "short_name", "theme", "venue")
    inlines = (SessionInline, InvolvementInline, ParticipationInline, FigureInline, SigningInline)
    change_form_template = "admin/events/event_form.html"
    change_list_template = "admin/partners/record_list.html"
    list_display = ("name_column", "kind", "start_column", "place", "status", "visibility", "agreements_column")
    list_display_links = ("name_column",)
    list_filter = ("kind", "status", StartYearFilter, PlaceRegionFilter, "visibility", "direction")
    list_select_related = ("place",)
    search_help_text = _("Search in the names in all languages")
    sortable_by = ("kind", "start_column", "status", "visibility")
    autocomplete_fields = ("series", "place", "host_leader")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "status", "visibility"),
                    ("start_on", "end_on"),
                    ("start_at", "end_at", "time_zone"),
                    ("mode", "place"),
                    ("series", "edition"),
                )
            },
        ),
        (_("A visit"), {"fields": (("direction", "visit_level", "headcount"), "host_leader")}),
        (_("More"), {"fields": ("previous_start_on", "website", "note")}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(signed_there=models.Count("signings"))

    def similar_to(self, data, but):
        return similar_events(data, but)

    def where(self, record):
        return " · ".join(str(each) for each in (record.start, record.place) if each)

    def save_model(self, request, obj, form, change):
        if change and IN_CALENDARS & set(form.changed_data):
            obj.calendar_sequence += 1
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Session and _changes_calendars(formset):
            Event.objects.filter(pk=form.instance.pk).update(calendar_sequence=models.F("calendar_sequence") + 1)

    def get_urls(self):
        page = self.admin_site.admin_view(lambda request, pk: grid.page(self, request, pk))
        return [path("<int:pk>/agreements/", page, name="events_event_agreements"), *super().get_urls()]

    @admin.display(description=_("name"))
    def name_column(self, event):
        return str(event)

    @admin.display(description=_("begins"), ordering="start_on")
    def start_column(self, event):
        return event.start or "–"

    @admin.display(description=_("agreements"))
    def agreements_column(self, event):
        return event.signed_there


class SeriesForm(DatedForm):
    def clean(self):
        data = super().clean()
        if not any(data.get(name) for name in every_column(EventSeries, "name")):
            raise forms.ValidationError(_("Give the series a name in at least one language."))
        return data


@admin.register(EventSeries)
class EventSeriesAdmin(RecordAdmin):
    form = SeriesForm
    names = ("name",)
    fields = ("events_column",)
    readonly_fields = ("events_column",)
    list_display = ("name_column",)
    search_fields = every_column(EventSeries, "name")
    search_help_text = _("Search in the names in all languages")

    def get_search_results(self, request, queryset, search_term):
        return super(RecordAdmin, self).get_search_results(request, queryset, search_term)

    @admin.display(description=_("name"))
    def name_column(self, series):
        return str(series)

    @admin.display(description=_("events"))
    def events_column(self, series):
        return format_html("{}", series.events.count() if series.pk else "–")
