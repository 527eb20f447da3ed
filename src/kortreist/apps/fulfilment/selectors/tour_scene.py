"""Gathering a day: what is to be carried where, within which hours, with which vehicles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from kortreist.apps.actors.models import ClosedDay, DeliveryPoint, DeliveryWay, Hub, HubProducer
from kortreist.apps.fulfilment.errors import HubUnplacedError
from kortreist.apps.fulfilment.models import (
    Delivery,
    DeliveryStatus,
    FixedTour,
    RoadFact,
    StopDelivery,
    StopPurchase,
    TourStatus,
    Vehicle,
)
from kortreist.apps.fulfilment.selectors.service_times import ServiceTimes, learn_service_times
from kortreist.apps.fulfilment.selectors.tour_loads import (
    Loads,
    delivery_loads,
    merged,
    purchase_loads,
)
from kortreist.apps.fulfilment.touring.scene import (
    DAY_S,
    HUB_PLACE,
    Deal,
    Errand,
    Fact,
    Fixed,
    Load,
    PlanOptions,
    Scene,
    Site,
    Unplaced,
    Van,
    place_of_point,
    place_of_producer,
    seconds_of,
)
from kortreist.apps.registers.errors import FigureMissingError
from kortreist.apps.registers.models import DatedFigure, Postcode
from kortreist.apps.registers.selectors.figures import dated_figures
from kortreist.apps.trading.models import (
    OrderCycle,
    OrderLine,
    PurchaseLine,
    PurchaseOrder,
    PurchaseStatus,
)

# Counties of fjords and islands, where roads go round; a judgement, told with every estimate.
FJORD_COUNTIES = frozenset({"11", "15", "18", "46", "55", "56"})
NEEDED = (
    "co2_diesel",
    "co2_electric",
    "co2_hvo",
    "co2_petrol",
    "crate_volume",
    "longest_shift",
    "mass_per_piece",
    "most_driving_day",
    "packed_volume",
    "rest_after_driving",
    "rest_break",
    "separate_van_fuel",
    "service_door",
    "service_per_tonne",
    "turnaround",
)
GONE = (TourStatus.LOADING, TourStatus.UNDERWAY, TourStatus.DONE)


def gather_scene(*, hub_id: int, cycle: OrderCycle, options: PlanOptions) -> Scene:
    """Return everything a cycle's tours are planned with, in a constant number of queries.

    Left out is what another way brings, what is handed over or taken in, and what is on a tour that
    has left.

    Raises
    ------
    HubUnplacedError, FigureMissingError
        When it is not known where the hub itself is, or what a rule's figure is on the day.
    """
    hub = Hub.objects.select_related("organisation__postcode__municipality").get(pk=hub_id)
    figures = dated_figures(cycle.delivery_day)
    values = figure_values(figures, cycle.delivery_day)
    times = learn_service_times(hub_id=hub_id)
    doors, lost_doors = _doors(hub_id, cycle, values, times)
    farms, lost_farms = _farms(hub_id, cycle, values, times)
    found = [*doors, *farms]
    deals, makers = _deals(hub_id, [errand for _, errand in doors])
    known = {site.place_id for site, _ in found}
    first = cycle.delivery_day - timedelta(days=options.collect_days_before)
    return Scene(
        hub_id=hub_id,
        cycle_id=cycle.pk,
        first_day=first.isoformat(),
        day=cycle.delivery_day.isoformat(),
        terrain=_terrain(hub),
        options=options,
        sites=(
            _hub_site(hub),
            *(site for site, _ in found),
            *(site for site in makers if site.place_id not in known),
        ),
        errands=tuple(errand for _, errand in found),
        vans=_vans(hub_id),
        facts=_facts(hub_id, cycle.delivery_day),
        fixed=_fixed(hub_id, cycle.delivery_day),
        unplaced=(*lost_doors, *lost_farms),
        deals=deals,
        figures=values,
        unverified=tuple(code for code in NEEDED if not figures[code].is_verified),
    )


def figure_values(figures: Mapping[str, DatedFigure], day: date) -> dict[str, int]:
    """Return the figures that tours need, or raise FigureMissingError."""
    missing = [code for code in NEEDED if code not in figures]
    if missing:
        raise FigureMissingError(figure=missing[0], day=day)
    return {code: figures[code].value for code in NEEDED}


def own_deliveries(hub_id: int, cycle_id: int) -> "QuerySet[Delivery]":
    """Return what the hub's own vans are to bring, and has not left yet."""
    gone = StopDelivery.objects.filter(delivery=OuterRef("pk"), stop__tour__status__in=GONE)
    return Delivery.objects.filter(
        ~Exists(gone),
        hub_id=hub_id,
        cycle_id=cycle_id,
        way=DeliveryWay.OWN_TOUR,
        status__in=(DeliveryStatus.PLANNED, DeliveryStatus.PACKED),
    )


