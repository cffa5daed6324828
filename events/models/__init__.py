"""Conferences, forums, visits, ceremonies: their sessions, who took part and what was signed there."""

from events.models.event import Event, EventSeries, Session
from events.models.figure import Figure
from events.models.roles import Involvement, Participation
from events.models.signing import Signing

__all__ = ["Event", "EventSeries", "Figure", "Involvement", "Participation", "Session", "Signing"]
