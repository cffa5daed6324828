"""Filters of the list of articles. Each asks only of what the user may see."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from articles.desk.article_form import languages_offered
from articles.models import Article, Edition, Topic
from articles.workflow import Stage


class YearFilter(admin.SimpleListFilter):
    title = _("year")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        years = Article.objects.visible_to(request.user).dates("dated_on", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request, queryset):
        known = {value for value, _label in self.lookup_choices}
        return queryset.filter(dated_on__year=int(self.value())) if self.value() in known else queryset


class EditionFilter(admin.SimpleListFilter):
    """Stage and language speak of the same edition: "Spanish" and "final review" find a Spanish edition in final review."""

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        asked = {name: request.GET[name] for name in ("stage", "language") if request.GET.get(name)}
        return queryset.filter(Exists(Edition.objects.filter(article=OuterRef("pk"), **asked)))


class StageFilter(EditionFilter):
    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return Stage.choices


class LanguageFilter(EditionFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return languages_offered()


class TopicFilter(admin.SimpleListFilter):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request, model_admin):
        return [(topic.slug, str(topic)) for topic in Topic.objects.all()]

    def queryset(self, request, queryset):
        return queryset.filter(topics__slug=self.value()) if self.value() else queryset
