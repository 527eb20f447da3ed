from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kortreist.apps.ui.navigation import identity_for, places_for
from kortreist.apps.ui.notices import notices_for


# What a template is given may be of any kind.
def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every page what its frame shows; asked of the rooms only when a page shows it."""
    return {
        "places": SimpleLazyObject(lambda: places_for(request)),
        "identity": SimpleLazyObject(lambda: identity_for(request)),
        "notices": SimpleLazyObject(lambda: list(notices_for(request))),
        "is_demonstration": getattr(settings, "DEMO", False),
    }
