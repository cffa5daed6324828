"""What an agreement is on a day: in SQL as in Python."""

import datetime
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from newsroom.shared.partial_dates import PartialDate, Precision
from partners.models import Agreement, Party, Status
from partners.models.deadlines import latest_ending, notice_by
from partners.vocabulary import AgreementStage, EffectiveRule, Renewal, Term
from tests.make_records import make_agreement, make_agreement_in_force, make_home, make_organisation
from tests.refused import without_guards

DAY = datetime.date(2025, 9, 27)


def day(iso):
    return datetime.date.fromisoformat(iso)


KNOWN = {"effective_rule": "on_signature", "term": "open_ended"}
FIXED = {"effective_rule": "on_signature", "expires": "2026-06-30", "renewal": "none"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "on", "status"),
    [
        ({}, "2025-09-26", "upcoming"),
        ({}, "2025-09-27", "signed"),
        ({}, "2050-01-01", "signed"),
        ({"signed": None}, "2025-09-27", "signed"),
        ({"signed": "2025"}, "2024-12-31", "upcoming"),
        ({"signed": "2025"}, "2025-01-01", "signed"),
        ({"stage": "proposed"}, "2025-09-27", "proposed"),
        ({"stage": "negotiating"}, "2025-09-27", "negotiating"),
        ({"stage": "approved"}, "2025-09-27", "approved"),
        ({"stage": "abandoned"}, "2025-09-27", "abandoned"),
        ({"effective_rule": "on_signature"}, "2025-09-27", "signed"),
        ({"effective_rule": "not_applicable"}, "2025-09-27", "signed"),
        ({"effective_rule": "on_approval", "term": "open_ended"}, "2025-09-27", "signed"),
        (KNOWN, "2025-09-26", "upcoming"),
        (KNOWN, "2025-09-27", "in_force"),
        (KNOWN, "2050-01-01", "in_force"),
        (KNOWN | {"effective": "2025-10"}, "2025-09-30", "awaiting"),
        (KNOWN | {"effective": "2025-10"}, "2025-10-01", "in_force"),
        (KNOWN | {"term": "until_done"}, "2025-10-01", "in_force"),
        (FIXED, "2026-03-31", "in_force"),
        (FIXED, "2026-04-01", "expiring"),
        (FIXED, "2026-06-30", "expiring"),
        (FIXED, "2026-07-01", "expired"),
        (FIXED | {"expires": "2026"}, "2026-12-31", "expiring"),
        (FIXED | {"expires": "2026"}, "2027-01-01", "expired"),
        (FIXED | {"renewal": "tacit"}, "2026-06-30", "in_force"),
        (FIXED | {"renewal": "tacit"}, "2026-07-01", "tacit"),
        (FIXED | {"effective_rule": "not_reported"}, "2026-01-01", "signed"),
        (FIXED | {"effective_rule": "not_reported"}, "2026-07-01", "expired"),
        (KNOWN | {"terminated": "2026-01-01"}, "2025-12-31", "in_force"),
        (KNOWN | {"terminated": "2026-01-01"}, "2026-01-01", "terminated"),
        (KNOWN | {"terminated": "2026"}, "2026-12-30", "in_force"),
        (KNOWN | {"terminated": "2026"}, "2026-12-31", "terminated"),
    ],
)
def test_the_status_follows_from_the_dates(fields, on, status):
    agreement = make_agreement(**fields)

    assert agreement.status_on(day(on)) == status
    assert Agreement.objects.with_status(day(on)).get().status == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("successor", "on", "status"),
    [
        ({"stage": "proposed"}, "2026-06-01", "expiring"),
        ({"signed": "2026-06-02"}, "2026-06-01", "expiring"),
        ({"signed": "2026-06-01"}, "2026-06-01", "renewed"),
        ({"signed": None}, "2026-06-01", "renewed"),
        ({"signed": "2026-05-01", "effective": "2026-07-01"}, "2026-06-01", "in_force"),
        ({"signed": "2026-05-01", "effective": "2026-07-01"}, "2026-07-01", "renewed"),
        ({"signed": "2026-05-01", "effective": "2026-08-01"}, "2026-07-15", "expired"),
    ],
)
def test_a_signed_successor_takes_its_place_once_it_begins(successor, on, status):
    agreement = make_agreement(**FIXED)
    make_agreement(renews=agreement, **successor)

    assert Agreement.objects.get(pk=agreement.pk).status_on(day(on)) == status
    assert Agreement.objects.with_status(day(on)).get(pk=agreement.pk).status == status


