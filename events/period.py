"""The period and the day of the statistics, as they stand in the address."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newsroom.shared.partial_dates import EARLIEST


class PeriodForm(forms.Form):
    """What the future brings is not counted, so nothing lies after today."""

    since = forms.DateField(label=_("From"), input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=_("Until"), input_formats=["%Y-%m-%d"])
    day = forms.DateField(label=_("Status as of"), input_formats=["%Y-%m-%d"])

    def __init__(self, asked, today: datetime.date):
        """What is not asked for: this year until today."""
        usual = {"since": today.replace(month=1, day=1), "until": today, "day": today}
        super().__init__({name: asked.get(name) or day.isoformat() for name, day in usual.items()})
        self.today = today
        for name, field in self.fields.items():
            field.error_messages["invalid"] = _("Write the day as year-month-day, for example 2025-09-27.")
            kind = {"type": "date", "max": today.isoformat(), "id": f"filter-{name}"}
            field.widget = forms.DateInput(attrs=kind, format="%Y-%m-%d")

    def _past(self, name: str) -> datetime.date:
        day = self.cleaned_data[name]
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        if day < EARLIEST:
            raise ValidationError(_("The record does not go back that far."))
        return day

    def clean_since(self):
        return self._past("since")

    def clean_until(self):
        return self._past("until")

    def clean_day(self):
        return self._past("day")

    def clean(self):
        days = self.cleaned_data
        if days.get("since") and days.get("until") and days["since"] > days["until"]:
            self.add_error("until", _("The period ends before it begins."))
        return days


def periods(today: datetime.date) -> list[tuple[str, datetime.date, datetime.date]]:
    """(words, from, until) of those asked for most."""
    last = today.year - 1
    return [
        (str(_("This year")), datetime.date(today.year, 1, 1), today),
        (str(_("Last year")), datetime.date(last, 1, 1), datetime.date(last, 12, 31)),
        (str(_("The last five years")), datetime.date(today.year - 4, 1, 1), today),
    ]
