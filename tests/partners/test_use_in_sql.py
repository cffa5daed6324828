"""What is in use stays, whoever deletes it by whatever door; and what a reader is told of a validity that nobody reported."""

import pytest
from django.db import IntegrityError, connection, transaction

from partners.models import Organisation, Person, Place, Signatory
from tests.make_records import make_agreement, make_event, make_organisation, make_person, make_place

pytestmark = pytest.mark.django_db

SIGNED = {
    "en": ("Signed; validity not reported", "It was signed. From when and until when it holds is not reported."),
    "zh-hans": ("已签署，有效期未载明", ""),
    "es": ("Firmado; la vigencia no consta", ""),
    "ar": ("موقعة؛ مدة النفاذ غير مذكورة", ""),
}


def deleted_in_sql(model):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    # the engine would say so at the end of the transaction
    connection.check_constraints()


@pytest.mark.parametrize("model", [Organisation, Person, Place])
def test_sql_alone_does_not_delete_what_is_in_use(model):
    place = make_place()
    agreement = make_agreement(parties=[make_organisation()], signed_at=place)
    Signatory.objects.create(party=agreement.parties.get(), person=make_person())
    make_event(place=place)

    with pytest.raises(IntegrityError), transaction.atomic():
        deleted_in_sql(model)
    assert model.objects.count() == 1


@pytest.mark.parametrize("language", SIGNED)
def test_signed_is_not_said_to_be_in_force_in_any_language(client, language):
    agreement = make_agreement("Pact")
    label, reason = SIGNED[language]

    for address in (f"/{language}/agreements/", f"/{language}/agreements/{agreement.pk}-pact/"):
        page = client.get(address).content.decode()
        assert f'<span class="status status-signed">{label}</span>' in page
    assert reason in page
