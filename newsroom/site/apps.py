from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """What managers say of the whole site: where old addresses lead, navigation and footer, switches."""

    name = "newsroom.site"
    label = "site"
    verbose_name = _("Site")

    def ready(self):
        from newsroom.shared.guards import register
        from newsroom.site.guards import GUARDS  # models are ready only here

        register(GUARDS)
