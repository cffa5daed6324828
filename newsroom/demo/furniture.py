"""The demo's menu, footer and marks, from furniture.toml. A link names its article by the key of the piece."""

import tomllib
from pathlib import Path

from django.db import transaction

from articles.models import Article
from newsroom.accounts import log
from newsroom.accounts.models import LogEntry
from newsroom.shared.names import column
from newsroom.site.models import NavigationItem, SiteSettings

FILE = Path(__file__).with_name("furniture.toml")
FURNITURE = "furniture"  # how the log names it


@transaction.atomic
def load_furniture() -> None:
    """Everything or nothing. What somebody has set already stays as it is."""
    if not NavigationItem.objects.exists() and not SiteSettings.objects.exists():
        given = tomllib.loads(FILE.read_text(encoding="utf-8"))
        keep(SiteSettings(pk=1), given["settings"])
        for position, fields in enumerate(given["link"], start=1):
            keep(NavigationItem(position=position), fields)
    log.record("demo", by=None, loaded=FURNITURE)


def keep(row: NavigationItem | SiteSettings, fields: dict) -> None:
    """A table is the columns of a translated field, a text under the name of a relation the key of a piece."""
    for name, value in fields.items():
        if isinstance(value, dict):
            for language, text in value.items():
                setattr(row, column(name, language), text.strip())
        elif row._meta.get_field(name).is_relation:
            setattr(row, name, article_of(value))
        else:
            setattr(row, name, value)
    row.full_clean()
    row.save()


def article_of(piece: str) -> Article:
    entry = LogEntry.objects.get(action="demo", target_type="articles.article", details__loaded=piece)
    return Article.objects.get(pk=entry.target_id)
