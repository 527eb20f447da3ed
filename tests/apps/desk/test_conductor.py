import pytest
from django.apps import apps

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.desk.errors import StageNotUndoableError, StageUnfinishedError
from kortreist.apps.desk.models import CycleStage, StageRun
from kortreist.apps.desk.services import stages
from kortreist.apps.desk.services.conductor import run_stage, start_stage, undo_stage
from kortreist.apps.jobs.models import Job, JobState
from kortreist.apps.jobs.running import drain
from kortreist.apps.messages.models import Message
from kortreist.apps.trading.errors import CycleStateError
from kortreist.apps.trading.models import AllocationRun, CycleStatus, OrderLine, Policy
from kortreist.apps.trading.services.allocation import preview_allocation
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories
from tests.apps.desk.walks import conduct, order_carrots, walk, walk_on
from tests.apps.trading.conftest import build_market
from tests.conftest import NOON
from tests.rounds import later

ROOMS = ("actors", "trading", "fulfilment", "billing", "kortreist_messages", "jobs")


@pytest.fixture
def market(db):
    return order_carrots(build_market())


def scope(market, **fields):
    return {
        "actor": market.boss,
        "hub_id": market.hub.pk,
        "cycle_id": market.cycle.pk,
        "now": NOON,
    } | fields


def count_rows():
    """Count the rows of every room below, trail and jobs included."""
    return {
        model.__name__: model.objects.count()
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
    }


def confirmed():
    return list(OrderLine.objects.order_by("pk").values_list("confirmed_count", flat=True))


@pytest.mark.both
def test_a_cycle_walks_from_open_to_settled(market):
    walk(market, until=CycleStage.SETTLE)

    outcomes = {run.stage: run.outcome for run in StageRun.objects.all()}
    assert outcomes == {
        "open": {"offers": 2},
        "close": {"orders": 2, "lines": 2, "baskets": 0},
        "allocate": {"policy": "proportional", "lines": 2, "cut": 2, "gap_bp": 0, "told": 2},
        "order": {"purchases": 1, "deliveries": 2, "told": 0},
        "receive": {"lots": 1, "short": 0, "over": 0},
        "pack": {"deliveries": 2, "crates": 4, "short": 0, "outside_tolerance": 0},
        "deliver": {"deliveries": 2, "returned": 0},
        # 24 and 16 kg at 33.00, and 15 % VAT
        "invoice": {"documents": 2, "net_ore": 132_000, "vat_ore": 19_800, "waiting": 0},
        "settle": {
            "documents": 1,
            "net_ore": 120_000,
            "vat_ore": 18_000,
            "charged_ore": 132_000,
            "credited_ore": 120_000,
            "difference_ore": 0,
        },
    }
    assert not StageRun.objects.filter(finished_at__isnull=True).exists()


@pytest.mark.both
def test_every_stage_may_be_run_again_right_after(market):
    for stage in CycleStage:
        walk_on(market, stage)
        before, first = count_rows(), StageRun.objects.get(stage=stage)

        again = conduct(market, stage, now=later())

        assert again.pk == first.pk
        assert again.outcome == first.outcome
        assert count_rows() == before | {"AuditEvent": count_rows()["AuditEvent"]}


@pytest.mark.parametrize(
    ("stage", "left"),
    [(CycleStage.RECEIVE, 1), (CycleStage.PACK, 2), (CycleStage.DELIVER, 2)],
)
def test_what_people_have_not_done_is_not_noted_as_done(market, stage, left):
    walk(market, until=list(CycleStage)[list(CycleStage).index(stage) - 1])

    with pytest.raises(StageUnfinishedError) as caught:
        conduct(market, stage)

    assert caught.value.params == {"stage": stage.value, "left": left}
    run = StageRun.objects.get(stage=stage)
    assert (run.error, run.finished_at) == ("stage_unfinished", None)


def test_a_refusal_stands_on_the_row_and_goes_with_the_next_success(market):
    with pytest.raises(CycleStateError):
        conduct(market, "allocate")
    assert StageRun.objects.get().error == "cycle_state"

    conduct(market, "close")
    run = conduct(market, "allocate")

    assert run.error == ""
    assert confirmed() == [24, 16]


def test_the_preview_that_was_looked_at_is_the_one_committed(market):
    conduct(market, "close")
    seen = preview_allocation(**scope(market, policy=Policy.MAX_MIN))

    run = conduct(market, "allocate")

    assert AllocationRun.objects.get(status="committed") == seen
    assert run.outcome["policy"] == "max_min"


def test_a_policy_that_was_asked_for_counts_over_an_old_preview(market):
    conduct(market, "close")
    preview_allocation(**scope(market, policy=Policy.MAX_MIN))

    conduct(market, "allocate", policy=Policy.PROPORTIONAL)

    assert AllocationRun.objects.get(status="committed").policy == "proportional"


def test_buyers_are_told_what_was_cut_and_why(market):
    walk(market, until=CycleStage.ALLOCATE)

    message = Message.objects.get(address=market.unit.email)
    assert message.template == "order_confirmed"
    assert message.params["delivery_day"] == "2026-11-26"
    [cut] = message.params["cut"]
    assert (cut["name"], cut["wanted"], cut["given"]) == ({"nb": "Gulrot"}, 30, 24)
    # in words of the kitchen's language: 50 wanted, 40 there, 24 of 30 given
    [why] = cut["why"]
    assert all(number in why for number in ("50", "40", "24", "30"))


