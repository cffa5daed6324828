"""What machines ask for at fixed addresses: robots.txt, security.txt, the manifest and the icon of the site, and whether it is well."""

import datetime

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.shared import cards, stored
from newsroom.shared.addresses import absolute
from newsroom.shared.languages import direction, language_tag, public_languages, site_name
from newsroom.site.models import SiteSettings

TEXT = "text/plain; charset=utf-8"
SECURITY_DAYS = 180  # RFC 9116 recommends less than a year


@require_safe
def robots(request):
    """What is of no use to search engines; drafts are nowhere to be found anyway."""
    closed = ["/admin/", *(f"/{language}/search/" for language in public_languages())]
    closed += [f"/{language}/reads/" for language in public_languages()]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {absolute(request, reverse(name))}" for name in ("sitemap", "news_sitemap")]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@require_safe
def security(request):
    """RFC 9116: whom to tell of a hole. Absent until the site says whom; it expires some months after the month it is asked in."""
    if not settings.NEWSROOM_SECURITY_CONTACT:
        raise Http404("The site names no contact.")
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in settings.NEWSROOM_SECURITY_CONTACT),
        f"Expires: {month + datetime.timedelta(days=SECURITY_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(language_tag(code) for code in public_languages())}",
        f"Canonical: {absolute(request, reverse('security'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


@require_safe
def manifest(request):
    """https://www.w3.org/TR/appmanifest/: the site's name and icons for a phone's home screen."""
    language = get_language()
    sizes = {"img/icon-192.png": "192x192", "img/icon-512.png": "512x512"}
    icons = [
        {"src": staticfiles_storage.url(path), "sizes": size, "type": "image/png", "purpose": purpose}
        for path, size in sizes.items()
        for purpose in ("any", "maskable")
    ]
    words = {
        "name": site_name(),
        "short_name": site_name(),
        "lang": language_tag(language),
        "dir": direction(language),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "browser",
        "background_color": "#fcfbf7",
        "theme_color": "#0a3542",
        "icons": icons,
    }
    return JsonResponse(words, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def card(request):
    """The site's name as a picture, for links to pages that have none of their own."""
    path = cards.keep("site", site_name(), get_language())
    return stored.answer(request, path, content_type=cards.CONTENT_TYPE)


@require_safe
def favicon(request):
    """Where browsers look that have not read a page."""
    return HttpResponsePermanentRedirect(staticfiles_storage.url("img/favicon.ico"))


@require_safe
@never_cache
def health(request):
    """For who watches the site or shares out its requests: 200 where this process can answer readers, 503 where its database does not."""
    try:
        SiteSettings.objects.exists()  # a table, for SQLite opens no file to count to one
    except Error:
        return HttpResponse("The database does not answer.\n", content_type=TEXT, status=503)
    return HttpResponse("ok\n", content_type=TEXT)
