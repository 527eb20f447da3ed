"""The second half of a cycle: farms promise and hand over, the team packs, the van delivers.

Where something goes wrong it is on purpose: a farm that promises less than was ordered, one line
short, one over, one a little warm and one with a damaged pack at goods-in, goods that come back
from two doors.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from kortreist.apps.catalogue.models import ChargeBy, DepositLedger
from kortreist.apps.fulfilment.entries import (
    Damage,
    HandoverEntry,
    PackEntry,
    PartEntry,
    ReceiptEntry,
)
from kortreist.apps.fulfilment.models import (
    Delivery,
    DeliveryStatus,
    Lot,
    PackReason,
    ReturnReason,
)
from kortreist.apps.fulfilment.selectors.sharing import Proposal, Suggestion, propose_cycle
from kortreist.apps.fulfilment.services.closing_up import finish_cycle
from kortreist.apps.fulfilment.services.deliveries import deliver_cycle
from kortreist.apps.fulfilment.services.goods_in import receive_cycle
from kortreist.apps.fulfilment.services.packing import pack_cycle
from kortreist.apps.trading.models import OrderLine, PurchaseLine, PurchaseOrder
from kortreist.apps.trading.selectors.deposits import carriers_out
from kortreist.apps.trading.services.purchases import promise_purchase
from kortreist.demo.chance import after_drip, pack_weights, pick, too_heavy
from kortreist.demo.cold import log_freezers, settle_deviations
from kortreist.demo.rounds import Goods, Round
from kortreist.demo.shortage import unusual_lines
from kortreist.demo.stock import places_of
from kortreist.kernel.periods import oslo_date
from kortreist.kernel.quantity import Quantity

CRATE_G = 12_000
# Days from goods-in until the date on the label, by how the goods are kept.
KEEPS_DAYS = {"chilled": (12, 35), "frozen": (150, 300), "ambient": (40, 240)}
# Fruit, vegetables and potatoes as they are bear no date.
UNDATED_GROUP = "6"
COLD_DC = {"chilled": (15, 38), "frozen": (-215, -185)}
# A little too warm, for one lot a round.
WARM_DC = 56
DAMAGE_NOTE = "Én pakning var klemt."
# From so many packs on, goods come in two lots.
TWO_LOTS = 24
# Of so many packs or more, one may be missing or come back.
WORTH_SHORTING = 4


def promise(played: Round) -> None:
    """Let every farm answer its purchase order; one of them cannot bring all of one thing."""
    lines = _purchase_lines(played)
    short = _pick_purchase(played, "promise", lines)
    farms = {line.purchase_order_id: _goods(played, line).product.producer for line in lines}
    waiting = PurchaseOrder.objects.filter(cycle=played.cycle_id, promised_at__isnull=True)
    for order in waiting.order_by("pk"):
        promises = {}
        if short and short.purchase_order_id == order.pk:
            promises[short.pk] = short.ordered_count - max(1, short.ordered_count // 4)
        promise_purchase(
            actor=played.cast.producer(farms[order.pk]),
            hub_id=played.hub_id,
            purchase_order_id=order.pk,
            promises=promises,
            now=played.times.promised,
        )


def receive(played: Round, *, share_bp: int = 10_000) -> None:
    """Check everything in, weighed; one line comes short, one over.

    Parameters
    ----------
    share_bp
        How many in ten thousand of the farms have been by; the others are waited for.
    """
    lines = _purchase_lines(played)
    farms = sorted({_goods(played, line).product.producer for line in lines})
    been = set(farms[: -(-len(farms) * share_bp // 10_000)])
    here = [line for line in lines if _goods(played, line).product.producer in been]
    if all(line.received_count is not None for line in here):
        return
    kept = [line for line in here if line.promised_count == line.ordered_count]
    short = _pick_purchase(played, "short", kept)
    over = _pick_purchase(played, "over", [line for line in kept if line != short])
    entries: list[ReceiptEntry] = []
    heavy = unusual_lines(played).keys()
    places = places_of(played.hub_id)
    for number, line in enumerate(here, start=1):
        count = (line.promised_count or 0) - (line == short) + (line == over)
        place_id = places.get(line.variant_id) if line.stock_count else None
        receipts = _receipts(played, line, count, number, is_heavy=line.variant_id in heavy)
        entries += [replace(receipt, place_id=place_id) for receipt in receipts]
    entries = _mishandled(played, entries)
    receive_cycle(**played.by(played.cast.packers, played.times.goods_in), entries=entries)


def _mishandled(played: Round, entries: list[ReceiptEntry]) -> list[ReceiptEntry]:
    """Let one cold lot come a little warm, and one pack of another be damaged."""
    cold = [each for each in entries if each.temperature_dc is not None and each.temperature_dc > 0]
    warm = pick(cold, played.chance("warm"))
    whole = [each for each in entries if each is not warm and each.quantity.count > WORTH_SHORTING]
    damaged = pick(whole, played.chance("damaged at goods-in"))
    return [
        replace(each, temperature_dc=WARM_DC)
        if each is warm
        else replace(each, damage=Damage(1, DAMAGE_NOTE))
        if each is damaged
        else each
        for each in entries
    ]


def pack(played: Round) -> None:
    """Fill every delivery from the lots, weigh what is weighed, and close the crates."""
    settle_deviations(played)
    by_packers = played.by(played.cast.packers, played.times.packed)
    proposals = propose_cycle(hub_id=played.hub_id, cycle_id=played.cycle_id)
    if proposals:
        scales = _Scales(played)
        entries = [
            PackEntry(
                line_id,
                [scales.weigh(part, line_id) for part in proposal.parts],
                _reason(proposal),
            )
            for line_id, proposal in proposals.items()
        ]
        pack_cycle(**by_packers, entries=entries)
    planned = Delivery.objects.filter(cycle=played.cycle_id, status=DeliveryStatus.PLANNED)
    masses = _masses(played)
    crates = {
        delivery.pk: -(-masses[delivery.order_id] // CRATE_G) for delivery in planned.order_by("pk")
    }
    if crates:
        finish_cycle(**by_packers, crates=crates)


def deliver(played: Round) -> None:
    """Hand everything over; from two doors something comes back."""
    packed = Delivery.objects.filter(cycle=played.cycle_id, status=DeliveryStatus.PACKED)
    back = _returns(played)
    # Empty crates of the time before go back with the van.
    crates = carriers_out(
        hub_id=played.hub_id, unit_ids=list(packed.values_list("unit_id", flat=True))
    )
    entries = []
    for delivery in packed.order_by("pk"):
        lines = back.get(delivery.order_id, [])
        entries.append(
            HandoverEntry(
                delivery.pk,
                {line.pk: quantity for line, quantity, _ in lines},
                {line.pk: reason for line, _, reason in lines},
                played.chance("door", played.setting.units[delivery.unit_id]).randint(20, 39),
                crates_back=crates.get((delivery.unit_id, DepositLedger.CRATE.value), 0),
            )
        )
    log_freezers(played)
    if entries:
        deliver_cycle(**played.by(played.cast.packers, played.times.delivered), entries=entries)


def _purchase_lines(played: Round) -> list[PurchaseLine]:
    """Return the cycle's purchase lines by the codes of their goods."""
    lines = PurchaseLine.objects.filter(
        purchase_order__cycle=played.cycle_id, ordered_count__gt=0
    ).select_related("offer")
    return sorted(lines, key=lambda line: _goods(played, line).variant.code)


