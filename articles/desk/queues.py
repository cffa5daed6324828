"""The queues of the desk's front page. Who could take which step is asked of the workflow's table, never restated here.

A queue is a queryset of editions, so that a page of it costs the same with ten editions and ten thousand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.models import Edition, Part, Publication, Revision, SignOff, StepTaken
from articles.workflow import PartRole, SignStage, Situation, Stage
from newsroom.accounts.roles import Role
from newsroom.shared.paging import page_of

FIRST, PER_PAGE = 6, 30
RETURNING = [step.name for step in workflow.STEPS if step.next_round and step.needs_note]
NEXT_ROUND = [step.name for step in workflow.STEPS if step.next_round]
WATCHERS = frozenset({Role.MANAGER, Role.AUDITOR})


def editions(user):
    """What all queues start from: the editions that a user may see, with what a row shows."""
    source = Edition.objects.intended().filter(
        article=OuterRef("article"), language=OuterRef("article__source_language")
    )
    mine = Part.objects.filter(edition=OuterRef("pk"), cycle=OuterRef("cycle"), user=user)
    return (
        Edition.objects.visible_to(user)
        .intended()
        .select_related("article", "head", "next", "live")
        .defer("head__body", "head__summary", "head__attachments")
        .annotate(
            is_of_source=ExpressionWrapper(Q(language=F("article__source_language")), output_field=BooleanField()),
            my_part=Coalesce(Subquery(mine.values("role")[:1]), Value("")),
            source_title=Subquery(source.values("head__title")[:1]),
            round_opened_by=Coalesce(Subquery(last_step(NEXT_ROUND).values("step")[:1]), Value("")),
        )
        .order_by("-article__dated_on", "-pk")
    )


def last_step(names):
    return StepTaken.objects.filter(edition=OuterRef("pk"), cycle=OuterRef("cycle"), step__in=names).order_by("-pk")


def could_take(user, name: str, *, stages=None) -> Q:
    """Editions on which the table gives this user the step, as far as role, part and language decide; not a colleague's."""
    step, found = workflow.BY_NAME[name], Q(pk__in=[])
    for stage, is_source, part in product(stages or step.stages, (True, False), (None, *PartRole)):
        situation = Situation(
            stage=stage,
            is_source=is_source,
            roles=user.roles,
            part=part,
            one_reviewer_may_do_both=not settings.NEWSROOM_DISTINCT_REVIEWERS,
        )
        try:
            role = workflow.judge(step, situation)
        except workflow.Refused:
            continue
        fits = Q(stage=stage, is_of_source=is_source, my_part=part or "")
        if part is None:
            taken = Part.objects.filter(edition=OuterRef("pk"), cycle=OuterRef("cycle"), role=role)
            fits &= ~Q(Exists(taken))
        found |= fits
    return found & Q(language__in=user.working_languages)


def waiting(user):
    """Reviews that are mine to sign or nobody's yet, translations that nobody has begun, emergencies that I could review."""
    source = Edition.objects.intended().filter(
        article=OuterRef("article"), language=OuterRef("article__source_language")
    )
    unready = source.filter(stage=Stage.DRAFTING, live=None)
    to_begin = (
        could_take(user, "save", stages={Stage.DRAFTING}) & Q(my_part="") & (Q(is_of_source=True) | ~Q(Exists(unready)))
    )
    to_review = could_take(user, "approve") | could_take(user, "publish")
    found = editions(user).filter(to_review | to_begin | Q(pk__in=to_review_afterwards(user).values("pk")))
    return found.exclude(is_returned(user))


def is_returned(user) -> Q:
    reviewer = Q(stage=Stage.INITIAL_REVIEW, my_part__in=[PartRole.INITIAL_REVIEWER, PartRole.BOTH_REVIEWS])
    writer = Q(stage=Stage.DRAFTING, my_part=PartRole.WRITER)
    return (writer | reviewer) & Q(round_opened_by__in=RETURNING)


def returned(user):
    return editions(user).filter(is_returned(user)).annotate(why=Subquery(last_step(RETURNING).values("note")[:1]))


def drafts(user):
    return editions(user).filter(stage=Stage.DRAFTING, my_part=PartRole.WRITER).exclude(is_returned(user))


def in_my_languages(user):
    found = editions(user)
    return found if user.roles & WATCHERS else found.filter(language__in=user.working_languages)


def in_review(user):
    return in_my_languages(user).filter(stage__in=workflow.IN_REVIEW)


def scheduled(user):
    return in_my_languages(user).filter(next__visible_from__gt=timezone.now()).order_by("next__visible_from", "pk")


def emergencies(user):
    """Shown without a review, and not reviewed since."""
    reviewed = SignOff.objects.filter(
        edition=OuterRef("pk"), stage=SignStage.AFTERWARDS, cycle=OuterRef("live__cycle"), round=OuterRef("live__round")
    )
    replaced = Q(next__visible_from__lte=timezone.now())
    return editions(user).filter(live__kind=Publication.Kind.EMERGENCY).exclude(replaced).exclude(Exists(reviewed))


