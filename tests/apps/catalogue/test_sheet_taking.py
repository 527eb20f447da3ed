"""All of a sheet or nothing, whatever happens meanwhile."""

import pytest

from kortreist.apps.actors.models import AuditEvent
from kortreist.apps.catalogue.errors import (
    SheetChangedError,
    SheetInUseError,
    SheetRowsRefusedError,
    SheetStateError,
)
from kortreist.apps.catalogue.models import (
    Availability,
    Listing,
    PackLevel,
    Product,
    SheetImport,
    SheetRow,
    SheetState,
    Variant,
)
from kortreist.apps.catalogue.services import sheet_writing
from kortreist.apps.catalogue.services.listings import list_variant
from kortreist.apps.catalogue.services.sheet_intake import cancel_sheet, receive_sheet
from kortreist.apps.catalogue.services.sheet_taking import ask_to_take_in, take_back, take_in
from kortreist.apps.jobs.models import Job
from kortreist.apps.jobs.running import drain
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests import factories, rounds
from tests.apps.catalogue.sheets import agree, counts, csv, read_again, stage
from tests.conftest import NOON
from tests.harness.sql_log import query_count

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEAD = ("Varenr", "Navn", "Innhold", "Pris", "Antall 2026-12-03")
CARROT = ("7", "Gulrot", "1 kg", "34,50", "12")
SCOPE = {"actor": factories.SYSTEM, "now": NOON}


@pytest.fixture
def hub():
    factories.make_group("0")
    return factories.make_hub()


@pytest.fixture
def farm(hub):
    return factories.make_producer(hub)


def goods():
    """Return all that can be had and for how much, to be compared."""
    return [
        list(model.objects.order_by("pk").values_list(*fields))
        for model, fields in (
            (Product, ("name", "is_organic", "archived_at")),
            (Variant, ("producer_code", "case_packs", "archived_at")),
            (Listing, ("producer_price_ore", "is_visible")),
            (Availability, ("packs",)),
            (PackLevel, ("kind", "holds")),
        )
    ]


def test_jobs_read_it_and_take_it_in(hub, farm):
    sheet = receive_sheet(
        **SCOPE, hub_id=hub.pk, producer_id=farm.pk, content=csv(HEAD, CARROT), name="a.csv"
    )
    drain(now=NOON)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.done_rows, sheet.total_rows) == (SheetState.STAGED, 1, 1)

    ask_to_take_in(
        **SCOPE, hub_id=hub.pk, sheet_id=sheet.pk, version=sheet.version, leave_refused_out=False
    )
    drain(now=NOON)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.APPLIED
    assert Variant.objects.get().producer_code == "7"
    assert not Job.objects.exclude(state="done").exists()


def test_run_twice_it_is_taken_in_once(hub, farm):
    sheet = agree(stage(hub, farm, csv(HEAD, CARROT)))
    before, trail = goods(), AuditEvent.objects.count()

    take_in(sheet_id=sheet.pk, version=sheet.version, now=NOON)

    assert (goods(), AuditEvent.objects.count()) == (before, trail)


