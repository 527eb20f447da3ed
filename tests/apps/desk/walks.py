"""A small market walked through its stages: the conductor's own, and the people's between them."""

from datetime import date

from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.services.conductor import run_stage
from kortreist.apps.fulfilment.entries import HandoverEntry, PackEntry, ReceiptEntry
from kortreist.apps.fulfilment.models import Delivery
from kortreist.apps.fulfilment.selectors.sharing import propose_cycle
from kortreist.apps.fulfilment.services.closing_up import finish_cycle
from kortreist.apps.fulfilment.services.deliveries import deliver_cycle
from kortreist.apps.fulfilment.services.goods_in import receive_cycle
from kortreist.apps.fulfilment.services.packing import pack_cycle
from kortreist.apps.trading.models import PurchaseLine
from kortreist.kernel.quantity import Quantity
from tests import rounds
from tests.conftest import NOON

STAGES = list(CycleStage)


def order_carrots(market, *, wished=(30, 20), there_are=40):
    """Two kitchens wish for more carrots than there are."""
    market.carrots.offered_packs = there_are
    market.carrots.save()
    for unit, count in zip((market.unit, market.other), wished, strict=True):
        rounds.make_line(rounds.make_order(market.cycle, unit), market.carrots, count)
    return market


def conduct(market, stage, **fields):
    scope = {
        "actor": market.boss,
        "hub_id": market.hub.pk,
        "cycle_id": market.cycle.pk,
        "now": NOON,
    }
    return run_stage(**scope | fields, stage=CycleStage(stage))


def walk(market, until):
    """Do every stage up to and with ``until``, and the people's work that they wait for."""
    for stage in STAGES[: STAGES.index(until) + 1]:
        walk_on(market, stage)
    market.cycle.refresh_from_db()


def walk_on(market, stage):
    """Do one stage, and before it what people do for it."""
    if stage in HANDS:
        HANDS[stage](market)
    conduct(market, stage)


def receive(market):
    line = PurchaseLine.objects.get()
    entry = ReceiptEntry(
        line.pk,
        "L1",
        date(2026, 12, 24),
        Quantity.nominal(line.ordered_count, line.content_amount),
    )
    receive_cycle(**_by_boss(market), entries=[entry])


def pack(market):
    proposals = propose_cycle(hub_id=market.hub.pk, cycle_id=market.cycle.pk)
    entries = [
        PackEntry(line_id, [part.entry for part in proposal.parts])
        for line_id, proposal in proposals.items()
    ]
    pack_cycle(**_by_boss(market), entries=entries)
    crates = {delivery.pk: 2 for delivery in Delivery.objects.filter(cycle=market.cycle)}
    finish_cycle(**_by_boss(market), crates=crates)


def deliver(market):
    entries = [HandoverEntry(row.pk) for row in Delivery.objects.filter(cycle=market.cycle)]
    deliver_cycle(**_by_boss(market), entries=entries)


HANDS = {CycleStage.RECEIVE: receive, CycleStage.PACK: pack, CycleStage.DELIVER: deliver}


def _by_boss(market):
    return {
        "actor": market.boss,
        "hub_id": market.hub.pk,
        "cycle_id": market.cycle.pk,
        "now": NOON,
    }
