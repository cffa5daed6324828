"""What the rooms give to the index, and how it follows them.

A room registers a source: which records it has, what readers see of each (`Document`), and which rows that is made of (`Watch`).
Triggers note every change of such a row. Each connection then looks, right after a statement that wrote to a watched table, at what was
noted and makes those entries anew, in the same transaction: a save, a bulk update, a merging and a step in the workflow are all the same
to it. What something else than this application changes is noted too; it is not found until it is followed, at the next change or by
`manage.py rebuild_search`.
"""

import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import DatabaseError, connections, router, transaction

from newsroom.shared.searchindex import tokens, triggers
from newsroom.shared.searchindex.engine import WORDS
from newsroom.shared.searchindex.models import SearchDue, SearchEntry, SearchText
from newsroom.shared.searchindex.order import place_of

BATCH = 100
LONGEST_TEXT = 60_000  # characters of a text that are searched
_WRITES = re.compile(
    r'\s*(?P<what>INSERT|UPDATE|DELETE)\b(?: OR \w+)?(?: INTO| FROM)?\s+"?(?P<table>\w+)', re.IGNORECASE
)


@dataclass(frozen=True)
class Document:
    """What readers see of a record in a language, and when."""

    record: int
    language: str
    kind: str
    title: str
    slug: str
    text: str = ""
    title_language: str = ""  # where it is not the document's own
    names: tuple[str, ...] = ()  # further names that lead here; only those that are in `text` too are ever shown
    dated_on: datetime.date | None = None
    topics: tuple[str, ...] = ()
    visible_from: datetime.datetime | None = None
    visible_until: datetime.datetime | None = None

    def wording(self, source: str) -> SearchText:
        text = self.text[:LONGEST_TEXT]
        names = [pieces for name in (self.title, *self.names) if (pieces := tokens.pieces(name))]
        of_text = [pieces for row in text.split("\n") if (pieces := tokens.pieces(row))]
        of_names = set().union(*(tokens.tokens(each, self.language) for each in names))
        of_all = of_names.union(*(tokens.tokens(each, self.language) for each in of_text))
        year = self.dated_on.year if self.dated_on else None
        topics = f"|{'|'.join(sorted(self.topics))}|" if self.topics else ""
        entry = SearchEntry(
            source=source,
            record=self.record,
            language=self.language,
            kind=self.kind,
            visible_from=self.visible_from,
            visible_until=self.visible_until,
            dated_on=self.dated_on,
            place=place_of(number_of(source), self.record, self.language, self.dated_on),
            year=year,
            topics=topics,
            shelf=f"{self.language}/{self.kind}/{year or ''}/{topics}",
            names=f"|{'|'.join(map(tokens.line, names))}|",
        )
        return SearchText(
            entry=entry,
            title=self.title,
            title_language=self.title_language or self.language,
            slug=self.slug,
            words=" ".join(sorted(of_all | tokens.in_title(of_names))),
            folded="|".join(map(tokens.line, names + of_text)),
            text=text,
        )


@dataclass(frozen=True)
class Source:
    """`records`: the ids of all that have something to show. `documents`: what that is, of those given."""

    name: str
    records: Callable[[], Iterable[int]]
    documents: Callable[[list[int]], Iterable[Document]]
    watched: frozenset[str] = field(default_factory=frozenset)


SOURCES: dict[str, Source] = {}
LOCKS = 256  # of each source
_OF_ENTRY, _OF_TEXT = (
    [each.attname for each in model._meta.concrete_fields if not each.primary_key]
    for model in (SearchEntry, SearchText)
)


def register(name: str, *, records, documents, watches: Iterable[triggers.Watch]) -> None:
    watches = list(watches)
    watched = frozenset(each.model._meta.db_table for each in watches)
    SOURCES[name] = Source(name, records, documents, watched)
    triggers.watch(name, watches)


def number_of(source: str) -> int:
    return sorted(SOURCES).index(source)


# following what changes


def listen(connection, **kwargs) -> None:
    """Follow every write of a connection (django.db.backends.signals.connection_created)."""
    if after_writing not in connection.execute_wrappers:
        connection.execute_wrappers.append(after_writing)


@contextmanager
def left_to_a_rebuilding(using: str | None = None):
    """For very many rows at once: what is noted inside is not followed, and so not found, until `manage.py rebuild_search`."""
    connection = connections[using or router.db_for_write(SearchEntry)]
    connection.ensure_connection()  # it is listened to from then on
    connection.execute_wrappers.remove(after_writing)
    try:
        yield
    finally:
        connection.execute_wrappers.append(after_writing)


