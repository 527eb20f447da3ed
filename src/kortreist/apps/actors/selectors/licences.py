"""Which licences for alcohol a unit holds, and what they cover on a day."""

from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from kortreist.apps.actors.models import BuyerLicence, BuyerUnit, LicencePaper
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.actors.selectors.parties import found


def has_licence(unit: BuyerUnit, kind: str, on: date) -> bool:
    """Whether a unit has a licence of a kind on file that is in date."""
    return _in_date(unit, on).filter(kind=kind).exists()


def licensed_bp(unit: BuyerUnit, on: date) -> int:
    """Return the strongest drink a unit's licences cover on a day; zero without any.

    In hundredths of a per cent of volume.
    """
    return _in_date(unit, on).aggregate(most=Max("up_to_bp"))["most"] or 0


def list_licences(*, actor: Actor, hub_id: int, unit_id: int) -> QuerySet[BuyerLicence]:
    """Return the licences on file for a unit, the latest first.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's parties.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    return BuyerLicence.objects.filter(
        hub_id=hub_id, unit_id=unit_id, withdrawn_at__isnull=True
    ).order_by("-valid_until", "pk")


def get_licence(*, actor: Actor, hub_id: int, unit_id: int, public_id: UUID) -> BuyerLicence:
    """Return one of a unit's licences, on file or taken off.

    Raises
    ------
    NotPermittedError, NotFoundError
        When ``actor`` may not manage the hub's parties, or it is none of the unit's.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = BuyerLicence.objects.filter(hub_id=hub_id, unit_id=unit_id, public_id=public_id)
    return found(rows.first())


def get_licence_paper(*, actor: Actor, hub_id: int, unit_id: int, public_id: UUID) -> LicencePaper:
    """Return a file of one of a unit's licences, of now or of before.

    Raises
    ------
    NotPermittedError, NotFoundError
        When ``actor`` may not manage the hub's parties, or it is none of the unit's.
    """
    require(actor, Permission.MANAGE_PARTIES, hub_id=hub_id)
    rows = LicencePaper.objects.filter(
        licence__hub_id=hub_id, licence__unit_id=unit_id, public_id=public_id
    )
    return found(rows.select_related("file").first())


def _in_date(unit: BuyerUnit, on: date) -> QuerySet[BuyerLicence]:
    return BuyerLicence.objects.filter(
        in_force(on), hub_id=unit.hub_id, unit_id=unit.pk, withdrawn_at__isnull=True
    )
