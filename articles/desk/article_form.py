"""The form of an article's language-neutral fields."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.desk.when import DayField, MomentField, zone_label
from articles.models import Article, Kind, Topic
from events.models import Event
from newsroom.shared.languages import native_name, public_languages
from partners.models import Agreement, Organisation


def language_name(code: str) -> str:
    """A language in the words of the desk, then in its own."""
    here, own = str(settings.ALL_LANGUAGES[code]), native_name(code)
    return here if here == own else f"{here} · {own}"


def languages_offered(*also: str) -> list[tuple[str, str]]:
    """The languages of the public site, and those that the article has already."""
    return [(code, language_name(code)) for code in settings.ALL_LANGUAGES if code in {*public_languages(), *also}]


# fields of the form → of the article
REPORTED = {
    "reported_events": "events",
    "reported_agreements": "agreements",
    "reported_organisations": "organisations",
}


class ArticleForm(forms.ModelForm):
    """`user` is set by the admin: whoever restricts an article must still see it."""

    user = None
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source_language = forms.ChoiceField(
        label=_("Written in"), help_text=_("The language that the others are translated from.")
    )
    intended = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those in which the article is meant to appear. A language can be added later."),
    )
    # of the model too, but the admin takes no field whose links are rows of their own
    reported_events = forms.ModelMultipleChoiceField(Event.objects.all(), label=_("Events"), required=False)
    reported_agreements = forms.ModelMultipleChoiceField(Agreement.objects.all(), label=_("Agreements"), required=False)
    reported_organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.current().prefetch_related("other_names"), label=_("Organisations"), required=False
    )
    dated_on = DayField(label=_("Date of the news"), help_text=_("The day that the page shows under the title."))
    visible_until = MomentField(label=_("Shown until"), required=False)

    class Meta:
        model = Article
        fields = ("kind",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        article = self.instance
        for name, field in REPORTED.items():
            if article.pk and name in self.fields:
                self.initial[name] = list(getattr(article, field).all())
        here = [article.source_language] if article.source_language else []
        if "source_language" in self.fields:
            self.fields["source_language"].choices = languages_offered(*here)
        if "intended" in self.fields:
            self.fields["intended"].choices = languages_offered(*here)
        if "visible_until" in self.fields:
            self.fields["visible_until"].help_text = _(
                "For a notice that expires; empty: no end. Time zone: %(zone)s."
            ) % {"zone": zone_label()}

    def clean_is_restricted(self):
        """Nobody restricts an article out of their own sight."""
        restricted, article = self.cleaned_data["is_restricted"], self.instance
        if restricted and article.pk and not article.is_restricted and not self._stays_in_sight():
            raise ValidationError(_("You have no part in this article: after this you could not see it yourself."))
        return restricted

    def _stays_in_sight(self) -> bool:
        article = self.instance
        return article.created_by_id == self.user.pk or article.editions.filter(parts__user=self.user).exists()

    def clean(self):
        data = super().clean()
        kind = data.get("kind", self.instance.kind)
        if data.get("visible_until") and kind != Kind.NOTICE:
            self.add_error("visible_until", _("Only notices expire."))
        return data
