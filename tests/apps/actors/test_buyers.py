"""Doors, payers, units and the days they are closed."""

from dataclasses import replace
from datetime import date, time

import pytest

from kortreist.apps.actors.errors import (
    AmountOutOfRangeError,
    ChoiceUnknownError,
    EndpointError,
    HoursError,
    MoneyOutOfRangeError,
    PayerUnreachableError,
    ReferencePatternError,
    UnitNumberTakenError,
)
from kortreist.apps.actors.models import (
    AuditEvent,
    BuyerUnit,
    ClosedDay,
    DeliveryPoint,
    InvoiceParty,
    Sector,
    UnitKind,
)
from kortreist.apps.actors.services.parties import (
    DeliveryPointFacts,
    PayerFacts,
    UnitFacts,
    archive_unit,
    change_buyer_unit,
    change_invoice_party,
    close_unit_on,
    create_buyer_unit,
    create_delivery_point,
    create_invoice_party,
    open_unit_on,
)
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.factories import (
    accountant,
    buyer_actor,
    coordinator,
    make_delivery_point,
    make_hub,
    make_organisation,
    make_payer,
    make_postcode,
    make_unit,
)

pytestmark = pytest.mark.django_db

DOOR = DeliveryPointFacts(
    name="Kvitsanden skole, kjøkken", postcode="7374", opens_at=time(7, 30), closes_at=time(14)
)
PAYER = PayerFacts(name="Røros kommune", endpoint_scheme="0192", endpoint_id="974 760 673")


def test_door_is_entered(now, audit_codes):
    hub, postcode = make_hub(), make_postcode("7374")
    door = create_delivery_point(actor=coordinator(hub), hub_id=hub.pk, facts=DOOR, now=now)
    assert (door.hub, door.postcode, door.opens_at) == (hub, postcode, time(7, 30))
    assert audit_codes() == ["actors.delivery_point.created"]


def test_door_that_closes_before_it_opens_is_refused(now):
    hub = make_hub()
    facts = replace(DOOR, closes_at=time(7, 30))
    with pytest.raises(HoursError):
        create_delivery_point(actor=coordinator(hub), hub_id=hub.pk, facts=facts, now=now)
    assert not DeliveryPoint.objects.exists()


def test_payer_is_entered(now, audit_codes):
    hub = make_hub()
    firm = make_organisation(kept_by=hub)
    payer = create_invoice_party(
        actor=coordinator(hub), hub_id=hub.pk, organisation_id=firm.pk, facts=PAYER, now=now
    )
    payer.refresh_from_db()
    assert (payer.endpoint_scheme, payer.endpoint_id) == ("0192", "974760673")
    assert payer.credit_limit_ore is None
    assert audit_codes() == ["actors.payer.created"]


_case_wrong_payer = [
    ({"endpoint_id": "974760674"}, EndpointError),
    ({"endpoint_scheme": "9999"}, EndpointError),
    ({"endpoint_scheme": "0088", "endpoint_id": "7080000000001"}, EndpointError),
    ({"endpoint_scheme": "", "endpoint_id": ""}, PayerUnreachableError),
    ({"credit_limit_ore": -1}, MoneyOutOfRangeError),
    ({"payment_terms_days": 366}, AmountOutOfRangeError),
    ({"reference_pattern": "(a+)+"}, ReferencePatternError),
    ({"language": "sma"}, ChoiceUnknownError),
    ({"when_empty": "shrug"}, ChoiceUnknownError),
]


@pytest.mark.parametrize(("wrong", "error"), _case_wrong_payer)
def test_wrong_fact_of_a_payer_is_refused(wrong, error, now):
    hub = make_hub()
    firm = make_organisation(kept_by=hub)
    with pytest.raises(error):
        create_invoice_party(
            actor=coordinator(hub),
            hub_id=hub.pk,
            organisation_id=firm.pk,
            facts=replace(PAYER, **wrong),
            now=now,
        )
    assert not InvoiceParty.objects.exists()
    assert not AuditEvent.objects.exists()


def test_global_location_number_is_an_address_too(now):
    hub = make_hub()
    firm = make_organisation(kept_by=hub)
    facts = replace(PAYER, endpoint_scheme="0088", endpoint_id="7080000000005")
    payer = create_invoice_party(
        actor=coordinator(hub), hub_id=hub.pk, organisation_id=firm.pk, facts=facts, now=now
    )
    assert payer.endpoint_id == "7080000000005"


def test_credit_limit_is_changed_with_before_and_after(now):
    hub = make_hub()
    payer = make_payer(hub, "Røros kommune", endpoint_id="974760673", when_empty="warn")
    change_invoice_party(
        actor=coordinator(hub),
        hub_id=hub.pk,
        payer_id=payer.pk,
        facts=replace(PAYER, credit_limit_ore=5_000_000),
        now=now,
    )
    event = AuditEvent.objects.get()
    assert event.code == "actors.payer.changed"
    assert event.before == {"credit_limit_ore": None}
    assert event.after == {"credit_limit_ore": 5_000_000}


def test_accountant_may_see_but_not_change_payers(now):
    hub = make_hub()
    payer = make_payer(hub)
    with pytest.raises(NotPermittedError):
        change_invoice_party(
            actor=accountant(hub), hub_id=hub.pk, payer_id=payer.pk, facts=PAYER, now=now
        )
    assert not AuditEvent.objects.exists()


