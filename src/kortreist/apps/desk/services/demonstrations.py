"""Noting how a demonstration was begun, so that starting it again continues it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, require_system
from kortreist.apps.actors.services.audit import record
from kortreist.apps.desk.errors import DemonstrationBesideRealError
from kortreist.apps.desk.locks import lock_demonstration
from kortreist.apps.desk.models import Demonstration
from kortreist.apps.desk.selectors.demonstrations import holds_real_hub


@transaction.atomic
def begin_demonstration(
    *, actor: Actor, hub_id: int, region: str, seed: int, today: date, now: datetime
) -> Demonstration:
    """Note that a demonstration was begun, in the transaction that founded its hub.

    Raises
    ------
    NotPermittedError
        When ``actor`` is not the product itself.
    DemonstrationBesideRealError
        When there is a hub that is no demonstration.
    """
    require_system(actor)
    if holds_real_hub():
        raise DemonstrationBesideRealError
    demonstration = Demonstration.objects.create(
        hub_id=hub_id, region=region, seed=seed, today=today, begun_at=now
    )
    record(
        actor,
        "desk.demonstration.begun",
        demonstration,
        hub_id=hub_id,
        now=now,
        params={"region": region, "seed": seed, "today": today.isoformat()},
    )
    return demonstration


@transaction.atomic
def remember_rows(
    *,
    actor: Actor,
    demonstration_id: int,
    rows: Mapping[str, Mapping[str, int]],
) -> Demonstration:
    """Note which rows the description's codes became, in the transaction that made them.

    Raises
    ------
    NotPermittedError
        When ``actor`` is not the product itself.
    """
    require_system(actor)
    demonstration = lock_demonstration(demonstration_id)
    for table, codes in rows.items():
        demonstration.rows[table] = {**demonstration.rows.get(table, {}), **codes}
    demonstration.save(update_fields=["rows"])
    return demonstration


@transaction.atomic
def finish_demonstration(*, actor: Actor, demonstration_id: int, now: datetime) -> Demonstration:
    """Note that everything of a demonstration is there; once more changes nothing.

    Raises
    ------
    NotPermittedError
        When ``actor`` is not the product itself.
    """
    require_system(actor)
    demonstration = lock_demonstration(demonstration_id)
    if demonstration.finished_at is None:
        demonstration.finished_at = now
        demonstration.save(update_fields=["finished_at"])
        record(
            actor,
            "desk.demonstration.finished",
            demonstration,
            hub_id=demonstration.hub_id,
            now=now,
        )
    return demonstration
