"""Forms of “start from a document”: the document, the kinds of its lines, the draft."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from articles.importing.assemble import is_table
from articles.importing.making import Target, check_target
from articles.importing.reading import MOST_BYTES
from articles.importing.understand import understand
from articles.importing.understood import KIND_LABELS, ImportRefused, Kind, Understood
from articles.models.article import Article
from articles.models.article import Kind as ArticleKind
from articles.models.revision import Revision

OFFERED = 100
PASTED = "pasted.txt"


class StartForm(forms.Form):
    """The document itself."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        help_text=_("Plain text, HTML or a Word document (.docx)."),
    )
    text = forms.CharField(
        label=_("Or the text, pasted"),
        required=False,
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
        help_text=_("As it comes when you copy a page: with its title, date, captions and credits."),
    )

    def clean_file(self):
        """The upload, read up to the limit that the importer has."""
        upload = self.cleaned_data["file"]
        return (upload.name[:255], upload.read(MOST_BYTES + 1)) if upload else None

    def clean(self):
        data = super().clean()
        given, text = data.get("file"), data.get("text", "")
        if self.errors:
            return data
        if bool(given) == bool(text.strip()):
            raise forms.ValidationError(_("Give a file or paste a text: one of the two."))
        self.document = given or (PASTED, text.encode("utf-8", "replace"))
        try:
            understand(self.document[1], self.document[0])
        except ImportRefused as refused:
            self.add_error("file" if given else "text", str(refused))
        return data


class LinesForm(forms.Form):
    """What each line is; one field a line."""

    def __init__(self, understood: Understood, data=None):
        super().__init__(data, prefix="line")
        self.understood = understood
        for place, line in enumerate(understood.lines):
            self.fields[str(place)] = forms.TypedChoiceField(
                label=_("Kind of line %(number)d") % {"number": line.number},
                choices=_kinds_for(line),
                coerce=Kind,
                initial=line.kind,
                required=False,
                empty_value=line.kind,
            )

    def kinds(self) -> dict[int, Kind]:
        """What was chosen; a choice that cannot be read leaves the line as it was understood."""
        self.is_valid()
        return {int(place): kind for place, kind in self.cleaned_data.items()}

    def rows(self, understood: Understood):
        """Each line beside its field, with the note of what is understood now."""
        return [{"line": line, "field": self[str(place)]} for place, line in enumerate(understood.lines)]


def _kinds_for(line):
    if line.kind == Kind.PICTURE:
        kinds = [Kind.PICTURE, Kind.UNPLACED]
    else:
        kinds = [kind for kind in Kind if kind != Kind.PICTURE and (kind != Kind.TABLE or is_table(line))]
    return [(kind.value, KIND_LABELS[kind]) for kind in kinds]


class DraftForm(forms.Form):
    """The draft. Fields that follow from the lines carry what was read, so that what a person typed can be told from it."""

    article = forms.ModelChoiceField(
        Article.objects.none(), label=_("Article"), required=False, empty_label=_("A new article")
    )
    language = forms.ChoiceField(label=_("Language of this text"))
    source_language = forms.ChoiceField(
        label=_("Written first in"), help_text=_("Of a new article: the language that the others are translated from.")
    )
    kind = forms.ChoiceField(label=_("Kind of article"), choices=ArticleKind, initial=ArticleKind.NEWS)
    title = forms.CharField(label=_("Title"), max_length=300, show_hidden_initial=True)
    dated_on = forms.DateField(
        label=_("Date of the news"),
        required=False,
        show_hidden_initial=True,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as year-month-day: 2025-09-29.")},
    )
    summary = forms.CharField(
        label=_("Summary"), required=False, show_hidden_initial=True, widget=forms.Textarea(attrs={"rows": 2})
    )
    read_count = forms.IntegerField(
        label=_("Reads on the old page"), required=False, min_value=0, max_value=2_000_000_000, show_hidden_initial=True
    )
    contributing_unit = forms.CharField(
        label=_("Contributing unit"), max_length=200, required=False, show_hidden_initial=True
    )
    text_by = forms.CharField(label=_("Text by"), max_length=200, required=False, show_hidden_initial=True)
    photos_by = forms.CharField(label=_("Photos by"), max_length=200, required=False, show_hidden_initial=True)

    READ = ("title", "dated_on", "summary", "read_count", "contributing_unit", "text_by", "photos_by")

    def __init__(self, user, data=None, *, initial=None):
        super().__init__(data, initial=initial)
        self.user = user
        self.fields["language"].choices = [item for item in settings.LANGUAGES if user.works_in(item[0])]
        self.fields["source_language"].choices = settings.LANGUAGES
        visible = Article.objects.visible_to(user)
        self.fields["article"].queryset = visible
        self.fields["article"].widget.choices = self._offered(visible, self["article"].value())

    def _offered(self, visible, chosen):
        """The newest articles, and the one that was asked for."""
        newest = list(visible.order_by("-pk")[:OFFERED].values_list("pk", "dated_on"))
        chosen = str(chosen or "")
        # beyond 18 digits there are no numbers of articles
        if chosen.isdecimal() and len(chosen) <= 18 and int(chosen) not in dict(newest):
            newest += visible.filter(pk=int(chosen)).values_list("pk", "dated_on")
        titles = dict(
            Revision.objects.filter(pk__in=Article.objects.filter(pk__in=dict(newest)).values("editions__head"))
            .order_by("-pk")
            .values_list("edition__article", "title")
        )
        offered = [(pk, f"{pk} · {day} · {titles.get(pk, '')}".rstrip(" ·")) for pk, day in newest]
        return [("", self.fields["article"].empty_label), *offered]

    def clean(self):
        data = super().clean()
        if not self.errors:
            if not data.get("article") and not data.get("dated_on"):
                self.add_error("dated_on", _("A new article needs its date."))
            elif data.get("dated_on") and not 1900 <= data["dated_on"].year <= 2099:
                self.add_error("dated_on", _("The date must lie between 1900 and 2099."))
            try:
                check_target(self.target(), self.user)
            except ImportRefused as refused:
                self.add_error(None, str(refused))
        return data

    def target(self) -> Target:
        data = self.cleaned_data
        return Target(
            language=data["language"],
            article=data.get("article"),
            kind=data["kind"],
            source_language=data["source_language"],
        )
