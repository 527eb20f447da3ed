"""The pages of the stock: red first, counted blind, bought with one press."""

from datetime import date, timedelta

import pytest

from kortreist.apps.actors.models import RoleKind
from kortreist.apps.desk.models import CycleStage
from kortreist.apps.fulfilment.errors import StockLevelError
from kortreist.apps.fulfilment.models import StockLevel, StockMovement, StockPlace
from kortreist.apps.fulfilment.selectors.replenishment import propose_purchases
from kortreist.apps.fulfilment.selectors.stock import list_stock, stock_signs
from kortreist.apps.fulfilment.services.levels import drop_level, replenish, set_level
from kortreist.apps.fulfilment.services.stock import write_off
from kortreist.apps.trading.models import Offer, Ownership, StockPurchase
from kortreist.kernel.errors import NotPermittedError
from tests import factories
from tests.apps.fulfilment.larder import make_larder

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def larder():
    return make_larder()


@pytest.fixture
def stocked(larder):
    """Twenty packs of meat at kr 150 and four roasts on consignment."""
    cycle = larder.open_round(stock=[(larder.meat, 20), (larder.roast, 4, Ownership.CONSIGNMENT)])
    for line in larder.buy(cycle).values():
        larder.receive(line, place=larder.freezer)
    return larder


def sign_in(client, larder, kind=RoleKind.COORDINATOR):
    client.force_login(factories.make_role(larder.hub, kind).person.user)
    return client


def address(larder, tail=""):
    return f"/hubs/{larder.hub.public_id}/stock/{tail}"


def stock_of(larder):
    return list_stock(actor=larder.boss, hub_id=larder.hub.pk, today=TODAY)


def keep(larder, variant=None, least=12, up_to=30, **fields):
    return set_level(
        **larder.args,
        variant_id=(variant or larder.meat).pk,
        place_id=larder.freezer.pk,
        least_packs=least,
        up_to_packs=up_to,
        **fields,
    )


def test_worth_is_what_is_left_at_cost_consigned_apart(stocked):
    stock = stock_of(stocked)
    assert (stock.owned_ore, stock.consigned_ore) == (20 * 15000, 4 * 90000)


def test_what_was_lost_though_promised_stands_first(stocked):
    second = stocked.open_round()
    stocked.order(second, stocked.units[0], stocked.roast, 4)
    stocked.buy(second)
    roast = next(row for row in stock_of(stocked).page if row.variant == stocked.roast)
    write_off(**stocked.args, lot_id=roast.lots[0].lot.pk, count=1, reason="damaged")
    first = stock_of(stocked).page[0]
    assert (first.variant, first.free, first.is_missing) == (stocked.roast, -1, True)
    signs = stock_signs(hub_id=stocked.hub.pk, today=TODAY)
    assert (signs.variants, signs.missing, signs.expiring, signs.below) == (2, 1, 0, 0)


def test_dates_that_are_near_are_told_of(stocked):
    row = stock_of(stocked).page[0]
    for days, expired, expiring in ((-1, True, False), (14, False, True), (15, False, False)):
        row.lots[0].lot.best_before = TODAY + timedelta(days=days)
        assert (row.lots[0].is_expired, row.lots[0].is_expiring) == (expired, expiring)


def test_what_is_short_is_proposed_in_whole_cases(stocked):
    stocked.meat.case_packs = 8
    stocked.meat.save()
    keep(stocked, least=21, up_to=30)
    scope = {"actor": stocked.boss, "hub_id": stocked.hub.pk, "today": TODAY}
    [proposal] = propose_purchases(**scope, now=stocked.args["now"])
    assert (proposal.at_hand, proposal.packs, proposal.sold) == (20, 16, 0)
    # when a round buys it, it is on its way
    cycle = stocked.open_round()
    replenish(**stocked.args, cycle_id=cycle.pk, packs={stocked.meat.pk: 16})
    [proposal] = propose_purchases(**scope, now=stocked.args["now"])
    # and what the open round may sell is free until somebody orders it
    assert (proposal.coming, proposal.stock.free, proposal.packs) == (16, 20, 0)
    stocked.order(cycle, stocked.units[0], stocked.meat, 6)
    [proposal] = propose_purchases(**scope, now=stocked.args["now"])
    assert proposal.stock.free == 14


def test_what_was_sold_lately_says_how_long_it_lasts(stocked):
    keep(stocked)
    second = stocked.open_round()
    stocked.order(second, stocked.units[0], stocked.meat, 8)
    stocked.buy(second)
    stocked.pack(second)
    scope = {"actor": stocked.boss, "hub_id": stocked.hub.pk, "today": TODAY}
    [proposal] = propose_purchases(**scope, now=stocked.args["now"])
    assert (proposal.sold, proposal.at_hand, proposal.weeks_left) == (8, 12, 12)


