"""A promise that falls short is told; one that comes back late does not reach closed crates."""

import pytest

from kortreist.apps.messages.models import Message
from kortreist.apps.trading.errors import CratesClosedError
from kortreist.apps.trading.models import (
    AllocationLine,
    AllocationRun,
    CycleStatus,
    OrderLine,
    PurchaseOrder,
    RunStatus,
)
from kortreist.apps.trading.services.purchases import promise_purchase
from tests import rounds
from tests.conftest import NOON
from tests.rounds import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(market):
    """Two kitchens are promised six and four carrots, and ten are bought."""
    market.cycle.status = CycleStatus.ORDERED
    market.cycle.save()
    run = AllocationRun.objects.create(
        hub=market.hub,
        cycle=market.cycle,
        cycle_version=1,
        policy="proportional",
        status=RunStatus.COMMITTED,
        made_at=NOON,
    )
    market.lines = [
        rounds.make_line(
            rounds.make_order(market.cycle, unit), market.carrots, count, stages=("confirmed",)
        )
        for unit, count in ((market.unit, 6), (market.other, 4))
    ]
    AllocationLine.objects.bulk_create(
        AllocationLine(
            hub=market.hub,
            run=run,
            order_line=line,
            wanted_packs=line.ordered_count,
            given_packs=line.ordered_count,
        )
        for line in market.lines
    )
    market.bought = rounds.make_purchase_line(market.carrots, 10)
    return market


def promise(market, packs, now=NOON):
    return promise_purchase(
        actor=market.farmer,
        hub_id=market.hub.pk,
        purchase_order_id=PurchaseOrder.objects.get().pk,
        promises={market.bought.pk: packs},
        now=now,
    )


def told():
    return [
        (message.address, message.params["is_less"], message.params["lines"])
        for message in Message.objects.filter(template="shortage").order_by("pk")
    ]


@pytest.mark.both
def test_buyers_are_told_what_a_short_promise_takes(bought):
    promise(bought, 5)

    carrots = {"name": {"nb": "Gulrot"}, "pack": {}}
    assert told() == [
        (bought.unit.email, True, [carrots | {"before": 6, "after": 3}]),
        (bought.other.email, True, [carrots | {"before": 4, "after": 2}]),
    ]


def test_buyers_are_told_when_it_comes_after_all(bought):
    promise(bought, 5)
    promise(bought, 10, now=later())

    assert [is_less for _, is_less, _ in told()] == [True, True, False, False]


def test_a_full_promise_is_no_news(bought):
    promise(bought, 10)

    assert told() == []


def test_a_promise_raised_from_nothing_stays_out_of_closed_crates(bought):
    # given a promise of nothing, and crates closed with what else there was
    promise(bought, 0)
    rounds.make_line(bought.lines[0].order, bought.cheese, 1, stages=("confirmed", "packed"))
    news = Message.objects.count()

    with pytest.raises(CratesClosedError):
        promise(bought, 10, now=later())

    assert set(OrderLine.objects.filter(offer=bought.carrots).values_list("confirmed_count")) == {
        (0,)
    }
    bought.bought.refresh_from_db()
    assert bought.bought.promised_count == 0
    assert Message.objects.count() == news
