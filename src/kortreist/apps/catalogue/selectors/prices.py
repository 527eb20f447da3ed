"""The fees in force on a day."""

from datetime import date

from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.catalogue.models import Fee
from kortreist.engines.pricing import FeeBasis, FeeKind, FeeRule


def fees_in_force(*, hub_id: int, on: date) -> list[FeeRule]:
    """Return a hub's fees on a day, as rules for the money engine, in the order of their ids."""
    fees = Fee.objects.filter(in_force(on), hub_id=hub_id).order_by("pk")
    return [
        FeeRule(
            fee_id=fee.pk,
            kind=FeeKind(fee.kind),
            basis=FeeBasis(fee.basis),
            rate_bp=fee.rate_bp,
            amount_ore=fee.amount_ore,
        )
        for fee in fees
    ]