def to_review_afterwards(user):
    """Emergencies that this user may sign: the table is asked with the part held in the cycle that was published."""
    part = Part.objects.filter(edition=OuterRef("pk"), cycle=OuterRef("live__cycle"), user=user)
    fitting = []
    for held in (None, *PartRole):
        situation = Situation(
            stage=Stage.PUBLISHED, is_source=False, roles=user.roles, awaits_review=True, part_in_publication=held
        )
        if workflow.BY_NAME["review_afterwards"] in workflow.open_steps(situation):
            fitting.append(held or "")
    return (
        emergencies(user)
        .annotate(part_then=Coalesce(Subquery(part.values("role")[:1]), Value("")))
        .filter(stage=Stage.PUBLISHED, part_then__in=fitting, language__in=user.working_languages)
        .exclude(live__published_by=user)
    )


def source_changed(user):
    """Translations whose source says something else than what was translated. Words are compared, never times."""
    source = Edition.objects.intended().filter(
        article=OuterRef("article"), language=OuterRef("article__source_language")
    )
    confirmed = Revision.objects.filter(confirmed_by__revision=OuterRef("head")).order_by("-confirmed_by__pk")
    candidates = (
        in_my_languages(user)
        .filter(is_of_source=False, head__isnull=False)
        .annotate(
            now=Coalesce(
                Subquery(source.values("live__revision")[:1]),
                Subquery(source.values("next__revision")[:1]),
                Subquery(source.values("head")[:1]),
            ),
            then=Coalesce(Subquery(confirmed.values("pk")[:1]), F("head__source_revision")),
        )
        .exclude(now=None)
        .exclude(then=None)
        .exclude(now=F("then"))
    )
    pairs = list(candidates.values_list("pk", "now", "then"))
    words = {
        revision.pk: revision.words
        for revision in Revision.objects.filter(pk__in={pk for pair in pairs for pk in pair[1:]})
    }
    changed = [pk for pk, now, then in pairs if words[now].differs_from(words[then])]
    return editions(user).filter(pk__in=changed)


@dataclass(frozen=True, kw_only=True)
class Queue:
    """`for_roles`: whom it concerns; empty: everyone who opens the desk."""

    name: str
    label: object
    empty: object
    find: Callable
    for_roles: frozenset[Role] = frozenset()

    def concerns(self, user) -> bool:
        return not self.for_roles or bool(user.roles & self.for_roles)


WRITERS = frozenset({Role.WRITER, Role.TRANSLATOR})
WORKERS = WRITERS | {Role.INITIAL_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER}

RETURN = WRITERS | {Role.INITIAL_REVIEWER}
TRANSLATING = WATCHERS | {Role.TRANSLATOR}
AFTERWARDS = WATCHERS | {Role.FINAL_REVIEWER}

# fmt: off
QUEUES = (
    Queue(name="waiting", label=_("Waiting for me"), empty=_("Nothing waits for you. Well done."), find=waiting, for_roles=WORKERS),
    Queue(name="returned", label=_("Returned to me"), empty=_("Nothing has come back to you."), find=returned, for_roles=RETURN),
    Queue(name="drafts", label=_("My drafts"), empty=_("You have no open drafts."), find=drafts, for_roles=WRITERS),
    Queue(name="in-review", label=_("In review"), empty=_("Nothing is in review."), find=in_review),
    Queue(name="scheduled", label=_("Scheduled"), empty=_("Nothing is scheduled."), find=scheduled),
    Queue(name="source-changed", label=_("Source changed"),
          empty=_("Every translation agrees with its source."), find=source_changed, for_roles=TRANSLATING),
    Queue(name="emergencies", label=_("Emergency publications to review"),
          empty=_("No emergency publication waits for its review."), find=emergencies, for_roles=AFTERWARDS),
)
# fmt: on
BY_NAME = {queue.name: queue for queue in QUEUES}


class Filled:
    """A queue with its first editions."""

    def __init__(self, queue: Queue, user):
        self.queue = queue
        self.found = queue.find(user)

    @cached_property
    def first(self) -> list[Edition]:
        return list(self.found[: FIRST + 1])

    @property
    def rows(self) -> list[Edition]:
        return self.first[:FIRST]

    @cached_property
    def number(self) -> int:
        return len(self.first) if len(self.first) <= FIRST else self.found.count()

    @property
    def has_more(self) -> bool:
        return len(self.first) > FIRST


def may_open(user) -> bool:
    return user.has_perm("articles.view_edition")


def filled(user) -> list[Filled]:
    """The queues that concern a user, for the front page of the desk."""
    return [Filled(queue, user) for queue in QUEUES if queue.concerns(user)] if may_open(user) else []


def page(request, name: str) -> dict:
    """One queue in full, as the context of its page."""
    queue = BY_NAME.get(name)
    if queue is None:
        raise Http404
    if not may_open(request.user) or not queue.concerns(request.user):
        raise PermissionDenied
    return {"title": queue.label, "queue": queue, "page": page_of(request, queue.find(request.user), per_page=PER_PAGE)}
