"""Every lock this room takes: deliveries beside orders, lots as stock, after the lines."""

from collections.abc import Collection

from kortreist.apps.fulfilment.models import (
    Delivery,
    Deviation,
    FixedTour,
    Lot,
    Recall,
    RoadFact,
    SsccSeries,
    StockPlace,
    Tour,
    TourPlan,
    Vehicle,
)
from kortreist.apps.trading.models import OrderLine
from kortreist.kernel.errors import NotFoundError


def lock_deliveries(*, hub_id: int, delivery_ids: Collection[int]) -> list[Delivery]:
    """Lock deliveries; all of them must be the hub's."""
    deliveries = list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(delivery_ids))
        .order_by("pk")
    )
    if len(deliveries) != len(set(delivery_ids)):
        raise NotFoundError
    return deliveries


def lock_deliveries_of_cycle(*, hub_id: int, cycle_id: int) -> list[Delivery]:
    """Lock every delivery of a cycle."""
    return list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, cycle_id=cycle_id)
        .order_by("pk")
    )


def lock_deliveries_of_lines(*, hub_id: int, line_ids: Collection[int]) -> dict[int, Delivery]:
    """Lock the deliveries that order lines go with, by order."""
    orders = OrderLine.objects.filter(hub_id=hub_id, pk__in=set(line_ids)).values("order_id")
    deliveries = (
        Delivery.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, order_id__in=orders)
        .order_by("pk")
    )
    return {delivery.order_id: delivery for delivery in deliveries}


def lock_lots(*, hub_id: int, lot_ids: Collection[int]) -> dict[int, Lot]:
    """Lock lots, which grow scarcer as they are packed, by id; all must be the hub's."""
    lots = list(
        Lot.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(lot_ids))
        .order_by("pk")
    )
    if len(lots) != len(set(lot_ids)):
        raise NotFoundError
    return {lot.pk: lot for lot in lots}


def lock_recall(*, hub_id: int, recall_id: int) -> Recall:
    """Lock a case, so that it is closed, reminded of and answered one at a time."""
    recall = (
        Recall.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=recall_id).first()
    )
    if recall is None:
        raise NotFoundError
    return recall


def lock_place(*, hub_id: int, place_id: int) -> StockPlace:
    """Lock a place; those who put goods there wait."""
    place = (
        StockPlace.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=place_id)
        .first()
    )
    if place is None:
        raise NotFoundError
    return place


def lock_tour(*, hub_id: int, tour_id: int) -> Tour:
    """Lock a tour, before its deliveries: two phones on it take turns."""
    tour = Tour.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=tour_id).first()
    if tour is None:
        raise NotFoundError
    return tour


def lock_plan(*, hub_id: int, plan_id: int) -> TourPlan:
    """Lock a plan of tours; whoever would choose or undo it at the same time waits."""
    plan = (
        TourPlan.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=plan_id).first()
    )
    if plan is None:
        raise NotFoundError
    return plan


def lock_tours_of_cycle(*, hub_id: int, cycle_id: int) -> list[Tour]:
    """Lock a cycle's tours."""
    return list(
        Tour.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, cycle_id=cycle_id)
        .order_by("pk")
    )


def lock_tours(*, hub_id: int, tour_ids: Collection[int]) -> list[Tour]:
    """Lock tours; all of them must be the hub's."""
    tours = list(
        Tour.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk__in=set(tour_ids))
        .order_by("pk")
    )
    if len(tours) != len(set(tour_ids)):
        raise NotFoundError
    return tours


def lock_vehicle(*, hub_id: int, vehicle_id: int) -> Vehicle:
    """Lock a vehicle; those who put it on a tour wait."""
    vehicle = (
        Vehicle.objects.select_for_update(of=("self",)).filter(hub_id=hub_id, pk=vehicle_id).first()
    )
    if vehicle is None:
        raise NotFoundError
    return vehicle


def lock_fixed_tour(*, hub_id: int, fixed_tour_id: int) -> FixedTour:
    """Lock a fixed tour; those who change its stops wait."""
    tour = (
        FixedTour.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=fixed_tour_id)
        .first()
    )
    if tour is None:
        raise NotFoundError
    return tour


def lock_road_fact(*, hub_id: int, road_fact_id: int) -> RoadFact:
    """Lock what a road is like; those who change it wait."""
    fact = (
        RoadFact.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=road_fact_id)
        .first()
    )
    if fact is None:
        raise NotFoundError
    return fact


def lock_sscc_series(prefix: str) -> SsccSeries:
    """Lock a prefix's numbers for load units, last of all; the first time it begins at one."""
    SsccSeries.objects.get_or_create(prefix=prefix)
    return SsccSeries.objects.select_for_update(of=("self",)).get(prefix=prefix)


def lock_deviation(*, hub_id: int, deviation_id: int) -> Deviation:
    """Lock a deviation, after the purchase line it is about and before its lot."""
    deviation = (
        Deviation.objects.select_for_update(of=("self",))
        .filter(hub_id=hub_id, pk=deviation_id)
        .first()
    )
    if deviation is None:
        raise NotFoundError
    return deviation
