"""Lists of what readers see: which publications, without their bodies, in a number of queries that does not grow."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Left

from articles.models import Kind, Publication
from newsroom.shared.languages import public_languages

# Enough of a body to take an opening sentence from when nobody wrote a summary
OPENING = 900


NEWEST_FIRST = ("-edition__article__dated_on", "-edition__article_id")


@dataclass(frozen=True)
class Period:
    """A year, or a month of it, and how many pieces of news it has."""

    year: int
    month: int | None
    count: int

    @property
    def day(self) -> datetime.date:
        return datetime.date(self.year, self.month or 1, 1)


def shown_in(language: str, kind: str = Kind.NEWS, at: datetime.datetime | None = None) -> QuerySet:
    """What is shown in a language at a moment (now), newest first."""
    shown = Publication.objects.shown(at).filter(edition__language=language, edition__article__kind=kind)
    return shown.order_by(*NEWEST_FIRST)


def shown_in_any_language(kind: str = Kind.NEWS) -> QuerySet:
    """What is shown in one of the site's languages or another, newest first."""
    shown = Publication.objects.shown().filter(edition__language__in=public_languages(), edition__article__kind=kind)
    return shown.order_by(*NEWEST_FIRST)


def one_of_each(publications: Iterable[Publication], language: str) -> list[Publication]:
    """Of each article what a reader of a language gets, in the order given: in that language, else in its own, else in another."""
    ranks = {code: rank for rank, code in enumerate(public_languages(), start=2)}

    def rank(publication):
        edition = publication.edition
        if edition.language == language:
            return 0
        return 1 if edition.language == edition.article.source_language else ranks[edition.language]

    chosen: dict[int, Publication] = {}
    for publication in publications:
        if publication.edition.language in ranks:
            article = publication.edition.article_id
            chosen[article] = min(chosen.get(article, publication), publication, key=rank)
    return list(chosen.values())


def as_cards(publications: QuerySet) -> QuerySet:
    """The same without what a list does not show; `opening` is the start of a body that has no summary."""
    opening = Case(
        When(revision__summary="", then=Left("revision__body", OPENING)), default=Value(""), output_field=TextField()
    )
    unseen = ("credits", "reason", "revision__body", "revision__attachments", "revision__change_note")
    return (
        publications.select_related("edition__article", "revision__lead_photo").annotate(opening=opening).defer(*unseen)
    )


def page_as_cards(page: QuerySet) -> QuerySet:
    """Cards of a slice of a list: of the thousands that are passed over to come to it, no more is read than their place."""
    return as_cards(Publication.objects.filter(pk__in=page.values("pk")).order_by(*NEWEST_FIRST))


def numbers_by_language(publications: QuerySet) -> dict[str, int]:
    """The public languages that have something in a list, in the site's order, and how much."""
    having = dict(publications.order_by().values_list("edition__language").annotate(Count("pk")))
    return {code: having[code] for code in public_languages() if code in having}


def years(news: QuerySet) -> list[Period]:
    return [Period(int(year), None, count) for year, count in _counted(news, "YYYY")]


def months(news: QuerySet, year: int) -> list[Period]:
    of_year = news.filter(edition__article__dated_on__year=year)
    return [Period(year, int(month[5:]), count) for month, count in _counted(of_year, "YYYY-MM")]


def _counted(news: QuerySet, form: str):
    """The beginnings of their days, latest first, and how many each has. SQLite knows no dates: asked for the year of each, it would
    call for Python thousands of times."""
    beginning = Left(Cast("edition__article__dated_on", CharField()), len(form))
    return news.annotate(beginning=beginning).order_by("-beginning").values_list("beginning").annotate(Count("pk"))
