"""The product's own settings; static files need not have been built to be measured."""

from kortreist.config.settings import *  # noqa: F403
from kortreist.config.settings import STORAGES

STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
LOGGING_CONFIG = None
