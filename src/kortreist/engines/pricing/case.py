"""Pricing a whole case at once: documents, their VAT, and the identity over all of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kortreist.engines.measures import Amount, Id, Ore, RateBp
from kortreist.engines.pricing.charges import (
    LineCharge,
    charge_line,
    credit_line,
    split_freight,
    weigh_up,
)
from kortreist.engines.pricing.identity import IdentityReport, Term, TermKind, check_identity
from kortreist.engines.pricing.prices import FeeKind, FeeRule, price_breakdown
from kortreist.engines.pricing.vat import TaxedNet, VatCategory, VatSubtotal, vat_totals
from kortreist.kernel.errors import InvalidInputError
from kortreist.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A quantity of goods on a document.

    Parameters
    ----------
    line_id, document_id
        Which line, each once, on which document.
    amount, unit
        Packed goods in whole g, ml or pieces.
    producer_price_ore
        Øre ex VAT per kilo, litre or piece.
    buyer_price_ore
        The same for the buyer, from a price list; worked out from the fees when left out.
    vat_category, vat_rate_bp
        As on the day of delivery.
    purchase_line_id
        The goods-in that the line was packed from; when left out, the producer is credited the
        producer's part of the line.
    """

    line_id: Id
    document_id: Id
    amount: Amount
    unit: Unit
    producer_price_ore: Ore
    vat_category: VatCategory
    vat_rate_bp: RateBp
    buyer_price_ore: Ore | None = None
    purchase_line_id: Id | None = None


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """What a producer handed over, as weighed at goods-in, and what of it was thrown away."""

    purchase_line_id: Id
    received_amount: Amount
    unit: Unit
    producer_price_ore: Ore
    wasted_amount: Amount = 0


