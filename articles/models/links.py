"""Which events, agreements and organisations an article reports on: of the article, whatever its language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from partners.models import Agreement, Organisation


class ArticleEvent(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="event_links")
    event = models.ForeignKey(Event, models.PROTECT, related_name="article_links", verbose_name=_("event"))

    class Meta:
        verbose_name = _("event in an article")
        verbose_name_plural = _("events in articles")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "event"], name="article_event_once")]

    def __str__(self):
        return f"{self.article} · {self.event}"


class ArticleAgreement(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="agreement_links")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="article_links", verbose_name=_("agreement"))

    class Meta:
        verbose_name = _("agreement in an article")
        verbose_name_plural = _("agreements in articles")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "agreement"], name="article_agreement_once")]

    def __str__(self):
        return f"{self.article} · {self.agreement}"


class ArticleOrganisation(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="article_links", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("organisation in an article")
        verbose_name_plural = _("organisations in articles")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["article", "organisation"], name="article_organisation_once")]

    def __str__(self):
        return f"{self.article} · {self.organisation}"
