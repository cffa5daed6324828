"""A migration that meets rows which break its rule says which they are."""

import pytest
from django.core.management.base import CommandError
from django.db.models import CheckConstraint, Q

from newsroom.shared.migrating import refuse_offending
from partners.models import Agreement
from tests.make_records import make_agreement

pytestmark = pytest.mark.django_db
RULE = CheckConstraint(
    condition=Q(originals__gte=2), name="agreement_for_both", violation_error_message="Each keeps an original."
)


def test_the_rows_that_break_a_rule_are_named():
    make_agreement(originals=2)
    wrong = make_agreement(originals=1)

    with pytest.raises(CommandError) as refused:
        refuse_offending(Agreement.objects, RULE)

    assert str(refused.value) == (
        f"These rows (agreements) break the rule “Each keeps an original.” (agreement_for_both): {wrong.pk}. "
        "Nothing of this migration was done. Go back to the version that ran until now, run its migrate, which puts the guards up "
        "again, mend them there, and come back."
    )


def test_what_the_rule_cannot_judge_passes_as_it_passes_a_check():
    make_agreement(originals=None)

    refuse_offending(Agreement.objects, RULE)
