"""Agreements with buyers: prices, volume, least life left and bonus, for a period."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import NoticeWithoutListError, ReachError
from kortreist.apps.catalogue.locks import lock_agreement, lock_price_list
from kortreist.apps.catalogue.models import PriceAgreement
from kortreist.apps.catalogue.services.price_lists import require_buyer

MOST_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """What was agreed with a unit, or with an organisation for all units that it pays for."""

    valid_from: date
    valid_until: date | None = None
    unit_id: int | None = None
    payer_id: int | None = None
    price_list_id: int | None = None
    notice_days: int = 0
    agreed_ore: int = 0
    least_life_days: int = 0
    bonus_bp: int = 0


@transaction.atomic
def make_agreement(
    *, actor: Actor, hub_id: int, facts: AgreementFacts, now: datetime
) -> PriceAgreement:
    """Write down an agreement with a buyer.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's goods.
    NotFoundError
        When the buyer or the price list is none of the hub's.
    ReachError, PeriodError, AmountOutOfRangeError, MoneyOutOfRangeError, ShareOutOfRangeError
        When the facts cannot be right.
    NoticeWithoutListError
        When notice is promised of no prices in particular.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    _check(hub_id, facts)
    if facts.price_list_id is not None:
        # Nobody changes its prices while the promise about them is written down.
        lock_price_list(hub_id=hub_id, price_list_id=facts.price_list_id)
    agreement = PriceAgreement.objects.create(hub_id=hub_id, **asdict(facts))
    record(
        actor,
        "catalogue.agreement.made",
        agreement,
        hub_id=hub_id,
        now=now,
        params={"unit": facts.unit_id, "payer": facts.payer_id},
        after={"bonus_bp": facts.bonus_bp, "agreed_ore": facts.agreed_ore},
    )
    return agreement


@transaction.atomic
def end_agreement(
    *, actor: Actor, hub_id: int, agreement_id: int, on: date, now: datetime
) -> PriceAgreement:
    """Let an agreement end with a day; what was delivered until then counts.

    Raises
    ------
    NotPermittedError, NotFoundError
        When it is not the actor's hub's.
    PeriodError
        When it would end before it begins.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    agreement = lock_agreement(hub_id=hub_id, agreement_id=agreement_id)
    checks.require_period(agreement.valid_from, on)
    before = agreement.valid_until
    agreement.valid_until = on
    agreement.save(update_fields=["valid_until"])
    record(
        actor,
        "catalogue.agreement.ended",
        agreement,
        hub_id=hub_id,
        now=now,
        before={"until": before and before.isoformat()},
        after={"until": on.isoformat()},
    )
    return agreement


def _check(hub_id: int, facts: AgreementFacts) -> None:
    if (facts.unit_id is None) == (facts.payer_id is None):
        raise ReachError
    require_buyer(hub_id, unit_id=facts.unit_id, payer_id=facts.payer_id)
    checks.require_period(facts.valid_from, facts.valid_until)
    checks.require_range("notice_days", facts.notice_days, 0, MOST_DAYS)
    if facts.notice_days and facts.price_list_id is None:
        raise NoticeWithoutListError
    checks.require_range("least_life_days", facts.least_life_days, 0, MOST_DAYS)
    checks.require_range("agreed_ore", facts.agreed_ore, 0, checks.MOST_ORE)
    checks.require_range("bonus_bp", facts.bonus_bp, 0, 10_000)
