"""How the boxes of the record's pages are written. Django renders two or three templates for each; a page of hundreds of boxes spends
half of its time there. The plain ones are written here, letter by letter as Django's templates have them."""

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

WIDGETS = "django/forms/widgets/"
INPUTS = {f"{WIDGETS}{name}.html" for name in ("date", "datetime", "email", "hidden", "input", "number", "text", "url")}


def attributes(attrs: dict) -> SafeString:
    written = (
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )
    return mark_safe("".join(written))


def _input(widget: dict) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', str(widget["value"]))
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget["attrs"])
    )


def _textarea(widget: dict) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes(widget["attrs"]), widget["value"] or ""
    )


def _select(widget: dict) -> SafeString:
    options = (
        format_html(
            '\n  <option value="{}"{}>{}</option>\n', str(option["value"]), attributes(option["attrs"]), option["label"]
        )
        for _group, choices, _index in widget["optgroups"]
        for option in choices
    )
    return format_html(
        '<select name="{}"{}>{}\n</select>', widget["name"], attributes(widget["attrs"]), mark_safe("".join(options))
    )


def _label(label: dict) -> SafeString:
    return format_html("<{}{}>{}</{}>", label["tag"], attributes(label["attrs"] or {}), label["label"], label["tag"])


class Boxes(DjangoTemplates):
    def render(self, template_name, context, request=None):
        widget = context.get("widget")
        if template_name in INPUTS:
            return _input(widget)
        if template_name == f"{WIDGETS}textarea.html":
            return _textarea(widget)
        if template_name == f"{WIDGETS}select.html" and not any(group for group, *_rest in widget["optgroups"]):
            return _select(widget)
        if template_name == "django/forms/label.html" and context["use_tag"]:
            return _label(context)
        return super().render(template_name, context, request)


# one for all forms: each would look for its templates anew
BOXES = Boxes()
