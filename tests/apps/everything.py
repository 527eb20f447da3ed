"""A hub with one of everything, for walks over all addresses and pages."""

from dataclasses import dataclass
from datetime import time, timedelta
from time import monotonic_ns
from uuid import UUID

from django.utils import timezone

from kortreist.apps.actors.models import (
    BuyerLicence,
    BuyerUnit,
    DeliveryPoint,
    Hub,
    LicencePaper,
    Organisation,
    Person,
    Role,
    RoleKind,
    User,
)
from kortreist.apps.billing.models import Document, OpenItem, OpenItemPayment
from kortreist.apps.billing.services.invoices import issue_invoices
from kortreist.apps.billing.services.settlements import issue_settlements
from kortreist.apps.catalogue.models import (
    Certificate,
    CertificatePaper,
    Photo,
    PriceAgreement,
    PriceEdit,
    PriceList,
    Rhythm,
    SheetImport,
)
from kortreist.apps.catalogue.price_rules import PriceRule
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.services.price_edits import plan_by_rule
from kortreist.apps.catalogue.services.sheet_intake import read_sheet, receive_sheet
from kortreist.apps.fulfilment.entries import PartEntry, RecallEntry
from kortreist.apps.fulfilment.models import (
    Delivery,
    Deviation,
    FixedStop,
    FixedTour,
    Lot,
    Recall,
    RoadFact,
    StockMovement,
    StockPlace,
    StopDelivery,
    StopKind,
    TemperatureReading,
    Tour,
    TourPlan,
    TourStatus,
    TourStop,
    Vehicle,
)
from kortreist.apps.fulfilment.services.closing_up import finish_packing
from kortreist.apps.fulfilment.services.deliveries import deliver
from kortreist.apps.fulfilment.services.goods_in import receive_goods
from kortreist.apps.fulfilment.services.packing import (
    pack_line,
    plan_deliveries,
)
from kortreist.apps.fulfilment.services.recalls import start_recall
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.services.files import store_file
from kortreist.apps.messages.models import Message
from kortreist.apps.planning.models import Recipe, RecipeLine
from kortreist.apps.trading.models import (
    AvailabilityPost,
    CycleRule,
    CycleStatus,
    Favourite,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    PurchaseLine,
    RunOutcome,
    StandingLine,
    StandingOrder,
    StandingRun,
    Substitution,
    WeightQuestion,
)
from kortreist.apps.trading.services.weighing import weigh_up_purchases
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.conftest import NOON
from tests.harness.routes import Route
from tests.price_lists import make_price_list

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
        "fulfilment:driving-worker",
        "healthz",
        "messages:choices",
        "fulfilment:recall-answer",
        "messages:unsubscribe",
        "readyz",
    }
)
OF_PART = {"unit": RoleKind.BUYER, "producer": RoleKind.PRODUCER}
OF_PAGE = {
    "fulfilment:stock-buy": RoleKind.COORDINATOR,
    **dict.fromkeys(
        (
            "fulfilment:recalls",
            "fulfilment:recall-new",
            "fulfilment:recall-detail",
            "fulfilment:recall-remind",
            "fulfilment:recall-told",
            "fulfilment:recall-close",
            "fulfilment:recall-report",
            "fulfilment:recall-csv",
            "fulfilment:recall-pdf",
            "fulfilment:recall-notice",
        ),
        RoleKind.COORDINATOR,
    ),
    "fulfilment:store-facts": RoleKind.COORDINATOR,
    "desk:team-home": RoleKind.PACKING_TEAM,
    "fulfilment:driving": RoleKind.DRIVER,
    "fulfilment:driving-operation": RoleKind.DRIVER,
    "fulfilment:driving-token": RoleKind.DRIVER,
    "fulfilment:driving-tour": RoleKind.DRIVER,
    "fulfilment:driving-list": RoleKind.DRIVER,
    **dict.fromkeys(
        (
            "fulfilment:fixed-stop-add",
            "fulfilment:fixed-stop-move",
            "fulfilment:fixed-tour",
            "fulfilment:fixed-tour-archive",
            "fulfilment:fixed-tours",
            "fulfilment:plan-choose",
            "fulfilment:plan-undo",
            "fulfilment:road",
            "fulfilment:road-archive",
            "fulfilment:road-new",
            "fulfilment:roads",
            "fulfilment:tour-detail",
            "fulfilment:tour-driver",
            "fulfilment:tour-stop-move",
            "fulfilment:tour-way",
            "fulfilment:tour-ways",
            "fulfilment:tours",
            "fulfilment:tours-progress",
            "fulfilment:vehicle",
            "fulfilment:vehicle-archive",
            "fulfilment:vehicle-new",
            "fulfilment:van-door",
            "fulfilment:van-places",
            "fulfilment:vehicles",
        ),
        RoleKind.COORDINATOR,
    ),
}
# About a unit or a producer, but read by those who look after the hub.
OF_HUB = frozenset(
    {
        "desk:unit-card",
        "desk:licence-withdraw",
        "desk:licence-restore",
        "fulfilment:van-gate",
    }
)
OF_ROOM = {"fulfilment": RoleKind.PACKING_TEAM, "billing": RoleKind.ACCOUNTANT}


