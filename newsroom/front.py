"""What the front page shows: nearly all of it read in one question, put together once for a language."""

from dataclasses import dataclass
from functools import cache, partial

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from articles import lists
from articles.models import Kind, Publication, Topic
from events.lists import as_rows
from events.models import Event
from newsroom.shared.together import A_DAY, A_MOMENT, Question
from partners.models import Agreement, Organisation, Party
from partners.models.names import read_reported_names
from partners.pages import listed_parties

NEWS, NOTICES, EVENTS, AGREEMENTS = 7, 4, 3, 3
FIRST_FEW = 4  # among which the lead is looked for


@dataclass(frozen=True)
class Front:
    """`lead`: the newest news that has a picture, if one of the first few has, else the newest. `events`: those to come, or where there
    are none the latest."""

    lead: Publication | None
    others: list[Publication]
    notices: list[Publication]
    topics: list[Topic]
    events: list[Event]
    are_to_come: bool
    partners: int
    regions: int
    agreements: int
    newest: list[Agreement]


def front(language: str) -> Front:
    news, notices, topics, to_come, past, newest, parties = question(language).ask(
        moment=timezone.now(), day=timezone.localdate()
    )
    lead = next((story for story in news[:FIRST_FEW] if story.revision.lead_photo), news[0] if news else None)
    with_parties(newest, parties)
    counts = Organisation.objects.partners().aggregate(
        partners=Count("pk"), regions=Count("region", filter=~Q(region=""), distinct=True)
    )
    return Front(
        lead=lead,
        others=[story for story in news if story is not lead],
        notices=notices,
        topics=topics,
        events=to_come or past,
        are_to_come=bool(to_come),
        agreements=Agreement.objects.public().count(),
        newest=newest,
        **counts,
    )


@cache
def question(language: str) -> Question:
    return Question(partial(rows_at, language), moment=A_MOMENT, day=A_DAY)


def rows_at(language: str, moment, day) -> list[QuerySet]:
    news, notices = (lists.shown_in(language, kind, moment) for kind in (Kind.NEWS, Kind.NOTICE))
    # For each topic the first that is found is enough. An EXISTS would say the same, and PostgreSQL read all news for it.
    about = Subquery(news.order_by().filter(edition__article__topic_links__tag=OuterRef("pk")).values("pk")[:1])
    events = Event.objects.public()
    newest = Agreement.objects.public().filter(signed_on__lte=day)[:AGREEMENTS].values("pk")
    return [
        lists.page_as_cards(news[:NEWS]),
        lists.page_as_cards(notices[:NOTICES]),
        Topic.objects.alias(about=about).filter(about__isnull=False),
        first(events.upcoming(day), EVENTS),
        first(events.past(day), EVENTS),
        Agreement.objects.filter(pk__in=newest).with_public_status(day).select_related("signed_at"),
        listed_parties().filter(agreement__in=newest),
    ]


def first(events: QuerySet, number: int) -> QuerySet:
    """A part of a union can only be cut within."""
    return as_rows(events.filter(pk__in=events[:number].values("pk")))


def with_parties(agreements: list[Agreement], parties: list[Party]) -> None:
    """What a list shows of their parties, as `shown_parties` (see partners.pages.read_parties)."""
    for agreement in agreements:
        agreement.shown_parties = [party for party in parties if party.agreement_id == agreement.pk]
    read_reported_names(party.organisation for party in parties)
