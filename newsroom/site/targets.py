"""Where a redirect or a link leads: to a record by its number, so that it follows new titles and merged records, or to another page.

Written as `article:12`, `article:12:es` (in that language), `organisation:5`, `agreement:3`, `event:9`, or as the address of a page of
this site, in which records are recognised; a redirect may lead to an attachment too.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Attachment, Edition
from events.models import Event
from newsroom.shared.languages import public_languages
from newsroom.shared.middleware import first_segment
from newsroom.site import addresses
from partners.models import Agreement, Organisation

RECORDS = {"article": Article, "organisation": Organisation, "agreement": Agreement, "event": Event}
PAGES = {
    "articles:news": "article",
    "articles:notice": "article",
    "articles:page": "article",
    "partners:partner": "organisation",
    "partners:agreement": "agreement",
    "events:event": "event",
}
_SHORT = re.compile(rf"({'|'.join(RECORDS)})\s*:\s*([1-9][0-9]{{0,17}})(?:\s*:\s*([A-Za-z-]+))?", re.ASCII)
ANOTHER_SITE = _("This leads to another site: redirects stay on this one.")
NO_PAGE = _("This site has no page at this address.")


@dataclass(frozen=True)
class Target:
    """A record (`kind`, `pk`, and the language it is wanted in, if one) or the address of another page (`path`)."""

    path: str = ""
    kind: str = ""
    pk: int | None = None
    language: str = ""
    is_page: bool = True  # False: nothing answers there, unless it is an old address itself

    def __str__(self):
        if not self.kind:
            return self.path
        return f"{self.kind}:{self.pk}:{self.language}" if self.language else f"{self.kind}:{self.pk}"


def is_own(host: str) -> bool:
    own = urlsplit(settings.SITE_ORIGIN).hostname or ""
    hosts = [each for each in settings.ALLOWED_HOSTS if each != "*"]
    return bool(host) and (host == own or validate_host(host, hosts))


def attachments_at(path: str) -> QuerySet | None:
    """The attachment whose address this is, if it is there; None where it is no address of a file."""
    match = addresses.page_at(path)
    if match is None or match.view_name != "media:file":
        return None
    return Attachment.objects.kept().filter(sha256=match.kwargs["sha256"], original_name=match.kwargs["name"])


def read_target(text: str, *, may_be_file: bool = False) -> Target:
    """Raises ValidationError with a sentence."""
    if short := _SHORT.fullmatch(text.strip()):
        kind, number, language = short.groups()
        if language and language.lower() not in public_languages():
            raise ValidationError(_("The site is not in the language “%(code)s”.") % {"code": language})
        return Target(kind=kind, pk=int(number), language=(language or "").lower())
    written = addresses.read(text)
    if written.host and not is_own(written.host):
        raise ValidationError(ANOTHER_SITE)
    if written.fragment:
        raise ValidationError(_("A part of a page (after #) cannot be kept: name the page."))
    path = addresses.own_spelling(written.path)
    if may_be_file and (found := attachments_at(path)) is not None:
        return Target(path=path, is_page=found.exists())
    if first_segment(path) in addresses.NO_PAGES:
        raise ValidationError(_("This is no page for readers."))
    match = addresses.page_at(path)
    if match is None and not path.endswith("/") and (match := addresses.page_at(f"{path}/")):
        path = f"{path}/"
    if match and match.view_name in PAGES:
        return Target(kind=PAGES[match.view_name], pk=match.kwargs["pk"], language=first_segment(path))
    return Target(path=addresses.joined(path, written.query), is_page=match is not None)


def missing(targets, user) -> set[tuple[str, int]]:
    """(kind, number) of those records that are not there; to this user, one that they may not see is not there."""
    lacking = set()
    for kind, model in RECORDS.items():
        wanted = {target.pk for target in targets if target.kind == kind}
        if wanted:
            found = set(there(model, user).filter(pk__in=wanted).values_list("pk", flat=True))
            lacking |= {(kind, pk) for pk in wanted - found}
    return lacking


def there(model, user):
    if model is not Article:
        return model.objects.all()
    seen = Edition.objects.visible_to(user).values("article")
    return Article.objects.filter(Q(pk__in=Article.objects.visible_to(user).values("pk")) | Q(pk__in=seen))


def not_there(target: Target) -> str:
    sentences = {
        "article": _("There is no article with the number %(number)s."),
        "organisation": _("There is no organisation with the number %(number)s."),
        "agreement": _("There is no agreement with the number %(number)s."),
        "event": _("There is no event with the number %(number)s."),
    }
    return sentences[target.kind] % {"number": target.pk}


class Leading(models.Model):
    """A row that leads somewhere on this site. A record that is led to is in use, and so is not deleted."""

    path = models.CharField(_("page"), max_length=addresses.LONGEST, blank=True, editable=False)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("article")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("organisation")
    )
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("agreement")
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("event")
    )

    class Meta:
        abstract = True

    @property
    def target(self) -> Target:
        for kind in RECORDS:
            if pk := getattr(self, f"{kind}_id"):
                return Target(kind=kind, pk=pk)
        return Target(path=self.path)

    @target.setter
    def target(self, target: Target):
        self.path = target.path
        for kind in RECORDS:
            setattr(self, f"{kind}_id", target.pk if target.kind == kind else None)


def leads_once(*others: str, or_nowhere: Q | None = None) -> Q:
    """Exactly one of the page, the records and further text columns is said; or none, where that is allowed."""
    empty = {
        "path": Q(path=""),
        **{kind: Q(**{kind: None}) for kind in RECORDS},
        **{name: Q(**{name: ""}) for name in others},
    }
    ways = [Q(~empty[chosen], *(empty[name] for name in empty if name != chosen)) for chosen in empty]
    nowhere = [Q(or_nowhere, *empty.values())] if or_nowhere else []
    return Q(*ways, *nowhere, _connector=Q.OR)


def without_language(target: Target) -> Target:
    """For a link that stands on pages of every language: /en/news/ is /news/ there."""
    first = first_segment(target.path)
    path = target.path[len(first) + 1 :] if first in public_languages() else target.path
    return replace(target, path=path, language="")
