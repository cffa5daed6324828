"""Settings, read from the environment and grouped in the order in which a request meets them.

The default is one machine: SQLite and local media under var/, debugging on. Production sets NEWSROOM_DEBUG=0 and then must give
NEWSROOM_SECRET_KEY and NEWSROOM_HOSTS: unsafe values have no default there.
"""

import json
import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool) -> bool:
    """A yes/no variable: 1, true, yes, on / 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return default


def words(name: str, default: str) -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def from_json(name: str, default):
    """A value written as JSON."""
    try:
        return json.loads(os.environ.get(name) or "null") or default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not JSON: {error}") from error


def production(name: str, demo_default: str) -> str:
    """A value that must be given outside debugging."""
    value = os.environ.get(name) or (demo_default if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set when NEWSROOM_DEBUG is off.")
    return value


DEBUG = flag("NEWSROOM_DEBUG", default=True)
VAR_DIR = Path(os.environ.get("NEWSROOM_VAR", BASE_DIR / "var"))

# the door
SECRET_KEY = production("NEWSROOM_SECRET_KEY", "only-for-the-demo-on-this-machine")
ALLOWED_HOSTS = [
    host.strip() for host in production("NEWSROOM_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
]
CSRF_TRUSTED_ORIGINS = words("NEWSROOM_TRUSTED_ORIGINS", "")
CSRF_FAILURE_VIEW = "newsroom.views.csrf_failure"
SITE_ORIGIN = os.environ.get("NEWSROOM_ORIGIN", "")  # https://news.example.edu; empty = the host of the request
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = ["^healthz$"]  # who watches the process itself asks past the proxy
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_PATH = "/admin/"  # the session goes to /media/ too: staff see the photos of drafts
if not DEBUG:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("NEWSROOM_HTTPS", default=True)
    SECURE_SSL_REDIRECT = flag("NEWSROOM_HTTPS", default=True)
    SECURE_HSTS_SECONDS = 31536000 if SECURE_SSL_REDIRECT else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
    if flag("NEWSROOM_BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

# modeltranslation stands before the admin, which it patches
INSTALLED_APPS = [
    "newsroom",
    "modeltranslation",
    "newsroom.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "js_asset",
    "django_prose_editor",
    "taggit",
    "newsroom.shared",
    "newsroom.accounts",
    "partners",
    "events",
    "articles",
    "newsroom.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "newsroom.shared.middleware.RefusalMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.shared.middleware.CachingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.site.middleware.RedirectMiddleware",
    "newsroom.shared.middleware.LanguagePrefixMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# people
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

# records
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}", conn_max_age=60
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # IMMEDIATE: a transaction takes the write lock at its start, so that two writers queue instead of failing half-way.
    # recursive_triggers: INSERT OR REPLACE fires the delete guards.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # seconds that a writer waits for another: a file of thousands of rows is stored in one transaction
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    }
    VAR_DIR.mkdir(parents=True, exist_ok=True)
if redis_url := os.environ.get("REDIS_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# languages
USE_TZ = True
TIME_ZONE = os.environ.get("NEWSROOM_TIME_ZONE", "Asia/Shanghai")
ALL_LANGUAGES = {
    "en": _("English"),
    "zh-hans": _("Simplified Chinese"),
    "es": _("Spanish"),
    "fr": _("French"),
    "ru": _("Russian"),
    "ar": _("Arabic"),
    "pt": _("Portuguese"),
    "de": _("German"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
}
LANGUAGES = [(code, ALL_LANGUAGES[code]) for code in words("NEWSROOM_LANGUAGES", "en,zh-hans,es")]
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
MODELTRANSLATION_LANGUAGES = tuple(ALL_LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_ENABLE_FALLBACKS = False
# the language tabs that come with modeltranslation load scripts from another host; the admin here does not use them
MODELTRANSLATION_LOADDATA_RETAIN_LOCALE = True

# files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# the office's own mark and icons stand in place of those that are shipped: the first file found is taken
BRAND_DIR = Path(os.environ["NEWSROOM_BRAND"]) if os.environ.get("NEWSROOM_BRAND") else None
STATICFILES_DIRS = [*([("img", BRAND_DIR)] if BRAND_DIR else []), BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "newsroom.shared.stylesheets.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
if bucket_url := os.environ.get("MEDIA_BUCKET_URL"):
    # https://s3.example.edu/bucket; the keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which boto3 reads itself
    endpoint, _slash, bucket = bucket_url.rstrip("/").rpartition("/")
    MEDIA_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": bucket, "endpoint_url": endpoint, "default_acl": None, "querystring_auth": True},
    }
else:
    MEDIA_STORAGE = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
STORAGES = {
    "default": MEDIA_STORAGE,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
NEWSROOM_PHOTO_MAX_BYTES = int(os.environ.get("NEWSROOM_PHOTO_MAX_BYTES", 20 * 1024 * 1024))
NEWSROOM_PHOTO_MAX_PIXELS = int(os.environ.get("NEWSROOM_PHOTO_MAX_PIXELS", 50_000_000))
NEWSROOM_ATTACHMENT_MAX_BYTES = int(os.environ.get("NEWSROOM_ATTACHMENT_MAX_BYTES", 25 * 1024 * 1024))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# the office
NEWSROOM_DEMO = flag(
    "NEWSROOM_DEMO", default=False
)  # lets the demo load where debugging is off: its passwords are public
NEWSROOM_DISTINCT_REVIEWERS = flag("NEWSROOM_DISTINCT_REVIEWERS", default=True)
NEWSROOM_SECOND_REVIEW = flag("NEWSROOM_SECOND_REVIEW", default=False)
NEWSROOM_LEGACY_IMPORT = flag("NEWSROOM_LEGACY_IMPORT", default=False)
NEWSROOM_READ_COUNT = flag("NEWSROOM_READ_COUNT", default=True)
# what the pages show of each role: {"translated": "names", "initial_review": "unit", "final_review": "nothing"}; names when not said
NEWSROOM_CREDITS = from_json("NEWSROOM_CREDITS", {})
# tells readers of a translation that its original has changed since
NEWSROOM_STALE_NOTICE = flag("NEWSROOM_STALE_NOTICE", default=False)
# fonts to draw the cards of shared links with, before those that are found: paths of files
NEWSROOM_CARD_FONTS = words("NEWSROOM_CARD_FONTS", "")
# whom to tell of a hole in the site, as addresses: mailto:security@example.edu, https://example.edu/report
NEWSROOM_SECURITY_CONTACT = words("NEWSROOM_SECURITY_CONTACT", "")
# whether readers can take the public record away as files
NEWSROOM_EXPORTS = flag("NEWSROOM_EXPORTS", default=True)
# another list of countries for a group: {"belt-and-road": ["PE", "KE"]}
NEWSROOM_REGION_GROUPS = from_json("NEWSROOM_REGION_GROUPS", {})
# from how many published news on a language stands in the list of languages; managers can say otherwise in the admin
NEWSROOM_LANGUAGE_MINIMUM = int(os.environ.get("NEWSROOM_LANGUAGE_MINIMUM", 0))
# texts of the site by language: {"en": "International Office", "zh-hans": "国际合作与交流处"}
SITE_NAMES = from_json("NEWSROOM_SITE_NAMES", {})
SITE_CONTACT = from_json("NEWSROOM_SITE_CONTACT", {})
SITE_MARKS = from_json("NEWSROOM_SITE_MARKS", [])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # whoever knocks under another name is told so (400); each line of it would be a scanner's
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
