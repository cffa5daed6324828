"""What the database itself refuses about partners where a CHECK cannot say it."""

from newsroom.shared.circles import all_above, no_circle
from newsroom.shared.guards import Guard, belongs
from newsroom.shared.regions import known_region
from partners.models import (
    Agreement,
    AgreementRelation,
    Appointment,
    Milestone,
    Organisation,
    Party,
    Place,
    Signatory,
)
from partners.vocabulary import AgreementTie

PARTY, APPOINTMENT = Party._meta.db_table, Appointment._meta.db_table
TIE, DOUBT = AgreementRelation._meta.db_table, AgreementTie.POSSIBLY_SAME.value


def unit_of_the_party() -> list[Guard]:
    """A party acts through a part of itself. Asked when the row says so: later a unit may pass to another organisation."""
    chain = all_above(Organisation._meta.db_table, "parent_id", "NEW.unit_id")
    # that it is not the organisation itself is a CHECK
    strange = (
        "NEW.unit_id IS NOT NULL AND NEW.unit_id <> NEW.organisation_id "
        f"AND NOT EXISTS ({chain} WHERE up.id = NEW.organisation_id)"
    )
    changed = "(NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.organisation_id <> OLD.organisation_id)"
    why = "partners_party_unit_belongs: the unit is no part of the organisation"
    return [
        Guard(PARTY, "INSERT", "unit_insert", strange, why),
        Guard(PARTY, "UPDATE", "unit_update", f"{changed} AND {strange}", why),
    ]


def doubts_one_way() -> list[Guard]:
    """Going round, they would take all of their agreements out of the statistics."""
    chain = (
        f'WITH RECURSIVE up(id) AS (SELECT NEW.target_id UNION SELECT x.target_id FROM "{TIE}" x JOIN up ON x.source_id = up.id '
        f"WHERE x.kind = '{DOUBT}' AND x.id <> NEW.id) SELECT 1 FROM up WHERE up.id = NEW.source_id"
    )
    # that it is another agreement is a CHECK
    round_again = f"NEW.kind = '{DOUBT}' AND NEW.source_id <> NEW.target_id AND EXISTS ({chain})"
    why = "partners_agreementrelation_doubt_one_way: the doubt is on record the other way"
    return [Guard(TIE, event, f"doubt_{event.lower()}", round_again, why) for event in ("INSERT", "UPDATE")]


GUARDS = [
    *known_region(Organisation, "region"),
    *known_region(Place, "region"),
    no_circle(Organisation, "parent", "an organisation belongs to none of its own units"),
    no_circle(Organisation, "merged_into", "an organisation is not merged into what was merged into it"),
    no_circle(Agreement, "renews", "an agreement renews none that renews it"),
    no_circle(Agreement, "umbrella", "an agreement stands under none that stands under it"),
    *unit_of_the_party(),
    *doubts_one_way(),
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
