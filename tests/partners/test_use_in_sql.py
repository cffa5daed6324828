"""What is in use stays, whoever deletes it by whatever door; and what a reader is told of a validity that nobody reported."""

import pytest
from django.db import IntegrityError, connection, transaction

from events.models import Event, Session, Signing
from partners.models import Agreement, Appointment, Organisation, Party, Person, Place, Signatory
from tests.make_records import make_agreement, make_event, make_organisation, make_person, make_place, make_session

pytestmark = pytest.mark.django_db

SIGNED = {
    "en": ("Signed; validity not reported", "It was signed. From when and until when it holds is not reported."),
    "zh-hans": ("已签署，有效期未载明", ""),
    "es": ("Firmado; la vigencia no consta", ""),
    "ar": ("موقعة؛ مدة النفاذ غير مذكورة", ""),
}


def in_use() -> list:
    """A record, or a row of one, of each kind that others stand on."""
    place, university, person = make_place(), make_organisation(), make_person()
    held = person.appointments.create(organisation=university)
    agreement = make_agreement(parties=[university], signed_at=place)
    party = agreement.parties.get()
    Signatory.objects.create(party=party, person=person, appointment=held)
    event = make_event()
    session = make_session(event)
    Signing.objects.create(event=event, session=session, agreement=agreement)
    return [university, person, place, event, agreement, party, held, session]


def deleted_in_sql(record):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {record._meta.db_table} WHERE id = %s", [record.pk])
    # the engine would say so at the end of the transaction
    connection.check_constraints()


IN_USE = [Organisation, Person, Place, Event, Agreement, Party, Appointment, Session]


@pytest.mark.parametrize("model", IN_USE)
def test_sql_alone_does_not_delete_what_is_in_use(model):
    record = next(each for each in in_use() if type(each) is model)

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), transaction.atomic():
        deleted_in_sql(record)
    assert model.objects.get() == record


@pytest.mark.parametrize("language", SIGNED)
def test_signed_is_not_said_to_be_in_force_in_any_language(client, language):
    agreement = make_agreement("Pact")
    label, reason = SIGNED[language]

    for address in (f"/{language}/agreements/", f"/{language}/agreements/{agreement.pk}-pact/"):
        page = client.get(address).content.decode()
        assert f'<span class="status status-signed">{label}</span>' in page
    assert reason in page
