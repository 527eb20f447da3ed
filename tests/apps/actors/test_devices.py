"""Pairing a shared kitchen tablet."""

from datetime import timedelta

import pytest

from kortreist.apps.actors.errors import NameMissingError, PairingCodeError
from kortreist.apps.actors.models import AuditEvent, DevicePairing
from kortreist.apps.actors.permissions import Permission
from kortreist.apps.actors.selectors.grants import actor_of_device
from kortreist.apps.actors.selectors.parties import list_devices
from kortreist.apps.actors.services.devices import digest_of_secret
from kortreist.apps.actors.services.people import pair_device, redeem_pairing, revoke_device
from kortreist.kernel.errors import NotFoundError, NotPermittedError
from tests.factories import buyer_actor, coordinator, make_hub, make_unit, outsider, packing_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return make_unit(make_hub())


def pair(unit, now, actor=None):
    actor = actor or buyer_actor(unit)
    return pair_device(
        actor=actor, hub_id=unit.hub_id, unit_id=unit.pk, label="Kjøkkenbrett", now=now
    )


def redeem(code, now):
    return redeem_pairing(actor=outsider(), code=code, now=now)


def test_code_becomes_a_secret_that_may_order_for_the_unit_only(unit, now, audit_codes):
    # given
    neighbour = make_unit(unit.hub)
    pairing = pair(unit, now)
    # when typed as people type
    paired = redeem(f" {pairing.code[:4].lower()}-{pairing.code[4:]}", now)
    # then
    actor = actor_of_device(digest_of_secret(paired.secret))
    assert actor.name == f"device:{pairing.device.pk}"
    assert actor.may(Permission.ORDER, hub_id=unit.hub_id, unit_id=unit.pk)
    assert not actor.may(Permission.ORDER, hub_id=unit.hub_id, unit_id=neighbour.pk)
    assert audit_codes() == ["actors.device.code_made", "actors.device.paired"]


def test_neither_code_nor_secret_is_kept(unit, now):
    pairing = pair(unit, now)
    paired = redeem(pairing.code, now)
    kept = str(list(DevicePairing.objects.values()) + list(AuditEvent.objects.values()))
    assert pairing.code not in kept
    assert paired.secret not in kept


def test_code_serves_once(unit, now):
    pairing = pair(unit, now)
    redeem(pairing.code, now)
    with pytest.raises(PairingCodeError):
        redeem(pairing.code, now)
    assert AuditEvent.objects.count() == 2


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_many_tablets_at_once_one_gets_the_secret(race, now):
    # given
    unit = make_unit(make_hub())
    pairing = pair(unit, now)
    # when
    finish = race(8, lambda _: redeem(pairing.code, now))
    # then
    assert len(finish.results) == 1
    assert [type(error) for error in finish.errors] == [PairingCodeError] * 7
    device = DevicePairing.objects.get()
    assert device.secret_digest == digest_of_secret(finish.results[0].secret)
    assert AuditEvent.objects.filter(code="actors.device.paired").count() == 1


@pytest.mark.parametrize(
    ("late", "is_taken"),
    [(timedelta(minutes=14, seconds=59), True), (timedelta(minutes=15), False)],
)
def test_code_lasts_fifteen_minutes(unit, now, late, is_taken):
    pairing = pair(unit, now)
    if is_taken:
        assert redeem(pairing.code, now + late).secret
    else:
        with pytest.raises(PairingCodeError):
            redeem(pairing.code, now + late)


@pytest.mark.parametrize("code", ["", "AAAAAAAA", "x" * 5000, "Æ\x00"])
def test_wrong_code_is_refused_without_telling_why(unit, now, code):
    pair(unit, now)
    with pytest.raises(PairingCodeError) as caught:
        redeem(code, now)
    assert caught.value.params == {}
    assert not DevicePairing.objects.filter(paired_at__isnull=False).exists()


def test_revoked_tablet_and_revoked_code_are_nobody(unit, now, audit_codes):
    # given
    pairing, unused = pair(unit, now), pair(unit, now)
    paired = redeem(pairing.code, now)
    # when
    for device in (pairing.device, unused.device, unused.device):
        revoke_device(actor=coordinator(unit.hub), hub_id=unit.hub_id, device_id=device.pk, now=now)
    # then
    assert actor_of_device(digest_of_secret(paired.secret)) is None
    assert actor_of_device("") is None
    with pytest.raises(PairingCodeError):
        redeem(unused.code, now)
    assert audit_codes()[-2:] == ["actors.device.revoked"] * 2


def test_tablet_pairs_no_tablets(unit, now):
    paired = redeem(pair(unit, now).code, now)
    tablet = actor_of_device(digest_of_secret(paired.secret))
    with pytest.raises(NotPermittedError):
        pair(unit, now, actor=tablet)
    with pytest.raises(NotPermittedError):
        revoke_device(actor=tablet, hub_id=unit.hub_id, device_id=paired.device.pk, now=now)
    assert DevicePairing.objects.count() == 1


def test_those_outside_the_unit_pair_nothing(unit, now):
    neighbour, elsewhere = make_unit(unit.hub), make_hub()
    for stranger in (buyer_actor(neighbour), coordinator(elsewhere), outsider()):
        with pytest.raises(NotFoundError):
            pair(unit, now, actor=stranger)
    with pytest.raises(NotPermittedError):
        pair(unit, now, actor=packing_team(unit.hub))
    with pytest.raises(NotFoundError):
        pair_device(
            actor=coordinator(elsewhere),
            hub_id=elsewhere.pk,
            unit_id=unit.pk,
            label="x",
            now=now,
        )
    assert not DevicePairing.objects.exists()


def test_tablet_has_to_be_called_something(unit, now):
    with pytest.raises(NameMissingError):
        pair_device(
            actor=buyer_actor(unit), hub_id=unit.hub_id, unit_id=unit.pk, label=" ", now=now
        )
    assert not DevicePairing.objects.exists()


def test_buyer_lists_its_own_tablets(unit, now):
    device = pair(unit, now).device
    neighbour = make_unit(unit.hub)
    actor = buyer_actor(unit)
    assert list(list_devices(actor=actor, hub_id=unit.hub_id, unit_id=unit.pk)) == [device]
    with pytest.raises(NotFoundError):
        list_devices(actor=actor, hub_id=unit.hub_id, unit_id=neighbour.pk)
