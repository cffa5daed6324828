"""What an agreement's page says of its status and why, for every status in every language of the site."""

import re

import pytest
import time_machine
from django.utils.translation import override

from partners.models import Agreement, Status
from partners.wording import reason
from tests.make_records import make_agreement

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans", "es", "ar")
IN_FORCE = {"signed": "2020-01-01", "effective_rule": "on_signature"}

# status → what an agreement is like that has it on 15 January 2026, and the sentence
CASES = [
    ("proposed", {"stage": "proposed"}, "It is proposed and not signed."),
    ("negotiating", {"stage": "negotiating"}, "The parties are negotiating; it is not signed."),
    ("approved", {"stage": "approved"}, "It is approved for signing and not signed."),
    ("abandoned", {"stage": "abandoned"}, "It was not pursued."),
    ("upcoming", {"signed": "2026-03"}, "The day of signing is still to come (March 2026)."),
    ("signed", {}, "It was signed. From when and until when it holds is not reported."),
    ("signed", {"term": "open_ended"}, "It was signed. From when it holds is not reported."),
    ("signed", IN_FORCE, "It was signed and has taken effect. Until when it holds is not reported."),
    ("awaiting", {"effective": "2026-02-01"}, "It is signed, and takes effect later (1 February 2026)."),
    ("in_force", IN_FORCE | {"term": "open_ended"}, "It has taken effect and has no end."),
    ("in_force", IN_FORCE | {"term": "until_done"}, "It has taken effect and holds until the work is done."),
    ("in_force", IN_FORCE | {"expires": "2029-12"}, "It has taken effect and holds until its last day (December 2029)."),
    ("expiring", IN_FORCE | {"expires": "2026-02-28"}, "Its term ends soon (28 February 2026), and no later agreement is reported."),
    ("tacit", IN_FORCE | {"expires": "2025", "renewal": "tacit"}, "Its term has ended (2025), and it renews itself unless notice is given."),
    ("renewed", IN_FORCE, "A later agreement has taken its place."),
    ("expired", IN_FORCE | {"expires": "2024-05"}, "Its term has ended (May 2024)."),
    ("terminated", IN_FORCE | {"terminated": "2023-04-05"}, "It was terminated (5 April 2023)."),
]  # fmt: skip


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel("2026-01-15T12:00:00+08:00", tick=False):
        yield


def made(status, fields) -> Agreement:
    agreement = make_agreement("Pact", **fields)
    if status == "renewed":
        make_agreement("Later pact", renews=agreement, signed="2024-01-01")
    return Agreement.objects.with_public_status().get(pk=agreement.pk)


def test_every_status_has_a_case():
    assert {status for status, *_others in CASES} == {*Status.values}


@pytest.mark.parametrize(("status", "fields", "sentence"), CASES)
def test_the_page_says_the_status_and_why_in_every_language(client, status, fields, sentence):
    agreement = made(status, fields)
    assert agreement.status == status
    assert reason(agreement) == sentence

    said = {}
    for language in LANGUAGES:
        with override(language):
            label, why = str(Status(status).label), reason(agreement)
        html = client.get(f"/{language}/agreements/{agreement.pk}-pact/").content.decode()
        main = html.partition("<main")[2].partition("</main>")[0]
        text = " ".join(re.sub(r"<[^>]+>", " ", main).split())
        assert f"{label} {why}" in text, language
        said[language] = (label, why)

    assert said["en"][1] == sentence
    assert len({label for label, _why in said.values()}) == len(LANGUAGES)
    assert len({why for _label, why in said.values()}) == len(LANGUAGES)
    assert not re.search("[A-Za-z]{2}", said["zh-hans"][1] + said["ar"][1])
