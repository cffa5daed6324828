"""What the files for machines say of languages."""

from django import template

register = template.Library()

# where a news sitemap does not spell a language as HTML does
NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


@register.filter
def of_language(values, language):
    """A value by language, or nothing."""
    return values.get(language)


@register.filter
def news_language(code):
    return NEWS_LANGUAGES.get(code, code.partition("-")[0])
