"""Shared kitchen tablets: a short code shown once, exchanged once for the tablet's own secret."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.crypto import salted_hmac

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import PairingCodeError
from kortreist.apps.actors.models import BuyerUnit, DevicePairing
from kortreist.apps.actors.permissions import Actor, Permission, require, require_person
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record

# Without letters and digits that are taken for one another: 0 O, 1 I L, 5 S, 8 B.
ALPHABET = "234679ACDEFGHJKMNPQRTUVWXYZ"
CODE_LENGTH = 8
CODE_LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pairing:
    """A tablet to be, and the code to type on it; the code is nowhere else."""

    device: DevicePairing
    code: str

    @property
    def spelled(self) -> str:
        """The code in two halves, as it is easiest to read and type."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"


@dataclass(frozen=True, slots=True)
class PairedDevice:
    """A paired tablet, and the secret to keep on it; the secret is nowhere else."""

    device: DevicePairing
    secret: str


@transaction.atomic
def pair_device(*, actor: Actor, hub_id: int, unit_id: int, label: str, now: datetime) -> Pairing:
    """Make a code by which a tablet can be paired with a unit, once, within fifteen minutes.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the unit is not theirs, or they may not pair tablets for it; a tablet never may.
    NameMissingError, TextTooLongError
        When the tablet is not called anything, or something too long.
    """
    require(actor, Permission.PAIR_DEVICES, hub_id=hub_id, unit_id=unit_id)
    require_person(actor)
    label = label.strip()
    checks.require_name(label)
    units = BuyerUnit.objects.filter(hub_id=hub_id, archived_at__isnull=True)
    unit = found(units.filter(pk=unit_id).first())
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    device = DevicePairing(
        unit=unit, label=label, code_digest=digest_of_code(code), code_expires_at=now + CODE_LASTS
    )
    checks.require_lengths(device, {"label": 100})
    device.save(force_insert=True)
    record(actor, "actors.device.code_made", device, hub_id=hub_id, now=now)
    return Pairing(device, code)


@transaction.atomic
def redeem_pairing(*, actor: Actor, code: str, now: datetime) -> PairedDevice:
    """Exchange a code for a tablet's secret; of many at once with the same code one gets it.

    The code is the permission: the actor is whoever holds the tablet.

    Raises
    ------
    PairingCodeError
        When the code is wrong, used or too old, without telling which.
    """
    digest = digest_of_code("".join(code.upper().replace("-", "").split()))
    device = (
        DevicePairing.objects.select_related("unit")
        .filter(code_digest=digest, code_expires_at__gt=now, unit__archived_at__isnull=True)
        .first()
    )
    if device is None:
        raise PairingCodeError
    secret = secrets.token_urlsafe(32)
    # The statement that takes the code looks at this row alone: whoever comes second waits for
    # the first, reads the row anew and finds the code gone. A join would be read only once.
    taken = DevicePairing.objects.filter(pk=device.pk, code_digest=digest).update(
        code_digest="", secret_digest=digest_of_secret(secret), paired_at=now
    )
    if not taken:
        raise PairingCodeError
    device.refresh_from_db(fields=["code_digest", "secret_digest", "paired_at"])
    record(actor, "actors.device.paired", device, hub_id=device.unit.hub_id, now=now)
    return PairedDevice(device, secret)


@transaction.atomic
def revoke_device(*, actor: Actor, hub_id: int, device_id: int, now: datetime) -> DevicePairing:
    """Let a tablet, or an open code, order no more.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the tablet is not theirs, or they may not pair tablets for its unit.
    """
    rows = DevicePairing.objects.select_for_update(of=("self",)).filter(unit__hub_id=hub_id)
    device = found(rows.filter(pk=device_id).first())
    require(actor, Permission.PAIR_DEVICES, hub_id=hub_id, unit_id=device.unit_id)
    require_person(actor)
    if device.revoked_at is None:
        device.revoked_at = now
        device.code_digest = device.secret_digest = ""
        device.save(update_fields=["revoked_at", "code_digest", "secret_digest"])
        record(actor, "actors.device.revoked", device, hub_id=hub_id, now=now)
    return device


def digest_of_code(code: str) -> str:
    """Return a keyed digest, as a short code could be guessed from a plain one."""
    return salted_hmac("kortreist.pairing", code, algorithm="sha256").hexdigest()


def digest_of_secret(secret: str) -> str:
    """Return a plain digest, enough for a secret of 256 random bits."""
    return sha256(secret.encode()).hexdigest()
