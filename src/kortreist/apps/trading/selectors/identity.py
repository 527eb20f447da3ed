"""Whether a cycle's money adds up."""

from django.db.models import Sum

from kortreist.apps.trading.models import ChargeKind, ChargeLine, Side
from kortreist.engines.pricing import IdentityReport, Term, TermKind, check_identity

TERMS = {
    (Side.BUYER, ChargeKind.GOODS): TermKind.CHARGED,
    (Side.BUYER, ChargeKind.FREIGHT): TermKind.CHARGED,
    (Side.PRODUCER, ChargeKind.GOODS): TermKind.CREDITED,
    (Side.HUB, ChargeKind.FEE): TermKind.FEE,
    (Side.HUB, ChargeKind.MARGIN): TermKind.MARGIN,
    (Side.HUB, ChargeKind.FREIGHT): TermKind.FREIGHT,
    (Side.HUB, ChargeKind.BORNE): TermKind.BORNE,
}


def cycle_identity(*, hub_id: int, cycle_id: int) -> IdentityReport:
    """Add up a cycle's charge lines, net of VAT and deposits, in one query.

    Charged to buyers = credited to producers + fees + margin + freight − what the hub bears; the
    report says by how many øre it is off, which after settlement is none.
    """
    rows = (
        ChargeLine.objects.filter(hub_id=hub_id, cycle_id=cycle_id)
        .exclude(kind=ChargeKind.DEPOSIT)
        .order_by()
        .values_list("side", "kind")
        .annotate(ore=Sum("amount_ore"))
    )
    return check_identity(
        Term(TERMS[Side(side), ChargeKind(kind)], ore) for side, kind, ore in rows
    )
