"""Articles in the admin: the language-neutral side. Words are on the pages of the editions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, IntegerField, OuterRef, Prefetch, ProtectedError, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.desk import emergency
from articles.desk.article_filters import LanguageFilter, StageFilter, TopicFilter, YearFilter
from articles.desk.article_form import REPORTED, ArticleForm, language_name, languages_offered
from articles.desk.overview import (
    KEEPERS,
    edition_rows,
    in_order,
    is_shown_or_scheduled,
    lock,
    may_add_languages,
    may_change,
    missing_languages,
    open_to,
    title_of,
)
from articles.models import Article, Edition, ReadCount
from articles.workflow import Stage
from newsroom.accounts import log
from newsroom.accounts.logged import LoggedAdmin
from newsroom.shared.languages import direction, language_tag, native_name


@admin.register(Article)
class ArticleAdmin(LoggedAdmin):
    form = ArticleForm
    logged_values = (
        "kind", "dated_on", "source_language", "intended", "topics", "visible_until", "is_restricted", "needs_second_review",
        *REPORTED,
    )  # fmt: skip
    list_display = ("title_column", "kind", "dated_on", "editions_column", "marks_column", "reads_column")
    list_display_links = ("title_column",)
    list_filter = ("kind", YearFilter, StageFilter, LanguageFilter, TopicFilter, "is_restricted")
    search_fields = ("editions__head__title",)
    search_help_text = _("Search in the newest titles in all languages")
    sortable_by = ("kind", "dated_on")
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = ("topics_column", "records_column", "reads_column", "begun_column")
    NEW = (
        (None, {"fields": ("kind", "dated_on", "source_language", "intended", "topics")}),
        (_("Special cases"), {"fields": ("visible_until", "is_restricted", "needs_second_review")}),
    )
    fieldsets = (
        (None, {"fields": ("kind", "dated_on", "source_language", "topics")}),
        (_("Special cases"), {"fields": ("visible_until", "is_restricted", "needs_second_review")}),
        (_("In the record"), {"fields": tuple(REPORTED), "classes": ("collapse",)}),
        (_("For information"), {"fields": ("reads_column", "begun_column")}),
    )

    # who may do what

    def get_queryset(self, request):
        reads = ReadCount.objects.filter(edition__article=OuterRef("pk")).order_by().values("edition__article")
        total = reads.annotate(total=Sum("reads")).values("total")
        return (
            super()
            .get_queryset(request)
            .visible_to(request.user)
            .annotate(reads=F("imported_reads") + Coalesce(Subquery(total, output_field=IntegerField()), 0))
        )

    def has_add_permission(self, request):
        return super().has_add_permission(request) and bool(request.user.roles & KEEPERS)

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return bool(request.user.roles & KEEPERS) if obj is None else may_change(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        """While it is being changed nobody publishes it, so that what this user may do is still true when it is written."""
        if request.method == "POST" and from_field is None and object_id.isascii() and object_id.isdigit():
            lock(int(object_id))
        return super().get_object(request, object_id, from_field)

    # the form

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.NEW
        if self.has_change_permission(request, obj):
            return self.fieldsets
        (first, _rows), special, _records, *others = self.fieldsets
        others = [special, (_("In the record"), {"fields": ("records_column",)}), *others]
        return ((first, {"fields": ("kind", "dated_on", "source_column", "topics_column")}), *others)

    def get_readonly_fields(self, request, obj=None):
        fixed = (*self.readonly_fields, "source_column")
        # signatures and credits say who wrote and who translated: with words the source stays what it is
        return (*fixed, "source_language") if obj and obj.editions.exclude(head=None).exists() else fixed

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_changeform_initial_data(self, request):
        codes = [code for code, _name in languages_offered()]
        mine = [code for code in request.user.working_languages if code in codes]
        source = "zh-hans" if "zh-hans" in mine else (mine or codes)[0]
        return {"dated_on": timezone.localdate(), "source_language": source, "intended": codes}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for name, field in REPORTED.items():
            if name in form.cleaned_data:
                getattr(form.instance, field).set(form.cleaned_data[name])
        if not change:
            article = form.instance
            for code in dict.fromkeys([article.source_language, *form.cleaned_data["intended"]]):
                Edition.objects.create(article=article, language=code)

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, _("The article is begun. Now write its words."))
        source = obj.editions.get(language=obj.source_language)
        return HttpResponseRedirect(reverse("admin:articles_edition_change", args=[source.pk]))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            title, language = title_of(obj)
            context |= {
                "title": title or str(obj),
                "title_language": language,
                "rows": edition_rows(obj),
                "may_add_languages": may_add_languages(request.user),
                "may_change": self.has_change_permission(request, obj),
                "is_live": is_shown_or_scheduled(obj),
                "missing": missing_languages(obj),
                "may_redact": request.user.has_perm("articles.add_redactionorder"),
                **open_to(request.user, obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # the editions

    def get_urls(self):
        def posted(view):
            return self.admin_site.admin_view(require_POST(view))

        page = self.admin_site.admin_view(self.emergency_page)
        return [
            path("<int:pk>/languages/add/", posted(self.add_language), name="articles_article_add_language"),
            path("<int:pk>/languages/remove/", posted(self.remove_language), name="articles_article_remove_language"),
            path("<int:pk>/emergency/", page, name="articles_article_emergency"),
            *super().get_urls(),
        ]

    def found(self, request, pk) -> Article:
        """The article, for staff who may see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def emergency_page(self, request, pk):
        return emergency.page(self, request, self.found(request, pk))

    def _to_change(self, pk):
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    def _locked(self, request, pk) -> Article:
        """The article, locked, for those who may say in which languages it is meant to appear."""
        lock(pk)
        article = self.found(request, pk)
        if not may_add_languages(request.user):
            raise PermissionDenied
        return article

    def add_language(self, request, pk):
        """One more language in which the article is meant to appear."""
        with transaction.atomic():
            article = self._locked(request, pk)
            code = request.POST.get("language", "")
            if code not in dict(languages_offered()):
                return HttpResponseBadRequest(_("The site has no such language."))
            try:
                with transaction.atomic():
                    Edition.objects.create(article=article, language=code)
            except IntegrityError:
                messages.info(request, _("The article has an edition in this language already."))
            else:
                log.record("language_added", by=request.user, target=article, language=code)
                messages.success(request, _("%(language)s is added.") % {"language": language_name(code)})
        return self._to_change(pk)

    def remove_language(self, request, pk):
        """A language without words is no longer intended. With words there is something to discard, by its step."""
        with transaction.atomic():
            article = self._locked(request, pk)
            asked = request.POST.get("edition", "")
            edition = get_object_or_404(article.editions, pk=asked if asked.isdecimal() and len(asked) <= 18 else 0)
            code = edition.language
            if edition.head_id is not None or edition.is_source:
                messages.error(request, _("This language has words, or is the source: it cannot be taken out here."))
                return self._to_change(pk)
            try:
                with transaction.atomic():
                    edition.delete()
            except (ProtectedError, IntegrityError):
                messages.error(request, _("Someone is assigned to this language or has acted in it already: it stays."))
            else:
                log.record("language_removed", by=request.user, target=article, language=code)
                messages.success(request, _("%(language)s is taken out.") % {"language": language_name(code)})
        return self._to_change(pk)

    # columns

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        heads = Edition.objects.select_related("head").defer("head__body", "head__summary", "head__attachments")
        changelist.result_list = changelist.result_list.prefetch_related(Prefetch("editions", heads))
        return changelist

    @admin.display(description=_("title"))
    def title_column(self, article):
        title, code = title_of(article)
        if not title:
            return _("No title yet")
        return format_html('<span lang="{}" dir="{}">{}</span>', language_tag(code), direction(code), title)

    @admin.display(description=_("languages"))
    def editions_column(self, article):
        badges = []
        for edition in article.editions.all():
            # the row's own article, so that no label needs a query
            edition.article = article
        for edition in sorted(article.editions.all(), key=in_order):
            if edition.stage != Stage.DISCARDED:
                badges.append((edition.stage, native_name(edition.language), edition.stage_label))
        return format_html_join(" ", '<span class="desk-stage" data-stage="{}">{}: {}</span>', badges) or "–"

    @admin.display(description=_("marks"))
    def marks_column(self, article):
        marks = []
        if article.is_restricted:
            marks.append((_("restricted"),))
        if article.is_suspended:
            marks.append((_("suspended"),))
        return format_html_join(" ", '<span class="desk-stage" data-stage="alarm">{}</span>', marks)

    @admin.display(description=_("reads"))
    def reads_column(self, article):
        return getattr(article, "reads", article.imported_reads)

    @admin.display(description=_("topics"))
    def topics_column(self, article):
        return " · ".join(str(topic) for topic in article.topics.all()) or "–"

    @admin.display(description=_("records"))
    def records_column(self, article):
        return " · ".join(str(record) for field in REPORTED.values() for record in getattr(article, field).all()) or "–"

    @admin.display(description=_("written in"))
    def source_column(self, article):
        return language_name(article.source_language)

    @admin.display(description=_("begun"))
    def begun_column(self, article):
        day = timezone.localtime(article.created_at).strftime("%Y-%m-%d %H:%M")
        return _("%(day)s by %(name)s") % {"day": day, "name": article.created_by}
