"""The bonus of a price agreement as charges: off what the buyer was charged, borne by the hub."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.locks import lock_agreement
from kortreist.apps.catalogue.models import PriceAgreement
from kortreist.apps.trading.errors import BonusNotEarnedError, BonusTooEarlyError
from kortreist.apps.trading.models import ChargeKind, ChargeLine, ChargeReason, Side
from kortreist.apps.trading.selectors.agreements import BonusRow, bonus_due
from kortreist.kernel.periods import oslo_date


@transaction.atomic
def add_bonus(
    *, actor: Actor, hub_id: int, agreement_id: int, until: date, now: datetime
) -> dict[BonusRow, ChargeLine]:
    """Give the bonus for what was delivered before a day and invoiced; return the buyer's charges.

    What was given before is taken into account, so nothing is given twice. For billing, which
    puts the charges on a document in the same transaction.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue documents at the hub.
    NotFoundError
        When the agreement is not the hub's.
    BonusTooEarlyError
        When the day is later than tomorrow: more may be delivered before it.
    BonusNotEarnedError
        When there is nothing to give.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    agreement = lock_agreement(hub_id=hub_id, agreement_id=agreement_id)
    tomorrow = oslo_date(now) + timedelta(days=1)
    if until > tomorrow:
        raise BonusTooEarlyError(day=tomorrow)
    due = bonus_due(agreement, until=until)
    if not due:
        raise BonusNotEarnedError
    charges = {row: _charge(agreement, row, ore) for row, ore in due.items()}
    ChargeLine.objects.bulk_create([*charges.values(), *_borne(agreement, due.items())])
    record(
        actor,
        "trading.bonus.given",
        agreement,
        hub_id=hub_id,
        now=now,
        params={"until": until.isoformat(), "ore": sum(due.values())},
    )
    return charges


def _charge(agreement: PriceAgreement, row: BonusRow, ore: int) -> ChargeLine:
    return ChargeLine(
        hub_id=agreement.hub_id,
        cycle_id=row.cycle_id,
        order_id=row.order_id,
        agreement=agreement,
        side=Side.BUYER,
        kind=ChargeKind.GOODS,
        reason=ChargeReason.DISCOUNT,
        seller_id=row.seller_id,
        seller_mode=row.seller_mode,
        amount_ore=-ore,
        vat_category=row.vat_category,
        vat_rate_bp=row.vat_rate_bp,
    )


def _borne(agreement: PriceAgreement, due: Iterable[tuple[BonusRow, int]]) -> Iterable[ChargeLine]:
    for row, ore in due:
        yield ChargeLine(
            hub_id=agreement.hub_id,
            cycle_id=row.cycle_id,
            order_id=row.order_id,
            agreement=agreement,
            side=Side.HUB,
            kind=ChargeKind.BORNE,
            reason=ChargeReason.DISCOUNT,
            seller_id=row.seller_id,
            seller_mode=row.seller_mode,
            amount_ore=ore,
        )
