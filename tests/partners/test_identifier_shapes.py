"""What an identifier looks like is said twice, for the form as a pattern and for the database as a CHECK: they say the same."""

import random
import re

import pytest
from django.db.models import CharField, Value

from newsroom.shared.identifiers import FORMATS, Scheme
from partners.models import ExternalId, Organisation
from partners.models.identifier_shapes import SHAPES
from tests.make_records import make_organisation
from tests.refused import refused_by

pytestmark = pytest.mark.django_db

MALFORMED = {
    Scheme.ROR: ["https://ror.org/0530pts50", "0530PTS50", "1530pts50", "0530ptu50", "0530pts5x", "0|30pts50"],
    Scheme.WIKIDATA: ["q1065", "Q", "Q0", "Q01", "Q10x", "P1065"],
    Scheme.ISNI: ["000000012146438x", "0000 0001 2146 438X", "00000001214643X8"],
    Scheme.ORCID: ["0000-0002-1825-009x", "0000000218250097", "0000-0002-18-5-0097", "0000_0002_1825_0097"],
    Scheme.GRID: ["grid", "grid.79703", "grid.79703.", "grid..3a", "GRID.79703.3a", "grid.79703.3g", "grid.7a.3a", "grid.7.3.1"],
    Scheme.LEI: ["506700ge1g29325qx363", "506700GE1G29325QX36A", "506700GE1G29325QX36"],
    Scheme.CREDIT_CODE: ["91350100I000100Y43", "9135O100M000100Y43", "91350100M000100Y4"],
    Scheme.PIC: ["99988056", "99988056x", " 99988056"],
    Scheme.ERASMUS: ["EVALENCI02", "E  VALENCI02", "ESPA VALENCI02", "E VALENCI2", "E VALENCI0222", "E 02", "e valenci02"],
    Scheme.SCHAC: ["scut", "scut.", ".edu.cn", "scut..cn", "-scut.cn", "scut-.cn", "scut.-edu.cn", "SCUT.edu.cn", "scut.c", "scut.c1", "学.cn"],
}  # fmt: skip


def test_every_register_says_how_it_writes():
    assert SHAPES.keys() == set(Scheme) == MALFORMED.keys()


@pytest.mark.parametrize("scheme", Scheme)
def test_the_database_refuses_by_name_what_is_malformed(scheme):
    organisation = make_organisation()
    for value in MALFORMED[scheme]:
        with refused_by(f"external_id_{scheme}_shape"):
            ExternalId.objects.create(organisation=organisation, scheme=scheme, value=value)
    assert ExternalId.objects.create(organisation=organisation, scheme=scheme, value=FORMATS[scheme].example)


def mistyped(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    strange = chance.choice("0159acfglouxzABDIOSXZ.- |é\n")
    other = chance.choice([strange, "", strange + text[place], text[place].swapcase(), text[place] * 2])
    return text[:place] + other + text[place + 1 :]


@pytest.mark.parametrize("scheme", Scheme)
def test_the_database_takes_what_the_form_takes_and_nothing_else(scheme):
    make_organisation()
    chance = random.Random(scheme)
    texts = [FORMATS[scheme].example]
    while len(texts) < 60:
        # a third of them is mistyped more than once
        texts.append(mistyped(chance.choice([texts[0], texts[0], chance.choice(texts)]), chance) or "0")
    for text in texts:
        asked = Organisation.objects.annotate(value=Value(text, CharField())).filter(SHAPES[scheme])
        assert asked.exists() == bool(re.fullmatch(FORMATS[scheme].pattern, text, re.ASCII)), text
