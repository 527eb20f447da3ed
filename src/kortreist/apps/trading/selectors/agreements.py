"""How far the volume of an agreement has come, and the bonus it has earned and given."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from kortreist.apps.catalogue.models import PriceAgreement, PriceListEntry
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.models import ChargeKind, ChargeLine, ChargeReason, Side
from kortreist.kernel.rounding import share_of

IS_DISCOUNT = Q(reason=ChargeReason.DISCOUNT)
IS_DOCUMENTED = Q(documented_at__isnull=False)


@dataclass(frozen=True, slots=True)
class BonusRow:
    """What one order came to at one rate of VAT under an agreement, less claims, in øre ex VAT.

    The bonus is rounded once for each row, so that what was given for an order can be told, and a
    claim that comes later takes its own part of it back.
    """

    order_id: int
    cycle_id: int
    payer_id: int
    seller_id: int | None
    seller_mode: str
    vat_category: str
    vat_rate_bp: int
    # Delivered, and what of it stands on documents.
    net_ore: int
    invoiced_ore: int
    given_ore: int

    def earned_ore(self, bonus_bp: int) -> int:
        """Return the bonus for what was delivered."""
        return share_of(self.net_ore, bonus_bp)

    def due_ore(self, bonus_bp: int) -> int:
        """Return the bonus for what was invoiced that is not given yet; below zero: too much."""
        return share_of(self.invoiced_ore, bonus_bp) - self.given_ore

    @property
    def paper(self) -> tuple[int, int | None, bool]:
        """What shares a document: payer, seller, and goods outside VAT apart from others."""
        return (self.payer_id, self.seller_id, self.vat_category == VatCategory.OUTSIDE)


@dataclass(frozen=True, slots=True)
class AgreementProgress:
    """An agreement, with what was delivered under it, less claims, in øre ex VAT.

    ``bonus_ore`` is what the buyer has earned so far, ``given_ore`` what it was given of that.
    """

    agreement: PriceAgreement
    taken_ore: int
    bonus_ore: int = 0
    given_ore: int = 0

    @property
    def left_ore(self) -> int:
        """What of the agreed volume is left."""
        return max(0, self.agreement.agreed_ore - self.taken_ore)

    @property
    def share_bp(self) -> int:
        """How much of the agreed volume was taken, in basis points; zero where none was agreed."""
        agreed = self.agreement.agreed_ore
        return self.taken_ore * 10_000 // agreed if agreed else 0


def progress_of(agreements: Iterable[PriceAgreement]) -> list[AgreementProgress]:
    """Return how far agreements have come; one query for each. The caller asked who asks."""
    return [_progress(agreement, bonus_rows(agreement)) for agreement in agreements]


def bonus_rows(agreement: PriceAgreement, *, until: date | None = None) -> list[BonusRow]:
    """Return what an agreement's orders came to, by order and rate of VAT; one query.

    Parameters
    ----------
    until
        Deliveries before this day, or all of them.
    """
    ends = [day for day in (agreement.valid_until, until) if day is not None]
    within = Q(cycle__delivery_day__gte=agreement.valid_from)
    if ends:
        within &= Q(cycle__delivery_day__lt=min(ends))
    rows = (
        ChargeLine.objects.filter(
            within,
            _bought_under(agreement) | (IS_DISCOUNT & Q(agreement=agreement)),
            hub_id=agreement.hub_id,
            side=Side.BUYER,
            kind=ChargeKind.GOODS,
        )
        .order_by("order", "vat_category", "vat_rate_bp")
        .values_list(
            "order_id",
            "cycle_id",
            "order__payer_id",
            "seller_id",
            "seller_mode",
            "vat_category",
            "vat_rate_bp",
        )
        .annotate(
            net=Sum("amount_ore", filter=~IS_DISCOUNT, default=0),
            invoiced=Sum("amount_ore", filter=~IS_DISCOUNT & IS_DOCUMENTED, default=0),
            given=-Sum("amount_ore", filter=IS_DISCOUNT, default=0),
        )
    )
    return [BonusRow(*row) for row in rows]


def bonus_due(agreement: PriceAgreement, *, until: date) -> dict[BonusRow, int]:
    """Return what can be given for deliveries before a day, by row, in øre.

    Of what was invoiced. Rows that share a document are left out where it would give nothing:
    what was given too much is taken off the next one.
    """
    rate = agreement.bonus_bp
    due = {row: ore for row in bonus_rows(agreement, until=until) if (ore := row.due_ore(rate))}
    papers: Mapping[tuple[int, int | None, bool], list[int]] = defaultdict(list)
    for row, ore in due.items():
        papers[row.paper].append(ore)
    return {row: ore for row, ore in due.items() if sum(papers[row.paper]) > 0}


def _progress(agreement: PriceAgreement, rows: Iterable[BonusRow]) -> AgreementProgress:
    known = list(rows)
    return AgreementProgress(
        agreement,
        taken_ore=sum(row.net_ore for row in known),
        bonus_ore=sum(row.earned_ore(agreement.bonus_bp) for row in known),
        given_ore=sum(row.given_ore for row in known),
    )


def _bought_under(agreement: PriceAgreement) -> Q:
    """Return what picks the goods that were bought under an agreement."""
    if agreement.unit_id is not None:
        bought = Q(order__unit=agreement.unit_id)
    else:
        bought = Q(order__payer__organisation=agreement.payer_id)
    if agreement.price_list_id is not None:
        goods = PriceListEntry.objects.filter(price_list=agreement.price_list_id)
        bought &= Q(order_line__variant__in=goods.values("variant"))
    return bought & ~IS_DISCOUNT
