"""Writing documents down: charge lines are copied, never reckoned anew.

The charges are marked first, then numbers are taken, then lines, VAT and last the document itself
are written: once it is there, nothing can be added to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from kortreist.apps.actors.models import Hub, InvoiceParty
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.services.audit import event, record_many
from kortreist.apps.billing.errors import refused_as_conflict
from kortreist.apps.billing.models import Document, DocumentKind, DocumentLine, DocumentVat
from kortreist.apps.billing.selectors.documents import GIVING_BACK
from kortreist.apps.billing.services.series import take_numbers
from kortreist.apps.trading.models import ChargeLine
from kortreist.apps.trading.services.charges import mark_documented
from kortreist.engines.pricing import vat_totals
from kortreist.formats.kid import kid_of
from kortreist.kernel.periods import oslo_date

BATCH = 500


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A charge line, what the paper calls it, and what explains its figure."""

    charge: ChargeLine
    text: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it has a number.

    Charges of a credit note or a bonus are below zero; on the paper its amounts are above, as
    EN 16931 has it.
    """

    kind: DocumentKind
    lines: Sequence[DraftLine]
    cycle_id: int | None
    seller_id: int
    seller_mode: str
    parties: Mapping[str, object]
    language: str
    delivered_on: date
    due_on: date | None = None
    reference: str = ""
    order_id: int | None = None
    payer: InvoiceParty | None = None
    producer_id: int | None = None
    corrects: Document | None = None
    agreement_id: int | None = None
    # For deliveries from the first day on, before the second.
    period: tuple[date, date] | None = None

    @property
    def sign(self) -> int:
        """What a charge's amount is multiplied by on the paper."""
        return -1 if self.kind in GIVING_BACK else 1


def issue_documents(
    drafts: Sequence[Draft], *, hub: Hub, actor: Actor, now: datetime
) -> list[Document]:
    """Write drafts of one kind, numbered in their order.

    A constant number of queries. For the services of this room, which have asked permission and
    hold the locks.
    """
    if not drafts:
        return []
    mark_documented(
        actor=actor,
        hub_id=hub.pk,
        charge_ids=[line.charge.pk for draft in drafts for line in draft.lines],
        now=now,
    )
    kind = drafts[0].kind
    series, numbers = take_numbers(
        issuer_id=hub.organisation_id, kind=kind.value, count=len(drafts)
    )
    documents, lines, sums = [], [], []
    for pk, number, draft in zip(_new_ids(len(drafts)), numbers, drafts, strict=True):
        document = _document(draft, hub=hub, now=now)
        document.pk, document.series, document.number = pk, series, number
        if kind == DocumentKind.INVOICE:
            document.kid = kid_of(number)
        lines += _lines(document, draft)
        sums += _sum_up(document, lines[-len(draft.lines) :])
        documents.append(document)
    with refused_as_conflict():
        DocumentLine.objects.bulk_create(lines, batch_size=BATCH)
        DocumentVat.objects.bulk_create(sums, batch_size=BATCH)
        Document.objects.bulk_create(documents, batch_size=BATCH)
    record_many(
        event(
            actor,
            f"billing.{kind.value}.issued",
            document,
            hub_id=hub.pk,
            now=now,
            params={"number": document.number, "gross_ore": document.gross_ore},
        )
        for document in documents
    )
    return documents


def _new_ids(count: int) -> Sequence[int]:
    """Set ids aside, because lines are written before the document they belong to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('billing_document', 'id'))"
                " FROM generate_series(1, %s)",
                [count],
            )
            return sorted(pk for (pk,) in cursor.fetchall())
        # On SQLite this transaction is alone, and documents are never deleted.
        cursor.execute("SELECT coalesce(max(id), 0) FROM billing_document")
        (last,) = cursor.fetchone()
    return range(last + 1, last + 1 + count)


def _document(draft: Draft, *, hub: Hub, now: datetime) -> Document:
    return Document(
        hub=hub,
        cycle_id=draft.cycle_id,
        order_id=draft.order_id,
        kind=draft.kind,
        issuer_id=hub.organisation_id,
        seller_id=draft.seller_id,
        seller_mode=draft.seller_mode,
        payer=draft.payer,
        producer_id=draft.producer_id,
        parties=dict(draft.parties),
        language=draft.language,
        reference=draft.reference,
        issued_on=oslo_date(now),
        delivered_on=draft.delivered_on,
        due_on=draft.due_on,
        issued_at=now,
        corrects=draft.corrects,
        agreement_id=draft.agreement_id,
        period_from=draft.period and draft.period[0],
        period_until=draft.period and draft.period[1],
        is_illustrative=hub.is_demonstration,
    )


def _lines(document: Document, draft: Draft) -> list[DocumentLine]:
    return [_line(document, draft, line, position) for position, line in enumerate(draft.lines, 1)]


def _line(document: Document, draft: Draft, line: DraftLine, position: int) -> DocumentLine:
    charge, net_ore = line.charge, draft.sign * line.charge.amount_ore
    # A claim tells how much was claimed; where it lowers a sum, the quantity is below zero too.
    turned = -1 if net_ore < 0 else 1
    return DocumentLine(
        hub_id=document.hub_id,
        document=document,
        charge=charge,
        position=position,
        seller_mode=charge.seller_mode,
        kind=charge.kind,
        reason=charge.reason,
        text=line.text,
        facts=dict(line.facts),
        count=turned * charge.count,
        amount=turned * charge.amount,
        unit=charge.unit,
        price_ore=charge.price_ore,
        net_ore=net_ore,
        vat_category=charge.vat_category,
        vat_rate_bp=charge.vat_rate_bp,
    )


def _sum_up(document: Document, lines: Sequence[DocumentLine]) -> list[DocumentVat]:
    """Write the document's sums from its lines: VAT once per category and rate."""
    totals = vat_totals((line.vat_category, line.vat_rate_bp, line.net_ore) for line in lines)
    document.net_ore = sum(total.basis_ore for total in totals)
    document.vat_ore = sum(total.vat_ore for total in totals)
    document.gross_ore = document.net_ore + document.vat_ore
    return [
        DocumentVat(
            hub_id=document.hub_id,
            document=document,
            category=total.category,
            rate_bp=total.rate_bp,
            basis_ore=total.basis_ore,
            vat_ore=total.vat_ore,
        )
        for total in totals
    ]
