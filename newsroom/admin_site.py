from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from articles.desk import queues, start
from articles.models import Edition
from newsroom import import_pages
from newsroom.accounts import log
from newsroom.accounts.forms import PRINTED, MyAccountForm, OwnPasswordForm
from newsroom.accounts.logged import name_table
from newsroom.accounts.roles import Role
from newsroom.accounts.signing_in import SignInForm


class DeskAdminSite(AdminSite):
    """The admin without its side doors: nothing tells of records that a user may not open."""

    site_title = site_header = gettext_lazy("Newsroom desk")
    index_title = gettext_lazy("Desk")
    enable_nav_sidebar = False
    site_url = "/"
    login_form = SignInForm

    def get_urls(self):
        # "view on site" (r/<content type>/<id>/) answers with the address of any record, to any member of staff
        kept = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [
            path("account/", self.admin_view(self.my_account), name="my_account"),
            path("queues/<slug:name>/", self.admin_view(self.queue), name="desk_queue"),
            *start.urls(self),
            *import_pages.urls(self),
            *kept,
        ]

    def register(self, *args, **kwargs):
        super().register(*args, **kwargs)
        for model_admin in self._registry.values():
            model_admin.view_on_site = False

    def get_app_list(self, request, app_label=None):
        """The menu, without editions: they have no list of their own but the articles'."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"] = [model for model in app["models"] if model["model"] is not Edition]
        return [app for app in apps if app["models"]]

    def queue(self, request, name):
        """One queue of the desk in full."""
        return TemplateResponse(
            request, "admin/queue.html", {**self.each_context(request), **queues.page(request, name)}
        )

    def my_account(self, request):
        """How a member of staff is printed, and the language of their desk."""
        user = request.user
        form = MyAccountForm(*([request.POST] if request.method == "POST" else []), instance=user)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                form.save()
                if form.changed_data:
                    log.record("account_changed", by=user, target=user, fields=form.changed_data)
            # the answer is in the language that was just chosen
            with override(user.interface_language or get_language()):
                messages.success(request, _("Your account is saved."))
            return HttpResponseRedirect(reverse("admin:my_account"))
        context = {
            **self.each_context(request),
            "title": _("My account"),
            "form": form,
            "names": name_table(PRINTED, form, user),
            "roles": [role.label for role in Role if user.has_role(role)],
            "working_languages": user.working_languages,
        }
        return TemplateResponse(request, "admin/my_account.html", context)

    def password_change(self, request, extra_context=None):
        """Django's page with a form that leaves a trace in the log."""
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            template_name="registration/password_change_form.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)
