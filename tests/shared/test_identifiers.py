import pytest
from django.core.exceptions import ValidationError

from newsroom.shared import identifiers
from newsroom.shared.identifiers import FORMATS, Scheme


@pytest.mark.parametrize("scheme", Scheme)
def test_every_register_takes_its_example(scheme):
    identifiers.check(scheme, FORMATS[scheme].example)


@pytest.mark.parametrize(
    ("scheme", "pasted", "value"),
    [
        ("ror", "https://ror.org/0530PTS50", "0530pts50"),
        ("ror", " ror.org/0530pts50/ ", "0530pts50"),
        ("wikidata", "https://www.wikidata.org/wiki/q1065", "Q1065"),
        ("wikidata", "http://wikidata.org/wiki/Q1065", "Q1065"),
        ("isni", "0000 0001 2146 438x", "000000012146438X"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("erasmus", "e  valenci02", "E VALENCI02"),
    ],
)
def test_what_is_pasted_becomes_the_plain_identifier(scheme, pasted, value):
    assert identifiers.tidy(scheme, pasted) == value
    identifiers.check(scheme, value)


@pytest.mark.parametrize(
    ("scheme", "value", "code"),
    [
        ("ror", "0530pts5", "malformed"),
        ("ror", "0530ptl50", "malformed"),  # l is not in the alphabet
        ("ror", "0530pts51", "checksum"),
        ("ror", "0350pts50", "checksum"),
        ("orcid", "0000-0002-1825-0096", "checksum"),
        ("orcid", "0000000218250097", "malformed"),
        ("isni", "0000000121464380", "checksum"),
        ("lei", "506700GE1G29325QX364", "checksum"),
        ("uscc", "91350100M000100Y44", "checksum"),
        ("wikidata", "Q0", "malformed"),
        ("pic", "12345678", "malformed"),
        ("schac", "scut", "malformed"),
        ("wikidata", "Q１０", "malformed"),
    ],
)
def test_a_mistyped_identifier_is_refused_with_the_reason(scheme, value, code):
    with pytest.raises(ValidationError) as refused:
        identifiers.check(scheme, value)

    assert refused.value.code == code