def after_writing(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    connection = context["connection"]
    written = _WRITES.match(sql) if isinstance(sql, str) else None
    # SQLite ends no transaction while the rows of an INSERT … RETURNING wait to be read: `after_saving` comes later
    if written and (connection.in_atomic_block or written["what"].upper() != "INSERT"):
        _follow(connection, written["table"])
    return result


def after_saving(sender, using, **kwargs) -> None:
    """A save outside every transaction (django.db.models.signals.post_save)."""
    if not connections[using].in_atomic_block:
        _follow(connections[using], sender._meta.db_table)


def _follow(connection, table: str) -> None:
    # while tables are being made and altered there may be no index yet
    if getattr(connection, "is_migrating", False):
        return
    if any(table in source.watched for source in SOURCES.values()):
        catch_up(connection.alias)


@contextmanager
def followed_together(using: str | None = None):
    """Within a transaction: what many statements change is followed once, when all of them are done."""
    using = using or router.db_for_write(SearchEntry)
    wrappers = connections[using].execute_wrappers
    wrappers.remove(after_writing)
    try:
        yield
    finally:
        wrappers.append(after_writing)
    catch_up(using)


def catch_up(using: str | None = None) -> None:
    """Make the entries of everything that was noted as changed anew."""
    using = using or router.db_for_write(SearchEntry)
    noted = list(SearchDue.objects.using(using).values_list("pk", "source", "record"))
    if not noted:
        return
    # without a savepoint: SQLite opens none while the rows of an INSERT … RETURNING wait to be read
    with transaction.atomic(using=using, savepoint=False):
        changed = sorted({(source, record) for _pk, source, record in noted})
        for source, group in itertools.groupby(changed, key=lambda each: each[0]):
            for batch in batches(record for _source, record in group):
                index(SOURCES[source], batch, using=using)
        for batch in batches(pk for pk, _source, _record in noted):
            SearchDue.objects.using(using).filter(pk__in=batch).delete()


def batches(things: Iterable, size: int = BATCH) -> Iterator[list]:
    things = iter(things)
    while batch := list(itertools.islice(things, size)):
        yield batch


def _lock(source: Source, records: list[int], using: str) -> None:
    """Two that change the same record at once write its entries one after the other, the second from what the first has left. SQLite has
    one writer at a time anyway. Some records share a lock: the server has room for a few thousand, and a file may have as many rows."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        lock = 0x5EA0 + number_of(source.name)
        with connection.cursor() as cursor:
            shared = sorted({record % LOCKS for record in records})
            cursor.execute("SELECT pg_advisory_xact_lock(%s, each) FROM unnest(%s::int[]) AS each", [lock, shared])


def index(source: Source, records: list[int], *, using: str) -> int:
    """Write what differs between the entries of these records and the truth; how many records that were."""
    _lock(source, records, using)
    there, wanted = _there(source, records, using), _wanted(source, records)
    differing = [record for record in records if _compared(there, record) != _compared(wanted, record)]
    SearchEntry.objects.using(using).filter(source=source.name, record__in=differing).delete()
    made = [wording for record in differing for wording in wanted.get(record, ())]
    SearchEntry.objects.using(using).bulk_create(wording.entry for wording in made)
    for wording in made:
        wording.entry_id = wording.entry.pk
    SearchText.objects.using(using).bulk_create(made)
    return len(differing)


def _there(source: Source, records: list[int], using: str) -> dict[int, list[SearchText]]:
    found = {}
    wordings = SearchText.objects.using(using).select_related("entry")
    for wording in wordings.filter(entry__source=source.name, entry__record__in=records):
        found.setdefault(wording.entry.record, []).append(wording)
    return found


def _wanted(source: Source, records: list[int]) -> dict[int, list[SearchText]]:
    found = {}
    for document in source.documents(records):
        if document.title or document.text:
            found.setdefault(document.record, []).append(document.wording(source.name))
    return found


def _compared(wordings: dict[int, list[SearchText]], record: int) -> list[str]:
    return sorted(
        repr([getattr(each.entry, name) for name in _OF_ENTRY] + [getattr(each, name) for name in _OF_TEXT])
        for each in wordings.get(record, ())
    )


# rebuilding and verifying


def all_records(source: Source) -> list[int]:
    """Of the truth and of the index."""
    indexed = SearchEntry.objects.filter(source=source.name).order_by().values_list("record", flat=True).distinct()
    return sorted({*source.records(), *indexed})


def rebuild(source: Source, records: list[int]) -> Iterator[int]:
    """Make the entries of these records as they should be; after each batch, how many it had."""
    for batch in batches(records):
        with transaction.atomic():
            index(source, batch, using=SearchEntry.objects.db)
            SearchDue.objects.filter(source=source.name, record__in=batch).delete()
        yield len(batch)


def begin(**kwargs) -> None:
    """Fill an index that has nothing yet from what is there (django.db.models.signals.post_migrate)."""
    if not SearchEntry.objects.exists():
        for source in SOURCES.values():
            for _number in rebuild(source, all_records(source)):
                pass


def rebuild_words() -> None:
    """SQLite's table of words, from the entries; PostgreSQL makes its own with each row."""
    connection = connections[SearchEntry.objects.db]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO "{WORDS}" ("{WORDS}") VALUES (\'rebuild\')')


def problems(source: Source, records: list[int]) -> Iterator[str]:
    """What the index has of a record against what readers see of it."""
    using = SearchEntry.objects.db
    there, wanted = _there(source, records, using), _wanted(source, records)
    noted = set(SearchDue.objects.filter(source=source.name, record__in=records).values_list("record", flat=True))
    for record in records:
        if record in noted:
            yield f"The search index has not followed a change of {source.name} {record}."
        elif _compared(there, record) != _compared(wanted, record):
            yield f"The search index of {source.name} {record} is not what readers see."


def word_problems() -> Iterator[str]:
    """SQLite's table of words against the entries."""
    connection = connections[SearchEntry.objects.db]
    if connection.vendor == "sqlite":
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'INSERT INTO "{WORDS}" ("{WORDS}", rank) VALUES (\'integrity-check\', 1)')
        except DatabaseError:
            yield "The table of words of the search index does not match its entries."
