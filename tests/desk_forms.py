"""What a browser would send from a page of the admin, with what a test changes on it."""

import html
import re


def _of_form(form) -> dict:
    data = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        data[field.html_name] = "on" if value is True else value
    return data


def _of_formset(formset) -> dict:
    data = _of_form(formset.management_form)
    for form in formset.forms:
        data |= _of_form(form)
        if hasattr(form, "signatories"):
            data |= _of_formset(form.signatories)
    return data


def sent(answer, **changes) -> dict:
    """The fields of the page as they stand; `changes` by the names of the inputs, None for one that is not sent."""
    data = _of_form(answer.context["adminform"].form)
    for inline in answer.context["inline_admin_formsets"]:
        data |= _of_formset(inline.formset)
    return {name: value for name, value in (data | changes).items() if value is not None}


def save(client, address, **changes):
    """Open a page, change something on it and save it."""
    page = client.get(address)
    assert page.status_code == 200, page
    return client.post(address, sent(page, **changes))


def errors(answer) -> list[str]:
    """Every refusal on a page that came back."""
    said = " ".join(str(each) for each in answer.context["errors"])
    return [html.unescape(each) for each in re.findall("<li>(.*?)</li>", said)]
