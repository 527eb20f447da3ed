"""Writing the trail."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Model

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.actors.permissions import Actor

Facts = Mapping[str, object]


def event(
    actor: Actor,
    code: str,
    target: Model,
    *,
    hub_id: int | None,
    now: datetime,
    params: Facts | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> AuditEvent:
    """Return an unsaved row of the trail, for services that write many at once."""
    return AuditEvent(
        at=now,
        actor=actor.name,
        hub_id=hub_id,
        code=code,
        room=code.partition(".")[0],
        kind=target._meta.model_name or "",
        target_id=target.pk,
        params=dict(params or {}),
        before=dict(before or {}),
        after=dict(after or {}),
    )


def record(
    actor: Actor,
    code: str,
    target: Model,
    *,
    hub_id: int | None,
    now: datetime,
    params: Facts | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Add one row to the trail, in the caller's transaction.

    Parameters
    ----------
    code
        ``room.thing.happened``; public, translated when shown.
    params, before, after
        JSON-like facts: ids and figures, never free prose or personal data.
    """
    event(
        actor, code, target, hub_id=hub_id, now=now, params=params, before=before, after=after
    ).save(force_insert=True)


def record_many(events: Iterable[AuditEvent]) -> None:
    """Add many rows to the trail at once."""
    AuditEvent.objects.bulk_create(events, batch_size=500)
