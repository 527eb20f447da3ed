"""Price agreements as the accountant sees them: how far they have come, and what was given back."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.catalogue.models import PriceAgreement
from kortreist.apps.trading.selectors.agreements import (
    AgreementProgress,
    bonus_due,
    progress_of,
)
from kortreist.kernel.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Bonus:
    """An agreement, its notes, and what can be given for deliveries before a day."""

    progress: AgreementProgress
    notes: tuple[Document, ...]
    until: date
    due_ore: int

    @property
    def agreement(self) -> PriceAgreement:
        """What was agreed."""
        return self.progress.agreement


@dataclass(frozen=True, slots=True)
class BonusSums:
    """What was given under one agreement, in øre ex VAT."""

    agreement: PriceAgreement
    notes: int
    given_ore: int


def list_bonuses(*, actor: Actor, hub_id: int) -> list[BonusSums]:
    """Return a hub's price agreements, the latest first, with what was given under each.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not see the hub's money.
    """
    sums = (
        Document.objects.filter(hub_id=hub_id, kind=DocumentKind.BONUS)
        .order_by()
        .values_list("agreement")
        .annotate(notes=Count("pk"), ore=Sum("net_ore"))
    )
    given = {agreement_id: (notes, ore) for agreement_id, notes, ore in sums}
    return [
        BonusSums(agreement, *given.get(agreement.pk, (0, 0)))
        for agreement in _agreements(actor, hub_id)
    ]


def get_bonus(
    *, actor: Actor, hub_id: int, public_id: UUID, today: date, until: date | None = None
) -> Bonus:
    """Return one agreement with what it came to; ``until`` is the day after today, if not told.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not see the hub's money.
    NotFoundError
        When the hub has no such agreement.
    """
    agreement = _agreements(actor, hub_id).filter(public_id=public_id).first()
    if agreement is None:
        raise NotFoundError
    tomorrow = today + timedelta(days=1)
    day = min(until or tomorrow, tomorrow)
    return Bonus(
        progress=progress_of([agreement])[0],
        notes=tuple(
            Document.objects.filter(hub_id=hub_id, agreement=agreement)
            .select_related("payer")
            .order_by("-id")
        ),
        until=day,
        due_ore=sum(bonus_due(agreement, until=day).values()),
    )


def _agreements(actor: Actor, hub_id: int) -> QuerySet[PriceAgreement]:
    require(actor, Permission.SEE_MONEY, hub_id=hub_id)
    is_worth_it = Q(bonus_bp__gt=0) | Q(agreed_ore__gt=0)
    return (
        PriceAgreement.objects.filter(is_worth_it, hub_id=hub_id, archived_at__isnull=True)
        .select_related("unit", "payer", "price_list")
        .order_by("-valid_from", "pk")
    )
