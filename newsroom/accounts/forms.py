"""Forms about members of staff: as an administrator sees them, and as they see themselves."""

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from newsroom.accounts import log
from newsroom.accounts.models import User
from newsroom.accounts.roles import Role
from newsroom.shared.languages import native_name
from newsroom.shared.names import column

PRINTED = ("printed_name", "post", "unit")


def printed_columns() -> list[str]:
    return [column(field, code) for code in settings.ALL_LANGUAGES for field in PRINTED]


def interface_choices():
    """The desk is worded in these; empty: as the browser asks."""
    return [("", _("As my browser asks")), *((code, native_name(code)) for code in ("en", "zh-hans"))]


class RolesField(forms.ModelMultipleChoiceField):
    """The roles of the office as boxes to tick, in the office's words and order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(Group.objects.filter(name__in=Role.values).order_by("pk"), required=False, **kwargs)

    def label_from_instance(self, group):
        return Role(group.name).label


class WorkingLanguagesField(forms.MultipleChoiceField):
    """A list of codes, kept in the order of the settings."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(choices=lambda: list(settings.ALL_LANGUAGES.items()), required=False, **kwargs)

    def clean(self, value):
        chosen = super().clean(value)
        return [code for code in settings.ALL_LANGUAGES if code in chosen]


class StaffForm(forms.ModelForm):
    """A member of staff. Which fields it has depends on who looks: see UserAdmin."""

    working_languages = WorkingLanguagesField(
        label=_("Working languages"), help_text=_("This person takes steps in these languages only.")
    )
    groups = RolesField(label=_("Roles"), help_text=_("What this person does in the office. Each change is logged."))
    interface_language = forms.ChoiceField(label=_("Language of the desk"), choices=interface_choices, required=False)

    class Meta:
        model = User
        fields = ("username",)

    def clean(self):
        """Nobody locks the last door behind themselves."""
        data = super().clean()
        user = self.instance
        if user.pk and user.pk == self.by.pk:
            for field in ("is_active", "is_superuser"):
                if field in data and not data[field]:
                    self.add_error(field, _("You cannot take this away from your own account."))
        return data


class NewStaffForm(UserCreationForm, StaffForm):
    class Meta(StaffForm.Meta):
        pass

    def save(self, commit=True):
        # every account here is one of the office; readers have none
        self.instance.is_staff = True
        return super().save(commit=commit)


class MyAccountForm(forms.ModelForm):
    """What a member of staff says of themselves: how they are printed, and the language of their desk."""

    interface_language = forms.ChoiceField(label=_("Language of the desk"), choices=interface_choices, required=False)

    class Meta:
        model = User
        fields = ("interface_language", *printed_columns())


class OwnPasswordForm(AdminPasswordChangeForm):
    def save(self, commit=True):
        user = super().save(commit)
        log.record("password_changed", by=user, target=user)
        return user
