"""Identifiers that organisations and persons have elsewhere: how each is written, where it leads, and its check digits."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# base 32 as Crockford has it, and the characters of GB 32100
BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"
CREDIT_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Scheme(models.TextChoices):
    ROR = "ror", "ROR"
    WIKIDATA = "wikidata", "Wikidata"
    ISNI = "isni", "ISNI"
    ORCID = "orcid", "ORCID"
    GRID = "grid", "GRID"
    LEI = "lei", "LEI"
    CREDIT_CODE = "uscc", _("Unified social credit code")
    PIC = "pic", _("European participant code (PIC)")
    ERASMUS = "erasmus", _("Erasmus code")
    SCHAC = "schac", _("SCHAC code (domain)")


def _ror(value: str) -> bool:
    """0, six characters of the number in base 32, two check digits (ISO 7064)."""
    number = 0
    for character in value[1:7]:
        number = number * 32 + BASE_32.index(character)
    return 98 - number * 100 % 97 == int(value[7:])


def _mod_11_2(value: str) -> bool:
    """ISO 7064 mod 11-2, as ISNI and ORCID have it."""
    total = 0
    for digit in (digits := value.replace("-", ""))[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[-1] == ("X" if check == 10 else str(check))


def _mod_97(value: str) -> bool:
    """ISO 7064 mod 97-10, as LEI has it: letters count from 10."""
    return int("".join(str(int(character, 36)) for character in value)) % 97 == 1


def _credit_code(value: str) -> bool:
    """GB 32100: weights are powers of 3 modulo 31."""
    total = sum(CREDIT_CODE.index(character) * pow(3, place, 31) for place, character in enumerate(value[:17]))
    return CREDIT_CODE[(31 - total % 31) % 31] == value[17]


@dataclass(frozen=True)
class Format:
    pattern: str
    example: str
    url: str = ""
    check: Callable[[str], bool] = lambda value: True
    prefix: str = ""  # what an address that leads to it begins with, without https://
    tidy: Callable[[str], str] = str


FORMATS = {
    Scheme.ROR: Format(rf"0[{BASE_32}]{{6}}[0-9]{{2}}", "0530pts50", "https://ror.org/{}", _ror, "ror.org/", str.lower),
    Scheme.WIKIDATA: Format(
        r"Q[1-9][0-9]*", "Q1065", "https://www.wikidata.org/wiki/{}", prefix="www.wikidata.org/wiki/", tidy=str.upper
    ),
    Scheme.ISNI: Format(
        r"[0-9]{15}[0-9X]",
        "000000012146438X",
        "https://isni.org/isni/{}",
        _mod_11_2,
        "isni.org/isni/",
        lambda value: re.sub(r"[\s-]", "", value).upper(),
    ),
    Scheme.ORCID: Format(
        r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]",
        "0000-0002-1825-0097",
        "https://orcid.org/{}",
        _mod_11_2,
        "orcid.org/",
        str.upper,
    ),
    Scheme.GRID: Format(r"grid\.[0-9]+\.[0-9a-f]+", "grid.79703.3a", tidy=str.lower),
    Scheme.LEI: Format(
        r"[0-9A-Z]{18}[0-9]{2}",
        "506700GE1G29325QX363",
        "https://search.gleif.org/#/record/{}",
        _mod_97,
        "search.gleif.org/#/record/",
        str.upper,
    ),
    Scheme.CREDIT_CODE: Format(
        rf"[{CREDIT_CODE}]{{2}}[0-9]{{6}}[{CREDIT_CODE}]{{10}}",
        "91350100M000100Y43",
        check=_credit_code,
        tidy=str.upper,
    ),
    Scheme.PIC: Format(r"[0-9]{9}", "999880560"),
    Scheme.ERASMUS: Format(
        r"[A-Z]{1,3} [A-Z-]+[0-9]{2,3}",
        "E VALENCI02",
        tidy=lambda value: re.sub(r"\s+", " ", value).upper(),
    ),
    Scheme.SCHAC: Format(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", "scut.edu.cn", tidy=str.lower),
}


def tidy(scheme: str, value: str) -> str:
    """The plain identifier of what somebody pasted: an address that leads to it, spaces, other case."""
    form = FORMATS[Scheme(scheme)]
    plain = re.sub(r"^https?://", "", value.strip(), flags=re.IGNORECASE)
    if form.prefix and plain.lower().startswith(form.prefix):
        plain = plain[len(form.prefix) :]
    elif form.prefix.startswith("www.") and plain.lower().startswith(form.prefix[4:]):
        plain = plain[len(form.prefix) - 4 :]
    return form.tidy(plain.strip("/ "))


def check(scheme: str, value: str) -> None:
    """ValidationError with a sentence when the identifier is not written as its scheme has it."""
    form = FORMATS[Scheme(scheme)]
    params = {"scheme": Scheme(scheme).label, "value": value, "example": form.example}
    if not re.fullmatch(form.pattern, value, re.ASCII):
        raise ValidationError(
            _("“%(value)s” is not written like a %(scheme)s identifier, for example %(example)s."),
            code="malformed",
            params=params,
        )
    if not form.check(value):
        raise ValidationError(
            _("The check digits of “%(value)s” are wrong: a character of this %(scheme)s identifier is mistyped."),
            code="checksum",
            params=params,
        )


def url(scheme: str, value: str) -> str:
    """Where the identifier leads, or nothing."""
    return FORMATS[Scheme(scheme)].url.format(value)
