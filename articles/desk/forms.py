"""Forms of the edition's page: the words, and what a step takes."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Attachment, Edition, Photo
from articles.words import Words
from articles.workflow import ROLE_OF_PART, Ending, PartRole
from newsroom.accounts.models import User
from newsroom.accounts.roles import Role
from newsroom.shared.editor import body_field


class PhotoChoice(forms.ModelChoiceField):
    """One photo, chosen by its picture."""

    widget = forms.RadioSelect

    def label_from_instance(self, photo):
        return photo


class WordsForm(forms.Form):
    """Everything that a translator can word. `initial` comes from the words; `words()` gives them back."""

    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences for lists and search."),
    )
    lead_photo = PhotoChoice(
        Photo.objects.none(), label=_("Lead photo"), required=False, blank=True, empty_label=_("No lead photo")
    )
    lead_alt = forms.CharField(
        label=_("Lead photo in words"),
        max_length=500,
        required=False,
        help_text=_("What it shows, for readers who cannot see it."),
    )
    lead_caption = forms.CharField(label=_("Caption of the lead photo"), max_length=500, required=False)
    contributing_unit = forms.CharField(label=_("Contributing unit"), max_length=200, required=False)
    text_by = forms.CharField(label=_("Text by"), max_length=200, required=False)
    photos_by = forms.CharField(label=_("Photos by"), max_length=200, required=False)
    change_note = forms.CharField(
        label=_("Change note"),
        max_length=500,
        required=False,
        help_text=_("What this version changes. It is signed with the words."),
    )
    change_note_is_public = forms.BooleanField(label=_("Readers see the change note"), required=False)

    def __init__(self, data=None, *, edition: Edition, user: User, words: Words | None = None, photos_url: str = ""):
        self.edition = edition
        words = words or (edition.head.words if edition.head else Words())
        initial = {name: getattr(words, name) for name in self.base_fields if name != "lead_photo"}
        super().__init__(
            data, initial=initial | {"lead_photo": words.lead_photo_id, "body": words.body}, prefix="words"
        )
        self.fields["body"] = body_field(label=_("Text"), language=edition.language, photos_url=photos_url)
        in_use = [words.lead_photo_id] if words.lead_photo_id else []
        photos = Photo.objects.kept().visible_to(user)
        self.fields["lead_photo"].queryset = (
            photos.of_article(edition.article) | photos.filter(pk__in=in_use)
        ).distinct()
        self._add_attachments(user, words)
        for field in self.fields.values():
            field.widget.attrs.setdefault("lang", edition.language)
            field.widget.attrs.setdefault("dir", "auto")

    def _add_attachments(self, user, words):
        """A row for each file of the article: whether it is offered, under which label, in which place."""
        chosen = {item["id"]: (place, item["label"]) for place, item in enumerate(words.attachments, start=1)}
        known = Attachment.objects.kept().visible_to(user)
        self.files = list((known.of_article(self.edition.article) | known.filter(pk__in=chosen)).distinct())
        for file in self.files:
            place, label = chosen.get(file.pk, (None, ""))
            self.fields[f"file_{file.pk}"] = forms.BooleanField(
                label=file.original_name, required=False, initial=place is not None
            )
            self.fields[f"file_{file.pk}_label"] = forms.CharField(
                label=_("Label"), max_length=200, required=False, initial=label
            )
            self.fields[f"file_{file.pk}_place"] = forms.IntegerField(
                label=_("Place"), min_value=1, max_value=99, required=False, initial=place
            )

    @property
    def file_rows(self):
        """For the template: the bound fields of each file together."""
        return [
            {
                "file": file,
                "chosen": self[f"file_{file.pk}"],
                "label": self[f"file_{file.pk}_label"],
                "place": self[f"file_{file.pk}_place"],
            }
            for file in self.files
        ]

    @property
    def has_files(self) -> bool:
        return any(self[f"file_{file.pk}"].value() for file in self.files)

    def words(self) -> Words:
        """The words as they were typed; call it on a valid form."""
        data = self.cleaned_data
        chosen = [file for file in self.files if data[f"file_{file.pk}"]]
        chosen.sort(key=lambda file: (data[f"file_{file.pk}_place"] or 99, file.pk))
        plain = {name: data[name] for name in Words.__dataclass_fields__ if name in data}
        return Words(
            **plain,
            lead_photo_id=data["lead_photo"].pk if data["lead_photo"] else None,
            attachments=tuple({"id": file.pk, "label": data[f"file_{file.pk}_label"]} for file in chosen),
        )


class LocalDateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class ZonedDateTimeField(forms.DateTimeField):
    """A moment in the site's time zone, which the form says beside the field; one with an offset keeps its own."""

    widget = LocalDateTimeInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (OverflowError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class StepForm(forms.Form):
    """What a step takes beside the words. Which fields it has comes from the step's row in the table."""

    note = forms.CharField(label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, step, user, data=None):
        super().__init__(data)
        self.fields["note"].required = step.needs_note
        self.fields["note"].label = step.asks or _("Remark (stays inside the office)")
        if "at" in step.options:
            zone = timezone.get_current_timezone_name()
            self.fields["at"] = ZonedDateTimeField(
                label=_("Publish at (time zone %(zone)s); empty: now") % {"zone": zone}, required=False
            )
        if "ending" in step.options:
            self.fields["ending"] = forms.ChoiceField(label=_("From now on the address answers"), choices=Ending)
            self.fields["into"] = forms.ModelChoiceField(
                Article.objects.visible_to(user),
                label=_("Merged into the article with this number"),
                required=False,
                widget=forms.NumberInput(attrs={"min": 1}),
            )

    def options(self) -> dict:
        given = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        return {name: value for name, value in given.items() if value not in (None, "")}


class PartForm(forms.Form):
    """Give a colleague a part in the open cycle."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"))
    role = forms.ChoiceField(
        label=_("Part"), choices=[choice for choice in PartRole.choices if choice[0] != "both_reviews"]
    )

    def __init__(self, edition: Edition, data=None):
        super().__init__(data)
        self.edition = edition
        busy = edition.parts.filter(cycle=edition.cycle).values("user")
        staff = User.objects.filter(is_active=True, is_staff=True, groups__name__in=Role.values)
        self.fields["user"].queryset = staff.exclude(pk__in=busy).distinct()
        self.fields["role"].choices = [
            (value, self._label(value, label)) for value, label in PartRole.choices if value != PartRole.BOTH_REVIEWS
        ]

    def _label(self, value, label):
        if value != PartRole.WRITER:
            return label
        return Role.WRITER.label if self.edition.is_source else Role.TRANSLATOR.label

    def clean(self):
        data = super().clean()
        user, role = data.get("user"), data.get("role")
        if not user or not role:
            return data
        writes = Role.WRITER if self.edition.is_source else Role.TRANSLATOR
        needed = ROLE_OF_PART.get(PartRole(role), writes)
        if not user.has_role(needed):
            raise forms.ValidationError(
                _("%(name)s does not have the role “%(role)s”."), params={"name": user, "role": needed.label}
            )
        if not user.works_in(self.edition.language):
            raise forms.ValidationError(_("%(name)s does not work in this language."), params={"name": user})
        return data


class RevisionOnScreen(forms.Form):
    """The id of the head that the user's screen showed; the field must be there, empty when there were no words yet."""

    revision = forms.IntegerField(min_value=1, max_value=2**53, required=False)

    @classmethod
    def of(cls, request) -> tuple[bool, int | None]:
        """Whether the field came and could be read, and its value."""
        form = cls(request.POST)
        if "revision" not in request.POST or not form.is_valid():
            return False, None
        return True, form.cleaned_data["revision"]
