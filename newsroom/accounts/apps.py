from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "newsroom.accounts"
    verbose_name = _("Staff")

    def ready(self):
        from newsroom.accounts import guards, signals  # models are ready only here
        from newsroom.shared.guards import register

        register(guards.GUARDS)
        m2m_changed.connect(signals.log_role_change, dispatch_uid="newsroom.accounts.roles")
        post_migrate.connect(signals.make_roles, sender=self, dispatch_uid="newsroom.accounts.make_roles")
