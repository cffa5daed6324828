"""Whatever the record can hold can be entered on the desk: each field of each model has a box, or stands here with the reason why not."""

import pytest
from django.apps import apps
from django.urls import reverse
from modeltranslation.fields import TranslationField
from modeltranslation.translator import NotRegistered, translator

from newsroom.accounts.roles import Role
from partners.desk.dates import PartialDateField
from partners.models import IncomingTable, RememberedColumns
from tests.make import make_user

pytestmark = pytest.mark.django_db
PAGES = (
    "partners_organisation",
    "partners_person",
    "partners_agreement",
    "partners_place",
    "events_event",
    "events_eventseries",
)
WITHOUT_A_BOX = {
    # written by the pages that merge and undo
    "organisationmerge": {
        "kept", "gone", "by", "moved", "removed", "added", "previous_status", "undone_at", "undone_by",
    },
}  # fmt: skip
# filled by the pages of an import, which are no forms of the record
OF_AN_IMPORT = {IncomingTable, RememberedColumns}


def forms_of(context):
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield inline.formset.empty_form
        if hasattr(inline.formset.empty_form, "signatories"):
            yield inline.formset.empty_form.signatories.empty_form


def boxes(form):
    """The columns that a form fills; one box for a date fills its precision too."""
    for name, field in form.fields.items():
        yield name
        if isinstance(field, PartialDateField):
            yield f"{name}_precision"


def to_be_entered(model):
    """A translated field is entered in its columns, a language each."""
    try:
        translated = set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        translated = set()
    return {
        field.name
        for field in model._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and (field.name not in translated or isinstance(field, TranslationField))
    }


def test_every_field_of_the_record_has_a_box_on_the_desk(client, settings):
    settings.LANGUAGES = list(settings.ALL_LANGUAGES.items())
    client.force_login(make_user("records", Role.RECORDS_OFFICER))
    reached = {}
    for name in PAGES:
        for form in forms_of(client.get(reverse(f"admin:{name}_add")).context):
            reached.setdefault(form._meta.model._meta.model_name, set()).update(boxes(form))

    lacking = {
        model._meta.model_name: missing
        for label in ("partners", "events")
        for model in set(apps.get_app_config(label).get_models()) - OF_AN_IMPORT
        if (missing := to_be_entered(model) - reached.get(model._meta.model_name, set()))
    }

    assert lacking == WITHOUT_A_BOX
