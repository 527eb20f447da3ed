"""The producer's week: what there is, and what the hub has ordered."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.trading.models import OrderCycle, PurchaseOrder
from kortreist.apps.trading.selectors.cycles import cycles_to_fill, get_cycle
from kortreist.apps.trading.selectors.purchases import (
    can_promise,
    get_purchase_order,
    list_producer_purchases,
    ordered_net_ore,
    producer_cuts,
)
from kortreist.apps.trading.selectors.week import WeekPage, WeekRow, producer_week
from kortreist.apps.trading.services.offers import state_availability
from kortreist.apps.trading.services.purchases import promise_purchase
from kortreist.apps.trading.web.forms import typed_numbers
from kortreist.apps.trading.web.scope import ProducerScope, producer_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date

PAGE = 50


@require_http_methods(["GET", "POST"])
def availability(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show and take down what the producer has for a round."""
    scope = producer_scope(request, hub, producer)
    cycles = cycles_to_fill(hub_id=scope.hub.pk, today=oslo_date(timezone.now()))
    chosen = _chosen(scope, cycles, request.POST.get("cycle") or request.GET.get("cycle", ""))
    week = _week(request, scope, chosen)
    if request.method == "POST" and chosen and week:
        _state_all(request, scope, chosen, week.rows)
        return redirect(f"{request.path}?cycle={chosen.public_id}&page={week.page.number}")
    context = {
        "scope": scope,
        "cycles": cycles,
        "cycle": chosen,
        "rows": week.rows if week else (),
        "page": week.page if week else None,
    }
    return render_page(request, "trading/availability.html", context)


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


def _chosen(scope: ProducerScope, cycles: list[OrderCycle], asked: str) -> OrderCycle | None:
    for cycle in cycles:
        if str(cycle.public_id) == asked:
            return get_cycle(
                actor=scope.actor, hub_id=scope.hub.pk, cycle_public_id=cycle.public_id
            )
    return cycles[0] if cycles else None


def _week(request: HttpRequest, scope: ProducerScope, cycle: OrderCycle | None) -> WeekPage | None:
    if cycle is None:
        return None
    return producer_week(
        actor=scope.actor,
        hub_id=scope.hub.pk,
        producer_id=scope.producer_id,
        cycle=cycle,
        number=request.GET.get("page", "1"),
    )


def _state_all(
    request: HttpRequest, scope: ProducerScope, cycle: OrderCycle, rows: list[WeekRow]
) -> None:
    """State every number that was changed; one that cannot be right does not stop the others."""
    typed = typed_numbers(request.POST, {str(row.variant.public_id) for row in rows})
    stated = 0
    for row in rows:
        packs = typed.get(str(row.variant.public_id))
        if packs is None or packs == row.packs:
            continue
        try:
            state_availability(
                actor=scope.actor,
                hub_id=scope.hub.pk,
                cycle_id=cycle.pk,
                variant_id=row.variant.pk,
                packs=packs,
                now=timezone.now(),
            )
            stated += 1
        except (ConflictError, InvalidInputError) as error:
            text = f"{goods_name(row.variant)}: {message_for(error)}"
            tell(request, text, level=messages.ERROR)
    if stated:
        tell(request, _("Posted. Kitchens can see it now."))


def _promises(order: PurchaseOrder, sent: QueryDict) -> dict[int, int]:
    lines = {str(line.public_id): line.pk for line in order.lines.all()}
    return {lines[name]: packs for name, packs in typed_numbers(sent, set(lines)).items()}


def _wish(cuts: list[tuple[int, int, int]], variant_id: int) -> int | None:
    return next((wanted for variant, wanted, _given in cuts if variant == variant_id), None)