def _goods(played: Round, line: PurchaseLine | OrderLine) -> Goods:
    return played.setting.goods[line.variant_id]


def _pick_purchase(played: Round, what: str, lines: Sequence[PurchaseLine]) -> PurchaseLine | None:
    """Return a line that something may go wrong with: shared goods, packs of a set weight."""
    fit = [
        line
        for line in lines
        if line.ordered_count >= WORTH_SHORTING
        and _goods(played, line).variant.supply == "share"
        and _goods(played, line).variant.charge_by == "nominal"
    ]
    return pick(fit, played.chance(what))


def _receipts(
    played: Round, line: PurchaseLine, count: int, number: int, *, is_heavy: bool
) -> Iterator[ReceiptEntry]:
    goods = _goods(played, line)
    random = played.chance("lot", goods.variant.code)
    is_weighed = goods.variant.charge_by == "measured"
    parts = [count - count // 3, count // 3] if count >= TWO_LOTS and not is_weighed else [count]
    cold = COLD_DC.get(goods.product.storage)
    for place, packs in enumerate(parts):
        if packs:
            yield ReceiptEntry(
                line.pk,
                _lot_code(played, goods, number, place),
                _best_before(played, goods, random.randint(*KEEPS_DAYS[goods.product.storage])),
                Quantity(packs, _received_amount(played, goods, packs, is_heavy=is_heavy)),
                random.randint(*cold) if cold else None,
            )


def _lot_code(played: Round, goods: Goods, number: int, place: int) -> str:
    year, week, _ = played.times.delivery_day.isocalendar()
    farm = goods.product.producer.replace("-", "")[:4].upper()
    return f"{farm}{year % 100}{week:02}-{number:03}{'AB'[place]}"


def _best_before(played: Round, goods: Goods, days: int) -> date | None:
    if goods.product.group.split(".")[0] == UNDATED_GROUP:
        return None
    return oslo_date(played.times.goods_in) + timedelta(days=days)


def _received_amount(played: Round, goods: Goods, packs: int, *, is_heavy: bool) -> int:
    if goods.variant.charge_by == "measured":
        return sum(_weights(played, goods, packs, is_heavy=is_heavy))
    return packs * goods.variant.content_amount


def _weights(played: Round, goods: Goods, packs: int, *, is_heavy: bool) -> list[int]:
    """Return what the scale says of each pack of goods that come in one lot and are weighed.

    Where one of them weighs more than was agreed, it is the first.
    """
    weights = pack_weights(goods.variant, packs, played.chance("scale", goods.variant.code))
    if is_heavy and weights:
        weights[0] = too_heavy(goods.variant)
    return weights


class _Scales:
    """The scale at the packing table: each pack is weighed once, in the order they are packed."""

    def __init__(self, played: Round) -> None:
        self._played = played
        self._left: dict[int, Iterator[int]] = {}
        # The one line of some goods that is to have the piece that weighs too much.
        self._heavy = unusual_lines(played)

    def weigh(self, part: Suggestion, line_id: int) -> PartEntry:
        goods = self._played.setting.goods[part.lot.variant_id]
        if goods.variant.charge_by != "measured":
            return PartEntry(part.lot.pk, part.count)
        packs = self._left.setdefault(part.lot.pk, self._packs(goods, part.lot))
        if self._heavy.get(part.lot.variant_id) == line_id and part.count == 1:
            return PartEntry(part.lot.pk, 1, self._all(goods, part.lot)[0])
        return PartEntry(part.lot.pk, part.count, sum(next(packs) for _ in range(part.count)))

    def _packs(self, goods: Goods, lot: Lot) -> Iterator[int]:
        weights = self._all(goods, lot)
        # What weighs too much waits for its line.
        return iter(weights[1:] if lot.variant_id in self._heavy else weights)

    def _all(self, goods: Goods, lot: Lot) -> list[int]:
        random = self._played.chance("drip", goods.variant.code)
        is_heavy = lot.variant_id in self._heavy
        weights = _weights(self._played, goods, lot.received_count, is_heavy=is_heavy)
        return [after_drip(each, random) for each in weights]


def _reason(proposal: Proposal) -> str:
    is_short = proposal.count < proposal.line.confirmed_count
    return (PackReason.NOT_RECEIVED if is_short else PackReason.PACKED).value


def _masses(played: Round) -> dict[int, int]:
    """Return what each order's crates hold, in grams."""
    masses: dict[int, int] = defaultdict(int)
    for order_id, variant_id, packs in OrderLine.objects.filter(
        order__cycle=played.cycle_id, packed_count__gt=0
    ).values_list("order_id", "variant_id", "packed_count"):
        masses[order_id] += (packs or 0) * played.setting.goods[variant_id].variant.mass_g
    return masses


Returned = tuple[OrderLine, Quantity, str]


def _returns(played: Round) -> dict[int, list[Returned]]:
    """Return what comes back, by order: a pack that was damaged, and one that was not wanted."""
    lines = OrderLine.objects.filter(
        order__cycle=played.cycle_id, packed_count__gte=WORTH_SHORTING, charge_by=ChargeBy.NOMINAL
    ).select_related("order")
    fit = sorted(lines, key=played.place_of)
    damaged = pick(fit, played.chance("damaged"))
    refused = pick(
        [line for line in fit if damaged and line.order_id != damaged.order_id],
        played.chance("refused"),
    )
    back: dict[int, list[Returned]] = {}
    for line, reason in ((damaged, ReturnReason.DAMAGED), (refused, ReturnReason.REFUSED)):
        if line is not None:
            one = Quantity.nominal(1, line.content_amount)
            back.setdefault(line.order_id, []).append((line, one, reason.value))
    return back
