"""Plain sentences for readers: why an agreement's status is what it is, and how a relation reads from its other end."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.shared.partial_dates import PartialDate
from partners.models.status import Status
from partners.vocabulary import AgreementTie, OrganisationTie, Term

TIES_FROM_THE_OTHER_END = {
    AgreementTie.AMENDS: gettext_lazy("is amended by"),
    AgreementTie.SUPERSEDES: gettext_lazy("is superseded by"),
    AgreementTie.ANNEX: gettext_lazy("has the annex"),
    AgreementTie.INITIATES: gettext_lazy("was initiated by"),
    AgreementTie.POSSIBLY_SAME: gettext_lazy("is possibly the same as"),
    AgreementTie.RELATED: gettext_lazy("is related to"),
    OrganisationTie.JOINT_INSTITUTE: gettext_lazy("has the joint institute"),
    OrganisationTie.SUCCESSOR: gettext_lazy("is succeeded by"),
    OrganisationTie.MEMBER: gettext_lazy("has the member"),
    OrganisationTie.OWNS: gettext_lazy("is owned by"),
    OrganisationTie.FOUNDED: gettext_lazy("was founded by"),
}


def reason(agreement) -> str:
    """Why it has its `status`, from what is known. Dates stand in brackets: they may be a month or a year."""
    status = agreement.status
    if status == Status.TERMINATED:
        return _("It was terminated (%(date)s).") % {"date": agreement.terminated.display()}
    if status == Status.UPCOMING:
        return _("The day of signing is still to come (%(date)s).") % {"date": agreement.signed.display()}
    if status == Status.EXPIRED:
        return _("Its term has ended (%(date)s).") % {"date": agreement.expires.display()}
    if status == Status.AWAITING:
        return _("It is signed, and takes effect later (%(date)s).") % {"date": PartialDate(agreement.begins).display()}
    if status == Status.SIGNED:
        return _signed(agreement)
    if status == Status.TACIT:
        text = _("Its term has ended (%(date)s), and it renews itself unless notice is given.")
        return text % {"date": agreement.expires.display()}
    if status == Status.EXPIRING:
        return _("Its term ends soon (%(date)s), and no later agreement is reported.") % {
            "date": agreement.expires.display()
        }
    if status == Status.IN_FORCE:
        return _in_force(agreement)
    return {
        Status.ABANDONED: _("It was not pursued."),
        Status.PROPOSED: _("It is proposed and not signed."),
        Status.NEGOTIATING: _("The parties are negotiating; it is not signed."),
        Status.APPROVED: _("It is approved for signing and not signed."),
        Status.RENEWED: _("A later agreement has taken its place."),
    }[status]


def _signed(agreement) -> str:
    if agreement.begins is None and agreement.term == Term.NOT_REPORTED:
        return _("It was signed. From when and until when it holds is not reported.")
    if agreement.begins is None:
        return _("It was signed. From when it holds is not reported.")
    return _("It was signed and has taken effect. Until when it holds is not reported.")


def _in_force(agreement) -> str:
    if agreement.term == Term.OPEN_ENDED:
        return _("It has taken effect and has no end.")
    if agreement.term == Term.UNTIL_DONE:
        return _("It has taken effect and holds until the work is done.")
    return _("It has taken effect and holds until its last day (%(date)s).") % {"date": agreement.expires.display()}
