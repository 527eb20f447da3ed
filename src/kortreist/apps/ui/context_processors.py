from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kortreist.apps.ui.errors_page import way_back
from kortreist.apps.ui.navigation import identity_for, places_for
from kortreist.apps.ui.notices import notices_for


# What a template is given may be of any kind.
def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every page what its frame shows; asked of the rooms only when a page shows it.

    A page that is shown before anybody asked who the reader is (too many requests) has no places.
    """
    is_met = getattr(request, "is_met", False)
    return {
        "places": SimpleLazyObject(lambda: places_for(request) if is_met else []),
        "identity": SimpleLazyObject(lambda: identity_for(request) if is_met else None),
        "notices": SimpleLazyObject(lambda: list(notices_for(request))),
        # Where the language chooser comes back to: never an address that only takes forms.
        "return_url": SimpleLazyObject(lambda: way_back(request)),
        "is_demonstration": getattr(settings, "DEMO", False),
    }
