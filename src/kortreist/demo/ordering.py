"""The first half of a cycle: farms say what they have, and kitchens order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kortreist.apps.actors.permissions import Actor
from kortreist.apps.catalogue.models import Availability, SupplyMode
from kortreist.apps.catalogue.services.availability import state_availability
from kortreist.apps.trading.errors import CreditLimitError, OutOfStockError
from kortreist.apps.trading.models import CycleStatus, Offer, Order, OrderLine, OrderStatus
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.orders import place_order
from kortreist.demo import demand
from kortreist.demo.demand import Wish, draw_orders
from kortreist.demo.rounds import Round

Progress = Callable[[int, int], None]


@transaction.atomic
def state_goods(played: Round) -> None:
    """Let every producer say what it has, all or none; what is out of season is not there.

    The cycle takes it up when it opens.
    """
    day = played.times.delivery_day
    if Availability.objects.filter(hub=played.hub_id, delivery_day=day).exists():
        return
    for variant_id, goods in played.setting.goods.items():
        if goods.product.is_in_season(day.isocalendar().week):
            state_availability(
                actor=played.cast.producer(goods.product.producer),
                hub_id=played.hub_id,
                variant_id=variant_id,
                delivery_day=day,
                packs=goods.variant.weekly_packs,
                supply_mode=SupplyMode(goods.variant.supply),
                now=played.times.stated,
            )


def take_orders(
    played: Round,
    *,
    takes_part: Callable[[int, str], bool],
    until: datetime,
    progress: Progress,
) -> None:
    """Let kitchens order, one after another, spread over the time from opening to ``until``.

    Who comes when is drawn before anybody orders, so that a start that was cut off goes on with
    the same queue.

    Parameters
    ----------
    takes_part
        Told a kitchen's place in the description and its code.
    """
    if played.status != CycleStatus.OPEN:
        return
    placed = set(
        Order.objects.filter(cycle=played.cycle_id, status=OrderStatus.PLACED).values_list(
            "unit_id", flat=True
        )
    )
    offers = dict(Offer.objects.filter(cycle=played.cycle_id).values_list("variant_id", "pk"))
    queue = _queue(played, takes_part)
    opening = until - played.times.opens
    for place, wished in enumerate(queue, start=1):
        if played.setting.unit_ids[wished.unit] not in placed:
            moment = played.times.opens + opening * place / (len(queue) + 1)
            _take_order(played, wished, offers, moment)
        progress(place, len(queue))


def _queue(played: Round, takes_part: Callable[[int, str], bool]) -> list[demand.Order]:
    wished = {
        order.unit: order
        for order in draw_orders(
            played.region, seed=played.setting.seed, delivery_day=played.times.delivery_day
        )
    }
    queue = [
        wished[unit.code]
        for place, unit in enumerate(played.region.units)
        if unit.code in wished and takes_part(place, unit.code)
    ]
    played.chance("queue").shuffle(queue)
    return queue


@transaction.atomic
def _take_order(
    played: Round, wished: demand.Order, offers: dict[int, int], moment: datetime
) -> None:
    """Fill one kitchen's basket and place it, all or none."""
    unit = next(unit for unit in played.region.units if unit.code == wished.unit)
    cook = _Cook(
        played.cast.buyer(wished.unit),
        played.hub_id,
        played.setting.unit_ids[wished.unit],
        moment,
    )
    multiples = {
        goods.variant.code: goods.variant.order_multiple for goods in played.setting.goods.values()
    }
    for wish in wished.wishes:
        offer_id = offers.get(played.setting.variant_ids[wish.variant])
        if offer_id is not None:
            cook.put(wish, offer_id, multiples[wish.variant])
    cook.place(unit.reference)


@dataclass
class _Cook:
    """Somebody who orders for a kitchen, and takes what is left when told that it is less."""

    actor: Actor
    hub_id: int
    unit_id: int
    now: datetime
    line: OrderLine | None = None

    def put(self, wish: Wish, offer_id: int, multiple: int) -> None:
        try:
            self._set(offer_id, wish.packs, wish.minimum_packs)
        except OutOfStockError as error:
            left = int(str(error.params["left"])) // multiple * multiple
            if left >= wish.minimum_packs:
                self._set(offer_id, left, wish.minimum_packs)

    def place(self, reference: str) -> None:
        """Place the order; over the payer's limit, do without the last line, and try again."""
        while self.line is not None:
            try:
                place_order(
                    actor=self.actor,
                    hub_id=self.hub_id,
                    order_id=self.line.order_id,
                    reference=reference,
                    now=self.now,
                )
            except CreditLimitError:
                self._set(self.line.offer_id, 0, 0)
                lines = OrderLine.objects.filter(order=self.line.order_id)
                self.line = lines.order_by("-pk").first()
            else:
                return

    def _set(self, offer_id: int, packs: int, minimum: int) -> None:
        line = set_line(
            actor=self.actor,
            hub_id=self.hub_id,
            unit_id=self.unit_id,
            offer_id=offer_id,
            count=packs,
            minimum_count=minimum if minimum > 1 else 0,
            now=self.now,
        )
        self.line = line or self.line
