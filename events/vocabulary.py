"""What an event can be, and who does what at it. "Not reported" is a value, and says that nobody stated it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventKind(models.TextChoices):
    CONFERENCE = "conference", _("Conference")
    FORUM = "forum", _("Forum")
    WORKSHOP = "workshop", _("Workshop")
    CEREMONY = "ceremony", _("Ceremony")
    VISIT = "visit", _("Visit")
    LECTURE = "lecture", _("Lecture")
    MEETING = "meeting", _("Meeting")
    OTHER = "other", _("Other")


class EventStatus(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    CONFIRMED = "confirmed", _("confirmed")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
    HELD = "held", _("held")


class Mode(models.TextChoices):
    ON_SITE = "onsite", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")
    NOT_REPORTED = "not_reported", _("not reported")


class Direction(models.TextChoices):
    """Of a visit, seen from our own organisation."""

    INCOMING = "incoming", _("to us")
    OUTGOING = "outgoing", _("from us")
    NOT_REPORTED = "not_reported", _("not reported")


class VisitLevel(models.TextChoices):
    """The rank of the one who leads the visitors."""

    STATE = "state", _("Head of state or government")
    MINISTER = "minister", _("Minister or ambassador")
    PRESIDENT = "president", _("President or rector")
    VICE_PRESIDENT = "vice_president", _("Vice-president or vice-rector")
    DEAN = "dean", _("Dean or director")
    SCHOLAR = "scholar", _("Scholar")
    OTHER = "other", _("Other")


class SessionKind(models.TextChoices):
    MAIN = "main", _("main session")
    PARALLEL = "parallel", _("parallel session")
    OPENING = "opening", _("opening")
    CLOSING = "closing", _("closing")
    SIGNING = "signing", _("signing ceremony")
    WORKSHOP = "workshop", pgettext_lazy("session", "workshop")
    OTHER = "other", pgettext_lazy("session", "other")


class OrganisationRole(models.TextChoices):
    GUIDING = "guiding", _("guided by")
    HOST = "host", _("hosted by")
    ORGANISER = "organiser", _("organised by")
    JOINT = "joint", _("jointly organised by")
    CO_ORGANISER = "co_organiser", _("co-organised by")
    SUPPORTING = "supporting", _("supported by")
    SPONSOR = "sponsor", _("sponsored by")
    VENUE = "venue", _("venue given by")
    MEDIA = "media", _("media partner")
    VISITOR = "visitor", _("visitor")
    PARTICIPANT = "participant", _("took part")


class PersonRole(models.TextChoices):
    CHAIR = "chair", _("chair")
    CO_CHAIR = "co_chair", _("co-chair")
    MODERATOR = "moderator", _("moderator")
    KEYNOTE = "keynote", _("keynote")
    ADDRESS = "address", pgettext_lazy("at an event", "address")
    SPEAKER = "speaker", _("speaker")
    PANELLIST = "panellist", _("panellist")
    LEADER = "leader", _("leader of the visitors")
    GUEST = "guest", _("guest of honour")
    WITNESS = "witness", _("witness of a signing")
    ATTENDEE = "attendee", _("took part")


class ChairSide(models.TextChoices):
    """For whom somebody chairs where several sides chair together."""

    UNIVERSITY = "university", _("for the universities")
    COMPANY = "company", _("for the companies")
    GOVERNMENT = "government", _("for the government")
    CHINESE = "chinese", _("for the Chinese side")
    FOREIGN = "foreign", _("for the foreign side")


class Measure(models.TextChoices):
    PARTICIPANTS = "participants", _("participants")
    COUNTRIES = "countries", _("countries")
    COUNTRIES_AND_REGIONS = "countries_and_regions", _("countries and regions")
    INSTITUTIONS = "institutions", _("institutions")
    SPEAKERS = "speakers", _("speakers")
    AGREEMENTS = "agreements", _("agreements signed")


class Qualifier(models.TextChoices):
    EXACTLY = "exactly", _("exactly")
    ABOUT = "about", _("about")
    OVER = "over", _("over")
    NEARLY = "nearly", _("nearly")


# A figure as readers see it. Chinese and Arabic put the qualifier elsewhere, so these are whole phrases.
FIGURES = {
    Qualifier.EXACTLY: _("%(value)s %(measure)s"),
    Qualifier.ABOUT: _("about %(value)s %(measure)s"),
    Qualifier.OVER: _("over %(value)s %(measure)s"),
    Qualifier.NEARLY: _("nearly %(value)s %(measure)s"),
}
