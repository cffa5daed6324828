"""Hours in an event's own time zone, whatever zone the desk works in."""

import zoneinfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.desk.dates import DatedForm

FORM = "%Y-%m-%dT%H:%M"


class HourField(forms.DateTimeField):
    """A day and an hour without a zone: the form that has it knows the zone."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORM)
        super().__init__(**{"required": False, "widget": widget, "input_formats": [FORM, "%Y-%m-%dT%H:%M:%S"]} | kwargs)

    def prepare_value(self, value):
        return value

    def to_python(self, value):
        with timezone.override(zoneinfo.ZoneInfo("UTC")):
            found = super().to_python(value)
        return found and found.replace(tzinfo=None)


class ZonedForm(DatedForm):
    """`zone` says in which zone the hours of the form are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._hours():
            if moment := getattr(self.instance, name):
                self.initial[name] = moment.astimezone(self.zone()).replace(tzinfo=None, second=0, microsecond=0)

    def zone(self) -> zoneinfo.ZoneInfo:
        raise NotImplementedError

    def _hours(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, HourField)]

    def _post_clean(self):
        for name in self._hours():
            if moment := self.cleaned_data.get(name):
                try:
                    self.cleaned_data[name] = moment.replace(tzinfo=self.zone())
                    self.cleaned_data[name].utctimetuple()
                except OverflowError:
                    self.add_error(name, _("Give a date between 1900 and 2100."))
        super()._post_clean()


def known_zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of this name; UTC where there is none, which the form refuses by itself."""
    return zoneinfo.ZoneInfo(name if name in zoneinfo.available_timezones() else "UTC")
