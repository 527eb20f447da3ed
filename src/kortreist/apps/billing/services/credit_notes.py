"""Credit notes: the only way to correct an invoice, each with a number of its own."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.errors import CreditTooLargeError, NothingToCreditError
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.services.documents import Draft, issue_documents
from kortreist.apps.billing.services.invoices import invoice_line
from kortreist.apps.trading.locks import lock_orders
from kortreist.apps.trading.models import ChargeLine, ChargeReason, Side
from kortreist.kernel.errors import NotFoundError


@transaction.atomic
def issue_credit_note(
    *, actor: Actor, hub_id: int, document_id: int, charge_ids: Collection[int], now: datetime
) -> Document:
    """Issue a credit note on an invoice for claims that were accepted.

    Its amounts are above zero, as EN 16931 has it: what the payer gets back. It names the same
    parties as the invoice it corrects.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not issue documents at the hub.
    NotFoundError
        When the invoice is not the hub's, or a claim is not on goods of that invoice.
    NothingToCreditError
        When no claim is named.
    AlreadyDocumentedError
        When a claim has been credited before.
    CreditTooLargeError
        When more would be credited than the invoice came to.
    """
    require(actor, Permission.ISSUE_DOCUMENTS, hub_id=hub_id)
    invoice = _lock_invoice(hub_id, document_id)
    charges = _claims(invoice, charge_ids)
    _require_room(invoice, -sum(charge.amount_ore for charge in charges))
    hub = Hub.objects.select_related("organisation").get(pk=hub_id)
    draft = Draft(
        kind=DocumentKind.CREDIT_NOTE,
        lines=[invoice_line(charge, invoice.language) for charge in charges],
        cycle_id=invoice.cycle_id,
        order_id=invoice.order_id,
        payer=invoice.payer,
        seller_id=invoice.seller_id,
        seller_mode=invoice.seller_mode,
        parties=invoice.parties,
        language=invoice.language,
        reference=invoice.reference,
        delivered_on=invoice.delivered_on,
        corrects=invoice,
    )
    return issue_documents([draft], hub=hub, actor=actor, now=now)[0]


def _lock_invoice(hub_id: int, document_id: int) -> Document:
    """Return an invoice, with its order locked: credit notes on it are issued one at a time."""
    invoice = (
        Document.objects.filter(hub_id=hub_id, pk=document_id, kind=DocumentKind.INVOICE)
        .select_related("payer", "order")
        .first()
    )
    if invoice is None or invoice.order_id is None:
        raise NotFoundError
    lock_orders(hub_id=hub_id, order_ids=[invoice.order_id])
    return invoice


def _claims(invoice: Document, charge_ids: Collection[int]) -> Sequence[ChargeLine]:
    """Return the buyer's claims that are named, all of them on goods of the invoice."""
    if not charge_ids:
        raise NothingToCreditError
    invoiced = invoice.lines.exclude(charge__order_line=None).values("charge__order_line")
    charges = list(
        ChargeLine.objects.filter(
            pk__in=set(charge_ids),
            hub_id=invoice.hub_id,
            order=invoice.order,
            order_line__in=invoiced,
            side=Side.BUYER,
            reason=ChargeReason.CLAIM,
        )
        .select_related("order_line__variant__product", "producer")
        .order_by("pk")
    )
    if len(charges) != len(set(charge_ids)):
        raise NotFoundError
    return charges


def _require_room(invoice: Document, credit_ore: int) -> None:
    credited = invoice.corrections.aggregate(ore=Sum("net_ore"))["ore"] or 0
    left_ore = invoice.net_ore - credited
    if credit_ore > left_ore:
        raise CreditTooLargeError(left_ore=left_ore)
