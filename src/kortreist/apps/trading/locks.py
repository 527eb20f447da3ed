"""Every lock this room takes, in one order: rule, cycle, order, line, stock."""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from kortreist.apps.trading.models import (
    AvailabilityPost,
    CycleRule,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    StandingOrder,
    Substitution,
    SubstitutionStatus,
    WeightQuestion,
)
from kortreist.kernel.errors import NotFoundError


def lock_post(*, hub_id: int, post_id: int) -> AvailabilityPost:
    """Lock a producer's press, after the cycles it was for."""
    post = (
        AvailabilityPost.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=post_id)
        .first()
    )
    if post is None:
        raise NotFoundError
    return post


def lock_rule(*, hub_id: int, rule_id: int) -> CycleRule:
    """Lock a rule, before the cycles it makes."""
    rule = (
        CycleRule.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=rule_id).first()
    )
    if rule is None or rule.removed_at is not None:
        raise NotFoundError
    return rule


def lock_cycle(*, hub_id: int, cycle_id: int) -> OrderCycle:
    """Lock a cycle for a change of its own; waits for those who hold it open."""
    cycle = (
        OrderCycle.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=cycle_id)
        .first()
    )
    if cycle is None:
        raise NotFoundError
    return cycle


def hold_cycle(*, hub_id: int, cycle_id: int) -> OrderCycle:
    """Keep a cycle as it is until the transaction ends, together with others who do the same.

    Orders are placed side by side, but none while the cycle is being closed. SQLite needs nothing:
    there a transaction is alone from its first line.
    """
    if connection.vendor == "postgresql":
        rows = OrderCycle.objects.raw(
            "SELECT * FROM trading_ordercycle WHERE hub_id = %s AND id = %s FOR SHARE",
            [hub_id, cycle_id],
        )
        cycle = next(iter(rows), None)
    else:
        cycle = OrderCycle.objects.filter(hub_id=hub_id, pk=cycle_id).first()
    if cycle is None:
        raise NotFoundError
    return cycle


def lock_order(*, hub_id: int, order_id: int) -> Order:
    """Lock an order and, with it, its lines."""
    order = Order.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=order_id).first()
    if order is None:
        raise NotFoundError
    return order


def lock_orders(*, hub_id: int, order_ids: Collection[int]) -> list[Order]:
    """Lock several orders; all of them must be the hub's."""
    orders = list(
        Order.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(order_ids))
        .order_by("pk")
    )
    if len(orders) != len(set(order_ids)):
        raise NotFoundError
    return orders


def lock_lines(*, hub_id: int, line_ids: Collection[int]) -> list[OrderLine]:
    """Lock order lines; all of them must be the hub's."""
    lines = list(
        OrderLine.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(line_ids))
        .order_by("pk")
    )
    if len(lines) != len(set(line_ids)):
        raise NotFoundError
    return lines


def lock_purchase_order(*, hub_id: int, purchase_order_id: int) -> PurchaseOrder:
    """Lock a purchase order."""
    purchase = (
        PurchaseOrder.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=purchase_order_id)
        .first()
    )
    if purchase is None:
        raise NotFoundError
    return purchase


def lock_purchase_lines(*, hub_id: int, line_ids: Collection[int]) -> list[PurchaseLine]:
    """Lock purchase lines; all of them must be the hub's."""
    lines = list(
        PurchaseLine.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(line_ids))
        .order_by("pk")
    )
    if len(lines) != len(set(line_ids)):
        raise NotFoundError
    return lines


def lock_offers(*, hub_id: int, offer_ids: Collection[int]) -> dict[int, Offer]:
    """Lock offers, the stock of a cycle, by id."""
    offers = (
        Offer.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(offer_ids))
        .order_by("pk")
    )
    return {offer.pk: offer for offer in offers}


def lock_substitution(*, hub_id: int, substitution_id: int) -> Substitution:
    """Lock a proposal, after its order and lines."""
    proposal = (
        Substitution.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=substitution_id)
        .first()
    )
    if proposal is None:
        raise NotFoundError
    return proposal


def lock_open_substitutions(proposals: QuerySet[Substitution]) -> list[Substitution]:
    """Lock those of some proposals that nobody has answered."""
    waiting = proposals.filter(status=SubstitutionStatus.PROPOSED)
    return list(waiting.select_for_update(of=("self",)).order_by("pk"))


def lock_weight_question(*, hub_id: int, question_id: int) -> WeightQuestion:
    """Lock a question about a weight, after its line."""
    question = (
        WeightQuestion.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=question_id)
        .first()
    )
    if question is None:
        raise NotFoundError
    return question


def lock_standing_order(*, hub_id: int, standing_order_id: int) -> StandingOrder:
    """Lock a standing order and, with it, its lines and its single dates."""
    standing = (
        StandingOrder.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=standing_order_id)
        .first()
    )
    if standing is None:
        raise NotFoundError
    return standing
