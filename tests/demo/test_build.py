"""A small region built from end to end: what comes of it, twice, on other days, otherwise drawn."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count, Max, Min

from kortreist.apps.actors.models import Hub, Organisation, Person
from kortreist.apps.actors.models.audit import AuditEvent
from kortreist.apps.billing.models import Document, DocumentKind, NumberSeries
from kortreist.apps.catalogue.models import Rhythm
from kortreist.apps.desk.errors import DemonstrationBesideRealError, DemonstrationSeedError
from kortreist.apps.desk.models import Demonstration, StageRun
from kortreist.apps.desk.selectors.conductor import Wrong, stage_state
from kortreist.apps.fulfilment.models import Delivery, Lot
from kortreist.apps.trading.models import (
    CycleRule,
    CycleStatus,
    LineChange,
    Offer,
    Order,
    OrderCycle,
    OrderLine,
    OrderStatus,
    PurchaseChange,
    PurchaseLine,
)
from kortreist.apps.trading.services.baskets import set_line
from kortreist.demo.build import build_demonstration
from kortreist.demo.description import load_region
from kortreist.demo.figures import count_oversold, kroner
from kortreist.demo.story import story_of
from kortreist.kernel.periods import oslo_moment
from tests import factories
from tests.conftest import NOON
from tests.harness import documents

FRIDAY = date(2026, 11, 20)
MONEY = {
    "buyers_pay_nok": "23859.66",
    "producers_get_nok": "19329.17",
    "fees_nok": "1418.35",
    "vat_nok": "3112.14",
}


@pytest.fixture(scope="module")
def horten():
    return load_region("horten")


@pytest.fixture(scope="module")
def in_database(django_db_setup, django_db_blocker, horten):
    """Build once for all tests of this module; each takes back only what it changed itself."""
    with django_db_blocker.unblock():
        built = build_demonstration(horten, today=FRIDAY)
        yield built
        documents.empty()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def built(in_database, db):
    return in_database


@pytest.fixture
def shown(built):
    return OrderCycle.objects.get(pk=built.cycle_id)


@pytest.mark.both
def test_the_figures_are_what_they_were(built):
    assert built.figures.as_json() == {
        "region": "horten",
        "producers": 3,
        "buyer_units": 14,
        "variants": 33,
        "orders": 13,
        "lines": 91,
        "lines_cut": 11,
        "purchase_orders": 3,
        "lots": 33,
        "deliveries": 13,
        "invoices": 13,
        **MONEY,
        "balanced": True,
        "oversold": 0,
    }
    assert list(built.seconds) == [
        "registers",
        "parties",
        "goods",
        "earlier_cycle",
        "availability",
        "orders",
        "closing",
        "allocation",
        "purchase_orders",
        "tours",
        "goods_in",
        "packing",
        "deliveries",
        "invoices",
        "settlements",
        "cycle_at_work",
        "next_cycle",
    ]


def test_what_buyers_pay_is_what_producers_the_hub_and_the_state_get(built):
    money = {name: int(value.replace(".", "")) for name, value in MONEY.items()}
    assert money["buyers_pay_nok"] == (
        money["producers_get_nok"] + money["fees_nok"] + money["vat_nok"]
    )
    assert [kroner(ore) for ore in (123_450, 5, 0, -1)] == ["1234.50", "0.05", "0.00", "-0.01"]


def test_every_stage_is_done_and_what_went_wrong_is_told(shown):
    state = stage_state(shown, now=NOON)

    assert state.next_stage is None
    found = {row.code for stage in state.stages for row in stage.findings}
    assert found == {
        Wrong.CUT,
        Wrong.RECEIVED_SHORT,
        Wrong.RECEIVED_OVER,
        Wrong.PACKED_SHORT,
        Wrong.RETURNED,
    }


def test_a_farm_that_promised_less_shows_in_the_trail(shown):
    short = PurchaseChange.objects.filter(
        line__purchase_order__cycle=shown, reason="producer_short"
    )
    assert short.count() == 1
    followed = LineChange.objects.filter(line__order__cycle=shown, reason="producer_short")
    line = short.get().line
    assert set(followed.values_list("line__offer", flat=True)) == {line.offer_id}


def test_goods_that_are_weighed_are_charged_as_weighed(shown):
    weighed = OrderLine.objects.filter(order__cycle=shown, charge_by="measured", packed_count__gt=0)
    assert weighed.exists()
    for line in weighed:
        usual = line.packed_count * line.content_amount
        assert line.packed_amount != usual
        # what lies outside the tolerance is what the kitchen was asked about
        assert line.is_outside_tolerance == line.weight_questions.exists()
        assert line.invoiced_amount == line.delivered_amount
    assert not OrderLine.objects.filter(
        order__cycle=shown, charge_by="nominal", packed_count__gt=0
    ).exclude(packed_amount__gt=0)


def test_a_claim_is_credited_at_the_producers_cost(shown):
    note = Document.objects.get(cycle=shown, kind=DocumentKind.CREDIT_NOTE)
    assert note.corrects.kind == DocumentKind.INVOICE
    settled = Document.objects.filter(cycle=shown, kind=DocumentKind.SETTLEMENT)
    assert settled.filter(lines__reason="claim").count() == 1


def test_numbers_run_without_gaps(built):
    for series in NumberSeries.objects.annotate(
        issued=Count("documents"), first=Min("documents__number"), last=Max("documents__number")
    ):
        assert (series.first, series.last) == (1, series.issued)
        assert series.next_number == series.issued + 1


def test_there_is_a_last_time_and_a_next_time(built, shown):
    cycles = list(OrderCycle.objects.filter(rule__isnull=True).order_by("delivery_day"))
    assert [cycle.delivery_day for cycle in cycles] == [
        date(2026, 11, 12),
        date(2026, 11, 19),
        date(2026, 11, 23),
        date(2026, 11, 26),
    ]
    earlier = cycles[0]
    assert Document.objects.filter(cycle=earlier, kind=DocumentKind.SETTLEMENT).exists()
    placed = Order.objects.filter(cycle=earlier, status=OrderStatus.PLACED)
    assert 0 < placed.count() < built.figures.orders
    # whoever steps into a cook's shoes has ordered before
    cooks = Person.objects.filter(roles__kind="buyer").values_list("roles__unit", flat=True)
    assert set(cooks) <= set(placed.values_list("unit", flat=True))


def test_rounds_repeat_by_themselves_from_here(built):
    weekly, small = CycleRule.objects.order_by("pk")
    assert weekly.weekdays == [4]
    days = weekly.cycles.order_by("delivery_day").values_list("delivery_day", flat=True)
    assert list(days) == [date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 17)]
    assert small.cycles.exists()
    assert Rhythm.objects.exists()
    # and nothing is open that was not open before
    assert not OrderCycle.objects.filter(rule__isnull=False).exclude(status="draft").exists()


def test_one_cycle_is_at_work(built):
    cycle = OrderCycle.objects.get(delivery_day=date(2026, 11, 23))

    state = stage_state(cycle, now=oslo_moment(FRIDAY, time(12)))

    assert state.next_stage.stage == "receive"
    received = state.figures.purchase_lines - state.figures.purchase_lines_waiting
    assert received > 0
    assert state.figures.purchase_lines_waiting > 0
    assert state.figures.not_packed == state.figures.orders > 0


def test_the_next_cycle_can_be_ordered_in(built):
    cycle = OrderCycle.objects.get(status=CycleStatus.OPEN)
    cook = Person.objects.filter(roles__kind="buyer").first().roles.get()
    assert not Order.objects.filter(cycle=cycle, unit=cook.unit).exists()

    line = set_line(
        actor=factories.buyer_actor(cook.unit),
        hub_id=built.hub_id,
        unit_id=cook.unit_id,
        offer_id=Offer.objects.filter(cycle=cycle, variant__order_multiple=1).first().pk,
        count=1,
        now=oslo_moment(FRIDAY, time(12)),
    )

    assert line.ordered_count == 1
    assert Order.objects.filter(cycle=cycle, status=OrderStatus.PLACED).exists()


def test_nothing_happens_in_the_future_but_the_next_cycle(built):
    day_after = FRIDAY + timedelta(days=1)
    assert not AuditEvent.objects.filter(at__date__gte=day_after).exists()
    assert not Document.objects.filter(issued_on__gte=FRIDAY).exists()


def test_everything_is_marked_as_a_demonstration(built):
    hub = Hub.objects.get(pk=built.hub_id)
    assert hub.is_demonstration
    assert set(Document.objects.values_list("is_illustrative", flat=True)) == {True}
    # a real actor has no number that somebody made up
    assert not Organisation.objects.filter(is_example=False).exclude(org_no="").exists()


@pytest.mark.both
def test_a_second_start_changes_nothing(built, horten):
    before = counts()

    again = build_demonstration(horten, today=FRIDAY)

    assert again.figures == built.figures
    assert counts() == before
    assert sum(again.seconds.values()) < 5


def counts():
    models = (AuditEvent, Document, Delivery, Lot, Offer, Order, OrderCycle, OrderLine, StageRun)
    return {model.__name__: model.objects.count() for model in models} | {
        "money": sorted(Document.objects.values_list("kind", "number", "gross_ore"))
    }


def test_a_later_start_opens_a_later_cycle_and_leaves_the_rest(built, horten):
    again = build_demonstration(horten, today=FRIDAY + timedelta(days=7))

    assert again.figures == built.figures
    days = OrderCycle.objects.filter(status=CycleStatus.OPEN).values_list("delivery_day", flat=True)
    assert sorted(days) == [date(2026, 11, 26), date(2026, 12, 3)]


def beside(region):
    """Return the region as another one that can stand in the same database."""
    return replace(
        region,
        header=replace(region.header, code="horten-2"),
        payers=tuple(replace(payer, org_no="") for payer in region.payers),
        people=tuple(replace(each, email=f"b.{each.email}") for each in region.people),
    )


def test_another_seed_is_another_demonstration(built, horten):
    other = build_demonstration(beside(horten), today=FRIDAY, seed=4)
    assert other.figures.as_json()["buyers_pay_nok"] != MONEY["buyers_pay_nok"]
    assert (other.figures.balanced, other.figures.oversold) == (True, 0)


def test_a_region_keeps_its_seed(built, horten):
    before = counts()
    with pytest.raises(DemonstrationSeedError):
        build_demonstration(horten, today=FRIDAY, seed=4)
    assert counts() == before


def test_no_demonstration_beside_a_real_hub(built, horten):
    factories.make_hub("Virkelig SA")
    with pytest.raises(DemonstrationBesideRealError):
        build_demonstration(beside(horten), today=FRIDAY)
    assert Hub.objects.count() == 2
    assert Demonstration.objects.get().region == "horten"


def test_the_story_adds_up_to_the_figures(built):
    story = story_of(hub_id=built.hub_id, cycle_id=built.cycle_id)
    assert sum(ore for _, ore in story.producers) == built.figures.producers_get_ore
    assert sum(ore for _, ore in story.parts) == built.figures.fees_ore
    assert len(story.cuts) == 2
    assert all(0 < cut.given < cut.wanted and cut.why for cut in story.cuts)


@pytest.mark.parametrize(
    ("_case", "spoil"),
    [
        (
            "promised beyond the offer",
            lambda line: Offer.objects.filter(pk=line.offer_id).update(
                offered_packs=0, reserved_packs=0
            ),
        ),
        (
            "promised beyond the wish",
            lambda line: OrderLine.objects.filter(pk=line.pk).update(
                confirmed_count=line.ordered_count + 1
            ),
        ),
        (
            "packed beyond the promise",
            lambda line: OrderLine.objects.filter(pk=line.pk).update(
                packed_count=line.confirmed_count + 1
            ),
        ),
        (
            "invoiced beyond the delivery",
            lambda line: OrderLine.objects.filter(pk=line.pk).update(
                invoiced_amount=line.delivered_amount + 1
            ),
        ),
        (
            "packed beyond what came",
            lambda line: PurchaseLine.objects.filter(offer=line.offer_id).update(
                received_count=0, received_amount=0
            ),
        ),
        (
            "packed beyond the lot",
            lambda line: Lot.objects.filter(variant=line.variant_id).update(received_amount=1),
        ),
    ],
)
def test_whatever_is_oversold_is_counted(shown, _case, spoil):
    scope = {"hub_id": shown.hub_id, "cycle_id": shown.pk}
    assert count_oversold(**scope) == 0
    line = OrderLine.objects.filter(order__cycle=shown, delivered_count__gt=0).first()

    spoil(line)

    assert count_oversold(**scope) > 0
