from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("News")

    def ready(self):
        from articles.guards import GUARDS  # models are ready only here
        from newsroom.shared.guards import register

        register(GUARDS)
