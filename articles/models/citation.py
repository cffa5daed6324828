"""Where a fact of the record comes from: which source says what of which field, with the value as that source has it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from articles.models.publication import Publication
from newsroom.shared.constraints import filled, one_of
from newsroom.shared.names import column, first_name
from newsroom.shared.partial_dates import PartialDate
from partners.models import AgreementDocument
from partners.vocabulary import Visibility

# what a citation can speak of: its field → the model
TARGETS = {
    "organisation": "partners.Organisation",
    "organisation_name": "partners.OrganisationName",
    "organisation_relation": "partners.OrganisationRelation",
    "identifier": "partners.ExternalId",
    "place": "partners.Place",
    "person": "partners.Person",
    "person_name": "partners.PersonName",
    "appointment": "partners.Appointment",
    "agreement": "partners.Agreement",
    "further_kind": "partners.FurtherKind",
    "agreement_relation": "partners.AgreementRelation",
    "party": "partners.Party",
    "signatory": "partners.Signatory",
    "milestone": "partners.Milestone",
    "outcome": "partners.Outcome",
    "event_series": "events.EventSeries",
    "event": "events.Event",
    "session": "events.Session",
    "involvement": "events.Involvement",
    "participation": "events.Participation",
    "figure": "events.Figure",
    "signing": "events.Signing",
}


class DocumentKind(models.TextChoices):
    SCAN = "scan", _("Scan")
    APPROVAL = "approval", _("Approval")
    ARCHIVE = "archive", _("File in the archive")
    PRESS = "press", _("Report published elsewhere")
    OTHER = "other", _("Other document")


def citable_articles(user):
    """What a member of staff may cite: what readers can open, and what they see on the desk themselves."""
    seen = Q(Exists(Publication.objects.shown().filter(edition__article=OuterRef("pk"))))
    if user.has_perm("articles.view_article"):
        seen |= Q(pk__in=Article.objects.visible_to(user).order_by().values("pk"))
    return Article.objects.filter(seen)


class SourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For those who read the record: documents on file, and the articles that this user may know of."""
        return self.filter(Q(article=None) | Q(article__in=citable_articles(user).order_by().values("pk")))

    def named(self, text):
        """Documents by their title, number or publisher; articles by what readers see as their title."""
        titled = Publication.objects.shown().filter(revision__title__icontains=text).values("edition__article")
        return self.filter(
            Q(title__icontains=text)
            | Q(number__icontains=text)
            | Q(publisher__icontains=text)
            | Q(article__in=titled.order_by())
        )

    def public(self, at=None):
        """Articles that readers can open at a moment (now), and documents that were made public."""
        shown = Publication.objects.shown(at).filter(edition__article=OuterRef("article"))
        return self.filter(Q(Exists(shown)) | Q(article=None, visibility=Visibility.PUBLIC))


