from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from newsroom.accounts import log
from newsroom.accounts.forms import PRINTED, NewStaffForm, StaffForm, printed_columns
from newsroom.accounts.logged import LoggedAdmin, act_label, kind_label
from newsroom.accounts.models import LogEntry, LogHead, User
from newsroom.accounts.roles import Role
from newsroom.accounts.templatetags.acts import log_details
from newsroom.shared.languages import native_name

# the roles are fixed, and so is what each may do: there is nothing to edit in a group
admin.site.unregister(Group)


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return Role.choices

    def queryset(self, request, queryset):
        return queryset.filter(groups__name=self.value()) if self.value() in Role.values else queryset


@admin.register(User)
class UserAdmin(LoggedAdmin):
    """Managers keep names, posts and units; what opens doors (roles, languages, passwords) only superusers change."""

    form = StaffForm
    names = PRINTED
    logged_values = ("username", "groups", "working_languages", "is_active", "is_superuser", "staff_number")
    list_display = ("username", "printed_column", "roles_column", "languages_column", "is_active")
    list_display_links = ("username", "printed_column")
    list_filter = (RoleFilter, "is_active")
    search_fields = ("username", "staff_number", "email", *printed_columns())
    search_help_text = _("Search in names, posts, units, staff numbers and addresses")
    readonly_fields = ("last_login", "date_joined")
    ordering = ("username",)
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        (_("The office"), {"fields": ("groups", "working_languages", "staff_number", "email", "interface_language")}),
    )
    fieldsets = (
        (None, {"fields": ("username", "staff_number", "email", "interface_language")}),
        (_("What this person may do"), {"fields": ("groups", "working_languages", "is_active", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    for_superusers = ("username", "groups", "working_languages", "is_active", "is_superuser")

    # who may do what

    def has_add_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        user = request.user
        if obj is not None and obj.is_superuser and not user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        user = request.user
        return user.is_active and user.is_superuser and (obj is None or obj.pk != user.pk)

    def get_readonly_fields(self, request, obj=None):
        mine = () if request.user.is_superuser else self.for_superusers
        return (*self.readonly_fields, *self.readable(mine))

    def readable(self, names):
        """Fields that are shown and not asked for, in words instead of codes."""
        words = {"groups": "roles_column", "working_languages": "languages_column"}
        return tuple(words.get(name, name) for name in names)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser and self.has_change_permission(request, obj):
            return fieldsets
        return tuple((title, {**rows, "fields": self.readable(rows["fields"])}) for title, rows in fieldsets)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs | ({} if change else {"form": NewStaffForm}))
        form.by = request.user
        return form

    # pages

    def get_urls(self):
        view = sensitive_post_parameters()(self.password_page)
        return [
            path("<int:pk>/password/", self.admin_site.admin_view(view), name="accounts_user_password"),
            *super().get_urls(),
        ]

    def password_page(self, request, pk):
        """Whoever sets a colleague's password could sign as that colleague: superusers alone, and it is logged."""
        if not request.user.is_superuser:
            raise PermissionDenied
        user = get_object_or_404(User, pk=pk)
        form = SetPasswordForm(user, *([request.POST] if request.method == "POST" else []))
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                form.save()
                log.record("password_set", by=request.user, target=user)
            if user == request.user:
                update_session_auth_hash(request, user)
            messages.success(request, _("The new password is set."))
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("New password for %(name)s") % {"name": user},
            "form": form,
            "original": user,
        }
        return TemplateResponse(request, "admin/accounts/password.html", context)

    def get_deleted_objects(self, objs, request):
        """Whoever has acted stays; said in numbers, since the records themselves may be closed to whoever asks."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if protected:
            return deleted, counts, set(), history_of(objs[0])
        return deleted, counts, lacking, []

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    # columns

    @admin.display(description=_("name as printed"))
    def printed_column(self, user):
        return str(user)

    @admin.display(description=_("roles"))
    def roles_column(self, user):
        held = {group.name for group in user.groups.all()}
        return " · ".join(str(role.label) for role in Role if role.value in held) or "–"

    @admin.display(description=_("working languages"))
    def languages_column(self, user):
        return " · ".join(native_name(code) for code in user.working_languages) or "–"


def history_of(user) -> list[str]:
    """What stands in the records under this person's name, counted by kind."""
    found = []
    for relation in User._meta.related_objects:
        if relation.on_delete is not models.PROTECT:
            continue
        number = relation.related_model._base_manager.filter(**{relation.field.name: user}).count()
        if number:
            found.append(
                ngettext("%(kind)s: %(number)s record", "%(kind)s: %(number)s records", number)
                % {"kind": relation.related_model._meta.verbose_name_plural, "number": number}
            )
    return found


class KindFilter(admin.SimpleListFilter):
    title = _("kind of record")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        kinds = (
            LogEntry.objects.exclude(target_type="")
            .order_by("target_type")
            .values_list("target_type", flat=True)
            .distinct()
        )
        return [(kind, kind_label(kind)) for kind in kinds]

    def queryset(self, request, queryset):
        return queryset.filter(target_type=self.value()) if self.value() else queryset


class ActFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "act"

    def lookups(self, request, model_admin):
        return [
            (act, act_label(act))
            for act in LogEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        ]

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


class WhenFilter(admin.DateFieldListFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("time")


@admin.register(LogEntry)
class LogEntryAdmin(LoggedAdmin):
    """The log is read here and written nowhere but in `newsroom.accounts.log`."""

    list_display = ("at_column", "actor_name", "act_column", "kind_column", "target_label")
    list_filter = (ActFilter, KindFilter, ("at", WhenFilter))
    search_fields = ("actor_name", "target_label")
    search_help_text = _("Search in people and records")
    fields = ("at_column", "actor_name", "act_column", "kind_column", "target_label", "details_column", "hash")
    sortable_by = ()
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "admin/accounts/log_list.html"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        check = self.admin_site.admin_view(require_safe(self.check_page))
        return [path("check/", check, name="accounts_logentry_check"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        head = LogHead.objects.filter(pk=1).values_list("hash", flat=True).first()
        return super().changelist_view(request, {"log_head": head, **(extra_context or {})})

    def check_page(self, request):
        """Follow the chain from its start: it takes as long as the log is."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The chain of the log"),
            "problems": log.problems(),
            "number": LogEntry.objects.count(),
            "head": LogHead.objects.get(pk=1).hash,
        }
        return TemplateResponse(request, "admin/accounts/log_check.html", context)

    @admin.display(description=_("when"), ordering="at")
    def at_column(self, entry):
        return entry.at

    @admin.display(description=_("act"))
    def act_column(self, entry):
        return act_label(entry.action)

    @admin.display(description=_("kind of record"))
    def kind_column(self, entry):
        return kind_label(entry.target_type) if entry.target_type else "–"

    @admin.display(description=_("details"))
    def details_column(self, entry):
        return render_to_string("admin/_log_details.html", log_details(entry))
