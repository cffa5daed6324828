"""The demo's year lies behind us: while it is loaded, the office's clock shows the days on which its news happened."""

import datetime
from contextlib import contextmanager

from django.utils import timezone

real_now = timezone.now
STEP = datetime.timedelta(hours=2, minutes=17)
OPENING = datetime.time(9, 12)


class Clock:
    """Goes on a little with every step and never past the real time."""

    def __init__(self, day: datetime.date):
        self.moment = timezone.make_aware(datetime.datetime.combine(day, OPENING))

    def tick(self) -> None:
        self.moment += STEP

    def now(self) -> datetime.datetime:
        return min(self.moment, real_now())


@contextmanager
def clock_at(day: datetime.date):
    """`timezone.now()` tells the clock's time inside the block. For the demo alone, which refuses a production setting."""
    clock = Clock(day)
    timezone.now = clock.now
    try:
        yield clock
    finally:
        timezone.now = real_now
