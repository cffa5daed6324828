"""Organisations and agreements as items of JSON: what their public pages show, and nothing else. `partners/schemas.py` describes them."""

from django.urls import reverse

from newsroom.shared.addresses import record_address
from newsroom.shared.described import At
from newsroom.shared.exports import iso, words_of
from newsroom.shared.languages import language_tag
from newsroom.shared.regions import label, regions
from partners.wording import reason


def place_of(place) -> dict | None:
    return {"names": words_of(place), "region": region_of(place.region)} if place else None


def region_of(code: str) -> dict | None:
    if not code:
        return None
    return {"code": code, "label": label(code), "is_country": regions()[code].is_country}


def organisation_of(organisation) -> dict:
    """Another record, as a reference to it."""
    return {"id": organisation.pk, "name": str(organisation), "names": words_of(organisation)}


def person_of(person) -> dict | None:
    """A person who was made public; of another one, nothing."""
    public = person is not None and person.visibility == "public"
    return {"id": person.pk, "name": str(person), "names": words_of(person)} if public else None


def is_public(record) -> bool:
    return record is None or (record.visibility == "public" and getattr(record, "merged_into_id", None) is None)


# organisations


def parent_of(organisation):
    return organisation.parent if is_public(organisation.parent) else None


def shown_names(organisation):
    return [name for name in organisation.other_names.all() if name.kind != "wrong"]


def partner_item(each, at: At) -> dict:
    parent = parent_of(each)
    return {
        "id": each.pk,
        "name": str(each),
        "names": words_of(each),
        "other_names": [
            {
                "value": name.value,
                "kind": name.kind,
                "language": language_tag(name.language) if name.language else None,
                "from": iso(name.begins),
                "to": iso(name.ends),
            }
            for name in shown_names(each)
        ],
        "kind": each.kind,
        "is_home": each.is_home,
        "domicile": each.domicile,
        "region": region_of(each.region),
        "place": place_of(each.place),
        "parent": organisation_of(parent) if parent else None,
        "units": [organisation_of(unit) for unit in each.shown_units],
        "established": iso(each.established),
        "status": each.status,
        "website": each.website or None,
        "identifiers": [{"scheme": row.scheme, "value": row.value} for row in each.identifiers.all()],
        "posts": [_post(row) for row in each.shown_posts],
        "url": at(record_address("partners:partner", each)),
    }


def _post(row) -> dict:
    return {
        "person": person_of(row.person),
        "post": row.post,
        "titles": words_of(row, "official_title"),
        "titles_abroad": words_of(row, "external_title"),
        "from": iso(row.started),
        "to": iso(row.ended),
        "known_on": row.attested_on.isoformat() if row.attested_on else None,
    }


# agreements


def kinds(agreement) -> list:
    """Itself and its further kinds: each has a `kind`, the main one first."""
    return [agreement, *agreement.further_kinds.all()]


def agreement_item(each, at: At) -> dict:
    renews, umbrella = (other if is_public(other) else None for other in (each.renews, each.umbrella))
    shown = {party.pk for party in each.shown_parties}
    return {
        "id": each.pk,
        "titles": words_of(each, "title"),
        "title_is_printed": each.title_is_printed,
        "kinds": [row.kind for row in kinds(each)],
        "level": each.level,
        "scope": each.scope,
        "binding": each.binding,
        "stage": each.stage,
        "status": each.status,
        "reason": reason(each),
        "signed": iso(each.signed),
        "signed_at": place_of(each.signed_at),
        "effective": {"rule": each.effective_rule, "from": iso(each.effective)},
        "term": {"kind": each.term, "last_day": iso(each.expires)},
        "renewal": {"kind": each.renewal, "notice_months": each.notice_months},
        "terminated": iso(each.terminated),
        "renews": renews.pk if renews else None,
        "under": umbrella.pk if umbrella else None,
        "relations": [{"kind": tie.kind, "agreement": tie.target_id} for tie in each.shown_ties],
        "parties": [party_item(party) for party in each.shown_parties],
        "milestones": [
            {
                "act": row.act,
                "on": iso(row.happened),
                "not_after": row.not_after.isoformat() if row.not_after else None,
                "place": place_of(row.place),
                "party": row.party.organisation_id if row.party else None,
                "notes": words_of(row, "note"),
            }
            for row in each.milestones.all()
            if row.party_id is None or row.party_id in shown
        ],
        "outcomes": [
            _outcome(row) for row in each.outcomes.all() if is_public(row.organisation) and is_public(row.launches)
        ],
        "documents": [_document(row, at) for row in each.shown_documents],
        "url": at(record_address("partners:agreement", each)),
    }


def _outcome(row) -> dict:
    return {
        "kind": row.kind,
        "status": row.status,
        "organisation": organisation_of(row.organisation) if row.organisation else None,
        "agreement": row.launches_id,
        "descriptions": words_of(row, "description"),
    }


def _document(row, at: At) -> dict:
    return {
        "kind": row.kind,
        "language": row.language or None,
        "is_authentic": row.is_authentic,
        "file": row.original_name,
        "bytes": row.size,
        "sha256": row.sha256,
        "url": at(reverse("partners:document", args=[row.agreement_id, row.pk, row.original_name])),
    }


def party_item(party) -> dict:
    unit = party.unit if party.unit and is_public(party.unit) else None
    return {
        "organisation": organisation_of(party.organisation),
        "role": party.role,
        "side": party.side or None,
        "unit": organisation_of(unit) if unit else None,
        "name_as_reported": party.name_as_reported or None,
        "own_signed": iso(party.own_signed),
        "own_signed_at": place_of(party.own_signed_at),
        "joined": iso(party.joined),
        "in_force": iso(party.in_force),
        "withdrew": iso(party.withdrew),
        "signatories": [
            {
                "person": person_of(row.person),
                "name_as_reported": (None if row.person else row.name_as_reported) or None,
                "titles_as_printed": words_of(row, "title_as_printed"),
                "capacity": row.capacity,
                "on_behalf_of": person_of(row.on_behalf_of),
                "mode": row.mode,
            }
            for row in party.signatories.all()
        ],
    }
