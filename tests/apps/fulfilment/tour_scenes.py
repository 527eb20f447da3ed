"""A day to plan: a hub in Røros, doors along the valley, a farm to fetch from, and vans."""

from dataclasses import dataclass, field
from datetime import date, time

from kortreist.apps.actors.models import BuyerUnit, Hub, HubProducer, Organisation
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.fulfilment.models import (
    Compartment,
    Delivery,
    FixedStop,
    FixedTour,
    RoadFact,
    Tour,
    TourPlan,
    Vehicle,
)
from kortreist.apps.fulfilment.services.packing import plan_deliveries
from kortreist.apps.fulfilment.services.tours.choosing import choose_plan
from kortreist.apps.fulfilment.services.tours.plans import ask_for_plan, compute_plan
from kortreist.apps.fulfilment.touring.scene import PlanOptions
from kortreist.apps.registers.models import DatedFigure
from kortreist.apps.registers.services.records import read_record
from kortreist.apps.trading.models import CycleStatus, OrderCycle, PurchaseOrder
from tests import factories, rounds
from tests.conftest import NOON

ROROS, OS, TYNSET, ALVDAL = (
    (62.5747, 11.3842),
    (62.4961, 11.2233),
    (62.2759, 10.7824),
    (62.1081, 10.6308),
)
DOORS = {"Røros": ROROS, "Os": OS, "Tynset": TYNSET, "Alvdal": ALVDAL}
QUICK = PlanOptions(iterations=100)


@dataclass
class Day:
    """A round whose goods are ordered, with its deliveries and one order to a farm."""

    hub: Hub
    coordinator: Actor
    cycle: OrderCycle
    farm: Organisation
    purchase: PurchaseOrder
    van: Vehicle
    units: dict[str, BuyerUnit] = field(default_factory=dict)

    @property
    def scope(self) -> dict:
        """Who, where and when, for services."""
        return {"actor": self.coordinator, "hub_id": self.hub.pk, "now": NOON}

    def delivery(self, name: str) -> Delivery:
        return Delivery.objects.get(unit=self.units[name])

    def ask(self, options: PlanOptions = QUICK) -> TourPlan:
        return ask_for_plan(**self.scope, cycle_id=self.cycle.pk, options=options)

    def plan(self, options: PlanOptions = QUICK) -> TourPlan:
        """Return a plan that is worked out."""
        return compute_plan(**self.scope, plan_id=self.ask(options).pk)

    def choose(self, options: PlanOptions = QUICK) -> list[Tour]:
        return choose_plan(**self.scope, plan_id=self.plan(options).pk)


def make_figures() -> None:
    """Put the product's own dated figures into the tables."""
    DatedFigure.objects.bulk_create(
        DatedFigure(
            code=row["code"],
            value=int(row["value"]),
            unit=row["unit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            source=row["source"],
            is_verified=row["is_verified"] == "1",
        )
        for row in read_record("dated_figures").rows
    )


def make_vehicle(hub, name="Kjølebilen", zones=("chilled", "frozen"), **fields) -> Vehicle:
    """Return a diesel van with half a tonne in each compartment."""
    defaults = {
        "payload_g": 1_200_000,
        "volume_ml": 9_000_000,
        "energy": "diesel",
        "use_per_100km": 9_000,
        "use_per_tonne_bp": 800,
        "cost_km_ore": 350,
        "cost_hour_ore": 42_000,
        "cost_day_ore": 30_000,
        "available_from": time(5),
        "available_until": time(19),
        "most_trips": 2,
    }
    vehicle = Vehicle.objects.create(hub=hub, name=name, **defaults | fields)
    for zone in zones:
        Compartment.objects.create(
            vehicle=vehicle, storage=zone, payload_g=500_000, volume_ml=4_000_000
        )
    return vehicle


def make_day(doors=("Røros", "Os", "Tynset"), *, collects=True, packs=10) -> Day:
    """Return a day with one delivery to each door, ten kilos of chilled goods from one farm."""
    factories.make_vat_rates()
    make_figures()
    hub = factories.make_hub(latitude=ROROS[0], longitude=ROROS[1])
    farm = factories.make_producer(
        hub,
        "Alvdal gard",
        terms={
            "is_collected": collects,
            "collect_from": time(8),
            "collect_until": time(15),
            "latitude": ALVDAL[0],
            "longitude": ALVDAL[1],
        },
    )
    cycle = rounds.make_cycle(hub, CycleStatus.ORDERED)
    product = factories.make_product(farm, storage="chilled")
    variant = factories.make_variant(product=product, unit="g", content_amount=1_000)
    offer = rounds.make_offer(cycle, variant, packs=1_000)
    day = Day(
        hub=hub,
        coordinator=factories.coordinator(hub),
        cycle=cycle,
        farm=farm,
        purchase=rounds.make_purchase_line(offer, packs * len(doors)).purchase_order,
        van=make_vehicle(hub),
    )
    for name in doors:
        day.units[name] = unit = _unit(hub, name)
        rounds.make_line(rounds.make_order(cycle, unit), offer, packs, stages=("confirmed",))
    plan_deliveries(actor=factories.SYSTEM, hub_id=hub.pk, cycle_id=cycle.pk, now=NOON)
    return day


def make_fixed_tour(day: Day, names, **fields) -> FixedTour:
    """Return a tour that is always driven, over some of the doors in this order."""
    defaults = {"name": "Dalruta", "vehicle": day.van, "starts_at": time(7)}
    tour = FixedTour.objects.create(hub=day.hub, **defaults | fields)
    for position, name in enumerate(names, start=1):
        point = day.units[name].delivery_point
        FixedStop.objects.create(tour=tour, position=position, point=point)
    return tour


def make_pass(hub, **fields) -> RoadFact:
    """Return a road north of Tynset that is closed in winter: 50 km round."""
    defaults = {
        "kind": "closed",
        "name": "Fjellet",
        "from_latitude": 62.45,
        "from_longitude": 10.7,
        "to_latitude": 62.25,
        "to_longitude": 11.2,
        "extra_m": 50_000,
        "extra_s": 3_000,
        "valid_from": date(2026, 11, 1),
        "valid_until": date(2027, 5, 1),
        "source": "Eksempel",
    }
    return RoadFact.objects.create(hub=hub, **defaults | fields)


def set_hours(day: Day, name: str, opens: time, closes: time) -> None:
    point = day.units[name].delivery_point
    point.opens_at, point.closes_at = opens, closes
    point.save()


def brings_itself(day: Day) -> None:
    """Let the farm bring its goods."""
    HubProducer.objects.filter(organisation=day.farm).update(is_collected=False)


def _unit(hub: Hub, name: str) -> BuyerUnit:
    latitude, longitude = DOORS[name]
    point = factories.make_delivery_point(
        hub, f"{name} kjøkken", latitude=latitude, longitude=longitude
    )
    return factories.make_unit(hub, name, delivery_point=point)
