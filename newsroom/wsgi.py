"""The web server's door. It does not open while a guard is missing in the database."""

import gc
import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()

from newsroom.accounts import log  # noqa: E402  models are ready only now
from newsroom.accounts.models import LogHead  # noqa: E402
from newsroom.shared import guards  # noqa: E402

if LogHead._meta.db_table not in connection.introspection.table_names():
    raise ImproperlyConfigured("The database is empty. Run `manage.py migrate` first.")
if found := guards.problems(connection):
    raise ImproperlyConfigured("The database is not guarded: " + "; ".join(found) + ". Run `manage.py migrate`.")
log.record_settings()
connection.close()
gc.collect()
gc.freeze()  # what the application is made of is never garbage: no collection within a request need walk it
