"""Where the facts of a record come from: numbered notes for readers, and for the desk what has no source or is contradicted."""

from dataclasses import dataclass, field
from functools import partial

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from articles import lists
from articles.addresses import address_of
from articles.models import Citation, Publication, Source
from articles.models.citation import Stance
from events.models import Event, EventSeries
from newsroom.shared.together import A_MOMENT, A_NUMBER, Question
from partners.models import Agreement, AgreementDocument, Organisation, OrganisationName, Person, Place
from partners.vocabulary import NameKind, Visibility

# so many records are asked for by their numbers; of more, all citations are read
FEW = 200
# the ways from a citation to the record on whose page it belongs
PATHS = {
    Organisation: (
        "organisation",
        "organisation_name__organisation",
        "organisation_relation__source",
        "identifier__organisation",
    ),
    Person: ("person", "person_name__person", "appointment__person", "identifier__person"),
    Agreement: (
        "agreement",
        "further_kind__agreement",
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
    Place: ("place",),
    EventSeries: ("event_series",),
}
# what others share has no page of its own for readers: what is cited for it is said where it is named
SHARED = (Place, EventSeries)
RECORDS = tuple(model for model in PATHS if model not in SHARED)
# rows that belong to another record and are shown on this one's page too
SHOWN_TOO = {
    Organisation: (
        "appointment__organisation",
        "signatory__party__organisation",
        "participation__representing",
        "place__organisation",
    ),
    Agreement: ("place__agreements", "place__parties__agreement", "place__milestones__agreement"),
    Event: ("place__events", "event_series__events"),
}
# rows that speak of a second record: where that is internal, the row is not shown, and its source neither
OTHERS = (
    "organisation_relation__target",
    "appointment__organisation",
    "appointment__person",
    "agreement_relation__target",
    "party__organisation",
    "signatory__party__organisation",
    "signatory__party__agreement",
    "signatory__person",
    "milestone__party__organisation",
    "outcome__organisation",
    "outcome__launches",
    "involvement__organisation",
    "participation__event",
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


@dataclass(eq=False)
class Note:
    """A source under its number on a page. `marks` are the places that refer to it, in the order in which the page is written."""

    number: int
    source: Source
    title: str
    address: str
    language: str
    targets: set[tuple[str, int, str]] = field(default_factory=set)
    marks: list[str] = field(default_factory=list)

    def mark(self) -> str:
        """The id of one more place that refers to it."""
        self.marks.append(f"mark-{self.number}-{len(self.marks) + 1}")
        return self.marks[-1]


class Notes(list):
    """The numbered sources of a record's page; `numbers` are those of one row of it."""

    def numbers(self, row: models.Model) -> list[int]:
        return [note.number for note in self.of(row)]

    def of(self, row: models.Model, *fields: str) -> list[Note]:
        """What is cited for a row, or only for these fields of it; "" is the row as a whole, "title" each of its languages too."""
        key = (type(row)._meta.label_lower, row.pk)
        return [
            note for note in self if any(target[:2] == key and _is_among(target[2], fields) for target in note.targets)
        ]


def _is_among(cited: str, fields: tuple[str, ...]) -> bool:
    return not fields or any(cited == name or (name and cited.startswith(f"{name}_")) for name in fields)


def _rows_at(first: str, condition: Q):
    """The rows that a citation may name in its field `first` and for which a condition holds. As a list of their own: with a joined
    table for each way, PostgreSQL takes longer to plan the question than to answer it."""
    return Citation._meta.get_field(first).related_model.objects.filter(condition)


def citations_of(record: models.Model):
    """Everything that is cited for a record or a row of it."""
    return _cited_by(PATHS[type(record)], record.pk)


def _cited_by(paths: tuple[str, ...], pk: int):
    found = Q()
    for path in paths:
        first, _, rest = path.partition("__")
        found |= Q(**{f"{first}__in": _rows_at(first, Q(**{rest: pk}))}) if rest else Q(**{first: pk})
    return Citation.objects.filter(found)


def _shown_citations(model: type[models.Model], record: int, moment) -> list[models.QuerySet]:
    """What readers may know of everything that is cited for a record and on its page, with its source."""
    return [_shown(_cited_by(PATHS[model] + SHOWN_TOO.get(model, ()), record), moment)]


def _shown(cited: models.QuerySet, moment) -> models.QuerySet:
    """Of these citations, what readers may know."""
    cited = cited.public(moment)
    cited = cited.exclude(field__in=INTERNAL_FIELDS).exclude(organisation_relation__isnull=False, stance=Stance.IMPLIES)
    of_hidden: dict[str, Q] = {}
    for path in OTHERS:
        first, _, rest = path.partition("__")
        of_hidden[first] = of_hidden.get(first, Q()) | Q(**{f"{rest}__visibility": Visibility.INTERNAL})
    for first, condition in of_hidden.items():
        cited = cited.exclude(**{f"{first}__in": _rows_at(first, condition)})
    scan = AgreementDocument.objects.public().filter(pk=OuterRef("source__scan"))
    return cited.select_related("source__article", "source__scan").annotate(scan_is_public=Exists(scan))


CITATIONS = {model: Question(partial(_shown_citations, model), record=A_NUMBER, moment=A_MOMENT) for model in RECORDS}


def sources_of(record: models.Model) -> Notes:
    """The public sources of what readers see of a record, in the order in which they were entered."""
    [citations] = CITATIONS[type(record)].ask(record=record.pk, moment=timezone.now())
    return _notes(citations, _shown_as({citation.source: citation.scan_is_public for citation in citations}))


def sources_of_all(model: type[models.Model], pks: list[int]) -> dict[int, Notes]:
    """The same of many records of a kind, in a constant number of questions."""
    cited: dict[int, set[int]] = {pk: set() for pk in pks}
    for path in PATHS[model] + SHOWN_TOO.get(model, ()):
        about = {f"{path}__in": pks} if len(pks) <= FEW else {f"{path}__isnull": False}
        for citation, pk in Citation.objects.filter(**about).order_by().values_list("pk", path):
            if pk in cited:
                cited[pk].add(citation)
    numbers = set().union(*cited.values())
    some = {"pk__in": numbers} if len(numbers) <= FEW else {}
    shown = {citation.pk: citation for citation in _shown(Citation.objects.filter(**some), timezone.now())}
    titled = _shown_as({shown[pk].source: shown[pk].scan_is_public for pk in sorted(numbers & shown.keys())})
    return {pk: _notes([shown[each] for each in sorted(found & shown.keys())], titled) for pk, found in cited.items()}


def _notes(citations, shown: dict[int, tuple[str, str, str]]) -> Notes:
    notes: dict[int, Note] = {}
    for citation in citations:
        pk = citation.source_id
        if pk in shown:
            note = notes.setdefault(pk, Note(len(notes) + 1, citation.source, *shown[pk]))
            target = citation._meta.get_field(citation.target_name)
            key = (target.related_model._meta.label_lower, getattr(citation, target.attname), citation.field)
            note.targets.add(key)
    return Notes(notes.values())


def without_readings(ties) -> list[tuple]:
    """(words, other, relation) without the relations of organisations for which sources are cited and none of them says it.

    That one company owns another is for those to state who know it. What the office concludes from its sources stays on the
    desk, where the citation says that it is only implied. A relation without any citation is the office's own statement.
    """
    ties = list(ties)
    cited = Citation.objects.supporting().filter(organisation_relation__in=[relation.pk for *_others, relation in ties])
    stances = set(cited.values_list("organisation_relation", "stance")) if ties else set()
    read = {pk for pk, _stance in stances} - {pk for pk, stance in stances if stance == Stance.STATES}
    return [tie for tie in ties if tie[2].pk not in read]


def _shown_as(sources: dict[Source, bool]) -> dict[int, tuple[str, str, str]]:
    """Title, address and language of each public source, said with whether its scan is public: of an article in the page's language,
    else in another."""
    articles = {source.article_id: source for source in sources if source.article_id}
    of_articles = Publication.objects.shown().filter(edition__article__in=articles).defer("revision__body")
    found = {
        articles[each.edition.article_id].pk: (each.revision.title, address_of(each), each.edition.language)
        for each in lists.one_of_each(of_articles, get_language() or "")
    }
    for source, scan_is_public in sources.items():
        if source.article_id is None:
            scan = _address_of(source.scan) if scan_is_public else ""
            found[source.pk] = (source.title, source.address or scan, "")
    return found


def _address_of(scan: AgreementDocument) -> str:
    return reverse("partners:document", args=[scan.agreement_id, scan.pk, scan.original_name])


# for the desk


def without_source(model: type[models.Model]):
    """Records that come from no source, neither themselves nor one of their rows. Who contradicts is no source."""
    found = model.objects.all()
    for path in PATHS[model]:
        found = found.exclude(Exists(Citation.objects.supporting().filter(**{path: OuterRef("pk")})))
    return found


def contradicted(*, settled: bool = False):
    """The contradictions that are open, or those that were settled."""
    return (
        Citation.objects.contradicting()
        .filter(settlement__isnull=not settled)
        .select_related("source__article", "settlement__by")
        .order_by("-pk")
    )


def unresolved_names(visibility: str = ""):
    """Names as reported of organisations whose accepted name is not settled in any language."""
    open_ones = Organisation.objects.current().filter(search_key="")
    if visibility:
        open_ones = open_ones.filter(visibility=visibility)
    return (
        OrganisationName.objects.filter(kind=NameKind.AS_REPORTED, organisation__in=open_ones)
        .select_related("organisation")
        .prefetch_related("organisation__other_names")
        .order_by("organisation", "pk")
    )
