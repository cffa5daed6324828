"""What the desk knows of an article as a whole: its title, its editions and their people, who may change it."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from articles.desk.article_form import languages_offered
from articles.models import Article, Edition
from articles.workflow import PartRole, Stage
from newsroom.accounts.roles import Role

KEEPERS = {Role.WRITER, Role.TRANSLATOR, Role.FINAL_REVIEWER, Role.MANAGER}


def is_shown_or_scheduled(article: Article) -> bool:
    return article.editions.exclude(live=None, next=None).exists()


def may_change(user, article: Article) -> bool:
    """What readers see or will see only a final reviewer of the source language changes; a draft, whoever works on the desk."""
    if is_shown_or_scheduled(article):
        return user.has_role(Role.FINAL_REVIEWER) and user.works_in(article.source_language)
    return bool(user.roles & KEEPERS)


def may_add_languages(user) -> bool:
    """A translation is often begun after the source is out. An empty edition shows readers no word, so no reviewer is needed."""
    return bool(user.roles & KEEPERS)


def title_of(article: Article) -> tuple[str, str]:
    """The newest title in the desk's language, else the source's, else any; with its language. Reads prefetched editions."""
    titles = {each.language: each.head.title for each in article.editions.all() if each.head and each.head.title}
    for code in (get_language(), article.source_language, *titles):
        if code in titles:
            return titles[code], code
    return "", ""


def in_order(edition: Edition) -> tuple:
    """The source first, then the languages as the settings have them, those still open before those discarded."""
    return (
        not edition.is_source,
        edition.stage == Stage.DISCARDED,
        list(settings.ALL_LANGUAGES).index(edition.language),
    )


def part_label(part, edition: Edition):
    """What someone is here, in the office's words."""
    if part.role != PartRole.WRITER:
        return part.get_role_display()
    return Role.WRITER.label if edition.is_source else Role.TRANSLATOR.label


def edition_rows(article) -> list[dict]:
    found = article.editions.select_related("article", "head", "live", "next").prefetch_related("parts__user")
    editions = sorted(found, key=in_order)
    now = timezone.now()
    rows = []
    for edition in editions:
        rows.append(
            {
                "edition": edition,
                "people": [
                    {"user": part.user, "label": part_label(part, edition)}
                    for part in edition.parts.all()
                    if part.cycle == edition.cycle
                ],
                "is_scheduled": edition.next is not None and edition.next.visible_from > now,
                "is_empty": edition.head_id is None and not edition.is_source,
            }
        )
    return rows


def missing_languages(article) -> list[tuple[str, str]]:
    there = set(article.editions.intended().values_list("language", flat=True))
    return [(code, name) for code, name in languages_offered() if code not in there]


def open_to(user, article) -> dict:
    """Steps that speak for the whole article, where this user could take them through one of the editions."""
    wanted, found = "put_back" if article.is_suspended else "suspend", {}
    for edition in article.editions.select_related("article", "head", "live", "next"):
        for step in edition.open_steps(user):
            if step.name == wanted:
                found |= {"suspension": step, "suspension_edition": edition}
            if step.name == "publish_in_emergency":
                found["may_publish_in_emergency"] = True
    return found


def lock(pk: int) -> None:
    """The rows that a step locks, in the same order; within a transaction."""
    # a number from an address may be larger than any row's: asked of the article's own key, that finds nothing
    editions = Edition.objects.filter(article__in=Article.objects.filter(pk=pk))
    list(editions.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    list(Article.objects.select_for_update(of=("self",)).filter(pk=pk).values_list("pk"))
