"""What the site gives out it takes back, and nothing changes: in every form, in every language of its pages."""

import itertools

import pytest

from newsroom.demo.records import load_records
from newsroom.importing import IMPORTERS
from tests.partners.round_trips import drafts_of, exported, said

pytestmark = pytest.mark.django_db


def test_importing_an_export_changes_nothing(client):
    # once loaded for all: the demo's record is large
    load_records()
    found = []

    for name, language, form in itertools.product(IMPORTERS, ("en", "zh-hans", "es"), ("csv", "xlsx", "json")):
        drafts = drafts_of(IMPORTERS[name], exported(client, name, language, form), f"{name}.{form}")
        assert len(drafts) > 3
        found += [(name, language, form, *each) for each in said(drafts) if each != ("same", [], [])]
        # nor is anything in a file that would not be taken in
        found += [(name, language, form, draft.notes) for draft in drafts if draft.notes]

    assert found == []
