"""Two officers on one page: whoever saves second is told who came first, and keeps what they typed."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from newsroom.accounts.log_rows import row_label
from newsroom.accounts.models import LogEntry


def last_change(record) -> LogEntry | None:
    """Every save of a record stands in the log, that of its rows too: the latest entry is its version."""
    return LogEntry.objects.filter(target_type=record._meta.label_lower, target_id=str(record.pk)).first()


class SeenForm(forms.Form):
    """Of a record that is there: the page says what it has seen of the log, and comes back when somebody saved since."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if entry := last_change(self.instance):
            self.initial["seen"] = entry.pk

    def clean(self):
        data = super().clean()
        # of two saves at the same moment, the second waits here for the first
        type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        entry = last_change(self.instance)
        if entry and entry.pk != self.cleaned_data.get("seen"):
            self.add_error(None, self._what_happened(entry))
            # seen now: saving again puts these values in the place of the others
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(entry.pk)
        return data

    def _what_happened(self, entry: LogEntry) -> list[str]:
        when = date_format(timezone.localtime(entry.at), "DATETIME_FORMAT")
        said = [
            _(
                "%(who)s saved this record while you had it open (%(when)s). Nothing of yours is lost: it stands below, not saved yet. "
                "Look at the history, then save again to put your values in the place of the others."
            )
            % {"who": entry.actor_name or _("Somebody"), "when": when}
        ]
        changed = [str(self.fields[name].label) for name in entry.details.get("fields", []) if name in self.fields]
        changed += [row_label(row) for row in entry.details.get("rows", [])]
        return [*said, _("Changed meanwhile: %(what)s") % {"what": " · ".join(changed)}] if changed else said


def that_has_seen(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """The form of a page, with the question whether somebody else saved since it was opened."""
    asking = type(form)(form.__name__, (SeenForm, form), {})
    # what the page does not ask for does not come back with the new class
    for name in set(asking.base_fields) - set(form.base_fields) - {"seen"}:
        del asking.base_fields[name]
    return asking
