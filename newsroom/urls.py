from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from newsroom import machines, schemas, search, sitemaps, views
from newsroom.site.views import site_image

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error

urlpatterns = [
    path("", views.root, name="root"),
    path("admin/", admin.site.urls),
    path("media/site/<str:sha256>.<str:extension>", site_image, name="site_image"),
    path("media/", include("articles.media_urls")),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:name>-<id:number>.xml", sitemaps.part, name="sitemap_part"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("favicon.ico", machines.favicon),
    path("healthz", machines.health, name="health"),
    path("schemas/<slug:name>-<id:version>.json", schemas.schema, name="export_schema"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("manifest.webmanifest", machines.manifest, name="manifest"),
        path("search/", search.search, name="search"),
        path("card.jpg", machines.card, name="card"),
        path("", include("articles.urls")),
        path("", include("partners.urls")),
        path("", include("events.urls")),
    ),
    re_path("", views.nowhere),
]