@dataclass(frozen=True, slots=True)
class PricingCase:
    """Lines on documents, the fees that hold for all of them, and the goods they came from."""

    lines: tuple[PricedLine, ...]
    fees: tuple[FeeRule, ...] = ()
    purchases: tuple[PurchaseLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line and its charge."""

    line_id: int
    charge: LineCharge


@dataclass(frozen=True, slots=True)
class FlatFee:
    """A fee per order or delivery on a document, split as the goods are taxed."""

    fee_id: int
    kind: FeeKind
    parts: tuple[TaxedNet, ...]


@dataclass(frozen=True, slots=True)
class DocumentTotals:
    """What a document adds up to."""

    document_id: int
    flat_fees: tuple[FlatFee, ...]
    vat: tuple[VatSubtotal, ...]
    net_ore: int
    vat_ore: int
    gross_ore: int


@dataclass(frozen=True, slots=True)
class PricedCase:
    """Charges, documents, and the terms of the identity with what they come to."""

    lines: tuple[ChargedLine, ...]
    documents: tuple[DocumentTotals, ...]
    terms: tuple[Term, ...]
    identity: IdentityReport


def price_case(case: PricingCase) -> PricedCase:
    """Return what everyone is charged and credited, and whether it adds up.

    Fees per order and per delivery come once on every document; those for transport count as
    freight. Lines and documents stand in the order of their ids.

    Raises
    ------
    InvalidInputError
        When an id comes twice, a line is of goods that never came in or are counted otherwise, or
        a rate does not suit its category.
    """
    _require_sound(case)
    lines = sorted(case.lines, key=lambda line: line.line_id)
    charges = {line.line_id: _charge(line, case.fees) for line in lines}
    by_document: dict[int, list[PricedLine]] = defaultdict(list)
    for line in lines:
        by_document[line.document_id].append(line)
    documents = tuple(
        _document(document_id, by_document[document_id], charges, case.fees)
        for document_id in sorted(by_document)
    )
    terms = tuple(
        term for term in (*_goods_terms(case, charges), *_flat_terms(documents)) if term.ore
    )
    return PricedCase(
        lines=tuple(ChargedLine(line_id, charge) for line_id, charge in charges.items()),
        documents=documents,
        terms=terms,
        identity=check_identity(terms),
    )


def _charge(line: PricedLine, fees: tuple[FeeRule, ...]) -> LineCharge:
    price = price_breakdown(line.producer_price_ore, fees)
    listed = line.buyer_price_ore
    return charge_line(
        amount=line.amount,
        unit=line.unit,
        producer_price_ore=line.producer_price_ore,
        buyer_price_ore=price.buyer_price_ore if listed is None else listed,
        fee_weights=price.parts,
    )


def _document(
    document_id: int,
    lines: list[PricedLine],
    charges: Mapping[int, LineCharge],
    fees: tuple[FeeRule, ...],
) -> DocumentTotals:
    goods = [
        TaxedNet(line.vat_category, line.vat_rate_bp, charges[line.line_id].net_ore)
        for line in lines
    ]
    flat_fees = tuple(
        FlatFee(fee.fee_id, fee.kind, split_freight(fee.amount_ore, goods))
        for fee in sorted(fees, key=lambda fee: fee.fee_id)
        if not fee.basis.is_in_price
    )
    vat = vat_totals([*goods, *(part for fee in flat_fees for part in fee.parts)])
    net_ore = sum(subtotal.basis_ore for subtotal in vat)
    vat_ore = sum(subtotal.vat_ore for subtotal in vat)
    return DocumentTotals(document_id, flat_fees, vat, net_ore, vat_ore, net_ore + vat_ore)


def _goods_terms(case: PricingCase, charges: Mapping[int, LineCharge]) -> list[Term]:
    every = charges.values()
    terms = [
        Term(TermKind.CHARGED, sum(charge.net_ore for charge in every), "goods"),
        Term(TermKind.FEE, sum(ore for charge in every for _, ore in charge.fees), "in_price"),
        Term(TermKind.MARGIN, sum(charge.margin_ore for charge in every), "price_list"),
    ]
    packed: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for line in case.lines:
        packed[line.purchase_line_id].append((line.amount, charges[line.line_id].producer_ore))
    credited_ore = sum(ore for _, ore in packed.pop(None, []))
    for goods in sorted(case.purchases, key=lambda goods: goods.purchase_line_id):
        parts = packed[goods.purchase_line_id]
        differences = weigh_up(
            received_amount=goods.received_amount,
            charged=parts,
            unit=goods.unit,
            producer_price_ore=goods.producer_price_ore,
            wasted_amount=goods.wasted_amount,
        )
        terms += differences
        credited_ore += credit_line(
            received_amount=goods.received_amount,
            unit=goods.unit,
            producer_price_ore=goods.producer_price_ore,
        )
    terms.append(Term(TermKind.CREDITED, credited_ore, "goods"))
    return terms


def _flat_terms(documents: tuple[DocumentTotals, ...]) -> list[Term]:
    terms = []
    for document in documents:
        for fee in document.flat_fees:
            ore = sum(part.net_ore for part in fee.parts)
            kind = TermKind.FREIGHT if fee.kind is FeeKind.TRANSPORT else TermKind.FEE
            terms += [Term(TermKind.CHARGED, ore, fee.kind.value), Term(kind, ore, fee.kind.value)]
    return terms


def _require_sound(case: PricingCase) -> None:
    purchases = {goods.purchase_line_id: goods for goods in case.purchases}
    if len(purchases) < len(case.purchases):
        raise InvalidInputError("duplicate_id", field="purchases.purchase_line_id")
    if len({line.line_id for line in case.lines}) < len(case.lines):
        raise InvalidInputError("duplicate_id", field="lines.line_id")
    for place, line in enumerate(case.lines):
        if line.purchase_line_id is None:
            continue
        goods = purchases.get(line.purchase_line_id)
        if goods is None:
            raise InvalidInputError("unknown_item", field=f"lines[{place}].purchase_line_id")
        if (line.unit, line.producer_price_ore) != (goods.unit, goods.producer_price_ore):
            raise InvalidInputError("goods_differ", field=f"lines[{place}].purchase_line_id")
