"""All that a refused page objects to, said at its top with the name of the box and the way to it."""

from collections.abc import Iterator


def refusals(form, inlines) -> list[dict]:
    """Each once: what is said of a row is often said of the rows together too."""
    found = [*_of_form(form), *(each for inline in inlines for each in _of_formset(inline.formset))]
    return [each for place, each in enumerate(found) if each not in found[:place]]


def _of_form(form) -> Iterator[dict]:
    for name, sentences in form.errors.items():
        if name not in form.fields:
            continue
        box = form[name]
        for sentence in sentences:
            yield {"label": box.label, "sentence": sentence, "id": box.id_for_label}


def _of_formset(formset) -> Iterator[dict]:
    """What is said of rows as a whole belongs to no box."""
    for sentence in formset.non_form_errors():
        yield {"sentence": sentence}
    for form in formset.forms:
        yield from _of_form(form)
        for sentence in form.non_field_errors():
            yield {"sentence": sentence}
        if nested := getattr(form, "signatories", None):
            yield from _of_formset(nested)
