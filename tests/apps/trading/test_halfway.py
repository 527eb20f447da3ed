"""A service that fails half-way has done nothing at all."""

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.jobs.models import Job
from kortreist.apps.messages.models import Message
from kortreist.apps.trading.models import (
    ChargeLine,
    CycleStatus,
    LineChange,
    Offer,
    Order,
    OrderLine,
    OrderStatus,
    Policy,
    PurchaseOrder,
)
from kortreist.apps.trading.services import allocation, orders, purchases
from kortreist.apps.trading.services.allocation import commit_allocation, preview_allocation
from kortreist.apps.trading.services.baskets import set_line
from kortreist.apps.trading.services.charges import buyers, charge_orders
from kortreist.apps.trading.services.orders import place_order
from kortreist.apps.trading.services.purchases import write_purchase_orders
from tests import rounds
from tests.conftest import NOON


class PowerCutError(Exception):
    """What no service expects."""


@pytest.fixture
def cut(monkeypatch):
    """``cut(module, "name")`` lets a function fail when a service comes to it."""

    def fail(*args, **kwargs):
        raise PowerCutError

    return lambda module, name: monkeypatch.setattr(module, name, fail)


@pytest.fixture
def scope(market):
    return {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON}


def test_order_is_placed_whole_or_not_at_all(market, cut):
    about = {"actor": market.cook, "hub_id": market.hub.pk, "now": NOON}
    set_line(**about, unit_id=market.unit.pk, offer_id=market.cheese.pk, count=3)
    cut(orders, "tell_placed")

    with pytest.raises(PowerCutError):
        place_order(**about, order_id=Order.objects.get().pk, reference="")

    assert Order.objects.get().status == OrderStatus.BASKET
    assert OrderLine.objects.get().confirmed_count is None
    assert Offer.objects.get(pk=market.cheese.pk).reserved_packs == 0
    for rows in (LineChange, AuditEvent, Message, Job):
        assert not rows.objects.exists()


@pytest.fixture
def closed(market):
    rounds.make_line(rounds.make_order(market.cycle, market.unit), market.carrots, 60)
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    return market


def test_sharing_out_is_committed_whole_or_not_at_all(closed, scope, cut):
    run = preview_allocation(**scope, cycle_id=closed.cycle.pk, policy=Policy.PROPORTIONAL)
    cut(allocation, "move_cycle")

    with pytest.raises(PowerCutError):
        commit_allocation(**scope, run_id=run.pk)

    assert OrderLine.objects.get().confirmed_count is None
    assert not LineChange.objects.exists()
    run.refresh_from_db()
    assert run.committed_at is None


def test_purchase_orders_are_written_all_or_none(closed, scope, cut):
    run = preview_allocation(**scope, cycle_id=closed.cycle.pk, policy=Policy.PROPORTIONAL)
    commit_allocation(**scope, run_id=run.pk)
    cut(purchases, "move_cycle")

    with pytest.raises(PowerCutError):
        write_purchase_orders(**scope, cycle_id=closed.cycle.pk)

    assert not PurchaseOrder.objects.exists()
    closed.cycle.refresh_from_db()
    assert closed.cycle.status == CycleStatus.ALLOCATED


def test_charges_are_re_made_whole_or_stay_as_they_were(market, scope, cut):
    order = rounds.make_order(market.cycle, market.unit)
    rounds.make_line(order, market.cheese, 2, stages=("confirmed", "packed", "delivered"))
    charge_orders(**scope, order_ids=[order.pk])
    before = list(ChargeLine.objects.order_by("pk").values_list("pk", "amount_ore"))
    cut(buyers, "record_many")

    with pytest.raises(PowerCutError):
        charge_orders(**scope, order_ids=[order.pk])

    assert list(ChargeLine.objects.order_by("pk").values_list("pk", "amount_ore")) == before