def test_cut_off_half_way_nothing_is_written(hub, farm, monkeypatch):
    sheet = stage(hub, farm, csv(HEAD, CARROT))

    def fail(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(sheet_writing.Writing, "_write_days", fail)
    with pytest.raises(ConnectionError):
        agree(sheet)
    assert goods() == [[], [], [], [], []]

    # and taken up again it is whole
    monkeypatch.undo()
    take_in(sheet_id=sheet.pk, version=sheet.version, now=NOON)
    assert Availability.objects.get().packs == 12


def test_refused_rows_hold_the_rest_back_until_they_are_left_out(hub, farm):
    sheet = stage(hub, farm, csv(HEAD, CARROT, ("8", "Ost", "1 kg", "-1", "")))
    with pytest.raises(SheetRowsRefusedError) as caught:
        agree(sheet)
    assert caught.value.params == {"rows": 1}
    assert not Product.objects.exists()

    agree(sheet, leave_refused_out=True)
    assert Product.objects.get().name == {"nb": "Gulrot"}


def test_what_somebody_changed_meanwhile_is_not_overwritten(hub, farm):
    variant = factories.make_variant(farm, "Gulrot", producer_code="7")
    factories.make_listing(hub, variant, 3000)
    sheet = stage(hub, farm, csv(("Varenr", "Pris"), ("7", "34,50")))
    list_variant(**SCOPE, hub_id=hub.pk, variant_id=variant.pk, producer_price_ore=3100)

    sheet = agree(sheet)

    assert (sheet.state, sheet.error_code) == (SheetState.READING, "sheet_changed")
    assert Listing.objects.get().producer_price_ore == 3100
    sheet = read_again(sheet)
    assert sheet.rows.get().changes == {"price": [3100, 3450]}


def test_two_sheets_with_the_same_new_pack_bring_it_once(hub, farm):
    first, second = (stage(hub, farm, csv(HEAD, CARROT)) for _ in range(2))

    agree(first)
    second = agree(second)

    assert second.state == SheetState.READING
    assert Variant.objects.count() == 1
    assert counts(read_again(second)) == (0, 0, 1, 0)


def test_taken_back_everything_is_as_it_was(hub, farm):
    old = factories.make_variant(farm, "Potet", producer_code="8")
    factories.make_listing(hub, old, 2000)
    factories.make_availability(hub, old, 5, NOON.date().replace(month=12, day=3))
    before = goods()
    rows = (CARROT, ("8", "Poteter", "", "25", "6"))
    sheet = agree(stage(hub, farm, csv(HEAD, *rows)))

    take_back(**SCOPE, hub_id=hub.pk, sheet_id=sheet.pk)

    after = goods()
    assert [rows[:1] for rows in after[:4]] == before[:4]
    new = Variant.objects.exclude(pk=old.pk).get()
    assert new.archived_at == new.product.archived_at == NOON
    assert (new.listings.get().is_visible, new.availabilities.get().packs) == (False, 0)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.UNDONE
    # and the same file can be taken in again
    assert counts(stage(hub, farm, csv(HEAD, *rows))) == (1, 1, 0, 0)


def test_what_is_offered_is_not_taken_back(hub, farm):
    sheet = agree(stage(hub, farm, csv(HEAD, CARROT)))
    rounds.make_offer(rounds.make_cycle(hub), Variant.objects.get())
    before = goods()

    with pytest.raises(SheetInUseError):
        take_back(**SCOPE, hub_id=hub.pk, sheet_id=sheet.pk)

    assert goods() == before


def test_what_was_changed_since_is_not_taken_back(hub, farm):
    variant = factories.make_variant(farm, "Gulrot", producer_code="7")
    factories.make_listing(hub, variant, 3000)
    sheet = agree(stage(hub, farm, csv(("Varenr", "Pris"), ("7", "34,50"))))
    list_variant(**SCOPE, hub_id=hub.pk, variant_id=variant.pk, producer_price_ore=3600)

    with pytest.raises(SheetChangedError):
        take_back(**SCOPE, hub_id=hub.pk, sheet_id=sheet.pk)

    assert Listing.objects.get().producer_price_ore == 3600


def test_a_producers_prices_wait_for_the_hub(hub, farm):
    producer = factories.producer_actor(hub, farm)
    coordinator = factories.coordinator(hub)
    sheet = stage(hub, farm, csv(HEAD, CARROT), actor=producer)

    sheet = agree(sheet, actor=producer)
    assert sheet.state == SheetState.WAITING
    assert not Product.objects.exists()

    sheet = agree(sheet, actor=coordinator)
    assert sheet.state == SheetState.APPLIED
    with pytest.raises(NotPermittedError):
        take_back(actor=producer, hub_id=hub.pk, sheet_id=sheet.pk, now=NOON)


def test_a_producers_goods_without_prices_need_no_one(hub, farm):
    producer = factories.producer_actor(hub, farm)

    content = csv(("Navn", "Innhold"), ("Gulrot", "1 kg"))
    sheet = agree(stage(hub, farm, content, actor=producer), actor=producer)

    assert sheet.state == SheetState.APPLIED


def test_a_neighbour_finds_no_sheet(hub, farm):
    other = factories.make_producer(hub)
    stranger = factories.producer_actor(hub, other)
    with pytest.raises(NotFoundError):
        stage(hub, farm, csv(HEAD, CARROT), actor=stranger)
    sheet = stage(hub, farm, csv(HEAD, CARROT))
    with pytest.raises(NotFoundError):
        agree(sheet, actor=stranger)
    with pytest.raises(NotFoundError):
        cancel_sheet(actor=stranger, hub_id=hub.pk, sheet_id=sheet.pk, now=NOON)
    assert SheetImport.objects.get().state == SheetState.STAGED


def test_given_up_it_is_gone_and_cannot_be_taken_in(hub, farm):
    sheet = stage(hub, farm, csv(HEAD, CARROT))

    cancel_sheet(**SCOPE, hub_id=hub.pk, sheet_id=sheet.pk)

    assert not SheetRow.objects.exists()
    with pytest.raises(SheetStateError):
        agree(sheet)
    assert not Product.objects.exists()


def test_a_page_of_an_earlier_reading_takes_nothing_in(hub, farm):
    sheet = stage(hub, farm, csv(HEAD, CARROT))
    with pytest.raises(SheetStateError):
        ask_to_take_in(
            **SCOPE, hub_id=hub.pk, sheet_id=sheet.pk, version=99, leave_refused_out=False
        )


def test_questions_do_not_grow_with_the_rows(hub, farm):
    def rows(prefix, many):
        return [(f"{prefix}{n}", f"Vare {prefix}{n}", "1 kg", "10", "5") for n in range(many)]

    agree(stage(hub, farm, csv(HEAD, *rows("a", 3))))
    few = stage(hub, farm, csv(HEAD, *rows("b", 3)))
    asked_for_few = query_count(lambda: agree(few))
    many = stage(hub, farm, csv(HEAD, *rows("c", 50)))
    # SQLite writes some twenty rows at once, PostgreSQL hundreds.
    assert query_count(lambda: agree(many)) <= asked_for_few + 12