def test_levels_are_changed_refused_and_dropped(larder):
    keep(larder)
    keep(larder, least=5, up_to=9, ownership=Ownership.CONSIGNMENT)
    level = StockLevel.objects.get()
    assert (level.least_packs, level.up_to_packs, level.ownership) == (5, 9, "consignment")
    with pytest.raises(StockLevelError):
        keep(larder, least=10, up_to=9)
    with pytest.raises(NotPermittedError):
        drop_level(
            actor=factories.packing_team(larder.hub),
            hub_id=larder.hub.pk,
            variant_id=larder.meat.pk,
            now=larder.args["now"],
        )
    drop_level(**larder.args, variant_id=larder.meat.pk)
    assert not StockLevel.objects.exists()


def test_counting_does_not_tell_what_should_lie_there(client, stocked):
    sign_in(client, stocked, RoleKind.PACKING_TEAM)
    url = address(stocked, f"places/{stocked.freezer.public_id}/count/")
    page = client.get(url)
    assert "20" not in [row.strip() for row in page.content.decode().split() if row == "20"]
    form = page.context["form"]
    data = {seen.html_name: seen.value() for _, _, seen in form.rows}
    counts = {row.lot.variant_id: count.html_name for row, count, _ in form.rows}
    data[counts[stocked.meat.pk]] = "18"
    after = client.post(url, data, follow=True)
    [counted] = after.context["counted"]
    assert (counted.expected, counted.counted) == (20, 18)
    # and taken back by its own button
    undo = address(stocked, f"movements/{counted.movement.public_id}/undo/")
    assert client.post(undo).status_code == 302
    assert client.get(url).context["counted"] == []


def test_places_are_added_on_the_page(client, larder):
    sign_in(client, larder)
    url = address(larder, "places/")
    assert client.post(url, {"name": "Hylle", "storage": "ambient"}).status_code == 302
    again = client.post(url, {"name": "Hylle", "storage": "ambient"})
    assert again.status_code == 422
    place = StockPlace.objects.get(name="Hylle")
    client.post(address(larder, f"places/{place.public_id}/archive/"))
    place.refresh_from_db()
    assert place.archived_at is not None


def test_losses_moves_levels_and_rounds_on_the_page_of_the_goods(client, stocked):
    sign_in(client, stocked)
    goods = address(stocked, f"goods/{stocked.meat.public_id}/")
    lot = next(row.lots[0].lot for row in stock_of(stocked).page if row.variant == stocked.meat)
    hub = f"/hubs/{stocked.hub.public_id}/lots/{lot.public_id}/"
    client.post(f"{hub}loss/", {"count": "2", "reason": "tasted", "note": "Messa"})
    lot.refresh_from_db()
    assert lot.packs_left == 18
    shelf = StockPlace.objects.create(hub=stocked.hub, name="Hylle")
    client.post(f"{hub}place/", {"place": str(shelf.public_id)})
    client.post(
        f"{goods}level/",
        {
            "least_packs": "5",
            "up_to_packs": "9",
            "place": str(shelf.public_id),
            "ownership": "owned",
        },
    )
    assert StockLevel.objects.get().place == shelf
    cycle = stocked.open_round()
    client.post(f"{goods}rounds/{cycle.public_id}/", {"packs": "7"})
    assert Offer.objects.get(cycle=cycle, variant=stocked.meat).stock_packs == 7
    page = client.get(goods)
    assert page.status_code == 200
    # what went wrong is told there, and nothing is done
    client.post(f"{goods}rounds/{cycle.public_id}/", {"packs": "70"})
    client.post(f"{hub}loss/", {"count": "99", "reason": "lost"})
    assert StockMovement.objects.filter(kind="written_off").count() == 1


def test_one_press_writes_the_purchase(client, stocked):
    keep(stocked, least=21, up_to=30)
    cycle = stocked.open_round()
    sign_in(client, stocked)
    page = client.get(address(stocked, "buy/"))
    [(proposal, field)] = page.context["form"].rows
    data = {"cycle": str(cycle.public_id), field.html_name: str(proposal.packs)}
    assert client.post(address(stocked, "buy/"), data).status_code == 302
    assert StockPurchase.objects.get(offer__cycle=cycle).packs == proposal.packs == 10


def test_pages_ask_as_often_for_twice_the_goods(client, stocked, query_count):
    sign_in(client, stocked)
    pages = (address(stocked), address(stocked, f"places/{stocked.freezer.public_id}/count/"))
    for page in pages:
        client.get(page)
    few = [query_count(lambda page=page: client.get(page)) for page in pages]
    cycle = stocked.open_round(stock=[(stocked.meat, 5), (stocked.roast, 2)])
    for line in stocked.buy(cycle).values():
        stocked.receive(line, place=stocked.freezer)
    stocked.conduct(cycle, CycleStage.RECEIVE)
    assert [query_count(lambda page=page: client.get(page)) for page in pages] == few
