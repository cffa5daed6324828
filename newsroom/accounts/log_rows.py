"""Rows that came, changed or went, as the log has them in the words of whoever saved, in the words of whoever reads: of what kind the row
is, and which of its fields changed. What the row itself is called stays as it was then."""

import re
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import override

from newsroom.accounts.logged import field_label, field_of

_LINE = re.compile(r"([+−±]) (.+?): (.*)", re.DOTALL)
_CHANGED = re.compile(r"(.*) \(([a-z][a-z0-9_]*(?:, [a-z][a-z0-9_]*)*)\)", re.DOTALL)


@cache
def _kinds() -> dict[str, list[type[models.Model]]]:
    """What a kind of row is called in any language of the desk → the models that are."""
    found: dict[str, list[type[models.Model]]] = {}
    for code in {"en", *dict(settings.LANGUAGES)}:
        with override(code):
            for model in apps.get_models():
                found.setdefault(str(model._meta.verbose_name), []).append(model)
    return found


def row_label(line: str) -> str:
    """± 缔约方: Norvale (side) → ± party: Norvale (Side). What is not written so stays as it is."""
    if not (written := _LINE.fullmatch(line)) or not (kinds := _kinds().get(written[2])):
        return line
    sign, _kind, row = written.groups()
    if sign == "±" and (changed := _CHANGED.fullmatch(row)):
        names = changed[2].split(", ")
        model = max(kinds, key=lambda each: sum(field_of(each, name) is not None for name in names))
        row = f"{changed[1]} ({', '.join(_name_of(model, name) for name in names)})"
    return f"{sign} {kinds[0]._meta.verbose_name}: {row}"


def _name_of(model: type[models.Model], name: str) -> str:
    """A field, or rows within the row: the signatories of a party."""
    within = {each.name: each for each in model._meta.related_objects if each.name == name}
    return str(capfirst(within[name].related_model._meta.verbose_name_plural) if within else field_label(model, name))
