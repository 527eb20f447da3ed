"""A hub with a freezer that trades in several rounds, walked through the real services."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from kortreist.apps.actors.models import BuyerUnit, Hub, Organisation
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import ChargeBy, SupplyMode, Variant
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.services.conductor import run_stage
from kortreist.apps.fulfilment.entries import HandoverEntry, PackEntry, ReceiptEntry
from kortreist.apps.fulfilment.models import Delivery, Lot, StockPlace
from kortreist.apps.fulfilment.selectors.sharing import propose_cycle
from kortreist.apps.fulfilment.services.closing_up import finish_cycle
from kortreist.apps.fulfilment.services.deliveries import deliver_cycle
from kortreist.apps.fulfilment.services.goods_in import receive_cycle
from kortreist.apps.fulfilment.services.packing import pack_cycle
from kortreist.apps.fulfilment.services.places import add_place
from kortreist.apps.trading.models import Offer, OrderCycle, Ownership, PurchaseLine
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.orders import place_order
from kortreist.apps.trading.services.stock_purchases import buy_for_stock
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.conftest import NOON

THURSDAY = date(2026, 11, 26)
KEEPS = date(2027, 6, 1)


@dataclass
class Larder:
    """The hub, what it sells and to whom."""

    hub: Hub
    farm: Organisation
    boss: Actor
    units: list[BuyerUnit]
    freezer: StockPlace
    meat: Variant
    roast: Variant
    cycles: list[OrderCycle] = field(default_factory=list)

    @property
    def args(self):
        return {"actor": self.boss, "hub_id": self.hub.pk, "now": NOON}

    def open_round(self, *, day=None, stated=(), stock=()):
        """Open a round; ``stated`` and ``stock`` are (variant, packs[, ownership])."""
        day = day or THURSDAY + timedelta(days=7 * len(self.cycles))
        cycle = rounds.make_cycle(self.hub, "draft", delivery_day=day)
        for variant, packs in stated:
            state_availability(
                **self.args,
                cycle_id=cycle.pk,
                variant_id=variant.pk,
                packs=packs,
                supply_mode=SupplyMode.RESERVE,
            )
        for variant, packs, *ownership in stock:
            buy_for_stock(
                **self.args,
                cycle_id=cycle.pk,
                variant_id=variant.pk,
                packs=packs,
                ownership=ownership[0] if ownership else Ownership.OWNED,
            )
        self.cycles.append(cycle)
        self.conduct(cycle, CycleStage.OPEN)
        return cycle

    def order(self, cycle, unit, variant, packs):
        cook = factories.buyer_actor(unit)
        offer = Offer.objects.get(cycle=cycle, variant=variant)
        line = set_line(
            actor=cook,
            hub_id=self.hub.pk,
            unit_id=unit.pk,
            offer_id=offer.pk,
            count=packs,
            now=NOON,
        )
        place_order(actor=cook, hub_id=self.hub.pk, order_id=line.order_id, reference="", now=NOON)
        line.refresh_from_db()
        return line

    def conduct(self, cycle, *stages):
        for stage in stages:
            run_stage(**self.args, cycle_id=cycle.pk, stage=stage)
        cycle.refresh_from_db()

    def buy(self, cycle):
        self.conduct(cycle, CycleStage.CLOSE, CycleStage.ALLOCATE, CycleStage.ORDER)
        return {
            line.variant_id: line
            for line in PurchaseLine.objects.filter(
                purchase_order__cycle=cycle, ordered_count__gt=0
            )
        }

    def receive(self, line, packs=None, *, place=None, best_before=KEEPS, amount=None, code=None):
        packs = line.ordered_count if packs is None else packs
        entry = ReceiptEntry(
            line.pk,
            code or f"L{Lot.objects.count() + 1}",
            best_before,
            Quantity(packs, packs * line.content_amount if amount is None else amount),
            place_id=place and place.pk,
        )
        cycle_id = line.purchase_order.cycle_id
        return receive_cycle(**self.args, cycle_id=cycle_id, entries=[entry])[0]

    def pack(self, cycle):
        proposals = propose_cycle(hub_id=self.hub.pk, cycle_id=cycle.pk)
        entries = [
            PackEntry(line_id, [part.entry for part in proposal.parts], "not_received")
            for line_id, proposal in proposals.items()
        ]
        pack_cycle(**self.args, cycle_id=cycle.pk, entries=entries)
        filled = {
            row.pk: int(row.order.lines.filter(packed_count__gt=0).exists())
            for row in Delivery.objects.filter(cycle=cycle)
        }
        finish_cycle(**self.args, cycle_id=cycle.pk, crates=filled)

    def deliver(self, cycle, returns=None):
        back = returns or {}
        entries = [
            HandoverEntry(row.pk, {pk: qty for pk, qty in back.items() if pk in _lines(row)})
            for row in Delivery.objects.filter(cycle=cycle)
        ]
        deliver_cycle(**self.args, cycle_id=cycle.pk, entries=entries)

    def finish(self, cycle, returns=None):
        """Pack, deliver, invoice and settle."""
        self.pack(cycle)
        self.deliver(cycle, returns)
        self.conduct(cycle, CycleStage.INVOICE, CycleStage.SETTLE)


def _lines(delivery):
    return set(delivery.order.lines.values_list("pk", flat=True))


def make_larder(units=2) -> Larder:
    """Return a hub that sells meat by the pack of 500 g, and roasts of about 2 kg by the scale."""
    factories.make_vat_rates()
    hub = factories.make_hub()
    factories.make_fee(hub)
    farm = factories.make_producer(hub, "Reinkalven")
    boss = factories.coordinator(hub)
    meat = factories.make_variant(farm, "Reinkjøtt", content_amount=500)
    roast = factories.make_variant(
        farm, "Reinsteik", content_amount=2000, charge_by=ChargeBy.MEASURED, tolerance_bp=2000
    )
    factories.make_listing(hub, meat, 30000)
    factories.make_listing(hub, roast, 45000)
    freezer = add_place(actor=boss, hub_id=hub.pk, name="Fryser 1", storage="frozen", now=NOON)
    return Larder(
        hub=hub,
        farm=farm,
        boss=boss,
        units=[factories.make_unit(hub) for _ in range(units)],
        freezer=freezer,
        meat=meat,
        roast=roast,
    )
