"""Places and rates from the product's own files."""

import pytest

from kortreist.apps.registers.models import LoadedRegister, Municipality, Postcode, VatRate
from kortreist.apps.registers.services import loading
from kortreist.apps.registers.services.loading import load_registers
from kortreist.apps.registers.services.records import Record

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_registers_are_loaded_whole(now):
    # when
    read = load_registers(now=now)
    # then
    assert read == {"municipalities": 359, "postcodes": 5121, "vat_rates": 7, "dated_figures": 18}
    assert Municipality.objects.get(number="5025").name == "Røros"
    assert Postcode.objects.get(code="7374").municipality.number == "5025"
    assert LoadedRegister.objects.get(name="postcodes").rows == 5121


def test_second_load_reads_nothing(now, query_count):
    # given
    load_registers(now=now)
    before = dict(Postcode.objects.values_list("code", "pk"))
    # when
    queries = query_count(lambda: load_registers(now=now))
    # then
    assert queries == 4
    assert set(load_registers(now=now).values()) == {0}
    assert dict(Postcode.objects.values_list("code", "pk")) == before


@pytest.mark.both
def test_changed_file_renews_rows_in_place(now, monkeypatch):
    # given a file that has changed since it was loaded
    load_registers(now=now)
    before = VatRate.objects.get(vat_class="food")
    row = {
        "vat_class": "food",
        "category": "S",
        "rate_bp": "1400",
        "valid_from": "2026-01-01",
        "valid_until": "2027-01-01",
        "source": "test",
    }
    changed = Record("vat_rates", [row], "another digest")
    real = loading.read_record
    monkeypatch.setattr(
        loading, "read_record", lambda name: changed if name == "vat_rates" else real(name)
    )
    # when
    load_registers(now=now)
    # then
    after = VatRate.objects.get(vat_class="food")
    assert (after.pk, after.rate_bp, str(after.valid_until)) == (before.pk, 1400, "2027-01-01")
    assert VatRate.objects.count() == 7
