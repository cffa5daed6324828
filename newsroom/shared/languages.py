"""Which languages there are, how each is spelled and named, and the site's own texts in each of them."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation.trans_real import parse_accept_lang_header

# Where Django's own name for a language is not how a reader would write it on a link
NATIVE_NAMES = {"ar": "العربية", "zh-hans": "简体中文", "zh-hant": "繁體中文"}
# Chinese has scripts, not regions: what people type or bookmark, and the one that it means
CHINESE = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
}
VARIANT = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?")

SITE_NAMES = {
    "en": "International Office",
    "zh-hans": "国际合作与交流处",
    "es": "Oficina de Relaciones Internacionales",
    "ar": "مكتب التعاون الدولي",
    "fr": "Bureau des relations internationales",
    "ru": "Управление международного сотрудничества",
    "pt": "Gabinete de Relações Internacionais",
    "de": "Internationales Büro",
    "ja": "国際交流課",
    "ko": "국제협력처",
}


@dataclass(frozen=True)
class Alternate:
    """The same page in a language: its code, and its address from the root of the site."""

    language: str
    url: str


def public_languages() -> list[str]:
    """Codes of the languages of the public site, in their order."""
    return [code for code, _name in settings.LANGUAGES]


def language_tag(code: str) -> str:
    """The code as HTML and HTTP spell it: zh-hans is zh-Hans, pt-br is pt-BR."""
    first, *rest = code.split("-")
    return "-".join([first, *(part.title() if len(part) == 4 else part.upper() for part in rest)])


# Open Graph asks for a territory; where a language has several, the one that platforms know it by
OPEN_GRAPH = {
    "en": "en_GB",
    "zh-hans": "zh_CN",
    "zh-hant": "zh_TW",
    "es": "es_ES",
    "ar": "ar_AR",
    "fr": "fr_FR",
    "ru": "ru_RU",
    "pt": "pt_PT",
    "de": "de_DE",
    "ja": "ja_JP",
    "ko": "ko_KR",
}


def og_locale(code: str) -> str:
    """The language as Open Graph spells it."""
    return OPEN_GRAPH.get(code, language_tag(code).replace("-", "_"))


def direction(code: str) -> str:
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def native_name(code: str) -> str:
    name = NATIVE_NAMES.get(code) or get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]


def public_code(spelling: str) -> str | None:
    """The public language that a spelling such as zh, zh-CN, ZH_hans, EN or en-GB means, or None."""
    code = spelling.lower().replace("_", "-")
    known = public_languages()
    if code in known:
        return code
    if code.startswith("zh"):
        code = next((means for short, means in CHINESE.items() if code == short), "") or "-".join(code.split("-")[:2])
        return code if code in known else None
    variant = VARIANT.fullmatch(code)
    return variant[1] if variant and variant[1] in known else None


def negotiate(accept_language: str) -> str:
    """The public language that a browser likes best, else the first one of the site."""
    for spelling, priority in parse_accept_lang_header(accept_language):
        if not priority or spelling == "*":
            continue
        # A reader of traditional characters reads simplified ones more easily than English
        code = public_code(spelling) or (public_code("zh") if spelling.startswith("zh") else None)
        if code:
            return code
    return public_languages()[0]


def alternates(view_name: str, *args, languages: list[str] | None = None) -> list[Alternate]:
    """A page whose address differs by its language only, in all public languages or those given."""
    pages = []
    for code in public_languages() if languages is None else languages:
        with override(code):
            pages.append(Alternate(code, reverse(view_name, args=args)))
    return pages


def site_text(texts: dict[str, str], language: str | None = None) -> str:
    """The text of a settings dictionary in a language, else in the site's first one, else any."""
    wanted = language or get_language() or ""
    return texts.get(wanted) or texts.get(public_languages()[0]) or next(iter(texts.values()), "")


def site_name(language: str | None = None) -> str:
    return site_text(getattr(settings, "SITE_NAMES", None) or SITE_NAMES, language)
