"""What stands around every page: links with their labels, and one row of texts and switches."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Kind
from newsroom.shared import stored
from newsroom.shared.constraints import one_of
from newsroom.shared.names import any_filled, column, first_name
from newsroom.site.targets import Leading, leads_once


class Place(models.TextChoices):
    HEADER = "header", _("Main menu")
    FOOTER = "footer", _("Footer, first column")
    FOOTER_SECOND = "footer_second", _("Footer, second column")
    MARK = "mark", _("Registration mark in the footer (ICP, 公安备案)")


class NavigationItemQuerySet(models.QuerySet):
    def in_language(self, language: str):
        """Those labelled in a language. A registration mark is what it is in every language."""
        label = column("label", language)
        return self.filter(Q(place=Place.MARK) | (Q(**{f"{label}__isnull": False}) & ~Q(**{label: ""})))


class NavigationItem(Leading):
    """A link in the menu or the footer; as long as a place has none, it shows what the site shows by itself."""

    place = models.CharField(_("part of the page"), max_length=20, choices=Place)
    position = models.PositiveSmallIntegerField(
        _("position"), default=10, help_text=_("The lowest number comes first.")
    )
    label = models.CharField(_("label"), max_length=80, blank=True)
    url = models.URLField(_("other site"), max_length=500, blank=True, editable=False)
    image_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    image_extension = models.CharField(max_length=4, blank=True, editable=False)
    image_width = models.PositiveIntegerField(default=0, editable=False)
    image_height = models.PositiveIntegerField(default=0, editable=False)
    unreadable_since = models.DateTimeField(_("picture cannot be read since"), null=True, editable=False)

    objects = NavigationItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("link in menu or footer")
        verbose_name_plural = _("links in menu and footer")
        ordering = ["place", "position", "pk"]
        constraints = [
            one_of("navigation", "place", Place),
            models.CheckConstraint(
                name="navigation_labelled",
                condition=any_filled("label"),
                violation_error_message=_("Give it a label in one language at least."),
            ),
            models.CheckConstraint(
                name="navigation_leads_once", condition=leads_once("url", or_nowhere=Q(place=Place.MARK))
            ),
            models.CheckConstraint(name="navigation_url_is_safe", condition=Q(url="") | Q(url__startswith="https://")),
            models.CheckConstraint(
                name="navigation_stays_here",
                condition=Q(path="") | (Q(path__startswith="/") & ~Q(path__startswith="//")),
            ),
        ]

    def __str__(self):
        return first_name(self, "label")

    @property
    def image_path(self) -> str:
        return f"site/{self.image_sha256[:2]}/{self.image_sha256}.{self.image_extension}" if self.image_sha256 else ""

    def has_its_bytes(self) -> bool:
        """Whether the stored picture is still the one that was taken in."""
        return stored.holds(self.image_path, self.image_sha256)

    @property
    def image_url(self) -> str:
        return reverse("site_image", args=[self.image_sha256, self.image_extension]) if self.image_sha256 else ""


class SiteSettings(models.Model):
    """One row: texts of the footer, grey days, and from how many articles on a language is offered."""

    contact = models.TextField(
        _("contact"), blank=True, help_text=_("Office, street, telephone, e-mail: one line each.")
    )
    licence_of_texts = models.CharField(_("licence of texts"), max_length=300, blank=True)
    licence_of_photos = models.CharField(_("licence of photos"), max_length=300, blank=True)
    accessibility_page = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"kind": Kind.PAGE},
        related_name="+",
        verbose_name=_("accessibility statement"),
    )
    grey_from = models.DateField(_("grey from"), null=True, blank=True)
    grey_until = models.DateField(_("grey until"), null=True, blank=True)
    minimum_articles = models.PositiveSmallIntegerField(
        _("news that a language needs"),
        null=True,
        blank=True,
        help_text=_(
            "A language with fewer published news is not offered in the list of languages; its pages stay. Empty: as the installation says."
        ),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(name="site_settings_is_one_row", condition=Q(pk=1)),
            models.CheckConstraint(
                name="site_grey_has_both_ends",
                condition=Q(grey_from=None, grey_until=None)
                | Q(grey_from__isnull=False, grey_until__isnull=False, grey_until__gte=F("grey_from")),
                violation_error_message=_(
                    "Grey days have a first and a last day; the last does not lie before the first."
                ),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    def clean(self):
        if self.accessibility_page and self.accessibility_page.kind != Kind.PAGE:
            raise ValidationError({"accessibility_page": _("Choose a standing page.")})

    @property
    def is_grey(self) -> bool:
        """Whether today, in the site's time zone, is one of the grey days."""
        return self.grey_from is not None and self.grey_from <= timezone.localdate() <= self.grey_until

    @property
    def fewest_articles(self) -> int:
        minimum = self.minimum_articles
        return settings.NEWSROOM_LANGUAGE_MINIMUM if minimum is None else minimum

    def text(self, field: str) -> str:
        """A text in the page's language; empty where there is none, as no text stands under another language."""
        return getattr(self, column(field, get_language() or "en"), "") or ""
