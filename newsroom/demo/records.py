"""The demo's record: partners, agreements and events from records.toml. A row names others by their keys in the file.

In the file a language table is the columns of a translated field, a text for a date is a day, month or year, `…_in_days`
counts from the day of loading, and a list under the name of a relation is the rows that belong to this one.
"""

import datetime
import tomllib
from pathlib import Path

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils import timezone

from articles.models import Article, Citation, Source
from events.models import Event, EventSeries
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry
from newsroom.shared.names import column
from newsroom.shared.partial_dates import PartialDate, PartialDateOf
from partners.models import Agreement, AgreementRelation, Organisation, OrganisationRelation, Person, Place

FILE = Path(__file__).with_name("records.toml")
RECORDS = "records"  # how the log names them
# in this order: what names others comes after them
SECTIONS = {
    "place": Place,
    "organisation": Organisation,
    "relation": OrganisationRelation,
    "person": Person,
    "agreement": Agreement,
    "tie": AgreementRelation,
    "series": EventSeries,
    "event": Event,
    "source": Source,
}


@transaction.atomic
def load_records() -> None:
    """Everything or nothing. A record that somebody has begun in a demo from before there was one stays as it is."""
    if not Organisation.objects.exists():
        Loader().load(read())
    log.record("demo", by=None, loaded=RECORDS)


def read() -> dict:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def one_by_one(fields: dict) -> list[dict]:
    """A citation for each of the records that it names in a list."""
    several = [name for name, value in fields.items() if isinstance(value, list)]
    return [fields | {name: key} for name in several for key in fields[name]] or [fields]


class Loader:
    def __init__(self):
        self.today = timezone.localdate()
        # pieces are known by the keys of their files
        pieces = LogEntry.objects.filter(action="demo", target_type="articles.article")
        found = {entry.details["loaded"]: Article.objects.get(pk=entry.target_id) for entry in pieces}
        self.made: dict[type[models.Model], dict[str, models.Model]] = {Article: found}

    def load(self, records: dict) -> None:
        for section, model in SECTIONS.items():
            for key, fields in records.get(section, {}).items():
                if self.is_loaded(fields.get("article")):
                    self.make(model, fields, key=key)
        for fields in records["citation"]:
            if fields["source"] in self.made[Source]:
                for each in one_by_one(fields):
                    self.make(Citation, each)
        for key, links in records["link"].items():
            if self.is_loaded(key):
                self.link(self.made[Article][key], links)

    def is_loaded(self, piece: str | None) -> bool:
        """The record can be loaded without the news; then what stands on a piece is left out."""
        return piece is None or piece in self.made[Article]

    def link(self, article: Article, links: dict) -> None:
        for name, keys in links.items():
            records = getattr(article, name)
            records.set(self.made[records.model][key] for key in keys)

    def make(self, model: type[models.Model], fields: dict, *, key: str = "", **owner) -> models.Model:
        row, children = model(**owner), {}
        if "visibility" in {field.name for field in model._meta.fields} and "article" not in fields:
            row.visibility = "public"
        for name, value in fields.items():
            if name != "key" and not self.set(row, name, value):
                children[name] = value
        row.full_clean()
        row.save()
        self.made.setdefault(model, {})[key or fields.get("key", "")] = row
        for name, each in children.items():
            self.make_children(row, name, each)
        return row

    def make_children(self, row: models.Model, name: str, children: list) -> None:
        relation = row._meta.get_field(name)
        ordered = "position" in {field.name for field in relation.related_model._meta.fields}
        for position, child in enumerate(children):
            # a party is mostly nothing but its organisation
            given = {"organisation": child} if isinstance(child, str) else dict(child)
            if ordered:
                given.setdefault("position", position)
            self.make(relation.related_model, given, **{relation.field.name: row})

    def set(self, row: models.Model, name: str, value) -> bool:
        """Whether this is a field of the row itself; else it is the name of a relation."""
        if name.endswith("_in_days"):
            name, value = name.removesuffix("_in_days"), self.today + datetime.timedelta(days=value)
        if isinstance(getattr(type(row), name, None), PartialDateOf):
            date = PartialDate(value) if isinstance(value, datetime.date) else PartialDate.parse(value)
            setattr(row, name, date)
            return True
        if isinstance(value, dict):
            for language, text in value.items():
                setattr(row, column(name, language), text)
            return True
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist as error:
            raise LookupError(f"{type(row).__name__} has no {name}") from error
        if field.one_to_many or (field.one_to_one and field.auto_created):
            return False
        setattr(row, name, self.made[field.related_model][value] if field.is_relation else value)
        return True
