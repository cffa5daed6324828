"""Topics in the admin: one concept, a name in each language."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article, ArticleTopic, Topic
from newsroom.accounts.logged import LoggedAdmin
from newsroom.shared.names import column
from newsroom.shared.slugs import slugify


class TopicForm(forms.ModelForm):
    """The address may be left empty: it is then made from the name."""

    slug = Topic._meta.get_field("slug").formfield(
        required=False, help_text=_("Latin letters, digits and hyphens. Empty: made from the name.")
    )

    class Meta:
        model = Topic
        fields = ("slug",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _("Readers, search engines and feeds know this address: it stays.")

    def clean(self):
        data = super().clean()
        if not any(data.get(column("name", code)) for code in settings.ALL_LANGUAGES):
            raise forms.ValidationError(_("Give the topic a name in at least one language."))
        return data


@admin.register(Topic)
class TopicAdmin(LoggedAdmin):
    form = TopicForm
    names = ("name",)
    logged_values = ("slug",)
    list_display = ("name_column", "slug", "number_column")
    list_display_links = ("name_column", "slug")
    search_fields = (
        "slug",
        *(column("name", code) for code in settings.ALL_LANGUAGES),
    )
    search_help_text = _("Search in the names in all languages")
    sortable_by = ("slug",)
    fieldsets = ((None, {"fields": ("slug",)}),)

    def get_queryset(self, request):
        links = ArticleTopic.objects.filter(tag=OuterRef("pk"))
        visible = links.filter(content_object__in=Article.objects.visible_to(request.user)).order_by().values("tag")
        number = visible.annotate(number=Sum(1)).values("number")
        return super().get_queryset(request).annotate(number=Coalesce(Subquery(number, output_field=IntegerField()), 0))

    def save_model(self, request, obj, form, change):
        if not obj.slug:
            obj.slug = free_slug(slugify(str(obj), fallback="topic"))
        super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            number = objs[0].article_links.count()
            sentence = ngettext("%(number)s article", "%(number)s articles", number)
            lacking, protected = set(), [sentence % {"number": number}]
        return deleted, counts, lacking, protected

    @admin.display(description=_("name"))
    def name_column(self, topic):
        return str(topic)

    @admin.display(description=_("articles"))
    def number_column(self, topic):
        return topic.number


def free_slug(slug: str) -> str:
    """The slug, or it with the first number that makes it new."""
    taken = set(Topic.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (slug, *numbered) if each not in taken)
