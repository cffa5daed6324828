"""Taking one step: asks the table, writes, records. `Edition.take` is its only caller.

Everything happens in one transaction with the edition's row locked (SQLite: the write lock from the start; PostgreSQL: FOR UPDATE). The
keys and guards of the database stand behind every rule here.
"""

import dataclasses
import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import credits, workflow
from articles.models import wording
from articles.models.article import Article
from articles.models.freeze import PublishingFreeze
from articles.models.photo import Photo
from articles.models.publication import Part, Publication, SignOff, StepTaken, Withdrawal
from articles.models.revision import Proposal, Revision, used_photos
from articles.words import Words
from articles.workflow import Ending, Incomplete, NotYours, PartRole, Refused, SignStage, Stage, Stale
from newsroom.accounts import log

FARTHEST = datetime.timedelta(days=3653)


class Taking:
    """One attempt to take a step. Afterwards: `part`, `made` (a new revision or None), `publication`."""

    def __init__(self, edition, step, *, by, revision, note, options):
        self.edition = edition
        self.step = workflow.BY_NAME.get(step)
        self.by = by
        self.revision_id = revision
        self.note = note.replace(chr(0), "").strip()
        self.options = options
        self.part = self.made = self.publication = self.proposal = None

    def run(self) -> None:
        """Take it, or log the refusal and raise it."""
        try:
            self.attempt()
        except Refused as refusal:
            self.log_refusal(refusal)
            raise

    def attempt(self) -> None:
        """Take it or raise. Whoever takes several in one transaction logs a refusal after it, or it would be rolled back too."""
        self._refuse_what_needs_no_look()
        try:
            with transaction.atomic():
                self._run_locked()
        except IntegrityError as error:
            # a key or guard said what the table could not know: somebody else was faster
            raise NotYours(
                _("The database refused this step: somebody else was faster, or you have another part here.")
            ) from error

    def log_refusal(self, refusal: Refused) -> None:
        log.record(
            "refused",
            by=self.by,
            target=self.edition,
            step=self.step.name if self.step else "",
            status=refusal.status,
            why=refusal.__class__.__name__,
            revision=self.revision_id,
        )

    def _refuse_what_needs_no_look(self):
        if self.step is None:
            raise Incomplete(_("There is no such step."))
        unknown = set(self.options) - self.step.options
        if unknown:
            raise Incomplete(_("This step does not take: %(names)s.") % {"names": ", ".join(sorted(unknown))})

    # the transaction

    def _run_locked(self):
        model = self.edition.__class__
        # the article first, so that two editions of one article never wait for each other
        Article.objects.select_for_update(no_key=True).get(pk=self.edition.article_id)
        self.edition = edition = model.objects.select_for_update(of=("self",), no_key=True).get(pk=self.edition.pk)
        self.now = timezone.now()
        self._fold()
        self._load_words()
        situation = edition.situation(self.by, words=self.words_to_judge)
        if self.step.name == "hand_in":
            second = settings.NEWSROOM_SECOND_REVIEW or edition.article.needs_second_review
            edition.second_review = second
            situation = dataclasses.replace(situation, second_review=second)
        if self.step.goes_live:
            situation = dataclasses.replace(situation, frozen=PublishingFreeze.objects.why_not(self._moment()))
        role = workflow.judge(self.step, situation)
        if self.revision_id != edition.head_id:
            raise Stale(
                _("The words have changed since your page was opened; nothing was stored."), head=edition.head_id
            )
        if self.step.needs_note and not self.note:
            raise Incomplete(_("Please say why: this step is not taken without a reason."))
        self._check_options()
        if self.step.name == "save" and self._saves_nothing():
            return  # leaves no trace: no revision, no part, no step
        self.before = (Stage(edition.stage), edition.cycle, edition.round, edition.head_id)
        self.to = self.step.to(situation) if callable(self.step.to) else self.step.to or Stage(edition.stage)
        if self.step.next_cycle:
            edition.cycle, edition.round = edition.cycle + 1, 1
        if role is not workflow.TAKES_NO_PART:
            self.part = self._take_part(role)
        getattr(self, f"_{self.step.name}")()
        self._move()
        self._record()

    def _fold(self):
        """A due `next` becomes `live`: readers have seen it since its time came."""
        edition = self.edition
        if edition.next is not None and edition.next.visible_from <= self.now:
            edition.live, edition.next, edition.withdrawal = edition.next, None, None

    def _load_words(self):
        """The words that come with the step, in canonical form; the judge looks at the head's otherwise."""
        words = self.options.get("words")
        self.words = wording.checked(words.canonical()) if words is not None else None
        if self.step.name == "adopt":
            self.proposal = Proposal.objects.filter(edition=self.edition, pk=self.options.get("proposal")).first()
            if self.proposal is None:
                raise Incomplete(_("These proposed words are not of this edition."))
            self.words = self.proposal.words.canonical()
        self.words_to_judge = self.words if self.step.name in {"save", "adopt"} else None

    def _moment(self) -> datetime.datetime:
        """When the words would appear; a time that is refused later on counts as now."""
        at = self.options.get("at")
        is_moment = isinstance(at, datetime.datetime) and timezone.is_aware(at)
        return at if is_moment and self.now < at <= self.now + FARTHEST else self.now

    def _check_options(self):
        at, ending, into = self.options.get("at"), self.options.get("ending"), self.options.get("into")
        if at is not None and (not isinstance(at, datetime.datetime) or timezone.is_naive(at)):
            raise Incomplete(_("The time needs its zone."))
        if at is not None and at <= self.now:
            raise Incomplete(_("The time lies in the past: choose a later one, or publish now."))
        if at is not None and at > self.now + FARTHEST:
            raise Incomplete(_("The time lies more than ten years ahead."))
        if self.step.name == "withdraw":
            if ending not in Ending.values:
                raise Incomplete(_("Choose what the address answers from now on."))
            if (ending == Ending.MERGED) != (into is not None):
                raise Incomplete(_("Name the article that it is merged into, and only then."))
            if into is not None and self._leads_back(into):
                raise Incomplete(_("An article cannot be merged into itself."))
        if self.step.name == "save" and self.words is None:
            raise Incomplete(_("There are no words to save."))

    def _take_part(self, role: PartRole) -> Part:
        cycle = self._cycle_signed()
        part, _is_new = Part.objects.get_or_create(
            edition=self.edition, cycle=cycle, user=self.by, defaults={"role": role}
        )
        if part.role != role:
            raise NotYours(_("You already have another part in this round of work."))
        return part

    def _leads_back(self, into: Article) -> bool:
        """Whether an address that leads to `into` would come back here, from one merged article to the next."""
        seen = set()
        while into is not None and into.pk not in seen:
            if into.pk == self.edition.article_id:
                return True
            seen.add(into.pk)
            merged = Withdrawal.objects.filter(current_of__article=into, current_of__language=self.edition.language)
            withdrawal = merged.select_related("into").first()
            into = withdrawal.into if withdrawal else None
        return False

    def _cycle_signed(self) -> int:
        return self._shown_publication().cycle if self.step.name == "review_afterwards" else self.edition.cycle

    def _shown_publication(self) -> Publication:
        return self.edition.live

    def _move(self):
        """Write the edition, unless somebody else moved it first."""
        edition = self.edition
        stage, cycle, round_, head = self.before
        if self.step.next_round:
            edition.round += 1
        edition.stage = self.to
        changed = edition.__class__.objects.filter(
            pk=edition.pk, stage=stage, cycle=cycle, round=round_, head=head
        ).update(
            stage=edition.stage,
            cycle=edition.cycle,
            round=edition.round,
            second_review=edition.second_review,
            head=edition.head,
            live=edition.live,
            next=edition.next,
            withdrawal=edition.withdrawal,
        )
        if not changed:
            raise Stale(
                _("The words have changed since your page was opened; nothing was stored."), head=edition.head_id
            )

    def _record(self):
        stage, cycle, round_, _head = self.before
        StepTaken.objects.create(
            edition=self.edition,
            step=self.step.name,
            cycle=cycle,
            round=round_,
            from_stage=stage,
            to_stage=self.to,
            by=self.by,
            part=self.part,
            revision=self.made or self.edition.head,
            publication=self.publication,
            proposal=self.proposal,
            note=self.note,
            at=self.now,
        )
        log.record(
            self.step.name,
            by=self.by,
            target=self.edition,
            cycle=cycle,
            round=round_,
            to=str(self.to),
            revision=self.edition.head_id,
            digest=self.edition.head.digest if self.edition.head else "",
            publication=self.publication.pk if self.publication else None,
            note=bool(self.note),
        )

    # the rows of the table

    def _saves_nothing(self) -> bool:
        """Whether the words on the screen are those that stand, made from the same source."""
        edition, head, asked = self.edition, self.edition.head, self.options.get("source_revision")
        self.source = edition.translated_from() if head else edition.source_revision_now()
        is_same_source = (
            asked is None or head is None or asked in {head.source_revision_id, self.source and self.source.pk}
        )
        if asked is not None:
            known = Revision.objects.filter(edition__article=edition.article_id, pk=asked)
            self.source = known.exclude(edition=edition.pk).first()
            if self.source is None:
                raise Incomplete(_("The source that these words were made from is not of this article."))
        wording.check_files(self.edition, self.words, by=self.by)
        self.digest = wording.digest(self.edition, self.words)
        return head is not None and self.digest == head.digest and is_same_source

    def _save(self):
        self._write_revision(
            self.words, self.digest, kind=Revision.Kind.WRITTEN, part=self.part, source_revision=self.source
        )

    def _adopt(self):
        digest = wording.digest(self.edition, self.words)
        if digest == self.edition.head.digest:
            raise workflow.NotOpen(_("These words stand already."))
        source = self.edition.translated_from()
        self._write_revision(self.words, digest, kind=Revision.Kind.WRITTEN, part=self.part, source_revision=source)

    def _hand_in(self):
        self._sign(SignStage.WRITING)

    def _approve(self):
        self._sign(SignStage(self.before[0].value))

    def _publish(self):
        edition = self.edition
        final = self._sign(SignStage.FINAL_REVIEW)
        signed = {signoff.stage: signoff for signoff in edition.signoffs_in_force()}
        self._publication(
            kind=Publication.Kind.REVIEWED,
            initial=signed.get(SignStage.INITIAL_REVIEW),
            second=signed.get(SignStage.SECOND_REVIEW),
            final=final,
            visible_from=self.options.get("at") or self.now,
        )

    def _send_back(self):
        pass

    def _return_to_initial(self):
        if self.words is None or self.words == self.edition.head.words:
            return
        wording.check_files(self.edition, self.words, by=self.by)
        wording.digest(self.edition, self.words)  # refuses photos that are not there
        self.proposal = Proposal.objects.create(
            edition=self.edition,
            base=self.edition.head,
            by=self.by,
            words_json=dataclasses.asdict(self.words),
            created_at=self.now,
        )

    def _take_back(self):
        pass

    def _revise(self):
        self._carry_over()

    def _unschedule(self):
        self.publication = self.edition.next
        self.edition.next = None
        self._carry_over(self.publication)

    def _drop_changes(self):
        self.edition.head = self.edition.last_publication().revision

    def _discard(self):
        pass

    def _withdraw(self):
        edition = self.edition
        self.publication = edition.next or edition.live
        edition.withdrawal = Withdrawal.objects.create(
            edition=edition,
            ending=self.options["ending"],
            into=self.options.get("into"),
            by=self.by,
            at=self.now,
        )
        edition.live = edition.next = None

    def _suspend(self):
        Article.objects.filter(pk=self.edition.article_id).update(is_suspended=True)

    def _put_back(self):
        Article.objects.filter(pk=self.edition.article_id).update(is_suspended=False)

    def _publish_in_emergency(self):
        self._check_digest()
        self._publication(kind=Publication.Kind.EMERGENCY, reason=self.note, visible_from=self.now)

    def _review_afterwards(self):
        publication = self._shown_publication()
        self._sign(SignStage.AFTERWARDS, publication=publication)
        self.publication = publication

    # what rows share

    def _check_digest(self):
        """Nobody signs words that are not what was stored. The photos are locked: their credits are fixed from here on."""
        head = self.edition.head
        photos = list(
            Photo.objects.select_for_update(no_key=True).filter(pk__in=used_photos(head.words)).order_by("pk")
        )
        if head.computed_digest() == head.digest:
            return
        if photos and self.before[0] == Stage.DRAFTING:
            raise workflow.NotOpen(
                _("The credit of a photo was changed after these words were saved: save them once more.")
            )
        raise workflow.NotOpen(_("The stored words do not match their digest: call whoever runs the site."))

    def _write_revision(self, words: Words, digest: str, **fields):
        self.made = self.edition.head = wording.write(self.edition, words, digest, at=self.now, **fields)

    def _carry_over(self, publication=None):
        """The published words open the next cycle, without a writer and without the old change note."""
        publication = publication or self.edition.last_publication()
        published = publication.revision
        words = dataclasses.replace(published.words, change_note="", change_note_is_public=False)
        self._write_revision(
            words,
            wording.digest(self.edition, words),
            kind=Revision.Kind.CARRIED,
            copy_of=published,
            source_revision=published.made_from(),
        )

    def _sign(self, stage: SignStage, *, publication=None) -> SignOff:
        self._check_digest()
        name = self.by.in_language("printed_name", self.edition.language)
        if not name:
            raise workflow.NotOpen(
                _(
                    "Your name as printed is missing in this language and in English: add it to your account before you sign."
                )
            )
        nameless = [
            part.user for part in self._who_wrote() if not part.user.in_language("printed_name", self.edition.language)
        ]
        if nameless and publication is None:
            raise workflow.NotOpen(
                _("The credits cannot name %(people)s: the name as printed is missing in this language and in English.")
                % {"people": ", ".join(user.username for user in nameless)}
            )
        signed = publication or self.edition
        return SignOff.objects.create(
            edition=self.edition,
            cycle=signed.cycle,
            round=signed.round,
            stage=stage,
            revision=publication.revision if publication else self.edition.head,
            part=self.part,
            digest=(publication.revision if publication else self.edition.head).digest,
            printed_name=name,
            printed_post=self.by.in_language("post", self.edition.language),
            printed_unit=self.by.in_language("unit", self.edition.language),
            signed_at=self.now,
        )

    def _who_wrote(self):
        """The parts of everyone who wrote in this cycle."""
        wrote = Part.objects.filter(edition=self.edition, cycle=self.edition.cycle, revisions__isnull=False)
        return wrote.distinct().order_by("pk").select_related("user")

    def _printed(self, part: Part) -> dict:
        """A writer as they signed when they handed in; whoever did not, as their account names them."""
        signed = part.signoffs.filter(stage=SignStage.WRITING).last()
        if signed is not None:
            return credits.person(signed.printed_name, signed.printed_unit)
        return credits.printed(part.user, self.edition.language)

    def _credits_before(self) -> list[dict]:
        """The credits of the publication whose words this cycle began with: the one replaced, unscheduled or withdrawn."""
        carried = self.edition.revisions.filter(cycle=self.edition.cycle, kind=Revision.Kind.CARRIED).first()
        before = self.edition.publications.filter(revision=carried.copy_of).first() if carried else None
        return before.credits if before else []

    def _publication(self, *, kind, visible_from, **fields):
        edition = self.edition
        signed = [fields[name] for name in ("initial", "second", "final") if fields.get(name) is not None]
        # a reviewer who corrected and signs is credited by the signature
        wrote = self._who_wrote().exclude(pk__in=[signoff.part_id for signoff in signed])
        self.publication = Publication.objects.create(
            edition=edition,
            revision=edition.head,
            kind=kind,
            cycle=edition.cycle,
            round=edition.round,
            credits=credits.compose(
                is_source=edition.is_source,
                writers=[self._printed(part) for part in wrote],
                earlier=self._credits_before(),
                signoffs=signed,
            ),
            published_by=self.by,
            published_at=self.now,
            visible_from=visible_from,
            **fields,
        )
        if visible_from > self.now:
            edition.next = self.publication
        else:
            edition.live, edition.next, edition.withdrawal = self.publication, None, None
