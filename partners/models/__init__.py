"""Who, and what was signed: organisations, persons, agreements. Partners know nobody above them."""

from partners.models.agreement import Agreement, AgreementRelation, FurtherKind
from partners.models.history import AgreementDocument, Milestone, Outcome
from partners.models.identifier import ExternalId
from partners.models.incoming import IncomingTable, RememberedColumns
from partners.models.merge import OrganisationMerge
from partners.models.organisation import Organisation, OrganisationName, OrganisationRelation
from partners.models.party import Party, Signatory
from partners.models.person import Appointment, Person, PersonName
from partners.models.place import Place
from partners.models.status import Status

__all__ = [
    "Agreement",
    "AgreementDocument",
    "AgreementRelation",
    "Appointment",
    "ExternalId",
    "FurtherKind",
    "IncomingTable",
    "Milestone",
    "Organisation",
    "OrganisationMerge",
    "OrganisationName",
    "OrganisationRelation",
    "Outcome",
    "Party",
    "Person",
    "PersonName",
    "Place",
    "RememberedColumns",
    "Signatory",
    "Status",
]
