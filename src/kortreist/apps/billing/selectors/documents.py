"""Lists of documents, each scoped to what the reader may see, and what a payer still owes."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Min, Q, QuerySet, Sum

from kortreist.apps.actors.models import BuyerUnit, HubProducer, InvoiceParty, Organisation
from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.kernel.errors import NotFoundError

# What a buyer is sent; settlement statements are between the hub and its producers.
BUYERS: Final = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.BONUS)
GIVING_BACK: Final = (DocumentKind.CREDIT_NOTE, DocumentKind.BONUS)
# Read along with a document, whoever it is for.
RECEIVERS: Final = ("hub", "payer", "producer", "order__unit", "cycle", "agreement")


def hub_documents(
    *, actor: Actor, hub_id: int, kind: str = "", cycle_id: int | None = None
) -> QuerySet[Document]:
    """List a hub's documents, newest first, of one kind or of one cycle if that is asked for.

    Raises
    ------
    NotPermittedError
        When ``actor`` may not see the hub's money.
    """
    require(actor, Permission.SEE_MONEY, hub_id=hub_id)
    documents = Document.objects.filter(hub_id=hub_id).select_related(*RECEIVERS)
    if kind:
        documents = documents.filter(kind=kind)
    return documents if cycle_id is None else documents.filter(cycle_id=cycle_id)


def unit_documents(*, actor: Actor, hub_id: int, unit_id: int) -> QuerySet[Document]:
    """List one unit's invoices and credit notes, and its bonus notes, newest first.

    A bonus under an agreement with all units of a payer is each of theirs to see.

    Raises
    ------
    NotFoundError
        When the unit is not the actor's to know of.
    """
    require(actor, Permission.ORDER, hub_id=hub_id, unit_id=unit_id)
    organisations = InvoiceParty.objects.filter(units=unit_id).values("organisation")
    mine = Q(order__unit_id=unit_id) | Q(agreement__unit_id=unit_id)
    return Document.objects.filter(
        mine | Q(agreement__payer__in=organisations), hub_id=hub_id, kind__in=BUYERS
    ).select_related(*RECEIVERS)


def producer_settlements(*, actor: Actor, hub_id: int, producer_id: int) -> QuerySet[Document]:
    """List one producer's settlement statements, newest first.

    Raises
    ------
    NotFoundError
        When the producer is not the actor's to know of.
    """
    require(actor, Permission.SEE_OWN_SALES, hub_id=hub_id, organisation_id=producer_id)
    return Document.objects.filter(
        hub_id=hub_id, kind=DocumentKind.SETTLEMENT, producer_id=producer_id
    ).select_related(*RECEIVERS)


def get_seller(*, actor: Actor, hub_id: int, public_id: UUID) -> Organisation:
    """Return a producer that sells or has sold through the hub, as far as the actor may know.

    Raises
    ------
    NotFoundError
        When there is none, or it is not the actor's to know of.
    """
    terms = HubProducer.objects.filter(hub_id=hub_id, organisation__public_id=public_id)
    found = terms.select_related("organisation").first()
    if found is None:
        raise NotFoundError
    require(
        actor,
        Permission.SEE_OWN_SALES,
        hub_id=hub_id,
        organisation_id=found.organisation_id,
    )
    return found.organisation


def find_document(*, actor: Actor, public_id: UUID) -> Document:
    """Return a document with its lines and VAT, in a constant number of queries.

    The hub's own see all; a buyer the documents of its units, a producer its own statements.

    Raises
    ------
    NotFoundError
        When there is none, or it is not the actor's to know of.
    NotPermittedError
        When the actor belongs to the hub, but does not see its money.
    """
    document = (
        Document.objects.filter(public_id=public_id)
        .select_related(*RECEIVERS, "corrects")
        .prefetch_related("lines", "vat", "corrections")
        .first()
    )
    if document is None:
        raise NotFoundError
    if not actor.may(Permission.SEE_MONEY, hub_id=document.hub_id):
        _require_own(actor, document)
    return document


def _require_own(actor: Actor, document: Document) -> None:
    if document.kind == DocumentKind.SETTLEMENT:
        require(
            actor,
            Permission.SEE_OWN_SALES,
            hub_id=document.hub_id,
            organisation_id=document.producer_id,
        )
    else:
        unit = unit_of_reader(actor, document)
        # Without one it is no unit's: those at the hub are told so, others that there is nothing.
        unit_id = unit.pk if unit else 0
        require(actor, Permission.ORDER, hub_id=document.hub_id, unit_id=unit_id)


def unit_of_reader(actor: Actor, document: Document) -> BuyerUnit | None:
    """Return the unit a buyer's document is for; under an agreement with many, the reader's own.

    None where the reader has none among them.
    """
    if document.order is not None:
        return document.order.unit
    if document.agreement is None:
        return None
    agreement = document.agreement
    mine = {grant.unit_id for grant in actor.grants_at(agreement.hub_id) if grant.unit_id}
    units = BuyerUnit.objects.filter(
        Q(pk=agreement.unit_id) | Q(payer__organisation=agreement.payer_id), pk__in=mine
    )
    return units.order_by("pk").first()


def open_balance(*, hub_id: int, payer_id: int) -> int:
    """Return what a payer has been invoiced and not credited, in øre with VAT.

    Payments are not registered yet, so all that was ever invoiced counts as open.
    """
    sums = Document.objects.filter(hub_id=hub_id, payer_id=payer_id).aggregate(
        invoiced=Sum("gross_ore", filter=Q(kind=DocumentKind.INVOICE)),
        credited=Sum("gross_ore", filter=Q(kind__in=GIVING_BACK)),
    )
    return (sums["invoiced"] or 0) - (sums["credited"] or 0)


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """What a producer has coming: statements that are not due yet, and when the first is."""

    ore: int
    first_due_on: date | None


def on_the_way(*, hub_id: int, producer_id: int, today: date) -> OnTheWay:
    """Return what a producer's statements due from today on come to, in øre with VAT."""
    documents = Document.objects.filter(
        hub_id=hub_id,
        producer_id=producer_id,
        kind=DocumentKind.SETTLEMENT,
        due_on__gte=today,
    )
    sums = documents.aggregate(ore=Sum("gross_ore"), first=Min("due_on"))
    return OnTheWay(sums["ore"] or 0, sums["first"])
