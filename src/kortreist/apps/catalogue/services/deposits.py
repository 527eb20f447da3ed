"""What a hub takes as deposit, from a day on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors import checks
from kortreist.apps.actors.locks import lock_hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.grants import in_force
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import DepositOverlapsError, FeePastError
from kortreist.apps.catalogue.models import DepositKind, DepositLedger
from kortreist.apps.registers.models import VatCategory
from kortreist.kernel.periods import oslo_date

MOST_DEPOSIT_ORE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositFacts:
    """A deposit from a day on, with how VAT treats it and where that is written."""

    code: str
    ledger: DepositLedger
    amount_ore: int
    valid_from: date
    name: Mapping[str, str] = field(default_factory=dict)
    valid_until: date | None = None
    vat_category: str = VatCategory.EXEMPT.value
    vat_rate_bp: int = 0
    source: str = ""


@transaction.atomic
def set_deposit(*, actor: Actor, hub_id: int, facts: DepositFacts, now: datetime) -> DepositKind:
    """Set a deposit from a day on; the same code's earlier amount ends where the new one begins.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not manage the hub's goods.
    FeePastError
        When a deposit that is taken already would change before today.
    DepositOverlapsError
        When a later amount is set already.
    InvalidInputError
        When a fact cannot be right.
    """
    require(actor, Permission.MANAGE_GOODS, hub_id=hub_id)
    _check(facts)
    lock_hub(hub_id)
    same = DepositKind.objects.filter(hub_id=hub_id, code=facts.code)
    if facts.valid_from < oslo_date(now) and same.exists():
        raise FeePastError(today=oslo_date(now))
    later = same.filter(valid_from__gte=facts.valid_from).order_by("valid_from").first()
    if later is not None and (facts.valid_until is None or later.valid_from < facts.valid_until):
        raise DepositOverlapsError(valid_from=later.valid_from)
    same.filter(in_force(facts.valid_from)).update(valid_until=facts.valid_from)
    kind = DepositKind.objects.create(hub_id=hub_id, **asdict(facts))
    record(
        actor,
        "catalogue.deposit.set",
        kind,
        hub_id=hub_id,
        now=now,
        params={"code": facts.code, "from": facts.valid_from.isoformat()},
        after={"amount_ore": facts.amount_ore, "vat_category": facts.vat_category},
    )
    return kind


def _check(facts: DepositFacts) -> None:
    checks.require_name(facts.code)
    checks.require_lengths(facts, {"code": 30, "source": 300})
    checks.require_choice("ledger", facts.ledger, DepositLedger.values)
    checks.require_content(facts.name, field="name", most=100)
    checks.require_range("amount_ore", facts.amount_ore, 0, MOST_DEPOSIT_ORE)
    checks.require_choice("vat_category", facts.vat_category, VatCategory.values)
    is_standard = facts.vat_category == VatCategory.STANDARD
    checks.require_range("vat_rate_bp", facts.vat_rate_bp, int(is_standard), 10_000 * is_standard)
    checks.require_period(facts.valid_from, facts.valid_until)
