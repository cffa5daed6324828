"""Where the facts of a record come from: numbered notes for readers, and for the desk what has no source or is contradicted."""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from articles.addresses import address_of
from articles.models import Citation, Publication, Source
from events.models import Event
from newsroom.shared.languages import public_languages
from partners.models import Agreement, Organisation, OrganisationName, Person
from partners.vocabulary import NameKind, Visibility

# the ways from a citation to the record on whose page it belongs
PATHS = {
    Organisation: ("organisation", "organisation_name__organisation", "organisation_relation__source"),
    Person: ("person", "person_name__person", "appointment__person"),
    Agreement: (
        "agreement",
        "agreement_relation__source",
        "party__agreement",
        "signatory__party__agreement",
        "milestone__agreement",
        "outcome__agreement",
        "signing__agreement",
    ),
    Event: (
        "event",
        "session__event",
        "involvement__event",
        "participation__event",
        "figure__event",
        "signing__event",
    ),
}
# rows that speak of a second record: where that is internal, the row is not shown, and its source neither
OTHERS = (
    "organisation_relation__target",
    "appointment__organisation",
    "agreement_relation__target",
    "party__organisation",
    "signatory__party__organisation",
    "signatory__person",
    "outcome__organisation",
    "outcome__launches",
    "involvement__organisation",
    "participation__person",
    "participation__representing",
    "signing__agreement",
    "signing__event",
)
# what of a record stays on the desk
INTERNAL_FIELDS = {
    "note",
    "own_number",
    "archive_number",
    "contacts",
    "responsible",
    "originals",
    "original_languages",
}


@dataclass
class Note:
    """A source under its number on a page."""

    number: int
    source: Source
    title: str
    address: str
    language: str
    targets: set[tuple[str, int]] = field(default_factory=set)


class Notes(list):
    """The numbered sources of a record's page; `numbers` are those of one row of it."""

    def numbers(self, row: models.Model) -> list[int]:
        key = (type(row)._meta.label_lower, row.pk)
        return [note.number for note in self if key in note.targets]


def citations_of(record: models.Model):
    """Everything that is cited for a record or a row of it."""
    of_record = Q(*(Q(**{path: record}) for path in PATHS[type(record)]), _connector=Q.OR)
    return Citation.objects.filter(of_record)


def sources_of(record: models.Model) -> Notes:
    """The public sources of what readers see of a record, in the order in which they were entered."""
    hidden = Q(field__in=INTERNAL_FIELDS)
    for path in OTHERS:
        hidden |= Q(**{f"{path}__visibility": Visibility.INTERNAL})
    notes: dict[int, Note] = {}
    # a condition over a missing row is unknown, and unknown is not hidden
    cited = citations_of(record).public().exclude(pk__in=Citation.objects.filter(hidden).values("pk"))
    for citation in cited.select_related("source__article", "source__scan"):
        source = citation.source
        if source.pk not in notes:
            title, address, language = _shown_as(source)
            notes[source.pk] = Note(len(notes) + 1, source, title, address, language)
        target = citation._meta.get_field(citation.target_name)
        key = (target.related_model._meta.label_lower, getattr(citation, target.attname))
        notes[source.pk].targets.add(key)
    return Notes(notes.values())


def _shown_as(source: Source) -> tuple[str, str, str]:
    """Title, address and language of a public source: of an article in the page's language, else in another."""
    if source.article_id is None:
        return source.title, source.address, ""
    shown = {
        each.edition.language: each
        for each in Publication.objects.shown().filter(edition__article=source.article_id).defer("revision__body")
    }
    for code in dict.fromkeys([get_language(), source.article.source_language, *public_languages(), *shown]):
        if code in shown:
            return shown[code].revision.title, address_of(shown[code]), code
    return "", "", ""


# for the desk


def without_source(model: type[models.Model]):
    """Records of which no source says anything, neither of themselves nor of one of their rows."""
    found = model.objects.all()
    for path in PATHS[model]:
        found = found.exclude(Exists(Citation.objects.filter(**{path: OuterRef("pk")})))
    return found


def contradicted():
    return Citation.objects.contradicting().select_related("source__article", *_targets()).order_by("-pk")


def _targets() -> list[str]:
    return [each.name for each in Citation._meta.fields if each.is_relation and each.name != "source"]


def unresolved_names():
    """Names as reported of organisations whose accepted name is not settled in any language."""
    settled = Organisation.objects.current().exclude(search_key="")
    return (
        OrganisationName.objects.filter(kind=NameKind.AS_REPORTED, organisation__in=Organisation.objects.current())
        .exclude(organisation__in=settled)
        .select_related("organisation")
        .order_by("organisation", "pk")
    )
