"""After the invoices: one kitchen claims, and gets a credit note."""

from django.db import transaction

from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.credit_notes import issue_credit_note
from kortreist.apps.catalogue.models import ChargeBy
from kortreist.apps.trading.models import OrderLine, Side
from kortreist.apps.trading.services.claims import add_claim
from kortreist.demo.chance import pick
from kortreist.demo.rounds import Round
from kortreist.kernel.quantity import Quantity


@transaction.atomic
def claim(played: Round) -> None:
    """Credit one pack that was not as it should be, at its producer's cost; once a cycle."""
    documents = Document.objects.filter(hub_id=played.hub_id, cycle=played.cycle_id)
    line = _faulty_line(played)
    if line is None or documents.filter(kind=DocumentKind.CREDIT_NOTE).exists():
        return
    invoice = documents.filter(kind=DocumentKind.INVOICE, lines__charge__order_line=line).first()
    if invoice is None:
        return
    by, now = played.cast.accountant, played.times.claimed
    charges = add_claim(
        actor=by,
        hub_id=played.hub_id,
        order_line_id=line.pk,
        quantity=Quantity.nominal(1, line.content_amount),
        borne_by=Side.PRODUCER,
        now=now,
    )
    issue_credit_note(
        actor=by,
        hub_id=played.hub_id,
        document_id=invoice.pk,
        charge_ids=[charge.pk for charge in charges if charge.side == Side.BUYER],
        now=now,
    )


def _faulty_line(played: Round) -> OrderLine | None:
    """Return the line that a kitchen is not happy with; the same one however often it is asked."""
    lines = OrderLine.objects.filter(
        order__cycle=played.cycle_id, delivered_count__gte=2, charge_by=ChargeBy.NOMINAL
    ).select_related("order")
    return pick(sorted(lines, key=played.place_of), played.chance("claim"))
