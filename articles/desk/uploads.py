"""What the libraries of photos and of attachments share: uploading several files at once, and who may do what with one."""

from django import forms
from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.edition import Edition
from articles.models.revision import Proposal
from newsroom.accounts import log

MEDIA = forms.Media(css={"all": ["css/photos.css"]}, js=[forms.Script("js/photos.js", defer=True)])


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files as they come; each is judged by itself, so that a bad one does not lose the others."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        given = [file for file in data or () if file]
        if not given:
            raise ValidationError(_("Choose at least one file."), code="required")
        return given


class UploadForm(forms.Form):
    files = SeveralFilesField(label=_("Files"))


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("used", _("Used in an article")), ("unused", _("Not used")), ("mine", _("Uploaded by me"))]

    def queryset(self, request, queryset):
        match self.value():
            case "used":
                return queryset.filter(is_used=True)
            case "unused":
                return queryset.filter(is_used=False)
            case "mine":
                return queryset.filter(uploaded_by=request.user)
        return queryset


class UploadAdmin(admin.ModelAdmin):
    """The base of both libraries. A subclass says how its files look in a list and to the editor."""

    actions = None
    list_filter = [UseFilter]
    list_select_related = ["article", "uploaded_by"]
    list_per_page = 50
    upload_form = UploadForm
    upload_help = ""
    max_bytes = 0

    @property
    def media(self):
        return super().media + MEDIA

    def as_json(self, upload):
        raise NotImplementedError

    # -- who may do what --

    def get_queryset(self, request):
        """`is_open`: the article it was uploaded for is open to this user, and so are its note and who uploaded it."""
        article = Article.objects.visible_to(request.user).filter(pk=OuterRef("article"))
        revisions = self.model.revisions.through.objects.filter(**{self.opts.model_name: OuterRef("pk")})
        return (
            super()
            .get_queryset(request)
            .filter(pk__in=self.model.objects.visible_to(request.user).values("pk"))
            .annotate(
                is_open=ExpressionWrapper(Q(article=None) | Exists(article), output_field=BooleanField()),
                is_used=Exists(revisions),
            )
        )

    def get_search_results(self, request, queryset, search_term):
        """A note may be found by those alone who may read it."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if search_term:
            found = found.filter(Q(is_open=True) | Q(**{f"{self.search_fields[0]}__icontains": search_term}))
        return found, may_repeat

    def lookup_allowed(self, lookup, value, request):
        return lookup == UseFilter.parameter_name

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or (obj.is_open and not obj.redacted_at))

    def has_delete_permission(self, request, obj=None):
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        # a page that deletes something else asks about its uploads too, and they come without what our queryset knows
        known = self.get_queryset(request).filter(pk=obj.pk).first()
        if known is None or known.redacted_at or known.is_used:
            return False
        return known.is_open and not self.is_proposed(known)

    def is_proposed(self, upload):
        """Whether words that a reviewer proposed, and that may yet be adopted, show it."""
        proposals = Proposal.objects.filter(edition__head=F("base"))
        return any(upload.pk in self.ids_in(proposal.words) for proposal in proposals)

    def ids_in(self, words):
        raise NotImplementedError

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is not None:
            obj.editions = Edition.objects.visible_to(request.user).filter(pk__in=obj.revisions.values("edition"))
        return obj

    def get_fields(self, request, obj=None):
        fields = [*self.fields]
        return fields if obj is None or obj.is_open else [name for name in fields if name not in _OF_THE_ARTICLE]

    def delete_model(self, request, obj):
        log.record(f"{self.opts.model_name}_deleted", by=request.user, target=obj, sha256=obj.sha256)
        super().delete_model(request, obj)
        transaction.on_commit(lambda: self._delete_files(obj))

    def _delete_files(self, upload):
        # unless the same file has come back meanwhile
        if not self.model.objects.kept().filter(sha256=upload.sha256).exists():
            upload.delete_files()

    # -- pages --

    def get_urls(self):
        name = f"articles_{self.opts.model_name}_for_article"
        view = self.admin_site.admin_view(self.for_article)
        return [path("for-article/<int:article_id>/", view, name=name), *super().get_urls()]

    def for_article(self, request, article_id):
        """What the editor offers: everything uploaded for an article or used in it, newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        article = get_object_or_404(Article.objects.visible_to(request.user), pk=article_id)
        uploads = self.model.objects.of_article(article) | self.model.objects.filter(also_held_by=request.user)
        return JsonResponse([self.as_json(upload) for upload in uploads.kept().distinct()], safe=False)

    def add_view(self, request, form_url="", extra_context=None):
        """Upload several files. Asked for JSON, it answers so: the editor uploads without leaving its page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        article = _article_asked_for(request)
        form = self.upload_form(*((request.POST, request.FILES) if request.method == "POST" else ()))
        results = self._keep_each(request, form, article) if form.is_valid() else []
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return self._json(form, results)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Upload photos") if self.opts.model_name == "photo" else _("Upload attachments"),
            "media": self.media + form.media,
            "form": form,
            "results": results,
            "article": article,
            "upload_help": self.upload_help,
            "max_bytes": self.max_bytes,
        }
        return TemplateResponse(request, "admin/articles/upload.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Django adds a record when a change asks to be saved as a new one; here a record is made by an upload alone."""
        if "_saveasnew" in request.POST:
            raise BadRequest
        return super().change_view(request, object_id, form_url, extra_context)

    def _keep_each(self, request, form, article):
        options = {name: value for name, value in form.cleaned_data.items() if name != "files"}
        return [self._keep(request, file, article=article, **options) for file in form.cleaned_data["files"]]

    def _keep(self, request, file, **options):
        try:
            upload, is_new = self.model.objects.keep(file, by=request.user, **options)
        except self.model.refusal as refused:
            return {"name": file.name, "reason": refused.messages[0]}
        if is_new:
            self.log_addition(request, upload, [{"added": {}}])
        return {"name": file.name, "kept": upload, "is_new": is_new}

    def _json(self, form, results):
        if form.is_bound and not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        kept = [self.as_json(result["kept"]) for result in results if "kept" in result]
        refused = [{"name": result["name"], "reason": result["reason"]} for result in results if "reason" in result]
        return JsonResponse({"kept": kept, "refused": refused})

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        if obj is not None and not obj.is_open:
            raise PermissionDenied  # it would name who uploaded the file
        return super().history_view(request, object_id, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        return super().render_change_form(request, context | {"show_save_and_add_another": False}, *args, **kwargs)

    # -- columns --

    @admin.display(description=_("uploaded for"), ordering="article")
    def for_article_column(self, obj):
        return (obj.is_open and obj.article) or "–"

    @admin.display(description=_("uploaded by"))
    def by_column(self, obj):
        return (obj.is_open and obj.uploaded_by) or "–"

    @admin.display(description=_("used"))
    def used_column(self, obj):
        return _("used") if obj.is_used else "–"

    @admin.display(description=_("used in"))
    def used_in(self, obj):
        """The editions that show it, of articles that this user may see."""
        editions = obj.editions.select_related("article", "head")
        links = (
            (reverse("admin:articles_edition_change", args=[each.pk]), each.title or each, each) for each in editions
        )
        return format_html_join("", '<a href="{}">{}</a> <span>({})</span><br>', links) or "–"


_OF_THE_ARTICLE = {"note", "for_article_column", "by_column"}


def _article_asked_for(request):
    """The article of `?article=`, which decides who may see the files."""
    asked = request.GET.get("article", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit()):
        raise Http404
    return get_object_or_404(Article.objects.visible_to(request.user), pk=asked)
