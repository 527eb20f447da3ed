"""Random trade against the real services: whatever people do, and in whatever order, it adds up.

What a service refuses is refused: the step changes nothing. After every step every law of
`tests.apps.ledgers` is checked over all rows.
"""

import os
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.bonuses import issue_bonus
from kortreist.apps.billing.services.credit_notes import issue_credit_note
from kortreist.apps.catalogue.models import PriceAgreement, SupplyMode, Variant
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.desk.services.conductor import run_stage, undo_stage
from kortreist.apps.fulfilment.entries import (
    CountEntry,
    MakeEntry,
    PackEntry,
    PartEntry,
    SourceEntry,
)
from kortreist.apps.fulfilment.models import Delivery, Lot, StockMovement
from kortreist.apps.fulfilment.selectors.returned import came_back
from kortreist.apps.fulfilment.selectors.sharing import propose_cycle
from kortreist.apps.fulfilment.services.closing_up import (
    finish_packing,
    reopen_packing,
)
from kortreist.apps.fulfilment.services.counts import count_place
from kortreist.apps.fulfilment.services.deliveries import deliver, undo_delivery
from kortreist.apps.fulfilment.services.goods_in import undo_receipt
from kortreist.apps.fulfilment.services.making import make_lot, undo_making
from kortreist.apps.fulfilment.services.missing import report_missing, undo_missing
from kortreist.apps.fulfilment.services.packing import (
    pack_cycle,
    pack_line,
    unpack_line,
)
from kortreist.apps.fulfilment.services.stock import (
    put_back_returned,
    put_on_place,
    undo_movement,
    write_off,
)
from kortreist.apps.trading.models import (
    CycleStatus,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    Ownership,
    Policy,
    PurchaseLine,
    PurchaseOrder,
    Side,
    Substitution,
)
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.claims import add_claim
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.orders import cancel_order, place_order
from kortreist.apps.trading.services.purchases import promise_purchase
from kortreist.apps.trading.services.standing import (
    StandingFacts,
    StandingWish,
    save_standing_order,
)
from kortreist.apps.trading.services.standing_runs import fill_standing_orders
from kortreist.apps.trading.services.stock_offers import set_stock_packs
from kortreist.apps.trading.services.stock_purchases import buy_for_stock
from kortreist.apps.trading.services.substitutions import (
    accept_substitution,
    propose_substitutions,
)
from kortreist.kernel.errors import DomainError
from kortreist.kernel.quantity import Quantity
from tests import factories, rounds
from tests.apps.fulfilment.larder import THURSDAY, Larder, make_larder
from tests.apps.ledgers import faults
from tests.conftest import NOON

RUNS, STEPS = 25, 30
MUCH_LATER = NOON + timedelta(days=90)
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET")
SMALL = st.integers(0, 9)
SOME = st.integers(1, 12)


class _NothingThere(Exception):  # noqa: N818 - nothing is wrong
    """There is nothing to choose from."""


def happens(**given):
    """Make a rule of what somebody does; more often than not a round goes on before it."""

    def make(act):
        def happen(self, passed, policy, **drawn):
            if passed:
                with suppress(_NothingThere):
                    self.walk_on(passed - 1, policy)
            # What was there to choose from may have gone as the round went on.
            with suppress(_NothingThere):
                act(self, **drawn)

        happen.__name__ = act.__name__
        policies = st.sampled_from(list(Policy))
        return rule(passed=st.integers(0, 3), policy=policies, **given)(happen)

    return make


