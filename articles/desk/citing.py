"""The sources of a record on one page: every fact with what is cited for it, and a form that cites a source for one or several."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk.source_choice import SourceField, label_of
from articles.desk.source_names import names_of
from articles.facts import Fact, fact_of, facts_of, record_of, with_targets
from articles.models import Article, Citation, Source, Stance
from articles.sources import RECORDS, citations_of
from newsroom.accounts import log
from newsroom.accounts.logged import name_acts
from partners.desk.fields import offer
from partners.models import AgreementDocument

name_acts(
    {
        "citation_added": gettext_lazy("A source was cited"),
        "citation_changed": gettext_lazy("A citation was changed"),
        "citation_removed": gettext_lazy("A citation was removed"),
        "contradiction_settled": gettext_lazy("A contradiction was settled"),
        "contradiction_reopened": gettext_lazy("A contradiction was opened again"),
    }
)

VALUE = Citation._meta.get_field("value").formfield()


def address_of(record: models.Model) -> str:
    """The page of a record's sources."""
    return reverse(f"admin:articles_citation_of_{record._meta.model_name}", args=[record.pk])


def admin_of(record: models.Model) -> admin.ModelAdmin:
    return admin.site.get_model_admin(type(record))


def may_read(request, record: models.Model) -> bool:
    return request.user.has_perm("articles.view_citation") and admin_of(record).has_view_permission(request, record)


def may_cite(request, record: models.Model) -> bool:
    """Whoever keeps the record says where it comes from."""
    return request.user.has_perm("articles.change_citation") and admin_of(record).has_change_permission(request, record)


def scans_of(record: models.Model) -> models.QuerySet:
    """The scans that can be the source of a record: those of the agreement, of what was signed at the event, of what it is party to."""
    ways = {
        "agreement": "agreement",
        "event": "agreement__signing__event",
        "organisation": "agreement__parties__organisation",
        "person": "agreement__parties__signatories__person",
        "place": "agreement__signed_at",
        "eventseries": "agreement__signing__event__series",
    }
    return (
        AgreementDocument.objects.filter(**{ways[record._meta.model_name]: record})
        .distinct()
        .select_related("agreement")
        .order_by("-pk")
    )


