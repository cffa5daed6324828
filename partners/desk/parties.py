"""Parties on the page of their agreement, each with those who signed for it: rows within rows."""

from django import forms
from django.contrib import admin
from django.db.models import Prefetch
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from newsroom.shared.names import first_name
from partners.desk.dates import DatedForm
from partners.desk.fields import columns
from partners.desk.links import listed
from partners.desk.rows import BlockInline, RowFormSet, RowInline, changed_rows, read_what_they_name, row_gone
from partners.models import Agreement, Party, Signatory
from partners.models.party import lacks_parties
from partners.vocabulary import PartyRole

# rows on a new page: an agreement has two parties at least
SHOWN = 2
# empty rows where signatories of a party are on record: a page of many parties has hundreds of boxes as it is
SPARE = 1


class SignatoryForm(DatedForm):
    def clean(self):
        """An appointment says whose it is."""
        data = super().clean()
        if (held := data.get("appointment")) and not data.get("person") and "person" not in self.errors:
            data["person"] = held.person
        return data

    def first(self):
        return [self[name] for name in ("person", "name_as_reported", "appointment", "capacity", "mode")]

    def titles(self):
        return [self[name] for name in columns("title_as_printed")]

    def last(self):
        names = ["on_behalf_of", "position", *(["DELETE"] if self.instance.pk else [])]
        return [self[name] for name in names]


class SignatoryInline(BlockInline):
    """Never shown by itself: PartyInline asks it for its formset."""

    model = Signatory
    form = SignatoryForm
    # several in one save without a script; all but the first are folded
    extra = 3
    autocomplete_fields = ("person", "appointment", "on_behalf_of")

    def get_fields(self, request, obj=None):
        return [
            "person",
            "name_as_reported",
            "appointment",
            "capacity",
            "mode",
            *columns("title_as_printed"),
            "on_behalf_of",
            "position",
        ]


def is_filled(form) -> bool:
    """Somebody wrote into it, and the page comes back."""
    return form.is_bound and form.has_changed()


class PartyForm(DatedForm):
    signatories: BaseInlineFormSet

    def signed_by(self):
        """Those entered, and one to be filled in where there is none."""
        filled = [form for form in self.signatories.forms if form.instance.pk or is_filled(form)]
        return filled or self.signatories.forms[:1]

    def further_signatories(self):
        shown = self.signed_by()
        return [form for form in self.signatories.forms if form not in shown]

    @property
    def changed_data(self):
        """A party of which only the signatories changed must be saved too."""
        names = list(super().changed_data)
        return [*names, "signatories"] if hasattr(self, "signatories") and self.signatories.has_changed() else names


class PartyFormSet(RowFormSet):
    signatory_formset: type[BaseInlineFormSet]

    def get_queryset(self):
        is_read = hasattr(self, "_queryset")
        rows = super().get_queryset()
        if not is_read:
            signatories = [each for party in rows for each in party.signatories.all()]
            read_what_they_name([*signatories, *filter(None, (each.appointment for each in signatories))])
        return rows

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.signatories = self.signatory_formset(
            form.data if form.is_bound else None, instance=form.instance, prefix=f"{form.prefix}-signatories"
        )
        # read with all the others
        entered = list(form.instance.signatories.all()) if form.instance.pk else []
        form.signatories._queryset = entered
        if entered:
            form.signatories.extra = SPARE

    def is_valid(self):
        is_valid = super().is_valid()
        for form in self.forms:
            if not form.has_changed() or (self.can_delete and self._should_delete_form(form)):
                continue
            if not form.signatories.is_valid():
                form.add_error(None, _("Something is not right with those who signed for this party."))
                is_valid = False
        return is_valid

    def clean(self):
        super().clean()
        if not any(self.errors):
            self.check_two()

    def check_two(self):
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if not (self.can_delete and self._should_delete_form(form))]
        number = sum(form.cleaned_data.get("role") == PartyRole.PARTY for form in kept)
        before = Agreement.objects.with_parties().filter(pk=self.instance.pk).first()
        if lack := lacks_parties(self.instance, number, before):
            raise forms.ValidationError(lack)

    def get_unique_error_message(self, unique_check):
        return _("This organisation is a party already.")

    def get_form_error(self):
        return _("This organisation is a party already.")

    def save_new(self, form, commit=True):
        return self._with_signatories(form, super().save_new(form, commit))

    def save_existing(self, form, obj, commit=True):
        return self._with_signatories(form, super().save_existing(form, obj, commit))

    def delete_existing(self, obj, commit=True):
        """Those who signed for it go with it: they were ticked too, or the save would have been refused."""
        self.nested_rows = [*getattr(self, "nested_rows", []), *(row_gone(each) for each in obj.signatories.all())]
        super().delete_existing(obj, commit)

    def _with_signatories(self, form, party):
        form.signatories.instance = party
        form.signatories.save()
        self.nested_rows = [*getattr(self, "nested_rows", []), *changed_rows(form.signatories)]
        return party


def with_signatories(*keys: str) -> Prefetch:
    return Prefetch("signatories", Signatory.objects.select_related(*keys))


class PartyInline(BlockInline):
    model = Party
    form = PartyForm
    formset = PartyFormSet
    template = "admin/partners/parties.html"
    autocomplete_fields = ("organisation", "unit", "own_signed_at")
    fieldsets = (
        (None, {"fields": (("organisation", "name_as_reported", "role", "side"),)}),
        (
            _("Acting through a unit; its own days, where they differ"),
            {
                "fields": (
                    ("unit", "position"),
                    ("own_signed_on", "own_signed_at"),
                    ("joined_on", "in_force_on", "withdrew_on"),
                ),
                "classes": ("collapse",),
            },
        ),
    )

    def get_queryset(self, request):
        keys = ("person", "on_behalf_of", "appointment__person", "appointment__organisation")
        return super().get_queryset(request).prefetch_related(with_signatories(*keys))

    def going_with(self, form):
        return [each.instance for each in form.signatories.deleted_forms]

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.parties.exists() else SHOWN

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.signatory_formset = SignatoryInline(Party, self.admin_site).get_formset(request)
        return formset


class PartyReadInline(RowInline):
    """For those who only read: the parties with their signatories in words."""

    model = Party
    fields = ("organisation", "role", "side", "signatories")
    readonly_fields = ("signatories",)
    can_delete = False

    def get_queryset(self, request):
        names = with_signatories("person"), "signatories__person__other_names"
        return super().get_queryset(request).prefetch_related(*names)

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=_("signatories"))
    def signatories(self, party):
        return listed(
            " · ".join(filter(None, [str(row), first_name(row, "title_as_printed"), row.get_capacity_display()]))
            for row in party.signatories.all()
        )
