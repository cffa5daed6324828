"""What this room adds to the exports of the record: the public sources of each record, and the relations that sources allow to be told."""

from collections.abc import Callable

from django.db import models
from django.db.models import Q

from articles.sources import FEW, Note, sources_of_all, without_readings
from events.models import Event
from newsroom.shared.described import Addition, At, add_to
from newsroom.shared.exports import iso
from newsroom.shared.languages import language_tag
from newsroom.shared.schema import address, day, language, number, obj, or_null, rows, text
from partners.items import organisation_of
from partners.models import Agreement, Organisation, OrganisationRelation
from partners.schemas import RELATIONS

SOURCES = rows(
    "The public sources of the record, numbered as on its page.",
    obj(
        "A source.",
        {
            "number": number("Its number on the page."),
            "title": text("Its title; of an article in the language of the file, else in another."),
            "language": or_null(language("The language of an article’s title; that of a document is not known.")),
            "publisher": or_null(text("Who published or issued it.")),
            "dated_on": or_null(day("Its day.")),
            "url": or_null(address("Where it can be read.")),
            "of": rows(
                "For what it is cited: the record or a row of it, with the field after a dot where it speaks of one.",
                text("For example `agreement.signed_on`, `party.side`, `signatory`."),
            ),
        },
    ),
)


def _source(note: Note, at: At) -> dict:
    """As the page lists it."""
    url = note.address
    facts = sorted({".".join(filter(None, (label.partition(".")[2], field))) for label, _pk, field in note.targets})
    return {
        "number": note.number,
        "title": str(note.title),
        "language": language_tag(note.language) if note.language else None,
        "publisher": note.source.publisher or None,
        "dated_on": note.source.dated_on.isoformat() if note.source.dated_on else None,
        "url": (at(url) if url.startswith("/") else url) or None,
        "of": facts,
    }


def sources(model: type[models.Model]) -> Callable[[list, At], dict[int, list]]:
    def read(records: list, at: At) -> dict[int, list]:
        found = sources_of_all(model, [record.pk for record in records])
        return {pk: [_source(note, at) for note in notes] for pk, notes in found.items()}

    return read


def relations(organisations: list, at: At) -> dict[int, list]:
    """As the pages of both ends show them."""
    found: dict[int, list] = {each.pk: [] for each in organisations}
    public = Organisation.objects.public()
    ties = OrganisationRelation.objects.filter(source__in=public, target__in=public)
    if len(found) <= FEW:
        ties = ties.filter(Q(source__in=list(found)) | Q(target__in=list(found)))
    ties = ties.select_related("source", "target").prefetch_related("source__other_names", "target__other_names")
    for _words, _other, tie in without_readings([("", None, tie) for tie in ties]):
        for end, this, other in (("source", tie.source, tie.target), ("target", tie.target, tie.source)):
            if this.pk in found:
                row = {"kind": tie.kind, "end": end, "organisation": organisation_of(other)}
                found[this.pk].append(row | {"from": iso(tie.begins), "to": iso(tie.ends)})
    return found


def register_additions() -> None:
    for name, model in (("partners", Organisation), ("agreements", Agreement), ("events", Event)):
        add_to(name, Addition("sources", SOURCES, sources(model)))
    add_to("partners", Addition("relations", RELATIONS, relations))
