import datetime
import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.vocabulary import Direction, EventKind, EventStatus, Mode, SessionKind, VisitLevel
from newsroom.shared import partial_dates
from newsroom.shared.constraints import filled, one_of
from newsroom.shared.folding import FoldedField, holds, named_alike
from newsroom.shared.names import first_name
from newsroom.shared.partial_dates import EndOfSpan, PartialDate, PartialDateOf, date_field, precision_field
from newsroom.shared.slugs import slugify
from partners.models import Agreement, Organisation, Person, Place
from partners.vocabulary import Visibility


def default_zone():
    return settings.TIME_ZONE


def check_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”; one is Asia/Shanghai."), params={"name": name})


class EventSeries(models.Model):
    """Events that come again: each is an edition with a number."""

    name = models.CharField(_("name"), max_length=250, blank=True)
    search_key = FoldedField(of=("name",))

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        ordering = ["pk"]

    def __str__(self):
        return first_name(self, "name") or str(self.pk)

    @property
    def slug(self) -> str:
        return slugify(first_name(self, "name"), "series")


def _is_to_come(day=None) -> Q:
    """For events with their `last_day`: on a day (today) an event is to come or it is over."""
    to_come = [EventStatus.ANNOUNCED, EventStatus.CONFIRMED, EventStatus.POSTPONED]
    without_day = Q(last_day__isnull=True, status__in=to_come)
    return Q(last_day__isnull=False, last_day__gte=day or timezone.localdate()) | without_day


class EventQuerySet(models.QuerySet):
    def public(self):
        return self.filter(visibility=Visibility.PUBLIC)

    def with_last_day(self):
        """Each with `last_day`: of its end where that is known, else of its beginning."""
        return self.annotate(last_day=Coalesce(EndOfSpan("end_on"), EndOfSpan("start_on")))

    def upcoming(self, day=None):
        """Not over yet, the next one first; without a date, those that are still to come. Cancelled ones stay, and say so."""
        return self.with_last_day().filter(_is_to_come(day)).order_by(F("start_on").asc(nulls_last=True), "pk")

    def past(self, day=None):
        """Over, the latest one first."""
        return self.with_last_day().exclude(_is_to_come(day)).order_by(F("start_on").desc(nulls_last=True), "-pk")

    def to_come_first(self, day=None):
        """Both in their orders, each with `is_to_come`."""
        is_to_come = Case(When(_is_to_come(day), then=True), default=False, output_field=models.BooleanField())
        found = self.with_last_day().annotate(is_to_come=is_to_come)
        next_first = Case(When(is_to_come=True, then=F("start_on")))
        return found.order_by(
            "-is_to_come",
            next_first.asc(nulls_last=True),
            Case(When(is_to_come=True, then=F("pk"))),
            F("start_on").desc(nulls_last=True),
            "-pk",
        )

    def begun_within(self, since, until):
        """Begun between two days, either of which may be open. A year or month counts where the whole of it lies between them."""
        found = self if until is None else self.annotate(begun_by=EndOfSpan("start_on")).filter(begun_by__lte=until)
        return found if since is None else found.filter(start_on__gte=since)

    def not_called_off(self):
        return self.exclude(status__in=[EventStatus.CANCELLED, EventStatus.POSTPONED])

    def named(self, text):
        return self.filter(holds("search_key", text))

    def possible_duplicates(self, *, names=(), kind="", series=None, edition=None, place=None, start=None):
        """Those called the same in any language, unless in another year or another number of the series; those with this number in
        the series; and those of the kind on the same day in the same place. Visits are not told apart by that: ours is the place of
        many, and two may come on one day."""
        called = named_alike("search_key", names)
        if start is not None:
            called &= Q(start_on=None) | Q(start_on__year=start.start.year)
        if series is not None and edition is not None:
            called &= ~Q(series=series, edition__isnull=False)
        alike = called
        if series is not None and edition is not None:
            alike |= Q(series=series, edition=edition)
        if place is not None and start is not None and kind != EventKind.VISIT:
            alike |= Q(place=place, kind=kind, start_on__range=(start.start, start.end))
        return self.filter(alike).order_by("pk")


