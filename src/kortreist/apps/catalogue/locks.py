"""Every lock this room takes."""

from django.db.models import QuerySet

from kortreist.apps.catalogue.models import Availability


def locked_availabilities() -> QuerySet[Availability]:
    """Return producers' words, locked as they are read."""
    return Availability.objects.select_for_update(of=("self",))
