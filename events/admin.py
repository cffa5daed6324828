"""The desk's modules, named here so that Django finds them."""

from events.desk import events

__all__ = ["events"]
