"""How far the volume of an agreement has come, and the bonus it has earned so far."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from kortreist.apps.catalogue.models import PriceAgreement, PriceListEntry
from kortreist.apps.trading.models import ChargeKind, ChargeLine, Side
from kortreist.kernel.rounding import share_of


@dataclass(frozen=True, slots=True)
class AgreementProgress:
    """An agreement, with what was delivered under it, less claims, in øre ex VAT.

    The bonus is what the buyer would get if the period ended today. Its document is the giver's to
    write; billing has none of it yet.
    """

    agreement: PriceAgreement
    taken_ore: int

    @property
    def bonus_ore(self) -> int:
        """The bonus so far."""
        return max(0, share_of(self.taken_ore, self.agreement.bonus_bp))

    @property
    def left_ore(self) -> int:
        """What of the agreed volume is left."""
        return max(0, self.agreement.agreed_ore - self.taken_ore)

    @property
    def share_bp(self) -> int:
        """How much of the agreed volume was taken, in basis points; zero where none was agreed."""
        agreed = self.agreement.agreed_ore
        return self.taken_ore * 10_000 // agreed if agreed else 0


def progress_of(agreements: Iterable[PriceAgreement]) -> list[AgreementProgress]:
    """Return how far agreements have come; one query for each. The caller asked who asks."""
    return [
        AgreementProgress(
            agreement,
            _delivered(agreement).aggregate(ore=Sum("amount_ore", default=0))["ore"],
        )
        for agreement in agreements
    ]


def _delivered(agreement: PriceAgreement) -> QuerySet[ChargeLine]:
    """Return the goods charged for under an agreement, by day of delivery."""
    within = Q(cycle__delivery_day__gte=agreement.valid_from)
    if agreement.valid_until is not None:
        within &= Q(cycle__delivery_day__lt=agreement.valid_until)
    if agreement.unit_id is not None:
        within &= Q(order__unit=agreement.unit_id)
    else:
        within &= Q(order__payer__organisation=agreement.payer_id)
    if agreement.price_list_id is not None:
        goods = PriceListEntry.objects.filter(price_list=agreement.price_list_id)
        within &= Q(order_line__variant__in=goods.values("variant"))
    return ChargeLine.objects.filter(
        within, hub_id=agreement.hub_id, side=Side.BUYER, kind=ChargeKind.GOODS
    )
