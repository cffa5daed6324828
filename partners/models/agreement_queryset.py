"""What is asked of agreements: what they are on a day, what falls due, which of them count."""

import datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from newsroom.shared.folding import fold, holds, named_alike
from newsroom.shared.partial_dates import EndOfSpan
from partners.models.deadlines import latest_ending
from partners.models.status import EXPIRING_WITHIN, IN_FORCE, Status, annotations, status_in_sql
from partners.vocabulary import AgreementTie, PartyRole, Renewal, Term, Visibility


class AgreementQuerySet(models.QuerySet):
    def public(self):
        return self.filter(visibility=Visibility.PUBLIC)

    def with_status(self, day=None, within=EXPIRING_WITHIN):
        """Each with `status` on a day (default: today), and what it follows from: last_day, begins, has_successor, is_replaced."""
        day = day or timezone.localdate()
        return self.annotate(**annotations(self.model, day)).annotate(status=status_in_sql(day, within))

    def with_public_status(self, day=None):
        """The same as far as readers may know it: an internal agreement takes no other's place."""
        day = day or timezone.localdate()
        known = annotations(self.model, day, visibility=Visibility.PUBLIC)
        return self.annotate(**known).annotate(status=status_in_sql(day, EXPIRING_WITHIN))

    def in_force(self, day=None):
        return self.with_status(day).filter(status__in=IN_FORCE)

    def expiring(self, day=None, within=EXPIRING_WITHIN):
        """Ending within so many days without a successor, whether or not it is known from when they hold; the first to end first."""
        day = day or timezone.localdate()
        soon = Q(term=Term.FIXED, last_day__lte=day + datetime.timedelta(days=within), has_successor=False)
        of_signed = Q(status=Status.SIGNED) & soon & ~Q(renewal=Renewal.TACIT)
        return self.with_status(day, within).filter(Q(status=Status.EXPIRING) | of_signed).order_by("last_day", "pk")

    def expired_without_successor(self, day=None):
        return self.with_status(day).filter(status=Status.EXPIRED, has_successor=False).order_by("-last_day", "pk")

    def needing_notice(self, day=None, within=EXPIRING_WITHIN):
        """In force as far as is known, and the last day for giving notice lies within so many days from the day."""
        day = day or timezone.localdate()
        last = day + datetime.timedelta(days=within)
        eve = day - datetime.timedelta(days=1)
        ending = Q(pk__in=[])
        noticed = self.exclude(notice_months=None).order_by()
        for months in noticed.values_list("notice_months", flat=True).distinct():
            span = {"last_day__gt": latest_ending(eve, months), "last_day__lte": latest_ending(last, months)}
            ending |= Q(notice_months=months, **span)
        holding = self.with_status(day).filter(status__in=(*IN_FORCE, Status.SIGNED))
        return holding.filter(ending, term=Term.FIXED).order_by("last_day", "pk")

    def with_parties(self):
        """Each with `party_count`, without facilitators and observers: two is bilateral, more is multilateral."""
        return self.annotate(party_count=Count("parties", filter=Q(parties__role=PartyRole.PARTY), distinct=True))

    def of_home(self):
        """Those to which our own organisation is a party."""
        ours = self.model.objects.filter(parties__organisation__is_home=True, parties__role=PartyRole.PARTY)
        return self.filter(pk__in=ours.order_by().values("pk"))

    def signed_within(self, since, until):
        """Signed between two days, either of which may be open. A year or month counts where the whole of it lies between them."""
        found = self if until is None else self.annotate(signed_by=EndOfSpan("signed_on")).filter(signed_by__lte=until)
        return found if since is None else found.filter(signed_on__gte=since)

    def counted(self):
        """For statistics: without those that are possibly the same as another in the record."""
        return self.exclude(pk__in=self._doubts().values("target"))

    def publicly_doubtful(self):
        """Those that readers may take for the same as another: an internal agreement casts no doubt on one that is public."""
        return self.filter(pk__in=self._doubts().filter(source__visibility=Visibility.PUBLIC).values("target"))

    def possible_duplicates(self, *, parties=(), titles=(), signed=None, number="", besides=()):
        """Those of the same parties that were signed on the same day or are called the same, in any language; and those with this
        number of ours, however it is written. Not `besides`: what is renewed or related is another one."""
        alike = Q(pk__in=[])
        if len(parties := {*parties}) > 1:
            same = named_alike("search_key", titles)
            if signed is not None:
                same |= Q(signed_on__range=(signed.start, signed.end))
            between = self.annotate(
                own=Count("parties", distinct=True),
                shared=Count("parties", filter=Q(parties__organisation__in=parties), distinct=True),
            )
            alike = Q(pk__in=between.filter(same, own=len(parties), shared=len(parties)).order_by().values("pk"))
        if key := _number_key(number):
            numbers = self.exclude(own_number="").order_by().values_list("pk", "own_number")
            alike |= Q(pk__in=[pk for pk, other in numbers if _number_key(other) == key])
        return self.filter(alike).exclude(pk__in=besides).order_by("pk")

    def _doubts(self):
        """That one agreement is possibly the same as another. Where it is on record both ways, as an old record may have it, the older
        of the two counts."""
        ties = self.model._meta.get_field("relations").related_model.objects.filter(kind=AgreementTie.POSSIBLY_SAME)
        the_other_way = ties.filter(source=OuterRef("target"), target=OuterRef("source"))
        return ties.exclude(Exists(the_other_way), source__gt=F("target"))

    def named(self, text):
        return self.filter(holds("search_key", text))


def _number_key(number: str) -> str:
    """SCUT-2019/7, scut 2019 7: without what stands between."""
    return "".join(fold(number).split())
