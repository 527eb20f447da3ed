"""Every lock this room takes."""

from django.db.models import QuerySet

from kortreist.apps.catalogue.models import Availability, Listing


def locked_listings() -> QuerySet[Listing]:
    """Return hubs' listings, locked as they are read."""
    return Listing.objects.select_for_update(of=("self",))


def locked_availabilities() -> QuerySet[Availability]:
    """Return producers' words, locked as they are read."""
    return Availability.objects.select_for_update(of=("self",))
