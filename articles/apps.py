from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("News")

    def ready(self):
        from articles.exports import register_additions
        from articles.guards import GUARDS  # models are ready only here
        from articles.search import register_sources
        from newsroom.shared.guards import register

        register(GUARDS)
        register_sources()
        register_additions()