@pytest.mark.django_db
def test_the_questions_of_the_office_are_answered():
    endless = make_agreement_in_force("endless", term="open_ended", expires=None)
    ending = make_agreement_in_force("ending", expires="2025-11-30")
    tacit = make_agreement_in_force("tacit", expires="2025-10-31", renewal="tacit")
    expired = make_agreement_in_force("expired", expires="2024")
    make_agreement("as in the news")
    make_agreement("proposed", stage="proposed")
    # from when it holds nobody wrote down, until when they did
    known_to_end = make_agreement("known to end", **FIXED | {"effective_rule": "not_reported", "expires": "2025-12-15"})

    assert set(Agreement.objects.in_force(DAY)) == {endless, ending, tacit}
    assert list(Agreement.objects.expiring(DAY)) == [ending, known_to_end]
    assert list(Agreement.objects.expiring(DAY, within=30)) == []
    assert list(Agreement.objects.expired_without_successor(DAY)) == [expired]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "within", "is_needed"),
    [
        ("2025-04-30", 60, True),
        ("2025-04-29", 60, False),
        ("2025-06-29", 60, True),
        ("2025-06-30", 0, False),
        ("2025-06-29", 0, True),
    ],
)
def test_notice_is_asked_for_before_its_last_day(on, within, is_needed):
    # ends on 29 December; six months before is 29 June
    make_agreement_in_force(expires="2025-12-29", renewal="tacit", notice_months=6)

    assert Agreement.objects.needing_notice(day(on), within).exists() is is_needed


@pytest.mark.django_db
def test_notice_is_asked_for_where_only_the_end_is_known():
    make_agreement(**FIXED | {"effective_rule": "not_reported", "expires": "2026-06-29", "notice_months": 6})

    assert Agreement.objects.needing_notice(day("2025-11-01"), 60).exists()


@given(st.dates(day("1990-01-01"), day("2100-01-01")), st.integers(0, 60))
def test_the_last_ending_of_which_notice_is_due_by_a_day_is_the_inverse_of_the_deadline(last, months):
    ending = latest_ending(last, months)

    assert notice_by(ending, months) <= last < notice_by(ending + datetime.timedelta(days=1), months)


PARTIAL = st.none() | st.builds(PartialDate, st.dates(day("2024-06-01"), day("2027-06-30")), st.sampled_from(Precision))


def ends_unsigned(signed, effective, expires) -> bool:
    """What cannot take effect on signature: over before that."""
    return bool(signed and expires and not effective and signed.start > expires.end)


@st.composite
def agreements(draw):
    """Any that the database takes."""
    stage = draw(st.sampled_from([*AgreementStage, *[AgreementStage.SIGNED] * 10]))
    is_signed = stage == AgreementStage.SIGNED
    signed, effective, terminated = (draw(PARTIAL) if is_signed else None for _ in range(3))
    term = draw(st.sampled_from(Term))
    expires = draw(PARTIAL.filter(bool)) if term == Term.FIXED else None
    if expires and effective and effective.start > expires.end:
        effective, expires = expires, effective
    if signed and terminated and signed.start > terminated.end:
        signed, terminated = terminated, signed
    rule = draw(st.sampled_from(EffectiveRule))
    if rule == EffectiveRule.FIXED_DATE and effective is None and is_signed:
        rule = EffectiveRule.ON_SIGNATURE
    if rule == EffectiveRule.ON_SIGNATURE and ends_unsigned(signed, effective, expires):
        rule = EffectiveRule.NOT_REPORTED
    made = Agreement(stage=stage, effective_rule=rule, term=term, renewal=draw(st.sampled_from(Renewal)))
    made.signed, made.effective, made.expires, made.terminated = signed, effective, expires, terminated
    return made


def days_of(agreement):
    """The days on which something may change: each date, the end of its span, the days before and after."""
    dates = [agreement.signed, agreement.effective, agreement.expires, agreement.terminated]
    turns = {turn for date in dates if date for turn in (date.start, date.end)} | {DAY}
    return sorted({turn + datetime.timedelta(days=step) for turn in turns for step in (-91, -90, -1, 0, 1)})


