from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """The roof: settings, addresses, commands, templates."""

    default = True
    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self):
        from newsroom import permissions  # models are ready only here
        from newsroom.shared.searchindex import sources

        # the highest room with tables is migrated last
        last = apps.get_app_config("site")
        post_migrate.connect(permissions.grant, sender=last, dispatch_uid="newsroom.permissions")
        post_migrate.connect(sources.begin, sender=last, dispatch_uid="newsroom.search.begin")


class DeskAdminConfig(admin_apps.AdminConfig):
    """The admin with the project's own site in place of Django's."""

    default = False
    default_site = "newsroom.admin_site.DeskAdminSite"
