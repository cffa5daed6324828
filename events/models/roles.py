"""Who took part: organisations in a role, and persons, at an event as a whole or at one of its sessions."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event, Session
from events.vocabulary import ChairSide, OrganisationRole, PersonRole
from newsroom.shared.constraints import one_of
from newsroom.shared.names import first_name
from partners.models import Organisation, Person


def check_session(row):
    """A row of an event names a session of that event."""
    if row.session and row.session.event_id != row.event_id:
        raise ValidationError({"session": _("This is a session of another event.")})


def once(name: str, *fields: str, message, condition: Q | None = None) -> list[models.UniqueConstraint]:
    """Once at the event, and once at each session: an empty session would otherwise never be the same as another."""
    extra = condition if condition is not None else Q()
    return [
        models.UniqueConstraint(
            fields=["event", *fields],
            condition=Q(session=None) & extra,
            name=f"{name}_once_at_event",
            violation_error_message=message,
        ),
        models.UniqueConstraint(
            fields=["session", *fields],
            condition=Q(session__isnull=False) & extra,
            name=f"{name}_once_at_session",
            violation_error_message=message,
        ),
    ]


class Involvement(models.Model):
    """An organisation at an event. The role as it was reported stands beside ours: words for organisers differ."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="involvements", verbose_name=_("event"))
    session = models.ForeignKey(
        Session, models.RESTRICT, null=True, blank=True, related_name="involvements", verbose_name=_("session")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="involvements", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=15, choices=OrganisationRole)
    role_as_reported = models.CharField(_("role as reported"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("organisation at an event")
        verbose_name_plural = _("organisations at events")
        ordering = ["event", "position", "pk"]
        constraints = [
            one_of("involvement", "role", OrganisationRole),
            *once("involvement", "organisation", "role", message=_("This organisation has this role here already.")),
        ]

    def __str__(self):
        return f"{self.get_role_display()} · {self.organisation}"

    def clean(self):
        check_session(self)


class Participation(models.Model):
    """A person at an event, perhaps an unknown one: then the organisation that they stood for is known, or the name as reported."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations", verbose_name=_("event"))
    session = models.ForeignKey(
        Session, models.RESTRICT, null=True, blank=True, related_name="participations", verbose_name=_("session")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("person")
    )
    representing = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="represented", verbose_name=_("representing")
    )
    name_as_reported = models.CharField(_("name as reported"), max_length=160, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=PersonRole)
    side = models.CharField(_("side"), max_length=12, blank=True, choices=ChairSide)
    title_as_reported = models.CharField(_("title as reported"), max_length=200, blank=True)
    talk = models.CharField(_("title of the talk"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("person at an event")
        verbose_name_plural = _("persons at events")
        ordering = ["event", "position", "pk"]
        constraints = [
            one_of("participation", "role", PersonRole),
            models.CheckConstraint(
                name="participation_side_known",
                condition=Q(side__in=["", *ChairSide.values]),
                violation_error_message=_("Choose one of the values of the list."),
            ),
            models.CheckConstraint(
                name="participation_of_somebody",
                condition=Q(person__isnull=False) | Q(representing__isnull=False) | ~Q(name_as_reported=""),
                violation_error_message=_("Name the person, the organisation that they represent, or both."),
            ),
            *once(
                "participation",
                "person",
                "role",
                message=_("This person has this role here already."),
                condition=Q(person__isnull=False),
            ),
            *once(
                "participation_unknown",
                "representing",
                "role",
                "side",
                message=_("An unknown person of this organisation has this role here already."),
                condition=Q(person=None, name_as_reported=""),
            ),
        ]

    def __str__(self):
        who = self.person or self.name_as_reported or first_name(self, "title_as_reported") or self.representing
        return f"{self.get_role_display()} · {who}"

    def clean(self):
        check_session(self)
