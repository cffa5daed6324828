"""Documents on file with an agreement: uploaded here, given out to staff who may see the agreement."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsroom.shared import files
from partners.desk.rows import RowFormSet, RowInline
from partners.models import AgreementDocument


class NoInput(forms.Widget):
    """In the place of an input, where a row takes nothing."""

    def render(self, name, value, attrs=None, renderer=None):
        return "–"


class DocumentForm(forms.ModelForm):
    upload = forms.FileField(label=_("file"), required=False)

    class Meta:
        model = AgreementDocument
        fields = ("kind", "language", "is_authentic", "visibility")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # other bytes are another document
            self.fields["upload"].disabled = True
            self.fields["upload"].widget = NoInput()

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if self.instance.pk:
            return upload
        if not upload:
            raise forms.ValidationError(_("Choose the file."))
        document = files.read(upload)
        if AgreementDocument.objects.filter(agreement_id=self.instance.agreement_id, sha256=document.sha256).exists():
            raise forms.ValidationError(_("This file is there already."))
        return upload


class DocumentFormSet(RowFormSet):
    def is_multipart(self):
        """Django asks the first row, and a stored one takes no file."""
        return True

    def save_new(self, form, commit=True):
        """Kept under its hash; the same file twice in one save is one document."""
        fields = {name: form.cleaned_data[name] for name in ("kind", "language", "is_authentic", "visibility")}
        form.instance = AgreementDocument.objects.keep(form.cleaned_data["upload"], agreement=self.instance, **fields)
        return form.instance


class DocumentInline(RowInline):
    model = AgreementDocument
    form = DocumentForm
    formset = DocumentFormSet
    fields = ("upload", "kind", "language", "is_authentic", "visibility", "link")
    readonly_fields = ("link",)

    def get_fields(self, request, obj=None):
        return self.fields if self.has_change_permission(request, obj) else self.fields[1:]

    @admin.display(description=_("document"))
    def link(self, document):
        if not document.pk:
            return "–"
        address = reverse("admin:partners_agreement_document", args=[document.pk])
        return format_html('<a href="{}">{}</a>', address, document.original_name)


def give_out(model_admin, request, pk):
    """The file as it was uploaded, to be kept and never shown by the browser itself."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    document = get_object_or_404(AgreementDocument, pk=pk)
    answer = FileResponse(document.open(), as_attachment=True, filename=document.original_name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