class CiteForm(forms.Form):
    source = SourceField(
        required=False,
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("An article of ours or a document on file, by its title."),
    )
    stance = forms.ChoiceField(
        choices=Stance.choices, initial=Stance.STATES, label=gettext_lazy("What it says of them")
    )
    quote = Citation._meta.get_field("quote").formfield(widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, user, asked="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].for_user(user, self.data.get("source", "") if self.is_bound else asked)
        if not self.is_bound:
            self.initial["source"] = asked


class DocumentForm(forms.ModelForm):
    """A document on file; `scans` are those that it may be."""

    title = Source._meta.get_field("title").formfield(required=True)
    kind = Source._meta.get_field("kind").formfield(required=True)
    address = Source._meta.get_field("address").formfield(assume_scheme="https", label=gettext_lazy("web address"))

    class Meta:
        model = Source
        fields = ("title", "kind", "number", "publisher", "dated_on", "address", "scan", "visibility")
        widgets = {"dated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"visibility": gettext_lazy("A public document is named on the public page of the record.")}

    def __init__(self, *args, scans, **kwargs):
        super().__init__(*args, **kwargs)
        if "scan" in self.fields:
            self.fields["scan"].queryset = scans
            offer(self.fields["scan"], scans)


@dataclass
class Row:
    """A fact on the page: what the form has for it."""

    fact: Fact
    ticked: bool
    value: str
    cited: list[dict]

    @property
    def value_name(self) -> str:
        return f"value-{self.fact.token}"


def record_page(request, model, pk):
    """GET: the facts and their sources. POST: cite a source, known or new, for the facts that are ticked."""
    record = get_object_or_404(model, pk=pk)
    if not may_read(request, record):
        raise PermissionDenied
    citations = citations_of(record).visible_to(request.user).select_related("source__article", "settlement__by")
    groups = facts_of(record, citations.order_by("pk"))
    is_posted, may_write = request.method == "POST", may_cite(request, record)
    data = request.POST if is_posted else None
    form = CiteForm(data, user=request.user, asked=request.GET.get("source", ""))
    document = DocumentForm(data, scans=scans_of(record), prefix="new", use_required_attribute=False)
    ticked, refused = [], []
    if is_posted:
        if not may_write:
            raise PermissionDenied
        known = {fact.token: fact for group in groups for fact in group}
        asked = request.POST.getlist("fact")
        if not set(asked) <= known.keys():
            return HttpResponseBadRequest(_("The form speaks of a fact that this record does not have."))
        ticked = [known[token] for token in dict.fromkeys(asked)]
        refused = cite(request, record, form, document, ticked)
        if not refused and form.is_valid():
            return HttpResponseRedirect(address_of(record))
    names = names_of({each.source for group in groups for fact in group for each in fact.citations}, request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Sources of “%(record)s”") % {"record": record},
        "opts": record._meta,
        "record": record,
        "media": form.media,
        "form": form,
        "document": document,
        "is_new": is_posted and is_given(document),
        "refused": refused,
        "may_cite": may_write,
        "groups": [[_row(fact, ticked, data, names) for fact in group] for group in groups],
        "is_bare": is_public(record) and not any(_supports(each) for each in citations),
    }
    return TemplateResponse(request, "admin/articles/citation/record.html", context, status=200)


def _supports(citation: Citation) -> bool:
    return citation.stance != Stance.CONTRADICTS


def is_public(record: models.Model) -> bool:
    """Whether readers have a page of it."""
    return type(record) in RECORDS and type(record).objects.public().filter(pk=record.pk).exists()


def _row(fact: Fact, ticked: list[Fact], data, names) -> Row:
    cited = [{"citation": each, "name": names[each.source_id]} for each in fact.citations]
    value = data.get(f"value-{fact.token}", "") if data is not None else fact.value
    return Row(fact, fact in ticked, value, cited)


def is_given(document: DocumentForm) -> bool:
    """Whether somebody has begun to describe a new document."""
    return bool(set(document.changed_data) - {"visibility"})


def cite(request, record, form: CiteForm, document: DocumentForm, facts: list[Fact]) -> list[str]:
    """Store what the form says, all of it or nothing; the sentences of what is wrong."""
    refused = []
    is_new = is_given(document)
    if not facts:
        refused.append(_("Tick the facts that the source speaks of."))
    if form.is_valid():
        if is_new and form.cleaned_data["source"] is not None:
            refused.append(_("Choose a source, or describe a new document; not both."))
        elif not is_new and form.cleaned_data["source"] is None:
            refused.append(_("Choose a source, or describe a new document."))
    values = {}
    for fact in facts:
        try:
            values[fact.token] = VALUE.clean(request.POST.get(f"value-{fact.token}", ""))
        except ValidationError as error:
            refused += [f"{fact}: {message}" for message in error.messages]
    if refused or not form.is_valid() or (is_new and not document.is_valid()):
        return refused or [_("Something is not right; see below.")]
    try:
        with transaction.atomic():
            source = document.save() if is_new else stored(form.cleaned_data["source"])
            if is_new:
                log.record("source_added", by=request.user, target=source, new=described(source))
            for fact in facts:
                add(request.user, record, source, fact, values[fact.token], form.cleaned_data)
    except ValidationError as error:
        return error.messages
    said = _("“%(source)s” is cited for the facts that were ticked.") % {"source": label_of(source.article or source)}
    messages.success(request, said)
    return []


def stored(chosen: Article | Source) -> Source:
    """The source itself; an article becomes one when it is cited first."""
    return chosen if isinstance(chosen, Source) else Source.objects.get_or_create(article=chosen)[0]


def described(source: Source) -> dict:
    """What stands in the log of a document: every field, plain."""
    fields = ("title", "kind", "number", "publisher", "dated_on", "address", "scan_id", "visibility")
    found = {name: getattr(source, name) for name in fields}
    return {name: str(value) for name, value in found.items() if value not in (None, "")}


def add(user, record, source: Source, fact: Fact, value: str, data: dict) -> Citation:
    citation = Citation(
        source=source,
        field=fact.field,
        stance=data["stance"],
        value=value,
        quote=data["quote"],
        **{fact.target: fact.row},
    )
    try:
        citation.full_clean()
        with transaction.atomic():
            citation.save()
    except ValidationError as error:
        raise ValidationError([f"{fact}: {message}" for message in error.messages]) from error
    except IntegrityError as error:
        # somebody else was quicker than the check
        raise ValidationError(_("%(fact)s: This source is cited for this already.") % {"fact": fact}) from error
    log.record("citation_added", by=user, target=record, source=name_in_log(source), fact=str(fact), new=said(citation))
    return citation


def name_in_log(source: Source) -> str:
    """Of an article its number: its title is for those who may see it, and its words are reached by a redaction only where they are."""
    return str(source)


def said(citation: Citation) -> dict:
    """What a citation says, for the log; the words of an article are kept with the article."""
    found = {"stance": citation.stance, "value": citation.value}
    return found if citation.source.article_id else found | {"quote": citation.quote}


def users_of(source: Source) -> list[dict]:
    """Where a source is cited: each fact with the page where it can be mended."""
    found = []
    for citation in with_targets(Citation.objects.filter(source=source).order_by("pk")):
        record = record_of(citation)
        found.append({"citation": citation, "fact": fact_of(citation), "record": record, "address": address_of(record)})
    return found
