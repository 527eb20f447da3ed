"""What goods-in sees by itself, what is chosen about it, and how a choice is taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kortreist.apps.actors.models import AuditEvent, RoleKind
from kortreist.apps.actors.permissions import Actor, Grant
from kortreist.apps.fulfilment.entries import Damage, ReceiptEntry
from kortreist.apps.fulfilment.errors import (
    DeviationResolvedError,
    LotPastDateError,
    NothingToTellError,
    RemedyUnfitError,
)
from kortreist.apps.fulfilment.models import (
    Deviation,
    DeviationKind,
    Lot,
    Remedy,
    StockMovement,
    StockPlace,
    TemperatureReading,
)
from kortreist.apps.fulfilment.selectors.deviations import deviation_signs, list_deviations
from kortreist.apps.fulfilment.selectors.goods_in import lots_of_lines
from kortreist.apps.fulfilment.services.deviations import (
    DeviationEntry,
    choose_remedy,
    record_deviation,
    undo_remedy,
)
from kortreist.apps.fulfilment.services.goods_in import receive_cycle, undo_receipt
from kortreist.apps.fulfilment.services.missing import report_missing, undo_missing
from kortreist.apps.messages.models import Message
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from kortreist.kernel.quantity import Quantity
from tests import factories
from tests.apps.fulfilment.scenes import LATER, add_goods, add_lot, make_scene, plan
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def milk(scene):
    goods = add_goods(scene, (6, 4), name="Skjørost")
    goods.variant.product.storage = "chilled"
    goods.variant.product.save()
    return goods


def receive(scene, goods, packs=10, *, code="L1", now=NOON, **fields):
    entry = ReceiptEntry(
        goods.purchase_line.pk,
        code,
        fields.pop("best_before", LATER),
        Quantity(packs, packs * goods.variant.content_amount),
        **fields,
    )
    [lot] = receive_cycle(**scene.args | {"now": now}, cycle_id=scene.cycle.pk, entries=[entry])
    return lot


def kinds():
    return list(Deviation.objects.order_by("pk").values_list("kind", flat=True))


def choose(scene, deviation, remedy, **more):
    return choose_remedy(**scene.args, deviation_id=deviation.pk, remedy=remedy, **more)


def undo(scene, deviation):
    return undo_remedy(**scene.args, deviation_id=deviation.pk)


def test_as_agreed_is_no_deviation(scene, milk):
    receive(scene, milk, temperature_dc=40)
    assert kinds() == []
    assert TemperatureReading.objects.values_list("temperature_dc", "limit_dc").get() == (40, 40)


@pytest.mark.both
def test_too_little_follows_what_comes(scene, milk):
    # given seven of ten
    receive(scene, milk, 7)
    short = Deviation.objects.get()
    assert (short.kind, short.facts) == ("short", {"expected": 10, "count": 7})
    assert (short.suggested, short.producer_id) == (Remedy.ASK_PRODUCER, milk.offer.producer_id)
    # when two more come, it says nine; with the last, nothing is wrong
    receive(scene, milk, 2, code="L2")
    assert Deviation.objects.get().facts == {"expected": 10, "count": 9}
    receive(scene, milk, 1, code="L3")
    assert kinds() == []
    # and with one too many it is too much
    receive(scene, milk, 1, code="L4")
    assert kinds() == ["over"]


def test_what_was_chosen_stands_and_new_facts_are_a_new_matter(scene, milk):
    # given
    receive(scene, milk, 7)
    choose(scene, Deviation.objects.get(), Remedy.ACCEPT)
    # when
    receive(scene, milk, 1, code="L2")
    # then
    rows = Deviation.objects.order_by("pk").values_list("chosen", "facts__count")
    assert list(rows) == [("accept", 7), ("", 8)]


def test_missing_comes_and_goes(scene, milk):
    args = scene.args | {"purchase_line_id": milk.purchase_line.pk}
    report_missing(**args)
    assert kinds() == ["missing"]
    undo_missing(**args)
    assert kinds() == []


def test_warm_goods_are_kept_with_the_limit_and_a_suggestion(scene, milk):
    lot = receive(scene, milk, temperature_dc=72)
    warm = Deviation.objects.get()
    assert (warm.kind, warm.lot_id, warm.suggested) == ("warm", lot.pk, Remedy.HOLD)
    assert warm.facts == {"lot": "L1", "temperature_dc": 72, "limit_dc": 40}
    assert TemperatureReading.objects.get().is_over


def test_same_goods_in_sent_twice_is_one_of_each(scene, milk):
    for _ in range(2):
        receive(scene, milk, 8, temperature_dc=72, damage=Damage(2, "Knust"))
    assert sorted(kinds()) == ["damaged", "short", "warm"]
    assert TemperatureReading.objects.count() == 1


def test_late_is_said_once_an_order(scene, milk):
    # given a hub whose goods are to be in at two the day before
    hub = scene.hub
    hub.goods_in_days_before, hub.goods_in_until = 1, "14:00"
    hub.save()
    late = NOON + timedelta(days=1, hours=3)
    # when two lots come after that
    receive(scene, milk, 6, now=late)
    receive(scene, milk, 4, code="L2", now=late + timedelta(hours=1))
    # then
    row = Deviation.objects.get()
    assert (row.kind, row.facts["came_at"]) == ("late", late.isoformat())


def test_expired_goods_are_refused_unless_they_are_held(scene, milk):
    yesterday = date(2026, 11, 23)
    with pytest.raises(LotPastDateError):
        receive(scene, milk, best_before=yesterday, accept_short_dated=True)
    assert not Lot.objects.exists()
    assert not Deviation.objects.exists()
    assert not AuditEvent.objects.exists()
    # when
    lot = receive(scene, milk, best_before=yesterday, hold_expired=True)
    # then it is stopped from the start
    row = Deviation.objects.get()
    assert (row.kind, row.chosen, lot.withdrawn_at) == ("expired", Remedy.HOLD, NOON)
    undo(scene, row)
    lot.refresh_from_db()
    assert lot.withdrawn_at is None


def test_a_lot_taken_out_again_takes_its_deviations_along(scene, milk):
    lot = receive(scene, milk, 8, temperature_dc=72)
    undo_receipt(**scene.args, lot_id=lot.pk)
    assert kinds() == []


def test_hold_stops_the_lot_and_undo_lets_it_go(scene, milk, audit_codes):
    # given
    lot = receive(scene, milk, temperature_dc=72)
    warm = Deviation.objects.get()
    # when
    choose(scene, warm, Remedy.HOLD)
    again = choose(scene, warm, Remedy.HOLD)
    # then
    lot.refresh_from_db()
    assert lot.withdrawn_at == NOON
    assert (again.chosen, again.resolved_by) == (Remedy.HOLD, scene.team.name)
    assert audit_codes()[1:] == ["fulfilment.lot.withdrawn", "fulfilment.deviation.resolved"]
    with pytest.raises(DeviationResolvedError):
        choose(scene, warm, Remedy.ACCEPT)
    # and back
    assert undo(scene, warm).is_open
    lot.refresh_from_db()
    assert lot.withdrawn_at is None


def test_use_first_comes_before_an_older_date(scene, milk):
    receive(scene, milk, 5, best_before=date(2026, 12, 1))
    second = receive(scene, milk, 5, code="L2", temperature_dc=50)
    warm = Deviation.objects.get(kind="warm")
    choose(scene, warm, Remedy.USE_FIRST)

    def first():
        lots = lots_of_lines(hub_id=scene.hub.pk, purchase_line_ids=[milk.purchase_line.pk])
        return lots[milk.purchase_line.pk][0]

    assert first() == second
    undo(scene, warm)
    assert first() != second


def test_sending_back_takes_the_lot_out_and_tells_the_producer(scene, milk):
    # given ten packs far too warm
    lot = receive(scene, milk, temperature_dc=120)
    warm = Deviation.objects.get()
    assert warm.suggested == Remedy.RETURN
    # when
    choose(scene, warm, Remedy.RETURN, remark="Kjølebilen sto.")
    # then nothing is received, what was seen and measured stays, and the producer knows
    milk.purchase_line.refresh_from_db()
    assert not milk.purchase_line.received_count
    assert not Lot.objects.filter(pk=lot.pk).exists()
    warm.refresh_from_db()
    assert (warm.lot_id, warm.chosen) == (None, Remedy.RETURN)
    assert TemperatureReading.objects.get().lot_id is None
    told = Message.objects.filter(template="deviation_seen")
    assert {row.organisation_id for row in told} == {milk.offer.producer_id}
    # when it is taken back, the lot is there as it was
    undo(scene, warm)
    back = Lot.objects.get()
    milk.purchase_line.refresh_from_db()
    assert (back.code, back.received_count, back.temperature_dc) == ("L1", 10, 120)
    assert milk.purchase_line.received_count == 10
    warm.refresh_from_db()
    assert (warm.lot_id, warm.is_open) == (back.pk, True)
    assert kinds() == ["warm"]


def test_only_the_damaged_packs_go_back(scene, milk):
    # given
    receive(scene, milk, damage=Damage(3, "Knust glass"))
    damaged = Deviation.objects.get()
    assert damaged.facts == {"lot": "L1", "count": 3, "of": 10}
    # when
    choose(scene, damaged, Remedy.RETURN)
    # then seven are left, and the three are missing
    lot = Lot.objects.get()
    assert (lot.code, lot.received_count, lot.received_amount) == ("L1", 7, 7000)
    assert sorted(kinds()) == ["damaged", "short"]
    undo(scene, damaged)
    assert Lot.objects.get().received_count == 10
    assert kinds() == ["damaged"]


def test_writing_off_goes_through_the_stock(scene, milk):
    # given five packs on a shelf, two of them broken
    place = StockPlace.objects.create(hub=scene.hub, name="Kjøl", storage="chilled")
    lot = add_lot(scene, milk, 5, place=place, stocked_at=NOON)
    entry = DeviationEntry("damaged", "storage", "Falt ned", lot_id=lot.pk, facts={"count": 2})
    broken = record_deviation(**scene.args, entry=entry)
    assert broken.suggested == Remedy.WRITE_OFF
    # when
    choose(scene, broken, Remedy.WRITE_OFF)
    # then
    lot.refresh_from_db()
    assert lot.gone_count == 2
    assert StockMovement.objects.get().reason == "damaged"
    undo(scene, broken)
    lot.refresh_from_db()
    assert lot.gone_count == 0


def test_buyers_are_told_who_are_to_have_the_goods(scene, milk):
    receive(scene, milk, 7)
    choose(scene, Deviation.objects.get(), Remedy.TELL_BUYER, remark="Resten kommer fredag.")
    told = Message.objects.filter(template="deviation_of_goods")
    assert {row.unit_id for row in told} == {unit.pk for unit in scene.units}
    assert told.first().params["remark"] == "Resten kommer fredag."


def test_a_remedy_that_does_not_fit_is_refused(scene, milk):
    receive(scene, milk, 7)
    short = Deviation.objects.get()
    before = AuditEvent.objects.count()
    with pytest.raises(RemedyUnfitError):
        choose(scene, short, Remedy.HOLD)
    short.refresh_from_db()
    assert short.is_open
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    "entry",
    [
        DeviationEntry("cold", "storage"),
        DeviationEntry("other", "nowhere"),
        DeviationEntry("other", "storage", "x" * 301),
    ],
)
def test_what_says_nothing_is_refused(scene, entry):
    with pytest.raises(NothingToTellError):
        record_deviation(**scene.args, entry=entry)
    assert not Deviation.objects.exists()
    assert not AuditEvent.objects.exists()


def test_another_hubs_lot_is_not_found(scene):
    other = make_scene(hub=factories.make_hub())
    lot = add_lot(other, add_goods(other, (2,)), 2)
    entry = DeviationEntry("other", "storage", lot_id=lot.pk)
    with pytest.raises(NotFoundError):
        record_deviation(**scene.args, entry=entry)
    deviation = record_deviation(**other.args, entry=entry)
    with pytest.raises(NotFoundError):
        choose(scene, deviation, Remedy.ACCEPT)
    assert not list_deviations(actor=scene.team, hub_id=scene.hub.pk, now=NOON).object_list


def test_a_driver_tells_of_the_door_and_not_of_the_store(scene):
    driver = Actor("person:7", frozenset({Grant(RoleKind.DRIVER, scene.hub.pk)}))
    args = scene.args | {"actor": driver}
    told = record_deviation(**args, entry=DeviationEntry("nobody_there", "handover", cause="op:1"))
    assert record_deviation(**args, entry=DeviationEntry("other", "tour", cause="op:1")) == told
    with pytest.raises(NotPermittedError):
        record_deviation(**args, entry=DeviationEntry("other", "storage"))
    with pytest.raises(NotPermittedError):
        choose_remedy(**args, deviation_id=told.pk, remedy="accept")


def test_the_gravest_that_waits_stands_first(scene, milk, query_count):
    receive(scene, milk, 8, temperature_dc=72, damage=Damage(1))
    choose(scene, Deviation.objects.get(kind="damaged"), Remedy.ACCEPT)
    scope = {"actor": scene.team, "hub_id": scene.hub.pk, "now": NOON}
    assert [row.kind for row in list_deviations(**scope)] == ["warm", "short", "damaged"]
    assert [row.kind for row in list_deviations(**scope, only_open=True)] == ["warm", "short"]
    assert deviation_signs(hub_id=scene.hub.pk, cycle_id=scene.cycle.pk).grave == 1
    few = query_count(lambda: list(list_deviations(**scope)))
    for number in range(5):
        entry = DeviationEntry(DeviationKind.OTHER, "storage", str(number))
        record_deviation(**scene.args, entry=entry)
    assert query_count(lambda: list(list_deviations(**scope))) == few


# Pages


def sign_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def purchase_page(scene, goods):
    order = goods.purchase_line.purchase_order
    ids = {"producer": order.producer.public_id, "purchase": order.public_id}
    return reverse("trading:purchase-detail", kwargs={"hub": scene.hub.public_id, **ids})


def test_a_producer_sees_what_was_wrong_with_its_own_goods_and_nobody_elses(scene, milk):
    # given two farms with something wrong
    other = add_goods(scene, (3,), name="Gulrot")
    receive(scene, milk, 7)
    receive(scene, other, 1, code="G1")
    farmer = factories.make_role(
        scene.hub, RoleKind.PRODUCER, organisation=milk.offer.producer
    ).person
    client = sign_in(farmer)
    # when / then
    page = client.get(purchase_page(scene, milk))
    assert b"7 of 10 packs came." in page.content
    assert b"1 of 3 packs" not in page.content
    assert client.get(purchase_page(scene, other)).status_code == 404
    deviations = reverse("fulfilment:deviations", kwargs={"hub": scene.hub.public_id})
    assert client.get(deviations).status_code in {403, 404}


def test_a_remedy_is_chosen_and_taken_back_on_its_page(scene, milk):
    # given
    receive(scene, milk, temperature_dc=72)
    warm = Deviation.objects.get()
    team = sign_in(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person)

    def url(name):
        ids = {"hub": scene.hub.public_id, "deviation": warm.public_id}
        return reverse(f"fulfilment:{name}", kwargs=ids)

    # when
    page = team.post(url("deviation-choose"), {"remedy": "hold"}, follow=True)
    # then
    assert b"The lot is held. No more of it is packed." in page.content
    assert Lot.objects.get().withdrawn_at is not None
    # and what does not fit is said, and nothing is changed
    page = team.post(url("deviation-choose"), {"remedy": "return"}, follow=True)
    assert b"Somebody has chosen already" in page.content
    page = team.post(url("deviation-undo"), follow=True)
    assert b"The choice is taken back." in page.content
    assert Lot.objects.get().withdrawn_at is None
    page = team.post(url("deviation-choose"), {"remedy": "nonsense"}, follow=True)
    assert b"That does not fit here" in page.content
    assert team.get(url("deviation-photo")).status_code == 404


def test_something_wrong_is_written_down_at_the_lot_and_at_the_door(scene, milk):
    # given
    lot = receive(scene, milk)
    [delivery, *_] = plan(scene)
    team = sign_in(factories.make_role(scene.hub, RoleKind.PACKING_TEAM).person)
    hub = {"hub": scene.hub.public_id}
    pages = {
        "storage": reverse("fulfilment:lot-deviation", kwargs=hub | {"lot": lot.public_id}),
        "handover": reverse(
            "fulfilment:delivery-deviation", kwargs=hub | {"delivery": delivery.public_id}
        ),
    }
    for address in pages.values():
        assert team.post(address, {"kind": "other", "note": "Rart"}).status_code == 302
        assert team.post(address, {"kind": "nobody knows"}).status_code == 422
    # then each knows what it is about
    rows = Deviation.objects.order_by("pk").values_list("stage", "lot", "delivery")
    assert list(rows) == [("goods_in", lot.pk, None), ("handover", None, delivery.pk)]
    # and a kitchen may not write at its own door
    buyer = sign_in(factories.make_role(scene.hub, RoleKind.BUYER, unit=scene.units[0]).person)
    assert buyer.get(pages["handover"]).status_code == 403
    assert buyer.post(pages["handover"], {"kind": "other"}).status_code == 403
    assert Deviation.objects.count() == 2
