import pytest
from django.urls import reverse

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.trading.models import AllocationRun, CycleStatus, OrderCycle, RunStatus
from tests import factories, rounds
from tests.apps.everything import build_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    factories.make_vat_rates()
    return factories.make_hub()


@pytest.fixture
def boss(hub, client):
    client.force_login(factories.make_role(hub, RoleKind.COORDINATOR).person.user)
    return client


def url(name, hub, **kwargs):
    return reverse(f"desk:{name}", kwargs={"hub": hub.public_id, **kwargs})


def scarce(hub):
    """A closed round where two kitchens want eight each of ten."""
    cycle = rounds.make_cycle(hub, CycleStatus.CLOSED)
    offer = rounds.make_offer(cycle, factories.make_variant(factories.make_producer(hub)), packs=10)
    for _ in range(2):
        rounds.make_line(rounds.make_order(cycle, factories.make_unit(hub)), offer, 8)
    return cycle


def test_front_door_leads_each_role_home(client):
    world = build_everything()
    homes = {
        RoleKind.COORDINATOR: url("hub-home", world.hub),
        RoleKind.BUYER: url("unit-home", world.hub, unit=world.unit.public_id),
        RoleKind.PRODUCER: url("producer-home", world.hub, producer=world.farm.public_id),
        RoleKind.PACKING_TEAM: url("team-home", world.hub),
    }
    for kind, home in homes.items():
        client.force_login(world.user(kind))
        assert client.get("/").url == home
        assert client.get(home).status_code == 200


def test_somebody_without_a_role_is_told_whom_to_ask(client):
    client.force_login(factories.make_person().user)

    assert client.get("/").status_code == 200


def test_nobody_has_more_than_five_places(client):
    world = build_everything()
    for kind in RoleKind:
        client.force_login(world.user(kind))
        page = client.get("/", follow=True)
        assert page.status_code == 200
        assert 1 <= len(page.context["places"]) <= 5


def test_round_is_set_up_from_the_page(hub, boss):
    form = {
        "opens_at": "2026-11-24T08:00",
        "closes_at": "2026-11-25T12:00",
        "delivery_day": "2026-11-26",
    }
    answer = boss.post(url("cycle-list", hub), form)

    cycle = OrderCycle.objects.get()
    assert answer.url == url("cycle-detail", hub, cycle=cycle.public_id)
    # Twelve on Norwegian clocks is eleven in the database.
    assert cycle.closes_at.hour == 11


def test_impossible_round_is_refused_in_words(hub, boss):
    form = {
        "opens_at": "2026-11-25T08:00",
        "closes_at": "2026-11-24T12:00",
        "delivery_day": "2026-11-26",
    }
    answer = boss.post(url("cycle-list", hub), form)

    assert answer.status_code == 422
    assert not OrderCycle.objects.exists()


@pytest.mark.parametrize("opens_at", ["", "tomorrow", "2026-13-40T99:99"])
def test_unreadable_times_stay_on_the_form(hub, boss, opens_at):
    answer = boss.post(url("cycle-list", hub), {"opens_at": opens_at})

    assert answer.status_code == 200
    assert not OrderCycle.objects.exists()


def test_round_is_brought_on_and_taken_back(hub, boss):
    cycle = rounds.make_cycle(hub)
    scope = {"cycle": cycle.public_id}

    boss.post(url("stage-run", hub, stage="close", **scope))
    cycle.refresh_from_db()
    assert cycle.status == CycleStatus.CLOSED

    boss.post(url("stage-undo", hub, stage="close", **scope))
    cycle.refresh_from_db()
    assert cycle.status == CycleStatus.OPEN


@pytest.mark.parametrize("stage", ["allocate", "pack", "nonsense"])
def test_only_stages_done_at_a_press_are_run_from_the_page(hub, boss, stage):
    cycle = rounds.make_cycle(hub, CycleStatus.CLOSED)

    answer = boss.post(url("stage-run", hub, cycle=cycle.public_id, stage=stage))

    assert answer.status_code == 404


def test_policies_are_compared_and_one_is_chosen(hub, boss):
    cycle = scarce(hub)
    scope = {"cycle": cycle.public_id}

    boss.post(url("allocation-preview", hub, **scope))
    page = boss.get(url("allocation", hub, **scope))
    assert [column.cut for column in page.context["comparison"].columns] == [2, 2, 2]

    boss.post(url("allocation-commit", hub, **scope), {"policy": "max_min"})
    assert AllocationRun.objects.get(status=RunStatus.COMMITTED).policy == "max_min"
    page = boss.get(url("allocation", hub, **scope))
    assert page.context["comparison"].committed.policy == "max_min"


def test_unknown_policy_is_refused(hub, boss):
    cycle = scarce(hub)

    answer = boss.post(url("allocation-commit", hub, cycle=cycle.public_id), {"policy": "best"})

    assert answer.status_code == 404
    assert not AllocationRun.objects.exists()


def test_cook_sees_nothing_of_the_coordinators_desk(hub, client):
    unit = factories.make_unit(hub)
    client.force_login(factories.make_role(hub, RoleKind.BUYER, unit=unit).person.user)
    cycle = rounds.make_cycle(hub)

    for address in (
        url("hub-home", hub),
        url("cycle-list", hub),
        url("cycle-detail", hub, cycle=cycle.public_id),
        url("unit-list", hub),
    ):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("name", ["hub-home", "cycle-list", "producer-list", "unit-list"])
def test_empty_pages_teach(hub, boss, name):
    page = boss.get(url(name, hub))

    assert page.status_code == 200
    assert "kr-empty" in page.content.decode()


def test_ways_to_share_out_show_first_where_they_differ(hub, boss):
    cycle = scarce(hub)
    # given goods of which a large and a small order want more than there is
    offer = rounds.make_offer(cycle, factories.make_variant(factories.make_producer(hub)), packs=10)
    for order, count in zip(cycle.orders.order_by("pk"), (12, 3), strict=True):
        rounds.make_line(order, offer, count)
    scope = {"cycle": cycle.public_id}

    boss.post(url("allocation-preview", hub, **scope))
    goods = boss.get(url("allocation", hub, **scope)).context["comparison"].goods

    assert [each.offer == offer for each in goods] == [True, False]


def test_next_round_is_proposed_a_week_after_the_last(hub, boss):
    rounds.make_cycle(hub)

    form = boss.get(url("cycle-list", hub)).content.decode()
    assert 'value="2026-12-01T21:00"' in form
    assert 'value="2026-12-03"' in form
