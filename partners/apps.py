from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partners")

    def ready(self):
        from newsroom.shared.guards import register
        from partners.guards import GUARDS  # models are ready only here
        from partners.search import register_sources

        register(GUARDS)
        register_sources()
