"""A trace as plain facts: for a command, a table, a report."""

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.models import Lot
from kortreist.apps.fulfilment.selectors.trace import Ancestry, Origin, Step, Trace, TracedUnit
from kortreist.kernel.periods import oslo_date

Facts = dict[str, object]


def told_trace(trace: Trace, ancestry: Ancestry | None = None) -> Facts:
    """Return a trace as JSON can hold it."""
    told: Facts = {
        "lots": [told_lot(lot) for lot in trace.roots],
        "made_of_it": [_step(step) for step in trace.steps if step.depth],
        "units": [_unit(row) for row in trace.units],
        "left": [
            {
                "lot": row.lot.code,
                "place": row.lot.place.name if row.lot.place else None,
                "is_stopped": row.lot.withdrawn_at is not None,
                "packs": row.count,
                "amount": row.amount,
                "traced_amount": row.traced_amount,
            }
            for row in trace.resting
        ],
    }
    if ancestry is not None:
        told["made_of"] = [_step(step) for step in ancestry.steps if step.depth]
        told["origins"] = [_origin(each) for each in ancestry.origins]
    return told


def told_lot(lot: Lot) -> Facts:
    """Return a lot's own facts."""
    return {
        "id": str(lot.public_id),
        "lot": lot.code,
        "goods": goods_name(lot.variant),
        "producer": lot.producer.name,
        "received": oslo_date(lot.received_at).isoformat(),
        "best_before": lot.best_before.isoformat() if lot.best_before else None,
        "packs": lot.received_count,
        "amount": lot.received_amount,
        "unit": lot.variant.unit,
        "is_made_here": lot.purchase_line_id is None,
    }


def _step(step: Step) -> Facts:
    return {
        "depth": step.depth,
        **told_lot(step.lot),
        "used": step.count,
        "used_amount": step.amount,
    }


def _unit(row: TracedUnit) -> Facts:
    left_at = row.delivery.delivered_at
    return {
        "unit": row.unit.name,
        "delivery": str(row.delivery.public_id),
        "status": row.delivery.status,
        "delivered": left_at.isoformat() if left_at else None,
        "is_sent_back": row.is_sent_back,
        "lot": row.lot.code,
        "packs": row.count,
        "amount": row.amount,
        "traced_amount": row.traced_amount,
        "load_units": list(row.load_units),
        "tour": row.tour or None,
    }


def _origin(each: Origin) -> Facts:
    line = each.lot.purchase_line
    return {
        **told_lot(each.lot),
        "cycle": line.purchase_order.cycle.number if line else None,
        "traced_amount": each.traced_amount,
    }
