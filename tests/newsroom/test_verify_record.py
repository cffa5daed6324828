"""What `verify` says of the record. Apart from the tests of the news, whose office stays in the database for their whole file."""

import io

import pytest
from django.core.management import call_command

from partners.verify import notices
from tests.make_records import make_agreement, make_event, make_organisation
from tests.refused import without_guards

pytestmark = pytest.mark.django_db


def test_what_the_record_should_not_lack_is_noticed_and_is_no_fault():
    alone, bare, hidden = make_agreement("Alone", public=False), make_event("Forum"), make_organisation(public=False)
    make_agreement("Proposed", stage="proposed", public=False)
    out = io.StringIO()

    call_command("verify", stdout=out, stderr=io.StringIO(), verbosity=1)

    said = out.getvalue()
    assert f"Agreement {alone.pk} (Alone) is signed or public, but has fewer than two parties." in said
    assert f"Event {bare.pk} (Forum) is public, but no source says where it comes from." in said
    assert [name in said for name in ("Proposed", str(hidden))] == [False, False]


def test_what_goes_round_since_before_that_was_refused_is_noticed():
    one, renewed, double = make_agreement("One"), make_agreement("Renewed"), make_agreement("Double")
    college = make_organisation("College", parent=(university := make_organisation("University")))
    with without_guards():
        type(one).objects.filter(pk=one.pk).update(renews=renewed)
        type(one).objects.filter(pk=renewed.pk).update(renews=one)
        type(college).objects.filter(pk=university.pk).update(parent=college)
        one.relations.create(kind="possibly_same", target=double)
        double.relations.create(kind="possibly_same", target=one)

    found = [notice for notice in notices() if "circle" in notice]

    assert found == [
        f"Agreements go round in a circle: {one.pk} (One) → renews → {renewed.pk} (Renewed) → renews → {one.pk} (One).",
        f"Organisations go round in a circle: {university.pk} (University) → belongs to → {college.pk} (College) → "
        f"belongs to → {university.pk} (University).",
        f"Agreements go round in a circle: {one.pk} (One) → is possibly the same as → {double.pk} (Double) → "
        f"is possibly the same as → {one.pk} (One).",
    ]
