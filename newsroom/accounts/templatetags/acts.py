"""The log in the office's words."""

from django import template

from newsroom.accounts.logged import act_label

register = template.Library()
register.filter("act", act_label)


@register.inclusion_tag("admin/_log_details.html")
def log_details(entry):
    """What an entry says besides who, when and what: old and new values together, then the rest."""
    details = dict(entry.details)
    old, new = details.pop("old", {}), details.pop("new", {})
    fields = details.pop("fields", [])
    changes = [{"field": name, "old": _said(old.get(name)), "new": _said(new.get(name))} for name in new]
    others = [name for name in fields if name not in new]
    rest = [(name, _said(value)) for name, value in details.items() if value not in ("", None, [])]
    return {"changes": changes, "others": others, "rest": rest}


def _said(value) -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