def purchases_to_collect(hub_id: int, cycle_id: int) -> "QuerySet[PurchaseOrder]":
    """Return the purchase orders that the hub's own vans are to fetch, and have not fetched yet."""
    gone = StopPurchase.objects.filter(purchase_order=OuterRef("pk"), stop__tour__status__in=GONE)
    waiting = PurchaseLine.objects.filter(
        Q(promised_count__isnull=True) | Q(promised_count__gt=0),
        purchase_order=OuterRef("pk"),
        received_count__isnull=True,
        ordered_count__gt=0,
    )
    collected = HubProducer.objects.filter(hub_id=hub_id, is_collected=True)
    return PurchaseOrder.objects.filter(
        Exists(waiting),
        ~Exists(gone),
        hub_id=hub_id,
        cycle_id=cycle_id,
        status=PurchaseStatus.SENT,
        producer__in=collected.values("organisation_id"),
    )


Found = list[tuple[Site, Errand]]


def _doors(
    hub_id: int, cycle: OrderCycle, figures: Mapping[str, int], times: ServiceTimes
) -> tuple[Found, list[Unplaced]]:
    rows = list(
        own_deliveries(hub_id, cycle.pk)
        .select_related("delivery_point__postcode", "unit")
        .order_by("delivery_point_id", "pk")
    )
    loads = delivery_loads(rows, figures)
    closed = set(
        ClosedDay.objects.filter(
            unit__in={row.unit_id for row in rows}, day=cycle.delivery_day
        ).values_list("unit_id", flat=True)
    )
    lost = [Unplaced(row.unit.name, "closed_day") for row in rows if row.unit_id in closed]
    by_point: dict[DeliveryPoint, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.unit_id not in closed:
            by_point[row.delivery_point].append(row)
    found: Found = []
    for point, there in by_point.items():
        site = _site(place_of_point(point.pk), point.name, point, point.postcode)
        if site is None:
            lost.append(Unplaced(point.name, "no_place"))
        else:
            found.append((site, _at_door(point, there, loads, figures, times)))
    return found, lost


def _at_door(
    point: DeliveryPoint,
    deliveries: list[Delivery],
    loads: Loads,
    figures: Mapping[str, int],
    times: ServiceTimes,
) -> Errand:
    goods = merged([loads[row.pk] for row in deliveries])
    service_s, timed = times.at(times.points.get(point.pk), _assumed_s(goods, figures))
    return Errand(
        place_id=place_of_point(point.pk),
        name=point.name,
        loads=goods,
        opens_s=seconds_of(point.opens_at),
        closes_s=seconds_of(point.closes_at),
        service_s=service_s,
        timed=timed,
        deliveries=tuple(row.pk for row in deliveries),
    )


def _farms(
    hub_id: int, cycle: OrderCycle, figures: Mapping[str, int], times: ServiceTimes
) -> tuple[Found, list[Unplaced]]:
    orders = {row.producer_id: row for row in purchases_to_collect(hub_id, cycle.pk).order_by("pk")}
    loads = purchase_loads([row.pk for row in orders.values()], figures)
    gates = (
        HubProducer.objects.filter(hub_id=hub_id, organisation__in=orders)
        .select_related("organisation__postcode")
        .order_by("organisation_id")
    )
    found: Found = []
    lost: list[Unplaced] = []
    for gate in gates:
        farm, goods = gate.organisation, loads[orders[gate.organisation_id].pk]
        site = _site(place_of_producer(farm.pk), farm.name, gate, farm.postcode)
        if site is None:
            lost.append(Unplaced(farm.name, "no_place"))
            continue
        timed = times.producers.get(farm.pk)
        service_s, count = times.at(timed, _assumed_s(goods, figures))
        errand = Errand(
            place_id=site.place_id,
            name=farm.name,
            loads=goods,
            opens_s=_seconds(gate.collect_from, 0),
            closes_s=_seconds(gate.collect_until, DAY_S - 1),
            service_s=service_s,
            timed=count,
            purchases=(orders[farm.pk].pk,),
        )
        found.append((site, errand))
    return found, lost


def _deals(hub_id: int, errands: list[Errand]) -> tuple[tuple[Deal, ...], list[Site]]:
    """Return which farms' goods go to which doors, and where the farms are."""
    door_of = {pk: errand.place_id for errand in errands for pk in errand.deliveries}
    orders = dict(Delivery.objects.filter(pk__in=door_of).values_list("order_id", "pk"))
    pairs = (
        OrderLine.objects.filter(order__in=orders, confirmed_count__gt=0)
        .order_by("producer_id", "order_id")
        .values_list("producer_id", "order_id")
        .distinct()
    )
    doors: dict[int, set[int]] = defaultdict(set)
    for producer_id, order_id in pairs:
        doors[producer_id].add(door_of[orders[order_id]])
    gates = HubProducer.objects.filter(hub_id=hub_id, organisation__in=doors).select_related(
        "organisation__postcode"
    )
    sites = {
        gate.organisation_id: site
        for gate in gates.order_by("organisation_id")
        if (
            site := _site(
                place_of_producer(gate.organisation_id),
                gate.organisation.name,
                gate,
                gate.organisation.postcode,
            )
        )
    }
    deals = tuple(
        Deal(place_of_producer(pk), tuple(sorted(doors[pk]))) for pk in sorted(doors) if pk in sites
    )
    return deals, list(sites.values())


def _seconds(wall: time | None, otherwise: int) -> int:
    return otherwise if wall is None else seconds_of(wall)


def _assumed_s(goods: Iterable[Load], figures: Mapping[str, int]) -> int:
    mass_g = sum(load.mass_g for load in goods)
    return figures["service_door"] + mass_g * figures["service_per_tonne"] // 1_000_000


def _site(
    place_id: int,
    name: str,
    known: DeliveryPoint | HubProducer | Hub,
    postcode: Postcode | None,
) -> Site | None:
    if known.latitude is not None and known.longitude is not None:
        return Site(place_id, name, known.latitude, known.longitude, is_exact=True)
    if postcode is None or postcode.latitude is None or postcode.longitude is None:
        return None
    return Site(place_id, name, postcode.latitude, postcode.longitude, is_exact=False)


def _hub_site(hub: Hub) -> Site:
    site = _site(HUB_PLACE, hub.name, hub, hub.organisation.postcode)
    if site is None:
        raise HubUnplacedError
    return site


def _terrain(hub: Hub) -> str:
    postcode = hub.organisation.postcode
    county = postcode.municipality.county_number if postcode else ""
    return "fjord" if county in FJORD_COUNTIES else "inland"


def _vans(hub_id: int) -> tuple[Van, ...]:
    rows = (
        Vehicle.objects.filter(hub_id=hub_id, archived_at__isnull=True)
        .prefetch_related("compartments")
        .order_by("pk")
    )
    return tuple(_van(row) for row in rows)


def _van(row: Vehicle) -> Van:
    return Van(
        vehicle_id=row.pk,
        name=row.name,
        payload_g=row.payload_g,
        volume_ml=row.volume_ml,
        compartments=tuple(
            Load(part.storage, part.payload_g, part.volume_ml) for part in row.compartments.all()
        ),
        energy=row.energy,
        use_per_100km=row.use_per_100km,
        use_per_tonne_bp=row.use_per_tonne_bp,
        cost_km_ore=row.cost_km_ore,
        cost_hour_ore=row.cost_hour_ore,
        cost_day_ore=row.cost_day_ore,
        from_s=seconds_of(row.available_from),
        until_s=seconds_of(row.available_until),
        most_trips=row.most_trips,
        range_m=row.range_m,
    )


def _facts(hub_id: int, day: date) -> tuple[Fact, ...]:
    rows = RoadFact.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day),
        hub_id=hub_id,
        archived_at__isnull=True,
        valid_from__lte=day,
    ).order_by("pk")
    return tuple(
        Fact(
            row.kind,
            row.name,
            (row.from_latitude, row.from_longitude, row.to_latitude, row.to_longitude),
            row.extra_m,
            row.extra_s,
            row.extra_ore,
        )
        for row in rows
    )


def _fixed(hub_id: int, day: date) -> tuple[Fixed, ...]:
    rows = (
        FixedTour.objects.filter(
            hub_id=hub_id,
            archived_at__isnull=True,
            vehicle__isnull=False,
            vehicle__archived_at__isnull=True,
        )
        .prefetch_related("stops")
        .order_by("pk")
    )
    return tuple(
        Fixed(
            row.pk,
            row.name,
            row.vehicle_id or 0,
            seconds_of(row.starts_at),
            tuple(
                place_of_point(stop.point_id)
                if stop.point_id
                else place_of_producer(stop.producer_id or 0)
                for stop in row.stops.all()
            ),
        )
        for row in rows
        if not row.weekdays or day.isoweekday() in row.weekdays
    )
