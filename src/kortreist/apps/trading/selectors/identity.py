"""Whether a cycle's money adds up."""

from collections.abc import Collection

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
    return cycle_identities(hub_id=hub_id, cycle_ids=[cycle_id])[cycle_id]


def cycle_identities(*, hub_id: int, cycle_ids: Collection[int]) -> dict[int, IdentityReport]:
    """Add up several cycles' charge lines, each by itself, in one query."""
    rows = (
        ChargeLine.objects.filter(hub_id=hub_id, cycle__in=cycle_ids)
        .exclude(kind=ChargeKind.DEPOSIT)
        .order_by()
        .values_list("cycle_id", "side", "kind")
        .annotate(ore=Sum("amount_ore"))
    )
    terms: dict[int, list[Term]] = {cycle_id: [] for cycle_id in cycle_ids}
    for cycle_id, side, kind, ore in rows:
        terms[cycle_id].append(Term(TERMS[Side(side), ChargeKind(kind)], ore))
    return {cycle_id: check_identity(each) for cycle_id, each in terms.items()}
