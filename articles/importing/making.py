"""A draft from what was understood: the article, the edition, its photos and its words, or nothing at all."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from articles import workflow
from articles.models.article import Article, Kind
from articles.models.edition import Edition
from articles.models.photo import Photo
from articles.models.revision import Revision
from articles.words import Words
from newsroom.accounts import log
from newsroom.accounts.models import User
from newsroom.accounts.roles import Role
from newsroom.shared.images import ImageRefused

from .note import import_note
from .understood import ImportRefused, Understood

_FIGURE = re.compile(
    r'<figure data-import="(\d+)" data-alt="([^"]*)"><figcaption>(.*?)</figcaption></figure>', re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where the draft goes: a new article, or a language of an existing one."""

    language: str
    article: Article | None = None
    kind: str = Kind.NEWS
    source_language: str = ""  # of a new article; empty: the language itself


@dataclass(frozen=True)
class Made:
    edition: Edition
    pictures_refused: tuple[str, ...] = ()  # a sentence for each picture that could not become a photo


def may_start(user: User) -> bool:
    """Writers and translators, in the languages they work in."""
    return bool({Role.WRITER, Role.TRANSLATOR} & user.roles) and bool(user.working_languages)


def check_target(target: Target, by: User) -> None:
    """Raises ImportRefused when this user may not make this draft, or it would run over words that are there."""
    if not by.works_in(target.language):
        raise ImportRefused(_("%(name)s does not work in this language.") % {"name": by})
    source = target.article.source_language if target.article else target.source_language or target.language
    role = Role.WRITER if source == target.language else Role.TRANSLATOR
    if not by.has_role(role):
        raise ImportRefused(
            _("%(name)s does not have the role “%(role)s”, which this draft needs.") % {"name": by, "role": role.label}
        )
    if target.article is None:
        return
    if not Article.objects.visible_to(by).filter(pk=target.article.pk).exists():
        raise ImportRefused(_("There is no such article."))
    edition = target.article.editions.intended().filter(language=target.language).first()
    if edition is not None and (edition.head_id or edition.stage != workflow.Stage.DRAFTING):
        raise ImportRefused(
            _("The article has words in this language already; they are changed on their own page, not by an import.")
        )


def make_draft(
    understood: Understood, *, target: Target, by: User, name: str, dated_on: date | None = None, tracked: str = "ask"
) -> Made:
    """Makes the draft in one transaction. Raises ImportRefused or workflow.Refused; then nothing was made.

    `dated_on` is for a new article whose document says no date.
    """
    if understood.is_unanswered:
        raise ImportRefused(_("The document has tracked changes or comments that nobody has decided on."))
    check_target(target, by)
    words = _words(understood)
    with transaction.atomic():
        article = target.article or _article(understood, target, by, dated_on)
        edition, _is_new = article.editions.intended().get_or_create(
            language=target.language, defaults={"article": article}
        )
        if target.article and understood.read_count and not _is_published(article):
            article.imported_reads += understood.read_count
            article.save(update_fields=["imported_reads"])
        body, refused = _with_photos(understood, article, by)
        edition.take(
            "save",
            by=by,
            revision=None,
            words=Words(**words, body=body),
            note=import_note(understood, name, tracked=tracked, refused=refused),
        )
        log.record("imported", by=by, target=edition, name=name[:200], format=understood.format, article=article.pk)
    return Made(edition, refused)


def _article(understood: Understood, target: Target, by: User, dated_on: date | None) -> Article:
    day = dated_on or understood.dated_on
    if day is None:
        raise ImportRefused(_("No date was found in the document, and none was given."))
    article = Article(
        kind=target.kind,
        dated_on=day,
        source_language=target.source_language or target.language,
        imported_reads=understood.read_count or 0,
        created_by=by,
    )
    article.save()
    return article


def _is_published(article: Article) -> bool:
    return article.editions.filter(publications__isnull=False).exists()


def _words(understood: Understood) -> dict[str, str]:
    words = {
        "title": understood.title,
        "summary": understood.summary,
        "contributing_unit": understood.contributing_unit,
        "text_by": understood.text_by,
        "photos_by": understood.photos_by,
    }
    for field, text in words.items():
        most = Revision._meta.get_field(field).max_length
        if most and len(text) > most:
            raise ImportRefused(
                _("%(field)s: %(length)d characters were read, and at most %(most)d can be stored.")
                % {
                    "field": str(Revision._meta.get_field(field).verbose_name).capitalize(),
                    "length": len(text),
                    "most": most,
                }
            )
    return words


def _with_photos(understood: Understood, article: Article, by: User) -> tuple[str, tuple[str, ...]]:
    """The body with its pictures as photos. One that cannot be a photo leaves its caption, and a sentence that says why."""
    refused: list[str] = []
    kept: dict[int, int] = {}
    for number, picture in enumerate(understood.pictures):
        upload = ContentFile(picture.content, name=picture.name)
        try:
            photo, _is_new = Photo.objects.keep(upload, by=by, article=article, credit=understood.photos_by[:200])
        except ImageRefused as error:
            refused.append(
                _("Picture %(number)d was not taken over: %(why)s")
                % {"number": number + 1, "why": " ".join(error.messages)}
            )
        else:
            kept[number] = photo.pk

    def figure(match: re.Match) -> str:
        number, alt, caption = int(match[1]), match[2], match[3]
        if number in kept:
            return f'<figure data-photo="{kept[number]}" data-alt="{alt}"><figcaption>{caption}</figcaption></figure>'
        return f"<figure><figcaption>{caption}</figcaption></figure>" if caption else ""

    return _FIGURE.sub(figure, understood.body_html), tuple(refused)
