"""Orders to redact: one manager enters an order, another carries it out."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.models import Article, Attachment, Photo, RedactionOrder, Revision
from articles.workflow import Refused
from newsroom.accounts.logged import LoggedAdmin
from newsroom.accounts.roles import Role
from newsroom.shared.languages import native_name


class ArticleForm(forms.Form):
    """Which article an order is about."""

    article = forms.IntegerField(label=_("Number of the article"), min_value=1, max_value=2**53)

    def __init__(self, user, data=None):
        super().__init__(data)
        self.user = user

    def clean_article(self):
        article = Article.objects.visible_to(self.user).filter(pk=self.cleaned_data["article"]).first()
        if article is None:
            raise forms.ValidationError(_("There is no article with this number that you may see."))
        return article


class RevisionChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, revision):
        language = f"\u2068{native_name(revision.edition.language)}\u2069"
        return _("%(language)s, revision %(number)s: %(title)s") % {
            "language": language,
            "number": revision.number,
            "title": f"\u2068{revision.title or '–'}\u2069",  # a title may run from right to left
        }


class FileChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, upload):
        return _("No. %(number)s: %(name)s") % {"number": upload.pk, "name": upload}


class OrderForm(forms.Form):
    """What an order removes, chosen from one article."""

    reference = forms.CharField(
        label=_("Reference of the order"),
        max_length=200,
        help_text=_("As on the letter: who ordered it, number, date."),
    )
    revisions = RevisionChoice(Revision.objects.none(), label=_("Revisions"), required=False)
    photos = FileChoice(Photo.objects.none(), label=_("Photos"), required=False)
    attachments = FileChoice(Attachment.objects.none(), label=_("Attachments"), required=False)

    def __init__(self, article, user, data=None):
        super().__init__(data)
        revisions = Revision.objects.filter(edition__article=article).select_related("edition__article")
        self.fields["revisions"].queryset = revisions.order_by("edition", "number")
        self.fields["photos"].queryset = Photo.objects.kept().visible_to(user).of_article(article).distinct()
        self.fields["attachments"].queryset = Attachment.objects.kept().visible_to(user).of_article(article).distinct()


@admin.register(RedactionOrder)
class RedactionOrderAdmin(LoggedAdmin):
    list_display = ("reference", "requested_by", "requested_at", "carried_out_column")
    list_select_related = ("requested_by", "execution__by")
    search_fields = ("reference",)
    sortable_by = ()

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.has_role(Role.MANAGER)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        act = self.admin_site.admin_view(require_POST(self.carry_out))
        return [path("<int:pk>/carry-out/", act, name="articles_redactionorder_carry_out"), *super().get_urls()]

    def respond(self, request, template, *, status=200, **context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/articles/redaction/{template}.html", context, status=status)

    def add_view(self, request, form_url="", extra_context=None):
        """First the article, then what is to be removed from it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        title = _("Enter an order to redact")
        asked = ArticleForm(request.user, request.GET if "article" in request.GET else None)
        if not asked.is_valid():
            return self.respond(request, "find", title=title, form=asked, status=400 if asked.is_bound else 200)
        article = asked.cleaned_data["article"]
        form = OrderForm(article, request.user, *([request.POST] if request.method == "POST" else []))
        refused, status = None, 200
        if form.is_valid():
            try:
                order = RedactionOrder.enter(by=request.user, **form.cleaned_data)
            except Refused as refusal:
                refused, status = refusal.message, refusal.status
            else:
                messages.success(request, _("The order is entered. Another manager carries it out."))
                return self.to_order(order.pk)
        elif form.is_bound:
            status = 400
        return self.respond(request, "enter", title=title, form=form, article=article, refused=refused, status=status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The order, what it removes, and for a second manager the act."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        orders = RedactionOrder.objects.select_related("requested_by", "execution__by")
        order = get_object_or_404(orders, pk=object_id if object_id.isascii() and object_id.isdigit() else 0)
        items = order.items.select_related("revision__edition__article", "photo__article", "attachment__article")
        rows = [self.row(item, request.user) for item in items]
        execution = getattr(order, "execution", None)
        may = request.user.has_role(Role.MANAGER) and execution is None and order.requested_by_id != request.user.pk
        return self.respond(
            request, "order", title=order.reference, order=order, rows=rows, execution=execution, may_carry_out=may
        )

    def row(self, item, user) -> dict:
        """What one item is, in so many words as this user may read."""
        if item.revision:
            edition = item.revision.edition
            seen = Article.objects.visible_to(user).filter(pk=edition.article_id).exists()
            return {
                "kind": _("Revision"),
                "name": item.revision.title if seen else "",
                "number": item.revision.number,
                "edition": edition if seen else None,
            }
        upload, model = (item.photo, Photo) if item.photo else (item.attachment, Attachment)
        seen = model.objects.visible_to(user).filter(pk=upload.pk).exists()
        return {
            "kind": model._meta.verbose_name,
            "name": str(upload) if seen else "",
            "number": upload.pk,
            "edition": None,
        }

    def carry_out(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        order = get_object_or_404(RedactionOrder, pk=pk)
        if request.POST.get("sure") != "yes":
            messages.error(request, _("Tick the box: what is removed cannot be brought back."))
            return self.to_order(pk)
        try:
            order.carry_out(by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request, _("The order is carried out. Signatures and digests stay; the words and files are gone.")
            )
        return self.to_order(pk)

    def to_order(self, pk):
        return HttpResponseRedirect(reverse("admin:articles_redactionorder_change", args=[pk]))

    @admin.display(description=_("carried out"))
    def carried_out_column(self, order):
        execution = getattr(order, "execution", None)
        return execution.by if execution else _("not yet")