def unit_facts(hub, **fields) -> UnitFacts:
    values = {
        "name": "Kvitsanden barnehage",
        "kind": UnitKind.KINDERGARTEN,
        "sector": Sector.PUBLIC,
        "delivery_point_id": make_delivery_point(hub).pk,
        "payer_id": make_payer(hub).pk,
    }
    return UnitFacts(**values | fields)


def test_unit_gets_the_next_number(now, audit_codes):
    # given
    hub = make_hub()
    make_unit(hub, number=41)
    make_unit(make_hub(), number=99)
    firm = make_organisation(kept_by=hub)
    # when
    unit = create_buyer_unit(
        actor=coordinator(hub),
        hub_id=hub.pk,
        organisation_id=firm.pk,
        facts=unit_facts(hub),
        now=now,
    )
    # then
    assert (unit.number, unit.organisation) == (42, firm)
    assert audit_codes() == ["actors.unit.created"]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_units_entered_at_once_get_numbers_of_their_own(race, now):
    # given
    hub = make_hub()
    firm = make_organisation(kept_by=hub)
    facts, actor = unit_facts(hub), coordinator(hub)
    # when
    finish = race(
        6,
        lambda _: (
            create_buyer_unit(
                actor=actor, hub_id=hub.pk, organisation_id=firm.pk, facts=facts, now=now
            ).number
        ),
    )
    # then
    assert finish.errors == []
    assert sorted(finish.results) == [1, 2, 3, 4, 5, 6]


def test_taken_number_is_refused(now):
    hub = make_hub()
    make_unit(hub, number=7)
    firm = make_organisation(kept_by=hub)
    with pytest.raises(UnitNumberTakenError) as caught:
        create_buyer_unit(
            actor=coordinator(hub),
            hub_id=hub.pk,
            organisation_id=firm.pk,
            facts=unit_facts(hub, number=7),
            now=now,
        )
    assert caught.value.params == {"number": 7}
    assert BuyerUnit.objects.count() == 1


@pytest.mark.parametrize("field", ["payer_id", "delivery_point_id"])
def test_another_hubs_payer_or_door_is_not_found(field, now):
    hub, other = make_hub(), make_hub()
    foreign = {"payer_id": make_payer(other), "delivery_point_id": make_delivery_point(other)}
    firm = make_organisation(kept_by=hub)
    with pytest.raises(NotFoundError):
        create_buyer_unit(
            actor=coordinator(hub),
            hub_id=hub.pk,
            organisation_id=firm.pk,
            facts=unit_facts(hub, **{field: foreign[field].pk}),
            now=now,
        )
    assert not BuyerUnit.objects.exists()
    assert not AuditEvent.objects.exists()


def test_changed_unit_keeps_its_number_unless_told(now):
    hub = make_hub()
    unit = make_unit(hub, number=7)
    facts = unit_facts(hub, priority=2)
    change_buyer_unit(actor=coordinator(hub), hub_id=hub.pk, unit_id=unit.pk, facts=facts, now=now)
    unit.refresh_from_db()
    assert (unit.number, unit.priority, unit.name) == (7, 2, "Kvitsanden barnehage")
    event = AuditEvent.objects.get()
    assert event.code == "actors.unit.changed"
    assert (event.before["priority"], event.after["priority"]) == (1, 2)


def test_buyer_closes_and_opens_its_own_unit(now, audit_codes):
    # given
    hub = make_hub()
    unit = make_unit(hub)
    place = {"actor": buyer_actor(unit), "hub_id": hub.pk, "unit_id": unit.pk, "now": now}
    day = date(2026, 12, 24)
    # when
    close_unit_on(**place, day=day, reason="Julaften")
    close_unit_on(**place, day=day, reason="Stengt")
    # then
    assert list(unit.closed_days.values_list("day", "reason")) == [(day, "Stengt")]
    # and
    open_unit_on(**place, day=day)
    open_unit_on(**place, day=day)
    assert not ClosedDay.objects.exists()
    assert audit_codes() == [
        "actors.unit.closed_on",
        "actors.unit.closed_on",
        "actors.unit.open_on",
    ]


def test_neighbour_does_not_find_the_unit(now):
    hub = make_hub()
    unit, neighbour = make_unit(hub), make_unit(hub)
    with pytest.raises(NotFoundError):
        close_unit_on(
            actor=buyer_actor(neighbour),
            hub_id=hub.pk,
            unit_id=unit.pk,
            day=date(2026, 12, 24),
            now=now,
        )
    assert not ClosedDay.objects.exists()


def test_archived_unit_loses_its_tablets(now, audit_codes):
    hub = make_hub()
    unit = make_unit(hub)
    device = unit.devices.create(label="Kjøkken", secret_digest="d" * 64, paired_at=now)
    archive_unit(actor=coordinator(hub), hub_id=hub.pk, unit_id=unit.pk, now=now)
    archive_unit(actor=coordinator(hub), hub_id=hub.pk, unit_id=unit.pk, now=now)
    device.refresh_from_db()
    unit.refresh_from_db()
    assert (unit.archived_at, device.revoked_at) == (now, now)
    assert audit_codes() == ["actors.unit.archived"]
