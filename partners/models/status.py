"""What an agreement's dates make of it on a day. One table, each row said for SQL and for Python; nothing of it is stored.

The first row that holds decides. A beginning known to the month or year counts from its first day, an end until its last.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from newsroom.shared.partial_dates import EndOfSpan
from partners.vocabulary import AgreementStage as Stage
from partners.vocabulary import EffectiveRule, Renewal, Term

EXPIRING_WITHIN = 90  # days


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    NEGOTIATING = "negotiating", _("In negotiation")
    APPROVED = "approved", _("Approved for signing")
    ABANDONED = "abandoned", _("Abandoned")
    UPCOMING = "upcoming", _("To be signed")
    SIGNED = "signed", _("Signed; validity not reported")
    AWAITING = "awaiting", _("Signed; takes effect later")
    IN_FORCE = "in_force", _("In force")
    EXPIRING = "expiring", _("In force; ends soon")
    TACIT = "tacit", _("In force; renews itself")
    RENEWED = "renewed", _("Replaced by a later agreement")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")


IN_FORCE = (Status.IN_FORCE, Status.EXPIRING, Status.TACIT)
UNSIGNED = (Stage.PROPOSED, Stage.NEGOTIATING, Stage.APPROVED)


@dataclass(frozen=True)
class Facts:
    """What the rule asks of an agreement, on a day."""

    day: datetime.date
    soon: datetime.date  # the last day that counts as soon
    stage: str
    signed: datetime.date | None
    begins: datetime.date | None  # taking effect, where that is known
    term: str
    last_day: datetime.date | None
    renewal: str
    terminated: datetime.date | None
    has_successor: bool  # a later agreement that renews it is signed
    is_replaced: bool  # and has begun


def begins(agreement) -> datetime.date | None:
    """The day of taking effect: as entered, else that of signing where the text says so."""
    if agreement.effective_on:
        return agreement.effective_on
    return agreement.signed_on if agreement.effective_rule == EffectiveRule.ON_SIGNATURE else None


def facts(agreement, day: datetime.date, within: int) -> Facts:
    successor = getattr(agreement, "renewed_by", None)
    if successor is not None and (
        successor.stage != Stage.SIGNED or (successor.signed_on and successor.signed_on > day)
    ):
        successor = None
    start = successor and (successor.effective_on or successor.signed_on)
    return Facts(
        day=day,
        soon=day + datetime.timedelta(days=within),
        stage=agreement.stage,
        signed=agreement.signed_on,
        begins=begins(agreement),
        term=agreement.term,
        last_day=agreement.expires.end if agreement.expires else None,
        renewal=agreement.renewal,
        terminated=agreement.terminated.end if agreement.terminated else None,
        has_successor=successor is not None,
        is_replaced=successor is not None and (start is None or start <= day),
    )


def annotations(model, day: datetime.date, **of_successors) -> dict[str, Any]:
    """The same facts as columns: last_day, terminated_by, begins, has_successor, is_replaced. Successors may be limited."""
    signed_by_then = Q(signed_on=None) | Q(signed_on__lte=day)
    successors = model._base_manager.filter(signed_by_then, renews=OuterRef("pk"), stage=Stage.SIGNED, **of_successors)
    begun = successors.annotate(start=Coalesce("effective_on", "signed_on")).filter(Q(start=None) | Q(start__lte=day))
    return {
        "last_day": EndOfSpan("expires_on"),
        "terminated_by": EndOfSpan("terminated_on"),
        "begins": Coalesce(
            "effective_on",
            Case(When(effective_rule=EffectiveRule.ON_SIGNATURE, then=F("signed_on")), default=None),
            output_field=models.DateField(),
        ),
        "has_successor": Exists(successors),
        "is_replaced": Exists(begun),
    }


@dataclass(frozen=True)
class Row:
    status: Status
    holds: Callable[[Facts], bool]
    condition: Callable[[datetime.date, datetime.date], Q]


def _stage(stage: Stage, status: Status) -> Row:
    return Row(status, lambda f: f.stage == stage, lambda day, soon: Q(stage=stage))


def _past(f: Facts) -> bool:
    return f.term == Term.FIXED and f.last_day is not None and f.last_day < f.day


def _past_in_sql(day, soon) -> Q:
    return Q(term=Term.FIXED, last_day__lt=day)


RULE = (
    _stage(Stage.ABANDONED, Status.ABANDONED),
    Row(
        Status.TERMINATED,
        lambda f: f.terminated is not None and f.terminated <= f.day,
        lambda day, soon: Q(terminated_by__lte=day),
    ),
    Row(Status.UPCOMING, lambda f: f.signed is not None and f.signed > f.day, lambda day, soon: Q(signed_on__gt=day)),
    _stage(Stage.PROPOSED, Status.PROPOSED),
    _stage(Stage.NEGOTIATING, Status.NEGOTIATING),
    _stage(Stage.APPROVED, Status.APPROVED),
    Row(Status.RENEWED, lambda f: f.is_replaced, lambda day, soon: Q(is_replaced=True)),
    Row(
        Status.EXPIRED,
        lambda f: _past(f) and f.renewal != Renewal.TACIT,
        lambda day, soon: _past_in_sql(day, soon) & ~Q(renewal=Renewal.TACIT),
    ),
    Row(
        Status.AWAITING,
        lambda f: f.begins is not None and f.begins > f.day,
        lambda day, soon: Q(begins__gt=day),
    ),
    Row(
        # news says that it was signed, and neither from when it holds nor for how long
        Status.SIGNED,
        lambda f: f.begins is None or f.term == Term.NOT_REPORTED,
        lambda day, soon: Q(begins=None) | Q(term=Term.NOT_REPORTED),
    ),
    Row(Status.TACIT, _past, _past_in_sql),
    Row(
        Status.EXPIRING,
        lambda f: (
            f.term == Term.FIXED
            and f.last_day is not None
            and f.last_day <= f.soon
            and f.renewal != Renewal.TACIT
            and not f.has_successor
        ),
        lambda day, soon: Q(term=Term.FIXED, last_day__lte=soon, has_successor=False) & ~Q(renewal=Renewal.TACIT),
    ),
    Row(Status.IN_FORCE, lambda f: True, lambda day, soon: Q(pk__isnull=False)),
)


def status_of(found: Facts) -> Status:
    return next(row.status for row in RULE if row.holds(found))


def status_in_sql(day: datetime.date, within: int) -> Case:
    """Needs the columns of `annotations`."""
    soon = day + datetime.timedelta(days=within)
    return Case(
        *(When(row.condition(day, soon), then=Value(row.status.value)) for row in RULE),
        output_field=models.CharField(),
    )
