"""The demo's content: an office's staff, topics, pictures, pieces and record, taken from files and led through the real steps.

The staff with the topics, each picture, each piece and the record are a transaction of their own, with an entry in the log that names
it: a load that was interrupted goes on where it stopped, and the log tells a demo's database from any other.
"""

import datetime
import re
import tomllib
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Attachment, Edition, Part, Photo, Topic
from articles.words import FIELDS, Words
from articles.workflow import PartRole
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry, User
from newsroom.accounts.roles import Role
from newsroom.demo.clock import Clock, clock_at, real_now
from newsroom.demo.furniture import FURNITURE, load_furniture
from newsroom.demo.records import RECORDS, load_records

FOLDER = Path(__file__).parent
ACCOUNTS = ("writer", "translator", "initial", "final", "records", "manager")
PASSWORD = "demo"
STAFF = "staff"  # how the log names staff and topics, which are loaded together
ROOMS = ("accounts", "partners", "events", "articles")

_HANDED_IN = ("save", "hand_in")
_REVIEWED = (*_HANDED_IN, "approve")
STEPS = {
    "drafting": ("save",),
    "initial_review": _HANDED_IN,
    "second_review": _REVIEWED,
    "final_review": _REVIEWED,
    "published": (*_REVIEWED, "publish"),
    "scheduled": (*_REVIEWED, "publish"),
    "withdrawn": (*_REVIEWED, "publish", "withdraw"),
    "emergency": ("save", "publish_in_emergency"),
    "discarded": ("save", "discard"),
}
LATER = ("revise", *STEPS["published"])
DOER = {
    "save": "writer",
    "hand_in": "writer",
    "revise": "writer",
    "discard": "writer",
    "approve": "initial",
    "publish": "final",
    "withdraw": "final",
    "publish_in_emergency": "manager",
}
PARTS = {
    "writer": PartRole.WRITER,
    "initial": PartRole.INITIAL_REVIEWER,
    "second": PartRole.SECOND_REVIEWER,
    "final": PartRole.FINAL_REVIEWER,
}
WORDED = set(FIELDS) - {"lead_photo_id", "attachments"}
PICTURE = re.compile(r'data-photo="@([\w-]+)"')


class NotADemo(Exception):
    """The database or the setting is not one to put demo content into; the message says why."""


def check_welcome() -> None:
    """Demo accounts have a password that everybody knows: never beside other data, never in production."""
    if not (settings.DEBUG or settings.NEWSROOM_DEMO):
        raise NotADemo(
            _(
                "This is a production setting (NEWSROOM_DEBUG is off), and the demo's passwords are public: nothing was loaded."
            )
        )
    if _loaded():
        return
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            if model._meta.label not in {"accounts.LogEntry", "accounts.LogHead"} and model._base_manager.exists():
                raise NotADemo(
                    _(
                        "The database holds other data (%(what)s), and the demo does not mix with it: nothing was loaded."
                    )
                    % {"what": model._meta.verbose_name_plural}
                )


def _loaded() -> set[str]:
    """What of the demo is in this database."""
    return {entry.details["loaded"] for entry in LogEntry.objects.filter(action="demo")}


def _parts() -> dict[str, Callable[[], None]]:
    """Everything there is to load, named as the log names it, in order."""
    office = Office()
    pieces = sorted(read_pieces(), key=lambda piece: (piece["dated_on"], piece["key"]))
    return {
        STAFF: load_staff,
        **{f"picture {key}": partial(load_picture, key, picture) for key, picture in _read("photos.toml").items()},
        **{piece["key"]: partial(load_piece, office, piece) for piece in pieces},
        # last: what they name are pieces
        RECORDS: load_records,
        FURNITURE: load_furniture,
    }


def missing(*, pieces: bool = True) -> dict[str, Callable[[], None]]:
    """What of the demo is not in this database yet: its name, and the call that loads it. Without pieces: the office alone."""
    loaded = _loaded()
    keys = {RECORDS, FURNITURE, *(piece["key"] for piece in read_pieces())} if not pieces else set()
    return {name: load for name, load in _parts().items() if name not in loaded | keys}


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def read_pieces() -> list[dict]:
    return [_read(path.relative_to(FOLDER)) for path in sorted((FOLDER / "content").glob("*.toml"))]


def by_column(field: str, names: dict) -> dict:
    """Names by language as the columns of a translated field."""
    return {f"{field}_{code.replace('-', '_')}": name for code, name in names.items()}


# staff, topics, pictures


@transaction.atomic
def load_staff() -> None:
    staff = _read("staff.toml")
    password = make_password(PASSWORD)  # slow by design, so once for all
    for username, person in staff["staff"].items():
        user = User.objects.create(
            username=username,
            password=password,
            email=f"{username}@office.example",
            is_staff=True,
            working_languages=person["languages"],
            **by_column("printed_name", person["name"]),
            **by_column("post", staff["posts"][person["post"]]),
            **by_column("unit", staff["units"][person["unit"]]),
        )
        roles = [Role[name.upper()].value for name in person["roles"]]
        user.groups.set(Group.objects.filter(name__in=roles))
    for slug, names in _read("topics.toml").items():
        Topic.objects.create(slug=slug, **by_column("name", names))
    log.record("demo", by=None, loaded=STAFF)


