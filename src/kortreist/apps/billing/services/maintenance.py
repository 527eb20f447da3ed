"""The one way past the triggers: for restore, for erasure that the law asks for, and for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import record
from kortreist.apps.billing.models import MaintenanceSwitch
from kortreist.kernel.errors import NotPermittedError

SWITCH = 1


@contextmanager
def maintenance(*, actor: Actor, reason: str, now: datetime) -> Iterator[None]:
    """Let this transaction, and no other, change issued documents while the block lasts.

    The switch is turned off before anything is committed, so no other connection ever sees it on.

    Raises
    ------
    NotPermittedError
        When ``actor`` is a person or a device: only a named job of the product may.
    """
    if not actor.is_system:
        raise NotPermittedError
    with transaction.atomic():
        switch, _ = MaintenanceSwitch.objects.update_or_create(
            pk=SWITCH, defaults={"is_on": True, "reason": reason}
        )
        record(
            actor, "billing.maintenance", switch, hub_id=None, now=now, params={"reason": reason}
        )
        yield
        MaintenanceSwitch.objects.filter(pk=SWITCH).update(is_on=False)
