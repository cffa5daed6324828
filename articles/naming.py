"""Which records a text names: by preferred names, other names and wrong names, in any language.

Names and text are cut into the same tokens: a word of a script with spaces, or one character of Chinese or Japanese. So a name
in Latin letters begins and ends with a word, and a Chinese one may stand anywhere. At each place the longest name counts, and
the next is looked for behind it. Acronyms count only in capitals: CAST is not cast.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import models
from django.db.models import Q

from articles.models import Article
from events.models import Event
from newsroom.shared import richtext
from newsroom.shared.characters import CJK
from newsroom.shared.folding import BAR, fold
from newsroom.shared.partial_dates import EndOfSpan
from partners.models import Agreement, Appointment, Organisation, OrganisationName, Person, PersonName
from partners.vocabulary import NameKind

# the models of which an article can name records, by the name of its field
LINKED = {"events": Event, "agreements": Agreement, "organisations": Organisation}
# what a text can name; a person leads to the organisations of their posts
FOUND = LINKED | {"persons": Person}

_HAN = CJK.pattern.removeprefix("[").removesuffix("]")
# the signs between the letters of S.A. and people's are silent when names are folded
_TOKEN = re.compile(f"[{_HAN}]|(?:(?![{_HAN}])[\\w\u0300-\u036f.'’‘ʼ`´·•])+")
_FOLDED = re.compile(f"[{_HAN}]|[^\\s{_HAN}]+")
# shorter ones lie within too much else
SHORTEST = 2  # characters


@dataclass(frozen=True)
class Key:
    """A record, and whether the name that leads to it is a wrong one or an acronym."""

    kind: str
    pk: int
    is_wrong: bool = False
    is_acronym: bool = False


@dataclass
class Named:
    """A record that a text names, under what it is called there, and how often."""

    kind: str
    record: models.Model
    names: list[str] = field(default_factory=list)
    times: int = 0
    is_wrong: bool = False
    # the posts for which it is suggested, where the text names the person and not the record
    posts: list[Appointment] = field(default_factory=list)


_fold = lru_cache(maxsize=20_000)(fold)


def _tokens(text: str) -> list[tuple[str, str]]:
    """The folded tokens of a text, each with what stands there."""
    found = []
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text)):
        written = match[0]
        found += [(each, written) for each in _fold(written).split() if any(map(str.isalnum, each))]
    return found


class Names:
    """Every name of the records, ready to be looked for. Built from a handful of queries, whatever their number."""

    def __init__(self):
        self.keys: dict[tuple[str, ...], set[Key]] = {}
        self.lengths: dict[str, set[int]] = {}

    @classmethod
    def of_all(cls) -> "Names":
        names = cls()
        for kind, model in FOUND.items():
            records = model.objects.current() if model is Organisation else model.objects.all()
            for pk, keys in records.order_by().values_list("pk", "search_key"):
                names.add_all(keys, Key(kind, pk))
        persons = PersonName.objects.order_by().values_list("person", "search_key", "kind")
        for pk, keys, kind in persons:
            names.add_all(keys, Key("persons", pk, kind == NameKind.WRONG))
        rows = OrganisationName.objects.filter(organisation__in=Organisation.objects.current()).order_by()
        for pk, keys, kind, value in rows.values_list("organisation", "search_key", "kind", "value"):
            is_acronym = kind == NameKind.ACRONYM and value.isupper()
            names.add_all(keys, Key("organisations", pk, kind == NameKind.WRONG, is_acronym))
        return names

    def add_all(self, folded: str, key: Key) -> None:
        for name in filter(None, folded.split(BAR)):
            tokens = tuple(_FOLDED.findall(name))
            # one word alone, a family name, is the name of many a person
            if len(name) < SHORTEST or len(tokens) < (2 if key.kind == "persons" else 1):
                continue
            self.keys.setdefault(tokens, set()).add(key)
            self.lengths.setdefault(tokens[0], set()).add(len(tokens))

    def found_in(self, text: str) -> Iterator[tuple[Key, str]]:
        """Each place of the text that is a name: the record, and the name as it stands there."""
        tokens = _tokens(text)
        folded = [token for token, _written in tokens]
        place = 0
        while place < len(tokens):
            size, keys = self._longest(tokens, folded, place)
            for key in sorted(keys, key=lambda key: (key.kind, key.pk)):
                yield key, _written([written for _token, written in tokens[place : place + size]])
            place += size

    def _longest(self, tokens, folded, place) -> tuple[int, list[Key]]:
        for size in sorted(self.lengths.get(folded[place], ()), reverse=True):
            keys = self.keys.get(tuple(folded[place : place + size]), ())
            capital = all(written.isupper() for _token, written in tokens[place : place + size])
            if counting := [key for key in keys if capital or not key.is_acronym]:
                return size, counting
        return 1, []


def _written(words: list[str]) -> str:
    """Words with a space between them where the script has one."""
    text = words[0]
    for word in words[1:]:
        text += word if CJK.match(word) and CJK.match(text[-1]) else f" {word}"
    return text.strip(" .'’")


def named_in(texts: Iterable[str]) -> list[Named]:
    """The records that the texts name: the most often named first, each once."""
    found: dict[tuple[str, int], Named] = {}
    names = Names.of_all()
    places = [place for text in texts for place in names.found_in(text)]
    if not places:
        return []
    records = {
        kind: model.objects.in_bulk({key.pk for key, _name in places if key.kind == kind})
        for kind, model in FOUND.items()
    }
    for key, name in places:
        record = records[key.kind].get(key.pk)
        if record is None:
            continue
        each = found.setdefault((key.kind, key.pk), Named(key.kind, record))
        each.times += 1
        each.is_wrong = each.is_wrong or key.is_wrong
        if name not in each.names:
            each.names.append(name)
    return sorted(found.values(), key=lambda each: -each.times)


def texts_of(words) -> list[str]:
    """What readers read of an edition's words."""
    return [words.title, words.summary, richtext.plain_text(words.body), words.lead_caption]


