"""What the database itself refuses about redirects: a reader is sent once, and never in a circle."""

from newsroom.shared.guards import Guard, no_replacing
from newsroom.site.models import Redirect

TABLE = Redirect._meta.db_table


def leads_to(path: str, old: str) -> str:
    """An address is looked up with its query and without."""
    return f"({path} = {old} OR substr({path}, 1, length({old}) + 1) = {old} || '?')"


NOT_FLAT = (
    f'EXISTS (SELECT 1 FROM "{TABLE}" x WHERE {leads_to("NEW.path", "x.old")} OR {leads_to("x.path", "NEW.old")}) '
    f"OR {leads_to('NEW.path', 'NEW.old')}"
)

GUARDS = [
    *no_replacing(Redirect),
    *(
        Guard(TABLE, event, f"flat_{event.lower()}", NOT_FLAT, "a redirect leads to no other redirect")
        for event in ("INSERT", "UPDATE")
    ),
]
