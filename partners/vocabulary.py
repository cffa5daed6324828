"""The words of the record: what an organisation or an agreement can be. "Not reported" is a value, and says that nobody stated it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Visibility(models.TextChoices):
    INTERNAL = "internal", _("internal")
    PUBLIC = "public", _("public")


class OrganisationKind(models.TextChoices):
    UNIVERSITY = "university", _("University")
    COMPANY = "company", _("Company")
    GOVERNMENT = "government", _("Government body")
    ASSOCIATION = "association", _("Association")
    ACCREDITOR = "accreditor", _("Accreditation body")
    NETWORK = "network", _("Network or alliance")
    INSTITUTE = "institute", _("Research institute")
    JOINT_INSTITUTE = "joint_institute", _("Joint institute")
    FUNDER = "funder", _("Funder")
    SCHOOL = "school", _("School")
    UNIT = "unit", _("Unit of an organisation")
    OTHER = "other", _("Other")


class Domicile(models.TextChoices):
    """Whether an organisation belongs to a country or region."""

    REGION = "region", _("in a country or region")
    INTERNATIONAL = "international", _("international")
    NOT_REPORTED = "not_reported", _("not reported")


class OrganisationStatus(models.TextChoices):
    ACTIVE = "active", _("active")
    INACTIVE = "inactive", _("no longer exists")
    MERGED = "merged", _("merged into another record")


class NameKind(models.TextChoices):
    ALIAS = "alias", _("other name")
    ACRONYM = "acronym", _("acronym")
    FORMER = "former", _("former name")
    AS_REPORTED = "as_reported", _("name as reported")
    WRONG = "wrong", _("wrong name")


class OrganisationTie(models.TextChoices):
    """How the first organisation stands to the second."""

    JOINT_INSTITUTE = "joint_institute_of", _("is a joint institute of")
    SUCCESSOR = "successor_of", _("succeeds")
    MEMBER = "member_of", _("is a member of")
    OWNS = "owns", _("owns")
    FOUNDED = "founded", _("founded")
    RELATED = "related", _("is related to")


class Post(models.TextChoices):
    HEAD = "head", _("Head (president, rector, chair)")
    PARTY_SECRETARY = "party_secretary", _("Party secretary")
    DEPUTY = "deputy", _("Deputy head")
    MINISTER = "minister", _("Minister")
    DEAN = "dean", _("Dean or director of a unit")
    EXECUTIVE = "executive", _("Executive of a company")
    DIPLOMAT = "diplomat", _("Diplomat")
    ACADEMIC = "academic", _("Professor or researcher")
    STAFF = "staff", _("Staff")
    NOT_REPORTED = "not_reported", _("not reported")


class AgreementKind(models.TextChoices):
    MOU = "mou", _("Memorandum of understanding")
    INTENT = "loi", _("Letter of intent")
    DECLARATION = "declaration", _("Declaration")
    CONSENSUS = "consensus", _("Joint consensus")
    FRAMEWORK = "framework", _("Framework agreement")
    COOPERATION = "cooperation", _("Cooperation agreement")
    STUDENTS = "student_exchange", _("Student exchange")
    STAFF = "staff_exchange", _("Staff exchange")
    DUAL_DEGREE = "dual_degree", _("Dual degree")
    JOINT_DEGREE = "joint_degree", _("Joint degree")
    COTUTELLE = "cotutelle", _("Joint supervision")
    JOINT_INSTITUTE = "joint_institute", _("Joint institute")
    JOINT_LAB = "joint_lab", _("Joint laboratory")
    RESEARCH = "research", _("Research cooperation")
    RECOGNITION = "mutual_recognition", _("Mutual recognition")
    INDUSTRY = "industry", _("Cooperation with industry")
    OTHER = "other", _("Other")
    NOT_REPORTED = "not_reported", _("not reported")


class Level(models.TextChoices):
    UNIVERSITY = "university", _("university level")
    UNIT = "unit", _("college or unit level")
    NOT_REPORTED = "not_reported", _("not reported")


class Scope(models.TextChoices):
    UMBRELLA = "umbrella", _("general, with others under it")
    SPECIFIC = "specific", _("one matter")
    NOT_REPORTED = "not_reported", _("not reported")


class Binding(models.TextChoices):
    YES = "yes", _("binding")
    NO = "no", _("not binding")
    NOT_REPORTED = "not_reported", _("not reported")


class AgreementStage(models.TextChoices):
    """How far people have brought it. Whether it is in force follows from its dates (partners/models/status.py)."""

    PROPOSED = "proposed", _("proposed")
    NEGOTIATING = "negotiating", _("in negotiation")
    APPROVED = "approved", _("approved for signing")
    SIGNED = "signed", _("signed, or a day for signing is fixed")
    ABANDONED = "abandoned", _("abandoned")


class EffectiveRule(models.TextChoices):
    ON_SIGNATURE = "on_signature", _("on signature")
    FIXED_DATE = "fixed_date", _("on a fixed date")
    ON_NOTIFICATION = "on_notification", _("when the parties have notified each other")
    ON_APPROVAL = "on_approval", _("once approved")
    NOT_APPLICABLE = "not_applicable", _("does not enter into force (a declaration)")
    NOT_REPORTED = "not_reported", _("not reported")


class Term(models.TextChoices):
    FIXED = "fixed", _("until a date")
    OPEN_ENDED = "open_ended", _("without end")
    UNTIL_DONE = "until_done", _("until the work is done")
    NOT_REPORTED = "not_reported", _("not reported")


class Renewal(models.TextChoices):
    NONE = "none", _("ends without renewal")
    TACIT = "tacit", _("renews itself unless notice is given")
    BY_AGREEMENT = "by_agreement", _("can be renewed by agreement")
    NOT_REPORTED = "not_reported", _("not reported")


class PartyRole(models.TextChoices):
    PARTY = "party", pgettext_lazy("to an agreement", "party")
    FACILITATOR = "facilitator", _("facilitator")
    HOST = "host", pgettext_lazy("of a signing", "host")
    DEPOSITARY = "depositary", _("depositary")
    OBSERVER = "observer", _("observer")


class Side(models.TextChoices):
    A = "A", _("side A")
    B = "B", _("side B")
    C = "C", _("side C")


class Capacity(models.TextChoices):
    REPRESENTATIVE = "representative", _("for the party")
    PROXY = "proxy", _("by authority of somebody else")
    COUNTERSIGN = "countersign", _("countersigned")
    INITIALLED = "initialled", _("initialled")
    WITNESS = "witness", _("as a witness")


class SigningMode(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    REMOTE = "remote", _("remotely")
    EXCHANGE = "exchange", _("by exchange of letters")
    ELECTRONIC = "electronic", _("electronically")
    NOT_REPORTED = "not_reported", _("not reported")


class AgreementTie(models.TextChoices):
    """How the first agreement stands to the second."""

    AMENDS = "amends", _("amends")
    SUPERSEDES = "supersedes", _("supersedes")
    ANNEX = "annex_to", _("is an annex to")
    INITIATES = "initiates", _("initiates")
    POSSIBLY_SAME = "possibly_same", _("is possibly the same as")
    RELATED = "related", _("is related to")


class DocumentKind(models.TextChoices):
    SIGNED = "signed", _("Signed copy (scan)")
    TEXT = "text", _("Text")
    TRANSLATION = "translation", _("Translation")
    APPROVAL = "approval", _("Approval")
    AUTHORITY = "authority", _("Authority to sign")
    AMENDMENT = "amendment", _("Amendment")
    OTHER = "other", _("Other")


class Act(models.TextChoices):
    """What happens to an agreement over time."""

    NEGOTIATED = "negotiated", _("negotiated")
    INITIALLED = "initialled", _("initialled")
    APPROVED = "approved", _("approved")
    NOTIFIED = "notified", _("notified")
    IN_FORCE = "in_force", _("entered into force")
    AMENDED = "amended", _("amended")
    EXTENDED = "extended", _("extended")
    ACCEDED = "acceded", _("acceded")
    WITHDREW = "withdrew", _("withdrew")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("resumed")
    TERMINATED = "terminated", _("terminated")
    UNVEILED = "unveiled", _("unveiled")
    NOTE = "note", _("note")


class OutcomeKind(models.TextChoices):
    JOINT_INSTITUTE = "joint_institute", _("Joint institute")
    JOINT_LAB = "joint_lab", _("Joint laboratory")
    PROGRAMME = "programme", _("Programme")
    RECOGNITION = "recognition", _("Mutual recognition")
    SCHOLARSHIP = "scholarship", _("Scholarship")
    PROJECT = "project", _("Project")
    OTHER = "other", _("Other")


class OutcomeStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    ESTABLISHED = "established", _("established")
    OPERATING = "operating", _("operating")
    CLOSED = "closed", _("closed")
    DROPPED = "dropped", _("dropped")
