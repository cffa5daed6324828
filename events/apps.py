from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self):
        from events.exports import register_additions  # models are ready only here
        from events.guards import GUARDS
        from events.search import register_sources
        from newsroom.shared.guards import register

        register(GUARDS)
        register_sources()
        register_additions()
