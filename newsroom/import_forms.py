"""What an import asks for: the file, and what each of its columns is."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.importing import IMPORTERS
from newsroom.shared.spreadsheets import MOST_BYTES, TableRefused
from partners.importing import sources
from partners.importing.columns import LEAVE


class GiveForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What the rows are"))
    file = forms.FileField(
        label=gettext_lazy("A file"),
        allow_empty_file=True,
        help_text=gettext_lazy("A table (.xlsx, .csv) or an export of this site (.json)."),
    )

    def __init__(self, kinds, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(name, importer.label) for name, importer in kinds.items()]

    def clean(self):
        data = super().clean()
        if not self.errors:
            upload = data["file"]
            self.given = (upload.name[:255], upload.read(MOST_BYTES + 1))
            try:
                sources.read(self.given[1], self.given[0], IMPORTERS[data["kind"]])
            except TableRefused as refused:
                self.add_error("file", str(refused))
        return data


class ColumnsForm(forms.Form):
    """One choice for each column of the file."""

    add_organisations = forms.BooleanField(
        label=gettext_lazy("Add organisations that are named and not on record"), required=False
    )
    remember_as = forms.CharField(
        label=gettext_lazy("Remember these columns as"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("A name for this kind of file, for the next time. Empty: they are not remembered."),
    )

    def __init__(self, source, importer, proposed, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        choices = [(LEAVE, _("– not taken in –"))]
        choices += [(field.key, str(field)) for field in importer.fields if not field.is_ignored]
        self.keys = [f"column_{number}" for number, _heading in enumerate(source.table.headings)]
        for name, heading, key in zip(self.keys, source.table.headings, proposed, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=heading or _("(no heading)"), choices=choices, initial=key, required=False
            )
        if importer.name == "partners":
            del self.fields["add_organisations"]

    def columns(self):
        """Each with what the first rows hold there."""
        for number, name in enumerate(self.keys):
            cells = [str(row.cells[number]) for row in self.source.table.rows[:20]]
            yield self[name], [cell[:60] for cell in dict.fromkeys(cells) if cell][:3]

    def others(self):
        return [self[name] for name in ("add_organisations", "remember_as") if name in self.fields]

    def mapping(self) -> list[str]:
        return [self.cleaned_data[name] or LEAVE for name in self.keys]

    def clean(self):
        data = super().clean()
        taken = [data.get(name) for name in self.keys if data.get(name) not in (None, "", LEAVE)]
        if not taken:
            raise forms.ValidationError(_("Take in at least one column."))
        twice = next((key for key in taken if taken.count(key) > 1), None)
        if twice:
            labels = dict(self.fields[self.keys[0]].choices)
            raise forms.ValidationError(_("“%(column)s” is chosen for two columns.") % {"column": labels[twice]})
        return data
