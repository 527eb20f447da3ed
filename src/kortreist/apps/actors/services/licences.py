"""Putting on file that a unit may sell or serve alcohol, as its municipality has decided."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.errors import LicenceNumberError, LicenceStrengthError, LicenceTakenError
from kortreist.apps.actors.models import BuyerLicence, BuyerUnit, LicenceKind
from kortreist.apps.actors.papers import Upload
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.actors.services.licence_papers import put_licence_paper

# A municipality's leave to sell in a shop covers drinks up to 4.7 per cent (alkoholloven § 3-1 a).
MOST_IN_SHOPS_BP = 470
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFacts:
    """A licence as its paper reads, in force in ``[valid_from, valid_until)``.

    Parameters
    ----------
    up_to_bp
        The strongest drink it covers, in hundredths of a per cent of volume.
    """

    kind: LicenceKind
    number: str
    valid_from: date
    valid_until: date
    up_to_bp: int = MOST_IN_SHOPS_BP


@transaction.atomic
def add_licence(
    *,
    actor: Actor,
    hub_id: int,
    unit_id: int,
    facts: LicenceFacts,
    paper: Upload | None = None,
    now: datetime,
) -> BuyerLicence:
    """Put a unit's licence on file; the same one again is the one that is there.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is none of the hub's units.
    LicenceNumberError, LicenceStrengthError, ChoiceUnknownError, PeriodError
        When a fact cannot be right.
    LicenceTakenError
        When it is on file with other facts.
    ScanTooLargeError, ScanUnreadableError, PhotoTooLargeError, PhotoTooSmallError
        When its paper is no PDF or picture that can be kept.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    _check(facts)
    rows = BuyerUnit.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    unit = found(rows.filter(pk=unit_id, archived_at__isnull=True).first())
    licence, is_new = BuyerLicence.objects.get_or_create(
        unit=unit,
        kind=facts.kind,
        number=facts.number.strip(),
        valid_from=facts.valid_from,
        defaults={
            "hub_id": hub_id,
            "up_to_bp": facts.up_to_bp,
            "valid_until": facts.valid_until,
        },
    )
    if not is_new and licence.withdrawn_at is None:
        if (licence.up_to_bp, licence.valid_until) != (facts.up_to_bp, facts.valid_until):
            raise LicenceTakenError
        return licence
    if not is_new:
        licence.up_to_bp, licence.valid_until = facts.up_to_bp, facts.valid_until
        licence.withdrawn_at = None
        licence.save(update_fields=["up_to_bp", "valid_until", "withdrawn_at"])
    record(
        actor,
        "actors.licence.added",
        licence,
        hub_id=hub_id,
        now=now,
        params={"unit": unit_id, "kind": str(facts.kind)},
        after={"up_to_bp": facts.up_to_bp, "valid_until": facts.valid_until.isoformat()},
    )
    if paper is not None:
        put_licence_paper(actor=actor, hub_id=hub_id, licence_id=licence.pk, paper=paper, now=now)
    return licence


@transaction.atomic
def withdraw_licence(*, actor: Actor, hub_id: int, licence_id: int, now: datetime) -> BuyerLicence:
    """Take a licence off the file; no alcohol is sold on it from now on.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is none of the hub's.
    """
    return _set_withdrawn(actor, hub_id, licence_id, now, now)


@transaction.atomic
def restore_licence(*, actor: Actor, hub_id: int, licence_id: int, now: datetime) -> BuyerLicence:
    """Put a licence that was taken off back on file.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    NotFoundError
        When it is none of the hub's.
    """
    return _set_withdrawn(actor, hub_id, licence_id, None, now)


def _set_withdrawn(
    actor: Actor, hub_id: int, licence_id: int, withdrawn_at: datetime | None, now: datetime
) -> BuyerLicence:
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = BuyerLicence.objects.select_for_update(of=("self",)).filter(hub_id=hub_id)
    licence = found(rows.filter(pk=licence_id).first())
    if (licence.withdrawn_at is None) == (withdrawn_at is None):
        return licence
    licence.withdrawn_at = withdrawn_at
    licence.save(update_fields=["withdrawn_at"])
    what = "withdrawn" if withdrawn_at else "restored"
    record(actor, f"actors.licence.{what}", licence, hub_id=hub_id, now=now)
    return licence


def _check(facts: LicenceFacts) -> None:
    checks.require_choice("kind", facts.kind, LicenceKind.values)
    if not 0 < len(facts.number.strip()) <= LONGEST_NUMBER:
        raise LicenceNumberError(most=LONGEST_NUMBER)
    checks.require_period(facts.valid_from, facts.valid_until)
    most = MOST_IN_SHOPS_BP if facts.kind == LicenceKind.SALE else 10_000
    if not 0 < facts.up_to_bp <= most:
        raise LicenceStrengthError(most_bp=most)