def reader_of(route: Route) -> str | None:
    """Return the role whose page an address is; None for pages of strangers."""
    if route.name in OF_STRANGERS or route.room == "ui":
        return None
    if route.name in OF_HUB:
        return RoleKind.COORDINATOR
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
    stocked: Lot
    place: StockPlace
    delivery: Delivery
    deviation: Deviation
    tour: Tour
    plan: TourPlan
    fixed: FixedTour
    road: RoadFact
    invoice: Document
    photo: Photo
    certificate: Certificate
    licence: BuyerLicence
    certificate_paper: CertificatePaper
    licence_paper: LicencePaper
    substitution: Substitution
    weight: WeightQuestion
    message: Message
    job: Job
    standing: StandingOrder
    sheet: SheetImport
    price_list: PriceList
    recipe: Recipe
    rule: CycleRule
    rhythm: Rhythm
    point: DeliveryPoint
    post: AvailabilityPost
    price_edit: PriceEdit
    agreement: PriceAgreement
    payment: OpenItemPayment
    recall: Recall
    people: dict[str, Person]
    neighbours: dict[str, Person]

    def ids(self, route: str) -> dict[str, UUID | str]:
        """Return what stands in an address, by the name it has there."""
        is_licence = route.startswith("desk:licence")
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
            "photo": self.photo.public_id,
            "size": "small",
            "certificate": self.certificate.public_id,
            "licence": self.licence.public_id,
            "paper": (self.licence_paper if is_licence else self.certificate_paper).public_id,
            "lot": self.lot.public_id,
            "delivery": self.delivery.public_id,
            "deviation": self.deviation.public_id,
            "tour": self.tour.public_id,
            "standing": self.standing.public_id,
            "variant": (
                self.offer if route == "catalogue:packs" else self.stocked
            ).variant.public_id,
            "place": self.place.public_id,
            "plan": self.plan.public_id,
            "stop": self.tour.stops.first().public_id,
            "vehicle": self.tour.vehicle.public_id,
            "fixed": self.fixed.public_id,
            "road": self.road.public_id,
            "movement": self.stocked.movements.get().public_id,
            "recipe": self.recipe.public_id,
            "rule": self.rule.public_id,
            "rhythm": self.rhythm.public_id,
            "point": self.point.public_id,
            "post": self.post.public_id,
            "document": self.invoice.public_id,
            "person": self.people[RoleKind.BUYER].public_id,
            "device": self.unit.public_id,
            "substitution": self.substitution.public_id,
            "weight": self.weight.public_id,
            "stage": "close",
            "sheet": self.sheet.public_id,
            "edit": self.price_edit.public_id,
            "recall": self.recall.public_id,
            "notice": self.recall.notices.earliest("pk").public_id,
            "price_list": self.price_list.public_id,
            "message": self.message.public_id,
            "job": self.job.public_id,
            "agreement": self.agreement.public_id,
            "item": self.payment.item.public_id,
            "payment": self.payment.public_id,
            # Signed for nobody here.
            "token": "forged",
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
    place = StockPlace.objects.create(hub=hub, name="Fryser", storage="frozen")
    _measured(hub, place=place)
    delivery.refresh_from_db()
    people = _people(hub, farm, unit)
    certificate = factories.make_certificate(farm, products=[line.variant.product])
    licence = factories.make_licence(unit)
    tour = _drive(delivery, people[RoleKind.DRIVER])
    photo = factories.make_photo(line.variant.product)
    delivery.photo = photo.large
    delivery.save(update_fields=["photo"])
    return Everything(
        plan=_failed_plan(cycle),
        fixed=_drive_always(tour),
        road=_close_road(hub),
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
        stocked=_keep(hub, sold[0][1], place),
        place=place,
        delivery=delivery,
        tour=tour,
        deviation=_seen(delivery, lots[0]),
        invoice=invoice,
        substitution=_offered_instead(line),
        weight=_asked_about(line),
        photo=photo,
        certificate=certificate,
        licence=licence,
        certificate_paper=factories.make_certificate_paper(certificate),
        licence_paper=factories.make_licence_paper(licence),
        message=Message.objects.filter(hub=hub).first() or factories.make_message(unit),
        job=factories.make_failed_job(hub),
        standing=_stand(unit, sold[0][0], cycle),
        sheet=_stage_sheet(hub, farm),
        price_list=make_price_list(hub, (line.variant, 2000), reach={"unit": unit}),
        recipe=_cook(unit, sold[0][0]),
        rule=rounds.make_rule(hub),
        rhythm=factories.make_rhythm(hub, line.variant),
        point=factories.make_delivery_point(hub, is_pickup=True),
        post=AvailabilityPost.objects.create(hub=hub, producer=farm, posted_at=NOON),
        price_edit=plan_by_rule(
            **scope, wanted=Wanted(), rule=PriceRule(percent_bp=300, round_to_ore=10)
        ),
        agreement=PriceAgreement.objects.create(
            hub=hub, unit=unit, valid_from=cycle.delivery_day, agreed_ore=100_000, bonus_bp=200
        ),
        payment=_owe(hub, unit),
        recall=start_recall(**scope, entry=RecallEntry.drill(lots[0].pk), clock=monotonic_ns),
        people=people,
        neighbours=_people(hub, other_farm, other_unit),
    )


