"""What the files of partners, agreements and countries hold, key by key (`partners/items.py` writes them)."""

from newsroom.shared.described import Schema
from newsroom.shared.identifiers import Scheme
from newsroom.shared.regions import Continent
from newsroom.shared.schema import (
    address,
    code,
    counted,
    date,
    day,
    flag,
    language,
    named,
    number,
    obj,
    or_null,
    region_code,
    rows,
    text,
    words,
)
from partners.models import Status
from partners.vocabulary import (
    Act,
    AgreementKind,
    AgreementStage,
    AgreementTie,
    Binding,
    Capacity,
    DocumentKind,
    Domicile,
    EffectiveRule,
    Level,
    NameKind,
    OrganisationKind,
    OrganisationStatus,
    OrganisationTie,
    OutcomeKind,
    OutcomeStatus,
    PartyRole,
    Post,
    Renewal,
    Scope,
    Side,
    SigningMode,
    Term,
)

REFERENCE = {
    "id": number("Its number."),
    "name": text("Its name in the language of the file, else in another."),
    "names": words("Its names by language."),
}
PIECES = {
    "organisation": obj("Another organisation of the record.", REFERENCE),
    "person": obj("A person who is known and public.", REFERENCE),
    "region": obj(
        "A country or region. Hong Kong, Macao and Taiwan are regions of China and no countries.",
        {
            "code": region_code("Its code, as ISO 3166 has it."),
            "label": text("Its fixed label in the language of the file."),
            "is_country": flag("Whether it is a country."),
        },
    ),
    "place": obj(
        "A town.",
        {
            "names": words("Its names by language."),
            "region": or_null(named("region", "Its country or region.")),
        },
    ),
}


def organisation(says: str):
    return named("organisation", says)


def person(says: str):
    return or_null(named("person", says))


def place(says: str):
    return or_null(named("place", says))


PARTNER = {
    "id": number("Its number, which stays."),
    "name": text("Its name in the language of the file, else in another."),
    "names": words("The preferred name, by language."),
    "other_names": rows(
        "Its other names.",
        obj(
            "Another name.",
            {
                "value": text("The name."),
                "kind": code("What kind of name it is.", NameKind, but=[NameKind.WRONG]),
                "language": or_null(language("Its language; `null`: in no one language.")),
                "from": date("Since when it was used."),
                "to": date("Until when."),
            },
        ),
    ),
    "kind": code("What it is.", OrganisationKind),
    "is_home": flag("Whether it is our own organisation; then it stands in `own`."),
    "domicile": code("Whether it belongs to a country or region.", Domicile),
    "region": or_null(named("region", "Its country or region.")),
    "place": place("Where it is."),
    "parent": or_null(organisation("What it belongs to.")),
    "units": rows("The organisations that belong to it.", organisation("One of them.")),
    "established": date("When it was established."),
    "status": code("Whether it still exists.", OrganisationStatus, but=[OrganisationStatus.MERGED]),
    "website": or_null(address("Its website.")),
    "identifiers": rows(
        "Its identifiers elsewhere.",
        obj("An identifier.", {"scheme": code("In which register.", Scheme), "value": text("The identifier.")}),
    ),
    "posts": rows(
        "Who holds or held a post there.",
        obj(
            "A post.",
            {
                "person": person("Who."),
                "post": code("What kind of post.", Post),
                "titles": words("The official title, by language."),
                "titles_abroad": words("The title used abroad, where it differs."),
                "from": date("Since when."),
                "to": date("Until when."),
                "known_on": or_null(day("A day on which it is known to have been held.")),
            },
        ),
    ),
    "url": address("Its page."),
}
RELATIONS = rows(
    "How it stands to other organisations; what the record only concludes from its sources is left out.",
    obj(
        "A relation.",
        {
            "kind": code("Which relation.", OrganisationTie),
            "end": {
                "type": "string",
                "enum": ["source", "target"],
                "description": "Whether it stands so to the other one (`source`), or the other one to it (`target`).",
            },
            "organisation": organisation("The other one."),
            "from": date("Since when."),
            "to": date("Until when."),
        },
    ),
)

