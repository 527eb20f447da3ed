"""Many kitchens say yes to the same last packs at once: no more is promised than there is."""

from threading import Barrier

import pytest

from kortreist.apps.trading.errors import OutOfStockError
from kortreist.apps.trading.models import Offer, OrderLine, Substitution, SubstitutionStatus
from kortreist.apps.trading.services import instead
from kortreist.apps.trading.services.substitutions import accept_substitution
from tests import factories, rounds
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON
from tests.rounds import later

BUYERS, PACKS, ROUNDS = 16, 5, 10

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rivals():
    """Sixteen kitchens that were each offered one of the last five turnips."""
    market = build_market(status="allocated")
    turnips = factories.make_variant(market.farm, "Nepe")
    market.turnips = rounds.make_offer(market.cycle, turnips, packs=PACKS)
    market.cooks, market.proposals = [], []
    for _ in range(BUYERS):
        unit = factories.make_unit(market.hub)
        order = rounds.make_order(market.cycle, unit)
        line = rounds.make_line(order, market.carrots, 3, confirmed_count=2, confirmed_amount=2000)
        market.cooks.append(factories.buyer_actor(unit))
        market.proposals.append(
            Substitution.objects.create(
                hub=market.hub,
                cycle=market.cycle,
                line=line,
                missing_count=1,
                offer=market.turnips,
                count=1,
                net_ore=4400,
                instead_of_ore=3300,
                origin="hub",
                proposed_at=NOON,
                answer_by=later(6),
            )
        )
    return market


def say_yes(market, runner):
    return accept_substitution(
        actor=market.cooks[runner],
        hub_id=market.hub.pk,
        substitution_id=market.proposals[runner].pk,
        now=NOON,
    )


def promised(market):
    return OrderLine.objects.filter(offer=market.turnips, confirmed_count=1).count()


def start_over(market):
    Substitution.objects.update(status=SubstitutionStatus.PROPOSED, new_line=None)
    OrderLine.objects.filter(offer=market.turnips).update(
        ordered_count=0, ordered_amount=0, confirmed_count=None, confirmed_amount=None
    )


@pytest.mark.slow
def test_the_last_five_go_to_five(rivals, race):
    for _ in range(ROUNDS):
        finish = race(BUYERS, lambda runner: say_yes(rivals, runner))

        assert len(finish.results) == PACKS
        assert {type(error) for error in finish.errors} == {OutOfStockError}
        assert {error.params["left"] for error in finish.errors} == {0}
        assert promised(rivals) == PACKS
        assert Substitution.objects.filter(status="accepted").count() == PACKS
        start_over(rivals)


@pytest.mark.postgres
def test_without_the_lock_more_is_promised_than_there_is(rivals, race, monkeypatch):
    # given what is left read without a lock, and nobody writes before all have read
    everybody_has_read = Barrier(BUYERS, timeout=30)
    packs_free = instead.packs_free

    def read_together(cycle, offers):
        found = packs_free(cycle, offers)
        everybody_has_read.wait()
        return found

    monkeypatch.setattr(
        instead, "lock_offers", lambda *, hub_id, offer_ids: Offer.objects.in_bulk(list(offer_ids))
    )
    monkeypatch.setattr(instead, "packs_free", read_together)
    # when
    finish = race(BUYERS, lambda runner: say_yes(rivals, runner))
    # then sixteen were promised one of five
    assert finish.errors == []
    assert promised(rivals) == BUYERS


def test_the_stock_is_locked_before_the_line_is_written(rivals, assert_locks_before_write):
    with assert_locks_before_write("trading_order", "trading_offer"):
        say_yes(rivals, 0)
