"""Several agreements signed at an event, entered in one save: a row each, with the day and the place of the event."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.formsets import BaseFormSet
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event, Involvement, Session, Signing
from newsroom.accounts import log
from newsroom.shared.names import column
from newsroom.shared.regions import label
from partners.desk.dates import PartialDateField
from partners.desk.fields import PickOne, desk_languages, in_language
from partners.models import Agreement, Organisation, Party, Person, Signatory
from partners.vocabulary import AgreementKind, Capacity

ROWS, PARTIES, MOST = 6, 4, 50
# languages and parties that are asked for at once; the others are folded
FIRST_TITLES, FIRST_PARTIES = 2, 2
ORGANISATION = Involvement._meta.get_field("organisation")
PERSON = Signatory._meta.get_field("person")


def pick(key):
    """Found by any name, and added where it is missing, without leaving the page."""
    widget = PickOne(key, admin.site)
    return RelatedFieldWidgetWrapper(
        widget, key.remote_field, admin.site, can_add_related=True, can_change_related=False, can_view_related=False
    )


def takes_days(event: Event) -> bool:
    """Whether it may have gone on for longer than one day."""
    return event.start is None or event.start != event.end or event.start.start != event.start.end


def day_field(event: Event) -> PartialDateField:
    """Of an event of several days: on which of them it was signed."""
    field = PartialDateField(label=_("Signed on"))
    if event.start:
        field.help_text = _("A day of the event. Empty: %(day)s, when it began.") % {"day": event.start.display()}
        field.widget.attrs["placeholder"] = str(event.start)
    return field


class RowForm(forms.Form):
    """One agreement: titles, kind, up to four parties and who signed for each."""

    kind = Agreement._meta.get_field("kind").formfield(initial=AgreementKind.NOT_REPORTED)
    session = forms.ModelChoiceField(Session.objects.none(), required=False, label=gettext_lazy("Session"))

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["session"].queryset = event.sessions.all()
        if takes_days(event):
            self.fields["day"] = day_field(event)
        for code in desk_languages():
            self.fields[column("title", code)] = forms.CharField(
                required=False, max_length=300, label=in_language(_("Title"), code)
            )
        for number in range(1, PARTIES + 1):
            self.fields[f"party_{number}"] = forms.ModelChoiceField(
                Organisation.objects.current(),
                required=False,
                label=_("Party %(number)s") % {"number": number},
                widget=pick(ORGANISATION),
            )
            self.fields[f"person_{number}"] = forms.ModelChoiceField(
                Person.objects.all(), required=False, label=_("Signed by"), widget=pick(PERSON)
            )

    # the row on the page

    def first_titles(self):
        return self.titles()[:FIRST_TITLES]

    def other_titles(self):
        return self.titles()[FIRST_TITLES:]

    def first_parties(self):
        return self.parties()[:FIRST_PARTIES]

    def other_parties(self):
        return self.parties()[FIRST_PARTIES:]

    def has_other_titles(self):
        return any(field.value() or field.errors for field in self.other_titles())

    def has_other_parties(self):
        return any(field.value() or field.errors for pair in self.other_parties() for field in pair)

    def titles(self):
        return [self[column("title", code)] for code in desk_languages()]

    def parties(self):
        return [(self[f"party_{number}"], self[f"person_{number}"]) for number in range(1, PARTIES + 1)]

    def clean_day(self):
        """A day of the event, as far as its days are known."""
        day, first, last = self.cleaned_data["day"], self.event.start, self.event.end
        if day and ((first and day.start < first.start) or (last and day.end > last.end)):
            raise forms.ValidationError(
                _("The event was on other days: %(days)s.")
                % {"days": " – ".join(each.display() for each in (first, last) if each)}
            )
        return day

    def clean(self):
        data = super().clean()
        if not self.has_changed():
            return data
        named = []
        for number in range(1, PARTIES + 1):
            organisation, person = data.get(f"party_{number}"), data.get(f"person_{number}")
            if person and not organisation and f"party_{number}" not in self.errors:
                self.add_error(f"party_{number}", _("Say for whom this person signed."))
            if organisation and organisation in named:
                self.add_error(f"party_{number}", _("This organisation is a party already."))
            named += [organisation] if organisation else []
        if not self.errors and len(named) < 2:
            self.add_error("party_2", _("An agreement has two parties at least."))
        return data

    def store(self) -> Agreement:
        data = self.cleaned_data
        agreement = Agreement(
            kind=data["kind"], signed_at=self.event.place, **{each.name: data[each.name] for each in self.titles()}
        )
        agreement.signed = data.get("day") or self.event.start
        agreement.save()
        for number in range(1, PARTIES + 1):
            if organisation := data[f"party_{number}"]:
                party = Party.objects.create(agreement=agreement, organisation=organisation, position=number)
                if person := data[f"person_{number}"]:
                    Signatory.objects.create(party=party, person=person, capacity=Capacity.REPRESENTATIVE)
        Signing.objects.create(event=self.event, session=data["session"], agreement=agreement)
        return agreement


class Grid(BaseFormSet):
    def clean(self):
        if not any(form.has_changed() for form in self.forms):
            raise forms.ValidationError(_("Fill at least one row."))


GRID = forms.formset_factory(RowForm, formset=Grid, extra=ROWS, max_num=MOST, absolute_max=MOST)


def page(model_admin, request, pk):
    event = get_object_or_404(Event, pk=pk)
    if not (model_admin.has_change_permission(request, event) and request.user.has_perm("partners.add_agreement")):
        raise PermissionDenied
    rows = GRID(request.POST if request.method == "POST" else None, form_kwargs={"event": event}, prefix="rows")
    if request.method == "POST" and rows.is_valid():
        with transaction.atomic():
            stored = [row.store() for row in rows if row.has_changed()]
            for agreement in stored:
                log.record("agreement_added", by=request.user, target=agreement, event=str(event))
            log.record("event_changed", by=request.user, target=event, rows=[f"+ {each}" for each in stored])
        sentence = ngettext(
            "%(number)s agreement is entered, internal until it is made public.",
            "%(number)s agreements are entered, internal until they are made public.",
            len(stored),
        )
        messages.success(request, sentence % {"number": len(stored)})
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[event.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Agreements signed at “%(event)s”") % {"event": event},
        "opts": model_admin.opts,
        "media": model_admin.media + rows.media,
        "event": event,
        "takes_days": takes_days(event),
        "rows": rows,
        "where": event.place and f"{event.place}, {label(event.place.region)}",
        "there": Agreement.objects.filter(signing__event=event),
    }
    return TemplateResponse(request, "admin/events/grid.html", context)