class Source(models.Model):
    """An article of ours, or a document on file. Never both."""

    article = models.OneToOneField(
        Article, models.PROTECT, null=True, blank=True, related_name="source", verbose_name=_("article")
    )
    title = models.CharField(_("document"), max_length=300, blank=True)
    kind = models.CharField(_("kind of document"), max_length=10, choices=DocumentKind, blank=True)
    number = models.CharField(
        _("number"), max_length=80, blank=True, help_text=_("The approval's or the archive's number.")
    )
    publisher = models.CharField(_("published or issued by"), max_length=200, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    scan = models.ForeignKey(
        AgreementDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("scan on record"),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility,
        default=Visibility.INTERNAL,
        help_text=_("Of a document. An article is as public as itself."),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a fact", "source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]
        constraints = [
            one_of("source", "visibility", Visibility),
            models.CheckConstraint(
                name="source_article_or_document",
                condition=Q(
                    article__isnull=False,
                    title="",
                    kind="",
                    number="",
                    publisher="",
                    address="",
                    dated_on=None,
                    scan=None,
                    visibility=Visibility.INTERNAL,
                )
                | (Q(article=None, kind__in=DocumentKind.values) & ~Q(title="")),
                violation_error_message=_("A source is an article, or a document with its title and kind; not both."),
            ),
        ]

    def __str__(self):
        return self.title or str(self.article)


class Stance(models.TextChoices):
    STATES = "states", _("states it")
    IMPLIES = "implies", _("implies it")
    CONTRADICTS = "contradicts", _("contradicts it")


class CitationQuerySet(models.QuerySet):
    def public(self, at=None):
        """What readers may know of at a moment (now): public sources, no contradictions, no wrong names."""
        return self.filter(source__in=Source.objects.public(at)).exclude(
            Q(stance=Stance.CONTRADICTS) | Q(organisation_name__kind="wrong") | Q(person_name__kind="wrong")
        )

    def visible_to(self, user):
        return self.filter(source__in=Source.objects.visible_to(user))

    def contradicting(self):
        return self.filter(stance=Stance.CONTRADICTS)

    def supporting(self):
        """Of sources from which a fact comes; one that contradicts it is no source of it."""
        return self.exclude(stance=Stance.CONTRADICTS)


def _one_target() -> Q:
    condition = Q()
    for name in TARGETS:
        condition |= Q(**{f"{other}__isnull": other != name for other in TARGETS})
    return condition


class Citation(models.Model):
    """The record holds what the office takes for true; each source keeps its own wording here."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", verbose_name=_("source"))
    field = models.CharField(_("field"), max_length=60, blank=True, help_text=_("Empty: the record as a whole."))
    stance = models.CharField(_("the source"), max_length=12, choices=Stance, default=Stance.STATES)
    value = models.CharField(_("as the source has it"), max_length=500, blank=True)
    quote = models.CharField(_("in its words"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("entered"), auto_now_add=True)

    # one of these, and one only; a citation goes with the fact that it speaks of
    organisation = models.ForeignKey(
        "partners.Organisation", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    organisation_name = models.ForeignKey(
        "partners.OrganisationName", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    organisation_relation = models.ForeignKey(
        "partners.OrganisationRelation", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    identifier = models.ForeignKey(
        "partners.ExternalId", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    place = models.ForeignKey("partners.Place", models.CASCADE, null=True, blank=True, related_name="citations")
    person = models.ForeignKey("partners.Person", models.CASCADE, null=True, blank=True, related_name="citations")
    person_name = models.ForeignKey(
        "partners.PersonName", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    appointment = models.ForeignKey(
        "partners.Appointment", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    agreement = models.ForeignKey("partners.Agreement", models.CASCADE, null=True, blank=True, related_name="citations")
    further_kind = models.ForeignKey(
        "partners.FurtherKind", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    agreement_relation = models.ForeignKey(
        "partners.AgreementRelation", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    party = models.ForeignKey("partners.Party", models.CASCADE, null=True, blank=True, related_name="citations")
    signatory = models.ForeignKey("partners.Signatory", models.CASCADE, null=True, blank=True, related_name="citations")
    milestone = models.ForeignKey("partners.Milestone", models.CASCADE, null=True, blank=True, related_name="citations")
    outcome = models.ForeignKey("partners.Outcome", models.CASCADE, null=True, blank=True, related_name="citations")
    event_series = models.ForeignKey(
        "events.EventSeries", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, blank=True, related_name="citations")
    session = models.ForeignKey("events.Session", models.CASCADE, null=True, blank=True, related_name="citations")
    involvement = models.ForeignKey(
        "events.Involvement", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    participation = models.ForeignKey(
        "events.Participation", models.CASCADE, null=True, blank=True, related_name="citations"
    )
    figure = models.ForeignKey("events.Figure", models.CASCADE, null=True, blank=True, related_name="citations")
    signing = models.ForeignKey("events.Signing", models.CASCADE, null=True, blank=True, related_name="citations")

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["pk"]
        constraints = [
            one_of("citation", "stance", Stance),
            models.CheckConstraint(
                name="citation_one_target",
                condition=_one_target(),
                violation_error_message=_("A citation speaks of exactly one record."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["source", name, "field", "value"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"citation_{name}_once",
                    violation_error_message=_("This source is cited for this already."),
                )
                for name in TARGETS
            ),
        ]

    def __str__(self):
        return f"{self.source} · {self.get_stance_display()} · {self.target}"

    @property
    def target_name(self) -> str:
        return next((name for name in TARGETS if getattr(self, f"{name}_id") is not None), "")

    @property
    def target(self) -> models.Model | None:
        """The record, or the row of a record, that the source speaks of."""
        return getattr(self, self.target_name) if self.target_name else None

    @property
    def present_value(self) -> str:
        """What the record itself says there now; a translated field in the desk's language or the first there is."""
        return value_of(self.target, self.field) if self.target is not None else ""

    @property
    def is_settled(self) -> bool:
        return hasattr(self, "settlement")


def value_of(row: models.Model, field: str) -> str:
    """What a record, or a row of one, says in a field, in the desk's words; empty where it says nothing."""
    if not field or not hasattr(row, field):
        return ""
    if hasattr(row, column(field, "en")):
        return first_name(row, field)
    value = getattr(row, field)
    if value is None or value == "":
        return ""
    if hasattr(row, f"get_{field}_display"):
        return str(getattr(row, f"get_{field}_display")())
    if precision := getattr(row, f"{field}_precision", ""):
        return str(PartialDate(value, precision))
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M %Z")
    return str(value)


class Settlement(models.Model):
    """Why a contradiction is none any more, or need not be followed: the citation stays as it is, and this beside it."""

    citation = models.OneToOneField(Citation, models.CASCADE, related_name="settlement", verbose_name=_("citation"))
    note = models.CharField(_("how it was settled"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="settlements", verbose_name=_("settled by")
    )
    at = models.DateTimeField(_("settled at"), auto_now_add=True)

    class Meta:
        verbose_name = _("settled contradiction")
        verbose_name_plural = _("settled contradictions")
        ordering = ["pk"]
        constraints = [filled("settlement", "note")]

    def __str__(self):
        return self.note
