"""Pieces by the hundred: the rows that the real steps would have left, written table by table.

Twenty thousand articles through the real steps take hours. Here each table is written once for a batch, in the order of the steps, with
every guard of the database in place: what goes out has its parts, signatures, history and log as if it had been taken there
(tests/newsroom/test_fill_articles.py compares the two). Only what goes straight on can be made so. For `fill` alone, which refuses a
production setting as the demo does.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import OuterRef

from articles import credits
from articles.models import (
    Article,
    ArticleTopic,
    Edition,
    Part,
    Photo,
    Publication,
    Revision,
    SignOff,
    StepTaken,
    wording,
)
from articles.models.revision import signed_digest, used_photos
from articles.words import Words
from articles.workflow import PartRole, SignStage, Stage
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, User
from newsroom.demo import loader
from newsroom.demo.clock import Clock, real_now

# what a text in another stage becomes
STRAIGHT = {"withdrawn": "published", "emergency": "published", "discarded": "drafting"}
TURNS = {"later", "ending", "reason"}  # what such stages ask for
SIGNS = {
    "hand_in": SignStage.WRITING,
    "approve": SignStage.INITIAL_REVIEW,
    "publish": SignStage.FINAL_REVIEW,
}
LEADS_TO = {
    "save": Stage.DRAFTING,
    "hand_in": Stage.INITIAL_REVIEW,
    "approve": Stage.FINAL_REVIEW,
    "publish": Stage.PUBLISHED,
}
ROLES = {"writer": PartRole.WRITER, "initial": PartRole.INITIAL_REVIEWER, "final": PartRole.FINAL_REVIEWER}


def straightened(piece: dict) -> dict:
    """The piece with its texts on their way to publication or there, and never turned back or revised."""
    text = {
        language: {name: value for name, value in each.items() if name not in TURNS}
        | {"stage": STRAIGHT.get(each["stage"], each["stage"])}
        for language, each in piece["text"].items()
    }
    return piece | {"text": text}


class Stock:
    """What the pieces of a filling have in common, read once."""

    def __init__(self, office: loader.Office):
        self.office = office

    @cached_property
    def photo_digests(self) -> dict[int, str]:
        return {photo.pk: photo.digest for photo in Photo.objects.all()}


@dataclass
class Line:
    """One edition on its way, with the rows that it has so far."""

    edition: Edition
    text: dict
    words: Words
    people: dict[str, User]
    moments: dict[str, object]
    source: "Line | None"

    def __post_init__(self):
        self.parts: dict[str, Part] = {}
        self.signoffs: dict[str, SignOff] = {}
        self.revision: Revision | None = None
        self.publication: Publication | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        return loader.STEPS[self.text["stage"]]

    def by(self, step: str) -> User:
        return self.people[loader.DOER[step]]


@transaction.atomic
def make(stock: Stock, pieces: list[dict]) -> None:
    """Straight pieces, all in one transaction."""
    lines = _begin(stock, pieces)
    _take_parts(lines)
    _save(stock, lines)
    for step in ("hand_in", "approve", "publish"):
        going = [line for line in lines if step in line.steps]
        _sign(step, going)
        if step == "publish":
            _publish(going)
        Edition.objects.filter(pk__in=[line.edition.pk for line in going]).update(stage=LEADS_TO[step])
    _tell(lines)


def _begin(stock: Stock, pieces: list[dict]) -> list[Line]:
    """Articles with their topics and their empty editions."""
    office = stock.office
    articles, topics, lines = [], [], []
    for piece in pieces:
        source = piece["source_language"]
        clock = Clock(piece["dated_on"])
        writer = office.people(source, piece["text"][source].get("people", {}))["writer"]
        article = Article(
            kind=piece["kind"],
            dated_on=piece["dated_on"],
            source_language=source,
            imported_reads=piece["imported_reads"],
            created_by=writer,
        )
        articles.append((article, clock.now()))
        topics += [ArticleTopic(content_object=article, tag=office.topics[slug]) for slug in piece["topics"]]
        of_source = None
        for language, text in sorted(piece["text"].items(), key=lambda item: (item[0] != source, item[0])):
            line = Line(
                edition=Edition(article=article, language=language),
                text=text,
                words=wording.checked(office.words(text).canonical()),
                people=office.people(language, text.get("people", {})),
                moments={step: _next(clock) for step in loader.STEPS[text["stage"]]},
                source=of_source,
            )
            of_source = of_source or line
            lines.append(line)
    made = Article.objects.bulk_create(article for article, _moment in articles)
    for article, moment in articles:
        article.created_at = moment
    Article.objects.bulk_update(made, ["created_at"])
    for row in (*topics, *(line.edition for line in lines)):
        # their articles have keys by now
        setattr(row, "content_object_id" if isinstance(row, ArticleTopic) else "article_id", _article_of(row).pk)
    ArticleTopic.objects.bulk_create(topics)
    Edition.objects.bulk_create(line.edition for line in lines)
    return lines


def _article_of(row: ArticleTopic | Edition) -> Article:
    return row.content_object if isinstance(row, ArticleTopic) else row.article


def _next(clock: Clock):
    clock.tick()
    return clock.now()


def _take_parts(lines: list[Line]) -> None:
    for line in lines:
        for doer in dict.fromkeys(loader.DOER[step] for step in line.steps):
            line.parts[doer] = Part(edition=line.edition, cycle=1, user=line.people[doer], role=ROLES[doer])
    Part.objects.bulk_create(part for line in lines for part in line.parts.values())


def _save(stock: Stock, lines: list[Line]) -> None:
    """The words: of the sources first, because a translation names what it was made from."""
    for group in ([line for line in lines if not line.source], [line for line in lines if line.source]):
        for line in group:
            values = {name: getattr(line.words, name) for name in Revision.words_fields()}
            line.revision = Revision(
                edition=line.edition,
                cycle=1,
                number=1,
                kind=Revision.Kind.WRITTEN,
                part=line.parts["writer"],
                source_revision=line.source.revision if line.source else None,
                digest=signed_digest(line.words, line.edition.language, stock.photo_digests, {}),
                created_at=line.moments["save"],
                **values | {"attachments": list(line.words.attachments)},
            )
        Revision.objects.bulk_create(line.revision for line in group)
    of_photos = Revision.photos.through
    of_photos.objects.bulk_create(
        of_photos(revision=line.revision, photo_id=photo) for line in lines for photo in used_photos(line.words)
    )
    written = Revision.objects.filter(edition=OuterRef("pk")).values("pk")
    Edition.objects.filter(pk__in=[line.edition.pk for line in lines]).update(head=written)


def _sign(step: str, lines: list[Line]) -> None:
    for line in lines:
        by, language = line.by(step), line.edition.language
        line.signoffs[step] = SignOff(
            edition=line.edition,
            cycle=1,
            round=1,
            stage=SIGNS[step],
            revision=line.revision,
            part=line.parts[loader.DOER[step]],
            digest=line.revision.digest,
            printed_name=by.in_language("printed_name", language),
            printed_post=by.in_language("post", language),
            printed_unit=by.in_language("unit", language),
            signed_at=line.moments[step],
        )
    SignOff.objects.bulk_create(line.signoffs[step] for line in lines)


def _publish(lines: list[Line]) -> None:
    for line in lines:
        written, reviews = line.signoffs["hand_in"], [line.signoffs["approve"], line.signoffs["publish"]]
        moment = line.moments["publish"]
        days = line.text.get("at_in_days")
        line.publication = Publication(
            edition=line.edition,
            revision=line.revision,
            kind=Publication.Kind.REVIEWED,
            cycle=1,
            round=1,
            initial=reviews[0],
            final=reviews[1],
            credits=credits.compose(
                is_source=line.source is None,
                writers=[credits.person(written.printed_name, written.printed_unit)],
                earlier=[],
                signoffs=reviews,
            ),
            published_by=line.by("publish"),
            published_at=moment,
            visible_from=moment if days is None else loader.morning(days),
        )
    Publication.objects.bulk_create(line.publication for line in lines)
    newest, now = Publication.objects.filter(edition=OuterRef("pk")).values("pk"), real_now()
    for pointer, is_due in (("live", True), ("next", False)):
        editions = [line.edition.pk for line in lines if (line.publication.visible_from <= now) == is_due]
        Edition.objects.filter(pk__in=editions).update(**{pointer: newest})


def _tell(lines: list[Line]) -> None:
    """History and log."""
    steps, entries = [], []
    for line in lines:
        stage = Stage.DRAFTING
        for step in line.steps:
            publication = line.publication if step == "publish" else None
            steps.append(
                StepTaken(
                    edition=line.edition,
                    step=step,
                    cycle=1,
                    round=1,
                    from_stage=stage,
                    to_stage=LEADS_TO[step],
                    by=line.by(step),
                    part=line.parts[loader.DOER[step]],
                    revision=line.revision,
                    publication=publication,
                    at=line.moments[step],
                )
            )
            entries.append(_entry(line, step, publication))
            stage = LEADS_TO[step]
    StepTaken.objects.bulk_create(steps)
    log.append(entries)


def _entry(line: Line, step: str, publication: Publication | None) -> LogEntry:
    return log.entry(
        step,
        at=line.moments[step],
        by=line.by(step),
        target=line.edition,
        cycle=1,
        round=1,
        to=str(LEADS_TO[step]),
        revision=line.revision.pk,
        digest=line.revision.digest,
        publication=publication.pk if publication else None,
        note=False,
    )
