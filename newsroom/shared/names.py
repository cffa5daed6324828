"""Names that records have in several languages (modeltranslation columns, one a language)."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language


def column(field: str, language: str) -> str:
    """The column of a translated field in a language: name_zh_hans."""
    return f"{field}_{language.replace('-', '_')}"


def columns_in_order(field: str) -> list[str]:
    """Where a name is looked for: active language, English, Chinese, then the others in the order of the settings."""
    codes = dict.fromkeys([get_language() or "en", "en", "zh-hans", *settings.ALL_LANGUAGES])
    return [column(field, code) for code in codes]


def first_name(instance, field: str) -> str:
    """The first value there is."""
    for name in columns_in_order(field):
        if value := getattr(instance, name, None):
            return value
    return ""


def plain_rows(queryset, *fields: str):
    """Tuples as the database has them. For a translated model `values_list` takes each row apart, which thousands of rows feel."""
    return queryset.rewrite(False).values_list(*fields)


def language_choices():
    """Every language the installation can be asked for; a function, so that migrations do not name them."""
    return list(settings.ALL_LANGUAGES.items())


def every_column(model, field: str) -> list[str]:
    """The columns of a field: one a language where it is translated, else itself."""
    known = {each.name for each in model._meta.get_fields()}
    return [name for code in settings.ALL_LANGUAGES if (name := column(field, code)) in known] or [field]


def any_filled(field: str) -> Q:
    """A translated field has a value in some language; for CHECKs, where NULL must not count as true."""
    columns = [column(field, code) for code in settings.ALL_LANGUAGES]
    return Q(*(Q(**{f"{name}__isnull": False}) & ~Q(**{name: ""}) for name in columns), _connector=Q.OR)
