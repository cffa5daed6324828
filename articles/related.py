"""What to read next: news about the same records and topics, in the language of the page."""

from collections import Counter

from django.db.models import F, IntegerField, Value

from articles import lists
from articles.models import Article, Publication

# A record that two articles share says more than a topic
WEIGHTS = {"event_links__event": 3, "agreement_links__agreement": 3, "organisation_links__organisation": 3}
TOPIC_WEIGHT = 1
NUMBER = 4
# As many links are weighed, records first and newest first: one partner may be in half of all news
WEIGHED = 300


def related(article: Article, language: str, *, records: dict | None, topics) -> list[Publication]:
    """A few cards, those with most in common first, then the newest. `records` are those that readers may know of."""
    found = records or {}
    shared = zip(WEIGHTS, (found.get("events"), found.get("agreements"), found.get("organisations")), strict=True)
    links = [(path, WEIGHTS[path], rows) for path, rows in shared if rows]
    links += [("topic_links__tag", TOPIC_WEIGHT, topics)] if topics else []
    if not links:
        return []
    shown = lists.shown_in(language)
    news = shown.exclude(edition__article=article).order_by()
    first, *others = [_links(news, *link) for link in links]
    if others:
        rows = first.union(*others, all=True).order_by("-weight", "-dated_on", "-pk")[:WEIGHED]
    else:
        # of one weight: read from the newest on, and no further
        rows = first.order_by("-edition__article__dated_on", "-pk")[:WEIGHED]
    scores, days = Counter(), {}
    for pk, day, weight in rows:
        scores[pk] += weight
        days[pk] = day
    best = sorted(scores, key=lambda pk: (scores[pk], days[pk], pk), reverse=True)[:NUMBER]
    cards = lists.as_cards(shown).in_bulk(best)
    return [cards[pk] for pk in best if pk in cards]


def _links(news, path, weight, rows):
    """A row for each link to one of the rows: the publication, its day, the weight."""
    linked = news.filter(**{f"edition__article__{path}__in": [row.pk for row in rows]})
    return linked.annotate(
        dated_on=F("edition__article__dated_on"), weight=Value(weight, output_field=IntegerField())
    ).values_list("pk", "dated_on", "weight")
