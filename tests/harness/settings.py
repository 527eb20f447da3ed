"""The product's own settings, with what only tests want instead."""

from tests.harness import environment

HOME_OF_RUN = environment.prepare()

from kortreist.config.settings import *  # noqa: E402, F403
from kortreist.config.settings import DATABASES, STORAGES  # noqa: E402

# Threads and a second process must see the same rows: a file, where Django would take memory.
if not environment.uses_postgres():
    DATABASES["default"]["TEST"] = {"NAME": str(HOME_OF_RUN / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages are tested without first collecting the static files under hashed names.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