class TestSQLAndPython(TestCase):
    @given(st.lists(agreements(), min_size=1, max_size=5), st.data())
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    def test_the_status_in_sql_is_that_in_python(self, made, data):
        for number, agreement in enumerate(made):
            if number and data.draw(st.booleans()):
                agreement.renews = made[number - 1]
            agreement.full_clean(exclude=["renews"])
            agreement.save()

        for on in data.draw(st.lists(st.sampled_from(days_of(made[0])), min_size=3, max_size=6)):
            in_sql = {row.pk: row.status for row in Agreement.objects.with_status(on)}
            in_python = {row.pk: row.status_on(on) for row in Agreement.objects.all()}
            assert in_sql == in_python


def maybe(chance: random.Random, dates):
    """A day, a month, a year or nothing."""
    first, last = dates
    if chance.random() < 0.25:
        return None
    found = first + datetime.timedelta(days=chance.randrange((last - first).days))
    return PartialDate(found, chance.choice([Precision.DAY] * 4 + [Precision.MONTH, Precision.YEAR]))


def random_agreement(chance: random.Random) -> Agreement:
    """Any that the database takes: dates known to the day, the month, the year or not at all, in every stage and of every term."""
    stage = chance.choice([*AgreementStage, *[AgreementStage.SIGNED] * 12])
    is_signed = stage == AgreementStage.SIGNED
    term, rule = chance.choice(list(Term)), chance.choice(list(EffectiveRule))
    signed = maybe(chance, (day("2015-01-01"), day("2026-12-31"))) if is_signed else None
    effective = maybe(chance, (day("2018-01-01"), day("2026-12-31"))) if is_signed and chance.random() < 0.4 else None
    terminated = maybe(chance, (day("2022-01-01"), day("2028-12-31"))) if is_signed and chance.random() < 0.2 else None
    expires = None
    while term == Term.FIXED and expires is None:
        expires = maybe(chance, (day("2024-01-01"), day("2028-12-31")))
    if expires and effective and effective.start > expires.end:
        effective = None
    if signed and terminated and signed.start > terminated.end:
        terminated = None
    if rule == EffectiveRule.FIXED_DATE and effective is None and is_signed:
        rule = EffectiveRule.ON_SIGNATURE
    if rule == EffectiveRule.ON_SIGNATURE and ends_unsigned(signed, effective, expires):
        rule = EffectiveRule.NOT_REPORTED
    made = Agreement(stage=stage, effective_rule=rule, term=term, renewal=chance.choice(list(Renewal)))
    made.signed, made.effective, made.expires, made.terminated = signed, effective, expires, terminated
    return made


def thousands(number: int) -> list[Agreement]:
    """Random agreements, a fifth of which renew another one; each with two parties, some of which withdrew."""
    chance = random.Random(20250927)
    made = Agreement.objects.bulk_create(random_agreement(chance) for _ in range(number))
    renewed = chance.sample(made, number // 5)
    renewing = chance.sample(made, number // 5)
    for older, newer in zip(renewed, renewing, strict=True):
        newer.renews = older if newer is not older else None
    Agreement.objects.bulk_update(renewing, ["renews"], batch_size=200)
    home, other = make_home(), make_organisation()
    parties = [Party(agreement=each, organisation=organisation) for each in made for organisation in (home, other)]
    for party in chance.sample(parties, number // 10):
        party.withdrew = PartialDate(day("2024-06-30"))
    Party.objects.bulk_create(parties, batch_size=1000)
    return made


def what_falls_due(assert_num_queries):
    """The office's three lists, each in its number of queries however many agreements there are."""
    with assert_num_queries(1):
        expiring = list(Agreement.objects.expiring(DAY))
    with assert_num_queries(1):
        expired = list(Agreement.objects.expired_without_successor(DAY))
    with assert_num_queries(2):
        noticed = list(Agreement.objects.needing_notice(DAY))
    last = DAY + datetime.timedelta(days=90)
    assert all(DAY <= row.last_day <= last for row in expiring)
    assert [row.last_day for row in expiring] == sorted(row.last_day for row in expiring)
    assert all(row.notice_months == 3 for row in noticed)
    return expiring, expired, noticed


@pytest.mark.django_db
def test_of_three_thousand_agreements_each_has_the_same_status_in_sql_and_in_python_on_three_days(
    django_assert_num_queries,
):
    thousands(3000)
    Agreement.objects.filter(pk__in=Agreement.objects.order_by("pk").values("pk")[:1500]).update(notice_months=3)
    seen, in_python = Counter(), {}

    # on the eve of the conference those signed there are still to be signed
    for on in (DAY - datetime.timedelta(days=1), DAY, day("2026-12-31")):
        rows = Agreement.objects.with_status(on).select_related("renewed_by")
        in_python[on] = {row.pk: row.status_on(on) for row in rows}
        differing = [row.pk for row in rows if row.status != in_python[on][row.pk]]
        assert (on, len(rows), differing) == (on, 3000, [])
        seen.update(row.status for row in rows)

    expiring, expired, noticed = what_falls_due(django_assert_num_queries)
    listed = {row.pk: row.status for row in expiring}
    ending = {pk for pk, status in in_python[DAY].items() if status == Status.EXPIRING}
    assert {pk for pk, status in listed.items() if status == Status.EXPIRING} == ending
    assert set(listed.values()) == {Status.EXPIRING, Status.SIGNED}
    assert {in_python[DAY][row.pk] for row in expired} == {Status.EXPIRED}
    assert min(len(expiring), len(expired), len(noticed)) > 5

    # none of the answers is there by luck: every status was met, and often
    assert {status: seen[status] > 20 for status in Status} == dict.fromkeys(Status, True)


@pytest.mark.django_db
def test_the_eve_of_the_signing_is_met_by_every_signed_agreement():
    made = thousands(300)
    signed = [each for each in made if each.signed_on]
    for each in signed:
        eve = each.signed_on - datetime.timedelta(days=1)
        expected = Status.TERMINATED if each.terminated and each.terminated.end <= eve else Status.UPCOMING
        assert (each.pk, each.status_on(eve)) == (each.pk, expected)
    days_before = {each.signed_on - datetime.timedelta(days=1) for each in signed[:40]}
    for eve in days_before:
        rows = Agreement.objects.with_status(eve).filter(signed_on=eve + datetime.timedelta(days=1))
        assert {row.status for row in rows} <= {Status.UPCOMING, Status.TERMINATED}


@pytest.mark.django_db
def test_the_lists_of_what_falls_due_ask_as_often_of_three_hundred_agreements(django_assert_num_queries):
    thousands(300)
    Agreement.objects.filter(pk__in=Agreement.objects.order_by("pk").values("pk")[:150]).update(notice_months=3)

    what_falls_due(django_assert_num_queries)


@pytest.mark.django_db
def test_public_agreements_are_those_made_public():
    shown = make_agreement()
    make_agreement(public=False)

    assert list(Agreement.objects.public()) == [shown]


@pytest.mark.django_db
def test_two_parties_make_it_bilateral_and_facilitators_do_not_count():
    home = make_home()
    agreement = make_agreement(parties=[home, make_organisation()])
    agreement.parties.create(organisation=make_organisation(), role="facilitator")
    make_agreement(parties=[make_organisation(), make_organisation(), make_organisation()])

    assert sorted(row.party_count for row in Agreement.objects.with_parties()) == [2, 3]
    assert list(Agreement.objects.of_home()) == [agreement]


@pytest.mark.django_db
def test_statistics_skip_what_is_possibly_the_same():
    four_parties, pair = make_agreement("four parties"), make_agreement("pair")
    four_parties.relations.create(kind="possibly_same", target=pair)

    assert list(Agreement.objects.counted()) == [four_parties]


@pytest.mark.django_db
def test_of_two_that_doubt_each_other_since_before_that_was_refused_the_older_one_counts():
    older, newer, other = (make_agreement() for _each in range(3))
    with without_guards():
        older.relations.create(kind="possibly_same", target=newer)
        newer.relations.create(kind="possibly_same", target=older)
    newer.relations.create(kind="possibly_same", target=other)

    assert list(Agreement.objects.counted()) == [older]
    assert {*Agreement.objects.publicly_doubtful()} == {newer, other}
