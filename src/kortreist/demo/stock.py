"""What the demonstrations' hubs keep: bought in the earliest round, and sold in those after it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.models import LossReason, Lot, StockLevel, StockPlace
from kortreist.apps.fulfilment.services.levels import set_level
from kortreist.apps.fulfilment.services.places import add_place
from kortreist.apps.fulfilment.services.stock import write_off
from kortreist.apps.trading.models import CycleStatus, Ownership
from kortreist.apps.trading.services.stock_purchases import buy_for_stock
from kortreist.demo.rounds import Round


@dataclass(frozen=True, slots=True)
class Kept:
    """A pack that a hub keeps: where, how few are too few, and up to how many it buys."""

    variant: str
    place: str
    least: int
    up_to: int
    ownership: Ownership = Ownership.OWNED


PLACES = {
    "roros": (("Fryser 1", Storage.FROZEN), ("Tørrlager", Storage.AMBIENT)),
}
KEPT = {
    "roros": (
        Kept("rein-skav-500g", "Fryser 1", 12, 48),
        Kept("rein-polse-400g", "Fryser 1", 24, 36),
        Kept("rein-torket-100g", "Tørrlager", 10, 40),
        Kept("solbarsaft-750ml", "Tørrlager", 12, 60, Ownership.CONSIGNMENT),
        Kept("eplemost-750ml", "Tørrlager", 12, 48, Ownership.CONSIGNMENT),
    ),
}


@transaction.atomic
def stock_up(played: Round) -> None:
    """Make room for goods to keep, and have a round that is not open yet buy them; all or none."""
    region = played.region.header.code
    is_done = StockPlace.objects.filter(hub=played.hub_id).exists()
    if region not in KEPT or is_done or played.status != CycleStatus.DRAFT:
        return
    by_boss: dict[str, Any] = {  # Any: keywords of several services
        "actor": played.cast.coordinator,
        "hub_id": played.hub_id,
        "now": played.times.stated,
    }
    places = {
        name: add_place(**by_boss, name=name, storage=storage) for name, storage in PLACES[region]
    }
    for kept in KEPT[region]:
        variant_id = played.setting.variant_ids[kept.variant]
        set_level(
            **by_boss,
            variant_id=variant_id,
            place_id=places[kept.place].pk,
            least_packs=kept.least,
            up_to_packs=kept.up_to,
            ownership=kept.ownership,
        )
        buy_for_stock(
            **by_boss,
            cycle_id=played.cycle_id,
            variant_id=variant_id,
            packs=kept.up_to,
            ownership=kept.ownership,
        )


@transaction.atomic
def taste(played: Round) -> None:
    """Write off one pack that was opened for tasting, once."""
    lot = (
        Lot.objects.filter(hub=played.hub_id, place__isnull=False, gone_count=0)
        .filter(variant=played.setting.variant_ids.get("rein-torket-100g"))
        .order_by("pk")
        .first()
    )
    if lot is not None and lot.packs_left:
        write_off(
            actor=played.cast.packers,
            hub_id=played.hub_id,
            lot_id=lot.pk,
            count=1,
            reason=LossReason.TASTED.value,
            now=played.times.settled,
        )


def places_of(hub_id: int) -> dict[int, int]:
    """Return where goods that are kept lie, by variant."""
    rows = StockLevel.objects.filter(hub=hub_id).values_list("variant_id", "place_id")
    return dict(rows)
