"""The desk's modules, named here so that Django finds them."""

from newsroom.site.desk import navigation, redirects, settings

__all__ = ["navigation", "redirects", "settings"]
