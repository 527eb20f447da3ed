"""Writing a row's facts, and the trail of what they were."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import record

# What the trail keeps the values of; of the rest, personal or long, it keeps only that it changed.
TRACED = frozenset(
    {
        "allergens",
        "allergens_stated",
        "charge_by",
        "credit_limit_ore",
        "delivery_point_id",
        "endpoint_id",
        "endpoint_scheme",
        "group_id",
        "is_alcohol",
        "is_organic",
        "kind",
        "minimum_ore",
        "number",
        "org_no",
        "payer_id",
        "payment_terms_days",
        "priority",
        "reference_field",
        "reference_pattern",
        "season_from_week",
        "season_until_week",
        "sector",
        "seller_mode",
        "storage",
        "vat_class",
        "when_empty",
    }
)


def write_changes(
    actor: Actor,
    code: str,
    row: Model,
    values: Mapping[str, object],
    *,
    hub_id: int | None,
    now: datetime,
) -> None:
    """Write the values that differ, and a row of the trail; nothing where nothing differs."""
    before = {name: getattr(row, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    traced = TRACED.intersection(changed)
    record(
        actor,
        code,
        row,
        hub_id=hub_id,
        now=now,
        params={"fields": sorted(changed)},
        before={name: before[name] for name in sorted(traced)},
        after={name: values[name] for name in sorted(traced)},
    )
