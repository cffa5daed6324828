from modeltranslation.translator import TranslationOptions, register

from newsroom.site.models import NavigationItem, SiteSettings


@register(NavigationItem)
class NavigationItemTranslation(TranslationOptions):
    fields = ("label",)


@register(SiteSettings)
class SiteSettingsTranslation(TranslationOptions):
    fields = ("contact", "licence_of_texts", "licence_of_photos")
