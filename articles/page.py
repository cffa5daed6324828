"""What an article's page says beside its words: when it appeared and changed, who is named, which files it offers."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from articles.models import Article, Attachment, Kind, Publication, StepTaken, Topic
from events.models import Event
from newsroom.shared.names import every_column, first_name
from newsroom.shared.together import A_NUMBER, Question
from partners.models import Agreement, Organisation
from partners.models.names import read_reported_names
from partners.pages import read_parties

# What ends a scheduled publication before its time has come
OVERTAKING = ("unschedule", "withdraw", "publish", "publish_in_emergency")

CREDIT_LINES = {
    "written": _("Written by %(names)s"),
    "translated": _("Translated by %(names)s"),
    "initial_review": _("Initial review by %(names)s"),
    "second_review": _("Second review by %(names)s"),
    "final_review": _("Final review by %(names)s"),
}


# what the page says of an event and an agreement
DAYS = ("start_on", "start_on_precision", "end_on", "end_on_precision")
EVENT = (*every_column(Event, "name"), *every_column(Event, "short_name"), *DAYS)
AGREEMENT = (*every_column(Agreement, "title"), "kind", "signed_on", "signed_on_precision")


@dataclass(frozen=True)
class File:
    label: str
    attachment: Attachment


def subject_rows(article: int) -> list[QuerySet]:
    return [
        Topic.objects.filter(article_links__content_object=article).order_by("pk"),
        Event.objects.public().filter(articles=article).only(*EVENT),
        Agreement.objects.public().filter(articles=article).only(*AGREEMENT),
        Organisation.objects.public().filter(articles=article),
    ]


SUBJECTS = Question(subject_rows, article=A_NUMBER)


def subjects(article: Article) -> dict:
    """What an article is about: its `topics`, each of which has a page in the language, for it has this article at least, and the
    public `records` that it reports on, or None where there are none."""
    topics, events, agreements, organisations = SUBJECTS.ask(article=article.pk)
    # one without a title is called by its parties
    read_parties([each for each in agreements if not first_name(each, "title")])
    read_reported_names(organisations)
    found = {"events": events, "agreements": agreements, "organisations": organisations}
    return {"topics": topics if article.kind == Kind.NEWS else [], "records": found if any(found.values()) else None}


def appearances(publication: Publication) -> list[Publication]:
    """What readers have seen of this edition so far, oldest first, up to what they see now."""
    overtaken = StepTaken.objects.filter(
        edition=OuterRef("edition"),
        at__gt=OuterRef("published_at"),
        at__lt=OuterRef("visible_from"),
        step__in=OVERTAKING,
    )
    earlier = Publication.objects.filter(edition=publication.edition_id, pk__lte=publication.pk)
    seen = earlier.filter(~Exists(overtaken), visible_from__lte=publication.visible_from)
    return list(seen.select_related("revision").defer("revision__body", "credits").order_by("pk"))


def public_changes(seen: list[Publication]) -> list[Publication]:
    """Those that tell readers what they changed, newest first."""
    return [each for each in reversed(seen) if each.revision.change_note and each.revision.change_note_is_public]


def changed_original(publication: Publication, source: Publication | None) -> Publication | None:
    """The shown original of a translation, where it says something else than what was translated and the site tells readers so."""
    if not settings.NEWSROOM_STALE_NOTICE or source is None or not source.edition.is_source or source == publication:
        return None
    made_from = publication.revision.made_from()
    return source if made_from is not None and source.revision.says_other_than(made_from) else None


def joined(names: list[str]) -> str:
    return pgettext("between two names in a list", ", ").join(names)


def named_by(role: str) -> str | None:
    """What the site prints of those who had a role: their `name`, their `unit`, or nothing."""
    return {"names": "name", "unit": "unit"}.get(settings.NEWSROOM_CREDITS.get(role, "names"))


def named(row: dict) -> list[str]:
    """The names or units of a row of credits as the site prints them, each once."""
    key = named_by(row["role"])
    return [name for name in dict.fromkeys(someone.get(key) for someone in row["people"]) if name] if key else []


def credit_lines(publication: Publication) -> list[str]:
    """The credits as printed: sentences for roles, and lines of an old site as they stood there."""
    lines = []
    for row in publication.credits:
        if row["role"] not in CREDIT_LINES:
            lines.append(row.get("text", ""))
            continue
        if names := named(row):
            lines.append(str(CREDIT_LINES[row["role"]]) % {"names": joined(names)})
    return [line for line in lines if line]


def files(revision) -> list[File]:
    """The attachments of a wording in their order, without those that were removed by order."""
    wanted = [item["id"] for item in revision.attachments]
    kept = Attachment.objects.kept().in_bulk(wanted) if wanted else {}
    return [
        File(item["label"] or kept[item["id"]].original_name, kept[item["id"]])
        for item in revision.attachments
        if item["id"] in kept
    ]
