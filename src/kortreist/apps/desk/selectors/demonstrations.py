"""Reading which demonstrations there are, and whether there is anything but."""

from kortreist.apps.actors.models import Hub
from kortreist.apps.desk.models import Demonstration


def find_demonstration(region: str) -> Demonstration | None:
    """Return a region's demonstration, once it has been begun."""
    return Demonstration.objects.filter(region=region).first()


def holds_real_hub() -> bool:
    """Whether the database holds a hub that is no demonstration."""
    return Hub.objects.filter(is_demonstration=False).exists()
