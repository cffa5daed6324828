from newsroom.site.models.furniture import NavigationItem, Place, SiteSettings
from newsroom.site.models.redirect import Redirect

__all__ = ["NavigationItem", "Place", "Redirect", "SiteSettings"]
