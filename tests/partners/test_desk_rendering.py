"""The boxes of the record's pages are written without templates, as Django's templates would write them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from partners.desk.rendering import BOXES

ODD = 'Müller & "Söhne" <b>'
WIDGETS = [
    forms.TextInput(attrs={"size": 12, "placeholder": ODD, "required": True, "disabled": False}),
    forms.NumberInput(),
    forms.HiddenInput(),
    forms.URLInput(),
    forms.DateInput(attrs={"type": "date"}),
    forms.Textarea(attrs={"rows": 3}),
    forms.Select(choices=[("", "–"), (ODD, ODD), ("b", "B")]),
    forms.Select(choices=[("Group", [("a", "A"), ("b", "B")])]),
    forms.CheckboxInput(),
]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("value", [None, "", "b", ODD, 0, 120000])
def test_a_box_is_written_as_django_writes_it(widget, value):
    plain, ours = (
        widget.render("box", value, {"id": "id_box", "class": ODD}, renderer) for renderer in (DjangoTemplates(), BOXES)
    )
    assert ours == plain


def test_a_label_is_written_as_django_writes_it():
    class Form(forms.Form):
        box = forms.CharField(label=ODD)

    plain, ours = (
        Form(renderer=renderer)["box"].label_tag(attrs={"class": "required"}) for renderer in (DjangoTemplates(), BOXES)
    )
    assert ours == plain
