"""Plain defaults for the record: a test names only what it is about."""

import datetime
import itertools

from events.models import Event, EventSeries, Session
from newsroom.shared.partial_dates import PartialDate
from partners.models import Agreement, Organisation, Party, Person, Place, Signatory

_counter = itertools.count(1)

# the partial dates that can be given as "2025-09"
_DATES = {
    Organisation: {"established": "established_on"},
    Agreement: {each: f"{each}_on" for each in ("signed", "effective", "expires", "terminated")},
    Party: {each: f"{each}_on" for each in ("own_signed", "joined", "in_force", "withdrew")},
    Event: {"start": "start_on", "end": "end_on"},
}


def default(name: str | None, kind: str) -> str | None:
    """The name, or one that nobody has yet; None stays, for a record without a settled name."""
    return f"{kind} {next(_counter)}" if name == "" else name


def partial(value) -> PartialDate | None:
    """From a PartialDate, a day, or text as 2025, 2025-09, 2025-09-27."""
    if isinstance(value, datetime.date):
        return PartialDate(value)
    return PartialDate.parse(value) if isinstance(value, str) else value


def _make(model, **fields):
    dates = {name: partial(fields.pop(name)) for name in _DATES.get(model, {}) if name in fields}
    row = model(**fields)
    for name, value in dates.items():
        setattr(row, name, value)
    row.save()
    return row


def make_place(name="Beijing", region="CN", **fields) -> Place:
    return _make(Place, name_en=name, region=region, **fields)


def make_organisation(name="", *, public=True, others=(), **fields) -> Organisation:
    """A university in Peru unless said otherwise. `others` are other names: (kind, language, value)."""
    fields.setdefault("region", "" if fields.get("domicile", "region") != "region" else "PE")
    fields.setdefault("visibility", "public" if public else "internal")
    organisation = _make(Organisation, name_en=default(name, "University"), **fields)
    for kind, language, value in others:
        organisation.other_names.create(kind=kind, language=language, value=value)
    return organisation


def make_home(**fields) -> Organisation:
    return make_organisation(
        **{
            "name": "South China University of Technology",
            "name_zh_hans": "华南理工大学",
            "region": "CN",
            "is_home": True,
        }
        | fields
    )


def make_person(name="", *, public=True, **fields) -> Person:
    fields.setdefault("visibility", "public" if public else "internal")
    return _make(Person, name_en=default(name, "Person"), **fields)


def make_party(agreement, organisation=None, *, signatory=None, **fields) -> Party:
    party = _make(Party, agreement=agreement, organisation=organisation or make_organisation(), **fields)
    if signatory:
        Signatory.objects.create(party=party, person=signatory)
    return party


def make_agreement(title="", *, parties=(), public=True, **fields) -> Agreement:
    """A signed one of which nothing more is known. `parties` are organisations, in their order."""
    fields.setdefault("visibility", "public" if public else "internal")
    if fields.setdefault("stage", "signed") == "signed":
        fields.setdefault("signed", "2025-09-27")
    if fields.get("expires"):
        fields.setdefault("term", "fixed")
    agreement = _make(Agreement, title_en=default(title, "Agreement"), **fields)
    for position, organisation in enumerate(parties):
        make_party(agreement, organisation, position=position)
    return agreement


def make_agreement_in_force(title="", **fields) -> Agreement:
    """From 2020 to the end of 2029, unless said otherwise."""
    in_force = {"signed": "2020-01-01", "effective_rule": "on_signature", "expires": "2029-12-31", "renewal": "none"}
    return make_agreement(title, **in_force | fields)


def make_series(name="Conference for Training Excellent Engineers", **fields) -> EventSeries:
    return _make(EventSeries, name_en=name, **fields)


def make_event(name="", *, public=True, **fields) -> Event:
    """A conference on 27 September 2025, one day."""
    fields.setdefault("visibility", "public" if public else "internal")
    if fields.get("kind") == "visit":
        fields.setdefault("direction", "incoming")
    fields = {"start": "2025-09-27"} | fields
    fields.setdefault("end", fields["start"])
    return _make(Event, name_en=default(name, "Event"), **fields)


def make_session(event=None, **fields) -> Session:
    return _make(Session, event=event or make_event(), **fields)
