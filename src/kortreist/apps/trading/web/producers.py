"""What the hub has ordered from a producer, and what will come."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kortreist.apps.trading.models import PurchaseOrder
from kortreist.apps.trading.selectors.purchases import (
    can_promise,
    get_purchase_order,
    list_producer_purchases,
    ordered_net_ore,
    producer_cuts,
)
from kortreist.apps.trading.services.purchases import promise_purchase
from kortreist.apps.trading.web.forms import typed_numbers
from kortreist.apps.trading.web.scope import producer_scope
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page

PAGE = 50


@require_GET
def purchase_list(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """List what the hub has ordered from the producer, next delivery first."""
    scope = producer_scope(request, hub, producer)
    orders = list_producer_purchases(
        actor=scope.actor, hub_id=scope.hub.pk, producer_id=scope.producer_id
    )
    page = Paginator(orders, PAGE).get_page(request.GET.get("page"))
    return render_page(request, "trading/purchase_list.html", {"scope": scope, "page": page})


@require_GET
def purchase_detail(
    request: HttpRequest, hub: UUID, producer: UUID, purchase: UUID
) -> HttpResponse:
    """Show one order from the hub: what, how much, when and where."""
    scope = producer_scope(request, hub, producer)
    order = get_purchase_order(actor=scope.actor, hub_id=scope.hub.pk, public_id=purchase)
    cuts = producer_cuts(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        producer_id=scope.producer_id,
        cycle_id=order.cycle_id,
    )
    lines = [(line, _wish(cuts, line.variant_id)) for line in order.lines.all()]
    context = {
        "scope": scope,
        "purchase": order,
        "lines": lines,
        "can_promise": can_promise(scope.actor, order),
        "net_ore": ordered_net_ore(order),
    }
    return render_page(request, "trading/purchase_detail.html", context)


@require_POST
def promise(request: HttpRequest, hub: UUID, producer: UUID, purchase: UUID) -> HttpResponse:
    """Take down how much of the order will come."""
    scope = producer_scope(request, hub, producer)
    order = get_purchase_order(actor=scope.actor, hub_id=scope.hub.pk, public_id=purchase)
    promise_purchase(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        purchase_order_id=order.pk,
        promises=_promises(order, request.POST),
        now=timezone.now(),
    )
    tell(request, _("Thank you. The hub knows what is coming."))
    return redirect(scope.url("purchase-detail", purchase=order.public_id))


def _promises(order: PurchaseOrder, sent: QueryDict) -> dict[int, int]:
    lines = {str(line.public_id): line.pk for line in order.lines.all()}
    return {lines[name]: packs for name, packs in typed_numbers(sent, set(lines)).items()}


def _wish(cuts: list[tuple[int, int, int]], variant_id: int) -> int | None:
    return next((wanted for variant, wanted, _given in cuts if variant == variant_id), None)
