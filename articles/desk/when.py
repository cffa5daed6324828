"""Days and times as the desk asks for them and says them: the browser's own pickers, and the time zone always beside."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# a date outside this span is a slip of the pen, and some of them no calendar can print
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)


def zone_label() -> str:
    """The zone in which the desk says and asks for times: Asia/Shanghai, UTC+08:00."""
    offset = timezone.localtime().strftime("%z")
    return f"{timezone.get_current_timezone_name()}, UTC{offset[:3]}:{offset[3:]}"


def check_span(day: datetime.date) -> None:
    if not FIRST_DAY.year <= day.year <= LAST_DAY.year:
        raise ValidationError(_("Give a date between 1900 and 2100."), code="span")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()})


class LocalDateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    widget = DateInput
    default_validators = [check_span]


class MomentField(forms.DateTimeField):
    """A moment in the site's time zone, which the form says beside the field; one with an offset keeps its own."""

    widget = LocalDateTimeInput
    default_validators = [check_span]

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (OverflowError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