def suggestions(article: Article, words) -> list[Named]:
    """The records that the words name and the article is not linked to yet, and the organisations of the persons that they name;
    our own organisation is in most of them."""
    linked = {kind: set(getattr(article, kind).values_list("pk", flat=True)) for kind in LINKED}
    named = named_in(texts_of(words))
    found = {(each.kind, each.record.pk): each for each in named if each.kind in LINKED}
    for each in through_persons([each for each in named if each.kind == "persons"], article.dated_on):
        found.setdefault((each.kind, each.record.pk), each)
    return [
        each
        for (kind, pk), each in found.items()
        if pk not in linked[kind] and not getattr(each.record, "is_home", False)
    ]


def through_persons(persons: list[Named], day) -> list[Named]:
    """The organisations in which the named persons held a post on a day, or may have: news seldom says since when."""
    by_person = {each.record.pk: each for each in persons}
    posts = (
        Appointment.objects.annotate(ended_by=EndOfSpan("ended_on"))
        .filter(Q(started_on=None) | Q(started_on__lte=day), Q(ended_on=None) | Q(ended_by__gte=day))
        .filter(person__in=by_person, organisation__in=Organisation.objects.current())
        .select_related("person", "organisation")
        .prefetch_related("organisation__other_names", "person__other_names")
        .order_by("pk")
    )
    found: dict[int, Named] = {}
    for post in posts:
        person = by_person[post.person_id]
        each = found.setdefault(post.organisation_id, Named("organisations", post.organisation))
        each.posts.append(post)
        each.names += [name for name in person.names if name not in each.names]
        each.times += person.times
        each.is_wrong = each.is_wrong or person.is_wrong
    return sorted(found.values(), key=lambda each: -each.times)
