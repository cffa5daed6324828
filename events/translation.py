from modeltranslation.translator import TranslationOptions, register

from events.models import Event, EventSeries, Participation, Session


@register(EventSeries)
class EventSeriesTranslation(TranslationOptions):
    fields = ("name",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("name", "short_name", "theme", "venue")


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("name", "room")


@register(Participation)
class ParticipationTranslation(TranslationOptions):
    fields = ("title_as_reported", "talk")
