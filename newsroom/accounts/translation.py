from modeltranslation.translator import TranslationOptions, register

from newsroom.accounts.models import User


@register(User)
class UserTranslation(TranslationOptions):
    fields = ("printed_name", "post", "unit")
