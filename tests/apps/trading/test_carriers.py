"""Crates out and back, with their deposits; and how far an agreement has come."""

from datetime import date

import pytest

from kortreist.apps.catalogue.models import DepositLedger, PriceAgreement
from kortreist.apps.catalogue.selectors.agreements import agreements_with, least_life_days
from kortreist.apps.trading.errors import CratesBackError
from kortreist.apps.trading.models import ChargeLine, DepositMovement
from kortreist.apps.trading.selectors.agreements import progress_of
from kortreist.apps.trading.selectors.deposits import producer_balances, unit_balances
from kortreist.apps.trading.services.carriers import (
    CratesEntry,
    move_crates,
    note_producer_carriers,
    undo_crates,
)
from kortreist.apps.trading.services.charges import charge_orders
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories, price_lists, rounds
from tests.conftest import NOON

DONE = ("confirmed", "packed", "delivered")


@pytest.fixture
def loaded(market):
    """An order that came with three crates; the hub takes 50 kr for each."""
    price_lists.make_deposit(market.hub, "kasse", "crate", 5_000)
    market.order = rounds.make_order(market.cycle, market.unit)
    rounds.make_line(market.order, market.carrots, 2, stages=DONE)
    return market


def scope(market):
    return {"actor": market.boss, "hub_id": market.hub.pk, "now": NOON}


def move(market, out, back=0):
    move_crates(**scope(market), entries=[CratesEntry(market.order.pk, out, back)])
    charge_orders(**scope(market), order_ids=[market.order.pk])


def deposits(**where):
    lines = ChargeLine.objects.filter(kind="deposit", **where).order_by("pk")
    return [(line.reason, line.count, line.amount_ore) for line in lines]


def balance(market):
    [row] = unit_balances(actor=market.cook, hub_id=market.hub.pk, unit_id=market.unit.pk)
    return (row.ledger, row.out, row.back, row.count, row.ore)


def test_crates_go_out_and_come_back_at_the_next_delivery(loaded):
    move(loaded, 3)
    assert deposits() == [("crate", 3, 15_000)]
    assert balance(loaded) == ("crate", 3, 0, 3, 15_000)
    # when the next delivery brings two and takes three
    loaded.cycle = rounds.make_cycle(loaded.hub)
    loaded.order = rounds.make_order(loaded.cycle, loaded.unit)
    move(loaded, 2, 3)
    # then
    assert deposits(order=loaded.order) == [("crate", 2, 10_000), ("crate", -3, -15_000)]
    assert balance(loaded) == ("crate", 5, 3, 2, 10_000)


def test_no_more_come_back_than_are_out(loaded):
    move(loaded, 3)
    with pytest.raises(CratesBackError) as caught:
        move(loaded, 0, 4)

    assert caught.value.params == {"out": 3}
    assert DepositMovement.objects.count() == 1


def test_a_handover_taken_back_leaves_rows_but_no_crates(loaded):
    move(loaded, 3)
    undo_crates(**scope(loaded), order_id=loaded.order.pk)
    charge_orders(**scope(loaded), order_ids=[loaded.order.pk])

    assert deposits() == []
    assert [row.count for row in DepositMovement.objects.order_by("pk")] == [3, -3]
    assert balance(loaded)[3:] == (0, 0)
    move(loaded, 2)
    assert deposits() == [("crate", 2, 10_000)]


def test_a_hub_that_counts_no_crates_has_none(market):
    market.order = rounds.make_order(market.cycle, market.unit)
    rounds.make_line(market.order, market.carrots, 2, stages=DONE)
    move(market, 3)

    assert not DepositMovement.objects.exists()
    assert deposits() == []


def test_a_producer_is_credited_for_crates_it_brought(loaded, audit_codes):
    note = {**scope(loaded), "cycle_id": loaded.cycle.pk, "producer_id": loaded.farm.pk}
    note_producer_carriers(**note, ledger=DepositLedger.CRATE, brought=4, taken=1)

    assert deposits(side="producer") == [("crate", 4, 20_000), ("crate", -1, -5_000)]
    [row] = producer_balances(actor=loaded.farmer, hub_id=loaded.hub.pk, producer_id=loaded.farm.pk)
    assert (row.count, row.ore) == (-3, -15_000)
    assert audit_codes() == ["trading.carriers.moved"] * 2
    # nothing is noted of what the hub does not count
    assert note_producer_carriers(**note, ledger=DepositLedger.PALLET, brought=4, taken=0) == []


def test_only_who_receives_goods_notes_crates(loaded):
    note = {"cycle_id": loaded.cycle.pk, "producer_id": loaded.farm.pk, "now": NOON}
    for actor, error in ((loaded.farmer, NotPermittedError), (factories.outsider(), NotFoundError)):
        with pytest.raises(error):
            note_producer_carriers(
                actor=actor,
                hub_id=loaded.hub.pk,
                **note,
                ledger=DepositLedger.CRATE,
                brought=1,
                taken=0,
            )
    assert not DepositMovement.objects.exists()


def test_a_neighbour_sees_no_balance(loaded):
    stranger = factories.buyer_actor(loaded.other)
    with pytest.raises(NotFoundError):
        unit_balances(actor=stranger, hub_id=loaded.hub.pk, unit_id=loaded.unit.pk)


# Agreements


def make_agreement(market, **fields):
    return PriceAgreement.objects.create(
        hub=market.hub, **{"valid_from": date(2026, 1, 1), "unit": market.unit} | fields
    )


def test_volume_and_bonus_follow_what_was_delivered(loaded):
    agreement = make_agreement(loaded, agreed_ore=10_000, bonus_bp=250)
    rounds.make_line(rounds.make_order(loaded.cycle, loaded.other), loaded.carrots, 9, stages=DONE)
    charge_orders(**scope(loaded), order_ids=[loaded.order.pk])

    [row] = progress_of(
        agreements_with(actor=loaded.cook, unit=loaded.unit, on=loaded.cycle.delivery_day)
    )

    assert row.agreement == agreement
    # two kilos at 33 kr, and 2.5 % of it
    assert (row.taken_ore, row.bonus_ore, row.share_bp, row.left_ore) == (6_600, 165, 6_600, 3_400)


def test_an_agreement_about_some_goods_counts_those(loaded):
    cheese = price_lists.make_price_list(loaded.hub, (loaded.cheese.variant, 100))
    make_agreement(loaded, price_list=cheese)
    charge_orders(**scope(loaded), order_ids=[loaded.order.pk])

    [row] = progress_of(PriceAgreement.objects.all())
    assert row.taken_ore == 0


def test_the_longest_agreed_life_counts(loaded):
    make_agreement(loaded, least_life_days=5)
    make_agreement(loaded, unit=None, payer=loaded.unit.payer.organisation, least_life_days=9)
    make_agreement(loaded, least_life_days=30, valid_until=date(2026, 2, 1))
    ids = [loaded.unit.pk, loaded.other.pk]

    assert least_life_days(hub_id=loaded.hub.pk, unit_ids=ids, on=date(2026, 11, 26)) == {
        loaded.unit.pk: 9
    }
