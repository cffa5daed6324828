"""The log in the office's words."""

from django import template
from django.apps import apps

from newsroom.accounts.log_rows import row_label
from newsroom.accounts.logged import act_label, field_label, value_label

register = template.Library()
register.filter("act", act_label)


@register.inclusion_tag("admin/_log_details.html")
def log_details(entry):
    """What an entry says besides who, when and what: old and new values together, rows that came and went, then the rest."""
    model = _model_of(entry)
    details = dict(entry.details)
    old, new = details.pop("old", {}), details.pop("new", {})
    fields, rows = details.pop("fields", []), details.pop("rows", [])
    changes = [
        {
            "field": field_label(model, name),
            "was_there": name in old,
            "old": _said(model, name, old.get(name)),
            "new": _said(model, name, value),
        }
        for name, value in new.items()
    ]
    others = [field_label(model, name) for name in fields if name not in new]
    rest = [
        (field_label(None, name), _said(None, name, value))
        for name, value in details.items()
        if value not in ("", None, [])
    ]
    return {"changes": changes, "others": others, "rows": [row_label(row) for row in rows], "rest": rest}


def _model_of(entry):
    try:
        return apps.get_model(entry.target_type)
    except (LookupError, ValueError):
        return None


def _said(model, name, value) -> str:
    return "–" if value in (None, "", []) else value_label(model, name, value)
