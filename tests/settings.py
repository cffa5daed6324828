"""The project's settings as the tests need them: a language from right to left besides, quick passwords, and files outside var/."""

import atexit
import os
import shutil
import tempfile

# pytest's worker: each has a database, a cache and a folder of its own
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
FOLDER = tempfile.mkdtemp(prefix="newsroom-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

# Said before the settings read them; sub-processes that a test starts inherit them.
os.environ.update(
    NEWSROOM_DEBUG="1", NEWSROOM_LANGUAGES="en,zh-hans,es,ar", NEWSROOM_VAR=FOLDER, NEWSROOM_TIME_ZONE="Asia/Shanghai"
)
if os.environ.get("REDIS_URL"):
    # the server's last databases, never the first, where a site may live
    server = os.environ["REDIS_URL"].partition("://")[2].partition("/")[0]
    os.environ["REDIS_URL"] = f"redis://{server}/{15 - WORKER}"

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES  # noqa: E402

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # a file, as in production: in memory there is no WAL, and threads would share one connection
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"]["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )
