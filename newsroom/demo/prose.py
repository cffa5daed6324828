"""Pieces at scale: composed from sentences by a seeded chance, in the shape of the files in content/."""

import datetime
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

FILE = Path(__file__).parent / "prose.toml"
YEARS = 10
SOURCES = {"zh-hans": 9, "en": 1}
TRANSLATED = {"zh-hans": 0.9, "en": 0.85, "es": 0.35}
# how an office's pieces are spread over the stages; most are old and published
STAGES = {
    "published": 84,
    "initial_review": 4,
    "final_review": 3,
    "drafting": 4,
    "scheduled": 1,
    "withdrawn": 2,
    "emergency": 1,
    "discarded": 1,
}
LATER = 0.04  # of published texts are revised, so that some translations lag behind
# who may be chosen for a part: of a source, and of a translation
WRITERS = {"zh-hans": ["writer", "writer.school"], "en": ["translator.en"]}
TRANSLATORS = {
    "zh-hans": ["writer.school"],
    "en": ["translator", "translator.en"],
    "es": ["translator.es", "translator"],
}
REVIEWERS = {
    "zh-hans": {"initial": ["initial", "initial.school"], "final": ["final"]},
    "en": {"initial": ["initial", "initial.school"], "final": ["final", "final.es"]},
    "es": {"initial": ["initial", "initial.es"], "final": ["final", "final.es"]},
}
NOT_BEFORE_THE_SOURCE = {"published", "emergency", "withdrawn"}
FOLLOWS = {
    "discarded": {"discarded"},
    "drafting": {"drafting"},
    "initial_review": {"drafting", "initial_review"},
    "final_review": {"drafting", "initial_review", "final_review"},
    "scheduled": {"drafting", "initial_review", "final_review", "scheduled"},
}


def compose(number: int, *, seed: int, today: datetime.date) -> Iterator[dict]:
    """So many pieces; the same ones for the same seed and day."""
    parts = tomllib.loads(FILE.read_text(encoding="utf-8"))
    chance = random.Random(seed)
    for _index in range(number):
        yield _piece(chance, parts, today)


def _piece(chance: random.Random, parts: dict, today: datetime.date) -> dict:
    scene = chance.choice(parts["scenes"])
    source = weighted(chance, SOURCES)
    stage = weighted(chance, STAGES)
    names = {name: chance.choice(parts[plural]) for name, plural in _NAMES.items()}
    numbers = {"n": chance.randint(4, 60), "m": chance.randint(2, 12)}
    photos = [None, *scene["photos"]]
    picture, figure = chance.choice(photos[1:]), chance.choice(photos)
    languages = [source] + [code for code, share in TRANSLATED.items() if code != source and chance.random() < share]
    text = {}
    for language in languages:
        filled = numbers | {name: row[language] for name, row in names.items()}
        own = stage if language == source else _stage_of_translation(chance, stage)
        text[language] = _text(scene, parts, language, filled, picture, figure) | _taking(chance, own)
        text[language]["people"] = _people(chance, language, is_source=language == source)
        if own == "published" and chance.random() < LATER:
            text[language]["later"] = {
                "body": text[language]["body"] + f"<p>{scene['summary'][language].format(**filled)}</p>",
                "change_note": _NOTES[language],
                "change_note_is_public": chance.random() < 0.5,
            }
    return {
        "kind": scene["kind"],
        "dated_on": today - datetime.timedelta(days=int(YEARS * 365 * chance.random() ** 1.3)),
        "source_language": source,
        "topics": scene["topics"],
        "imported_reads": 0,
        "text": text,
    }


_NAMES = {"partner": "partners", "subject": "subjects", "school": "schools", "person": "people"}
_NOTES = {
    "en": "One sentence added at the end.",
    "zh-hans": "文末补充一句。",
    "es": "Se ha añadido una frase al final.",
}


def weighted(chance: random.Random, weights: dict):
    return chance.choices(list(weights), weights.values())[0]


def _stage_of_translation(chance: random.Random, source_stage: str) -> str:
    """A translation is seldom ahead of its source."""
    if source_stage in NOT_BEFORE_THE_SOURCE:
        return source_stage if chance.random() < 0.9 else chance.choice(["drafting", "initial_review", "final_review"])
    return chance.choice(sorted(FOLLOWS[source_stage]))


def _people(chance: random.Random, language: str, *, is_source: bool) -> dict[str, str]:
    cast = {"writer": (WRITERS if is_source else TRANSLATORS)[language], **REVIEWERS[language]}
    return {part: chance.choice(names) for part, names in cast.items()}


def _taking(chance: random.Random, stage: str) -> dict:
    """What the steps to a stage ask for."""
    asked = {
        "scheduled": {"at_in_days": chance.randint(1, 60)},
        "withdrawn": {"ending": chance.choice(["notice", "gone"]), "reason": "Called off."},
        "emergency": {"reason": "No reviewer could be reached in time."},
        "discarded": {"reason": "Told elsewhere."},
    }
    return {"stage": stage} | asked.get(stage, {})


def _text(scene: dict, parts: dict, language: str, filled: dict, picture: str, figure: str | None) -> dict:
    paragraphs = [f"<p>{_sentence(line.format(**filled))}</p>" for line in scene["body"][language]]
    alt, caption = parts["alts"][language], parts["captions"][language]
    if figure:
        paragraphs.insert(
            2, f'<figure data-photo="@{figure}" data-alt="{alt}"><figcaption>{caption}</figcaption></figure>'
        )
    return {
        "title": _sentence(
            scene["title"][language].format(**filled | {"subject": _in_title(filled["subject"], language)})
        ),
        "summary": _sentence(scene["summary"][language].format(**filled)),
        "body": "".join(paragraphs),
        "lead_photo": picture,
        "lead_caption": caption,
        "lead_alt": alt,
    }


def _in_title(subject: str, language: str) -> str:
    return subject.title().replace(" And ", " and ") if language == "en" else subject


def _sentence(text: str) -> str:
    """A name that opens a sentence begins it, and Spanish joins its article: la Universidad, La Universidad; de el, del."""
    text = re.sub(r"\bde el\b", "del", re.sub(r"\ba el\b", "al", text))
    return text[:1].upper() + text[1:]
