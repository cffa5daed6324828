"""What every page of the record shares: searching in all names, rows in the log, refusals that name the users."""

from django.contrib.admin.utils import NestedObjects, unquote
from django.db import router

from newsroom.accounts.logged import LoggedAdmin
from newsroom.shared.addresses import record_address
from partners.desk.dates import DatedForm
from partners.desk.fields import RecordFields
from partners.desk.gone import gone_page, typed
from partners.desk.links import user_of
from partners.desk.refusals import refusals
from partners.desk.rows import changed_rows
from partners.desk.seen import that_has_seen


class RecordAdmin(RecordFields, LoggedAdmin):
    """`finds(queryset, text)` is the search; a list and its autocomplete use the same."""

    form = DatedForm
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("search_key",)
    unlogged = ("note", "contacts")
    change_form_template = "admin/record_form.html"
    # the view of the public page
    public_view = ""
    delete_confirmation_template = "admin/record_delete.html"

    def finds(self, queryset, text):
        return queryset.named(text)

    def get_search_results(self, request, queryset, search_term):
        if search_term.strip():
            queryset = self.finds(queryset, search_term)
        return queryset, False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.public_view and self.model.objects.public().filter(pk=obj.pk).exists():
            context["public_page"] = record_address(self.public_view, obj)
        if context["errors"]:
            context["refusals"] = refusals(context["adminform"].form, context["inline_admin_formsets"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return that_has_seen(form) if change and kwargs.get("fields") else form

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Django's answer where a record is not there; whoever had typed something gets that back."""
        if request.method == "POST" and typed(self, request):
            return gone_page(self, request, unquote(object_id))
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    # the log

    @property
    def logged_values(self):
        """Everything short: what a value was is asked as often as who changed it."""
        return [each.name for each in self.opts.concrete_fields if each.editable and each.name not in self.unlogged]

    def construct_change_message(self, request, form, formsets, add=False):
        details = super().construct_change_message(request, form, formsets, add)
        rows = [line for formset in formsets or [] for line in changed_rows(formset)]
        return details | ({"rows": rows} if rows else {})

    def log_change(self, request, obj, message):
        """Saving a page on which nothing was changed is no change."""
        return super().log_change(request, obj, message) if any(message.values()) else None

    # deleting

    def get_deleted_objects(self, objs, request):
        """What is in use stays; the list says who uses it. What is deleted elsewhere, a citation, is a user too."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected or lacking:
            collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
            collector.collect(objs)
            going = {row for rows in collector.model_objs.values() for row in rows} - {*objs}
            users = {*collector.protected, *(row for row in going if not self._may_go_along(row, request))}
            protected = [
                user_of(row, request, objs) for row in sorted(users, key=lambda each: (each._meta.label, each.pk))
            ]
        return deleted, counts, set() if protected else lacking, protected

    def _may_go_along(self, row, request) -> bool:
        """As Django asks of what would be deleted with a record."""
        if not self.admin_site.is_registered(type(row)):
            return True
        return self.admin_site.get_model_admin(type(row)).has_delete_permission(request, row)
