"""Choosing a source: an article of ours or a document on file, found by its title."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.desk.source_names import titles_of
from articles.models import Article, Citation, Edition, Publication, Source
from articles.models.citation import citable_articles

MOST = 15  # of each kind; whoever looks for more types more


class PickSource(AutocompleteSelect):
    """Django's box, asking this page's own address: its choices are of two kinds."""

    def __init__(self):
        super().__init__(Citation._meta.get_field("source"), admin.site)
        self.chosen: tuple[str, str] | None = None

    def get_url(self):
        return reverse("admin:articles_source_choices")

    def optgroups(self, name, value, attrs=None):
        options = [self.create_option(name, "", "", not self.chosen, 0)]
        if self.chosen:
            options.append(self.create_option(name, *self.chosen, True, 1))
        return [(None, options, 0)]


class SourceField(forms.CharField):
    """article-12 or document-5: a source, made when it is needed, that the user may see."""

    widget = PickSource

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.user = None

    def for_user(self, user, asked: str) -> None:
        """Whose sources these are; what was chosen already stays chosen."""
        self.user = user
        found = found_by(asked, user)
        self.widget.chosen = (asked, label_of(found)) if found is not None else None

    def clean(self, value) -> Article | Source | None:
        text = super().clean(value)
        if not text:
            return None
        found = found_by(text, self.user)
        if found is None:
            raise forms.ValidationError(_("This source is not there, or not for you to see. Choose another."))
        return found


def found_by(token: str, user) -> Article | Source | None:
    kind, _dash, number = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    if kind == "article":
        return citable_articles(user).filter(pk=int(number)).first()
    if kind == "document":
        return Source.objects.filter(pk=int(number), article=None).first()
    return None


def label_of(found: Article | Source) -> str:
    if isinstance(found, Source):
        return document_label(found)
    title, _language = titles_of([found.pk]).get(found.pk, ("", ""))
    return article_label(found, title)


def document_label(document: Source) -> str:
    return " · ".join(filter(None, [document.title, document.number, str(document.get_kind_display())]))


def article_label(article: Article, title: str) -> str:
    return f"{title} · {article}" if title else str(article)


def choices_page(request):
    """GET choices/?term=: what Django's box for choosing reads."""
    if not request.user.has_perm("articles.add_citation"):
        raise PermissionDenied
    term = request.GET.get("term", "").strip()[:200]
    documents = Source.objects.filter(article=None).order_by("-pk")
    articles = citable_articles(request.user)
    if term:
        documents = documents.named(term)
        articles = articles.filter(_titled(term, request.user))
    articles = list(articles[:MOST])
    titles = titles_of([each.pk for each in articles])
    results = [{"id": f"document-{each.pk}", "text": document_label(each)} for each in documents[:MOST]]
    results += [
        {"id": f"article-{each.pk}", "text": article_label(each, titles.get(each.pk, ("", ""))[0])} for each in articles
    ]
    return JsonResponse({"results": results, "pagination": {"more": False}})


def _titled(term: str, user) -> Q:
    """By what readers see; by drafts only for those who read drafts."""
    shown = Publication.objects.shown().filter(revision__title__icontains=term)
    titled = Q(pk__in=shown.order_by().values("edition__article"))
    if user.has_perm("articles.view_article"):
        drafts = Edition.objects.filter(head__title__icontains=term, article__in=Article.objects.visible_to(user))
        titled |= Q(pk__in=drafts.order_by().values("article"))
    return titled