def _stand(unit: BuyerUnit, line: OrderLine, cycle: OrderCycle) -> StandingOrder:
    standing = StandingOrder.objects.create(
        hub_id=unit.hub_id, unit=unit, name="Fast", from_day=cycle.delivery_day, created_at=NOON
    )
    StandingLine.objects.create(
        hub_id=unit.hub_id, standing_order=standing, variant=line.variant, count=2
    )
    Favourite.objects.create(
        hub_id=unit.hub_id, unit=unit, variant=line.variant, position=1, added_at=NOON
    )
    StandingRun.objects.create(
        hub_id=unit.hub_id,
        standing_order=standing,
        cycle=cycle,
        order=line.order,
        outcome=RunOutcome.ORDERED,
        made_at=NOON,
    )
    return standing


def _owe(hub: Hub, unit: BuyerUnit) -> OpenItemPayment:
    """Return some of what was paid of an invoice from before."""
    item = OpenItem.objects.create(
        hub=hub,
        side="receivable",
        payer=unit.payer,
        number="F-17",
        issued_on=NOON.date(),
        due_on=NOON.date(),
        amount_ore=10_000,
    )
    return OpenItemPayment.objects.create(
        hub=hub, item=item, amount_ore=4_000, paid_on=NOON.date(), noted_at=NOON
    )


def _stage_sheet(hub: Hub, farm: Organisation) -> SheetImport:
    """Return a spreadsheet that somebody has to look through."""
    sheet = receive_sheet(
        actor=factories.SYSTEM,
        hub_id=hub.pk,
        producer_id=farm.pk,
        content=b"Navn;Innhold;Pris\nNypoteter;2 kg;30\nGulrot;1 favn;-2\n",
        name="prisliste.csv",
        now=NOON,
        in_background=False,
    )
    read_sheet(sheet_id=sheet.pk, version=sheet.version, now=NOON)
    sheet.refresh_from_db()
    return sheet


def _seen(delivery: Delivery, lot: Lot) -> Deviation:
    """Return something that was wrong with a delivery, with a photo of it."""
    return Deviation.objects.create(
        hub_id=delivery.hub_id,
        kind="damaged",
        stage="handover",
        delivery=delivery,
        lot=lot,
        purchase_line=lot.purchase_line,
        purchase_order=lot.purchase_line.purchase_order,
        producer=lot.producer,
        facts={"count": 1, "of": 2},
        photo=store_file(content=b"a picture", name="damage.jpg", content_type="image/jpeg"),
        suggested="bring_again",
        actor="tests",
        at=NOON,
    )


def _measured(hub: Hub, **where: object) -> None:
    TemperatureReading.objects.create(
        hub=hub,
        source="manual",
        storage="chilled",
        temperature_dc=35,
        limit_dc=40,
        actor="tests",
        at=timezone.now(),
        **where,
    )


