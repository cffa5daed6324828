"""What the desk calls a source: a document by its title, an article by what readers see of it, else by its newest words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from articles.models import Article, Edition, Publication, Source


@dataclass(frozen=True)
class Name:
    text: str
    language: str = ""
    address: str = ""


def names_of(sources: Iterable[Source], user) -> dict[int, Name]:
    """By the numbers of the sources, all of them such as the user may see. Three queries, whatever their number."""
    sources = list(sources)
    titles = titles_of({each.article_id for each in sources if each.article_id})
    may_open = user.has_perm("articles.view_source")
    found = {}
    for source in sources:
        address = reverse("admin:articles_source_change", args=[source.pk]) if may_open else ""
        text, language = titles.get(source.article_id, ("", "")) if source.article_id else (source.title, "")
        found[source.pk] = Name(text or str(source), language, address)
    return found


def titles_of(articles: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The title of each article and its language: the desk's where there is one, else the source's, else any."""
    articles = list(articles)
    known: dict[int, dict[str, str]] = {}
    newest = Edition.objects.filter(article__in=articles).exclude(head=None)
    for article, language, title in newest.values_list("article", "language", "head__title"):
        known.setdefault(article, {})[language] = title
    # what a colleague is changing now is not yet what it is called; a draft has nothing else
    shown = Publication.objects.shown().filter(edition__article__in=articles).select_related(None)
    public: dict[int, dict[str, str]] = {}
    for article, language, title in shown.values_list("edition__article", "edition__language", "revision__title"):
        public.setdefault(article, {})[language] = title
    known |= public
    written_in = dict(Article.objects.filter(pk__in=known).values_list("pk", "source_language"))
    return {article: _first(titles, written_in[article]) for article, titles in known.items()}


def _first(titles: dict[str, str], written_in: str) -> tuple[str, str]:
    for code in (get_language(), written_in, *titles):
        if titles.get(code):
            return titles[code], code
    return "", ""
