"""The last day on which notice can be given, so many months before an agreement ends. Engines count months differently; this does not."""

import calendar
import datetime


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of another month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def notice_by(last_day: datetime.date, months: int) -> datetime.date:
    return add_months(last_day, -months)


def latest_ending(day: datetime.date, months: int) -> datetime.date:
    """The latest last day of which the notice is due by a day: the inverse of notice_by."""
    later = add_months(day, months)
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return later.replace(day=calendar.monthrange(later.year, later.month)[1])
    return later
