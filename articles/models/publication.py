from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.revision import Revision
from articles.workflow import Ending, PartRole, SignStage

# the steps that take away what was shown or scheduled; each names it
ENDINGS = ("unschedule", "withdraw")


class Part(models.Model):
    """What one user is in one cycle of one edition; nobody is two things. Fixed once a revision, sign-off or step names it."""

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="parts")
    cycle = models.PositiveIntegerField(_("cycle"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="parts", verbose_name=_("user"))
    role = models.CharField(_("part"), max_length=20, choices=PartRole)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "cycle", "user"],
                name="one_part_a_cycle",
                violation_error_message=_("This person has another part in this round of work already."),
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


class SignOff(models.Model):
    """A user's signature under exactly one revision, with name, post and unit as printed on that day. Append-only."""

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="signoffs")
    cycle = models.PositiveIntegerField(_("cycle"))
    round = models.PositiveIntegerField(_("round"))
    stage = models.CharField(_("stage"), max_length=20, choices=SignStage)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="signoffs")
    part = models.ForeignKey(Part, models.PROTECT, related_name="signoffs")
    digest = models.CharField(max_length=64)
    printed_name = models.CharField(_("name as printed"), max_length=120)
    printed_post = models.CharField(_("post"), max_length=120, blank=True)
    printed_unit = models.CharField(_("unit"), max_length=160, blank=True)
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "cycle", "round", "stage"], name="one_signoff_a_stage"),
        ]

    def __str__(self):
        return f"{self.printed_name} · {self.get_stage_display()}"


class PublicationQuerySet(models.QuerySet):
    def shown(self, at=None):
        """What readers see at a moment (now): at most one a edition, and the only definition of "public".

        An edition shows its `next` once its time has come, else its `live`; nothing while the article is suspended or after it has
        expired. The stage of the edition is never asked.
        """
        now = at or timezone.now()
        # as a sentence and not as `pk = …`: PostgreSQL would take that for one more key, hence for hardly a row, and read whole tables
        is_shown = Case(
            When(edition__next__visible_from__lte=now, then=Q(edition__next=F("pk"))),
            default=Q(edition__live=F("pk")),
            output_field=models.BooleanField(),
        )
        return (
            self.alias(is_shown=is_shown)
            .filter(
                Q(edition__article__visible_until=None) | Q(edition__article__visible_until__gt=now),
                edition__article__is_suspended=False,
                is_shown=True,
            )
            .select_related("edition__article", "revision")
        )

    def once_shown(self, at=None):
        """Those whose time came before they were unscheduled or withdrawn: what readers see or once saw."""
        ended = StepTaken.objects.filter(publication=OuterRef("pk"), step__in=ENDINGS, at__lt=OuterRef("visible_from"))
        return self.filter(~Exists(ended), visible_from__lte=at or timezone.now())


class Publication(models.Model):
    """The act that makes a revision visible from a time. Append-only; its credits are fixed with it."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", _("reviewed")
        EMERGENCY = "emergency", _("published in an emergency")
        LEGACY = "legacy", _("published before this system")

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="publications")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="publications")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    cycle = models.PositiveIntegerField(_("cycle"))
    round = models.PositiveIntegerField(_("round"))
    initial = models.ForeignKey(SignOff, models.PROTECT, null=True, blank=True, related_name="+")
    second = models.ForeignKey(SignOff, models.PROTECT, null=True, blank=True, related_name="+")
    final = models.ForeignKey(SignOff, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    legacy_import = models.ForeignKey("articles.LegacyImport", models.PROTECT, null=True, blank=True)
    credits = models.JSONField(_("credits"), default=list)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="publications")
    published_at = models.DateTimeField(_("decided"))
    visible_from = models.DateTimeField(_("visible from"), db_index=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="publication_kind_has_its_proof",
                condition=Q(kind="reviewed", initial__isnull=False, final__isnull=False, reason="", legacy_import=None)
                | (Q(kind="emergency", initial=None, second=None, final=None, legacy_import=None) & ~Q(reason=""))
                | Q(kind="legacy", initial=None, second=None, final=None, reason="", legacy_import__isnull=False),
            ),
            # what was decided now was not seen yesterday; an old site's dates are its own
            models.CheckConstraint(
                name="publication_is_not_backdated", condition=Q(kind="legacy") | Q(visible_from__gte=F("published_at"))
            ),
        ]

    def __str__(self):
        return f"{self.edition} · {self.get_kind_display()} · {self.visible_from:%Y-%m-%d}"

    @property
    def is_reviewed(self) -> bool:
        """Whether its reviews stand: at once, or signed after an emergency."""
        return self.kind == self.Kind.REVIEWED or self.later_review is not None

    @property
    def later_review(self) -> SignOff | None:
        """The signature given after an emergency publication; the public pages name it."""
        if self.kind != self.Kind.EMERGENCY:
            return None
        return SignOff.objects.filter(
            edition=self.edition_id,
            cycle=self.cycle,
            round=self.round,
            stage=SignStage.AFTERWARDS,
            revision=self.revision_id,
        ).first()


class LegacyImport(models.Model):
    """One import from an old site: what every legacy publication names as its proof. Append-only, made only while the setting is on."""

    site = models.CharField(_("old site"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("import from an old site")
        verbose_name_plural = _("imports from old sites")

    def __str__(self):
        return self.site


class Withdrawal(models.Model):
    """The end of what an edition showed. Append-only; a later publication shows the address again."""

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="withdrawals")
    ending = models.CharField(_("ending"), max_length=10, choices=Ending)
    into = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("withdrawn"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="withdrawal_merged_has_target",
                condition=Q(ending="merged", into__isnull=False) | (~Q(ending="merged") & Q(into=None)),
            )
        ]

    def __str__(self):
        return f"{self.edition} · {self.get_ending_display()}"


class StepTaken(models.Model):
    """One step in the history of an edition: who, when, from where to where, and why. Append-only."""

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="steps")
    step = models.CharField(max_length=30)
    cycle = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    from_stage = models.CharField(max_length=20)
    to_stage = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="steps")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="steps")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="steps")
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, related_name="steps")
    proposal = models.ForeignKey("articles.Proposal", models.PROTECT, null=True, related_name="steps")
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.edition} · {self.step}"
