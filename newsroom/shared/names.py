"""Names that records have in several languages (modeltranslation columns, one a language)."""

from django.conf import settings
from django.utils.translation import get_language


def column(field: str, language: str) -> str:
    """The column of a translated field in a language: name_zh_hans."""
    return f"{field}_{language.replace('-', '_')}"


def first_name(instance, field: str) -> str:
    """The first value there is: active language, English, Chinese, then the others in the order of the settings."""
    for code in dict.fromkeys([get_language() or "en", "en", "zh-hans", *settings.ALL_LANGUAGES]):
        if value := getattr(instance, column(field, code), None):
            return value
    return ""


def language_choices():
    """Every language the installation can be asked for; a function, so that migrations do not name them."""
    return list(settings.ALL_LANGUAGES.items())