class Event(models.Model):
    """A conference, forum, visit or ceremony. What is not known stays empty or "not reported"."""

    series = models.ForeignKey(
        EventSeries, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("series")
    )
    edition = models.PositiveSmallIntegerField(_("number in the series"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind, default=EventKind.CONFERENCE)
    name = models.CharField(_("name"), max_length=250, blank=True)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EventStatus, default=EventStatus.ANNOUNCED)
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility,
        default=Visibility.INTERNAL,
        help_text=_("Internal until made public."),
    )

    start_on = date_field(_("begins"))
    start_on_precision = precision_field()
    end_on = date_field(_("ends"))
    end_on_precision = precision_field()
    start_at = models.DateTimeField(_("begins at"), null=True, blank=True)
    end_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default=default_zone, validators=[check_zone])
    previous_start_on = models.DateField(_("first planned for"), null=True, blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode, default=Mode.NOT_REPORTED)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("place")
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)

    organisations = models.ManyToManyField(
        Organisation, through="Involvement", related_name="events", verbose_name=_("organisations")
    )
    agreements = models.ManyToManyField(
        Agreement, through="Signing", related_name="events", verbose_name=_("agreements signed there")
    )

    direction = models.CharField(_("direction of the visit"), max_length=12, blank=True, choices=Direction)
    host_leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="hosted_events", verbose_name=_("received by")
    )
    visit_level = models.CharField(_("level of the visitors"), max_length=15, blank=True, choices=VisitLevel)
    headcount = models.PositiveIntegerField(_("number of visitors"), null=True, blank=True)

    calendar_sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Counted up when time, place or status change; calendars ask for it.")
    )
    note = models.TextField(_("internal note"), blank=True)
    search_key = FoldedField(of=("name", "short_name"))
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    start = PartialDateOf("start_on")
    end = PartialDateOf("end_on")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [F("start_on").desc(nulls_last=True), "-pk"]
        constraints = [
            one_of("event", "kind", EventKind),
            one_of("event", "status", EventStatus),
            one_of("event", "visibility", Visibility),
            one_of("event", "mode", Mode),
            *partial_dates.known_together("event", "start_on", "end_on"),
            partial_dates.in_order("event", "start_on", "end_on", _("It cannot end before it begins.")),
            models.CheckConstraint(
                name="event_hours_in_order",
                condition=Q(end_at=None) | Q(start_at__isnull=False, end_at__gt=F("start_at")),
                violation_error_message=_("The hour of the end needs an earlier hour of the beginning."),
            ),
            models.CheckConstraint(
                name="event_hour_has_a_day",
                condition=Q(start_at=None) | Q(start_on__isnull=False, start_on_precision="day"),
                violation_error_message=_("An hour needs the day."),
            ),
            filled("event", "time_zone"),
            models.CheckConstraint(
                name="event_edition_of_a_series",
                condition=Q(edition=None) | Q(series__isnull=False),
                violation_error_message=_("A number needs the series that it counts in."),
            ),
            models.UniqueConstraint(
                fields=["series", "edition"],
                name="event_edition_once",
                violation_error_message=_("The series has an event with this number."),
            ),
            models.CheckConstraint(
                name="event_online_has_no_place",
                condition=~Q(mode=Mode.ONLINE) | Q(place=None),
                violation_error_message=_("An online event has no place."),
            ),
            models.CheckConstraint(
                name="event_direction_of_visits",
                condition=Q(kind=EventKind.VISIT, direction__in=Direction.values)
                | (~Q(kind=EventKind.VISIT) & Q(direction="")),
                violation_error_message=_("A visit has a direction, or “not reported”; nothing else has one."),
            ),
            models.CheckConstraint(
                name="event_level_known",
                condition=Q(visit_level__in=["", *VisitLevel.values]),
                violation_error_message=_("Choose one of the values of the list."),
            ),
        ]
        indexes = [models.Index(fields=["visibility", "start_on"], name="event_public_start")]

    def __str__(self):
        return first_name(self, "name") or first_name(self, "short_name") or str(self.pk)

    @property
    def slug(self) -> str:
        return slugify(first_name(self, "name"), "event")

    def clean(self):
        """Its hours are on its days, as clocks go there. The database does not ask: SQLite knows no time zones."""
        first, last = self.start, self.end or self.start
        begins = _("This is %(day)s in %(zone)s, and the event begins on another day.")
        ends = _("This is %(day)s in %(zone)s, and the event ends on another day.")
        check_hours(self, self, start_at=(first, first, begins), end_at=(last, last, ends))


def check_hours(row, event: Event, **within):
    """Each hour of the row lies in the time zone of the event between two dates, as far as these are known: (first, last, message)."""
    if event.time_zone not in zoneinfo.available_timezones():
        return
    zone, wrong = zoneinfo.ZoneInfo(event.time_zone), {}
    for name, (first, last, message) in within.items():
        if not (moment := getattr(row, name)) or first is None:
            continue
        day = moment.astimezone(zone).date()
        if not first.start <= day <= last.end:
            params = {"day": PartialDate(day).display(), "zone": event.time_zone}
            wrong[name] = ValidationError(message, params=params)
    if wrong:
        raise ValidationError(wrong)


class Session(models.Model):
    """A part of an event. Sessions in the same slot are at the same time, even when nobody says at what hour."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=10, choices=SessionKind, default=SessionKind.PARALLEL)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    slot = models.PositiveSmallIntegerField(
        _("slot"), null=True, blank=True, help_text=_("Sessions with the same slot are at the same time.")
    )
    name = models.CharField(_("name"), max_length=250, blank=True)
    room = models.CharField(_("room"), max_length=120, blank=True, help_text=_("Empty: as the event."))
    start_at = models.DateTimeField(_("begins at"), null=True, blank=True)
    end_at = models.DateTimeField(_("ends at"), null=True, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["event", F("slot").asc(nulls_last=True), F("number").asc(nulls_last=True), "pk"]
        constraints = [
            one_of("session", "kind", SessionKind),
            models.UniqueConstraint(
                fields=["event", "kind", "number"],
                name="session_number_once",
                violation_error_message=_("The event has a session of this kind with this number."),
            ),
            models.CheckConstraint(
                name="session_hours_in_order",
                condition=Q(end_at=None) | Q(start_at__isnull=False, end_at__gt=F("start_at")),
                violation_error_message=_("The hour of the end needs an earlier hour of the beginning."),
            ),
        ]

    def __str__(self):
        if name := first_name(self, "name"):
            return name
        kind = self.get_kind_display()
        return f"{kind} {self.number}" if self.number else str(kind)

    def clean(self):
        """It begins on a day of the event. What begins on the last one may end in the night after it."""
        event = getattr(self, "event", None)
        if event is not None:
            elsewhere = _("This is %(day)s in %(zone)s, and the event is on other days.")
            first, last = event.start, event.end or event.start
            night = last and PartialDate(last.end + datetime.timedelta(days=1))
            check_hours(self, event, start_at=(first, last, elsewhere), end_at=(first, night, elsewhere))
