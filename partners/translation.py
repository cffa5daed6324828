from modeltranslation.translator import TranslationOptions, register

from partners.models import Agreement, Appointment, Milestone, Organisation, Outcome, Person, Place, Signatory


@register(Place)
@register(Organisation)
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(Person)
class PersonTranslation(TranslationOptions):
    fields = ("name", "family_name", "given_name", "family_first")


@register(Appointment)
class AppointmentTranslation(TranslationOptions):
    fields = ("official_title", "external_title")


@register(Agreement)
class AgreementTranslation(TranslationOptions):
    fields = ("title",)


@register(Signatory)
class SignatoryTranslation(TranslationOptions):
    fields = ("title_as_printed",)


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("note",)


@register(Outcome)
class OutcomeTranslation(TranslationOptions):
    fields = ("description",)