def _cook(unit: BuyerUnit, line: OrderLine) -> Recipe:
    recipe = Recipe.objects.create(hub_id=unit.hub_id, unit=unit, name={"nb": "Suppe"}, portions=10)
    RecipeLine.objects.create(
        hub_id=unit.hub_id, recipe=recipe, variant=line.variant, amount=1_000, unit=line.unit
    )
    return recipe


def _offered_instead(line: OrderLine) -> Substitution:
    return Substitution.objects.create(
        hub_id=line.hub_id,
        cycle=line.order.cycle,
        line=line,
        missing_count=1,
        offer=line.offer,
        count=1,
        net_ore=100,
        instead_of_ore=100,
        origin="hub",
        status="refused",
        proposed_at=NOON,
        answer_by=NOON,
    )


def _asked_about(line: OrderLine) -> WeightQuestion:
    return WeightQuestion.objects.create(
        hub_id=line.hub_id,
        line=line,
        count=1,
        usual_amount=1000,
        measured_amount=1200,
        status="accepted",
        asked_at=NOON,
        answer_by=NOON,
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


def _keep(hub: Hub, bought: PurchaseLine, place: StockPlace) -> Lot:
    """Let five packs lie in stock, as if left by the settled round."""
    lot = Lot.objects.create(
        hub=hub,
        purchase_line=bought,
        variant=bought.variant,
        producer=bought.purchase_order.producer,
        code="S1",
        received_count=5,
        received_amount=5 * bought.content_amount,
        received_at=NOON,
        place=place,
        stocked_at=NOON,
    )
    StockMovement.objects.create(
        hub=hub,
        lot=lot,
        kind="received",
        count=5,
        amount=lot.received_amount,
        to_place=place,
        actor="tests",
        at=NOON,
    )
    return lot


def _failed_plan(cycle: OrderCycle) -> TourPlan:
    return TourPlan.objects.create(
        hub_id=cycle.hub_id,
        cycle=cycle,
        day=cycle.delivery_day,
        status="failed",
        error="plan_outdated",
        basis="",
        actor="tests",
        asked_at=NOON,
    )


def _drive_always(tour: Tour) -> FixedTour:
    fixed = FixedTour.objects.create(
        hub_id=tour.hub_id, name="Dalruta", vehicle=tour.vehicle, starts_at=time(7)
    )
    FixedStop.objects.create(tour=fixed, position=1, point=tour.stops.first().point)
    return fixed


def _close_road(hub: Hub) -> RoadFact:
    return RoadFact.objects.create(
        hub=hub,
        kind="closed",
        name="Fjellvegen",
        from_latitude=62.4,
        from_longitude=11.0,
        to_latitude=62.5,
        to_longitude=11.2,
        extra_m=40_000,
        valid_from=NOON.date(),
    )


def _drive(delivery: Delivery, driver: Person) -> Tour:
    """Return the tour that brought a delivery, as its driver left it."""
    vehicle = Vehicle.objects.create(
        hub_id=delivery.hub_id,
        name="Varebil",
        payload_g=900_000,
        volume_ml=6_000_000,
        available_from=time(6),
        available_until=time(16),
    )
    tour = Tour.objects.create(
        hub_id=delivery.hub_id,
        cycle=delivery.cycle,
        day=delivery.cycle.delivery_day,
        number=1,
        vehicle=vehicle,
        driver=driver,
        status=TourStatus.UNDERWAY,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        distance_m=42_000,
        drive_s=3_000,
        cost_ore=60_000,
        left_at=NOON,
    )
    stop = TourStop.objects.create(
        hub_id=delivery.hub_id,
        tour=tour,
        position=1,
        kind=StopKind.DELIVER,
        point=delivery.delivery_point,
        name=delivery.unit.name,
        arrives_at=NOON + timedelta(minutes=40),
        leaves_at=NOON + timedelta(minutes=50),
        leg_m=21_000,
        leg_s=1_500,
    )
    StopDelivery.objects.create(stop=stop, delivery=delivery)
    _measured(delivery.hub, tour=tour)
    return tour


def _people(hub: Hub, farm: Organisation, unit: BuyerUnit) -> dict[str, Person]:
    roles = {
        RoleKind.COORDINATOR: {},
        RoleKind.ACCOUNTANT: {},
        RoleKind.PACKING_TEAM: {},
        RoleKind.DRIVER: {},
        RoleKind.PRODUCER: {"organisation": farm},
        RoleKind.BUYER: {"unit": unit},
    }
    return {kind: _person(hub, kind, fields) for kind, fields in roles.items()}


def _person(hub: Hub, kind: str, fields: dict) -> Person:
    role: Role = factories.make_role(hub, kind, **fields)
    return role.person
