"""What the database itself refuses about partners where a CHECK cannot say it."""

from newsroom.shared.guards import Guard, belongs
from newsroom.shared.regions import known_region
from partners.models import Appointment, Milestone, Organisation, Party, Place, Signatory

PARTY, APPOINTMENT = Party._meta.db_table, Appointment._meta.db_table


GUARDS = [
    *known_region(Organisation, "region"),
    *known_region(Place, "region"),
    *belongs(
        Milestone, "party_id", Party, "the party stands in another agreement", "x.agreement_id = NEW.agreement_id"
    ),
    *belongs(
        Signatory, "appointment_id", Appointment, "the appointment is somebody else's", "x.person_id = NEW.person_id"
    ),
    Guard(
        PARTY,
        "UPDATE",
        "agreement",
        "NEW.agreement_id <> OLD.agreement_id",
        "partners_party_agreement_stays: a party does not move to another agreement",
    ),
    # those who signed in it would have signed in somebody else's
    Guard(
        APPOINTMENT,
        "UPDATE",
        "person",
        "NEW.person_id <> OLD.person_id",
        "partners_appointment_person_stays: an appointment does not pass to another person",
    ),
]