class WholeTrade(RuleBasedStateMachine):
    """Three kitchens, two farms, four kinds of goods, a freezer, and rounds one after another."""

    world: "World"
    checks = 0

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.larder, self.variants = self.world
        self.hub = self.larder.hub
        self.has_written = False
        self.listening = connection.execute_wrapper(self.listen)
        self.listening.__enter__()

    def teardown(self):
        self.listening.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def listen(self, execute, sql, *rest):
        """Note whether anything was written, be it taken back again."""
        self.has_written = self.has_written or not sql.startswith(READING)
        return execute(sql, *rest)

    # What there is to choose from

    @property
    def args(self):
        return self.larder.args

    def pick(self, rows, turn):
        """Return one of some rows; the same turn is the same row."""
        rows = list(rows)
        if not rows:
            raise _NothingThere
        return rows[turn % len(rows)]

    def unfinished(self):
        settled = Document.objects.filter(kind=DocumentKind.SETTLEMENT).values("cycle")
        return OrderCycle.objects.exclude(pk__in=settled).order_by("pk")

    def cycle(self, turn, *statuses):
        return self.pick(
            (each for each in self.unfinished() if not statuses or each.status in statuses), turn
        )

    def do(self, act, *args, **kwargs):
        """Do what somebody asks for; what is refused changes nothing."""
        with suppress(DomainError), transaction.atomic():
            return act(*args, **kwargs)
        return None

    # The rounds

    @precondition(lambda self: self.unfinished().count() < 3)
    @happens(packs=st.lists(SMALL, min_size=4, max_size=4))
    def new_round(self, packs):
        day = THURSDAY + timedelta(days=7 * OrderCycle.objects.count())
        cycle = rounds.make_cycle(self.hub, "draft", delivery_day=day)
        for place, (variant, count) in enumerate(zip(self.variants, packs, strict=True)):
            mode = SupplyMode.RESERVE if place % 2 else SupplyMode.SHARE
            if count:
                self.state(cycle, variant, count, mode)
        self.stage(cycle, CycleStage.OPEN)

    def state(self, cycle, variant, count, mode=None):
        self.do(
            state_availability,
            **self.args,
            cycle_id=cycle.pk,
            variant_id=variant.pk,
            packs=count,
            supply_mode=mode,
        )

    def stage(self, cycle, stage, **fields):
        return self.do(run_stage, **self.args, cycle_id=cycle.pk, stage=stage, **fields)

    def walk_on(self, turn, policy=Policy.PROPORTIONAL):
        """Bring a round to its next stage, with all that people do for it."""
        cycle = self.cycle(turn)
        if cycle is None:
            return
        if cycle.status == CycleStatus.OPEN:
            for place, unit in enumerate(self.larder.units):
                self.order(cycle, unit, turn + place, 1 + (turn + place) % 5)
            self.stage(cycle, CycleStage.CLOSE)
        elif cycle.status == CycleStatus.CLOSED:
            self.stage(cycle, CycleStage.ALLOCATE, policy=policy)
        elif cycle.status == CycleStatus.ALLOCATED:
            self.stage(cycle, CycleStage.ORDER)
        elif cycle.status == CycleStatus.ORDERED:
            self.work_on(cycle)

    def work_on(self, cycle):
        waiting = PurchaseLine.objects.filter(
            purchase_order__cycle=cycle, received_count=None, ordered_count__gt=0
        )
        deliveries = Delivery.objects.filter(cycle=cycle).order_by("pk")
        if waiting.exists():
            for line in waiting.order_by("pk"):
                self.receive(line, line.ordered_count)
            self.stage(cycle, CycleStage.RECEIVE)
        elif deliveries.filter(status="planned").exists():
            self.pack_all(cycle)
        elif deliveries.filter(status="packed").exists():
            for delivery in deliveries:
                self.do(deliver, **self.args, delivery_id=delivery.pk)
        elif self.is_invoiced(cycle) or self.stage(cycle, CycleStage.INVOICE) is not None:
            self.stage(cycle, CycleStage.SETTLE)

    def is_invoiced(self, cycle):
        return Document.objects.filter(cycle=cycle, kind=DocumentKind.INVOICE).exists()

    @happens(
        turn=SMALL, stage=st.sampled_from([CycleStage.CLOSE, CycleStage.ALLOCATE, CycleStage.ORDER])
    )
    def take_a_stage_back(self, turn, stage):
        if cycle := self.cycle(turn):
            self.do(undo_stage, **self.args, cycle_id=cycle.pk, stage=stage)

    # Orders

    def order(self, cycle, unit, turn, count):
        offer = self.pick(Offer.objects.filter(cycle=cycle).order_by("pk"), turn)
        if offer is None:
            return
        cook = factories.buyer_actor(unit)
        scope = {"actor": cook, "hub_id": self.hub.pk, "now": NOON}
        line = self.do(set_line, **scope, unit_id=unit.pk, offer_id=offer.pk, count=count)
        if line is not None:
            self.do(place_order, **scope, order_id=line.order_id, reference="")

    @happens(turn=SMALL, place=st.integers(0, 2), count=SMALL)
    def change_a_line(self, turn, place, count):
        if cycle := self.cycle(turn, CycleStatus.OPEN):
            self.order(cycle, self.larder.units[place], turn, count)

    @happens(turn=SMALL, place=st.integers(0, 2), count=SOME)
    def have_it_come_by_itself(self, turn, place, count):
        """Make a standing order of some of the goods, and let it be placed in an open round."""
        cycle, unit = self.cycle(turn, CycleStatus.OPEN), self.larder.units[place]
        offer = self.pick(Offer.objects.filter(cycle=cycle).order_by("pk"), turn)
        standing = self.do(
            save_standing_order,
            actor=factories.buyer_actor(unit),
            hub_id=self.hub.pk,
            unit_id=unit.pk,
            facts=StandingFacts(name="Fast", from_day=cycle.delivery_day),
            lines=[StandingWish(offer.variant_id, count)],
            now=NOON,
        )
        if standing is not None:
            self.do(fill_standing_orders, **self.args, cycle_id=cycle.pk, only=[standing.pk])

    @happens(turn=SMALL)
    def cancel(self, turn):
        order = self.pick(Order.objects.filter(status="placed").order_by("pk"), turn)
        if order is not None:
            cook = factories.buyer_actor(order.unit)
            self.do(cancel_order, actor=cook, hub_id=self.hub.pk, order_id=order.pk, now=NOON)

    @happens(turn=SMALL, place=st.integers(0, 3), count=SMALL)
    def say_otherwise(self, turn, place, count):
        if cycle := self.cycle(turn, CycleStatus.OPEN, CycleStatus.DRAFT):
            self.state(cycle, self.variants[place], count)

    # The stock

    @happens(
        turn=SMALL,
        place=st.integers(0, 3),
        count=SMALL,
        ownership=st.sampled_from(list(Ownership)),
    )
    def buy_to_keep(self, turn, place, count, ownership):
        if cycle := self.cycle(turn):
            self.do(
                buy_for_stock,
                **self.args,
                cycle_id=cycle.pk,
                variant_id=self.variants[place].pk,
                packs=count,
                ownership=ownership,
            )

    @happens(turn=SMALL, place=st.integers(0, 3), count=SMALL)
    def sell_from_stock(self, turn, place, count):
        if cycle := self.cycle(turn):
            self.do(
                set_stock_packs,
                **self.args,
                cycle_id=cycle.pk,
                variant_id=self.variants[place].pk,
                packs=count,
            )

    def lot(self, turn):
        return self.pick(Lot.objects.order_by("pk"), turn)

    @precondition(lambda self: Lot.objects.exists())
    @happens(turn=SMALL)
    def keep_a_lot(self, turn):
        self.do(
            put_on_place,
            **self.args,
            lot_id=self.lot(turn).pk,
            place_id=self.larder.freezer.pk,
        )

    @precondition(lambda self: Lot.objects.filter(place__isnull=False).exists())
    @happens(turn=SMALL, count=SMALL, is_counted=st.booleans())
    def lose_some(self, turn, count, is_counted):
        lot = self.pick(Lot.objects.filter(place__isnull=False).order_by("pk"), turn)
        if is_counted:
            entries = [CountEntry(lot.pk, count)]
            self.do(count_place, **self.args, place_id=lot.place_id, entries=entries)
        else:
            self.do(write_off, **self.args, lot_id=lot.pk, count=count, reason="lost")

    @precondition(lambda self: Lot.objects.filter(place__isnull=False).exists())
    @happens(turn=SMALL)
    def take_a_movement_back(self, turn):
        movement = self.pick(StockMovement.objects.order_by("-pk"), turn)
        self.do(undo_movement, **self.args, movement_id=movement.pk)

    @precondition(lambda self: Delivery.objects.filter(status="delivered").count() > 3)
    @happens(turn=SMALL)
    def put_back(self, turn):
        lot = self.pick(Lot.objects.filter(place__isnull=False).order_by("pk"), turn)
        for each in came_back(lot):
            self.do(
                put_back_returned,
                **self.args,
                order_line_id=each.line.pk,
                lot_id=lot.pk,
                count=each.packs,
            )

    @precondition(lambda self: Lot.objects.exists())
    @happens(turn=SMALL, other=SMALL, place=st.integers(0, 3), count=SOME, lost=st.integers(0, 1))
    def make_of_others(self, turn, other, place, count, lost):
        """Mix packs of two lots into one, of any goods, and sell some of it where that may be."""
        lots = list({self.lot(turn), self.lot(other)})
        grams = sum(count * lot.received_amount // lot.received_count for lot in lots)
        variant = self.variants[place]
        entry = MakeEntry(
            sources=[SourceEntry(lot.pk, count) for lot in lots],
            variant_id=variant.pk,
            code=f"M{Lot.objects.count()}",
            count=max(1, grams // variant.content_amount - lost),
            place_id=self.larder.freezer.pk,
            loss_reason="other",
        )
        self.do(make_lot, **self.args, entry=entry)

    @precondition(lambda self: Lot.objects.filter(purchase_line=None).exists())
    @happens(turn=SMALL)
    def unmake(self, turn):
        lot = self.pick(Lot.objects.filter(purchase_line=None).order_by("-pk"), turn)
        self.do(undo_making, **self.args, lot_id=lot.pk)

    # From the producers

    @precondition(lambda self: PurchaseOrder.objects.filter(status="sent").exists())
    @happens(turn=SMALL, count=SMALL)
    def promise(self, turn, count):
        purchase = self.pick(PurchaseOrder.objects.filter(status="sent").order_by("pk"), turn)
        line = self.pick(purchase.lines.order_by("pk"), turn)
        self.do(
            promise_purchase,
            **self.args,
            purchase_order_id=purchase.pk,
            promises={line.pk: min(count, line.ordered_count)},
        )

    def receive(self, line, count, *, over_g=0, is_kept=False):
        amount = count * line.content_amount
        if line.variant == self.larder.roast:
            amount += over_g
        code = f"L{line.pk}-{line.variant_id}-{Lot.objects.count()}"
        place = self.larder.freezer if is_kept or line.stock_count else None
        self.do(self.larder.receive, line, count, place=place, amount=amount, code=code)

    @precondition(lambda self: PurchaseLine.objects.filter(purchase_order__status="sent").exists())
    @happens(turn=SMALL, count=SOME, over_g=st.integers(-300, 300), is_kept=st.booleans())
    def take_in(self, turn, count, over_g, is_kept):
        lines = PurchaseLine.objects.filter(purchase_order__status="sent").order_by("pk")
        self.receive(self.pick(lines, turn), count, over_g=over_g, is_kept=is_kept)

    @precondition(lambda self: PurchaseLine.objects.filter(purchase_order__status="sent").exists())
    @happens(turn=SMALL, is_back=st.booleans())
    def nothing_came(self, turn, is_back):
        line = self.pick(PurchaseLine.objects.order_by("pk"), turn)
        act = undo_missing if is_back else report_missing
        self.do(act, **self.args, purchase_line_id=line.pk)

    @precondition(lambda self: Lot.objects.exists())
    @happens(turn=SMALL)
    def take_a_lot_out(self, turn):
        self.do(undo_receipt, **self.args, lot_id=self.lot(turn).pk)

    # To the kitchens

    def pack_all(self, cycle):
        entries = [
            PackEntry(line_id, [part.entry for part in proposal.parts], "not_received")
            for line_id, proposal in propose_cycle(hub_id=self.hub.pk, cycle_id=cycle.pk).items()
        ]
        self.do(pack_cycle, **self.args, cycle_id=cycle.pk, entries=entries)
        for delivery in Delivery.objects.filter(cycle=cycle):
            self.close_up(delivery)

    def close_up(self, delivery):
        has_goods = delivery.order.lines.filter(packed_count__gt=0).exists()
        self.do(finish_packing, **self.args, delivery_id=delivery.pk, crates=int(has_goods))

    @precondition(lambda self: Lot.objects.exists())
    @happens(turn=SMALL, other=SMALL, count=SOME, over_g=st.integers(-400, 400))
    def pack(self, turn, other, count, over_g):
        """Pack a line from any lot, also a wrong one, and with the scale a little off."""
        lines = OrderLine.objects.filter(confirmed_count__gt=0).order_by("pk")
        line, lot = self.pick(lines, turn), self.lot(other)
        if line is None:
            return
        amount = count * line.content_amount
        if line.charge_by == "measured":
            amount += over_g
        self.do(
            pack_line,
            **self.args,
            order_line_id=line.pk,
            parts=[PartEntry(lot.pk, count, amount)],
            replace=True,
        )

    @precondition(lambda self: OrderLine.objects.filter(packed_count__isnull=False).exists())
    @happens(turn=SMALL)
    def unpack(self, turn):
        lines = OrderLine.objects.filter(packed_count__isnull=False).order_by("pk")
        line = self.pick(lines, turn)
        delivery = Delivery.objects.filter(order=line.order_id).first()
        if delivery is not None:
            self.do(reopen_packing, **self.args, delivery_id=delivery.pk)
        self.do(unpack_line, **self.args, order_line_id=line.pk)

    @precondition(lambda self: Delivery.objects.filter(status="packed").exists())
    @happens(turn=SMALL, count=SOME)
    def deliver_with_returns(self, turn, count):
        delivery = self.pick(Delivery.objects.filter(status="packed").order_by("pk"), turn)
        line = delivery.order.lines.filter(packed_count__gt=0).order_by("pk").first()
        back = {}
        if line is not None:
            packs = min(count, line.packed_count)
            back[line.pk] = Quantity(packs, line.packed_amount * packs // line.packed_count)
        self.do(deliver, **self.args, delivery_id=delivery.pk, returns=back)

    @precondition(lambda self: Delivery.objects.filter(status="delivered").exists())
    @happens(turn=SMALL)
    def take_a_delivery_back(self, turn):
        delivery = self.pick(Delivery.objects.filter(status="delivered").order_by("pk"), turn)
        self.do(undo_delivery, **self.args, delivery_id=delivery.pk)

    @precondition(lambda self: Document.objects.exists())
    @happens(turn=SMALL, side=st.sampled_from([Side.HUB, Side.PRODUCER]), is_credited=st.booleans())
    def claim(self, turn, side, is_credited):
        lines = OrderLine.objects.filter(invoiced_count__gt=0).order_by("pk")
        line = self.pick(lines, turn)
        if line is None:
            return
        one = Quantity(1, line.invoiced_amount // line.invoiced_count)
        made = self.do(add_claim, **self.args, order_line_id=line.pk, quantity=one, borne_by=side)
        invoice = Document.objects.filter(order=line.order, kind=DocumentKind.INVOICE).first()
        if made and invoice and is_credited:
            charge_ids = [charge.pk for charge in made if charge.side == Side.BUYER]
            self.do(issue_credit_note, **self.args, document_id=invoice.pk, charge_ids=charge_ids)

    @precondition(lambda self: Document.objects.exists())
    @happens(days=st.integers(1, 60))
    def give_a_bonus(self, days):
        self.do(
            issue_bonus,
            **self.args | {"now": MUCH_LATER},
            agreement_id=PriceAgreement.objects.get().pk,
            until=THURSDAY + timedelta(days=days),
        )

    @happens(turn=SMALL, is_taken=st.booleans())
    def offer_something_else(self, turn, is_taken):
        if cycle := self.cycle(turn, CycleStatus.ALLOCATED, CycleStatus.ORDERED):
            self.do(propose_substitutions, **self.args, cycle_id=cycle.pk)
        proposal = self.pick(Substitution.objects.filter(status="proposed").order_by("pk"), turn)
        if proposal is not None and is_taken:
            self.do(accept_substitution, **self.args, substitution_id=proposal.pk)

    @invariant()
    def everything_adds_up(self):
        # Where nobody has written, everything is as it was when it last added up.
        if self.has_written:
            assert faults(self.hub) == []
            self.has_written = False
            WholeTrade.checks += 1


World = tuple[Larder, list[Variant]]


def lived_in() -> World:
    """Return a hub with stock, bought and on consignment, a settled round and two under way."""
    larder = make_larder(units=3)
    garden = factories.make_producer(larder.hub, "Hagen", terms={"minimum_ore": 20_000})
    carrots = factories.make_variant(garden, "Gulrot", case_packs=4)
    beets = factories.make_variant(garden, "Bete", content_amount=700, order_multiple=2)
    factories.make_listing(larder.hub, carrots, 2999)
    factories.make_listing(larder.hub, beets, 4501)
    variants = [larder.meat, larder.roast, carrots, beets]
    first = larder.open_round(
        stated=[(each, 9) for each in variants],
        stock=[(larder.meat, 11), (larder.roast, 3), (beets, 8, Ownership.CONSIGNMENT)],
    )
    for unit, variant in zip(larder.units, variants, strict=False):
        larder.order(first, unit, variant, 3)
    for line in larder.buy(first).values():
        kept = larder.freezer if line.stock_count else None
        amount = line.ordered_count * line.content_amount + (100 if line.stock_count == 3 else 0)
        larder.receive(line, place=kept, amount=amount)
    larder.finish(first)
    second = larder.open_round(stated=[(larder.meat, 4), (carrots, 8)])
    for unit in larder.units:
        larder.order(second, unit, larder.meat, 4)
        larder.order(second, unit, larder.roast, 1)
        larder.order(second, unit, carrots, 2)
    larder.buy(second)
    larder.open_round(stated=[(each, 6) for each in variants])
    PriceAgreement.objects.create(
        hub=larder.hub, unit=larder.units[0], valid_from=THURSDAY, bonus_bp=250
    )
    return larder, variants


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_people_do_it_adds_up():
    nightly = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
    WholeTrade.world = lived_in()
    assert faults(WholeTrade.world[0].hub) == []
    run_state_machine_as_test(
        WholeTrade,
        settings=settings(
            max_examples=400 if nightly else RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A shorter story of the same fault takes minutes; the nightly run tells it.
            phases=tuple(Phase) if nightly else (Phase.explicit, Phase.generate),
        ),
    )
    # And the looking did not go to sleep.
    assert WholeTrade.checks > RUNS
