import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models.links import ArticleAgreement, ArticleEvent, ArticleOrganisation
from articles.models.topic import ArticleTopic
from events.models import Event
from newsroom.shared.names import language_choices
from partners.models import Agreement, Organisation


class Kind(models.TextChoices):
    NEWS = "news", _("News")
    NOTICE = "notice", _("Notice")
    PAGE = "page", _("Page")


class ArticleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that a member of staff may see: a restricted one is for its assigned people only, whatever else they may."""
        if not (user.is_active and user.is_staff):
            return self.none()
        assigned = self.model.objects.filter(editions__parts__user=user).values("pk")
        return self.filter(Q(is_restricted=False) | Q(created_by=user) | Q(pk__in=assigned))


class Article(models.Model):
    """One piece, language-neutral. Its words are in the revisions of its editions."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    dated_on = models.DateField(_("date of the news"), help_text=_("The day that the page shows under the title."))
    source_language = models.CharField(_("written in"), max_length=10, choices=language_choices)
    topics = TaggableManager(through=ArticleTopic, blank=True, verbose_name=_("topics"))
    events = models.ManyToManyField(
        Event, through=ArticleEvent, blank=True, related_name="articles", verbose_name=_("events")
    )
    agreements = models.ManyToManyField(
        Agreement, through=ArticleAgreement, blank=True, related_name="articles", verbose_name=_("agreements")
    )
    organisations = models.ManyToManyField(
        Organisation, through=ArticleOrganisation, blank=True, related_name="articles", verbose_name=_("organisations")
    )
    visible_until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("For a notice that expires; empty: no end.")
    )
    needs_second_review = models.BooleanField(
        _("second review"), default=False, help_text=_("A third pair of eyes between initial and final review.")
    )
    is_restricted = models.BooleanField(
        _("restricted"), default=False, help_text=_("Before publication only the people assigned to it can see it.")
    )
    is_suspended = models.BooleanField(_("suspended"), default=False, editable=False)
    imported_reads = models.PositiveIntegerField(
        _("reads on the old site"), default=0, help_text=_("Counted before this system; added to its own count.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="articles", editable=False, verbose_name=_("begun by")
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-dated_on", "-pk"]
        constraints = [
            # far dates overflow when a zone is applied to them, and then no list can be shown any more
            models.CheckConstraint(
                name="article_dated_in_our_time",
                condition=Q(dated_on__gte=datetime.date(1900, 1, 1), dated_on__lt=datetime.date(2100, 1, 1)),
                violation_error_message=_("The date must lie between 1900 and 2099."),
            ),
            models.CheckConstraint(
                name="article_ends_in_our_time",
                condition=Q(visible_until=None)
                | Q(visible_until__lt=datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)),
                violation_error_message=_("The end must lie before the year 2100."),
            ),
        ]
        # with all that decides whether readers see it: a list of thousands is counted from the index alone
        indexes = [
            models.Index(fields=["kind", "-dated_on", "-id", "is_suspended", "visible_until"], name="article_kind_date")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk} · {self.dated_on}"
