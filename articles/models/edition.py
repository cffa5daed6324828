from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.models.article import Article
from articles.models.publication import Part, Publication, SignOff, Withdrawal
from articles.models.revision import Confirmation, Revision
from articles.models.taking import Taking
from articles.workflow import PartRole, SignStage, Situation, Stage
from newsroom.accounts import log
from newsroom.accounts.roles import Role
from newsroom.shared.names import language_choices


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of articles that a member of staff may see; what readers see is no secret from the staff either."""
        mine = self.filter(article__in=Article.objects.visible_to(user))
        if not (user.is_active and user.is_staff):
            return mine
        return mine | self.filter(Q(live__isnull=False) | Q(next__visible_from__lte=timezone.now()))

    def intended(self):
        """The languages that an article is meant to appear in."""
        return self.exclude(stage=Stage.DISCARDED)


class Edition(models.Model):
    """An article in one language: its open cycle and stage, its head revision, and what readers see (`live`, `next`).

    There is a row for each intended language. `take` is the only writer of everything but `article` and `language`.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions", verbose_name=_("article"))
    language = models.CharField(_("language"), max_length=10, choices=language_choices)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.DRAFTING, editable=False)
    cycle = models.PositiveIntegerField(default=1, editable=False)
    round = models.PositiveIntegerField(default=1, editable=False)
    second_review = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Whether this round takes a second review; fixed when it is handed in."),
    )
    head = models.ForeignKey(Revision, models.PROTECT, null=True, editable=False, related_name="+")
    live = models.OneToOneField(Publication, models.PROTECT, null=True, editable=False, related_name="live_of")
    next = models.OneToOneField(Publication, models.PROTECT, null=True, editable=False, related_name="next_of")
    withdrawal = models.OneToOneField(Withdrawal, models.PROTECT, null=True, editable=False, related_name="current_of")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["article", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language"],
                condition=~Q(stage="discarded"),
                name="edition_language",
                violation_error_message=_("The article has an edition in this language already."),
            )
        ]
        # what readers see of an article in a language, without reading the edition
        indexes = [models.Index(fields=["article", "language", "live", "next"], name="edition_shown")]

    def __str__(self):
        return f"{self.article_id} · {self.get_language_display()}"

    @property
    def is_source(self) -> bool:
        return self.language == self.article.source_language

    @property
    def title(self) -> str:
        """The newest title, for the desk alone."""
        return self.head.title if self.head else ""

    @property
    def stage_label(self):
        """The stage in the office's words: drafting is Writing for the source, Translating for the others."""
        if self.stage == Stage.DRAFTING:
            return _("Writing") if self.is_source else _("Translating")
        return Stage(self.stage).label

    def shown(self, at=None) -> Publication | None:
        """What readers see of this edition."""
        return Publication.objects.shown(at).filter(edition=self).first()

    def current(self, at=None) -> Publication | None:
        """What is in force: `next` once its time has come, else `live`; whether or not the article is suspended or has expired."""
        is_due = self.next is not None and self.next.visible_from <= (at or timezone.now())
        return self.next if is_due else self.live

    def last_publication(self) -> Publication | None:
        """The words scheduled or in force, else those that readers saw last, else the last that were taken away before their time."""
        return self.next or self.live or self.publications.once_shown().first() or self.publications.first()

    def part_of(self, user, cycle=None) -> PartRole | None:
        part = self.parts.filter(user=user, cycle=cycle or self.cycle).first()
        return PartRole(part.role) if part else None

    def signoffs_in_force(self):
        """Of the current cycle and round, naming the head. Lapsing is derived, never stored."""
        return self.signoffs.filter(cycle=self.cycle, round=self.round, revision=self.head)

    def round_signoffs(self):
        return self.signoffs.filter(cycle=self.cycle, round=self.round)

    def situation(self, user, *, words=None) -> Situation:
        """The facts that the workflow's table asks for, about this edition and this user, now."""
        now = timezone.now()
        words = words or (self.head.words if self.head else None)
        live = self.current(now)
        scheduled = self.next is not None and self.next != live
        emergency = live if live is not None and live.kind == Publication.Kind.EMERGENCY else None
        return Situation(
            stage=Stage(self.stage),
            is_source=self.is_source,
            roles=user.roles,
            part=self.part_of(user),
            cycle_has_writer=self.parts.filter(cycle=self.cycle, role=PartRole.WRITER).exists(),
            speaks=user.works_in(self.language),
            may_see=Edition.objects.visible_to(user).filter(pk=self.pk).exists(),
            handed_in=self.handed_in_by() == user,
            has_words=self.head is not None,
            is_complete=bool(words and words.title and words.body) and not (self.head and self.head.is_redacted),
            differs=bool(words) and (live is None or words.differs_from(live.revision.words)),
            reviewer_signed=self.round_signoffs().exclude(stage=SignStage.WRITING).exists(),
            is_live=live is not None,
            is_scheduled=scheduled,
            was_published=live is not None or scheduled or self.publications.once_shown(now).exists(),
            is_suspended=self.article.is_suspended,
            awaits_review=emergency is not None and emergency.later_review is None,
            is_publisher=emergency is not None and emergency.published_by_id == user.pk,
            part_in_publication=self.part_of(user, emergency.cycle) if emergency else None,
            second_review=self.second_review,
            one_reviewer_may_do_both=not settings.NEWSROOM_DISTINCT_REVIEWERS,
        )

    def open_steps(self, user) -> list[workflow.Step]:
        """What this user could do now; the buttons are made from it."""
        return workflow.open_steps(self.situation(user))

    def take(self, step: str, *, by, revision: int | None, note: str = "", **options) -> "Taking":
        """Take a step: the only way an edition moves.

        `revision` is the id of the head on the user's screen (None when there was none). Options, where the table has
        them: `words` (Words), `source_revision` (id), `proposal` (id), `at` (aware datetime), `ending` (Ending), `into` (Article).
        Raises workflow.Refused: NotYours, NotOpen, Stale, Incomplete. A refusal is logged and changes nothing else.
        The edition is fresh from the database afterwards.
        """
        taking = Taking(self, step, by=by, revision=revision, note=note, options=options)
        try:
            taking.run()
        finally:
            self.refresh_from_db()
        return taking

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("source", None)

    @cached_property
    def source(self) -> "Edition | None":
        """The edition that this one translates; None for the source itself and where there is none."""
        if self.is_source:
            return None
        return self.article.editions.intended().filter(language=self.article.source_language).first()

    def source_revision_now(self) -> Revision | None:
        """What a translation should be compared with: what readers see of the source, else its newest words."""
        if self.source is None:
            return None
        shown = self.source.current() or self.source.next
        return shown.revision if shown else self.source.head

    def translated_from(self) -> Revision | None:
        """The source revision that the head was made from, or was last confirmed against."""
        return self.head.made_from() if self.head else None

    @property
    def source_has_changed(self) -> bool:
        """Whether the source's words differ from those translated; compares words, never times."""
        now, then = self.source_revision_now(), self.translated_from()
        return now is not None and then is not None and now.says_other_than(then)

    def handed_in_by(self):
        """Whoever handed in last in this cycle, or None."""
        handed = self.signoffs.filter(cycle=self.cycle, stage=SignStage.WRITING).select_related("part__user").last()
        return handed.part.user if handed else None

    def came_back(self):
        """The step that opened this round, when a reviewer or somebody else sent the words back with a reason."""
        returning = [step.name for step in workflow.STEPS if step.next_round or step.next_cycle]
        last = self.steps.filter(step__in=returning).select_related("by").last()
        # a step is recorded with the cycle and round that it ended
        opened = last and (self.cycle, self.round) in {(last.cycle, last.round + 1), (last.cycle + 1, 1)}
        return last if opened and last.note else None

    # people

    def may_assign(self, user) -> bool:
        """Managers, and whoever writes here, give colleagues their parts."""
        writes = Role.WRITER if self.is_source else Role.TRANSLATOR
        return user.has_role(Role.MANAGER) or (user.has_role(writes) and user.works_in(self.language))

    def assign(self, user, role: PartRole, *, by) -> Part:
        """Give a user a part in the open cycle. Raises IntegrityError when they have one already."""
        with transaction.atomic():
            part = Part.objects.create(edition=self, cycle=self.cycle, user=user, role=role)
            log.record("assigned", by=by, target=self, user=user.pk, part=str(role), cycle=self.cycle)
        return part

    def unassign(self, part: Part, *, by) -> bool:
        """Take a part away; False when it has been acted in, which the database refuses."""
        try:
            with transaction.atomic():
                part.delete()
                log.record("unassigned", by=by, target=self, user=part.user_id, part=part.role, cycle=part.cycle)
        except (IntegrityError, ProtectedError):
            return False
        return True

    # the source

    def may_confirm(self, user) -> bool:
        return (
            not self.is_source
            and user.has_role(Role.TRANSLATOR)
            and user.works_in(self.language)
            and self.source_has_changed
        )

    def confirm(self, *, by, revision: int | None, source_revision: int | None) -> Confirmation:
        """A translator's word that the head is still accurate against the source on the screen. Raises workflow.Refused."""
        with transaction.atomic():
            edition = Edition.objects.select_for_update(of=("self",)).get(pk=self.pk)
            now = edition.source_revision_now()
            if not (by.has_role(Role.TRANSLATOR) and by.works_in(edition.language) and not edition.is_source):
                raise workflow.NotYours(_("Only a translator of this language confirms a translation."))
            if edition.head_id is None or revision != edition.head_id or now is None or source_revision != now.pk:
                raise workflow.Stale(_("The words have changed since your page was opened; nothing was stored."))
            made = Confirmation.objects.create(revision=edition.head, source_revision=now, by=by, at=timezone.now())
            log.record("confirmed", by=by, target=edition, revision=edition.head_id, source_revision=now.pk)
        return made

    def signatures(self) -> dict[str, SignOff]:
        """The sign-offs in force by stage."""
        return {signoff.stage: signoff for signoff in self.signoffs_in_force()}
