"""In which language a text is written, by its script and its commonest words."""

import re
from collections import Counter

# fmt: off
_COMMON = {
    "en": "the of and to in for with on at by was is that from were will as their has have an",
    "es": "el la de los las del en y que con por para una un se su al como es fue entre más",
    "fr": "le la les des et du une un en dans pour que qui est sur avec au par ce cette aux",
    "pt": "o a os as do da dos das em e que com para uma um no na por ao se não mais",
    "de": "der die das und in den von zu mit auf für ist im ein eine dem des sich auch wurde",
}
# fmt: on
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def language_of(text: str) -> str:
    """The code of the language; English where nothing speaks for another one."""
    han = len(re.findall(r"[\u3400-\u4dbf\u4e00-\u9fff]", text))
    kana = len(re.findall(r"[\u3041-\u30ff]", text))
    hangul = len(re.findall(r"[\uac00-\ud7af]", text))
    arabic = len(re.findall(r"[\u0620-\u06ff\u0750-\u077f]", text))
    cyrillic = len(re.findall(r"[\u0400-\u04ff]", text))
    words = re.findall(r"[^\W\d_]+", re.sub(r"[\u3041-\u9fff\uac00-\ud7af]", " ", text.lower()))
    latin = sum(len(word) for word in words if word[0] < "\u0250")
    # A Han character or a syllable says about as much as two letters.
    weights = {"latin": latin, "zh-hans": 2 * han, "ko": 2 * hangul, "ar": arabic, "ru": cyrillic}
    if kana * 10 > han and kana:
        weights["ja"] = 2 * (han + kana)
    script = max(weights, key=lambda name: weights[name])
    if script != "latin":
        return script
    counts = Counter({language: sum(word in common for word in words) for language, common in _WORDS.items()})
    language, most = counts.most_common(1)[0]
    return language if most > counts["en"] else "en"
