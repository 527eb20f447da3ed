"""Which hub a command is about."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kortreist.apps.actors.models import Hub


def hub_named(name: str) -> "Hub":
    """Return the hub of that name.

    Raises
    ------
    MovingHubUnknownError
        When there is none.
    """
    from kortreist.apps.actors.models import Hub  # noqa: PLC0415 - needs Django
    from kortreist.apps.desk.errors import MovingHubUnknownError  # noqa: PLC0415 - likewise

    hub = Hub.objects.select_related("organisation").filter(name__iexact=name).first()
    if hub is None:
        raise MovingHubUnknownError(hub=name)
    return hub
