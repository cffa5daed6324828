from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from newsroom.shared.names import first_name


class Topic(TagBase):
    """What news is about: one concept with a name in each language, chosen from a list."""

    name = models.CharField(_("name"), max_length=100, blank=True)
    slug = models.SlugField(
        _("address"), max_length=100, unique=True, help_text=_("Latin letters, digits and hyphens.")
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["slug"]

    def __str__(self):
        return first_name(self, "name") or self.slug

    def get_absolute_url(self):
        return reverse("articles:topic", args=[self.slug])


class ArticleTopic(ItemBase):
    content_object = models.ForeignKey("articles.Article", models.CASCADE, related_name="topic_links")
    tag = models.ForeignKey(Topic, models.PROTECT, related_name="article_links", verbose_name=_("topic"))

    class Meta:
        verbose_name = _("topic of an article")
        verbose_name_plural = _("topics of articles")
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="article_topic_once")]

    def __str__(self):
        return str(self.tag)
