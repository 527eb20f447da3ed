"""A hub with one of everything, for walks over all addresses and pages."""

from dataclasses import dataclass
from uuid import UUID

from kortreist.apps.actors.models import (
    BuyerUnit,
    Hub,
    Organisation,
    Person,
    Role,
    RoleKind,
    User,
)
from kortreist.apps.billing.models import Document
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.billing.services.settlements import issue_settlements
from kortreist.apps.fulfilment.entries import PartEntry
from kortreist.apps.fulfilment.models import Delivery, Lot
from kortreist.apps.fulfilment.services.deliveries import deliver
from kortreist.apps.fulfilment.services.goods_in import receive_goods
from kortreist.apps.fulfilment.services.packing import (
    finish_packing,
    pack_line,
    plan_deliveries,
)
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    PurchaseLine,
)
from kortreist.apps.trading.services.charges import weigh_up_purchases
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.conftest import NOON
from tests.harness.routes import Route

OF_STRANGERS = frozenset(
    {
        "account_inactive",
        "account_login",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_signup",
        "actors:pair",
        "actors:personas",
        "actors:sign-in-as",
        "healthz",
        "readyz",
    }
)
OF_PART = {"unit": RoleKind.BUYER, "producer": RoleKind.PRODUCER}
OF_PAGE = {"desk:team-home": RoleKind.PACKING_TEAM}
OF_ROOM = {"fulfilment": RoleKind.PACKING_TEAM, "billing": RoleKind.ACCOUNTANT}


def reader_of(route: Route) -> str | None:
    """Return the role whose page an address is; None for pages of strangers."""
    if route.name in OF_STRANGERS or route.room == "ui":
        return None
    for part, kind in OF_PART.items():
        if part in route.parts:
            return kind
    return OF_PAGE.get(route.name) or OF_ROOM.get(route.room, RoleKind.COORDINATOR)


@dataclass
class Everything:
    """Two farms, two kitchens, one settled round and one that is open."""

    hub: Hub
    farm: Organisation
    unit: BuyerUnit
    open_cycle: OrderCycle
    cycle: OrderCycle
    offer: Offer
    order: Order
    line: OrderLine
    purchase_line: PurchaseLine
    lot: Lot
    delivery: Delivery
    invoice: Document
    people: dict[str, Person]
    neighbours: dict[str, Person]

    def ids(self, route: str) -> dict[str, UUID | str]:
        """Return what stands in an address, by the name it has there."""
        is_purchase = route.startswith("fulfilment:goods-in")
        return {
            "hub": self.hub.public_id,
            "unit": self.unit.public_id,
            "producer": self.farm.public_id,
            "cycle": self.cycle.public_id,
            "order": self.order.public_id,
            "line": (self.purchase_line if is_purchase else self.line).public_id,
            "purchase": self.purchase_line.purchase_order.public_id,
            "product": self.offer.variant.product.public_id,
            "lot": self.lot.public_id,
            "delivery": self.delivery.public_id,
            "document": self.invoice.public_id,
            "person": self.people[RoleKind.BUYER].public_id,
            "device": self.unit.public_id,
            "stage": "close",
        }

    def reader(self, route: Route) -> User | None:
        """Return the sign-in of somebody whose page this is; None for pages of strangers."""
        kind = reader_of(route)
        return None if kind is None else self.user(kind)

    def user(self, kind: str) -> User:
        """Return the sign-in of somebody with this role."""
        return self.people[kind].user

    def neighbour(self, kind: str) -> User:
        """Return the sign-in of the other farmer or cook at the same hub."""
        return self.neighbours[kind].user


def build_everything(lines: int = 1) -> Everything:
    """Return a hub whose first round is settled, with as many lines on its order as asked for."""
    factories.make_vat_rates()
    hub = factories.make_hub()
    farm, other_farm = factories.make_producer(hub), factories.make_producer(hub)
    unit, other_unit = factories.make_unit(hub), factories.make_unit(hub)
    factories.make_fee(hub)
    cycle = rounds.make_cycle(hub, CycleStatus.ORDERED)
    order = rounds.make_order(cycle, unit)
    scope = {"actor": factories.SYSTEM, "hub_id": hub.pk, "now": NOON}
    sold = [_sell(hub, farm, cycle, order) for _ in range(lines)]
    plan_deliveries(**scope, cycle_id=cycle.pk)
    delivery = Delivery.objects.get(order=order)
    lots = [_bring(scope, line, bought) for line, bought in sold]
    finish_packing(**scope, delivery_id=delivery.pk, crates=1)
    deliver(**scope, delivery_id=delivery.pk)
    weigh_up_purchases(**scope, cycle_id=cycle.pk)
    invoice = issue_invoices(**scope, cycle_id=cycle.pk)[0]
    issue_settlements(**scope, cycle_id=cycle.pk)
    open_cycle = rounds.make_cycle(hub, delivery_day=cycle.delivery_day.replace(day=30))
    line, bought = sold[0]
    for each, _ in sold:
        rounds.make_offer(open_cycle, each.variant)
    delivery.refresh_from_db()
    return Everything(
        hub=hub,
        farm=farm,
        unit=unit,
        open_cycle=open_cycle,
        cycle=cycle,
        offer=line.offer,
        order=order,
        line=line,
        purchase_line=bought,
        lot=lots[0],
        delivery=delivery,
        invoice=invoice,
        people=_people(hub, farm, unit),
        neighbours=_people(hub, other_farm, other_unit),
    )


def _sell(
    hub: Hub, farm: Organisation, cycle: OrderCycle, order: Order
) -> tuple[OrderLine, PurchaseLine]:
    variant = factories.make_variant(farm)
    factories.make_listing(hub, variant)
    offer = rounds.make_offer(cycle, variant)
    line = rounds.make_line(order, offer, 2, stages=("confirmed",))
    return line, rounds.make_purchase_line(offer, 2)


def _bring(scope: dict, line: OrderLine, bought: PurchaseLine) -> Lot:
    amount = bought.ordered_amount
    lot = receive_goods(
        **scope,
        purchase_line_id=bought.pk,
        code=f"L{bought.pk}",
        best_before=None,
        quantity=Quantity(2, amount),
    )
    pack_line(**scope, order_line_id=line.pk, parts=[PartEntry(lot.pk, 2, amount)])
    return lot


def _people(hub: Hub, farm: Organisation, unit: BuyerUnit) -> dict[str, Person]:
    roles = {
        RoleKind.COORDINATOR: {},
        RoleKind.ACCOUNTANT: {},
        RoleKind.PACKING_TEAM: {},
        RoleKind.PRODUCER: {"organisation": farm},
        RoleKind.BUYER: {"unit": unit},
    }
    return {kind: _person(hub, kind, fields) for kind, fields in roles.items()}


def _person(hub: Hub, kind: str, fields: dict) -> Person:
    role: Role = factories.make_role(hub, kind, **fields)
    return role.person
