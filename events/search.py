"""What search finds of events: name, theme, place, sessions and the organisations that took part."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import override

from events.models import Event, Involvement, Session
from newsroom.shared.languages import public_languages
from newsroom.shared.names import first_name
from newsroom.shared.searchindex.sources import Document, register
from newsroom.shared.searchindex.triggers import Watch
from partners.models import Organisation, OrganisationName, Place
from partners.search import ids, language_of, printed, where

EVENT, INVOLVEMENT = Event._meta.db_table, Involvement._meta.db_table


def events(records: list[int]) -> Iterator[Document]:
    involved = Involvement.objects.filter(organisation__in=Organisation.objects.public()).order_by("position", "pk")
    involved = involved.select_related("organisation").prefetch_related("organisation__other_names")
    shown = Prefetch("involvements", involved, to_attr="shown_involvements")
    found = Event.objects.public().filter(pk__in=records).select_related("place")
    for event in found.prefetch_related(shown, "sessions"):
        organisations = list({row.organisation_id: row.organisation for row in event.shown_involvements}.values())
        for language in public_languages():
            with override(language):
                title, slug = str(event), event.slug
                short, theme = first_name(event, "short_name"), first_name(event, "theme")
                sessions = [first_name(session, "name") for session in event.sessions.all()]
            rows = [
                short if short != title else "",
                theme,
                event.venue,
                where(event, language),
                *sessions,
                *(printed(organisation, language) for organisation in organisations),
            ]
            yield Document(
                record=event.pk,
                language=language,
                kind="event",
                title=title,
                title_language=language_of(event, "name", title, language),
                slug=slug,
                names=(short,) if short and short != title else (),
                text="\n".join(filter(None, rows)),
                dated_on=event.start_on,
            )


def register_sources() -> None:
    of_organisation = f'SELECT x.event_id FROM "{INVOLVEMENT}" x WHERE x.organisation_id = {{row}}'
    register(
        "event",
        records=lambda: ids(Event.objects.public()),
        documents=events,
        watches=[
            Watch(Event, "SELECT {row}.id"),
            Watch(Session, "SELECT {row}.event_id"),
            Watch(Involvement, "SELECT {row}.event_id"),
            Watch(Organisation, f"{of_organisation}.id"),
            Watch(OrganisationName, f"{of_organisation}.organisation_id"),
            Watch(Place, f'SELECT x.id FROM "{EVENT}" x WHERE x.place_id = {{row}}.id'),
        ],
    )
