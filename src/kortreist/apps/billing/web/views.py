"""Documents: the hub's, a unit's, a producer's, and each as its paper."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.permissions import Actor, Permission
from kortreist.apps.actors.selectors.parties import get_hub, get_unit
from kortreist.apps.billing.models import Document, DocumentKind
from kortreist.apps.billing.selectors.documents import (
    get_seller,
    hub_documents,
    on_the_way,
    producer_settlements,
    unit_documents,
    unit_of_reader,
)
from kortreist.apps.billing.selectors.papers import find_paper
from kortreist.apps.billing.web.export import export_name, write_csv
from kortreist.apps.billing.wording import KINDS_MANY
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date

PAGE = 100


@require_GET
def document_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the hub's documents, of one kind if that is asked for."""
    found = get_hub(actor=actor_of(request), public_id=hub)
    kind = _kind(request)
    documents = hub_documents(actor=actor_of(request), hub_id=found.pk, kind=kind)
    context = {
        "hub": found,
        "kind": kind,
        "kinds": KINDS_MANY.items(),
        "page": Paginator(documents, PAGE).get_page(request.GET.get("page")),
    }
    return render_page(request, "billing/document_list.html", context)


@require_GET
def document_export(request: HttpRequest, hub: UUID) -> StreamingHttpResponse:
    """Send the hub's documents as a table for a spreadsheet."""
    found = get_hub(actor=actor_of(request), public_id=hub)
    documents = hub_documents(actor=actor_of(request), hub_id=found.pk, kind=_kind(request))
    return StreamingHttpResponse(
        write_csv(documents),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{export_name(found)}"'},
    )


@require_GET
def unit_document_list(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """List a unit's invoices and credit notes."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    buyer = get_unit(actor=actor, hub_id=found.pk, public_id=unit)
    documents = unit_documents(actor=actor, hub_id=found.pk, unit_id=buyer.pk)
    page = Paginator(documents, PAGE).get_page(request.GET.get("page"))
    context = {"hub": found, "unit": buyer, "page": page}
    return render_page(request, "billing/unit_document_list.html", context)


@require_GET
def settlement_list(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """List a producer's settlement statements."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    seller = get_seller(actor=actor, hub_id=found.pk, public_id=producer)
    documents = producer_settlements(actor=actor, hub_id=found.pk, producer_id=seller.pk)
    today = oslo_date(timezone.now())
    context = {
        "hub": found,
        "producer": seller,
        "coming": on_the_way(hub_id=found.pk, producer_id=seller.pk, today=today),
        "page": Paginator(documents, PAGE).get_page(request.GET.get("page")),
    }
    return render_page(request, "billing/settlement_list.html", context)


@require_GET
def document_detail(request: HttpRequest, document: UUID) -> HttpResponse:
    """Show a document as the paper it is, in its receiver's language."""
    actor = actor_of(request)
    paper = find_paper(actor=actor, public_id=document)
    crumbs = [way_back(actor, paper.document), ("", paper.title)]
    return render_page(request, "billing/document_detail.html", {"paper": paper, "crumbs": crumbs})


def way_back(actor: Actor, document: Document) -> tuple[str, str]:
    """Return the list that the reader finds the document in, and its name."""
    hub = document.hub.public_id
    if actor.may(Permission.SEE_MONEY, hub_id=document.hub_id):
        return reverse("billing:document-list", args=[hub]), _("Documents")
    if document.producer:
        producer = document.producer.public_id
        return reverse("billing:settlement-list", args=[hub, producer]), _("Settlements")
    unit = unit_of_reader(actor, document)
    place = [hub, unit.public_id if unit else hub]
    return reverse("billing:unit-document-list", args=place), _("Invoices")


def _kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in DocumentKind.values else ""
