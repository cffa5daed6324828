"""What the exports of partners and agreements hold: what their public pages show, and nothing else."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from newsroom.shared.addresses import record_address
from newsroom.shared.exports import Column, Export, absolute, iso, names_columns, words_of
from newsroom.shared.identifiers import Scheme
from newsroom.shared.languages import language_tag
from newsroom.shared.names import first_name
from newsroom.shared.regions import label, regions
from partners.models import Agreement, AgreementRelation, Milestone, Organisation, Outcome, Status
from partners.pages import public_parties
from partners.wording import reason

BETWEEN = "; "


def joined(texts) -> str:
    return BETWEEN.join(text for text in map(str, texts) if text)


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


# partners


def as_partners(pks) -> list[Organisation]:
    """For an export, in the order of the ids."""
    rows = Organisation.objects.select_related("place", "parent")
    rows = rows.prefetch_related("other_names", "identifiers", "parent__other_names")
    found = rows.in_bulk(list(pks))
    return [found[pk] for pk in pks]


def parent_of(organisation) -> Organisation | None:
    return organisation.parent if _is_public(organisation.parent) else None


def _shown_names(organisation):
    return [name for name in organisation.other_names.all() if name.kind != "wrong"]


def partners(request) -> Export:
    def url(organisation):
        return absolute(request, record_address("partners:partner", organisation))

    def identifier(scheme):
        return lambda organisation: joined(
            each.value for each in organisation.identifiers.all() if each.scheme == scheme
        )

    columns = [
        Column(_("Number"), lambda each: each.pk),
        *names_columns("name", _("Name")),
        Column(_("Other names"), lambda each: joined(name.value for name in _shown_names(each))),
        Column(_("Kind"), lambda each: str(each.get_kind_display())),
        Column(_("Code of country or region"), lambda each: each.region),
        Column(_("Country or region"), lambda each: label(each.region)),
        Column(_("Place"), lambda each: str(each.place or "")),
        Column(_("Belongs to"), lambda each: str(parent_of(each) or "")),
        Column(_("Established"), lambda each: each.established),
        Column(_("State"), lambda each: str(each.get_status_display())),
        Column(_("Website"), lambda each: each.website),
        *(Column(str(Scheme(scheme).label), identifier(scheme)) for scheme in (Scheme.ROR, Scheme.WIKIDATA)),
        Column(_("Address"), url),
    ]

    def item(each):
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
                for name in _shown_names(each)
            ],
            "kind": each.kind,
            "domicile": each.domicile,
            "region": region_of(each.region),
            "place": place_of(each.place),
            "parent": organisation_of(parent) if parent else None,
            "established": iso(each.established),
            "status": each.status,
            "website": each.website or None,
            "identifiers": [{"scheme": row.scheme, "value": row.value} for row in each.identifiers.all()],
            "url": url(each),
        }

    return Export("partners", columns, item)


# agreements


NAMED_BY_PARTIES = ("organisation", "unit", "signatories__person", "signatories__on_behalf_of")


def as_agreements(found):
    """For an export: with everything that their pages show."""
    public = Agreement.objects.public()
    ties = AgreementRelation.objects.filter(target__in=public)
    milestones = Milestone.objects.select_related("place", "party")
    outcomes = Outcome.objects.select_related("organisation", "launches").prefetch_related("organisation__other_names")
    related = [
        public_parties(),
        *(f"shown_parties__{path}__other_names" for path in NAMED_BY_PARTIES),
        Prefetch("relations", ties, to_attr="shown_ties"),
        Prefetch("milestones", milestones),
        Prefetch("outcomes", outcomes),
        "further_kinds",
    ]
    return found.select_related("signed_at", "renews", "umbrella").prefetch_related(*related)


def _titled(signatory) -> str:
    person = person_of(signatory.person)
    name = person["name"] if person else "" if signatory.person else signatory.name_as_reported
    return joined_words(name, first_name(signatory, "title_as_printed"))


def joined_words(name: str, title: str) -> str:
    return f"{name} ({title})" if name and title else name or title


def signed_for(party) -> str:
    signers = joined(_titled(signatory) for signatory in party.signatories.all())
    return f"{party.organisation}: {signers}" if signers else ""


def agreements(request) -> Export:
    def url(agreement):
        return absolute(request, record_address("partners:agreement", agreement))

    def kinds(agreement):
        return [agreement, *agreement.further_kinds.all()]

    columns = [
        Column(_("Number"), lambda each: each.pk),
        *names_columns("title", _("Title")),
        Column(_("Kind"), lambda each: joined(row.get_kind_display() for row in kinds(each))),
        Column(_("Status"), lambda each: str(Status(each.status).label)),
        Column(_("Reason of the status"), reason),
        Column(_("Signed"), lambda each: each.signed),
        Column(_("Place of signing"), lambda each: str(each.signed_at or "")),
        Column(_("Parties"), lambda each: joined(party.organisation for party in each.shown_parties)),
        Column(_("Signed by"), lambda each: joined(map(signed_for, each.shown_parties))),
        Column(_("Takes effect"), lambda each: str(each.get_effective_rule_display())),
        Column(_("In effect from"), lambda each: each.effective),
        Column(_("Term"), lambda each: str(each.get_term_display())),
        Column(_("Last day"), lambda each: each.expires),
        Column(_("Renewal"), lambda each: str(each.get_renewal_display())),
        Column(_("Notice in months"), lambda each: each.notice_months),
        Column(_("Terminated"), lambda each: each.terminated),
        Column(_("Level"), lambda each: str(each.get_level_display())),
        Column(_("Address"), url),
    ]

    def item(each):
        return agreement_item(each) | {"kinds": [row.kind for row in kinds(each)], "url": url(each)}

    return Export("agreements", columns, item)


def agreement_item(each) -> dict:
    renews, umbrella = (other if _is_public(other) else None for other in (each.renews, each.umbrella))
    shown = {party.pk for party in each.shown_parties}
    return {
        "id": each.pk,
        "titles": words_of(each, "title"),
        "title_is_printed": each.title_is_printed,
        "level": each.level,
        "scope": each.scope,
        "binding": each.binding,
        "stage": each.stage,
        "status": each.status,
        "signed": iso(each.signed),
        "signed_at": place_of(each.signed_at),
        "effective": {"rule": each.effective_rule, "from": iso(each.effective)},
        "term": {"kind": each.term, "last_day": iso(each.expires)},
        "renewal": {"kind": each.renewal, "notice_months": each.notice_months},
        "terminated": iso(each.terminated),
        "renews": renews.pk if renews else None,
        "under": umbrella.pk if umbrella else None,
        "relations": [{"kind": tie.kind, "agreement": tie.target_id} for tie in each.shown_ties],
        "parties": [_party(party) for party in each.shown_parties],
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
            _outcome(row) for row in each.outcomes.all() if _is_public(row.organisation) and _is_public(row.launches)
        ],
    }


def _is_public(record) -> bool:
    return record is None or (record.visibility == "public" and getattr(record, "merged_into_id", None) is None)


def _outcome(row) -> dict:
    return {
        "kind": row.kind,
        "status": row.status,
        "organisation": organisation_of(row.organisation) if row.organisation else None,
        "agreement": row.launches_id,
        "descriptions": words_of(row, "description"),
    }


def _party(party) -> dict:
    unit = party.unit if party.unit and _is_public(party.unit) else None
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