SIGNATORY = obj(
    "Somebody who signed.",
    {
        "person": person("Who; `null` where that is not known or not public."),
        "name_as_reported": or_null(text("The name as it was reported, where the person is not settled.")),
        "titles_as_printed": words("The title as printed on that day, never translated."),
        "capacity": code("In which capacity.", Capacity),
        "on_behalf_of": person("By whose authority, where a proxy signed."),
        "mode": code("How it was signed.", SigningMode),
    },
)
PARTY = obj(
    "A party, or whoever else has a role in it.",
    {
        "organisation": organisation("Which organisation."),
        "role": code("Its role.", PartyRole),
        "side": or_null(code("Its side, where there are sides.", Side)),
        "unit": or_null(organisation("The unit through which it acts.")),
        "name_as_reported": or_null(text("Its name as it was reported then.")),
        "own_signed": date("Its own day of signing, where that differs from the agreement’s."),
        "own_signed_at": place("Its own place of signing, where that differs."),
        "joined": date("When it joined."),
        "in_force": date("From when it holds for it."),
        "withdrew": date("When it withdrew."),
        "signatories": rows("Who signed for it.", SIGNATORY),
    },
)
AGREEMENT = {
    "id": number("Its number, which stays."),
    "titles": words("The title, by language."),
    "title_is_printed": flag("Whether the title is that of the document, or our description of it."),
    "kinds": rows("What it is, the main kind first.", code("A kind.", AgreementKind)),
    "level": code("Who concludes it.", Level),
    "scope": code("What it covers.", Scope),
    "binding": code("Whether it binds.", Binding),
    "stage": code("How far it has come.", AgreementStage),
    "status": code("Its status on the day `as_of`, which follows from its dates.", Status),
    "reason": text("Why it has this status, in the language of the file."),
    "signed": date("When it was signed."),
    "signed_at": place("Where it was signed."),
    "effective": obj(
        "From when it holds.",
        {"rule": code("What makes it take effect.", EffectiveRule), "from": date("The day, where it is given.")},
    ),
    "term": obj(
        "How long it holds.",
        {"kind": code("What kind of term it has.", Term), "last_day": date("Its last day, where it has one.")},
    ),
    "renewal": obj(
        "What happens at its end.",
        {
            "kind": code("Whether it is renewed.", Renewal),
            "notice_months": or_null(number("How many months before the end notice is given.")),
        },
    ),
    "terminated": date("When it was terminated."),
    "renews": or_null(number("The number of the agreement that it renews.")),
    "under": or_null(number("The number of the general agreement under which it stands.")),
    "relations": rows(
        "How it stands to other agreements.",
        obj("A relation.", {"kind": code("Which.", AgreementTie), "agreement": number("The number of the other one.")}),
    ),
    "parties": rows("The parties, in their order.", PARTY),
    "milestones": rows(
        "What has happened to it since.",
        obj(
            "One act.",
            {
                "act": code("What happened.", Act),
                "on": date("When."),
                "not_after": or_null(day("The day by which it had happened, where that is all that is known.")),
                "place": place("Where."),
                "party": or_null(number("The number of the organisation that it concerns alone.")),
                "notes": words("What happened, in words."),
            },
        ),
    ),
    "outcomes": rows(
        "What it founds or launches.",
        obj(
            "One of them.",
            {
                "kind": code("What it is.", OutcomeKind),
                "status": code("How far it is.", OutcomeStatus),
                "organisation": or_null(organisation("The organisation that it founds.")),
                "agreement": or_null(number("The number of the agreement that it launches.")),
                "descriptions": words("What it is, in words."),
            },
        ),
    ),
    "documents": rows(
        "Its documents that were made public.",
        obj(
            "A file.",
            {
                "kind": code("What it is.", DocumentKind),
                "language": or_null(text("Its language, in words.")),
                "is_authentic": flag("Whether it is the authentic text."),
                "file": text("Its name."),
                "bytes": number("Its size."),
                "sha256": text("The SHA-256 of its bytes."),
                "url": address("Where it is."),
            },
        ),
    ),
    "url": address("Its page."),
}

REGION = {
    "region": named("region", "The country or region."),
    "continent": code("Its continent.", Continent),
    "partners": counted("Its partners."),
    "holding": counted("The agreements with them that are in force."),
    "agreements": counted("All agreements with them."),
}

OWN = "Our own organisation and its units, which are no partners and are not counted; filters leave them as they are."

SCHEMAS = [
    Schema("partners", "Organisations", PARTNER, PIECES, beside={"own": OWN}),
    Schema("agreements", "Agreements with their parties and signatories", AGREEMENT, PIECES),
    Schema("regions", "Countries and regions with the numbers of their partners and agreements", REGION, PIECES),
]