@transaction.atomic
def load_picture(key: str, picture: dict) -> None:
    uploader = User.objects.get(username="writer")
    with (FOLDER / "pictures" / f"{key}.jpg").open("rb") as file:
        photo, _is_new = Photo.objects.keep(File(file, f"{key}.jpg"), by=uploader, credit=picture["credit"])
    photo.focal_x, photo.focal_y = (round(100 * share) for share in picture["focal"])
    photo.note = key
    photo.save(update_fields=["focal_x", "focal_y", "note"])
    log.record("demo", by=None, target=photo, loaded=f"picture {key}")


class Office:
    """The people, topics and pictures that pieces name."""

    @cached_property
    def users(self) -> dict[str, User]:
        return {user.username: user for user in User.objects.all()}

    @cached_property
    def topics(self) -> dict[str, Topic]:
        return {topic.slug: topic for topic in Topic.objects.all()}

    @cached_property
    def photos(self) -> dict[str, int]:
        return dict(Photo.objects.exclude(note="").values_list("note", "pk"))

    @cached_property
    def usual(self) -> dict[str, dict]:
        """Who does which part in a language."""
        return _read("staff.toml")["people"]

    def people(self, language: str, others: dict) -> dict[str, User]:
        names = {"second": "second", "manager": "manager"} | self.usual[language] | others
        return {part: self.users[name] for part, name in names.items()}

    def words(self, text: dict) -> Words:
        given = {name: value for name, value in text.items() if name in WORDED}
        given["body"] = PICTURE.sub(lambda match: f'data-photo="{self.photos[match[1]]}"', text["body"])
        if "lead_photo" in text:
            given["lead_photo_id"] = self.photos[text["lead_photo"]]
        attachments = [
            {"id": self.attachment(item["file"]), "label": item["label"]} for item in text.get("attachments", ())
        ]
        return Words(attachments=tuple(attachments), **given)

    def attachment(self, name: str) -> int:
        with (FOLDER / "attachments" / name).open("rb") as file:
            kept, _is_new = Attachment.objects.keep(File(file, name), by=self.users["writer"], name=name)
        return kept.pk


# one piece


@transaction.atomic
def load_piece(office: Office, piece: dict) -> None:
    log.record("demo", by=None, target=make_piece(office, piece), loaded=piece["key"])


def make_piece(office: Office, piece: dict) -> Article:
    """An article with its editions, each led to its stage by the people of its language, in the days of its news."""
    with clock_at(piece["dated_on"]) as clock:
        return _make_piece(office, piece, clock)


def _make_piece(office: Office, piece: dict, clock: Clock) -> Article:
    source = piece["source_language"]
    texts = sorted(piece["text"].items(), key=lambda item: (item[0] != source, item[0]))
    article = Article.objects.create(
        kind=piece["kind"],
        dated_on=piece["dated_on"],
        source_language=source,
        visible_until=_end(piece),
        is_restricted=piece.get("restricted", False),
        needs_second_review=piece.get("needs_second_review", False),
        imported_reads=piece.get("imported_reads", 0),
        created_by=office.people(source, piece["text"][source].get("people", {}))["writer"],
    )
    article.topics.set([office.topics[slug] for slug in piece["topics"]])
    editions = {}
    for language, text in texts:
        people = office.people(language, text.get("people", {}))
        editions[language] = edition = Edition.objects.create(article=article, language=language)
        if article.is_restricted:
            assign(edition, people)
        lead(edition, STEPS[text["stage"]], people, office.words(text), text, clock)
    for language, text in texts:
        if "later" in text:
            changed = text | text["later"]
            lead(
                editions[language],
                LATER,
                office.people(language, text.get("people", {})),
                office.words(changed),
                changed,
                clock,
            )
    return article


def _end(piece: dict) -> datetime.datetime | None:
    if days := piece.get("visible_for_days"):
        return real_now() + datetime.timedelta(days=days)
    return piece.get("visible_until")


def assign(edition: Edition, people: dict[str, User]) -> None:
    """A restricted article is seen by its assigned people only."""
    for part, role in PARTS.items():
        Part.objects.create(edition=edition, cycle=edition.cycle, user=people[part], role=role)


def lead(
    edition: Edition, steps: tuple[str, ...], people: dict[str, User], words: Words, text: dict, clock: Clock
) -> None:
    """Take the steps, each by whoever it is for, from a screen that is up to date."""
    for step in steps:
        clock.tick()
        options = {}
        if step == "save":
            source = edition.source_revision_now()
            options = {"words": words} | ({"source_revision": source.pk} if source else {})
        if step == "publish" and "at_in_days" in text:
            options = {"at": morning(text["at_in_days"])}
        if step == "withdraw":
            options = {"ending": text["ending"]}
        edition.take(step, by=people[DOER[step]], revision=edition.head_id, note=text.get("reason", ""), **options)


def morning(days: int) -> datetime.datetime:
    """Nine o'clock so many days from now."""
    day = timezone.localtime(real_now()) + datetime.timedelta(days=days)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)
