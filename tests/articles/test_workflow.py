"""The way from draft to reader, by plain calls."""

import pytest

from articles.models import Publication
from articles.workflow import Stage
from tests.make import make_words, publish

pytestmark = pytest.mark.django_db


def test_words_go_out_when_three_people_have_signed_them():
    edition = publish("en", words=make_words("A meeting"))

    shown = Publication.objects.shown().get()

    assert shown.revision.title == "A meeting"
    assert shown.credits == [
        {"role": "translated", "people": [{"name": "TRANSLATOR", "unit": ""}]},
        {"role": "initial_review", "people": [{"name": "INITIAL", "unit": ""}]},
        {"role": "final_review", "people": [{"name": "FINAL", "unit": ""}]},
    ]
    assert edition.stage == Stage.PUBLISHED