def test_a_kitchen_without_an_address_stands_in_the_log(market):
    market.other.email = ""
    market.other.save()

    walk(market, until=CycleStage.ALLOCATE)

    (unreached,) = Message.objects.filter(unit=market.other)
    assert (unreached.status, unreached.error, unreached.address) == ("failed", "no_address", "")
    assert Message.objects.exclude(pk=unreached.pk).count() == 1


def test_producers_are_sent_their_order(market):
    market.farm.email = "fjellgard@example.org"
    market.farm.save()

    walk(market, until=CycleStage.ORDER)

    message = Message.objects.get(address="fjellgard@example.org")
    assert message.template == "purchase_order_sent"
    assert message.params["lines"] == [{"name": {"nb": "Gulrot"}, "pack": {}, "count": 40}]


def test_nothing_is_promised_when_the_buyers_cannot_be_told(market, monkeypatch):
    conduct(market, "close")

    def fail(run, now):
        raise RuntimeError

    monkeypatch.setattr(stages, "tell_buyers", fail)
    with pytest.raises(RuntimeError):
        conduct(market, "allocate")

    market.cycle.refresh_from_db()
    assert market.cycle.status == CycleStatus.CLOSED
    assert confirmed() == [None, None]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("stage", "back"),
    [
        (CycleStage.CLOSE, CycleStatus.OPEN),
        (CycleStage.ALLOCATE, CycleStatus.CLOSED),
        (CycleStage.ORDER, CycleStatus.ALLOCATED),
    ],
)
def test_a_stage_can_be_taken_back_and_done_again(market, audit_codes, stage, back):
    walk(market, until=stage)

    undo_stage(**scope(market, stage=stage))

    market.cycle.refresh_from_db()
    assert market.cycle.status == back
    assert audit_codes()[-1] == "desk.stage.undone"
    conduct(market, stage, now=later())
    assert StageRun.objects.get(stage=stage).outcome != {"undone": True}


def test_after_a_new_sharing_out_buyers_are_told_anew(market):
    walk(market, until=CycleStage.ALLOCATE)
    undo_stage(**scope(market, stage=CycleStage.ALLOCATE))
    conduct(market, "allocate")
    assert Message.objects.count() == 4


@pytest.mark.parametrize("stage", ["open", "receive", "pack", "deliver", "invoice", "settle"])
def test_some_stages_are_never_taken_back_as_a_whole(market, stage):
    walk(market, until=CycleStage.SETTLE)
    before = count_rows()

    with pytest.raises(StageNotUndoableError):
        undo_stage(**scope(market, stage=CycleStage(stage)))

    assert count_rows() == before


def test_what_later_stages_stand_on_stays(market):
    walk(market, until=CycleStage.ORDER)
    before = count_rows()

    with pytest.raises(CycleStateError):
        undo_stage(**scope(market, stage=CycleStage.ALLOCATE))

    assert count_rows() == before
    assert StageRun.objects.get(stage="allocate").outcome != {"undone": True}


@pytest.mark.parametrize("ask", [run_stage, start_stage, undo_stage])
def test_only_those_who_may_are_obeyed(market, ask):
    before = count_rows()
    other_boss = factories.coordinator(factories.make_hub())
    for actor, refusal in (
        (factories.outsider(), NotFoundError),
        (other_boss, NotFoundError),
        (factories.packing_team(market.hub), NotPermittedError),
        (market.cook, NotPermittedError),
    ):
        with pytest.raises(refusal):
            ask(**scope(market, actor=actor, stage=CycleStage.CLOSE))

    market.cycle.refresh_from_db()
    assert market.cycle.status == CycleStatus.OPEN
    changed = {"Hub", "Organisation"}
    assert {k: v for k, v in count_rows().items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }
    assert not StageRun.objects.exists()


@pytest.mark.parametrize("ask", [run_stage, start_stage, undo_stage])
def test_another_hubs_cycle_is_not_found(market, ask):
    other = factories.make_hub()
    with pytest.raises(NotFoundError):
        ask(
            **scope(market, actor=factories.coordinator(other), hub_id=other.pk),
            stage=CycleStage.CLOSE,
        )
    assert not StageRun.objects.exists()


def start(market, **fields):
    return start_stage(**scope(market, **fields), stage=CycleStage.CLOSE)


@pytest.mark.both
def test_the_worker_does_a_stage_that_was_started(market, audit_codes):
    run = start(market)
    assert run.is_running
    assert audit_codes() == ["desk.stage.started"]

    assert drain(now=later()) == 1

    run.refresh_from_db()
    assert run.finished_at == later()
    assert run.outcome == {"orders": 2, "lines": 2, "baskets": 0}
    market.cycle.refresh_from_db()
    assert market.cycle.status == CycleStatus.CLOSED
    assert AuditEvent.objects.get(code="trading.cycle.closed").actor == "system:desk.conductor"


def test_starting_what_has_been_started_makes_one_job(market):
    assert start(market) == start(market)
    assert Job.objects.get().key == f"cycle:{market.cycle.pk}:close:1"
    assert StageRun.objects.get().attempt == 1


def test_a_stage_that_was_taken_back_can_be_started_anew(market):
    start(market)
    drain()
    undo_stage(**scope(market, stage=CycleStage.CLOSE))

    start(market)
    drain()

    market.cycle.refresh_from_db()
    assert market.cycle.status == CycleStatus.CLOSED
    assert StageRun.objects.get().attempt == 2


def test_a_refusal_ends_the_job_and_is_told_on_the_row(market):
    start_stage(**scope(market), stage=CycleStage.ALLOCATE)
    drain()
    assert Job.objects.get().state == JobState.FAILED
    assert StageRun.objects.get().error == "cycle_state"
