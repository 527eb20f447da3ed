import pytest

from kortreist.apps.trading.errors import CycleStateError, RunOutdatedError
from kortreist.apps.trading.models import (
    AllocationRun,
    CycleStatus,
    LineChange,
    OrderLine,
    Policy,
    RunStatus,
)
from kortreist.apps.trading.services.allocation import (
    commit_allocation,
    preview_allocation,
    undo_allocation,
)
from kortreist.apps.trading.services.cycles import close_cycle, reopen_cycle
from kortreist.kernel.errors import NotPermittedError
from tests import factories, rounds
from tests.conftest import NOON


@pytest.fixture
def closed(market):
    """Wishes 30, 20 and 25 for 50 packs of carrots, and two cheeses promised; closed."""
    third = factories.make_unit(market.hub)
    wishes = [(market.unit, 30), (market.other, 20), (third, 25)]
    market.lines = [
        rounds.make_line(rounds.make_order(market.cycle, unit), market.carrots, count)
        for unit, count in wishes
    ]
    market.promised = rounds.make_line(
        market.lines[0].order, market.cheese, 2, stages=("confirmed",)
    )
    market.cycle.status = CycleStatus.CLOSED
    market.cycle.save()
    return market


def preview(market, policy=Policy.PROPORTIONAL, **fields):
    fields = {"actor": market.boss, "now": NOON} | fields
    return preview_allocation(
        hub_id=market.hub.pk, cycle_id=market.cycle.pk, policy=policy, **fields
    )


def commit(market, run, **fields):
    fields = {"actor": market.boss, "now": NOON} | fields
    return commit_allocation(hub_id=market.hub.pk, run_id=run.pk, **fields)


def undo(market):
    return undo_allocation(
        actor=market.boss, hub_id=market.hub.pk, cycle_id=market.cycle.pk, now=NOON
    )


def confirmed(market):
    return list(
        OrderLine.objects.filter(offer=market.carrots)
        .order_by("pk")
        .values_list("confirmed_count", flat=True)
    )


def test_preview_promises_nothing(closed):
    run = preview(closed)

    assert [line.given_packs for line in run.lines.all()] == [20, 13, 17, 2]
    assert run.report["more_never_means_less"] is True
    assert confirmed(closed) == [None, None, None]
    closed.cycle.refresh_from_db()
    assert closed.cycle.status == CycleStatus.CLOSED


def test_every_line_gets_a_reason(closed):
    lines = preview(closed).lines.order_by("pk")

    assert [line.reasons[0]["code"] for line in lines] == ["shared_by_policy"] * 3 + ["got_all"]


def test_committed_run_confirms_the_lines(closed, audit_codes):
    commit(closed, preview(closed))

    assert confirmed(closed) == [20, 13, 17]
    assert closed.lines[0].changes.get().reason == "shared_out"
    closed.promised.refresh_from_db()
    assert closed.promised.confirmed_count == 2
    assert not closed.promised.changes.exists()
    assert audit_codes() == ["trading.allocation.previewed", "trading.cycle.allocated"]


def test_committing_twice_is_committing_once(closed):
    run = preview(closed)
    commit(closed, run)
    commit(closed, run)

    assert LineChange.objects.count() == 3


def test_undone_run_leaves_only_what_was_promised_first_come(closed):
    commit(closed, preview(closed))

    undo(closed)

    assert confirmed(closed) == [None, None, None]
    closed.promised.refresh_from_db()
    assert closed.promised.confirmed_count == 2
    assert AllocationRun.objects.get().status == RunStatus.UNDONE
    again = commit(closed, preview(closed, Policy.MAX_MIN))
    assert again.status == RunStatus.COMMITTED
    assert confirmed(closed) == [17, 17, 16]


def test_run_made_before_a_change_is_outdated(closed):
    run = preview(closed)
    scope = {"actor": closed.boss, "hub_id": closed.hub.pk, "cycle_id": closed.cycle.pk}
    reopen_cycle(**scope, now=NOON)
    close_cycle(**scope, now=NOON)

    with pytest.raises(RunOutdatedError):
        commit(closed, run)

    assert confirmed(closed) == [None, None, None]


def test_open_cycle_is_not_shared_out(market):
    with pytest.raises(CycleStateError):
        preview(market)


def test_team_may_not_share_out(closed, audit_codes):
    run = preview(closed)
    with pytest.raises(NotPermittedError):
        commit(closed, run, actor=factories.packing_team(closed.hub))

    assert confirmed(closed) == [None, None, None]
    assert audit_codes() == ["trading.allocation.previewed"]


def test_rotation_remembers_who_was_cut(closed):
    # given a round where the second kitchen was cut by 7 and the third by 8
    commit(closed, preview(closed))
    cycle = rounds.make_cycle(
        closed.hub, CycleStatus.CLOSED, delivery_day=closed.cycle.delivery_day.replace(day=30)
    )
    offer = rounds.make_offer(cycle, closed.carrots.variant, packs=10)
    units = [line.order.unit for line in closed.lines]
    for unit in units:
        rounds.make_line(rounds.make_order(cycle, unit), offer, 10)
    # when
    run = preview_allocation(
        actor=closed.boss,
        hub_id=closed.hub.pk,
        cycle_id=cycle.pk,
        policy=Policy.ROTATION,
        now=NOON,
    )
    # then those cut most (10, 7 and 8) come first
    assert [line.given_packs for line in run.lines.all()] == [5, 2, 3]


def test_sharing_out_takes_the_same_number_of_queries_however_many_lines(closed, query_count):
    few = query_count(lambda: commit(closed, preview(closed)))
    undo(closed)
    for _ in range(20):
        unit = factories.make_unit(closed.hub)
        rounds.make_line(rounds.make_order(closed.cycle, unit), closed.carrots, 3)

    assert query_count(lambda: commit(closed, preview(closed))) == few
