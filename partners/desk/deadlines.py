"""What falls due: agreements that end, that need notice, that ended without a successor."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from partners.models import Agreement, Organisation, Party
from partners.models.deadlines import notice_by

SPANS = (30, 90, 180)  # days
LONGEST = 300  # rows


def of_parties_named(text):
    parties = Party.objects.filter(organisation__in=Organisation.objects.named(text))
    return parties.order_by().values("agreement")


def ending(within: int):
    return Agreement.objects.expiring(within=within)


def with_notice(within: int) -> list[Agreement]:
    """Each with `notice_by`, the last day on which notice can be given; the first day first."""
    found = list(Agreement.objects.needing_notice(within=within)[:LONGEST])
    for agreement in found:
        agreement.notice_by = notice_by(agreement.last_day, agreement.notice_months)
    return sorted(found, key=lambda each: (each.notice_by, each.pk))


def expired():
    return Agreement.objects.expired_without_successor()


def page(model_admin, request) -> dict:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    asked = request.GET.get("within", "")
    within = next((span for span in SPANS if str(span) == asked), SPANS[1])
    return {
        "title": _("What falls due"),
        "within": within,
        "spans": [(span, ending(span).count()) for span in SPANS],
        "ending": ending(within)[:LONGEST],
        "notices": with_notice(within),
        "expired": expired()[:LONGEST],
    }


def numbers() -> dict:
    """For the front page of the desk."""
    return {
        "spans": [(span, ending(span).count()) for span in SPANS],
        "notices": Agreement.objects.needing_notice().count(),
        "expired": expired().count(),
    }
