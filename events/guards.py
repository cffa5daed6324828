"""What the database itself refuses about events where a CHECK cannot say it."""

from events.models import Figure, Involvement, Participation, Session, Signing
from newsroom.shared.guards import Guard, belongs

GUARDS = [
    *(
        guard
        for model in (Figure, Involvement, Participation, Signing)
        for guard in belongs(
            model, "session_id", Session, "this is a session of another event", "x.event_id = NEW.event_id"
        )
    ),
    Guard(
        Session._meta.db_table,
        "UPDATE",
        "event",
        "NEW.event_id <> OLD.event_id",
        "events_session_event_stays: a session does not move to another event",
    ),
]
