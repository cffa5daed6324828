"""What `verify` says of the record. Apart from the tests of the news, whose office stays in the database for their whole file."""

import io

import pytest
from django.core.management import call_command

from tests.make_records import make_agreement, make_event, make_organisation

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
