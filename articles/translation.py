from modeltranslation.translator import TranslationOptions, register

from articles.models import Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)
